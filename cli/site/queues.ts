import type { Queue } from "../../client/site.ts";
import { formatDuration, formatSize } from "../../resources/units.ts";
import { has } from "../frame/args.ts";
import { usageOf } from "../frame/command.ts";
import type { Context } from "../frame/context.ts";
import { printDocument, printList } from "../frame/output.ts";
import { EXIT, Failure } from "../text/failure.ts";
import { printable } from "../text/printable.ts";
import type { Column } from "../text/table.ts";
import { queueFields } from "./queue-words.ts";

/** The queues that one's jobs may name. */
export async function queues(context: Context): Promise<number> {
  const [verb = "ls", name] = context.args.operands;
  if (verb === "show" && name !== undefined) return showQueue(context, name);
  if (name !== undefined && (verb === "create" || verb === "set")) return changeQueue(context, verb, name);
  if (name !== undefined && verb === "use")
    return (await import("./rules.ts")).prefer(context, "queue", name);
  if (name !== undefined && verb === "rm") return removeQueue(context, name);
  if ((verb !== "ls" && verb !== "list") || name !== undefined) throw wrongWords(context, verb);
  const { client } = await context.connect();
  return printList(context, {
    rows: await client.queues(),
    document: (row) => row,
    name: ({ name: of }) => of,
    none: "there is no queue that your jobs may name",
    columns: [
      { title: "QUEUE", text: ({ name: of, isDefault }) => (isDefault ? `${of} (default)` : of) },
      { title: "CPUS", text: ({ limits }) => numberOf(limits.cpus), align: "right" },
      { title: "MEMORY", text: ({ limits }) => sizeOf(limits.memoryBytes), align: "right" },
      { title: "GPUS", text: ({ limits }) => numberOf(limits.gpus), align: "right" },
      { title: "TIME", text: ({ limits }) => durationOf(limits.walltimeSeconds), align: "right" },
      { title: "EXECUTORS", text: ({ executors }) => executors?.join(",") ?? "any", shrinksTo: 9 },
      { title: "PROJECTS", text: ({ projects }) => projects?.join(",") ?? "all", shrinksTo: 8 },
    ] satisfies readonly Column<Queue>[],
    wide: [
      { title: "DISK", text: ({ limits }) => sizeOf(limits.diskBytes), align: "right" },
      { title: "TASKS", text: ({ limits }) => numberOf(limits.arrayTasks), align: "right" },
      { title: "TIME IF NONE", text: ({ walltimeSeconds }) => durationOf(walltimeSeconds), align: "right" },
      { title: "IMAGE IF NONE", text: ({ image = "" }) => image },
    ],
  });
}

async function showQueue(context: Context, name: string): Promise<number> {
  const { client } = await context.connect();
  return printQueue(context, await client.queue(name));
}

async function changeQueue(context: Context, verb: "create" | "set", name: string): Promise<number> {
  const { args } = context;
  const fields = queueFields(args.operands.slice(2), args);
  const { client } = await context.connect();
  const how = { dryRun: has(args, "dry-run") };
  return printQueue(
    context,
    verb === "create"
      ? await client.createQueue({ name, ...fields }, how)
      : await client.changeQueue(name, fields, how),
  );
}

async function removeQueue(context: Context, name: string): Promise<number> {
  const { client } = await context.connect();
  await client.deleteQueue(name);
  await context.terminal.out(
    `the queue ${printable(name)} takes no jobs any more; those that it has go on\n`,
  );
  return EXIT.done;
}

function printQueue(context: Context, queue: Queue): Promise<number> {
  const { executors, image, isDefault, limits, projects, source, walltimeSeconds } = queue;
  return printDocument(context, queue, async () => {
    const lines = [
      `queue         ${queue.name}${isDefault ? ", of jobs that name none" : ""}`,
      `projects      ${projects?.join(", ") ?? "all"}`,
      `executors     ${executors?.join(", ") ?? "any"}`,
      `image         ${image ?? "as the job says"}`,
      `time          ${durationOf(walltimeSeconds) || "no limit"}, of jobs that name none`,
      `at most       ${limitsText(limits)}`,
      `source        ${source}`,
    ];
    await context.terminal.out(lines.map((line) => `${printable(line)}\n`).join(""));
  });
}

function limitsText(limits: Queue["limits"]): string {
  const { arrayTasks, cpus, diskBytes, gpus, memoryBytes, walltimeSeconds } = limits;
  const parts = [
    cpus === undefined ? [] : `${cpus} CPUs`,
    memoryBytes === undefined ? [] : `${sizeOf(memoryBytes)} of memory`,
    diskBytes === undefined ? [] : `${sizeOf(diskBytes)} of disk`,
    gpus === undefined ? [] : `${gpus} GPUs`,
    walltimeSeconds === undefined ? [] : durationOf(walltimeSeconds),
    arrayTasks === undefined ? [] : `${arrayTasks} tasks in an array`,
  ].flat();
  return parts.length === 0 ? "no limits" : parts.join(", ");
}

function wrongWords({ args }: Context, verb: string): Failure {
  const isKnown = ["show", "use", "create", "set", "rm"].includes(verb);
  return new Failure({
    exit: EXIT.usage,
    what: isKnown ? `queues ${verb} needs a name` : `queues has no "${printable(verb)}"`,
    fix: "one of ls, show NAME, use NAME, create NAME, set NAME, rm NAME",
    usage: usageOf(args.command),
  });
}

function numberOf(value: number | undefined): string {
  return value === undefined ? "" : String(value);
}

function sizeOf(bytes: number | undefined): string {
  return bytes === undefined ? "" : formatSize(bytes);
}

function durationOf(seconds: number | undefined): string {
  return seconds === undefined ? "" : formatDuration(seconds);
}
