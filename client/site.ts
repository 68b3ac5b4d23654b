import type { Closed } from "./documents/cluster.ts";
import type { Connection } from "./http.ts";
import { request, requestJson } from "./http.ts";

interface Cancellable {
  readonly signal?: AbortSignal;
}

interface Changing extends Cancellable {
  readonly dryRun?: boolean;
}

/** A kind of jobs: what they get and may ask for. */
export interface Queue {
  readonly name: string;
  readonly isDefault: boolean;
  /** Yours among those whose jobs it takes; absent: of all. */
  readonly projects?: readonly string[];
  readonly executors?: readonly string[];
  /** Which of them its jobs use first. */
  readonly prefer?: readonly string[];
  readonly spillAfterSeconds?: number;
  readonly image?: string;
  readonly walltimeSeconds?: number;
  readonly limits: {
    readonly cpus?: number;
    readonly memoryBytes?: number;
    readonly diskBytes?: number;
    readonly gpus?: number;
    readonly walltimeSeconds?: number;
    readonly arrayTasks?: number;
  };
  readonly source: "configuration" | "store";
}

/** What is said of a queue; `null` takes it back. */
export type QueueFields = {
  readonly [K in "projects" | "executors" | "prefer"]?: readonly string[] | null;
} & {
  readonly image?: string | null;
  readonly walltimeSeconds?: number | null;
  readonly spillAfterSeconds?: number | null;
  readonly limits?: { readonly [K in keyof Queue["limits"]]?: number | null };
};

export interface UsageQuery extends Cancellable {
  /** A day or an instant, RFC 3339; default: the beginning of this month, UTC. */
  readonly from?: string;
  /** Exclusive; default: now. */
  readonly to?: string;
  /** Of `user`, `project`, and one of `day`, `week`, `month`, with commas; default: `project,user`. */
  readonly groupBy?: string;
  readonly user?: string | readonly string[];
  readonly project?: string | readonly string[];
}

/** What was used by attempts that ended in that time; its group is named by the fields of `groupBy`. */
export interface UsageSum {
  readonly user?: string;
  readonly project?: string;
  readonly day?: string;
  /** Its Monday. */
  readonly week?: string;
  readonly month?: string;
  readonly cpuHours: number;
  readonly gpuHours: number;
  readonly memoryGibHours: number;
  readonly cpuSeconds: number;
  readonly gpuSeconds: number;
  readonly memoryByteSeconds: number;
}

/** A cluster that jobs run on. */
export interface Executor {
  readonly name: string;
  readonly state: "connected" | "disconnected" | "refused" | "superseded";
  readonly since: string;
  /** Why it is not connected. */
  readonly cause?: string;
  readonly nextTryAt?: string;
  readonly closed?: Closed;
  /** What tasks can ask of it. */
  readonly capabilities?: Readonly<Record<string, unknown>>;
  readonly nodes: number;
  readonly tasks: number;
  readonly offers: number;
}

/** The scheduler that leads. */
export interface LeaderStanding {
  readonly instance: string;
  /** One more with each change of leader. */
  readonly epoch: number;
  readonly since: string;
}

/** One value of the configuration of the server that answers, secrets masked. */
export interface Setting {
  readonly key: string;
  readonly value?: unknown;
  readonly source: string;
}

/** A check of the whole store by an API process. */
export interface StoreCheck {
  readonly state: "none" | "running" | "interrupted" | "done" | "failed";
  readonly by?: string;
  readonly startedAt?: string;
  readonly endedAt?: string;
  /** Looked at so far. */
  readonly jobs?: number;
  readonly attempts?: number;
  readonly entries?: number;
  readonly replayed?: number;
  readonly audited?: number;
  /** One sentence each, at most 1000. */
  readonly faults?: readonly string[];
  readonly faultsTotal?: number;
}

/** Why something is closed. */
export interface Closing {
  readonly reason?: string;
  /** RFC 3339: what still runs then is stopped, and tried elsewhere; absent: it runs to its end. */
  readonly deadline?: string;
}

/** A machine or a cluster that was closed, or opened. */
export interface ClosingState extends Closing {
  readonly name: string;
  readonly open: boolean;
  readonly by?: string;
  readonly since?: string;
}

