import type { Client } from "../client/client.ts";
import { has, valueOf } from "./args.ts";
import type { Context } from "./context.ts";
import { EXIT, Failure } from "./failure.ts";
import { followJob, hasBegun } from "./follow.ts";
import { untilInterrupted } from "./interrupts.ts";
import type { JobRef } from "./job-words.ts";
import { parseJobRef } from "./job-words.ts";
import { terminalFilter } from "./printable.ts";

/** Bytes kept for `--tail` at most, however long the lines are. */
const TAIL_BYTES_MAX = 64 * 1024 * 1024;
const NEWLINE = 0x0a;

export async function logs(context: Context): Promise<number> {
  const { io, args, terminal } = context;
  const { id, index } = jobRefOf(context);
  const attempt = count(context, "attempt");
  const tail = count(context, "tail");
  const stream = has(args, "stderr") ? "stderr" : "stdout";
  const { client } = await context.connect();
  // Asked first, so that a server that is away is told at once and not after many tries.
  await client.get(id);
  const sink = outputSink(context, "stdout");
  const where = { stream, ...(index === undefined ? {} : { index }) } as const;
  const follow = has(args, "follow");
  return untilInterrupted(
    io,
    async (signal) => {
      if (tail !== undefined) {
        const latest = attempt ?? (await latestBegun(client, id, index, signal));
        if (latest !== undefined) {
          const which = { ...where, attempt: latest, signal };
          const { pieces, end } = await lastLines(client.logs(id, which), tail);
          for (const piece of pieces) await sink.write(piece);
          if (follow) {
            for await (const piece of client.logs(id, { ...which, follow, offset: end }))
              await sink.write(piece);
          }
          await sink.end();
          return EXIT.done;
        }
      }
      if (!follow || attempt !== undefined) {
        const which = { ...where, follow, signal, ...(attempt === undefined ? {} : { attempt }) };
        for await (const piece of client.logs(id, which)) await sink.write(piece);
      } else {
        await followJob({
          client,
          job: id,
          index,
          from: "latest",
          sinks: { [stream]: sink.write },
          signal,
          onWaiting: () => terminal.note(`job ${id} has not begun yet; waiting`),
          onNextAttempt: (next) => terminal.note(`job ${id}: attempt ${next} begins`),
        });
      }
      await sink.end();
      return EXIT.done;
    },
    { says: terminal.note },
    `job ${id} goes on`,
  );
}

/** Where output of a job goes: as it is into files and pipes, made harmless onto a terminal. */
export function outputSink(
  { io, terminal }: Pick<Context, "io" | "terminal">,
  to: "stdout" | "stderr",
): { readonly write: (piece: Uint8Array) => Promise<void>; readonly end: () => Promise<void> } {
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
