import type { Operation } from "./documents/answers.ts";
import type { CheckedJob, CreatedJob, Job, JobChanges, JobState } from "./documents/jobs.ts";
import type { JobSpec } from "./documents/spec.ts";
import type { Call, Connection } from "./http.ts";
import { request, requestJson } from "./http.ts";

interface Cancellable {
  readonly signal?: AbortSignal;
}

export interface Keyed extends Cancellable {
  /** The same call with the same key within a day is carried out once. */
  readonly idempotencyKey?: string;
}

/** Many jobs: by their ids, or by a filter and the number of jobs that it matches. */
export type Many =
  { readonly ids: readonly number[] } | { readonly filter: ManyFilter; readonly expectedCount: number };

export interface ManyFilter {
  readonly state?: readonly JobState[];
  readonly user?: readonly string[];
  readonly project?: readonly string[];
  readonly name?: readonly string[];
  readonly label?: readonly string[];
  readonly node?: readonly string[];
  readonly reason?: readonly string[];
  readonly exitCode?: readonly number[];
  readonly retryOf?: readonly number[];
  readonly array?: boolean;
  readonly since?: string;
  readonly until?: string;
  readonly updatedSince?: string;
  readonly q?: string;
}

/** To which tasks a signal went. */
export interface SignalReport {
  readonly signal: "HUP" | "INT" | "QUIT" | "TERM" | "USR1" | "USR2" | "ALRM" | "CONT" | "URG" | "WINCH";
  /** To so many. */
  readonly sent: number;
  readonly items: readonly {
    /** Of an array. */
    readonly index?: number;
    readonly attempt: number;
    readonly node: string;
    readonly outcome: "sent" | "not_sent" | "not_running" | "unsupported" | "refused" | "unreachable";
    readonly why?: string;
  }[];
}

/** What is done to jobs. */
export interface JobActions {
  /** Resolves once the job is stored durably. */
  submit(spec: JobSpec, options?: Keyed): Promise<CreatedJob>;
  /** As a submission would, without storing anything. */
  validate(spec: JobSpec, options?: Cancellable): Promise<CheckedJob>;
  /** Submits a job that has ended again, as a new one; only what failed of an array, or with changes. */
  retry(
    id: number,
    options?: Keyed & { readonly onlyFailed?: boolean; readonly changes?: JobSpec },
  ): Promise<CreatedJob>;
  /**
   * @param options  `tasks`: of an array only these, by their indexes: `3-8,12`; `graceSeconds`: time to end by itself,
   *   in the place of the job's
   */
  cancel(
    id: number,
    options?: Cancellable & { readonly tasks?: string; readonly graceSeconds?: number },
  ): Promise<Job>;
  /** At once, without grace time. */
  kill(id: number, options?: Cancellable & { readonly tasks?: string }): Promise<Job>;
  hold(id: number, options?: Cancellable): Promise<Job>;
  release(id: number, options?: Cancellable): Promise<Job>;
  suspend(id: number, options?: Cancellable): Promise<Job>;
  resume(id: number, options?: Cancellable): Promise<Job>;
  /** Sends a signal to the program of a job that runs; of an array to all tasks that run, or to these. */
  sendSignal(
    id: number,
    name: SignalReport["signal"],
    options?: Cancellable & { readonly tasks?: string },
  ): Promise<SignalReport>;
  /** Changes a job that waits, and that is still as it was when it was read. */
  change(job: Pick<Job, "id" | "etag">, changes: JobChanges, options?: Cancellable): Promise<Job>;
  /** Leaves a job that has ended out of everything. */
  forget(id: number, options?: Cancellable): Promise<void>;
  /** Begins an action on many jobs; `operation` says how far it is. */
  actOnMany(
    verb: Operation["verb"],
    many: Many & { readonly graceSeconds?: number },
    options?: Keyed,
  ): Promise<Operation>;
  operation(id: string, options?: Cancellable): Promise<Operation>;
}

export function jobActions(connection: Connection): JobActions {
  const post = <T>(path: string, body: unknown, { signal, idempotencyKey }: Keyed = {}) =>
    requestJson<T>(connection, {
      method: "POST",
      path: `/api/v2/${path}`,
      ...(body === undefined ? {} : { body: json(body) }),
      ...(idempotencyKey === undefined ? {} : { headers: { "idempotency-key": idempotencyKey } }),
      signal,
    });
  const act = (verb: string) => (id: number, options?: Cancellable) =>
    post<Job>(`jobs/${id}:${verb}`, undefined, options);
  const stop = (what: string, query: NonNullable<Call["query"]>, signal: AbortSignal | undefined) =>
    requestJson<Job>(connection, { method: "POST", path: `/api/v2/jobs/${what}`, query, signal });

  return {
    submit: (spec, options) => post("jobs", spec, options),
    validate: (spec, options) => post("jobs:validate", spec, options),
    retry: (id, { onlyFailed, changes, ...options } = {}) =>
      post(
        `jobs/${id}:retry`,
        onlyFailed === undefined && changes === undefined ? undefined : { onlyFailed, changes },
        options,
      ),
    cancel: (id, { graceSeconds, tasks, signal } = {}) =>
      stop(`${id}:cancel`, { tasks, graceSeconds }, signal),
    kill: (id, { tasks, signal } = {}) => stop(`${id}:kill`, { tasks }, signal),
    hold: act("hold"),
    release: act("release"),
    suspend: act("suspend"),
    resume: act("resume"),
    sendSignal: (id, name, { tasks, signal } = {}) =>
      requestJson<SignalReport>(connection, {
        method: "POST",
        path: `/api/v2/jobs/${id}:signal`,
        query: { tasks },
        body: json({ signal: name }),
        signal,
      }),
    change: ({ id, etag }, changes, { signal } = {}) =>
      requestJson<Job>(connection, {
        method: "PATCH",
        path: `/api/v2/jobs/${id}`,
        body: json(changes, "application/merge-patch+json"),
        headers: { "if-match": etag },
        signal,
      }),
    forget: async (id, { signal } = {}) => {
      await request(connection, { method: "DELETE", path: `/api/v2/jobs/${id}`, signal });
    },
    actOnMany: (verb, many, options) => post(`jobs:${verb}`, many, options),
    operation: (id, { signal } = {}) =>
      requestJson<Operation>(connection, { path: `/api/v2/operations/${encodeURIComponent(id)}`, signal }),
  };
}

function json(document: unknown, type = "application/json"): NonNullable<Call["body"]> {
  return { type, content: JSON.stringify(document) };
}
