import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { valueOf } from "../../cli/frame/args.ts";
import type { Context } from "../../cli/frame/context.ts";
import { Failure } from "../../cli/text/failure.ts";
import { printDocument } from "../../cli/frame/output.ts";
import { printableLines } from "../../cli/text/printable.ts";
import { parseTime } from "../../cli/text/time-text.ts";
import type { JobEvent } from "../../jobs/life/job.ts";
import { sentences } from "../../offers/sentences.ts";
import { RecordingError } from "../../scheduler/recording/lines.ts";
import { openPlayer, type Played, type Spectator } from "../../scheduler/recording/play.ts";
import { jobHistoryOf, type JobHistory, type StoryEntry } from "../../scheduler/recording/job-history.ts";
import { textsOf } from "../recording/recording-blocks.ts";
import { RECORDING_SUFFIX } from "../recording/recording-files.ts";

const DIFFERENT = 1;
/** Of the tasks that began while it waited, as many are shown to a person. */
const OTHERS_SHOWN = 20;

/** `godocker replay DIR|FILE…`: plays recordings into the core that is part of this version, and compares. */
export async function runReplay(context: Context): Promise<number> {
  const { args } = context;
  const until = valueOf(args, "until");
  const untilMs = until === undefined ? Infinity : Date.parse(parseTime(until, context.io.nowMs()));
  const job = jobOf(valueOf(args, "job"));
  const files = await filesOf(args.operands);
  const teller = job === undefined ? undefined : jobHistoryOf(job, untilMs);
  const result = await playAll(files, untilMs, teller?.spectator ?? {});
  const story = teller?.story();
  const document = {
    ...result,
    files: files.length,
    ...(story === undefined ? {} : { story: storyDocument(story) }),
  };
  await printDocument(context, document, async () => {
    await context.terminal.out(`${printableLines([summary(result), ...storyLines(story)].join("\n"))}\n`);
  });
  return result.different === 0 ? 0 : DIFFERENT;
}

async function filesOf(operands: readonly string[]): Promise<readonly string[]> {
  const files: string[] = [];
  for (const operand of operands) {
    const found = await stat(operand).catch(() => undefined);
    if (found === undefined) {
      const fix =
        "name a recording, or the directory that recording.directory says (in the state directory: recordings)";
      throw new Failure({ exit: 2, what: `${operand} does not exist`, fix });
    }
    if (!found.isDirectory()) files.push(operand);
    else {
      const names = await readdir(operand);
      files.push(
        ...names.filter((name) => name.endsWith(RECORDING_SUFFIX)).map((name) => join(operand, name)),
      );
    }
  }
  if (files.length === 0) {
    throw new Failure({
      exit: 2,
      what: "there is no recording",
      fix: "recording.enabled must be true on the machine of the scheduler; files appear as it decides",
    });
  }
  // Names begin with the instant.
  return files.toSorted((a, b) => (a.slice(a.lastIndexOf("/")) < b.slice(b.lastIndexOf("/")) ? -1 : 1));
}

async function playAll(files: readonly string[], untilMs: number, spectator: Spectator): Promise<Played> {
  const player = openPlayer(spectator);
  for (const file of files) {
    try {
      for (const text of textsOf(await readFile(file))) {
        for (const line of text.split("\n")) if (line !== "") player.play(line);
        if ((player.result().toMs ?? 0) > untilMs) return player.result();
      }
    } catch (cause) {
      if (!(cause instanceof RecordingError) && !(cause instanceof RangeError)) throw cause;
      throw new Failure({ exit: 1, what: `${file} cannot be played`, why: cause.message, cause });
    }
  }
  return player.result();
}

function jobOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^[1-9]\d{0,15}$/.test(text))
    throw new Failure({
      exit: 2,
      what: `--job ${text}: that is no number of a job`,
      fix: "such as --job 12",
    });
  return Number(text);
}

function summary({ cores, different, firstDifferenceMs, fromMs, inputs, toMs, cycles }: Played): string {
  const when = fromMs === undefined || toMs === undefined ? "" : ` from ${clock(fromMs)} to ${clock(toMs)}`;
  const what = `${cycles} cycles with ${inputs} events${when}, in ${cores} ${cores === 1 ? "part" : "parts"}`;
  if (different === 0) return `${what}: every decision was made again as it was`;
  const parts = different === 1 ? "1 part is" : `${different} parts are`;
  return (
    `${what}: ${parts} decided otherwise by this version, first at ${clock(firstDifferenceMs ?? 0)}. ` +
    "What follows it in that part says nothing of what was; replay it with the version that recorded it"
  );
}

function storyLines(story: JobHistory | undefined): readonly string[] {
  if (story === undefined) return [];
  if (story.entries.length === 0) return ["", `job ${story.job} is not in this recording`];
  const others = story.startedBefore.slice(-OTHERS_SHOWN);
  const more = story.startedBeforeTotal - others.length;
  return [
    "",
    `job ${story.job}`,
    ...story.entries.flatMap(entryLines),
    ...(others.length === 0 ? [] : ["", "started while it waited:"]),
    ...(more > 0 ? [`  ${more} others before`] : []),
    ...others.map(({ agent, atMs, taskId }) => `  ${clock(atMs)}  task ${taskId} on ${agent}`),
  ];
}

function entryLines(entry: StoryEntry): readonly string[] {
  const at = clock(entry.atMs);
  switch (entry.kind) {
    case "submitted":
      return [`  ${at}  submitted`];
    case "loaded":
      return [`  ${at}  ${entry.state ?? ""} since then, when a scheduler took over`];
    case "requested":
      return [`  ${at}  ${entry.what} asked for by ${entry.by}`];
    case "event":
      return [`  ${at}  ${eventText(entry.event)}`];
    case "reason":
      return sentences(entry.explanation).map((sentence) => `  ${at}  waits: ${sentence}`);
    default:
      return entry satisfies never;
  }
}

function eventText(event: JobEvent): string {
  switch (event.type) {
    case "launched": {
      const { attempt, index, placement } = event.start;
      const task = index === undefined ? "" : ` of task ${index}`;
      return `launched: attempt ${attempt}${task} on ${placement.hostname}`;
    }
    case "ended": {
      const { message, reason, retryAtMs, state } = event.end;
      const again = retryAtMs === undefined ? "" : `; it is tried again from ${clock(retryAtMs)} on`;
      return `ended ${event.taskId}: ${[state, reason, message].filter(Boolean).join(", ")}${again}`;
    }
    default:
      return event.type.replaceAll("_", " ") + ("taskId" in event ? ` ${event.taskId}` : "");
  }
}

function storyDocument(story: JobHistory): object {
  return {
    ...story,
    entries: story.entries.map((entry) =>
      entry.kind === "reason" ? { ...entry, sentences: sentences(entry.explanation) } : entry,
    ),
  };
}

function clock(atMs: number): string {
  return new Date(atMs)
    .toISOString()
    .replace("T", " ")
    .replace(/\.\d+Z$/, "Z");
}
