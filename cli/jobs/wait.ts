import type { Client } from "../../client/client.ts";
import type { Job, JobState } from "../../client/documents/jobs.ts";
import { parseDuration, UnitError } from "../../resources/units.ts";
import { has, valueOf, type Args } from "../frame/args.ts";
import { usageOf } from "../frame/command.ts";
import { STATE_FLAG } from "../frame/common-flags.ts";
import type { Context } from "../frame/context.ts";
import { untilInterrupted } from "../frame/interrupts.ts";
import { openLiveLine, type LiveLine } from "../frame/live-line.ts";
import { EXIT, Failure } from "../text/failure.ts";
import { endSentence, exitCodeOf, hasEnded, isState, parseJobIds } from "./job-words.ts";

/** Waited for at the same time; the server lets one user have 100 such answers open. */
const AT_ONCE_MAX = 50;

export async function wait(context: Context): Promise<number> {
  const { args } = context;
  const ids = parseJobIds(args.operands, "waited for");
  const any = has(args, "any");
  if (any && ids.length > AT_ONCE_MAX) {
    throw new Failure({ exit: EXIT.usage, what: `--any can wait for at most ${AT_ONCE_MAX} jobs` });
  }
  const state = stateOf(args);
  if (state !== undefined) return waitForState(context, ids, state);
  return waitForJobs(context, ids, { any, from: codeFrom(args, ids), timeoutSeconds: timeoutOf(args) });
}

/** State of `--for state=STATE`. @throws Failure */
function stateOf(args: Args): JobState | undefined {
  const text = valueOf(args, "for");
  if (text === undefined) return undefined;
  const states = STATE_FLAG.choices ?? [];
  const word = /^state=(.*)$/s.exec(text)?.[1];
  if (word !== undefined && isState(word)) return word;
  throw new Failure({
    exit: EXIT.usage,
    what: `--for ${text} is nothing to wait for`,
    fix: `write state= and one of ${states.join(", ")}`,
    usage: usageOf(args.command),
  });
}

/** Which of the jobs gives the exit status. @throws Failure */
function codeFrom(args: Args, ids: readonly number[]): number | undefined {
  const text = valueOf(args, "exit-code-from");
  if (text === undefined) return undefined;
  const [id] = parseJobIds([text], "waited for");
  if (id !== undefined && ids.includes(id)) return id;
  throw new Failure({
    exit: EXIT.usage,
    what: `--exit-code-from ${text} is none of the jobs that are waited for`,
    usage: usageOf(args.command),
  });
}

/** Until each of them was in that state, or has ended: 0 when all were, else 7. */
async function waitForState(context: Context, ids: readonly number[], state: JobState): Promise<number> {
  const { io, args, terminal } = context;
  const { client } = await context.connect();
  const one = async (id: number, signal: AbortSignal): Promise<boolean> => {
    const { state: now } = await client.get(id, { signal });
    if (now === state || hasEnded(now)) return now === state;
    // From its beginning: nothing that has happened since is missed, and each tells the state of the job by then.
    for await (const event of client.events({ job: id, after: "0", signal }))
      if (event.state === state || hasEnded(event.state)) return event.state === state;
    return false;
  };
  return untilInterrupted(
    io,
    async (signal) => {
      const were = await inPool(ids, async (id) => {
        const was = await one(id, signal);
        if (!has(args, "quiet"))
          await terminal.note(was ? `job ${id} is ${state}` : `job ${id} has ended and will not be ${state}`);
        return was;
      });
      return were.every(Boolean) ? EXIT.done : EXIT.conflict;
    },
    { says: terminal.note, timeoutSeconds: timeoutOf(args) },
    ids.length === 1 ? `job ${ids[0]} goes on` : "the jobs go on",
  );
}

/** Seconds of `--timeout`. @throws Failure */
export function timeoutOf(args: Args): number | undefined {
  // That of the command: the one of every command is about single calls.
  const text = args.given.find(
    ({ flag }) => flag.name === "timeout" && args.command.flags.includes(flag),
  )?.text;
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
  {
    any = false,
    from,
    timeoutSeconds,
  }: {
    readonly any?: boolean;
    /** Of which the exit status is; without it the worst of all. */
    readonly from?: number | undefined;
    readonly timeoutSeconds?: number | undefined;
  },
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
      const codes = new Map<number, number>();
      for (const job of jobs) if (hasEnded(job.state)) codes.set(job.id, await told(job));
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
          codes.set(id, code);
          if (live.length > 1 && isShown) await line.show(`${codes.size} of ${ids.length} jobs have ended`);
        });
      } finally {
        drawing.abort();
        await drawn;
        await line.clear();
      }
      return (from === undefined ? undefined : codes.get(from)) ?? Math.max(...codes.values());
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
