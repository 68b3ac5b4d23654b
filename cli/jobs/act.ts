import type { Client } from "../../client/client.ts";
import type { Job } from "../../client/documents/jobs.ts";
import { ApiError } from "../../client/http.ts";
import { TASK_RANGES } from "../../jobs/spec/task-ranges.ts";
import { parseDuration, UnitError } from "../../resources/units.ts";
import { apiFailure } from "../connection/api-failure.ts";
import { has, valueOf } from "../frame/args.ts";
import { usageOf } from "../frame/command.ts";
import type { Context } from "../frame/context.ts";
import { readAnswer } from "../frame/read-input.ts";
import { EXIT, Failure, failureLines } from "../text/failure.ts";
import { hasEnded, parseJobIds } from "./job-words.ts";

export async function cancel(context: Context): Promise<number> {
  const grace = valueOf(context.args, "grace");
  return cancelWith(context, grace === undefined ? {} : { graceSeconds: graceOf(context, grace) });
}

/** At once, also what is being cancelled already. */
export async function kill(context: Context): Promise<number> {
  return cancelWith(context, { graceSeconds: 0 });
}

/** In the place of the jobs' own. */
export interface Grace {
  readonly graceSeconds?: number;
}

const GRACE_SECONDS_MAX = 600;

/** @throws Failure */
function graceOf({ args }: Context, text: string): number {
  const seconds = secondsOf(text);
  if (seconds !== undefined && seconds >= 0 && seconds <= GRACE_SECONDS_MAX) return seconds;
  throw new Failure({
    exit: EXIT.usage,
    what: `--grace: "${text}" is no grace time`,
    fix: "write 0s to 10m",
    usage: usageOf(args.command),
  });
}

function secondsOf(text: string): number | undefined {
  try {
    return parseDuration(text);
  } catch (error) {
    if (error instanceof UnitError) return undefined;
    throw error;
  }
}

async function cancelWith(context: Context, grace: Grace): Promise<number> {
  const { args } = context;
  const { cancelMany, meansMany } = await import("./cancel-many.ts");
  if (meansMany(args)) return cancelMany(context, grace, confirm);
  const ids = parseJobIds(args.operands, "cancelled");
  if (ids.length === 0) {
    throw new Failure({
      exit: EXIT.usage,
      what: "no job is named",
      fix: "write its id, or --all for all of yours that have not ended",
      usage: usageOf(args.command),
    });
  }
  const tasks = valueOf(args, "tasks");
  if (tasks !== undefined) return cancelTasks(context, ids, { ...grace, tasks });
  if (ids.length > 1 && !has(args, "yes")) await confirm(context, ids.length);
  const exit = await each(context, ids, "cancelled", async (client, id) => {
    // What was so before the request: the answer to a repeated one looks the same as to the first.
    const before = await client.get(id);
    const job = await client.cancel(id, grace);
    if (!hasEnded(before.state))
      return { job, done: before.cancelledBy === undefined || grace.graceSeconds !== undefined };
    if (!has(args, "strict")) return { job, done: false };
    throw new Failure({ exit: EXIT.conflict, what: `job ${id} had ended already (${job.state})` });
  });
  if (!has(args, "wait") || exit !== EXIT.done) return exit;
  const { waitForJobs } = await import("./wait.ts");
  // That they were cancelled is what was wanted: their codes say nothing.
  const status = await waitForJobs(context, ids, {});
  return status === EXIT.interrupted ? status : EXIT.done;
}

/** Some tasks of one array. */
async function cancelTasks(
  context: Context,
  ids: readonly number[],
  how: Grace & { readonly tasks: string },
): Promise<number> {
  const { args, terminal } = context;
  const { tasks } = how;
  const [id = 0, ...others] = ids;
  const fault =
    others.length > 0
      ? { what: "--tasks are of one job", fix: "name one job with it" }
      : TASK_RANGES.test(tasks)
        ? undefined
        : { what: `"${tasks}" names no tasks`, fix: "write indexes and ranges of them, as 3-8,12" };
  if (fault !== undefined) throw new Failure({ exit: EXIT.usage, ...fault, usage: usageOf(args.command) });
  const { client } = await context.connect();
  await client.cancel(id, how);
  await terminal.out(has(args, "quiet") ? `${id}\n` : `job ${id}: cancel of its tasks ${tasks} requested\n`);
  return EXIT.done;
}

export async function hold(context: Context): Promise<number> {
  const ids = parseJobIds(context.args.operands, "held");
  return each(context, ids, "held", async (client, id) => ({ job: await client.hold(id), done: true }));
}

export async function release(context: Context): Promise<number> {
  const ids = parseJobIds(context.args.operands, "released");
  return each(context, ids, "released", async (client, id) => ({
    job: await client.release(id),
    done: true,
  }));
}

export async function suspend(context: Context): Promise<number> {
  const ids = parseJobIds(context.args.operands, "suspended");
  return each(context, ids, "suspended", async (client, id) => ({
    job: await client.suspend(id),
    done: true,
  }));
}

export async function resume(context: Context): Promise<number> {
  const ids = parseJobIds(context.args.operands, "resumed");
  return each(context, ids, "resumed", async (client, id) => ({ job: await client.resume(id), done: true }));
}

const SAID = {
  cancelled: (id: number) => `job ${id}: cancel requested`,
  held: (id: number) => `job ${id}: hold requested`,
  released: (id: number) => `job ${id}: release requested`,
  suspended: (id: number) => `job ${id}: suspension requested`,
  resumed: (id: number) => `job ${id}: resumption requested`,
};

/** All of them, also when one fails; the status is that of the first that did. */
async function each(
  context: Context,
  ids: readonly number[],
  what: keyof typeof SAID,
  act: (client: Client, id: number) => Promise<{ readonly job: Job; readonly done: boolean }>,
): Promise<number> {
  const { args, terminal } = context;
  const { client, url } = await context.connect();
  let exit: number = EXIT.done;
  for (const id of ids) {
    try {
      const { job, done } = await act(client, id);
      const said = done
        ? SAID[what](id)
        : hasEnded(job.state)
          ? `job ${id} had ended already (${job.state})`
          : `job ${id} was being cancelled already`;
      await terminal.out(has(args, "quiet") ? `${id}\n` : `${said}\n`);
    } catch (error) {
      const parts =
        error instanceof ApiError
          ? apiFailure(error, { what: `job ${id} not ${what}`, url })
          : error instanceof Failure
            ? error.parts
            : undefined;
      // Nothing is gained by asking a server that is away once for each job.
      if (parts === undefined || parts.exit === EXIT.unreachable || ids.length === 1) throw error;
      for (const line of failureLines(parts)) await terminal.note(line);
      if (exit === EXIT.done) exit = parts.exit;
    }
  }
  return exit;
}

async function confirm({ io, args, terminal }: Context, count: number): Promise<void> {
  if (!io.isTty.stdin || !io.isTty.stderr) {
    throw new Failure({
      exit: EXIT.usage,
      what: `${count} jobs would be cancelled, and nobody can be asked`,
      fix: "add --yes",
      usage: usageOf(args.command),
    });
  }
  await terminal.err(`Cancel ${count} jobs? [y/N] `);
  const answer = await readAnswer(io.stdin, new AbortController().signal);
  if (/^y(es)?$/i.test(answer ?? "")) return;
  throw new Failure({ exit: EXIT.usage, what: "nothing was cancelled" });
}