/** What a site has and has used. */
export interface Site {
  /** Those that your jobs may name. */
  queues(options?: Cancellable): Promise<readonly Queue[]>;
  queue(name: string, options?: Cancellable): Promise<Queue>;
  /** For administrators. */
  createQueue(wanted: QueueFields & { readonly name: string }, options?: Changing): Promise<Queue>;
  /** Changes some of it, whatever it is meanwhile. */
  changeQueue(name: string, change: QueueFields, options?: Changing): Promise<Queue>;
  /** It takes no jobs any more; those that it has go on. */
  deleteQueue(name: string, options?: Cancellable): Promise<void>;
  /** Over all pages, in the order of the groups. */
  usageSums(query?: UsageQuery): AsyncGenerator<UsageSum>;
  executors(options?: Cancellable): Promise<readonly Executor[]>;
  /** Lets nothing new start on a machine, by its name or id; for operators. */
  drain(node: string, why?: Closing, options?: Changing): Promise<ClosingState>;
  undrain(node: string, options?: Changing): Promise<ClosingState>;
  /** Lets nothing new start on a cluster; for operators. */
  disableExecutor(name: string, why?: Closing, options?: Changing): Promise<ClosingState>;
  enableExecutor(name: string, options?: Changing): Promise<ClosingState>;
  /** For operators. */
  leader(options?: Cancellable): Promise<LeaderStanding>;
  /** Has it give its lease up. @returns the one that led */
  stepDown(options?: Changing): Promise<LeaderStanding>;
  /** Has it ask its clusters how all tasks stand. */
  reconcile(options?: Changing): Promise<{ readonly executors: readonly string[] }>;
  /** How far the last check of the store is; for administrators. */
  storeCheck(options?: Cancellable): Promise<StoreCheck>;
  /** Begins one, unless one is at work. */
  beginStoreCheck(options?: Cancellable): Promise<StoreCheck>;
  /** For auditors and administrators. */
  settings(options?: Cancellable): Promise<readonly Setting[]>;
}

const V2 = "/api/v2";
const PAGE = 1000;

export function siteMethods(connection: Connection): Site {
  const get = <T>(path: string, { signal }: Cancellable = {}) =>
    requestJson<T>(connection, { path: `${V2}${path}`, signal });
  const items = async <T>(path: string, options?: Cancellable) =>
    (await get<{ readonly items: readonly T[] }>(path, options)).items;
  const post = <T>(path: string, { dryRun, signal }: Changing = {}, body?: object): Promise<T> =>
    requestJson<T>(connection, {
      method: "POST",
      path: `${V2}${path}`,
      query: { dryRun },
      ...(body === undefined ? {} : { body: { type: "application/json", content: JSON.stringify(body) } }),
      signal,
    });
  return {
    drain: (node, why = {}, options = {}) => post(`/nodes/${encodeURIComponent(node)}:drain`, options, why),
    undrain: (node, options) => post(`/nodes/${encodeURIComponent(node)}:undrain`, options),
    disableExecutor: (name, why = {}, options = {}) =>
      post(`/executors/${encodeURIComponent(name)}:disable`, options, why),
    enableExecutor: (name, options) => post(`/executors/${encodeURIComponent(name)}:enable`, options),
    executors: (options) => items<Executor>("/executors", options),
    leader: (options) => get<LeaderStanding>("/admin/leader", options),
    stepDown: (options) => post("/admin/leader:step-down", options),
    reconcile: (options) => post("/admin/reconcile", options),
    storeCheck: (options) => get<StoreCheck>("/admin/fsck", options),
    beginStoreCheck: (options) => post<StoreCheck>("/admin/fsck", options),
    settings: (options) => items<Setting>("/admin/config", options),
    queues: (options) => items<Queue>("/queues", options),
    queue: (name, options) => get<Queue>(`/queues/${encodeURIComponent(name)}`, options),
    createQueue: (wanted, options = {}) => post<Queue>("/queues", options, wanted),
    changeQueue: (name, change, { dryRun, signal } = {}) =>
      requestJson<Queue>(connection, {
        method: "PATCH",
        path: `${V2}/queues/${encodeURIComponent(name)}`,
        query: { dryRun },
        headers: { "if-match": "*" },
        body: { type: "application/merge-patch+json", content: JSON.stringify(change) },
        signal,
      }),
    deleteQueue: async (name, { signal } = {}) => {
      await request(connection, {
        method: "DELETE",
        path: `${V2}/queues/${encodeURIComponent(name)}`,
        headers: { "if-match": "*" },
        signal,
      });
    },
    async *usageSums({ signal, ...query } = {}) {
      let cursor: string | undefined;
      do {
        const page: { readonly items: readonly UsageSum[]; readonly next?: string } = await requestJson(
          connection,
          { path: `${V2}/usage`, query: { ...query, limit: PAGE, cursor }, signal },
        );
        yield* page.items;
        cursor = page.next;
      } while (cursor !== undefined);
    },
  };
}
