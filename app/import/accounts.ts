import JSON5 from "json5";
import type { AccountBook } from "../../api/godocker-1/frame/account-book.ts";
import { fittingProject } from "./ended-spec.ts";
import type { OldDatabase } from "./old-database.ts";
import { at, numberOf, textOf } from "./old-values.ts";

interface OldAccount {
  readonly id: string;
  readonly prio: number;
  readonly quota_time: number;
  readonly quota_cpu: number;
  readonly quota_ram: number;
}

interface OldProject extends OldAccount {
  readonly description: string;
  readonly members: readonly string[];
}

/** Users and projects of GoDocker 1.x. */
export interface OldAccounts {
  readonly users: readonly OldAccount[];
  readonly projects: readonly OldProject[];
  /** What does not come along, one sentence each. */
  readonly notes: readonly string[];
}

/** The weight of whom nobody gave another one. */
const USUAL_PRIO = 50;
const DEFAULT = "default";

export async function readAccounts(old: Pick<OldDatabase, "users" | "projects">): Promise<OldAccounts> {
  const [users, projects, notes]: [OldAccount[], OldProject[], string[]] = [[], [], []];
  let volumes = 0;
  for await (const user of old.users()) {
    const id = textOf(user["id"]);
    if (id === undefined) notes.push("a user without an id is left out");
    else users.push(accountOf(id, at(user, "usage")));
  }
  for await (const project of old.projects()) {
    const id = textOf(project["id"]);
    if (id === undefined) {
      notes.push("a project without an id is left out");
      continue;
    }
    const name = fittingProject(id);
    if (name !== id) notes.push(`the project ${id} is called ${name}: names have 1 to 63 of a-z 0-9 . _ -`);
    const members = project["members"];
    volumes += lengthOf(project["volumes"]);
    projects.push({
      ...accountOf(name, project),
      description: textOf(project["description"]) ?? "",
      members: Array.isArray(members) ? members.filter((member) => typeof member === "string") : [],
    });
  }
  if (users.length > 0)
    notes.push(
      "API keys, passwords and ssh keys of users do not come along: give out new tokens of this version",
    );
  if (volumes > 0)
    notes.push("volumes of projects do not come along: put them into `volumes` of the configuration");
  const limited = [...users, ...projects].filter(({ quota_cpu: cpu, quota_ram: ram }) => cpu > 0 || ram > 0);
  if (limited.length > 0)
    notes.push(
      `quota_cpu and quota_ram of ${limited.length} accounts add up what ended jobs asked for: they hold for /api/1.0 only, and \`quotas\` of the configuration have no such kind`,
    );
  return { users, projects, notes };
}

function lengthOf(value: unknown): number {
  return Array.isArray(value) ? value.length : 0;
}

function accountOf(id: string, from: unknown): OldAccount {
  const amount = (name: string, otherwise: number): number => {
    const number = numberOf(at(from, name));
    return number === undefined || number < 0 ? otherwise : number;
  };
  return {
    id,
    prio: Math.min(100, amount("prio", USUAL_PRIO)),
    quota_time: amount("quota_time", 0),
    quota_cpu: amount("quota_cpu", 0),
    quota_ram: amount("quota_ram", 0),
  };
}

/** What `/api/1.0` shows of users and projects; what is known there already stays. @returns how many are new */
export async function keepAccounts(
  { users, projects }: OldAccounts,
  book: Pick<AccountBook, "settings" | "setSettings" | "project" | "setProject">,
): Promise<void> {
  for (const { id, ...settings } of users) {
    if (!isUsual(settings) && isUsual(await book.settings(id))) await book.setSettings(id, settings);
  }
  for (const project of projects) {
    if (project.id === DEFAULT || (await book.project(project.id)) !== undefined) continue;
    await book.setProject({ ...project, volumes: [] });
  }
}

function isUsual({ prio, quota_time, quota_cpu, quota_ram }: Omit<OldAccount, "id">): boolean {
  return prio === USUAL_PRIO && quota_time === 0 && quota_cpu === 0 && quota_ram === 0;
}

const USER = /^[A-Za-z0-9_][A-Za-z0-9._@-]{0,62}$/;

/** A part of a configuration: `projects`, `shares`, `quotas`. `undefined`: there is nothing to say. */
export function accountsText({ users, projects }: OldAccounts, from: string): string | undefined {
  const weights = Object.fromEntries(
    users.flatMap(({ id, prio }) =>
      prio === USUAL_PRIO || !USER.test(id) ? [] : [[id, weightOf(prio)] as const],
    ),
  );
  const named = projects.filter(({ id }) => id !== DEFAULT);
  const shares = [
    ...(Object.keys(weights).length === 0 ? [] : [{ name: DEFAULT, users: weights }]),
    ...named.map(({ id, prio, members }) => {
      const own = Object.fromEntries(Object.entries(weights).filter(([user]) => members.includes(user)));
      return {
        name: id,
        weight: weightOf(prio),
        ...(Object.keys(own).length === 0 ? {} : { users: own }),
      };
    }),
  ];
  const quotas = [
    ...users.flatMap((user) => (USER.test(user.id) ? hoursOf({ user: user.id }, user) : [])),
    ...named.flatMap((project) => hoursOf({ project: project.id }, project)),
  ];
  if (shares.length + quotas.length + named.length === 0) return undefined;
  const members = named.map(({ id, members: who }) => ({ name: id, members: who }));
  const parts = [
    ...(named.length === 0
      ? []
      : [part("projects", "Who may submit for which project.", [{ name: DEFAULT }, ...members])]),
    ...(shares.length === 0
      ? []
      : [
          part(
            "shares",
            "A prio of 50 was the usual one: it is the weight 1, and twice as much twice of it.",
            shares,
          ),
        ]),
    ...(quotas.length === 0
      ? []
      : [
          part(
            "quotas",
            "quota_time was seconds that tasks ran, however many CPUs they had; here it is CPU-hours of a month. Look them over.",
            quotas,
          ),
        ]),
  ];
  return `// Users and projects of ${from}, by \`godocker import\`. Put it beside the other files: --config FILE.\n{\n${parts.join("")}}\n`;
}

function part(name: string, comment: string, value: unknown): string {
  const text = JSON5.stringify(value, { space: 2, quote: '"' }).replaceAll("\n", "\n  ");
  return `  // ${comment}\n  ${name}: ${text},\n`;
}

function weightOf(prio: number): number {
  return Math.max(0.02, Math.round((prio / USUAL_PRIO) * 100) / 100);
}

function hoursOf<T extends object>(
  whose: T,
  { quota_time: seconds }: OldAccount,
): readonly (T & { readonly cpuHours: number; readonly window: "month" })[] {
  return seconds === 0
    ? []
    : [{ ...whose, cpuHours: Math.ceil((seconds / 3600) * 100) / 100, window: "month" as const }];
}
