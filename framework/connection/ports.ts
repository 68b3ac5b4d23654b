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
  /** Attempts that failed, and sessions that ended. */
  | "subscriptions_lost"
  | "redirects"
  /** Attempts that a person must act upon. */
  | "denials"
  /** Registrations that the master removed. */
  | "removals"
  | "framework_updates"
  | "framework_updates_refused"
  | "records"
  | "records_unreadable"
  /** Understood, but not what a master sends. */
  | "records_odd"
  | "calls"
  | "calls_failed"
  | "calls_dropped"
  | "launches_without_offer"
  | "launches_twice"
  | "offers_given_back"
  | "offers_twice"
  | "resources_left_out"
  | "sidecar_updates"
  | "inventory_failures";

export type Count = (what: FrameworkCount, by: number) => void;

/** Calls `run` once after `ms`. @returns takes it back; harmless when it ran already */
export type After = (ms: number, run: () => void) => () => void;
