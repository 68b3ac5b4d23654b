import type { Instruments } from "./instruments.ts";

/** What the scheduler that leads does. */
export interface LeaderMetrics {
  /** `epoch` is absent while this process does not lead. */
  leading(epoch: number | undefined): void;
  /** One scheduling cycle, and how many inputs it took. */
  scheduleCycle(seconds: number, inputs: number): void;
  /** Now: agents that are collected for a job; what agents keep for us. */
  reservations(now: { readonly planned: number; readonly held: number }): void;
  /** A scheduling cycle failed; it is tried again, piece by piece. */
  cycleFailed(): void;
  /** Something could not be taken in and is left out. */
  setAside(kind: "job" | "document" | "event"): void;
  /** One round of forecasts. `coverage`: of past ones, the part that held; `medianError`: see there; `undefined`: too few to say. */
  forecast(round: {
    readonly jobs: number;
    readonly durationMs: number;
    readonly coverage: number | undefined;
    readonly medianError: number | undefined;
  }): void;
  /** Asked whenever metrics are. */
  readRecording(read: () => { readonly state: string; readonly bytes: number }): void;
}

export function leaderMetrics(instruments: Instruments): LeaderMetrics {
  return {
    ...leadershipMetrics(instruments),
    ...turnMetrics(instruments),
    ...recordingMetrics(instruments),
    ...forecastMetrics(instruments),
  };
}

function leadershipMetrics({ counter, gauge }: Instruments): Pick<LeaderMetrics, "leading"> {
  const leader = gauge("leader", "1 while this process leads.");
  const leaderEpoch = gauge("leader_epoch", "Epoch of this process' leadership; 0 when it never led.");
  const leaderChanges = counter(
    "leader_changes_total",
    "How often this process became or ceased to be the leader.",
  );
  let led = false;
  return {
    leading: (epoch) => {
      if (led !== (epoch !== undefined)) leaderChanges.inc();
      led = epoch !== undefined;
      leader.set(led ? 1 : 0);
      if (epoch !== undefined) leaderEpoch.set(epoch);
    },
  };
}

function turnMetrics({
  counter,
  gauge,
  histogram,
}: Instruments): Pick<LeaderMetrics, "scheduleCycle" | "reservations" | "cycleFailed" | "setAside"> {
  const cycle = histogram("schedule_cycle_seconds", "One turn of the leader that had something to decide.");
  const turns = counter("schedule_turns_total", "Turns of the leader.");
  const inputsTaken = counter(
    "schedule_inputs_total",
    "Events and requests that turns of the leader took in.",
  );
  const reservations = gauge(
    "reservations",
    "Agents that are collected for wide jobs; what agents keep for us.",
    ["state"],
  );
  const cyclesFailed = counter(
    "schedule_turns_failed_total",
    "Turns of the leader that failed and were tried anew.",
  );
  const asides = counter(
    "schedule_set_aside_total",
    "Jobs, documents and events that could not be taken in and are left out.",
    ["kind"],
  );
  return {
    scheduleCycle: (seconds, inputs) => {
      cycle.observe(seconds);
      turns.inc();
      inputsTaken.inc(inputs);
    },
    reservations: ({ planned, held }) => {
      reservations.labels("planned").set(planned);
      reservations.labels("held").set(held);
    },
    cycleFailed: () => cyclesFailed.inc(),
    setAside: (kind) => asides.labels(kind).inc(),
  };
}

function recordingMetrics({ gauge }: Instruments): Pick<LeaderMetrics, "readRecording"> {
  /** Absent where nothing is recorded: in processes that do not schedule. */
  let recording: (() => { readonly state: string; readonly bytes: number }) | undefined;
  gauge("recording", "1 for the state that the recording of decisions is in.", ["state"], (states) => {
    if (recording === undefined) return;
    const { state } = recording();
    for (const each of ["recording", "paused", "off"]) states.labels(each).set(each === state ? 1 : 0);
  });
  gauge("recording_bytes_total", "Bytes of recordings that this process has written.", [], (written) => {
    if (recording !== undefined) written.set(recording().bytes);
  });
  return {
    readRecording: (read) => {
      recording = read;
    },
  };
}

function forecastMetrics({ gauge, histogram }: Instruments): Pick<LeaderMetrics, "forecast"> {
  const forecastJobs = gauge("forecast_jobs", "Waiting jobs whose start is forecast.");
  const forecastSeconds = histogram("forecast_seconds", "One round of forecasts, with its pauses.");
  const forecastError = gauge(
    "forecast_median_error",
    "Of the same forecasts, by how much the middle one was off, as a part of the wait, or of 20 seconds of a shorter one.",
  );
  const forecastCoverage = gauge(
    "forecast_coverage",
    "Of the last 512 forecasts that a start followed, the part that was met in its nine of ten cases; 0.9 is right.",
  );
  // Nothing is known yet: 0 would be said of the worst and of the best.
  for (const unknown of [forecastCoverage, forecastError]) unknown.set(Number.NaN);
  return {
    forecast: ({ coverage, durationMs, jobs, medianError }) => {
      forecastJobs.set(jobs);
      forecastSeconds.observe(durationMs / 1000);
      if (coverage !== undefined) forecastCoverage.set(coverage);
      if (medianError !== undefined) forecastError.set(medianError);
    },
  };
}
