/** How unkind the world is; probabilities unless said otherwise. */
export interface Faults {
  readonly rescind: number;
  readonly lostLaunch: number;
  readonly duplicate: number;
  readonly lostUpdate: number;
  /** Of tasks on a broken agent. */
  readonly failedStart: number;
  readonly failedOperation: number;
  /** Its outcome is never told, and half of them take no effect. */
  readonly lostOperation: number;
  /** Mean time between them, in ms; Infinity = never. */
  readonly disconnectEveryMs: number;
  readonly agentAwayEveryMs: number;
  readonly agentDiesEveryMs: number;
  readonly maintenanceEveryMs: number;
  readonly preemptEveryMs: number;
  readonly removedEveryMs: number;
}
/** Those that happen now and then. */
export type Interval = Extract<keyof Faults, `${string}EveryMs`>;
