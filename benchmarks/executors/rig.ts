/** A cluster to be measured, with and without GoDocker. */
export interface Rig extends AsyncDisposable {
  readonly name: string;
  /** Settings of an installation that runs its jobs there. */
  readonly set: readonly string[];
  readonly image: string;
  /**
   * One task straight on the cluster, as its own client runs it, with the limits that a job has.
   * @returns after how long it ran; resolves when it has ended
   */
  runBare(command: readonly string[]): Promise<number>;
  /** The same with what every job has beside it: a working directory of its account's own. */
  runBareWithDirectory?(command: readonly string[]): Promise<number>;
}
