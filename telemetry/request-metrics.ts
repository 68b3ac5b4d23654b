import type { Instruments } from "./instruments.ts";

type StreamKind = "sse" | "log" | "wait" | "exec";

/** What is asked of the API. */
export interface RequestMetrics {
  jobSubmitted(source: string, jobs: number): void;
  submitSeconds(outcome: "created" | "invalid" | "error", seconds: number): void;
  httpRequestStarted(): void;
  httpRequestEnded(
    labels: { readonly route: string; readonly method: string; readonly status: number },
    seconds: number,
  ): void;
  streamOpened(kind: StreamKind): void;
  streamClosed(kind: StreamKind): void;
  authAttempt(backend: string, outcome: "accepted" | "refused"): void;
}

export function requestMetrics({ counter, gauge, histogram }: Instruments): RequestMetrics {
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
  return {
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
  };
}
