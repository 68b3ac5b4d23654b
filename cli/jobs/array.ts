import type { Client } from "../../client/client.ts";
import type { Job, Task } from "../../client/documents/jobs.ts";
import { formatOf, has, valueOf } from "../frame/args.ts";
import type { Context } from "../frame/context.ts";
import { EXIT, Failure } from "../text/failure.ts";
import { formatArray } from "../job-document/job-array.ts";
import { parseJobRef, secondsBetween, shortDuration, STATE_COLOURS } from "./job-words.ts";
import { printList } from "../frame/output.ts";
import { printable } from "../text/printable.ts";
import { progressBar } from "../text/progress-bar.ts";
import type { Column } from "../text/table.ts";

const TASKS_DEFAULT = 20;
const TASKS_MAX = 1000;

/** How far an array is: sums first, then its tasks. */
export async function array(context: Context): Promise<number> {
  const { args, terminal } = context;
  const { id } = parseJobRef(args.operands[0] ?? "");
  const limit = limitOf(context);
  const { client } = await context.connect();
  const before = await client.get(id);
  const throttle = throttleOf(context);
  const job =
    throttle === undefined || before.progress === undefined
      ? before
      : await client.change(before, { array: { maxConcurrent: throttle } });
  const { progress } = job;
  if (progress === undefined) {
    throw new Failure({
      exit: EXIT.conflict,
      what: `job ${id} is no array`,
      fix: `see it with: godocker show ${id}`,
    });
  }
  const only = [
    ...(has(args, "failed") ? (["failed"] as const) : []),
    ...(has(args, "pending") ? (["pending", "held"] as const) : []),
  ];
  const tasks = await tasksOf(client, id, only.length > 0 ? [only] : LOOKED_AT, limit);
  const format = formatOf(args).kind;
  if (format === "table" || format === "wide") await terminal.out(summaryLines(context, job, progress));
  return printList(context, {
    rows: tasks,
    document: (row) => row,
    name: ({ index }) => `${id}.${index ?? ""}`,
    columns: columnsOf(context),
    none: has(args, "failed")
      ? "no task of it has failed"
      : has(args, "pending")
        ? "no task of it waits"
        : "no task of it has begun",
  });
}

/** What a person looks for first: what went wrong, what is under way, then what is done. */
const LOOKED_AT: readonly (readonly Task["state"][])[] = [
  ["failed"],
  ["starting", "running", "stopping"],
  ["succeeded", "cancelled"],
];

async function tasksOf(
  client: Client,
  id: number,
  groups: readonly (readonly Task["state"][])[],
  limit: number,
): Promise<readonly Task[]> {
  const found: Task[] = [];
  for (const state of groups) {
    if (found.length >= limit) break;
    for await (const task of client.tasks(id, { state, pageSize: Math.min(100, limit) })) {
      found.push(task);
      if (found.length >= limit) break;
    }
  }
  return found;
}

function throttleOf({ args }: Context): number | undefined {
  const text = valueOf(args, "throttle");
  if (text === undefined || /^[1-9]\d{0,6}$/.test(text)) return text === undefined ? undefined : Number(text);
  throw new Failure({
    exit: EXIT.usage,
    what: `--throttle ${text} is not possible`,
    fix: "write how many tasks may run at a time, from 1 on",
  });
}

function limitOf({ args }: Context): number {
  const text = valueOf(args, "limit") ?? String(TASKS_DEFAULT);
  const limit = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (limit >= 1 && limit <= TASKS_MAX) return limit;
  throw new Failure({
    exit: EXIT.usage,
    what: `--limit ${text} is not possible`,
    fix: `write a whole number from 1 to ${TASKS_MAX}`,
  });
}

function summaryLines({ terminal }: Context, job: Job, progress: NonNullable<Job["progress"]>): string {
  const { total, ...states } = progress;
  const counts = Object.entries(states).flatMap(([state, count]) => (count > 0 ? [`${count} ${state}`] : []));
  const list =
    job.array === undefined
      ? ""
      : formatArray("indices" in job.array ? job.array : { ...job.array, step: job.array.step ?? 1 });
  const shown = list.length > 40 ? `${list.slice(0, 39)}…` : list;
  return (
    `${terminal.paint("bold", `Job ${job.id}`)}  ${printable(job.name)}  ${shown}\n` +
    `${progressBar(progress)}\n${total} tasks: ${counts.join(", ")}\n\n`
  );
}

function columnsOf({ io, terminal }: Context): readonly Column<Task>[] {
  const nowMs = io.nowMs();
  return [
    { title: "INDEX", text: ({ index }) => String(index ?? ""), align: "right" },
    { title: "ATTEMPT", text: ({ attempt }) => String(attempt?.attempt ?? ""), align: "right" },
    {
      title: "STATE",
      text: ({ state }) => state,
      paint: (cell, { state }) => terminal.paint(STATE_COLOURS[state], cell),
    },
    { title: "NODE", text: ({ attempt }) => attempt?.node ?? "" },
    {
      title: "TIME",
      text: ({ attempt }) =>
        attempt?.startedAt === undefined
          ? ""
          : shortDuration(secondsBetween(attempt.startedAt, attempt.endedAt ?? nowMs)),
      align: "right",
    },
    {
      title: "EXIT",
      text: ({ attempt }) =>
        attempt?.signal === undefined ? String(attempt?.exitCode ?? "") : `signal ${attempt.signal}`,
    },
    { title: "MESSAGE", text: ({ attempt }) => attempt?.message ?? attempt?.reason ?? "", shrinksTo: 8 },
  ];
}
