import type { Client, JobFilter } from "../../client/client.ts";
import type { JobState, JobSummary } from "../../client/documents/jobs.ts";
import { formatSize, parseDuration, UnitError } from "../../resources/units.ts";
import { formatOf, has, valueOf, valuesOf } from "../frame/args.ts";
import type { Context } from "../frame/context.ts";
import { EXIT, Failure } from "../text/failure.ts";
import { hasEnded, nodeOf, secondsBetween, shortDuration, STATE_COLOURS } from "./job-words.ts";
import { printList } from "../frame/output.ts";
import type { Column } from "../text/table.ts";
import { table } from "../text/table.ts";
import { parseTime } from "../text/time-text.ts";
import { ValueError } from "../text/value-error.ts";

const LIMIT_DEFAULT = 50;
const LIMIT_MAX = 100_000;
/** Of the server. */
const PAGE_MAX = 1000;
/** Jobs whose node is asked for: a list does not tell it, and only those that run have one. */
const NODES_MAX = 100;
const NODES_AT_ONCE = 8;
const WATCH_SECONDS = 2;

interface Row {
  readonly job: JobSummary;
  readonly node: string | undefined;
}

export async function ls(context: Context): Promise<number> {
  const { io, args, terminal } = context;
  const limit = limitOf(context);
  const format = formatOf(args).kind;
  const { client } = await context.connect();
  const user = valueOf(args, "user") ?? (has(args, "all") ? undefined : (await client.whoami()).user);
  const filter = filterOf(context, user, limit);
  if (has(args, "watch") && io.isTty.stdin && io.isTty.stdout && (format === "table" || format === "wide")) {
    const { liveScreen } = await import("../frame/screen.ts");
    return liveScreen(context, WATCH_SECONDS, async ({ columns, rows }) => {
      const [jobs] = await firstOf(client.list(filter), Math.min(limit, Math.max(1, rows - 2)));
      const shown = table(columnsOf(context), await withNodes(client, jobs), { width: columns });
      return [...shown.trimEnd().split("\n"), "q ends this"];
    });
  }
  const [jobs, more] = await firstOf(client.list(filter), has(args, "all-pages") ? Infinity : limit);
  // Only of what is shown as a table: a list does not tell the node, and asking for it takes a call for each job.
  const needsNodes = format === "table" || format === "wide" || format === "csv" || format === "tsv";
  const exit = await printList(context, {
    rows: needsNodes ? await withNodes(client, jobs) : jobs.map((job) => ({ job, node: undefined })),
    document: ({ job }) => job,
    name: ({ job }) => String(job.id),
    columns: columnsOf(context),
    wide: WIDE,
    none: "no jobs; submit one with: godocker submit -- echo hello",
  });
  if (more && (format === "table" || format === "wide")) {
    await terminal.note(`there are more: --limit ${Math.min(LIMIT_MAX, limit * 2)}, or a filter`);
  }
  return exit;
}

function limitOf({ args }: Context): number {
  const text = valueOf(args, "limit") ?? String(LIMIT_DEFAULT);
  const limit = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  if (limit >= 1 && limit <= LIMIT_MAX) return limit;
  throw new Failure({
    exit: EXIT.usage,
    what: `--limit ${text} is not possible`,
    fix: `write a whole number from 1 to ${LIMIT_MAX}`,
  });
}

function filterOf({ io, args }: Context, user: string | undefined, limit: number): JobFilter {
  const word = (flag: string) => {
    const text = valueOf(args, flag);
    return text === undefined ? {} : { [flag]: text };
  };
  const instant = (flag: string) => {
    const text = valueOf(args, flag);
    return text === undefined ? {} : { [flag]: sinceOf(text, flag, io.nowMs()) };
  };
  const search = [...args.operands, ...(args.rest ?? [])].join(" ");
  return {
    // The table of commands names the same states, and the parser let no other through.
    state: [...new Set(valuesOf(args, "state").flatMap((text) => text.split(",")))] as JobState[],
    ...(user === undefined ? {} : { user }),
    ...word("project"),
    ...word("name"),
    ...word("node"),
    ...word("reason"),
    ...word("sort"),
    ...instant("since"),
    ...instant("until"),
    ...(search === "" ? {} : { q: search }),
    ...word("label"),
    // One more than is shown says whether there are more.
    pageSize: has(args, "all-pages") ? PAGE_MAX : Math.min(PAGE_MAX, limit + 1),
  };
}

