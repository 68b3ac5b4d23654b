import type {
  Attempt,
  BatchLine,
  CreatedJob,
  Explanation,
  Job,
  JobEvent,
  JobSpec,
  JobState,
  JobSummary,
  Node,
  Volume,
  Whoami,
} from "./documents.ts";
import type { Connection, Fetch } from "./http.ts";
import { linesOf, request, requestJson } from "./http.ts";
import type { EventOptions, LogOptions } from "./streams.ts";
import { patience, readEvents, readLog } from "./streams.ts";

export interface ClientOptions {
  /** Of the server, without `/api/v2`. */
  readonly baseUrl: string | URL;
  readonly token: string;
  readonly fetch?: Fetch;
  /** Which of GoDocker's own clients this is; kept with the jobs it submits. */
  readonly source?: "cli" | "web";
}

export interface JobFilter {
  readonly state?: readonly JobState[];
  readonly user?: string;
  readonly project?: string;
  readonly name?: string;
  /** `key=value`. */
  readonly label?: string;
  /** Jobs fetched at once, 1 … 1000; the iterator goes on over all pages. */
  readonly pageSize?: number;
  readonly signal?: AbortSignal;
}

interface Cancellable {
  readonly signal?: AbortSignal;
}

/** All methods throw `ApiError`; a `signal` that is aborted throws its reason. */
export interface Client {
  /** Resolves once the job is stored durably. */
  submit(spec: JobSpec, options?: Cancellable): Promise<CreatedJob>;
  /**
   * Streams specs in and answers out. A spec with faults is answered with its problem; the others are stored.
   * With `atomic` any fault makes the whole call fail, and nothing is stored.
   */
  submitMany(
    specs: Iterable<JobSpec> | AsyncIterable<JobSpec>,
    options?: Cancellable & { readonly atomic?: boolean },
  ): AsyncGenerator<BatchLine>;
  get(id: number, options?: Cancellable): Promise<Job>;
  /** Newest first, over all pages. */
  list(filter?: JobFilter): AsyncGenerator<JobSummary>;
  cancel(id: number, options?: Cancellable): Promise<Job>;
  hold(id: number, options?: Cancellable): Promise<Job>;
  release(id: number, options?: Cancellable): Promise<Job>;
  explain(id: number, options?: Cancellable): Promise<Explanation>;
  attempts(
    id: number,
    options?: Cancellable & { readonly index?: number; readonly limit?: number },
  ): Promise<{ readonly items: readonly Attempt[]; readonly truncated: boolean }>;
  logs(id: number, options?: LogOptions): AsyncGenerator<Uint8Array>;
  /** Resolves with the job once it has ended; waits as long as it takes. */
  waitForEnd(id: number, options?: Cancellable): Promise<Job>;
  events(options?: EventOptions): AsyncGenerator<JobEvent & { readonly cursor: string }>;
  nodes(options?: Cancellable): Promise<readonly Node[]>;
  volumes(options?: Cancellable): Promise<readonly Volume[]>;
  whoami(options?: Cancellable): Promise<Whoami>;
}

/** One long poll; the server allows 120. */
const WAIT_SECONDS = 60;

export function createClient(options: ClientOptions): Client {
  const connection: Connection = {
    baseUrl: String(options.baseUrl).replace(/\/+$/, ""),
    token: options.token,
    fetch: options.fetch ?? ((url, init) => fetch(url, init)),
    source: options.source,
  };
  const get = <T>(
    path: string,
    query: Record<string, string | number | undefined>,
    { signal }: Cancellable = {},
  ) => requestJson<T>(connection, { path: `/api/v2${path}`, query, signal });
  const act = (id: number, verb: string, { signal }: Cancellable = {}) =>
    requestJson<Job>(connection, { method: "POST", path: `/api/v2/jobs/${id}:${verb}`, signal });

  return {
    submit: (spec, { signal } = {}) =>
      requestJson<CreatedJob>(connection, {
        method: "POST",
        path: "/api/v2/jobs",
        body: { type: "application/json", content: JSON.stringify(spec) },
        signal,
      }),
    submitMany: async function* (specs, { atomic = false, signal } = {}) {
      const response = await request(connection, {
        method: "POST",
        path: "/api/v2/jobs:batch",
        query: { atomic: atomic || undefined },
        body: { type: "application/x-ndjson", content: ReadableStream.from(linesFrom(specs)) },
        accept: "application/x-ndjson",
        signal,
      });
      for await (const line of linesOf(response, signal)) {
        if (line !== "") yield JSON.parse(line) as BatchLine; // the published schema of this answer
      }
    },
    get: (id, options) => get<Job>(`/jobs/${id}`, {}, options),
    list: async function* ({ pageSize = 100, signal, ...filter } = {}) {
      let cursor: string | undefined;
      do {
        const page: { readonly items: readonly JobSummary[]; readonly next?: string } = await requestJson(
          connection,
          {
            path: "/api/v2/jobs",
            query: { ...filter, limit: pageSize, cursor },
            signal,
          },
        );
        yield* page.items;
        cursor = page.next;
      } while (cursor !== undefined);
    },
    cancel: (id, options) => act(id, "cancel", options),
    hold: (id, options) => act(id, "hold", options),
    release: (id, options) => act(id, "release", options),
    explain: (id, options) => get<Explanation>(`/jobs/${id}/explain`, {}, options),
    attempts: (id, { index, limit, ...options } = {}) =>
      get(`/jobs/${id}/attempts`, { index, limit }, options),
    logs: (id, options = {}) => readLog(connection, id, options),
    waitForEnd: async (id, options = {}) => {
      const cuts = patience(options.signal);
      for (;;) {
        try {
          const job = await get<Job>(`/jobs/${id}`, { waitFor: "terminal", timeout: WAIT_SECONDS }, options);
          cuts.progress();
          if (["succeeded", "failed", "cancelled"].includes(job.state)) return job;
        } catch (error) {
          await cuts.wait(error);
        }
      }
    },
    events: (options = {}) => readEvents(connection, options),
    nodes: async (options) => (await get<{ readonly items: readonly Node[] }>("/nodes", {}, options)).items,
    volumes: async (options) =>
      (await get<{ readonly items: readonly Volume[] }>("/volumes", {}, options)).items,
    whoami: (options) => get<Whoami>("/whoami", {}, options),
  };
}

/** One spec a line, encoded when the connection asks for it: the whole batch is never in memory. */
async function* linesFrom(specs: Iterable<JobSpec> | AsyncIterable<JobSpec>): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  for await (const spec of specs) yield encoder.encode(`${JSON.stringify(spec)}\n`);
}
