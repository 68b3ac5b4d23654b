import type { Client } from "../client/client.ts";
import type { Job } from "../client/documents.ts";
import { parseDuration, UnitError } from "../resources/units.ts";
import type { Args } from "./args.ts";
import { has, valueOf } from "./args.ts";
import type { Context } from "./context.ts";
import { EXIT, Failure } from "./failure.ts";
import { untilInterrupted } from "./interrupts.ts";
import type { LiveLine } from "./live-line.ts";
import { openLiveLine } from "./live-line.ts";
import { endSentence, exitCodeOf, hasEnded, parseJobIds } from "./job-words.ts";

/** Waited for at the same time; the server lets one user have 100 such answers open. */
const AT_ONCE_MAX = 50;

export async function wait(context: Context): Promise<number> {
  const { args } = context;
  const ids = parseJobIds(args.operands, "waited for");
  const any = has(args, "any");
  if (any && ids.length > AT_ONCE_MAX) {
    throw new Failure({ exit: EXIT.usage, what: `--any can wait for at most ${AT_ONCE_MAX} jobs` });
  }
  return waitForJobs(context, ids, { any, timeoutSeconds: timeoutOf(args) });
}

/** Seconds of `--timeout`. @throws Failure */
export function timeoutOf(args: Args): number | undefined {
  const text = valueOf(args, "timeout");
  if (text === undefined) return undefined;
  try {
    return parseDuration(text);
  } catch (error) {
    if (!(error instanceof UnitError)) throw error;
    const [what = "", fix] = error.message.split("; ", 2);
    throw new Failure({
      exit: EXIT.usage,
      what: `--timeout: ${what}`,
      ...(fix === undefined ? {} : { fix }),
    });
  }
}

/** Waits by long polls and gives the exit status: the worst of the jobs, or with `any` that of the first to end. */
export async function waitForJobs(
  context: Context,
  ids: readonly number[],
  { any = false, timeoutSeconds }: { readonly any?: boolean; readonly timeoutSeconds?: number | undefined },
): Promise<number> {
  const { io, args, terminal } = context;
  const { client } = await context.connect();
  const goesOn = ids.length === 1 ? `job ${ids[0]} goes on` : "the jobs go on";
  const isShown = !has(args, "quiet") && !has(args, "no-progress");
  const line = openLiveLine(context);
  const told = async (job: Job): Promise<number> => {
    await line.clear();
    if (!has(args, "quiet")) await terminal.note(endSentence(job));
    return exitCodeOf(job);
  };
  return untilInterrupted(
    io,
    async (signal) => {
      // Looked at first: a job that does not exist, or a server that is away, is told before anything is waited for.
      const jobs = await inPool(ids, (id) => client.get(id, { signal }));
      if (any) {
        const ended = jobs.find(({ state }) => hasEnded(state));
        return told(ended ?? (await firstToEnd(client, ids, signal)));
      }
      const live = jobs.filter(({ state }) => !hasEnded(state));
      if (live.length > 0 && io.isTty.stderr && !has(args, "quiet")) {
        const what = live.length === 1 ? `job ${live[0]?.id}` : `${live.length} jobs`;
        await terminal.note(`waiting for ${what}; Ctrl-C ends only the waiting`);
      }
      const codes: number[] = [];
      for (const job of jobs) if (hasEnded(job.state)) codes.push(await told(job));
      const drawing = new AbortController();
      const drawn =
        isShown && io.isTty.stderr
          ? drawProgress(client, live, line, AbortSignal.any([signal, drawing.signal]))
          : undefined;
      try {
        await inPool(live, async ({ id }) => {
          const ended = await client.waitForEnd(id, { signal });
          if (live.length === 1) {
            drawing.abort();
            await drawn;
          }
          const code = await told(ended);
          codes.push(code);
          if (live.length > 1 && isShown) await line.show(`${codes.length} of ${ids.length} jobs have ended`);
        });
      } finally {
        drawing.abort();
        await drawn;
        await line.clear();
      }
      return Math.max(...codes);
    },
    { says: terminal.note, timeoutSeconds },
    goesOn,
  );
}

/** Of one array its tasks; of several jobs only how many have ended, which is told elsewhere. */
async function drawProgress(
  client: Client,
  live: readonly Job[],
  line: LiveLine,
  signal: AbortSignal,
): Promise<void> {
  const [job] = live;
  if (job?.progress === undefined || live.length > 1) return;
  const { showArrayProgress } = await import("./array-progress.ts");
  await showArrayProgress(line, client, job.id, signal);
}

async function firstToEnd(client: Client, ids: readonly number[], signal: AbortSignal): Promise<Job> {
  const rest = new AbortController();
  const both = AbortSignal.any([signal, rest.signal]);
  const waits = ids.map((id) => client.waitForEnd(id, { signal: both }));
  try {
    return await Promise.race(waits);
  } finally {
    rest.abort();
    await Promise.allSettled(waits);
  }
}

/** Results in the order of the items; the first error ends it all. */
async function inPool<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let at = next; at < items.length; at = next) {
      next += 1;
      const item = items[at];
      if (item !== undefined) results[at] = await work(item);
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE_MAX, items.length) }, worker));
  return results;
}
