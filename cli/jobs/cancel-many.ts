import { setTimeout as sleep } from "node:timers/promises";
import type { Operation } from "../../client/documents/answers.ts";
import type { JobState } from "../../client/documents/jobs.ts";
import type { ManyFilter } from "../../client/job-actions.ts";
import { has, valueOf, valuesOf, type Args } from "../frame/args.ts";
import { usageOf } from "../frame/command.ts";
import type { Context } from "../frame/context.ts";
import { keyed } from "../frame/keyed.ts";
import { openLiveLine } from "../frame/live-line.ts";
import { EXIT, Failure } from "../text/failure.ts";

const FILTER_FLAGS = ["state", "user", "project", "name", "label", "all"];
/** Those in which there is something to end; less time can be given to what is stopping, too. */
const LIVE: readonly JobState[] = ["pending", "held", "starting", "running", "suspended"];
const HURRIED: readonly JobState[] = [...LIVE, "stopping"];
const LOOK_MS = 250;

/** Whether jobs are meant by what they are like, not by their ids. */
export function meansMany(args: Args): boolean {
  return FILTER_FLAGS.some((flag) => has(args, flag));
}

/** Cancels all jobs that match, one's own unless `--user` says otherwise, after telling how many they are. */
export async function cancelMany(
  context: Context,
  grace: { readonly graceSeconds?: number },
  confirm: (context: Context, count: number) => Promise<void>,
): Promise<number> {
  const { args, terminal } = context;
  if (args.operands.length > 0) {
    throw new Failure({
      exit: EXIT.usage,
      what: "give either ids or filters, not both",
      usage: usageOf(args.command),
    });
  }
  const { client } = await context.connect();
  const filter = filterOf(
    args,
    valueOf(args, "user") ?? (await client.whoami()).user,
    grace.graceSeconds === undefined ? LIVE : HURRIED,
  );
  const { total, isLowerBound } = await client.count(filter);
  if (isLowerBound) {
    throw new Failure({
      exit: EXIT.overLimit,
      what: `more than ${total} jobs match`,
      fix: "name fewer of them, by --project or --name",
    });
  }
  if (total === 0) {
    await terminal.note("no job matches");
    return EXIT.done;
  }
  if (total > 1 && !has(args, "yes")) await confirm(context, total);
  // Had another one come meanwhile, nothing would be done: nobody agreed to it.
  const many = { filter, expectedCount: total, ...grace };
  const begun = await keyed((idempotencyKey) => client.actOnMany("cancel", many, { idempotencyKey }));
  const line = openLiveLine(context);
  let operation: Operation = begun;
  while (operation.state === "running") {
    await line.show(`${operation.done} of ${operation.total} jobs`);
    await sleep(LOOK_MS);
    operation = await client.operation(begun.id);
  }
  await line.clear();
  for (const { id, outcome, detail } of operation.results) {
    if (outcome === "refused") await terminal.note(`job ${id} not cancelled: ${detail ?? "refused"}`);
    else await terminal.out(has(args, "quiet") ? `${id}\n` : `job ${id}: cancel requested\n`);
  }
  return operation.refused > 0 ? EXIT.conflict : EXIT.done;
}

function filterOf(
  args: Args,
  user: string,
  live: readonly JobState[],
): Pick<ManyFilter, "user" | "state" | "project" | "name" | "label"> {
  const one = (flag: string) => {
    const text = valueOf(args, flag);
    return text === undefined ? {} : { [flag]: [text] };
  };
  const states = valuesOf(args, "state").flatMap((text) => text.split(",")) as JobState[]; // the parser let no other through
  return {
    user: [user],
    state: states.length === 0 ? live : states,
    ...one("project"),
    ...one("name"),
    ...one("label"),
  };
}
