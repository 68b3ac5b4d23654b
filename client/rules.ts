import type { Connection } from "./http.ts";
import { linesOf, request, requestJson } from "./http.ts";

interface Cancellable {
  readonly signal?: AbortSignal;
}

export interface Project {
  readonly name: string;
  readonly description?: string;
  /** Absent: everybody's. */
  readonly members?: readonly string[];
  readonly owners: readonly string[];
  readonly shareJobs: boolean;
  readonly shareLogs: boolean;
  readonly source: "configuration" | "store";
}

/** What is said of a project; `null` takes it back. */
export interface ProjectFields {
  readonly description?: string | null;
  readonly members?: readonly string[] | null;
  readonly owners?: readonly string[] | null;
  readonly shareJobs?: boolean;
  readonly shareLogs?: boolean;
}

/** Whose limits: the site without either; a user in each project, or in one. */
export interface QuotaOwner {
  readonly project?: string;
  readonly user?: string;
  /** Its soft limits. */
  readonly soft?: boolean;
  /** Of a user: of what they have running in all projects together. */
  readonly acrossProjects?: boolean;
}

export type QuotaLimits = Readonly<
  Partial<
    Record<
      | "cpus"
      | "memoryBytes"
      | "diskBytes"
      | "gpus"
      | "tasks"
      | "jobs"
      | "queuedJobs"
      | "queuedTasks"
      | "arrayTasks"
      | "cpuHours"
      | "gpuHours",
      number
    >
  >
> & { readonly window?: string };

export interface QuotaSet extends QuotaOwner {
  readonly limits: QuotaLimits;
  readonly excess: readonly {
    readonly of: string;
    readonly limit: number;
    readonly used: number;
    readonly project?: string;
    readonly user?: string;
  }[];
  readonly cancelled?: readonly number[];
}

export interface ShareFields {
  readonly weight: number;
  readonly parent?: string;
  readonly users?: Readonly<Record<string, number>>;
}

/** What your jobs get where they name none. */
export interface Preferences {
  readonly project?: string;
  readonly queue?: string;
}

export interface MaintenanceState {
  readonly mode: "off" | "queue" | "refuse";
  readonly message?: string;
  readonly by?: string;
  readonly since?: string;
}

export interface AuditEntry {
  readonly seq: number;
  readonly at: string;
  readonly atMs: number;
  readonly action: string;
  readonly outcome: string;
  readonly actor?: { readonly name: string; readonly impersonator?: string };
  readonly resource?: string;
  readonly reason?: string;
  readonly prevHash: string;
  readonly hash: string;
}

export interface AuditFilter extends Cancellable {
  readonly actor?: string;
  readonly action?: string;
  readonly resource?: string;
  readonly since?: string;
  readonly until?: string;
  readonly order?: "newest" | "oldest";
}

/** Projects, limits and shares, and who changed them. */
export interface Rules {
  projects(options?: Cancellable): Promise<readonly Project[]>;
  /** With its version, for a change. */
  project(name: string, options?: Cancellable): Promise<{ readonly project: Project; readonly etag: string }>;
  createProject(
    wanted: ProjectFields & { readonly name: string },
    options?: Cancellable & { readonly dryRun?: boolean },
  ): Promise<Project>;
  changeProject(
    name: string,
    change: ProjectFields,
    options: Cancellable & { readonly etag: string; readonly dryRun?: boolean },
  ): Promise<Project>;
  deleteProject(name: string, options?: Cancellable): Promise<void>;
  addMember(
    name: string,
    user: string,
    options?: Cancellable & { readonly role?: "member" | "owner" },
  ): Promise<Project>;
  removeMember(name: string, user: string, options?: Cancellable): Promise<Project>;
  /** In the place of those that are there. */
  setQuota(
    whose: QuotaOwner,
    limits: QuotaLimits,
    options?: Cancellable & { readonly whenExceeded?: string; readonly dryRun?: boolean },
  ): Promise<QuotaSet>;
  removeQuota(whose: QuotaOwner, options?: Cancellable): Promise<void>;
  setShare(
    name: string,
    share: ShareFields,
    options?: Cancellable & { readonly dryRun?: boolean },
  ): Promise<ShareFields & { readonly name: string }>;
  removeShare(name: string, options?: Cancellable): Promise<void>;
  /** Your own. */
  preferences(options?: Cancellable): Promise<Preferences>;
  /** Replaces them all. */
  setPreferences(wanted: Preferences, options?: Cancellable): Promise<Preferences>;
  maintenance(options?: Cancellable): Promise<MaintenanceState>;
  setMaintenance(wanted: MaintenanceState, options?: Cancellable): Promise<MaintenanceState>;
  /** Everything that matches. */
  audit(filter?: AuditFilter): AsyncGenerator<AuditEntry>;
}

const V2 = "/api/v2";

