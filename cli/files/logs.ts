import type { Client } from "../../client/client.ts";
import type { Job } from "../../client/documents/jobs.ts";
import { has, valueOf } from "../frame/args.ts";
import type { Context } from "../frame/context.ts";
import { EXIT, Failure } from "../text/failure.ts";
import { followJob, hasBegun } from "../jobs/follow.ts";
import { untilInterrupted } from "../frame/interrupts.ts";
import type { JobRef } from "../jobs/job-words.ts";
import type { Sink } from "../frame/line-sinks.ts";
import { onlyMatching, patternOf, withPrefix } from "../frame/line-sinks.ts";
import type { StreamName } from "./output-place.ts";
import { growingFile, notHere, outputPlace } from "./output-place.ts";
import { parseJobRef } from "../jobs/job-words.ts";
import { terminalFilter } from "../text/printable.ts";

/** Bytes kept for `--tail` at most, however long the lines are. */
const TAIL_BYTES_MAX = 64 * 1024 * 1024;
const NEWLINE = 0x0a;

export async function logs(context: Context): Promise<number> {
  const { io, args, terminal } = context;
  const { id, index } = jobRefOf(context);
  const grep = valueOf(args, "grep");
  const pattern = grep === undefined ? undefined : patternOf(grep);
  const wanted: Wanted = {
    id,
    index,
    attempt: count(context, "attempt"),
    tail: tailOf(context),
    follow: has(args, "follow"),
  };
  const { client } = await context.connect();
  // Asked first, so that a server that is away is told at once and not after many tries.
  const job = await client.get(id);
  const sinkFor = (prefix: string): Sink => {
    const sink = outputSink(context, "stdout");
    const shown = prefix === "" ? sink : withPrefix(sink, prefix);
    return pattern === undefined ? shown : onlyMatching(shown, pattern);
  };
  const streams: readonly (readonly [StreamName, string])[] = has(args, "both")
    ? [
        ["stdout", "stdout | "],
        ["stderr", "stderr | "],
      ]
    : [[has(args, "stderr") ? "stderr" : "stdout", ""]];
  return untilInterrupted(
    io,
    async (signal) => {
      const print = ([stream, prefix]: readonly [StreamName, string]) =>
        printOutput(context, client, { ...wanted, job, stream }, sinkFor(prefix), signal);
      await Promise.all(streams.map(print));
      return EXIT.done;
    },
    { says: terminal.note },
    `job ${id} goes on`,
  );
}

interface Wanted {
  readonly id: number;
  readonly index: number | undefined;
  readonly attempt: number | undefined;
  readonly tail: Tail | undefined;
  readonly follow: boolean;
}

/** Only what is at the end of an output. */
type Tail = { readonly lines: number } | { readonly bytes: number };

async function printOutput(
  { terminal }: Context,
  client: Client,
  { job, stream, ...wanted }: Wanted & { readonly job: Job; readonly stream: StreamName },
  sink: Sink,
  signal: AbortSignal,
): Promise<void> {
  const { id, index, attempt, tail, follow } = wanted;
  const write = async (pieces: AsyncIterable<Uint8Array> | readonly Uint8Array[]): Promise<void> => {
    for await (const piece of pieces) await sink.write(piece);
  };
  const place = outputPlace(job, index, stream, await nodeFor(client, job, wanted, signal));
  if (place.kind === "volume") throw notHere(job, stream, place.path);
  if (place.kind === "file") {
    await terminal.note(`job ${id} puts it into the file ${place.path} of its directory`);
    const whole = growingFile(client, { id, index, path: place.path }, { follow: false, signal });
    if (tail === undefined || follow) {
      const all = growingFile(client, { id, index, path: place.path }, { follow, signal });
      await write(tail === undefined ? all : followedTail(await lastOf(whole, tail), all));
    } else await write((await lastOf(whole, tail)).pieces);
    return sink.end();
  }
  const where = { stream: place.stream, ...(index === undefined ? {} : { index }) } as const;
  const latest = tail === undefined ? undefined : (attempt ?? (await latestBegun(client, id, index, signal)));
  if (tail !== undefined && latest !== undefined) {
    const which = { ...where, attempt: latest, signal };
    const { pieces, end } = await lastOf(client.logs(id, which), tail);
    await write(pieces);
    if (follow) await write(client.logs(id, { ...which, follow, offset: end }));
  } else if (!follow || attempt !== undefined) {
    const which = { ...where, follow, signal, ...(attempt === undefined ? {} : { attempt }) };
    await write(client.logs(id, which));
  } else {
    await followJob({
      client,
      job: id,
      index,
      from: "latest",
      sinks: { [place.stream]: sink.write },
      signal,
      onWaiting: () => terminal.note(`job ${id} has not begun yet; waiting`),
      onNextAttempt: (next) => terminal.note(`job ${id}: attempt ${next} begins`),
    });
  }
  await sink.end();
}

/** The machine of the task, where the name of a file has it. */
async function nodeFor(
  client: Client,
  job: Job,
  { id, index }: Wanted,
  signal: AbortSignal,
): Promise<string | undefined> {
  const patterns = [job.io?.stdout ?? "", job.io?.stderr ?? ""];
  if (!patterns.some((pattern) => pattern.includes("%"))) return undefined;
  const query = { limit: 1, order: "newest", signal, ...(index === undefined ? {} : { index }) } as const;
  return (await client.attempts(id, query)).items[0]?.node;
}

