import type { Project, ProjectFields, QuotaLimits, QuotaOwner } from "../../client/rules.ts";
import { parseSize } from "../../resources/units.ts";
import { has, valueOf, valuesOf } from "../frame/args.ts";
import { usageOf } from "../frame/command.ts";
import type { Context } from "../frame/context.ts";
import { printDocument, printList } from "../frame/output.ts";
import { EXIT, Failure } from "../text/failure.ts";
import { printable } from "../text/printable.ts";
import type { Column } from "../text/table.ts";

type Verb = (context: Context, name: string, more: readonly string[]) => Promise<number>;

const PROJECT_VERBS: Readonly<Record<string, Verb>> = {
  show: showProject,
  use: useProject,
  create: createProject,
  set: setProject,
  rm: removeProject,
  add: addMember,
  remove: removeMember,
};

/** Projects, their members and owners. */
export async function project(context: Context): Promise<number> {
  const [verb = "ls", name, ...more] = context.args.operands;
  if (verb === "ls" || verb === "list") return listProjects(context);
  const run = Object.hasOwn(PROJECT_VERBS, verb) ? PROJECT_VERBS[verb] : undefined;
  if (run === undefined) throw wrong(context, `project has no "${printable(verb)}"`);
  if (name === undefined) throw wrong(context, `project ${verb} needs a name`);
  return run(context, name, more);
}

async function listProjects(context: Context): Promise<number> {
  const { client } = await context.connect();
  return printList(context, {
    rows: await client.projects(),
    document: (row) => row,
    name: ({ name }) => name,
    none: "no projects that you are in; jobs may name any unless there are some",
    columns: [
      { title: "PROJECT", text: ({ name }) => name },
      { title: "MEMBERS", text: ({ members }) => (members === undefined ? "all" : String(members.length)) },
      { title: "OWNERS", text: ({ owners }) => owners.join(",") },
      { title: "SHARES", text: sharesText },
      { title: "DESCRIPTION", text: ({ description = "" }) => description },
    ] satisfies readonly Column<Project>[],
  });
}

function sharesText({ shareJobs, shareLogs }: Project): string {
  return [...(shareJobs ? ["jobs"] : []), ...(shareLogs ? ["output"] : [])].join(",");
}

async function showProject(context: Context, name: string): Promise<number> {
  const { client } = await context.connect();
  return printProject(context, (await client.project(name)).project);
}

/** `project use bio`: the project of your jobs that name none; `none` takes that back. */
function useProject(context: Context, name: string): Promise<number> {
  return prefer(context, "project", name);
}

/** Changes one of your preferences. */
export async function prefer(context: Context, field: "project" | "queue", name: string): Promise<number> {
  const { client } = await context.connect();
  const { [field]: _before, ...others } = await client.preferences();
  if (name !== "none") {
    // One that is not there would make every job fail later.
    if (field === "project") await client.project(name);
    else await client.queue(name);
  }
  const kept = await client.setPreferences(name === "none" ? others : { ...others, [field]: name });
  return printDocument(context, kept, () =>
    context.terminal.out(
      name === "none"
        ? `jobs that name no ${field} get the site's again\n`
        : `jobs that name no ${field} are in ${printable(name)}\n`,
    ),
  );
}

function printProject(context: Context, found: Project): Promise<number> {
  const { description, members, name, owners, source } = found;
  const rows: readonly (readonly [string, string])[] = [
    ["project", name],
    ...(description === undefined ? [] : [["description", description] as const]),
    ["members", members === undefined ? "everybody" : members.join(", ")],
    ["owners", owners.join(", ")],
    ["shares", sharesText(found)],
    ["source", source],
  ];
  return printDocument(context, found, () =>
    context.terminal.out(
      rows.map(([title, value]) => `${printable(`${title.padEnd(13)}${value}`)}\n`).join(""),
    ),
  );
}

async function createProject(context: Context, name: string): Promise<number> {
  const { client } = await context.connect();
  const dryRun = has(context.args, "dry-run");
  return printProject(context, await client.createProject({ name, ...fieldsOf(context) }, { dryRun }));
}

