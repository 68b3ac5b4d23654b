import { nearest } from "../resources/nearest.ts";

/** Over which hours are counted: days, weeks (from Monday) and months of the calendar, in UTC. */
export const QUOTA_WINDOWS = ["day", "week", "month"] as const;
export type QuotaWindow = (typeof QUOTA_WINDOWS)[number];

/** Of what tasks hold at one time, and how many of them run, and of how many jobs. */
export const RUNNING_KINDS = ["cpusMilli", "memMib", "diskMib", "gpus", "tasks", "jobs"] as const;
export type RunningKind = (typeof RUNNING_KINDS)[number];
/** Of what waits: a job whose tasks wait, and the tasks themselves. */
export const QUEUED_KINDS = ["queuedJobs", "queuedTasks"] as const;
export type QueuedKind = (typeof QUEUED_KINDS)[number];
/** Resources × time in a window. */
export const HOUR_KINDS = ["cpuHours", "gpuHours"] as const;
export type HourKind = (typeof HOUR_KINDS)[number];

export const QUOTA_KINDS = [...RUNNING_KINDS, ...QUEUED_KINDS, "arrayTasks", ...HOUR_KINDS] as const;
export type QuotaKind = (typeof QUOTA_KINDS)[number];

/** Stands for each project, or each user. */
export const EACH = "*";

/**
 * Limits as an administrator writes them; what is left out is not limited, and 0 lets nothing through. Whose they are:
 * `project` alone: all below a project; with `user`: that user's jobs in that project; `user` alone: that user's jobs
 * in each project by itself; neither: the whole site.
 */
export interface QuotaDefinition extends Partial<Readonly<Record<QuotaKind, number>>> {
  readonly project?: string;
  readonly user?: string;
  /** What is reached is no wall: others, who have not reached theirs, go first. Only of what runs. */
  readonly soft?: boolean;
  /** Of what the user's jobs in all projects hold together, not in each by itself. Only of what runs, and hard. */
  readonly acrossProjects?: boolean;
  /** Of the hours; absent: a month. */
  readonly window?: QuotaWindow;
}

/** A place in the tree of who may use what. */
export type QuotaNode =
  | { readonly scope: "site" }
  | { readonly scope: "project"; readonly project: string }
  | { readonly scope: "account"; readonly project: string; readonly user: string };

/** What may be used in hours, within a window. */
export interface HourBudget {
  readonly kind: HourKind;
  readonly hours: number;
  readonly window: QuotaWindow;
}

/** What holds for one node. */
export interface NodeLimits {
  readonly running: Partial<Readonly<Record<RunningKind, number>>>;
  readonly queued: Partial<Readonly<Record<QueuedKind, number>>>;
  readonly arrayTasks?: number;
  readonly hours: readonly HourBudget[];
}

/**
 * Of each kind the limit of the definition that names the node most closely: a name before `*`, then the one that
 * names the project before the one that names the user alone.
 */
export function limitsOf(definitions: readonly QuotaDefinition[], node: QuotaNode): NodeLimits {
  const mine = closestFirst(
    definitions.filter(({ acrossProjects, soft }) => soft !== true && acrossProjects !== true),
    node,
  );
  const given = <K extends QuotaKind>(kinds: readonly K[]) => limitsIn(mine, kinds);
  const { arrayTasks } = given(["arrayTasks"]);
  return {
    running: given(RUNNING_KINDS),
    queued: given(QUEUED_KINDS),
    ...(arrayTasks === undefined ? {} : { arrayTasks }),
    hours: HOUR_KINDS.flatMap((kind): readonly HourBudget[] => {
      const of = mine.find((definition) => definition[kind] !== undefined);
      const hours = of?.[kind];
      return hours === undefined ? [] : [{ kind, hours, window: of?.window ?? "month" }];
    }),
  };
}

/** Limits of all that a user has running, whatever project it is in: a name before `*`. */
export function userLimitsOf(definitions: readonly QuotaDefinition[], user: string): NodeLimits["running"] {
  const across = definitions.filter(({ acrossProjects }) => acrossProjects === true);
  const mine = across.filter((definition) => definition.user === user);
  const each = across.filter((definition) => definition.user === EACH);
  return limitsIn([...mine, ...each], RUNNING_KINDS);
}

/** The same for soft limits, of what runs. */
export function softLimitsOf(
  definitions: readonly QuotaDefinition[],
  node: QuotaNode,
): NodeLimits["running"] {
  const soft = definitions.filter((definition) => definition.soft === true);
  return limitsIn(closestFirst(soft, node), RUNNING_KINDS);
}

