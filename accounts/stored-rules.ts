import { ownerWords, type QuotaDefinition } from "./quota.ts";

/** What administrators decided over the API: it stands above the configuration, name by name. */
export interface StoredRules {
  /** One more with each change; 0: none was made yet. */
  readonly revision: number;
  readonly projects: Readonly<Record<string, Revised<StoredProject>>>;
  /** By `quotaKey`. */
  readonly quotas: Readonly<Record<string, Revised<QuotaDefinition>>>;
  readonly shares: Readonly<Record<string, Revised<StoredShare>>>;
  readonly maintenance?: Maintenance;
  readonly queues?: Readonly<Record<string, Revised<StoredQueue>>>;
  /** Machines that are drained, by name or id. */
  readonly drains?: Readonly<Record<string, StoredClosing>>;
  /** Clusters that are switched off, by name. */
  readonly switchedOff?: Readonly<Record<string, StoredClosing>>;
}

/** With the revision of all rules that changed it last. */
export interface Revised<T> {
  readonly revision: number;
  /** Absent: there is none, whatever the configuration says. */
  readonly value?: T;
}

export interface StoredProject {
  readonly description?: string;
  /** Absent: everybody. */
  readonly members?: readonly string[];
  readonly owners?: readonly string[];
  readonly shareJobs?: boolean;
  readonly shareLogs?: boolean;
}

export interface StoredShare {
  readonly parent?: string;
  readonly weight: number;
  readonly users?: Readonly<Record<string, number>>;
}

/** `refuse`: no job is taken; `queue`: jobs are taken, and nothing of them starts. */
export interface Maintenance {
  readonly mode: "refuse" | "queue";
  /** For those who ask why. */
  readonly message?: string;
  readonly by: string;
  readonly sinceMs: number;
}

/** What jobs of a queue get and may ask for, and where they run: as the configuration has it. */
export interface StoredQueue {
  readonly projects?: readonly string[];
  readonly executors?: readonly string[];
  /** Which of these its jobs use first, and how long they wait for those before they use others. */
  readonly prefer?: readonly string[];
  readonly spillAfterSeconds?: number;
  readonly image?: string;
  readonly walltimeSeconds?: number;
  readonly limits: Readonly<
    Partial<Record<"cpus" | "memoryBytes" | "diskBytes" | "gpus" | "walltimeSeconds" | "arrayTasks", number>>
  >;
  /** It takes no more jobs, and nobody sees it; those that it has run where they may as before. */
  readonly removed?: true;
}

/** Nothing new starts there. */
export interface StoredClosing {
  readonly reason?: string;
  readonly by: string;
  readonly sinceMs: number;
  /** What still runs then is stopped, and tried elsewhere; absent: it runs to its end. */
  readonly deadlineMs?: number;
}

export type RulesChange =
  | { readonly of: "project"; readonly name: string; readonly value?: StoredProject }
  | { readonly of: "quota"; readonly whose: QuotaOwner; readonly value?: QuotaDefinition }
  | { readonly of: "share"; readonly name: string; readonly value?: StoredShare }
  | { readonly of: "queue"; readonly name: string; readonly value: StoredQueue }
  | { readonly of: "maintenance"; readonly value?: Maintenance }
  /** Of a machine or a cluster; without a value it is open again. */
  | { readonly of: "drain" | "executor"; readonly name: string; readonly value?: StoredClosing };

/** One of them has a soft quota and one across all projects beside the usual one. */
export type QuotaOwner = Pick<QuotaDefinition, "acrossProjects" | "project" | "soft" | "user">;

export const NO_STORED_RULES: StoredRules = { revision: 0, projects: {}, quotas: {}, shares: {} };

export function quotaKey({ acrossProjects, project, soft, user }: QuotaOwner): string {
  const kind = soft === true ? ["soft"] : acrossProjects === true ? ["acrossProjects"] : [];
  return JSON.stringify([project ?? null, user ?? null, ...kind]);
}

/** The rules after a change, which makes them the next revision. */
export function withChange(rules: StoredRules, change: RulesChange): StoredRules {
  const revision = rules.revision + 1;
  switch (change.of) {
    case "project":
      return { ...rules, revision, projects: put(rules.projects, change.name, revision, change.value) };
    case "quota":
      return {
        ...rules,
        revision,
        quotas: put(rules.quotas, quotaKey(change.whose), revision, change.value),
      };
    case "share":
      return { ...rules, revision, shares: put(rules.shares, change.name, revision, change.value) };
    case "maintenance": {
      const { maintenance: _, ...others } = rules;
      return { ...others, revision, ...(change.value === undefined ? {} : { maintenance: change.value }) };
    }
    case "queue":
      return { ...rules, revision, queues: put(rules.queues ?? {}, change.name, revision, change.value) };
    case "drain":
      return { ...rules, revision, drains: closed(rules.drains, change) };
    case "executor":
      return { ...rules, revision, switchedOff: closed(rules.switchedOff, change) };
    default:
      return change satisfies never;
  }
}

