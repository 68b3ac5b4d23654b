import type { Attempt } from "./job.ts";

/** What an attempt is charged with: its resources × the time it held them, in integers. */
export interface Usage {
  readonly cpuMilliMs: number;
  readonly memMibMs: number;
  readonly gpuMs: number;
}

/** The usage of an attempt that ended; `undefined` while it is live and for one that never ran. */
export function usageOf(attempt: Attempt): Usage | undefined {
  if (attempt.endedAtMs === undefined || attempt.runningAtMs === undefined) return undefined;
  // From running, not from the launch: time that a backend takes to begin is not the user's.
  const heldMs = Math.max(0, attempt.endedAtMs - attempt.runningAtMs);
  return {
    cpuMilliMs: attempt.resources.cpusMilli * heldMs,
    memMibMs: attempt.resources.memMib * heldMs,
    gpuMs: attempt.resources.gpus * heldMs,
  };
}
