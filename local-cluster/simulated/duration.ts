import type { TaskInfo } from "../../proto/generated/types.ts";

/** Shortest and longest time of a simulated task. */
export interface DurationRange {
  readonly minMs: number;
  readonly maxMs: number;
}

export interface SimulatedRun {
  readonly durationMs: number;
  readonly exitCode: number;
}

/**
 * How long the task lasts and how it ends: as its environment says (`SIMULATED_SECONDS`,
 * `SIMULATED_EXIT_CODE`), else drawn from the seed and the task's id, so that the order of launches changes
 * nothing.
 */
export function simulatedRun(task: TaskInfo, seed: number, range: DurationRange): SimulatedRun {
  const variables = new Map(
    (task.command?.environment?.variables ?? []).map(({ name, value }) => [name, value ?? ""]),
  );
  const seconds = Number(variables.get("SIMULATED_SECONDS") ?? Number.NaN);
  const drawn = range.minMs + fraction(seed, task.task_id.value) * (range.maxMs - range.minMs);
  return {
    durationMs: Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : drawn,
    exitCode: Number(variables.get("SIMULATED_EXIT_CODE") ?? 0) || 0,
  };
}

/** Between 0 and 1, spread evenly over ids. FNV-1a with the finish of MurmurHash3. */
function fraction(seed: number, text: string): number {
  let hash = (0x811c9dc5 ^ seed) >>> 0;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193) >>> 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b) >>> 0;
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35) >>> 0;
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}
