export type LogFields = Readonly<Record<string, unknown>>;

/** Where executors write what operators should know. Constant messages; whatever varies is in `fields`. */
export interface Log {
  debug(msg: string, fields?: LogFields): void;
  info(msg: string, fields?: LogFields): void;
  warn(msg: string, fields?: LogFields): void;
  error(msg: string, fields?: LogFields): void;
}

/** Calls `run` once after `ms`. @returns takes it back; harmless when it ran already */
export type After = (ms: number, run: () => void) => () => void;

export interface Clock {
  /** Never goes back; only differences are used. */
  readonly nowMs: () => number;
  readonly after: After;
}
