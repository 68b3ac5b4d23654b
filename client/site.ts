import type { Connection } from "./http.ts";
import { requestJson } from "./http.ts";

interface Cancellable {
  readonly signal?: AbortSignal;
}

/** A kind of jobs: what they get and may ask for. */
export interface Queue {
  readonly name: string;
  readonly isDefault: boolean;
  /** Yours among those whose jobs it takes; absent: of all. */
  readonly projects?: readonly string[];
  readonly executors?: readonly string[];
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
}

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

/** What a site has and has used. */
export interface Site {
  /** Those that your jobs may name. */
  queues(options?: Cancellable): Promise<readonly Queue[]>;
  queue(name: string, options?: Cancellable): Promise<Queue>;
  /** Over all pages, in the order of the groups. */
  usageSums(query?: UsageQuery): AsyncGenerator<UsageSum>;
  executors(options?: Cancellable): Promise<readonly Executor[]>;
  /** For operators. */
  leader(options?: Cancellable): Promise<LeaderStanding>;
  /** Has it give its lease up. @returns the one that led */
  stepDown(options?: Cancellable & { readonly dryRun?: boolean }): Promise<LeaderStanding>;
  /** Has it ask its clusters how all tasks stand. */
  reconcile(
    options?: Cancellable & { readonly dryRun?: boolean },
  ): Promise<{ readonly executors: readonly string[] }>;
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
  const post = <T>(
    path: string,
    { dryRun, signal }: Cancellable & { readonly dryRun?: boolean } = {},
  ): Promise<T> =>
    requestJson<T>(connection, { method: "POST", path: `${V2}${path}`, query: { dryRun }, signal });
  return {
    executors: (options) => items<Executor>("/executors", options),
    leader: (options) => get<LeaderStanding>("/admin/leader", options),
    stepDown: (options) => post("/admin/leader:step-down", options),
    reconcile: (options) => post("/admin/reconcile", options),
    settings: (options) => items<Setting>("/admin/config", options),
    queues: (options) => items<Queue>("/queues", options),
    queue: (name, options) => get<Queue>(`/queues/${encodeURIComponent(name)}`, options),
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
