/** Looks at what runs from time to time, and says what should not go on. */
export interface Watcher {
  /** From one look to the next, in seconds; 1 or more. Default: 60. */
  readonly everySeconds?: number;
  /** It wants to know how much each task has written. Every look then asks the machine of each task. */
  readonly wantsOutputSize?: boolean;
  look(
    tasks: readonly WatchedTask[],
    nowMs: number,
  ): readonly WatcherRequest[] | Promise<readonly WatcherRequest[]>;
}

/** A task that has begun to run, and its job. */
export interface WatchedTask {
  readonly taskId: string;
  readonly job: number;
  /** Of a task of an array. */
  readonly index?: number;
  readonly attempt: number;
  readonly name: string;
  readonly user: string;
  readonly project: string;
  readonly queue: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly state: "running" | "suspended";
  readonly runningSinceMs: number;
  readonly walltimeSeconds?: number;
  readonly executor: string;
  readonly hostname: string;
  readonly unreachable: boolean;
  /** Of both streams together. Absent: not asked for, or nobody could tell. */
  readonly outputBytes?: number;
}

/**
 * `warn`: it is written down, and nothing else happens; `hold`: nothing more of the job starts; `kill`: the job is
 * cancelled. Each is asked for once until the watcher stops asking for it.
 */
export interface WatcherRequest {
  readonly job: number;
  readonly action: "warn" | "hold" | "kill";
  /** A sentence for the owner and for operators. */
  readonly reason: string;
}
