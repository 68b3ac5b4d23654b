import type { Count, Log, LogFields } from "../connection/ports.ts";

/** Complaints about what a master sends in one session. Each is counted, and logged the first time: it will come again. */
export interface MasterFaults {
  /** An event that we cannot understand. */
  unreadable(cause: string): void;
  /** An event that we understand, and that no master of ours sends. */
  odd(cause: string, fields?: LogFields): void;
}

/** Causes may quote what came: a master that errs in ever new ways shall not fill the log. */
const CAUSES_MAX = 100;

export function createMasterFaults({
  log,
  count,
}: {
  readonly log: Log;
  readonly count: Count;
}): MasterFaults {
  const known = new Set<string>();
  const isNew = (cause: string): boolean => {
    if (known.has(cause) || known.size >= CAUSES_MAX) return false;
    known.add(cause);
    return true;
  };
  return {
    unreadable(cause) {
      count("records_unreadable", 1);
      if (isNew(cause)) log.error("An event of Mesos cannot be understood and is left out", { cause });
    },
    odd(cause, fields = {}) {
      count("records_odd", 1);
      if (isNew(cause)) log.warn("Mesos sends what makes no sense", { cause, ...fields });
    },
  };
}
