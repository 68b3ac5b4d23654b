import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";

/** Where the other folders count: plain functions, so that nothing but this file knows the library. */
export interface Metrics {
  /** Now; states that are left out are 0. */
  jobs(byState: ReadonlyMap<string, number>): void;
  jobSubmitted(source: string, jobs: number): void;
  submitSeconds(outcome: "created" | "invalid" | "error", seconds: number): void;
  httpRequestStarted(): void;
  httpRequestEnded(
    labels: { readonly route: string; readonly method: string; readonly status: number },
    seconds: number,
  ): void;
  streamOpened(kind: "sse" | "log" | "wait"): void;
  streamClosed(kind: "sse" | "log" | "wait"): void;
  authAttempt(backend: string, outcome: "accepted" | "refused"): void;
  scheduleCycle(seconds: number): void;
  launched(executor: string, tasks: number): void;
  offersReceived(count: number): void;
  offersDeclined(count: number): void;
  offersRescinded(count: number): void;
  offersOutstanding(count: number): void;
  statusUpdate(state: string, outcome: "applied" | "duplicate" | "stale_epoch" | "unknown_task"): void;
  backendUp(executor: string, up: boolean): void;
  /** `epoch` is absent while this process does not lead. */
  leading(epoch: number | undefined): void;
  storeError(op: string, codeClass: string): void;
  /** The page of `/metrics`, in the Prometheus text format. */
  expose(): Promise<{ readonly contentType: string; readonly text: string }>;
  /** Forgets all metrics of this process. */
  close(): void;
}

/** 0.001 … 60 s, the same for all histograms, so that they can be compared and added. */
const SECONDS = [0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 30, 60];

export interface MetricsOptions {
  readonly version: string;
  /** All values that `jobs` may have, so that an empty state shows as 0 and not as absent. */
  readonly jobStates: readonly string[];
}

export function createMetrics({ version, jobStates }: MetricsOptions): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const gauge = <L extends string>(name: string, help: string, labelNames: readonly L[] = []) =>
    new Gauge({ name: `godocker_${name}`, help, labelNames, registers });
  const counter = <L extends string>(name: string, help: string, labelNames: readonly L[] = []) =>
    new Counter({ name: `godocker_${name}`, help, labelNames, registers });
  const histogram = <L extends string>(name: string, help: string, labelNames: readonly L[] = []) =>
    new Histogram({ name: `godocker_${name}`, help, labelNames, registers, buckets: SECONDS });

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
  const launches = counter("launches_total", "Tasks told to a backend.", ["executor"]);
  const received = counter("offers_received_total", "Offers received.");
  const declined = counter("offers_declined_total", "Offers declined.");
  const rescinded = counter("offers_rescinded_total", "Offers rescinded.");
  const outstanding = gauge("offers_outstanding", "Offers held now.");
  const updates = counter("status_updates_total", "Status updates of tasks.", ["state", "outcome"]);
  const up = gauge("executor_up", "1 while the backend is connected.", ["executor"]);
  const storeErrors = counter("store_errors_total", "Calls of the store that failed.", ["op", "code_class"]);
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: 20 });

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
    scheduleCycle: (seconds) => cycle.observe(seconds),
    launched: (executor, tasks) => launches.labels(executor).inc(tasks),
    offersReceived: (count) => received.inc(count),
    offersDeclined: (count) => declined.inc(count),
    offersRescinded: (count) => rescinded.inc(count),
    offersOutstanding: (count) => outstanding.set(count),
    statusUpdate: (state, outcome) => updates.labels(state, outcome).inc(),
    backendUp: (executor, isUp) => up.labels(executor).set(isUp ? 1 : 0),
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
