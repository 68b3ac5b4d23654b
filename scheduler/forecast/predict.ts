import type { ForecastBasis } from "../../offers/forecast.ts";
import type { LiveState } from "./live-state.ts";
import { rollout, type Rollout } from "./rollout.ts";
import type { RunningTask, RunTimes } from "./run-times.ts";

/** Waits as the rollouts find them, from the state's instant on. */
export interface Prediction {
  readonly waits: ReadonlyMap<number, { readonly p50: number; readonly p90: number }>;
  readonly basis: ForecastBasis;
  readonly rollouts: number;
  readonly events: number;
}

export interface PredictOptions {
  /** Futures that are played, at most. */
  readonly rollouts: number;
  /** Events of all of them together, at most. */
  readonly events: number;
  readonly horizonMs: number;
}

/** From this part on, one source of run times is named alone. */
const MOSTLY = 0.9;

/** Plays several futures, in each of which every task runs for another part of what it may. Yields after each cycle. */
export function* predict(
  state: LiveState,
  runs: RunTimes,
  { events, horizonMs, rollouts }: PredictOptions,
): Generator<undefined, Prediction> {
  const informed = runs.alongside(runningOf(state));
  const played: Rollout[] = [];
  let left = events;
  for (let at = 0; at < rollouts; at += 1) {
    const quantile = (job: number, task: number): number =>
      (((at + spread(job, task)) % rollouts) + 0.5) / rollouts;
    const one = yield* rollout(state, informed, { quantile, events: left, horizonMs });
    played.push(one);
    left -= one.events;
    if (left < one.events) break; // another one could not be finished
  }
  return {
    waits: waitsOf(state.options.nowMs, played),
    basis: basisOf(played),
    rollouts: played.length,
    events: events - left,
  };
}

function runningOf({ jobs, options: { nowMs } }: LiveState): readonly RunningTask[] {
  return jobs.flatMap(({ kind, live }) =>
    live.flatMap(({ pausedMs = 0, runningAtMs, state }) =>
      runningAtMs === undefined || state === "stopping"
        ? []
        : [{ kind, ranMs: Math.max(0, nowMs - runningAtMs - pausedMs) }],
    ),
  );
}

function waitsOf(nowMs: number, played: readonly Rollout[]): Prediction["waits"] {
  const starts = new Map<number, number[]>();
  for (const one of played) {
    for (const [job, atMs] of one.starts) {
      const all = starts.get(job);
      if (all === undefined) starts.set(job, [atMs]);
      else all.push(atMs);
    }
  }
  const waits = new Map<number, { readonly p50: number; readonly p90: number }>();
  for (const [job, all] of starts) {
    all.sort((a, b) => a - b);
    // A future in which it never started counts as a late one.
    const p50 = all[Math.ceil(0.5 * played.length) - 1];
    const p90 = all[Math.ceil(0.9 * played.length) - 1];
    if (p50 !== undefined && p90 !== undefined) waits.set(job, { p50: p50 - nowMs, p90: p90 - nowMs });
  }
  return waits;
}

function basisOf(played: readonly Rollout[]): ForecastBasis {
  const history = played.reduce((sum, one) => sum + one.history, 0);
  const limits = played.reduce((sum, one) => sum + one.limits, 0);
  if (history >= MOSTLY * (history + limits) && history > 0) return "history";
  return limits >= MOSTLY * (history + limits) ? "limits" : "mixed";
}

/** Where in the row of futures a task begins: each gets every part once, and no two tasks the same part by design. */
function spread(job: number, task: number): number {
  let hash = Math.imul(job ^ 0x811c9dc5, 0x01000193);
  hash = Math.imul(hash ^ task ^ (hash >>> 15), 0x85ebca6b);
  return (hash ^ (hash >>> 13)) >>> 0;
}