/** What is open again is forgotten: names of machines come and go. */
function closed(
  before: Readonly<Record<string, StoredClosing>> = {},
  { name, value }: { readonly name: string; readonly value?: StoredClosing },
): Readonly<Record<string, StoredClosing>> {
  const others = Object.entries(before).filter(([one]) => one !== name);
  return Object.fromEntries(value === undefined ? others : [...others, [name, value]]);
}

function put<T>(
  of: Readonly<Record<string, Revised<T>>>,
  name: string,
  revision: number,
  value: T | undefined,
): Readonly<Record<string, Revised<T>>> {
  return { ...of, [name]: value === undefined ? { revision } : { revision, value } };
}

export interface NamedProject extends StoredProject {
  readonly name: string;
}

/**
 * The projects of the configuration, with those that were made, changed and removed since. As soon as any project is
 * made where the configuration has none, jobs may name those that there are and the one that jobs have by default.
 */
export function projectsWith<T extends NamedProject>(
  configured: readonly T[],
  { projects }: StoredRules,
  byDefault: string,
): readonly NamedProject[] {
  const names = Object.keys(projects);
  if (names.length === 0) return configured;
  const all: readonly NamedProject[] =
    configured.length === 0 && !names.includes(byDefault) ? [{ name: byDefault }] : configured;
  return replaced(
    all,
    projects,
    ({ name }) => name,
    (value, name) => ({ name, ...value }),
  );
}

export function quotasWith(
  configured: readonly QuotaDefinition[],
  { quotas }: StoredRules,
): readonly QuotaDefinition[] {
  return replaced(configured, quotas, quotaKey, (value) => value);
}

export function sharesWith<T extends StoredShare & { readonly name: string }>(
  configured: readonly T[],
  { shares }: StoredRules,
): readonly (T | (StoredShare & { readonly name: string }))[] {
  return replaced<T | (StoredShare & { readonly name: string }), StoredShare>(
    configured,
    shares,
    ({ name }) => name,
    (value, name) => ({ name, ...value }),
  );
}

/** Those that were removed are among them: where their jobs may run is still to be known. */
export function queuesWith<T extends StoredQueue & { readonly name: string }>(
  configured: readonly T[],
  { queues }: StoredRules,
): readonly (T | (StoredQueue & { readonly name: string }))[] {
  if (queues === undefined) return configured;
  return replaced<T | (StoredQueue & { readonly name: string }), StoredQueue>(
    configured,
    queues,
    ({ name }) => name,
    (value, name) => ({ name, ...value }),
  );
}

/** In the order of the configuration, what is new behind it by name. */
function replaced<T, V>(
  configured: readonly T[],
  stored: Readonly<Record<string, Revised<V>>>,
  keyOf: (one: T) => string,
  make: (value: V, key: string) => T,
): readonly T[] {
  const keys = new Set(configured.map(keyOf));
  const kept = configured.flatMap((one): readonly T[] => {
    const key = keyOf(one);
    const over = Object.hasOwn(stored, key) ? stored[key] : undefined;
    if (over === undefined) return [one];
    return over.value === undefined ? [] : [make(over.value, key)];
  });
  const fresh = Object.keys(stored)
    .filter((key) => !keys.has(key))
    .sort()
    .flatMap((key): readonly T[] => {
      const value = stored[key]?.value;
      return value === undefined ? [] : [make(value, key)];
    });
  return [...kept, ...fresh];
}

/** What a change is about, for people and the audit log. */
export function changeWords(change: RulesChange): string {
  switch (change.of) {
    case "project":
      return `project/${change.name}`;
    case "quota":
      return `${change.whose.soft === true ? "soft quota" : "quota"} of ${ownerWords(change.whose)}${
        change.whose.acrossProjects === true ? " in all projects" : ""
      }`;
    case "share":
      return `share/${change.name}`;
    case "maintenance":
      return "maintenance";
    case "queue":
      return `queue/${change.name}`;
    case "drain":
      return `node/${change.name}`;
    case "executor":
      return `executor/${change.name}`;
    default:
      return change satisfies never;
  }
}