export function rulesMethods(connection: Connection): Rules {
  return {
    projects: async ({ signal } = {}) =>
      (
        await requestJson<{ readonly items: readonly Project[] }>(connection, {
          path: `${V2}/projects`,
          signal,
        })
      ).items,
    async project(name, { signal } = {}) {
      const response = await request(connection, { path: projectPath(name), signal });
      const found = (await response.json()) as Project; // as published
      return { project: found, etag: response.headers.get("etag") ?? "*" };
    },
    createProject: (wanted, { dryRun, signal } = {}) =>
      requestJson(connection, {
        method: "POST",
        path: `${V2}/projects`,
        query: { dryRun },
        body: jsonBody(wanted),
        signal,
      }),
    changeProject: (name, change, { dryRun, etag, signal }) =>
      requestJson(connection, {
        method: "PATCH",
        path: projectPath(name),
        query: { dryRun },
        body: patchBody(change),
        headers: { "if-match": etag },
        signal,
      }),
    deleteProject: (name, { signal } = {}) => remove(connection, projectPath(name), {}, signal),
    addMember: (name, user, { role = "member", signal } = {}) =>
      requestJson(connection, {
        method: "PUT",
        path: memberPath(name, user),
        body: jsonBody({ role }),
        signal,
      }),
    removeMember: (name, user, { signal } = {}) =>
      requestJson(connection, { method: "DELETE", path: memberPath(name, user), signal }),
    setQuota: (whose, limits, { dryRun, signal, whenExceeded } = {}) => {
      const { path, query } = quotaAddress(whose);
      return replaceAnyVersion((headers) =>
        requestJson(connection, {
          method: "PUT",
          path,
          query: { ...query, whenExceeded, dryRun },
          body: jsonBody(limits),
          headers,
          signal,
        }),
      );
    },
    removeQuota: (whose, { signal } = {}) => {
      const { path, query } = quotaAddress(whose);
      return remove(connection, path, query, signal);
    },
    setShare: (name, wanted, { dryRun, signal } = {}) =>
      replaceAnyVersion((headers) =>
        requestJson(connection, {
          method: "PUT",
          path: sharePath(name),
          query: { dryRun },
          body: jsonBody(wanted),
          headers,
          signal,
        }),
      ),
    removeShare: (name, { signal } = {}) => remove(connection, sharePath(name), {}, signal),
    preferences: ({ signal } = {}) => requestJson(connection, { path: `${V2}/users/me/preferences`, signal }),
    setPreferences: (wanted, { signal } = {}) =>
      requestJson(connection, {
        method: "PUT",
        path: `${V2}/users/me/preferences`,
        body: jsonBody(wanted),
        signal,
      }),
    maintenance: ({ signal } = {}) => requestJson(connection, { path: `${V2}/admin/maintenance`, signal }),
    setMaintenance: ({ mode, message }, { signal } = {}) =>
      requestJson(connection, {
        method: "POST",
        path: `${V2}/admin/maintenance`,
        body: jsonBody({ mode, ...(message === undefined ? {} : { message }) }),
        signal,
      }),
    async *audit({ signal, ...filter } = {}) {
      const response = await request(connection, {
        path: `${V2}/audit`,
        query: { ...filter },
        accept: "application/x-ndjson",
        signal,
      });
      for await (const line of linesOf(response, signal))
        if (line !== "") yield JSON.parse(line) as AuditEntry; // as published
    },
  };
}

function jsonBody(content: unknown) {
  return { type: "application/json", content: JSON.stringify(content) };
}

function patchBody(content: unknown) {
  return {
    type: "application/merge-patch+json",
    content: JSON.stringify(content),
  };
}

function projectPath(name: string) {
  return `${V2}/projects/${encodeURIComponent(name)}`;
}

function memberPath(name: string, user: string) {
  return `${projectPath(name)}/members/${encodeURIComponent(user)}`;
}

function sharePath(name: string) {
  return `${V2}/shares/${encodeURIComponent(name)}`;
}

function quotaAddress({ acrossProjects, project: of, soft, user }: QuotaOwner) {
  const kind = {
    soft: soft === true ? "true" : undefined,
    acrossProjects: acrossProjects === true ? "true" : undefined,
  };
  return user !== undefined
    ? { path: `${V2}/quotas/user/${encodeURIComponent(user)}`, query: { project: of, ...kind } }
    : {
        path: `${V2}/quotas/${of === undefined ? "site/site" : `project/${encodeURIComponent(of)}`}`,
        query: kind,
      };
}

/** Whatever version is there: what is set here replaces it. */
async function replaceAnyVersion<T>(
  call: (headers: Readonly<Record<string, string>>) => Promise<T>,
): Promise<T> {
  try {
    return await call({});
  } catch (error) {
    if (!(error instanceof Error && "status" in error && error.status === 428)) throw error;
    return call({ "if-match": "*" });
  }
}

async function remove(
  connection: Connection,
  path: string,
  query: Readonly<Record<string, string | undefined>>,
  signal?: AbortSignal,
) {
  await request(connection, { method: "DELETE", path, query, headers: { "if-match": "*" }, signal });
}
