import type { Reason } from "../../jobs/life/job.ts";
import type { StartForecast } from "../../offers/forecast.ts";
import type { Store } from "../../store/store.ts";
import { StoreUnavailableError } from "../../store/store.ts";
import type { Decision } from "../state/decision.ts";
import { calibration } from "./calibration.ts";
import { kindOf, readLiveState, type LeaderView, type LiveState } from "./live-state.ts";
import { predict, type Prediction } from "./predict.ts";
import { runTimes, type RunTimes } from "./run-times.ts";

export interface ForecasterPorts {
  readonly store: Store;
  readonly view: () => LeaderView;
  /** Jobs that wait for a first start. */
  readonly waiting: () => number;
  readonly nowMs: () => number;
  /** Milliseconds of any clock, for how long a slice of work took. */
  readonly spentMs: () => number;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Least pause between two rounds. */
  readonly everyMs: number;
  /** Called with each round. */
  readonly report?: (round: ForecastRound) => void;
}

export interface ForecastRound {
  readonly jobs: number;
  readonly rollouts: number;
  readonly events: number;
  readonly durationMs: number;
  /** Of forecasts that came true or did not: the part that began within their nine of ten cases. */
  readonly coverage: number | undefined;
  /** Of the same, by how much the middle one was off, as a part of the wait. */
  readonly medianError: number | undefined;
}

/** Works forecasts out ahead of the questions, again and again while something waits. */
export interface Forecaster {
  /** The last one; absent when nothing can be said. */
  forecast(job: number): StartForecast | undefined;
  forecasts(): readonly StartForecast[];
  /** A cycle was made. */
  took(decision: Decision): void;
  /** Until `signal`. Rejects only on faults of this program. */
  run(signal: AbortSignal): Promise<void>;
  readonly runTimes: RunTimes;
}

const ROLLOUTS = 10;
const EVENTS = 100_000;
const HORIZON_MS = 30 * 86_400_000;
/** With more live jobs nothing is forecast: a round would take too long to be worth it. */
export const LIVE_MAX = 50_000;
/** A round is followed by a pause of so many times its length. */
const PAUSE_PART = 9;
/** Scheduling cycles come between slices of that length, and so does a rest. */
const SLICE_MS = 3;
const REST_MS = 3;
const HISTORY_JOBS = 2000;
const ENDS_MAX = 10_000;
const BATCH = 200;
const FIRSTS_MAX = 50_000;

interface First {
  readonly atMs: number;
  readonly saidP50: number;
  readonly saidP90: number;
  readonly published50: number;
  readonly published90: number;
}