async function setProject(context: Context, name: string): Promise<number> {
  const fields = fieldsOf(context);
  if (Object.keys(fields).length === 0)
    throw wrong(context, "project set needs something to set, such as --description");
  const { client } = await context.connect();
  const { etag } = await client.project(name);
  const dryRun = has(context.args, "dry-run");
  return printProject(context, await client.changeProject(name, fields, { etag, dryRun }));
}

async function removeProject(context: Context, name: string): Promise<number> {
  const { client } = await context.connect();
  await client.deleteProject(name);
  await context.terminal.out(
    `the project ${printable(name)} takes no jobs any more; those that it has go on\n`,
  );
  return EXIT.done;
}

async function addMember(context: Context, name: string, users: readonly string[]): Promise<number> {
  if (users.length === 0) throw wrong(context, "project add needs a project and a user");
  const { client } = await context.connect();
  const role = has(context.args, "as-owner") ? "owner" : "member";
  for (const user of users) await client.addMember(name, user, { role });
  return printProject(context, (await client.project(name)).project);
}

async function removeMember(context: Context, name: string, users: readonly string[]): Promise<number> {
  if (users.length === 0) throw wrong(context, "project remove needs a project and a user");
  const { client } = await context.connect();
  for (const user of users) await client.removeMember(name, user);
  await context.terminal.out(`${users.map(printable).join(", ")} left the project ${printable(name)}\n`);
  return EXIT.done;
}

function fieldsOf({ args }: Context): ProjectFields {
  const names = (flag: string) => valuesOf(args, flag).flatMap((text) => text.split(","));
  const [members, owners] = [names("member"), names("owner")];
  const description = valueOf(args, "description");
  const [jobs, logs] = [valueOf(args, "share-jobs"), valueOf(args, "share-output")];
  return {
    ...(description === undefined ? {} : { description }),
    ...(has(args, "everybody") && args.operands[0] === "set" ? { members: null } : {}),
    ...(members.length === 0 ? {} : { members }),
    ...(owners.length === 0 ? {} : { owners }),
    ...(jobs === undefined ? {} : { shareJobs: jobs === "yes" }),
    ...(logs === undefined ? {} : { shareLogs: logs === "yes" }),
  };
}

// `site`, `bio`, `bio/ana`; a user in each project is `*/ana`.
function quotaOwner(context: Context, text: string | undefined): QuotaOwner {
  const { args } = context;
  return {
    ...namedOwner(context, text),
    ...(has(args, "soft") ? { soft: true } : {}),
    ...(has(args, "across-projects") ? { acrossProjects: true } : {}),
  };
}

function namedOwner(context: Context, text: string | undefined): QuotaOwner {
  if (text === undefined) throw wrong(context, "say whose: site, PROJECT, PROJECT/USER, or */USER");
  if (text === "site") return {};
  const at = text.indexOf("/");
  if (at < 0) return { project: text };
  const [project_, user] = [text.slice(0, at), text.slice(at + 1)];
  return project_ === "*" ? { user } : { project: project_, user };
}

const SIZES: Readonly<Record<string, "memoryBytes" | "diskBytes">> = {
  memory: "memoryBytes",
  disk: "diskBytes",
};
const NUMBERS = [
  "cpus",
  "gpus",
  "tasks",
  "jobs",
  "queuedJobs",
  "queuedTasks",
  "arrayTasks",
  "cpuHours",
  "gpuHours",
] as const;

function limitsOf(context: Context, words: readonly string[]): QuotaLimits {
  const limits: Record<string, number | string> = {};
  for (const word of words) {
    const at = word.indexOf("=");
    const [name, value] = [word.slice(0, Math.max(at, 0)), word.slice(at + 1)];
    const size = Object.hasOwn(SIZES, name) ? SIZES[name] : undefined;
    if (at > 0 && size !== undefined) limits[size] = parseSize(value);
    else if (at > 0 && name === "window") limits["window"] = value;
    else if (at > 0 && NUMBERS.some((each) => each === name) && /^\d+(\.\d+)?$/.test(value))
      limits[name] = Number(value);
    else
      throw wrong(
        context,
        `"${printable(word)}" is no limit; write NAME=AMOUNT, with a name of ${[...NUMBERS, ...Object.keys(SIZES), "window"].join(", ")}`,
      );
  }
  if (words.length === 0) throw wrong(context, "quota set needs a limit, such as cpus=200");
  return limits;
}

