import type { Client } from "../../client/client.ts";
import { ApiError } from "../../client/http.ts";
import { WARNING_SIGNALS, type WarningSignalName } from "../../jobs/spec/spec.ts";
import { TASK_RANGES } from "../../jobs/spec/task-ranges.ts";
import { nearest } from "../../resources/nearest.ts";
import { apiFailure } from "../connection/api-failure.ts";
import { has, valueOf } from "../frame/args.ts";
import { usageOf } from "../frame/command.ts";
import type { Context } from "../frame/context.ts";
import { EXIT, Failure, failureLines } from "../text/failure.ts";
import { printable } from "../text/printable.ts";
import { parseJobIds } from "./job-words.ts";

type Report = Awaited<ReturnType<Client["sendSignal"]>>;

/** `signal NAME ID…`: all of them, also when one fails; the status is that of the first that did. */
export async function sendSignal(context: Context): Promise<number> {
  const { args, terminal } = context;
  const [word = "", ...rest] = args.operands;
  const name = signalName(context, word);
  const ids = parseJobIds(rest, "sent signals");
  const tasks = valueOf(args, "tasks");
  if (tasks !== undefined && (ids.length > 1 || !TASK_RANGES.test(tasks)))
    throw new Failure({
      exit: EXIT.usage,
      ...(ids.length > 1
        ? { what: "--tasks are of one job", fix: "name one job with it" }
        : { what: `"${tasks}" names no tasks`, fix: "write indexes and ranges of them, as 3-8,12" }),
      usage: usageOf(args.command),
    });
  const { client, url } = await context.connect();
  let exit: number = EXIT.done;
  for (const id of ids) {
    try {
      const report = await client.sendSignal(id, name, tasks === undefined ? {} : { tasks });
      await terminal.out(has(args, "quiet") ? `${id}\n` : `${sentence(id, report)}\n`);
      for (const { index, node, outcome, why = outcome } of report.items)
        if (outcome !== "sent" && index !== undefined)
          await terminal.note(printable(`job ${id}: task ${index} on ${node} got none: ${why}`));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      const parts = apiFailure(error, { what: `job ${id} got no signal`, url });
      if (parts.exit === EXIT.unreachable || ids.length === 1) throw error;
      for (const line of failureLines(parts)) await terminal.note(line);
      if (exit === EXIT.done) exit = parts.exit;
    }
  }
  return exit;
}

function sentence(id: number, { items, sent, signal }: Report): string {
  const [only] = items;
  if (only?.index === undefined) return `job ${id}: ${signal} sent`;
  return `job ${id}: ${signal} sent to ${sent === 1 ? "one task" : `${sent} tasks`}`;
}

/** With or without `SIG`, in any case. @throws Failure */
function signalName({ args }: Context, text: string): WarningSignalName {
  const bare = text.toUpperCase().replace(/^SIG/, "");
  const found = WARNING_SIGNALS.find((name) => name === bare);
  if (found !== undefined) return found;
  const near = nearest(bare, WARNING_SIGNALS);
  const isEnd = bare === "KILL" || bare === "STOP";
  throw new Failure({
    exit: EXIT.usage,
    what: `"${text}" is no signal that can be sent`,
    fix: isEnd
      ? "to end a job at once use `godocker kill`, to pause it `godocker suspend`"
      : near === undefined
        ? `one of ${WARNING_SIGNALS.join(", ")}`
        : `did you mean ${near}?`,
    usage: usageOf(args.command),
  });
}
