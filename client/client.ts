import type { Licence, Quota, ShareTree, Whoami } from "./documents/accounts.ts";
import type { BatchLine } from "./documents/answers.ts";
import type { Match, Node, Offer, Volume } from "./documents/cluster.ts";
import type { Job, JobEvent, JobState, JobStanding, JobSummary } from "./documents/jobs.ts";
import type { JobSpec } from "./documents/spec.ts";
import type { Change, Explanation, Simulation } from "./documents/waiting.ts";
import type { ExecOptions, ExecSession } from "./exec.ts";
import { openExec } from "./exec.ts";
import type { FileEntry, FileOptions } from "./files.ts";
import { listFiles, readArchive, readFile } from "./files.ts";
import type { Connection, Fetch } from "./http.ts";
import type { JobActions, Keyed } from "./job-actions.ts";
import { jobActions } from "./job-actions.ts";
import type { JobParts } from "./job-parts.ts";
import { jobParts } from "./job-parts.ts";
import type { Identity } from "./identity.ts";
import { identityMethods } from "./identity.ts";
import type { Rules } from "./rules.ts";
import { rulesMethods } from "./rules.ts";
import type { Site } from "./site.ts";
import { siteMethods } from "./site.ts";
import type { Secrets } from "./secrets.ts";
import { secretMethods } from "./secrets.ts";
import { linesOf, request, requestJson } from "./http.ts";
import type { EventOptions, LogEventOptions, LogOptions, LogPiece } from "./streams.ts";
import { patience, readEvents, readLog, readLogEvents } from "./streams.ts";

export interface ClientOptions {
  /** Of the server, without `/api/v2`. */
  readonly baseUrl: string | URL;
  readonly token: string;
  readonly fetch?: Fetch;
  /** With every request: `Break-Glass` and `Impersonate-User` of administrators. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Which of GoDocker's own clients this is; kept with the jobs it submits. */
  readonly source?: "cli" | "web";
}

type OneOrMany<T> = T | readonly T[];

/** Of several values of one filter any may hold, different filters must all hold. */
export interface JobFilter {
  readonly state?: readonly JobState[];
  readonly user?: OneOrMany<string>;
  readonly project?: OneOrMany<string>;
  /** `*` stands for any text, `?` for one character. */
  readonly name?: OneOrMany<string>;
  /** A key, or `key=value`. */
  readonly label?: OneOrMany<string>;
  readonly node?: OneOrMany<string>;
  readonly reason?: OneOrMany<string>;
  readonly exitCode?: number;
  readonly retryOf?: number;
  readonly array?: boolean;
  /** RFC 3339. */
  readonly since?: string;
  readonly until?: string;
  readonly updatedSince?: string;
  /** A search: `state:failed cpus>8 -project:bio`. */
  readonly q?: string;
  /** Fields with commas between them, `-` before one turns its order round. */
  readonly sort?: string;
  /** Jobs fetched at once, 1 … 1000; the iterator goes on over all pages. */
  readonly pageSize?: number;
  readonly signal?: AbortSignal;
}

interface Cancellable {
  readonly signal?: AbortSignal;
}

export interface OfferQuery {
  readonly outcome?: string;
  /** By its id or its name. */
  readonly node?: string;
  readonly limit?: number;
}

