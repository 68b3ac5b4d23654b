import type { Licence, Quota, QuotaLimit, Share } from "../../client/documents/accounts.ts";
import { formatSize } from "../../resources/units.ts";
import { valueOf } from "../frame/args.ts";
import { usageOf } from "../frame/command.ts";
import type { Context } from "../frame/context.ts";
import { printList } from "../frame/output.ts";
import { EXIT, Failure } from "../text/failure.ts";
import type { Column } from "../text/table.ts";
import { removeQuota, removeShare, setQuota, setShare } from "./rules.ts";

type QuotaRow = Omit<Quota, "limits"> & QuotaLimit;

export async function quota(context: Context): Promise<number> {
  const { args } = context;
  const [verb] = args.operands;
  if (verb === "set") return setQuota(context);
  if (verb === "rm") return removeQuota(context);
  if (verb !== undefined) throw unknownVerb(context, verb);
  const [user, project] = [valueOf(args, "user"), valueOf(args, "project")];
  if (user !== undefined && project !== undefined) {
    throw new Failure({
      exit: EXIT.usage,
      what: "--user and --project are two questions",
      fix: "ask for one of them; a user's answer has a part for each project",
      usage: usageOf(args.command),
    });
  }
  const { client } = await context.connect();
  const of = user !== undefined ? { user } : project !== undefined ? { project } : undefined;
  const quotas = await client.quotas(of);
  const rows = quotas.flatMap(({ limits, ...node }) =>
    limits.map((limit): QuotaRow => ({ ...node, ...limit })),
  );
  return printList(context, {
    rows,
    document: (row) => row,
    name: (row) => `${nodeName(row)} ${row.of}`,
    none: "there are no limits",
    columns: [
      { title: "WHOSE", text: nodeName },
      { title: "LIMIT OF", text: kindText },
      { title: "USED", text: ({ used, of: kind }) => amountText(kind, used), align: "right" },
      { title: "LIMIT", text: ({ limit, of: kind }) => amountText(kind, limit), align: "right" },
      { title: "LEFT", text: ({ left, of: kind }) => amountText(kind, left), align: "right" },
      {
        title: "NOTE",
        text: noteText,
        paint: (cell, { isUsedUp }) => (isUsedUp === true ? context.terminal.paint("red", cell) : cell),
      },
    ] satisfies readonly Column<QuotaRow>[],
  });
}

function unknownVerb({ args }: Context, verb: string): Failure {
  return new Failure({
    exit: EXIT.usage,
    what: `${args.command.name} has no "${verb}"`,
    fix: "one of set, rm",
    usage: usageOf(args.command),
  });
}

export async function share(context: Context): Promise<number> {
  const [verb] = context.args.operands;
  if (verb === "set") return setShare(context);
  if (verb === "rm") return removeShare(context);
  if (verb !== undefined) throw unknownVerb(context, verb);
  const { client } = await context.connect();
  const { items } = await client.shares();
  const depths = depthsOf(items);
  return printList(context, {
    rows: items,
    document: (row) => row,
    name: nodeName,
    none: "nobody has a share yet",
    columns: [
      { title: "SHARE", text: (row) => `${"  ".repeat(depths.get(row) ?? 0)}${shortName(row)}` },
      { title: "WEIGHT", text: ({ weight }) => rounded(weight), align: "right" },
      { title: "HELD", text: ({ held }) => `${rounded(held * 100)} %`, align: "right" },
      { title: "USED CPU·H", text: ({ usedCpuHours }) => rounded(usedCpuHours), align: "right" },
      { title: "TASKS", text: ({ runningTasks }) => String(runningTasks), align: "right" },
      { title: "KEY", text: ({ key }) => key.toPrecision(3), align: "right" },
      { title: "POSITION", text: ({ position }) => String(position ?? ""), align: "right" },
    ] satisfies readonly Column<Share>[],
  });
}

export async function licences(context: Context): Promise<number> {
  const { client } = await context.connect();
  return printList(context, {
    rows: await client.licences(),
    document: (row) => row,
    name: ({ name }) => name,
    none: "this site has no licences",
    columns: [
      { title: "LICENCE", text: ({ name }) => name },
      { title: "IN USE", text: ({ inUse }) => String(inUse), align: "right" },
      { title: "TOTAL", text: ({ total }) => String(total), align: "right" },
    ] satisfies readonly Column<Licence>[],
  });
}

/** `site`, `biology`, `biology/ada`; a star before the slash is all projects. */
function nodeName({ project, user }: Pick<Quota, "project" | "user">): string {
  if (project === undefined && user !== undefined) return `*/${user}`;
  return project === undefined ? "site" : user === undefined ? project : `${project}/${user}`;
}

function shortName({ project, user }: Share): string {
  return user ?? project ?? "site";
}

/** Parents stand before their children. */
function depthsOf(items: readonly Share[]): ReadonlyMap<Share, number> {
  const depths = new Map<Share, number>();
  const ofProject = new Map<string, number>();
  for (const item of items) {
    const { parent, project, scope, user } = item;
    const above = user === undefined ? parent : project;
    const depth = scope === "site" ? 0 : (above === undefined ? 0 : (ofProject.get(above) ?? 0)) + 1;
    depths.set(item, depth);
    if (project !== undefined && user === undefined) ofProject.set(project, depth);
  }
  return depths;
}

const KIND_WORDS: Readonly<Record<QuotaLimit["of"], string>> = {
  cpus: "CPUs at once",
  memoryBytes: "memory at once",
  diskBytes: "disk at once",
  gpus: "GPUs at once",
  tasks: "tasks at once",
  jobs: "jobs at once",
  queuedJobs: "jobs that wait",
  queuedTasks: "tasks that wait",
  arrayTasks: "tasks of an array",
  cpuHours: "CPU hours",
  gpuHours: "GPU hours",
};

function kindText({ of, window }: QuotaRow): string {
  return window === undefined ? KIND_WORDS[of] : `${KIND_WORDS[of]} a ${window}`;
}

function amountText(of: QuotaLimit["of"], amount: number | undefined): string {
  if (amount === undefined) return "";
  return of === "memoryBytes" || of === "diskBytes" ? formatSize(amount) : rounded(amount);
}

function noteText({ isUsedUp, returnsAt = "", soft, usedUpAt }: QuotaRow): string {
  if (soft === true) return "soft";
  const at = (instant: string) => `${instant.slice(0, 10)} ${instant.slice(11, 16)} UTC`;
  if (isUsedUp === true) return `used up; comes back ${at(returnsAt)}`;
  return usedUpAt === undefined ? "" : `used up ${at(usedUpAt)} as things run`;
}

function rounded(value: number): string {
  return String(Math.round(value * 1000) / 1000);
}