export async function setQuota(context: Context): Promise<number> {
  const [, whose, ...words] = context.args.operands;
  const owner = quotaOwner(context, whose);
  const limits = limitsOf(context, words);
  const { client } = await context.connect();
  const whenExceeded = valueOf(context.args, "when-exceeded");
  const set = await client.setQuota(owner, limits, {
    ...(whenExceeded === undefined ? {} : { whenExceeded }),
    dryRun: has(context.args, "dry-run"),
  });
  return printDocument(context, set, async () => {
    const { cancelled = [], excess } = set;
    await context.terminal.out(`the limits of ${printable(whose ?? "")} are set\n`);
    for (const { limit, of, project: of_, used, user } of excess)
      await context.terminal.note(
        `${[of_, user].filter((name) => name !== undefined).join("/") || "the site"} uses ${used} of ${of}, and may use ${limit}`,
      );
    if (cancelled.length > 0) await context.terminal.note(`asked to end: ${cancelled.join(", ")}`);
  });
}

export async function removeQuota(context: Context): Promise<number> {
  const owner = quotaOwner(context, context.args.operands[1]);
  const { client } = await context.connect();
  await client.removeQuota(owner);
  await context.terminal.out(
    `${printable(context.args.operands[1] ?? "")} has no limits of its own any more\n`,
  );
  return EXIT.done;
}

export async function setShare(context: Context): Promise<number> {
  const [, name] = context.args.operands;
  if (name === undefined) throw wrong(context, "share set needs a name");
  const weight = Number(valueOf(context.args, "weight") ?? "1");
  const parent = valueOf(context.args, "parent");
  const users = Object.fromEntries(
    valuesOf(context.args, "user-weight").map((text): [string, number] => {
      const [, user, of] = /^([^=]+)=(\d+(?:\.\d+)?)$/.exec(text) ?? [];
      if (user === undefined) throw wrong(context, `"${printable(text)}" is no USER=WEIGHT`);
      return [user, Number(of)];
    }),
  );
  const { client } = await context.connect();
  const set = await client.setShare(
    name,
    {
      weight,
      ...(parent === undefined ? {} : { parent }),
      ...(Object.keys(users).length === 0 ? {} : { users }),
    },
    { dryRun: has(context.args, "dry-run") },
  );
  return printDocument(context, set, () =>
    context.terminal.out(
      `${printable(name)} has weight ${weight}${parent === undefined ? "" : ` in ${printable(parent)}`}\n`,
    ),
  );
}

export async function removeShare(context: Context): Promise<number> {
  const [, name] = context.args.operands;
  if (name === undefined) throw wrong(context, "share rm needs a name");
  const { client } = await context.connect();
  await client.removeShare(name);
  await context.terminal.out(`${printable(name)} has no share of its own any more\n`);
  return EXIT.done;
}

/** Whether jobs are taken and started. */
export async function maintenance(context: Context): Promise<number> {
  const [mode] = context.args.operands;
  const { client } = await context.connect();
  const message = valueOf(context.args, "message");
  if (mode !== undefined && mode !== "off" && mode !== "queue" && mode !== "refuse")
    throw wrong(context, `maintenance has no "${printable(mode)}"; one of off, queue, refuse`);
  const state =
    mode === undefined
      ? await client.maintenance()
      : await client.setMaintenance({ mode, ...(message === undefined ? {} : { message }) });
  const WORDS = {
    off: "jobs are taken and started",
    queue: "jobs are taken, and none starts",
    refuse: "no jobs are taken",
  };
  return printDocument(context, state, () =>
    context.terminal.out(
      `${printable(`${WORDS[state.mode]}${state.message === undefined ? "" : `: ${state.message}`}`)}\n`,
    ),
  );
}

function wrong({ args }: Context, what: string): Failure {
  return new Failure({ exit: EXIT.usage, what, usage: usageOf(args.command) });
}