function closestFirst(definitions: readonly QuotaDefinition[], node: QuotaNode): readonly QuotaDefinition[] {
  return definitions
    .flatMap((definition) => {
      const rank = closeness(definition, node);
      return rank === undefined ? [] : [{ definition, rank }];
    })
    .sort((a, b) => b.rank - a.rank)
    .map(({ definition }) => definition);
}

function limitsIn<K extends QuotaKind>(
  definitions: readonly QuotaDefinition[],
  kinds: readonly K[],
): Partial<Record<K, number>> {
  const limits: Partial<Record<K, number>> = {};
  for (const kind of kinds) {
    const limit = definitions.find((definition) => definition[kind] !== undefined)?.[kind];
    if (limit !== undefined) limits[kind] = limit;
  }
  return limits;
}

/** `undefined`: the definition is not about the node. */
function closeness({ project, user }: QuotaDefinition, node: QuotaNode): number | undefined {
  switch (node.scope) {
    case "site":
      return project === undefined && user === undefined ? 1 : undefined;
    case "project":
      if (user !== undefined || project === undefined) return undefined;
      return matched(project, node.project);
    case "account": {
      if (user === undefined) return undefined;
      const ofUser = matched(user, node.user);
      const ofProject = project === undefined ? 0 : matched(project, node.project);
      // Who is named counts most, then in which project.
      return ofUser === undefined || ofProject === undefined ? undefined : ofUser * 10 + ofProject;
    }
    default:
      return node satisfies never;
  }
}

function matched(pattern: string, name: string): number | undefined {
  if (pattern === name) return 2;
  return pattern === EACH ? 1 : undefined;
}

/**
 * What is wrong with them, all at once, each a sentence.
 * @param projects  names that there are; `undefined`: any name will do
 */
export function quotaFaults(
  definitions: readonly QuotaDefinition[],
  projects: readonly string[] | undefined,
): readonly string[] {
  const seen = new Set<string>();
  return definitions.flatMap((definition) => {
    const faults: string[] = [];
    const whose = ownerWords(definition);
    const { acrossProjects = false, soft = false } = definition;
    const key = `${whose} ${soft} ${acrossProjects}`;
    if (acrossProjects && (definition.user === undefined || definition.project !== undefined))
      faults.push(
        `${whose}: acrossProjects is for a user in all projects; name a user, or "*", and no project`,
      );
    if (acrossProjects && soft) faults.push(`${whose}: what is acrossProjects cannot be soft`);
    if (seen.has(key))
      faults.push(`${whose} has two ${soft ? "soft " : ""}quotas; write its limits into one of them`);
    seen.add(key);
    const hard = QUOTA_KINDS.filter((kind) => !RUNNING_KINDS.some((running) => running === kind));
    for (const kind of hard)
      if ((soft || acrossProjects) && definition[kind] !== undefined)
        faults.push(
          `${whose}: ${kind} cannot be ${soft ? "soft" : "acrossProjects"}; only what runs at one time can be`,
        );
    const { project, window } = definition;
    if (project !== undefined && project !== EACH && projects?.includes(project) === false) {
      const meant = nearest(project, projects);
      const hint = meant === undefined ? `the projects are ${projects.join(", ")}` : `did you mean ${meant}?`;
      faults.push(`there is no project ${project}; ${hint}`);
    }
    for (const kind of QUOTA_KINDS) {
      const limit = definition[kind];
      if (limit === undefined || (Number.isFinite(limit) && limit >= 0)) continue;
      faults.push(`${whose}: ${kind} is ${limit}; a limit is a number from 0 on`);
    }
    if (QUOTA_KINDS.every((kind) => definition[kind] === undefined))
      faults.push(`${whose} has a quota without a limit; add one, such as cpus, or leave it out`);
    if (window !== undefined && HOUR_KINDS.every((kind) => definition[kind] === undefined))
      faults.push(`${whose} has a window without hours; add cpuHours or gpuHours, or leave it out`);
    return faults;
  });
}

/** Whose a quota is, for people. */
export function ownerWords({ project, user }: Pick<QuotaDefinition, "project" | "user">): string {
  const inProject = project === undefined ? "" : project === EACH ? "each project" : `the project ${project}`;
  if (user === undefined) return inProject === "" ? "the site" : inProject;
  const who = user === EACH ? "each user" : `the user ${user}`;
  return inProject === "" ? who : `${who} in ${inProject}`;
}

/** The same for a node. */
export function nodeWords(node: QuotaNode): string {
  return ownerWords(node.scope === "site" ? {} : node);
}