/** All methods throw `ApiError`; a `signal` that is aborted throws its reason. */
export interface Client extends JobActions, JobParts, Secrets, Identity, Rules, Site {
  /**
   * Streams specs in and answers out. A spec with faults is answered with its problem; the others are stored.
   * With `atomic` any fault makes the whole call fail, and nothing is stored.
   */
  submitMany(
    specs: Iterable<JobSpec> | AsyncIterable<JobSpec>,
    options?: Keyed & { readonly atomic?: boolean },
  ): AsyncGenerator<BatchLine>;
  get(id: number, options?: Cancellable): Promise<Job>;
  /** Newest first, over all pages. */
  list(filter?: JobFilter): AsyncGenerator<JobSummary>;
  /** Where jobs stand; what is not there, or not yours to see, is left out. */
  states(ids: Iterable<number>): AsyncGenerator<JobStanding>;
  /** @param options.node  what keeps it from this machine; `trace`: from each of them */
  explain(
    id: number,
    options?: Cancellable & { readonly node?: string; readonly trace?: boolean },
  ): Promise<Explanation>;
  /** How many a filter matches; beyond 100,000 only that there are more. */
  count(
    filter?: Omit<JobFilter, "pageSize" | "sort">,
  ): Promise<{ readonly total: number; readonly isLowerBound: boolean }>;
  logs(id: number, options?: LogOptions): AsyncGenerator<Uint8Array>;
  /** Output of all attempts from now on, each with its attempt and offset. */
  logEvents(id: number, options?: LogEventOptions): AsyncGenerator<LogPiece>;
  /** What is in a directory of a job, over all pages, in the order of the names' bytes. */
  files(id: number, options?: FileOptions & { readonly path?: string }): AsyncGenerator<FileEntry>;
  /** Bytes of a file, every one once; a file that is changed meanwhile is an error, `changed`. */
  readFile(
    id: number,
    path: string,
    options?: FileOptions & { readonly offset?: number },
  ): AsyncGenerator<Uint8Array>;
  /** A directory with all that is in it, as a tar archive. A cut ends it with an error. */
  archive(id: number, options?: FileOptions & { readonly path?: string }): AsyncGenerator<Uint8Array>;
  /** Starts a command beside a job that runs. Resolves once it runs; in Node only. */
  exec(id: number, options?: ExecOptions): Promise<ExecSession>;
  /** Resolves with the job once it has ended; waits as long as it takes. */
  waitForEnd(id: number, options?: Cancellable): Promise<Job>;
  events(options?: EventOptions): AsyncGenerator<JobEvent & { readonly cursor: string }>;
  nodes(options?: Cancellable): Promise<readonly Node[]>;
  /** The newest offers, the newest first, with what became of them; for administrators. */
  offers(query?: OfferQuery, options?: Cancellable): Promise<readonly Offer[]>;
  /**
   * Which jobs that wait an offer, or the free room of a machine, would do for, and why not for the others; over all
   * pages, the oldest job first.
   */
  matches(offerOrNode: string, options?: Cancellable & { readonly pageSize?: number }): AsyncGenerator<Match>;
  volumes(options?: Cancellable): Promise<readonly Volume[]>;
  /** Your own, those of a user in each project, or those of a project and what it is part of. */
  quotas(
    of?: { readonly user: string } | { readonly project: string },
    options?: Cancellable,
  ): Promise<readonly Quota[]>;
  shares(options?: Cancellable): Promise<ShareTree>;
  licences(options?: Cancellable): Promise<readonly Licence[]>;
  /** When waiting jobs would start if something were otherwise; for administrators. Takes seconds. */
  simulate(change: Change, options?: Cancellable): Promise<Simulation>;
  whoami(options?: Cancellable): Promise<Whoami>;
}

/** One long poll; the server allows 120. */
const WAIT_SECONDS = 60;
/** The server takes no more. */
const STATES_AT_ONCE = 10_000;

export function createClient(options: ClientOptions): Client {
  const connection: Connection = {
    baseUrl: String(options.baseUrl).replace(/\/+$/, ""),
    token: options.token,
    fetch: options.fetch ?? ((url, init) => fetch(url, init)),
    source: options.source,
    ...(options.headers === undefined ? {} : { headers: options.headers }),
  };
  return {
    ...jobActions(connection),
    ...jobParts(connection),
    ...secretMethods(connection),
    ...identityMethods(connection),
    ...rulesMethods(connection),
    ...siteMethods(connection),
    ...jobMethods(connection),
    ...contentMethods(connection),
    ...clusterMethods(connection),
    ...accountMethods(connection),
  };
}

/** Jobs: sending many, and where they stand. */
function jobMethods(
  connection: Connection,
): Pick<
  Client,
  "submitMany" | "get" | "list" | "states" | "count" | "explain" | "simulate" | "waitForEnd" | "events"