/** What was at the end, and then what comes behind it. */
async function* followedTail(
  { pieces, end }: { readonly pieces: readonly Uint8Array[]; readonly end: number },
  all: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  yield* pieces;
  let at = 0;
  for await (const piece of all) {
    const known = Math.min(piece.length, Math.max(0, end - at));
    at += piece.length;
    if (known < piece.length) yield piece.subarray(known);
  }
}

function tailOf(context: Context): Tail | undefined {
  const lines = count(context, "tail");
  if (lines !== undefined) return { lines };
  const text = valueOf(context.args, "bytes");
  if (text === undefined) return undefined;
  if (/^[1-9]\d{0,8}$/.test(text)) return { bytes: Number(text) };
  throw new Failure({
    exit: EXIT.usage,
    what: `--bytes ${text} is not possible`,
    fix: "write how many bytes of its end, from 1 to 999999999",
  });
}

function lastOf(output: AsyncIterable<Uint8Array>, tail: Tail): ReturnType<typeof lastLines> {
  return "lines" in tail ? lastLines(output, tail.lines) : lastBytes(output, tail.bytes);
}

async function lastBytes(output: AsyncIterable<Uint8Array>, wanted: number): ReturnType<typeof lastLines> {
  const kept: Uint8Array[] = [];
  let [bytes, end] = [0, 0];
  for await (const piece of output) {
    kept.push(piece);
    bytes += piece.length;
    end += piece.length;
    for (let first = kept[0]; first !== undefined && bytes - first.length >= wanted; first = kept[0]) {
      kept.shift();
      bytes -= first.length;
    }
  }
  return { pieces: [Buffer.concat(kept).subarray(Math.max(0, bytes - wanted))], end };
}

/** Where output of a job goes: as it is into files and pipes, made harmless onto a terminal. */
export function outputSink(
  { io, terminal }: Pick<Context, "io" | "terminal">,
  to: "stdout" | "stderr",
): Sink {
  const print = to === "stdout" ? terminal.out : terminal.err;
  if (!io.isTty[to]) return { write: print, end: async () => undefined };
  const filter = terminalFilter();
  return {
    write: (piece) => print(filter(piece)),
    end: () => print(filter(new Uint8Array(), { last: true })),
  };
}

/** The job, and of an array the task, that the operand and `--index` name. @throws Failure */
export function jobRefOf({ args }: Pick<Context, "args">): JobRef {
  const ref = parseJobRef(args.operands[0] ?? "");
  const text = valueOf(args, "index");
  if (text === undefined) return ref;
  if (/^\d{1,10}$/.test(text)) return { id: ref.id, index: Number(text) };
  throw new Failure({
    exit: EXIT.usage,
    what: `--index ${text} is no index of a task`,
    fix: "write a whole number",
  });
}

function count({ args }: Context, flag: string): number | undefined {
  const text = valueOf(args, flag);
  if (text === undefined) return undefined;
  if (/^[1-9]\d{0,6}$/.test(text)) return Number(text);
  throw new Failure({
    exit: EXIT.usage,
    what: `--${flag} ${text} is not possible`,
    fix: "write a whole number from 1 on",
  });
}

async function latestBegun(
  client: Client,
  id: number,
  index: number | undefined,
  signal: AbortSignal,
): Promise<number | undefined> {
  const query = { limit: 1000, signal, ...(index === undefined ? {} : { index }) };
  return (await client.attempts(id, query)).items.findLast(hasBegun)?.attempt;
}

/** The last lines of an output, and how many bytes it has. Holds no more than it has to. */
export async function lastLines(
  output: AsyncIterable<Uint8Array>,
  lines: number,
): Promise<{ readonly pieces: readonly Uint8Array[]; readonly end: number }> {
  let kept: { readonly bytes: Uint8Array; readonly newlines: number }[] = [];
  let [newlines, bytes, end] = [0, 0, 0];
  for await (const piece of output) {
    const entry = { bytes: piece, newlines: newlinesIn(piece) };
    kept.push(entry);
    newlines += entry.newlines;
    bytes += piece.length;
    end += piece.length;
    // A piece may go once those behind it have a newline more than is needed: the line that it ends is complete there.
    let gone = 0;
    for (const first of kept) {
      if (newlines - first.newlines <= lines && bytes <= TAIL_BYTES_MAX) break;
      newlines -= first.newlines;
      bytes -= first.bytes.length;
      gone += 1;
    }
    if (gone > 0) kept = kept.slice(gone);
  }
  const all = Buffer.concat(kept.map((entry) => entry.bytes));
  let from = all.length;
  // A newline at the very end ends the last line and begins none.
  for (let found = 0; from > 0; from -= 1) {
    if (all[from - 1] !== NEWLINE || from === all.length) continue;
    found += 1;
    if (found === lines) break;
  }
  return { pieces: [all.subarray(from)], end };
}

function newlinesIn(piece: Uint8Array): number {
  let found = 0;
  for (const byte of piece) if (byte === NEWLINE) found += 1;
  return found;
}
