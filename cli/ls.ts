import type { Client, JobFilter } from "../client/client.ts";
import type { JobState, JobSummary } from "../client/documents.ts";
import { formatSize } from "../resources/units.ts";
import { formatOf, has, valueOf, valuesOf } from "./args.ts";
import type { Context } from "./context.ts";
import { EXIT, Failure } from "./failure.ts";
import { hasEnded, nodeOf, secondsBetween, shortDuration, STATE_COLOURS } from "./job-words.ts";
import { printableJson } from "./printable.ts";
import type { Column } from "./table.ts";
import { table } from "./table.ts";

const LIMIT_DEFAULT = 50;
const LIMIT_MAX = 100_000;
/** Of the server. */
const PAGE_MAX = 1000;
/** Jobs whose node is asked for: a list does not tell it, and only those that run have one. */
const NODES_MAX = 100;
const NODES_AT_ONCE = 8;

interface Row {
  readonly job: JobSummary;
  readonly node: string | undefined;
}

export async function ls(context: Context): Promise<number> {
  const { io, args, terminal } = context;
  const limit = limitOf(context);
  const format = formatOf(args);
  const { client } = await context.connect();
  const user = valueOf(args, "user") ?? (has(args, "all") ? undefined : (await client.whoami()).user);
  const [jobs, more] = await firstOf(client.list(filterOf(context, user, limit)), limit);
  if (format === "json") {
    await terminal.out(`${printableJson({ items: jobs }, 2)}\n`);
    return EXIT.done;
  }
  if (format === "name") {
    await terminal.out(jobs.map(({ id }) => `${id}\n`).join(""));
    return EXIT.done;
  }
  const rows = await withNodes(client, jobs);
  const columns = format === "wide" ? [...columnsOf(context), ...WIDE] : columnsOf(context);
  if (rows.length > 0) {
    const width = format === "wide" ? undefined : terminal.width;
    await terminal.out(table(columns, rows, { width, header: !has(args, "no-headers") }));
  } else if (io.isTty.stderr) {
    await terminal.note("no jobs; submit one with: godocker submit -- echo hello");
  }
  if (more) await terminal.note(`there are more: --limit ${Math.min(LIMIT_MAX, limit * 2)}, or a filter`);
  return EXIT.done;
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

function filterOf({ args }: Context, user: string | undefined, limit: number): JobFilter {
  const [project, name, label] = [valueOf(args, "project"), valueOf(args, "name"), valueOf(args, "label")];
  if (label !== undefined && !/^[^=]+=/.test(label)) {
    throw new Failure({
      exit: EXIT.usage,
      what: `--label ${label} is no label`,
      fix: "write --label key=value",
    });
  }
  return {
    // The table of commands names the same states, and the parser let no other through.
    state: [...new Set(valuesOf(args, "state").flatMap((text) => text.split(",")))] as JobState[],
    ...(user === undefined ? {} : { user }),
    ...(project === undefined ? {} : { project }),
    ...(name === undefined ? {} : { name }),
    ...(label === undefined ? {} : { label }),
    // One more than is shown tells whether there are more.
    pageSize: Math.min(PAGE_MAX, limit + 1),
  };
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