> {
  return {
    submitMany: async function* (specs, { atomic = false, idempotencyKey, signal } = {}) {
      const response = await request(connection, {
        method: "POST",
        path: "/api/v2/jobs:batch",
        query: { atomic: atomic || undefined },
        body: { type: "application/x-ndjson", content: ReadableStream.from(linesFrom(specs)) },
        accept: "application/x-ndjson",
        ...(idempotencyKey === undefined ? {} : { headers: { "idempotency-key": idempotencyKey } }),
        signal,
      });
      for await (const line of linesOf(response, signal)) {
        if (line !== "") yield JSON.parse(line) as BatchLine; // the published schema of this answer
      }
    },
    get: (id, options) => read<Job>(connection, `/jobs/${id}`, {}, options),
    list: ({ pageSize = 100, signal, ...filter } = {}) =>
      allPages<JobSummary>(connection, "/jobs", { ...filter, limit: pageSize }, signal),
    states: async function* (ids) {
      const all = [...new Set(ids)];
      for (let at = 0; at < all.length; at += STATES_AT_ONCE) {
        const page: { readonly items: readonly JobStanding[] } = await requestJson(connection, {
          method: "POST",
          path: "/api/v2/jobs:states",
          body: {
            type: "application/json",
            content: JSON.stringify({ ids: all.slice(at, at + STATES_AT_ONCE) }),
          },
        });
        yield* page.items;
      }
    },
    count: async ({ signal, ...filter } = {}) => {
      const page: { readonly total?: number; readonly totalIsLowerBound?: true } = await requestJson(
        connection,
        { path: "/api/v2/jobs", query: { ...filter, limit: 1, count: true, fields: "id" }, signal },
      );
      return { total: page.total ?? 0, isLowerBound: page.totalIsLowerBound === true };
    },
    simulate: (change, { signal } = {}) =>
      requestJson<Simulation>(connection, {
        method: "POST",
        path: "/api/v2/simulate",
        signal,
        body: { type: "application/json", content: JSON.stringify(change) },
      }),
    explain: (id, { node, trace, ...options } = {}) => {
      const query = { node, trace: trace === true ? "true" : undefined };
      return read<Explanation>(connection, `/jobs/${id}/explain`, query, options);
    },
    waitForEnd: async (id, options = {}) => {
      const cuts = patience(options.signal);
      const query = { waitFor: "terminal", timeout: WAIT_SECONDS };
      for (;;) {
        try {
          const job = await read<Job>(connection, `/jobs/${id}`, query, options);
          cuts.progress();
          if (["succeeded", "failed", "cancelled"].includes(job.state)) return job;
        } catch (error) {
          await cuts.wait(error);
        }
      }
    },
    events: (options = {}) => readEvents(connection, options),
  };
}

/** What a job writes and has, and commands beside it. */
function contentMethods(
  connection: Connection,
): Pick<Client, "logs" | "logEvents" | "files" | "readFile" | "archive" | "exec"> {
  return {
    logs: (id, options = {}) => readLog(connection, id, options),
    logEvents: (id, options = {}) => readLogEvents(connection, id, options),
    files: (id, options = {}) => listFiles(connection, id, options),
    readFile: (id, path, options = {}) => readFile(connection, id, path, options),
    archive: (id, options = {}) => readArchive(connection, id, options),
    exec: (id, options = {}) => openExec(connection, id, options),
  };
}

function clusterMethods(connection: Connection): Pick<Client, "nodes" | "matches" | "offers" | "volumes"> {
  return {
    nodes: (options) => items<Node>(connection, "/nodes", {}, options),
    matches: (name, { pageSize = 200, signal } = {}) => {
      const path = `/offers/${encodeURIComponent(name)}/matches`;
      return allPages<Match>(connection, path, { limit: pageSize }, signal);
    },
    offers: (query = {}, options) => items<Offer>(connection, "/offers", { ...query }, options),
    volumes: (options) => items<Volume>(connection, "/volumes", {}, options),
  };
}

function accountMethods(connection: Connection): Pick<Client, "quotas" | "shares" | "licences" | "whoami"> {
  return {
    quotas: (of, options) => {
      const path =
        of === undefined
          ? "me"
          : "user" in of
            ? `user/${encodeURIComponent(of.user)}`
            : `project/${encodeURIComponent(of.project)}`;
      return items<Quota>(connection, `/quotas/${path}`, {}, options);
    },
    shares: (options) => read<ShareTree>(connection, "/shares", {}, options),
    licences: (options) => items<Licence>(connection, "/licences", {}, options),
    whoami: (options) => read<Whoami>(connection, "/whoami", {}, options),
  };
}

type Query = NonNullable<Parameters<typeof request>[1]["query"]>;

function read<T>(connection: Connection, path: string, query: Query, { signal }: Cancellable = {}) {
  return requestJson<T>(connection, { path: `/api/v2${path}`, query, signal });
}

async function items<T>(connection: Connection, path: string, query: Query, options?: Cancellable) {
  return (await read<{ readonly items: readonly T[] }>(connection, path, query, options)).items;
}

/** The items of all pages, one page at a time. */
async function* allPages<T>(
  connection: Connection,
  path: string,
  query: Query,
  signal: AbortSignal | undefined,
): AsyncGenerator<T> {
  let cursor: string | undefined;
  do {
    const page: { readonly items: readonly T[]; readonly next?: string } = await requestJson(connection, {
      path: `/api/v2${path}`,
      query: { ...query, cursor },
      signal,
    });
    yield* page.items;
    cursor = page.next;
  } while (cursor !== undefined);
}

/** One spec a line, encoded when the connection asks for it: the whole batch is never in memory. */
async function* linesFrom(specs: Iterable<JobSpec> | AsyncIterable<JobSpec>): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  for await (const spec of specs) yield encoder.encode(`${JSON.stringify(spec)}\n`);
}
