import type { Client } from "../../client/client.ts";
import type { Node } from "../../client/documents/cluster.ts";
import type { JobSummary } from "../../client/documents/jobs.ts";
import { ApiError } from "../../client/http.ts";
import { parseDuration, UnitError } from "../../resources/units.ts";
import { formatOf, has, valueOf } from "../frame/args.ts";
import type { Context } from "../frame/context.ts";
import { EXIT, Failure } from "../text/failure.ts";
import { secondsBetween, shortDuration } from "./job-words.ts";
import { printDocument } from "../frame/output.ts";
import { printable } from "../text/printable.ts";
import { liveScreen } from "../frame/screen.ts";
import type { Column } from "../text/table.ts";
import { table } from "../text/table.ts";

const INTERVAL_DEFAULT = 2;
/** Jobs of each kind that are counted; more are told as so many and a plus. */
const COUNTED_MAX = 1000;
const GIB = 1024 ** 3;
const BAR_CELLS = 20;

interface Picture {
  readonly at: string;
  readonly counts: { readonly running: number; readonly waiting: number };
  /** Nothing without a scheduler at work. */
  readonly nodes: readonly Node[] | undefined;
  readonly running: readonly JobSummary[];
  readonly waiting: readonly JobSummary[];
}

/** Machines, what runs and what waits: live on a terminal, once elsewhere. */
export async function top(context: Context): Promise<number> {
  const { io, args, terminal } = context;
  const interval = intervalOf(context);
  const { client } = await context.connect();
  const isLive = io.isTty.stdin && io.isTty.stdout && !has(args, "once") && formatOf(args).kind === "table";
  if (isLive) {
    return liveScreen(context, interval, async ({ columns, rows }) =>
      linesOf(context, await look(client, io.nowMs()), { columns, rows: rows - 1 }).concat("q ends this"),
    );
  }
  const picture = await look(client, io.nowMs());
  return printDocument(context, picture, async () => {
    const size = { columns: terminal.width, rows: Number.POSITIVE_INFINITY };
    await terminal.out(
      linesOf(context, picture, size)
        .map((line) => `${line}\n`)
        .join(""),
    );
  });
}

/** Seconds. @throws Failure */
function intervalOf({ args }: Context): number {
  const text = valueOf(args, "interval");
  if (text === undefined) return INTERVAL_DEFAULT;
  try {
    const seconds = parseDuration(text);
    if (seconds >= 1 && seconds <= 3600) return seconds;
  } catch (error) {
    if (!(error instanceof UnitError)) throw error;
  }
  throw new Failure({
    exit: EXIT.usage,
    what: `--interval ${text} is not possible`,
    fix: "a duration from 1s to 1h, such as 5s",
  });
}

async function look(client: Client, nowMs: number): Promise<Picture> {
  const [nodes, running, waiting] = await Promise.all([
    client.nodes().catch((error: unknown) => {
      if (error instanceof ApiError && error.code === "no_leader") return undefined;
      throw error;
    }),
    some(client.list({ state: ["starting", "running", "stopping", "suspended"], pageSize: COUNTED_MAX })),
    some(client.list({ state: ["pending", "held"], pageSize: COUNTED_MAX })),
  ]);
  return {
    at: new Date(nowMs).toISOString(),
    counts: { running: running.length, waiting: waiting.length },
    nodes,
    running,
    waiting,
  };
}

async function some(jobs: AsyncIterable<JobSummary>): Promise<readonly JobSummary[]> {
  const found: JobSummary[] = [];
  for await (const job of jobs) {
    found.push(job);
    if (found.length === COUNTED_MAX) break;
  }
  return found;
}

