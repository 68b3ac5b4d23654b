import type { JobState } from "../../client/documents/jobs.ts";

/** Names of our states in Slurm's vocabulary: long and compact. */
const NAMES: Readonly<Record<JobState, readonly [string, string]>> = {
  pending: ["PENDING", "PD"],
  held: ["PENDING", "PD"],
  starting: ["CONFIGURING", "CF"],
  running: ["RUNNING", "R"],
  suspended: ["SUSPENDED", "S"],
  stopping: ["COMPLETING", "CG"],
  succeeded: ["COMPLETED", "CD"],
  failed: ["FAILED", "F"],
  cancelled: ["CANCELLED", "CA"],
};

export interface SlurmState {
  readonly long: string;
  readonly compact: string;
}

export function slurmState({
  reason,
  state,
}: {
  readonly state: JobState;
  readonly reason?: string;
}): SlurmState {
  const [long, compact] = NAMES[state];
  if (state !== "failed") return { long, compact };
  if (reason === "WalltimeReached") return { long: "TIMEOUT", compact: "TO" };
  if (reason === "OutOfMemory") return { long: "OUT_OF_MEMORY", compact: "OOM" };
  if (reason === "NodeLost") return { long: "NODE_FAIL", compact: "NF" };
  return { long, compact };
}

/** Our states of one of Slurm's, long or compact, in any case; `undefined`: there is none of that name. */
export function statesNamed(name: string): readonly JobState[] | undefined {
  const wanted = name.toUpperCase();
  if (["TIMEOUT", "TO", "OUT_OF_MEMORY", "OOM", "NODE_FAIL", "NF"].includes(wanted)) return ["failed"];
  const found = Object.entries(NAMES).flatMap(
    ([state, names]) => (names.includes(wanted) ? [state as JobState] : []), // its keys are states
  );
  return found.length === 0 ? undefined : found;
}
