export type LogFields = Readonly<Record<string, unknown>>;

/** Where the framework writes what operators should know. Constant messages; whatever varies is in `fields`. */
export interface Log {
  debug(msg: string, fields?: LogFields): void;
  info(msg: string, fields?: LogFields): void;
  warn(msg: string, fields?: LogFields): void;
  error(msg: string, fields?: LogFields): void;
}

/** What the framework counts. */
export type FrameworkCount =
  | "subscriptions"
  | "records"
  | "records_unreadable"
  | "calls"
  | "calls_failed"
  | "calls_dropped"
  | "launches_without_offer"
  | "inventory_failures";

export type Count = (what: FrameworkCount, by: number) => void;

/** Calls `run` once after `ms`. @returns takes it back; harmless when it ran already */
export type After = (ms: number, run: () => void) => () => void;
