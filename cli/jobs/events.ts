import type { Client } from "../../client/client.ts";
import type { JobEvent } from "../../client/documents/jobs.ts";
import { formatOf, valueOf } from "../frame/args.ts";
import type { Context } from "../frame/context.ts";
import { EXIT } from "../text/failure.ts";
import { untilInterrupted } from "../frame/interrupts.ts";
import { hasEnded, parseJobRef } from "./job-words.ts";
import { sinceOf } from "./ls.ts";
import { pickedFields } from "../frame/output.ts";
import { printable, printableJson } from "../text/printable.ts";

/** One of a stream has a cursor, one of a history has none. */
type Told = JobEvent & { readonly cursor?: string };

/** Events as they happen; of one job from its beginning to its end. */
export async function events(context: Context): Promise<number> {
  const { io, args, terminal } = context;
  const [operand] = args.operands;
  const job = operand === undefined ? undefined : parseJobRef(operand).id;
  const since = valueOf(args, "since");
  const sinceText = since === undefined ? "" : sinceOf(since, "since", io.nowMs());
  // What has happened already is behind the beginning.
  const after = valueOf(args, "resume") ?? (since === undefined || job !== undefined ? undefined : "0");
  const [user, project, type] = [valueOf(args, "user"), valueOf(args, "project"), valueOf(args, "type")];
  const { client } = await context.connect();
  const tell = printer(context);
  const print = async (event: Told): Promise<void> => {
    if ((type === undefined || event.type === type) && event.at >= sinceText) await tell(event);
  };
  return untilInterrupted(
    io,
    async (signal) => {
      if (job !== undefined && after === undefined) return story(client, job, print, signal);
      const options = {
        signal,
        ...(job === undefined ? {} : { job }),
        ...(after === undefined ? {} : { after }),
        ...(user === undefined ? {} : { user }),
        ...(project === undefined ? {} : { project }),
      };
      for await (const event of client.events(options)) await print(event);
      return EXIT.done;
    },
    { says: terminal.note },
    "nothing else was changed",
  );
}

/** All that happened to a job, and what happens until it has ended. */
async function story(
  client: Client,
  job: number,
  print: (event: Told) => Promise<void>,
  signal: AbortSignal,
): Promise<number> {
  const { state } = await client.get(job, { signal });
  if (hasEnded(state)) {
    for await (const event of client.history(job, { signal })) await print(event);
    return EXIT.done;
  }
  let told = 0;
  let last = Number.POSITIVE_INFINITY;
  for await (const event of client.events({ job, after: "0", signal })) {
    await print(event);
    told += 1;
    // An event says how the job stands now, not how it stood then: older ones may still be on their way.
    if (hasEnded(event.state) && last === Number.POSITIVE_INFINITY)
      last = await countOf(client.history(job, { signal }));
    if (told >= last) break;
  }
  return EXIT.done;
}

async function countOf(items: AsyncIterable<unknown>): Promise<number> {
  let count = 0;
  for await (const _ of items) count += 1;
  return count;
}

function printer(context: Context): (event: Told) => Promise<void> {
  const { args, terminal } = context;
  const format = formatOf(args);
  if (format.kind === "template") {
    return async (event) => {
      const { filledTemplate } = await import("../text/text-formats.ts");
      await terminal.out(filledTemplate(format.template ?? "", event));
    };
  }
  if (format.kind === "table" || format.kind === "wide" || format.kind === "name") {
    return (event) => terminal.out(`${printable(lineOf(event))}\n`);
  }
  return (event) => terminal.out(`${printableJson(pickedFields(context, event, format))}\n`);
}

/** `2030-01-02T03:04:05.678Z  job 12.3  running`. */
function lineOf(event: Told): string {
  const { at, job, index, attempt, type, attemptState, reason, message, exitCode, signal } = event;
  const where = index === undefined ? `job ${job}` : `job ${job}.${index}`;
  const words = [
    type,
    ...(attempt !== undefined && attempt > 1 ? [`attempt ${attempt}`] : []),
    ...(attemptState === undefined ? [] : [attemptState]),
    ...(reason === undefined ? [] : [reason]),
    ...(exitCode === undefined ? [] : [`exit ${exitCode}`]),
    ...(signal === undefined ? [] : [`signal ${signal}`]),
    ...(message === undefined ? [] : [message]),
  ];
  return `${at}  ${where}  ${words.join(", ")}`;
}