/** `2h` is two hours ago. @throws Failure */
export function sinceOf(text: string, flag: string, nowMs: number): string {
  try {
    return new Date(nowMs - parseDuration(text) * 1000).toISOString();
  } catch (error) {
    if (!(error instanceof UnitError) && !(error instanceof RangeError)) throw error;
  }
  try {
    return parseTime(text, nowMs);
  } catch (error) {
    if (!(error instanceof ValueError)) throw error;
    throw new Failure({
      exit: EXIT.usage,
      what: `--${flag}: ${error.message}`,
      fix: "2h (ago), 08:30, 2030-01-31 08:30 or 2030-01-31T08:30:00Z",
    });
  }
}

async function firstOf<T>(items: AsyncIterable<T>, limit: number): Promise<readonly [readonly T[], boolean]> {
  const found: T[] = [];
  for await (const item of items) {
    if (found.length === limit) return [found, true];
    found.push(item);
  }
  return [found, false];
}

async function withNodes(client: Client, jobs: readonly JobSummary[]): Promise<readonly Row[]> {
  const running = jobs.filter(
    ({ state, array, startedAt }) =>
      array === undefined &&
      !hasEnded(state) &&
      (state !== "pending" && state !== "held" ? true : startedAt !== undefined),
  );
  const asked = running.slice(0, NODES_MAX);
  const nodes = new Map<number, string | undefined>();
  const worker = async (): Promise<void> => {
    for (let job = asked.pop(); job !== undefined; job = asked.pop()) {
      nodes.set(job.id, nodeOf(await client.get(job.id)));
    }
  };
  await Promise.all(Array.from({ length: NODES_AT_ONCE }, worker));
  return jobs.map((job) => ({ job, node: nodes.get(job.id) }));
}

function columnsOf({ io, terminal }: Context): readonly Column<Row>[] {
  const nowMs = io.nowMs();
  return [
    { title: "ID", text: ({ job }) => String(job.id), align: "right" },
    { title: "NAME", text: ({ job }) => job.name, shrinksTo: 8 },
    {
      title: "STATE",
      text: ({ job }) => job.state,
      paint: (cell, { job }) => terminal.paint(STATE_COLOURS[job.state], cell),
    },
    { title: "USER", text: ({ job }) => job.user, shrinksTo: 6 },
    { title: "PROJECT", text: ({ job }) => job.project, shrinksTo: 6 },
    { title: "CPU", text: ({ job }) => String(job.resources.cpus), align: "right" },
    { title: "MEM", text: ({ job }) => formatSize(job.resources.memoryBytes), align: "right" },
    { title: "NODE", text: ({ node }) => node ?? "", shrinksTo: 8 },
    { title: "TIME", text: ({ job }) => timeOf(job, nowMs), align: "right" },
    { title: "REASON", text: ({ job }) => reasonOf(job), shrinksTo: 6 },
  ];
}

const WIDE: readonly Column<Row>[] = [
  { title: "SUBMITTED", text: ({ job }) => job.createdAt },
  { title: "STARTS", text: ({ job }) => job.estimatedStart?.at ?? "" },
  {
    title: "EXIT",
    text: ({ job }) => (job.signal === undefined ? String(job.exitCode ?? "") : `signal ${job.signal}`),
  },
  {
    title: "LABELS",
    text: ({ job }) =>
      Object.entries(job.labels)
        .map(([key, value]) => `${key}=${value}`)
        .join(","),
  },
  { title: "MESSAGE", text: ({ job }) => job.message ?? "" },
];

/** How long it has run so far, or ran in all. */
function timeOf({ startedAt, endedAt }: JobSummary, nowMs: number): string {
  return startedAt === undefined ? "" : shortDuration(secondsBetween(startedAt, endedAt ?? nowMs));
}

function reasonOf({ reason, progress, unreachable }: JobSummary): string {
  const words = [
    ...(reason === undefined ? [] : [reason]),
    ...(unreachable === undefined ? [] : ["Unreachable"]),
    ...(progress === undefined
      ? []
      : [`${progress.succeeded + progress.failed + progress.cancelled}/${progress.total} done`]),
    ...(progress !== undefined && progress.failed > 0 ? [`${progress.failed} failed`] : []),
  ];
  return words.join(", ");
}
