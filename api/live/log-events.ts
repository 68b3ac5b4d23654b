import { contains } from "../../resources/ranges.ts";
import type { Attempt } from "../../jobs/life/job.ts";
import { isFinal } from "../../jobs/life/job.ts";
import type { ApiContext } from "../context/context.ts";
import type { Output } from "./output.ts";
import { attemptsOf, followAttempt, hasBegun, newsOf } from "./output.ts";
import { PublicError } from "../http/problems.ts";
import type { ServerEvent } from "./server-events.ts";
import { inWholeCharacters, unfinished } from "./whole-characters.ts";

/** Bytes in one event. One that is cut is lost as a whole, so a bad connection gets on by small ones only. */
const EVENT_BYTES_MAX = 4 * 1024;

/** Behind which byte a reader is. */
export interface LogPlace {
  readonly attempt: number;
  readonly offset: number;
}

/**
 * Where `id` of an event says that a reader is: `<stream>:<attempt>:<offset>`.
 * @throws PublicError  `bad_parameter`
 */
export function logPlace(id: string, stream: Output["stream"]): LogPlace {
  const [, name, attempt, offset] = /^(stdout|stderr):([1-9]\d{0,6}):(0|[1-9]\d{0,15})$/.exec(id) ?? [];
  if (name !== stream || !Number.isSafeInteger(Number(offset))) {
    throw new PublicError("bad_parameter", `The place in ${stream} is the \`id\` of one of its events.`, {
      extra: { parameter: "after" },
    });
  }
  return { attempt: Number(attempt), offset: Number(offset) };
}

/**
 * The output of one element of a job as events, attempt after attempt until no more can come: `attempt` before the
 * first byte of each, `log` with bytes, `end` at last. Every byte once, in order.
 * @param from  where to go on; the latest attempt that began, or the first that will, when absent
 */
export async function* logEvents(
  context: ApiContext,
  { job, element, stream, attempt }: Output,
  from: LogPlace | undefined,
  encoding: "utf-8" | "base64",
  signal: AbortSignal,
): AsyncGenerator<ServerEvent> {
  let place = from;
  let told = 0;
  for (;;) {
    const next = await nextAttempt(context, { job, element, attempt }, place?.attempt ?? "latest", signal);
    if (signal.aborted) return;
    if (next === undefined) {
      yield { event: "end", data: { reason: "ended" } };
      return;
    }
    let offset = next.attempt === place?.attempt ? place.offset : 0;
    const idAt = (at: number): string => `${stream}:${next.attempt}:${at}`;
    if (told !== next.attempt) {
      told = next.attempt;
      yield { event: "attempt", id: idAt(offset), data: { attempt: next.attempt, offset } };
    }
    const bytes = followAttempt(context, next, stream, offset, signal);
    for await (const piece of inWholeCharacters(bytes)) {
      for (const part of parts(piece, encoding)) {
        const data = { attempt: next.attempt, offset, ...part.data };
        offset += part.length;
        yield { event: "log", id: idAt(offset), data };
      }
    }
    if (signal.aborted) return;
    place = { attempt: next.attempt + 1, offset: 0 };
  }
}

/**
 * The first attempt from a number on that has begun, waited for; `undefined` when none will.
 */
async function nextAttempt(
  context: ApiContext,
  { job, element, attempt: only }: Pick<Output, "job" | "element" | "attempt">,
  from: number | "latest",
  signal: AbortSignal,
): Promise<Attempt | undefined> {
  let cursor: number | undefined = await context.feed.head();
  let least = from;
  while (cursor !== undefined && !signal.aborted) {
    // In this order: an attempt that began before the last look at the job is among the attempts.
    const isOver = await canBegin(context, job, element).then((can) => !can);
    const begun = (await attemptsOf(context, job, element)).filter(
      (one) => hasBegun(one) && (only === undefined || one.attempt === only),
    );
    if (least === "latest") {
      const latest = begun.at(-1);
      if (latest !== undefined) return latest;
      least = 1;
    }
    const found = begun.find((one) => one.attempt >= Number(least));
    if (found !== undefined) return found;
    if (isOver || (only !== undefined && Number(least) > only)) return undefined;
    cursor = await newsOf(context, job, cursor, signal);
  }
  return undefined;
}

/** Whether another attempt of an element can still begin. */
async function canBegin({ store }: ApiContext, job: number, element: number): Promise<boolean> {
  const found = await store.job(job);
  if (found === undefined || isFinal(found.status.state)) return false;
  if (contains(found.status.waiting, element)) return true;
  const [latest] = await store.latestAttempts([{ job, element }]);
  return latest === undefined || !isFinal(latest.state);
}

function* parts(
  piece: Uint8Array,
  encoding: "utf-8" | "base64",
): Generator<{ readonly length: number; readonly data: Readonly<Record<string, string>> }> {
  for (let at = 0; at < piece.length;) {
    let end = Math.min(piece.length, at + EVENT_BYTES_MAX);
    if (end < piece.length) end -= unfinished(piece.subarray(at, end));
    const bytes = Buffer.from(piece.subarray(at, end));
    yield {
      length: bytes.length,
      data: encoding === "base64" ? { base64: bytes.toString("base64") } : { text: bytes.toString("utf8") },
    };
    at = end;
  }
}