function linesOf(
  context: Context,
  { at, nodes, running, waiting }: Picture,
  { columns, rows }: { readonly columns: number | undefined; readonly rows: number },
): readonly string[] {
  const { paint } = context.terminal;
  const free = Math.max(0, rows - 4);
  const nodeLines = nodes?.slice(0, Math.max(1, Math.floor(free / 3))).map((node) => nodeLine(node)) ?? [];
  const hidden = (nodes?.length ?? 0) - nodeLines.length;
  const left = Math.max(2, free - nodeLines.length - 2);
  // What runs gets the larger part of the room, and all of it when nothing waits.
  const shownRunning = running.slice(0, waiting.length === 0 ? left : Math.ceil(left / 2));
  const shownWaiting = waiting.slice(0, Math.max(0, left - shownRunning.length));
  const count = (jobs: readonly JobSummary[]) => `${jobs.length}${jobs.length === COUNTED_MAX ? "+" : ""}`;
  const what = nodes === undefined ? "no scheduler is at work" : `${nodes.length} machines`;
  const lines = [
    paint("bold", `godocker  ${at}  ${what}, ${count(running)} jobs running, ${count(waiting)} waiting`),
    ...nodeLines,
    ...(hidden > 0 ? [`… ${hidden} more machines`] : []),
    "",
    ...jobLines(context, [...shownRunning, ...shownWaiting], columns),
  ];
  return columns === undefined ? lines : lines.map((line) => cut(line, columns));
}

function jobLines(
  { io, terminal }: Context,
  jobs: readonly JobSummary[],
  width: number | undefined,
): readonly string[] {
  if (jobs.length === 0) return ["no jobs run or wait"];
  const nowMs = io.nowMs();
  const shown: readonly Column<JobSummary>[] = [
    { title: "ID", text: ({ id }) => String(id), align: "right" },
    { title: "NAME", text: ({ name }) => name, shrinksTo: 8 },
    { title: "USER", text: ({ user }) => user, shrinksTo: 6 },
    { title: "STATE", text: ({ state }) => state },
    {
      title: "SINCE",
      text: ({ stateSince }) => shortDuration(secondsBetween(stateSince, nowMs)),
      align: "right",
    },
    { title: "CPU", text: ({ resources }) => String(resources.cpus), align: "right" },
    {
      title: "MEM",
      text: ({ resources }) => `${Math.round((resources.memoryBytes * 10) / GIB) / 10} GiB`,
      align: "right",
    },
    {
      title: "DONE",
      text: ({ progress }) =>
        progress === undefined
          ? ""
          : `${progress.succeeded + progress.failed + progress.cancelled}/${progress.total}`,
    },
    { title: "REASON", text: ({ reason }) => reason ?? "", shrinksTo: 6 },
  ];
  const [head = "", ...rest] = table(shown, jobs, { width }).trimEnd().split("\n");
  return [terminal.paint("dim", head), ...rest];
}

/** `node1     cpu [#####...............] 2/8   mem [##..................] 3.5/16 GiB   4 tasks`. */
function nodeLine({ hostname, total, free, tasks, active }: Node): string {
  const memory = (bytes: number) => Math.round((bytes * 10) / GIB) / 10;
  const cpus = `${bar(total.cpus - free.cpus, total.cpus)} ${round(total.cpus - free.cpus)}/${round(total.cpus)}`;
  const mem = `${bar(total.memoryBytes - free.memoryBytes, total.memoryBytes)} ${memory(total.memoryBytes - free.memoryBytes)}/${memory(total.memoryBytes)} GiB`;
  const state = active ? `${tasks} tasks` : "inactive";
  return printable(`${hostname.padEnd(12)} cpu ${cpus.padEnd(32)} mem ${mem.padEnd(38)} ${state}`);
}

function bar(used: number, total: number): string {
  const full = total <= 0 ? 0 : Math.min(BAR_CELLS, Math.max(0, Math.round((used * BAR_CELLS) / total)));
  return `[${"#".repeat(full)}${".".repeat(BAR_CELLS - full)}]`;
}

function round(amount: number): number {
  return Math.round(amount * 100) / 100;
}

/** By characters; what is coloured is a whole line, and its end is kept. */
function cut(line: string, columns: number): string {
  // oxlint-disable-next-line no-control-regex -- colours take no room
  const plain = line.replaceAll(/\u001b\[[0-9;]*m/g, "");
  return [...plain].length <= columns ? line : `${[...plain].slice(0, Math.max(0, columns - 1)).join("")}…`;
}
