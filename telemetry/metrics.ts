import { collectDefaultMetrics, Registry } from "prom-client";
import { clusterMetrics, type ClusterMetrics } from "./cluster-metrics.ts";
import { policyMetrics, type PolicyMetrics } from "./policy-metrics.ts";
import { pluginMetrics, type PluginMetrics } from "./plugin-metrics.ts";
import { instrumentsOf } from "./instruments.ts";

/** Where the other folders count: plain functions, so that nothing but this file knows the library. */
export interface Metrics extends ClusterMetrics, PolicyMetrics, PluginMetrics {
  /** Now; states that are left out are 0. */
  jobs(byState: ReadonlyMap<string, number>): void;
  jobSubmitted(source: string, jobs: number): void;
  submitSeconds(outcome: "created" | "invalid" | "error", seconds: number): void;
  httpRequestStarted(): void;
  httpRequestEnded(
    labels: { readonly route: string; readonly method: string; readonly status: number },
    seconds: number,
  ): void;
  streamOpened(kind: "sse" | "log" | "wait" | "exec"): void;
  streamClosed(kind: "sse" | "log" | "wait" | "exec"): void;
  authAttempt(backend: string, outcome: "accepted" | "refused"): void;
  /** One turn of the leader, and how many inputs it took. */
  scheduleCycle(seconds: number, inputs: number): void;
  /** Now: agents that are collected for a job; what agents keep for us. */
  reservations(now: { readonly planned: number; readonly held: number }): void;
  /** A turn of the leader failed; it is tried anew, piece by piece. */
  turnFailed(): void;
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
  configRead(result: "applied" | "unchanged" | "refused"): void;
  /** An entry of the audit log for syslog. */
  auditSent(outcome: "sent" | "lost"): void;
  /** One attempt to tell somebody of a job; `given_up`: the last one. */
  notified(by: "webhook" | "mail", outcome: "delivered" | "failed" | "refused" | "given_up"): void;
  /** `epoch` is absent while this process does not lead. */
  leading(epoch: number | undefined): void;
  storeError(op: string, codeClass: string): void;
  /** The page of `/metrics`, in the Prometheus text format. */
  expose(): Promise<{ readonly contentType: string; readonly text: string }>;
  /** Forgets all metrics of this process. */
  close(): void;
}

export interface MetricsOptions {
  readonly version: string;
  /** All values that `jobs` may have, so that an empty state shows as 0 and not as absent. */
  readonly jobStates: readonly string[];
}

export function createMetrics({ version, jobStates }: MetricsOptions): Metrics {
  const registry = new Registry();
  const instruments = instrumentsOf(registry);
  const { gauge, counter, histogram } = instruments;

  gauge("build_info", "Version of this process; always 1.", ["version", "node_version"])
    .labels(version, process.version)
    .set(1);
  const leader = gauge("leader", "1 while this process leads.");
  const leaderEpoch = gauge("leader_epoch", "Epoch of this process' leadership; 0 when it never led.");
  const leaderChanges = counter(
    "leader_changes_total",
    "How often this process became or ceased to be the leader.",
  );
  const jobs = gauge("jobs", "Jobs that have not ended, by state.", ["state"]);
  const submitted = counter("jobs_submitted_total", "Jobs accepted; an array is one job.", ["source"]);
  const submitSeconds = histogram("submit_seconds", "From the request to the durable answer.", ["outcome"]);
  const requestSeconds = histogram("http_request_seconds", "Requests; streams until they end.", [
    "route",
    "method",
    "code_class",
  ]);
  const requestsInFlight = gauge("http_requests_in_flight", "Requests that are being answered.");
  const streams = gauge("streams_open", "Answers that wait for news.", ["kind"]);
  const auth = counter("auth_attempts_total", "Credentials looked at.", ["backend", "outcome"]);
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
  const turnsFailed = counter(
    "schedule_turns_failed_total",
    "Turns of the leader that failed and were tried anew.",
  );
  const asides = counter(
    "schedule_set_aside_total",
    "Jobs, documents and events that could not be taken in and are left out.",
    ["kind"],
  );
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
  const configReads = counter("config_reloads_total", "How reading the configuration again ended.", [
    "result",
  ]);
  const auditSyslog = counter(
    "audit_syslog_total",
    "Entries of the audit log for syslog; lost: the store has them, and the receiver does not.",
    ["outcome"],
  );
  const notifications = counter(
    "notifications_total",
    "Attempts to tell somebody of a job; given_up: the last one of a notification.",
    ["by", "outcome"],
  );
  const storeErrors = counter("store_errors_total", "Calls of the store that failed.", ["op", "code_class"]);
  // It looks that often: every 20 ms took a process that has nothing to do half of all its time.
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: 250 });

  let led = false;
  return {
    jobs: (byState) => {
      for (const state of jobStates) jobs.labels(state).set(byState.get(state) ?? 0);
    },
    jobSubmitted: (source, count) => submitted.labels(source).inc(count),
    submitSeconds: (outcome, seconds) => submitSeconds.labels(outcome).observe(seconds),
    httpRequestStarted: () => requestsInFlight.inc(),
    httpRequestEnded: ({ route, method, status }, seconds) => {
      requestsInFlight.dec();
      requestSeconds.labels(route, method, `${Math.floor(status / 100)}xx`).observe(seconds);
    },
    streamOpened: (kind) => streams.labels(kind).inc(),
    streamClosed: (kind) => streams.labels(kind).dec(),
    authAttempt: (backend, outcome) => auth.labels(backend, outcome).inc(),
    scheduleCycle: (seconds, inputs) => {
      cycle.observe(seconds);
      turns.inc();
      inputsTaken.inc(inputs);
    },
    reservations: ({ planned, held }) => {
      reservations.labels("planned").set(planned);
      reservations.labels("held").set(held);
    },
    forecast: ({ coverage, durationMs, jobs: known, medianError }) => {
      forecastJobs.set(known);
      forecastSeconds.observe(durationMs / 1000);
      if (coverage !== undefined) forecastCoverage.set(coverage);
      if (medianError !== undefined) forecastError.set(medianError);
    },
    turnFailed: () => turnsFailed.inc(),
    setAside: (kind) => asides.labels(kind).inc(),
    readRecording: (read) => {
      recording = read;
    },
    configRead: (result) => configReads.labels(result).inc(),
    auditSent: (outcome) => auditSyslog.labels(outcome).inc(),
    notified: (by, outcome) => notifications.labels(by, outcome).inc(),
    ...clusterMetrics(instruments),
    ...policyMetrics(instruments),
    ...pluginMetrics(instruments),
    leading: (epoch) => {
      if (led !== (epoch !== undefined)) leaderChanges.inc();
      led = epoch !== undefined;
      leader.set(led ? 1 : 0);
      if (epoch !== undefined) leaderEpoch.set(epoch);
    },
    storeError: (op, codeClass) => storeErrors.labels(op, codeClass).inc(),
    expose: async () => ({ contentType: registry.contentType, text: await registry.metrics() }),
    close: () => registry.clear(),
  };
}