export function createForecaster(ports: ForecasterPorts): Forecaster {
  const { nowMs, store } = ports;
  const runs = runTimes();
  const kept = calibration();
  let published: ReadonlyMap<number, StartForecast> = new Map();
  /** What was said of a job first, until it starts or something else happens to it. */
  const firsts = new Map<number, First>();
  const runningSince = new Map<string, number>();
  let ends: { readonly job: number; readonly ranMs: number }[] = [];

  const publish = ({ basis, waits }: Prediction, atMs: number): void => {
    const factors = kept.factors();
    const next = new Map<number, StartForecast>();
    for (const [job, { p50: saidP50, p90: saidP90 }] of waits) {
      const p50 = Math.round(saidP50 * factors.p50);
      const published90 = Math.max(p50, Math.round(saidP90 * factors.p90));
      next.set(job, { job, atMs, p50Ms: atMs + p50, p90Ms: atMs + published90, basis });
      if (!firsts.has(job) && firsts.size < FIRSTS_MAX)
        firsts.set(job, { atMs, saidP50, saidP90, published50: p50, published90 });
    }
    published = next;
  };
  const learnFromEnds = async (): Promise<void> => {
    const wanted = ends;
    ends = [];
    for (let at = 0; at < wanted.length; at += BATCH) await learn(store, runs, wanted.slice(at, at + BATCH));
  };
  const round = async (signal: AbortSignal): Promise<void> => {
    const beganMs = ports.spentMs();
    await learnFromEnds();
    // More would be read for nothing.
    const isTooMuch = ports.waiting() > LIVE_MAX;
    const state = isTooMuch ? undefined : await readLiveState(store, ports.view(), LIVE_MAX);
    for (const { live } of state?.jobs ?? []) {
      for (const { runningAtMs, taskId } of live)
        if (runningAtMs !== undefined) runningSince.set(taskId, runningAtMs);
    }
    const prediction =
      state === undefined ? undefined : await inSlices(ports, predictionOf(state, runs), signal);
    if (prediction === undefined || state === undefined) published = new Map();
    else publish(prediction, state.options.nowMs);
    ports.report?.({
      jobs: published.size,
      rollouts: prediction?.rollouts ?? 0,
      events: prediction?.events ?? 0,
      durationMs: ports.spentMs() - beganMs,
      coverage: kept.coverage(),
      medianError: kept.medianError(),
    });
  };
  return {
    forecast: (job) => published.get(job),
    forecasts: () => [...published.values()],
    runTimes: runs,
    took({ records }) {
      for (const record of records) {
        if (record.type !== "job") continue;
        const { event, job } = record;
        if (event.type === "running") {
          if (!runningSince.has(event.taskId)) runningSince.set(event.taskId, nowMs());
        } else if (event.type === "ended") {
          const sinceMs = runningSince.get(event.taskId);
          runningSince.delete(event.taskId);
          if (sinceMs !== undefined && saysSomething(event.end.reason) && ends.length < ENDS_MAX)
            ends.push({ job, ranMs: nowMs() - sinceMs });
        } else if (event.type === "launched") {
          const said = firsts.get(job);
          if (said !== undefined) kept.came({ ...said, actual: nowMs() - said.atMs });
          firsts.delete(job);
        } else if (event.type !== "filed") firsts.delete(job); // it was changed, held …: not what was meant
      }
    },
    async run(signal) {
      try {
        await learnFromStore(store, runs);
      } catch (error) {
        if (!(error instanceof StoreUnavailableError)) throw error;
      }
      while (!signal.aborted) {
        const beganMs = ports.spentMs();
        if (ports.waiting() === 0) {
          published = new Map();
          firsts.clear();
        } else {
          try {
            await round(signal);
          } catch (error) {
            if (!(error instanceof StoreUnavailableError)) throw error;
          }
        }
        await ports.sleep(Math.max(ports.everyMs, PAUSE_PART * (ports.spentMs() - beganMs)), signal);
      }
    },
  };
}

function predictionOf(state: LiveState, runs: RunTimes): Generator<undefined, Prediction> {
  return predict(state, runs, { rollouts: ROLLOUTS, events: EVENTS, horizonMs: HORIZON_MS });
}

/** Steps through, so that nobody else of this thread waits for long. @returns `undefined` when `signal` ends it */
export async function inSlices<T>(
  { sleep, spentMs }: Pick<ForecasterPorts, "sleep" | "spentMs">,
  work: Generator<undefined, T>,
  signal: AbortSignal,
): Promise<T | undefined> {
  let beganMs = spentMs();
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value;
    if (spentMs() - beganMs < SLICE_MS) continue;
    await sleep(REST_MS, signal);
    if (signal.aborted) return undefined;
    beganMs = spentMs();
  }
}

/** What ended before this process led: the newest jobs. */
async function learnFromStore(store: Store, runs: RunTimes): Promise<void> {
  const jobs = await store.jobs({
    filter: { kind: "word", field: "state", values: ["succeeded", "failed"] },
    limit: HISTORY_JOBS,
  });
  const oldestFirst = jobs.toReversed();
  for (let at = 0; at < oldestFirst.length; at += BATCH) {
    const batch = oldestFirst.slice(at, at + BATCH);
    const attempts = await store.latestAttempts(batch.map(({ id }) => ({ job: id })));
    const ended = attempts.flatMap(({ endedAtMs, job, pausedMs = 0, reason, runningAtMs }) =>
      endedAtMs === undefined || runningAtMs === undefined || !saysSomething(reason)
        ? []
        : [{ job, ranMs: endedAtMs - runningAtMs - pausedMs }],
    );
    await learn(store, runs, ended);
  }
}

async function learn(
  store: Store,
  runs: RunTimes,
  ended: readonly { readonly job: number; readonly ranMs: number }[],
): Promise<void> {
  if (ended.length === 0) return;
  const bodies = new Map(
    (await store.newJobs([...new Set(ended.map(({ job }) => job))])).map((job) => [job.id, job]),
  );
  for (const { job, ranMs } of ended) {
    const body = bodies.get(job);
    if (body !== undefined) runs.learn(kindOf(body), Math.max(0, ranMs));
  }
}

/** Whether it ran to an end of its own, or to its limit. */
function saysSomething(reason: Reason | undefined): boolean {
  return (
    reason === undefined ||
    reason === "ExitCode" ||
    reason === "Signal" ||
    reason === "OutOfMemory" ||
    reason === "Walltime"
  );
}
