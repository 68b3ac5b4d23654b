import type { LegacyVolume } from "../../../jobs/spec/legacy.ts";
import type { SiteProject } from "../../../jobs/placement/queues.ts";
import type { Store } from "../../../store/store.ts";
import { keep } from "./kept.ts";
import { NO_QUOTA, type Quota } from "./quota.ts";

/** What an administrator says of a user. */
export interface UserSettings extends QuotaMembers {
  readonly prio: number;
}

/** A project as GoDocker 1.0 shows it. */
export interface Project extends QuotaMembers {
  readonly id: string;
  readonly description: string;
  /** 0 to 100. */
  readonly prio: number;
  readonly members: readonly string[];
  readonly volumes: readonly LegacyVolume[];
}

interface QuotaMembers {
  readonly quota_time: number;
  readonly quota_cpu: number;
  readonly quota_ram: number;
}

interface KeptProject extends Omit<Project, "id"> {
  /** Usage before does not count against its quota. */
  readonly countedSinceMs?: number;
}

/** Users' settings and projects: those of the configuration, and what administrators wrote over this API. */
export interface AccountBook {
  settings(user: string): Promise<UserSettings>;
  userQuota(user: string): Promise<Quota>;
  projectQuota(project: string): Promise<Quota>;
  /** From when on usage counts against a project's quota. */
  countedSinceMs(project: string): Promise<number>;
  project(id: string): Promise<Project | undefined>;
  projects(): Promise<readonly Project[]>;
  /** Projects of the configuration without members are everybody's; one that was made here has those that it names. */
  isMember(user: string, project: Project): boolean;
  /** Whether projects stand in the configuration: then no others can be used. */
  isConfigured(): boolean;
  setSettings(user: string, settings: UserSettings): Promise<void>;
  forgetUser(user: string): Promise<void>;
  setProject(project: Project): Promise<void>;
  removeProject(id: string): Promise<void>;
  resetQuota(id: string, nowMs: number): Promise<void>;
}

export const DEFAULT_PROJECT = "default";
const PRIO = 50;
const USERS = "godocker-1/user/";
const PROJECTS = "godocker-1/project/";
const PAGE = 1000;
/** How late what another process wrote is seen. */
const FRESH_MS = 2000;

interface Known {
  readonly atMs: number;
  readonly users: ReadonlyMap<string, UserSettings>;
  readonly projects: ReadonlyMap<string, KeptProject>;
}

export function createAccountBook(options: {
  readonly store: Store;
  /** As they are now. */
  readonly configured: () => readonly SiteProject[];
  readonly nowMs: () => number;
}): AccountBook {
  const { store, configured, nowMs } = options;
  let known: Promise<Known> | undefined;
  let knownAtMs = 0;

  const read = async (): Promise<Known> => {
    const atMs = nowMs();
    if (known === undefined || atMs - knownAtMs > FRESH_MS) {
      knownAtMs = atMs;
      known = (async () => ({
        atMs,
        users: await all<UserSettings>(store, USERS),
        projects: await all<KeptProject>(store, PROJECTS),
      }))();
      known.catch(() => {
        known = undefined;
      });
    }
    return known;
  };
  const write = async <T>(key: string, change: (before: T | undefined) => T | undefined): Promise<void> => {
    await keep<T>(store, key, change);
    known = undefined;
  };

  const projectOf = (id: string, written: Known["projects"]): Project => {
    const named = configured().find(({ name }) => name === id)?.members;
    const { countedSinceMs: _, ...kept } = written.get(id) ?? newProject();
    return { id, ...kept, ...(named === undefined ? {} : { members: named }) };
  };
  const projects = async (): Promise<readonly Project[]> => {
    const written = (await read()).projects;
    const names = new Set([DEFAULT_PROJECT, ...configured().map(({ name }) => name), ...written.keys()]);
    return [...names].map((id) => projectOf(id, written));
  };
  const project = async (id: string): Promise<Project | undefined> => {
    const written = (await read()).projects;
    const isThere = id === DEFAULT_PROJECT || written.has(id) || configured().some(({ name }) => name === id);
    return isThere ? projectOf(id, written) : undefined;
  };

  return {
    isConfigured: () => configured().length > 0,
    settings: async (user) => (await read()).users.get(user) ?? { prio: PRIO, ...members(NO_QUOTA) },
    userQuota: async (user) => quotaOf((await read()).users.get(user)),
    projectQuota: async (id) => quotaOf(id === DEFAULT_PROJECT ? undefined : (await read()).projects.get(id)),
    countedSinceMs: async (id) => (await read()).projects.get(id)?.countedSinceMs ?? 0,
    project,
    projects,
    isMember: (user, { id, members: named }) =>
      id === DEFAULT_PROJECT ||
      named.includes(user) ||
      configured().some((each) => each.name === id && each.members === undefined),
    setSettings: (user, settings) => write<UserSettings>(USERS + user, () => settings),
    async forgetUser(user) {
      await write<UserSettings>(USERS + user, () => undefined);
      for (const [id, each] of (await read()).projects) {
        if (!each.members.includes(user)) continue;
        await write<KeptProject>(PROJECTS + id, (before) =>
          before === undefined
            ? undefined
            : { ...before, members: before.members.filter((member) => member !== user) },
        );
      }
    },
    setProject: ({ id, ...fields }) =>
      write<KeptProject>(PROJECTS + id, (before) => ({
        ...fields,
        ...(before?.countedSinceMs === undefined ? {} : { countedSinceMs: before.countedSinceMs }),
      })),
    removeProject: (id) => write<KeptProject>(PROJECTS + id, () => undefined),
    resetQuota: (id, atMs) =>
      write<KeptProject>(PROJECTS + id, (before) => ({ ...(before ?? newProject()), countedSinceMs: atMs })),
  };
}

async function all<T>(store: Store, prefix: string): Promise<ReadonlyMap<string, T>> {
  const found = new Map<string, T>();
  for (let after = ""; ;) {
    const page = await store.keptUnder(prefix, after, PAGE);
    for (const { key, body } of page) found.set(key.slice(prefix.length), JSON.parse(body) as T); // written above
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return found;
    after = last.key;
  }
}

function newProject(): KeptProject {
  return { description: "", prio: PRIO, members: [], ...members(NO_QUOTA), volumes: [] };
}

function members({ time, cpu, ram }: Quota): QuotaMembers {
  return { quota_time: time, quota_cpu: cpu, quota_ram: ram };
}

function quotaOf(kept: QuotaMembers | undefined): Quota {
  return kept === undefined ? NO_QUOTA : { time: kept.quota_time, cpu: kept.quota_cpu, ram: kept.quota_ram };
}
