import type { TaskInfo } from "../../proto/generated/types.ts";

/** Shortest and longest time of a simulated task. */
export interface DurationRange {
  readonly minMs: number;
  readonly maxMs: number;
}

/** What simulated tasks are drawn from. */
export interface TaskDraw {
  readonly seed: number;
  readonly duration: DurationRange;
  /** Part of the tasks that fail, from 0 to 1. */
  readonly failureRate: number;
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
export function simulatedRun(task: TaskInfo, { seed, duration, failureRate }: TaskDraw): SimulatedRun {
  const variables = new Map(
    (task.command?.environment?.variables ?? []).map(({ name, value }) => [name, value ?? ""]),
  );
  const seconds = Number(variables.get("SIMULATED_SECONDS") ?? Number.NaN);
  const drawn = duration.minMs + fraction(seed, task.task_id.value) * (duration.maxMs - duration.minMs);
  const exitCode = variables.get("SIMULATED_EXIT_CODE");
  // Another draw than that of the time: else the shortest tasks would be those that fail.
  const fails = fraction(seed ^ FAILURE_DRAW, task.task_id.value) < failureRate;
  return {
    durationMs: Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : drawn,
    exitCode: exitCode === undefined ? Number(fails) : Number(exitCode) || 0,
  };
}

const FAILURE_DRAW = 0x9e3779b9;

/** Between 0 and 1, spread evenly over ids. FNV-1a with the finish of MurmurHash3. */
function fraction(seed: number, text: string): number {
  let hash = (0x811c9dc5 ^ seed) >>> 0;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193) >>> 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b) >>> 0;
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35) >>> 0;
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}
