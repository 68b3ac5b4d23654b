import { setTimeout as sleep } from "node:timers/promises";
import { isFinal } from "../../jobs/life/job.ts";
import type { Attempt } from "../../jobs/life/job.ts";
import type { FilePart } from "../../offers/task-access.ts";
import { TaskAccessError } from "../../offers/task-access.ts";
import type { ApiContext } from "../context/context.ts";
import { PublicError } from "../http/problems.ts";

/** Attempts of one element read at once. More than the retry limit: those that never began do not count there. */
const ATTEMPTS_MAX = 1000;
/** Bytes read from an agent at once. */
export const PIECE_BYTES = 1024 * 1024;
/** How long an agent may be out of reach before a followed output is cut; the client resumes by offset. */
const PATIENCE_MS = 60_000;
/** Longest pause between two looks at an output to which nothing is added. */
const IDLE_MS = 300;

/** One output stream of one element of a job; of the attempt with that number, else of the latest. */
export interface Output {
  readonly job: number;
  readonly element: number;
  readonly attempt: number | undefined;
  readonly stream: "stdout" | "stderr";
}

type Context = Pick<ApiContext, "store" | "access" | "feed" | "pollMs" | "nowMs">;

export async function latestAttempt(
  { store }: Pick<ApiContext, "store">,
  job: number,
  element: number,
): Promise<Attempt | undefined> {
  return (await store.attempts(job, { element, limit: ATTEMPTS_MAX })).at(-1);
}

/** Attempts of one element in the order of their launches. */
export function attemptsOf(
  { store }: Pick<ApiContext, "store">,
  job: number,
  element: number,
): Promise<readonly Attempt[]> {
  return store.attempts(job, { element, limit: ATTEMPTS_MAX });
}

/** The attempt whose output is meant, `undefined` when there is none yet that can have written some. */
export async function attemptWithOutput(context: Context, output: Output): Promise<Attempt | undefined> {
  if (output.attempt === undefined) {
    const latest = await latestAttempt(context, output.job, output.element);
    return latest === undefined || hasBegun(latest) ? latest : undefined;
  }
  const attempts = await attemptsOf(context, output.job, output.element);
  return attempts.find(({ attempt }) => attempt === output.attempt);
}

/** False for one that a backend turned away: it never wrote anything, and the next one is on its way. */
export function hasBegun({ state, runningAtMs, reason }: Attempt): boolean {
  return runningAtMs !== undefined || (isFinal(state) && reason !== "Launch" && reason !== "LaunchDropped");
}

/** @throws PublicError  `executor_unavailable` */
export async function readOutput(
  { access }: Context,
  attempt: Attempt,
  stream: Output["stream"],
  offset: number,
  bytesMax: number,
): Promise<FilePart | undefined> {
  try {
    return await access.read(attempt, stream, offset, bytesMax);
  } catch (cause) {
    if (!(cause instanceof TaskAccessError)) throw cause;
    const { hostname } = attempt.placement;
    throw new PublicError("executor_unavailable", `${hostname}, which has the output, cannot be reached.`, {
      cause,
    });
  }
}

/**
 * Exactly `length` bytes; the size was promised already, so an output that became shorter is an error. The next piece is
 * on its way while one is sent.
 */
export async function* exactly(
  context: Context,
  attempt: Attempt,
  stream: Output["stream"],
  offset: number,
  length: number,
): AsyncGenerator<Uint8Array> {
  const read = (from: number): ReturnType<typeof readOutput> => {
    const piece = readOutput(context, attempt, stream, offset + from, Math.min(PIECE_BYTES, length - from));
    piece.catch(() => undefined); // told when its turn comes, if anybody is there then
    return piece;
  };
  let next = length > 0 ? read(0) : undefined;
  for (let sent = 0; next !== undefined;) {
    const piece = await next;
    if (piece === undefined || piece.bytes.length === 0)
      throw new Error("the output became shorter while it was read");
    sent += piece.bytes.length;
    next = sent < length ? read(sent) : undefined;
    yield piece.bytes;
  }
}

/**
 * Bytes as they are written, until the attempt has ended and all of them are told. Without an attempt so far it waits
 * for the first that begins; it ends without a byte when the job ends before. When the output is truncated, it goes on
 * with what is written from then on.
 * @param from  what `firstAwaited` gave
 */
export async function* follow(
  context: Context,
  output: Output,
  { from, offset }: { readonly from: number; readonly offset: number },
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const begun = await firstToBegin(context, output, from, signal);
  if (begun !== undefined) yield* followAttempt(context, begun, output.stream, offset, signal);
}

/**
 * The attempt that a follower gets is the first of this number or a later one that begins. Told to clients, it lets them
 * find out which one that was, whatever was launched since.
 */
export async function firstAwaited(context: Context, output: Output): Promise<number> {
  if (output.attempt !== undefined) return output.attempt;
  const attempts = await attemptsOf(context, output.job, output.element);
  // Attempts that are over without having begun are never the one that is waited for.
  return attempts.findLast((attempt) => hasBegun(attempt) || !isFinal(attempt.state))?.attempt ?? 1;
}

/** The same for an attempt that has begun. */
export async function* followAttempt(
  context: Context,
  begun: Attempt,
  stream: Output["stream"],
  offset: number,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const watch = watchEnd(context, begun, signal);
  let at = offset;
  let size = 0;
  let pauseMs = context.pollMs;
  let reachedAtMs = context.nowMs();
  /** Behind a whole piece there is more, mostly: it is on its way while that one is sent. */
  let ahead: ReturnType<typeof readOutput> | undefined;
  try {
    while (!signal.aborted) {
      // In this order: what an attempt wrote before it ended is there when its end is.
      const isOver = watch.isOver();
      let piece: FilePart | undefined;
      try {
        piece = await (ahead ?? readOutput(context, begun, stream, at, PIECE_BYTES));
        ahead = undefined;
        reachedAtMs = context.nowMs();
      } catch (error) {
        ahead = undefined;
        if (context.nowMs() - reachedAtMs > PATIENCE_MS) throw error;
        await pause(pauseMs, signal);
        continue;
      }
      if (piece !== undefined && piece.size < size) {
        at = 0;
        size = piece.size;
        continue;
      }
      size = piece?.size ?? size;
      if (piece !== undefined && piece.bytes.length > 0) {
        at += piece.bytes.length;
        pauseMs = context.pollMs;
        if (piece.bytes.length === PIECE_BYTES) {
          ahead = readOutput(context, begun, stream, at, PIECE_BYTES);
          ahead.catch(() => undefined); // told when its turn comes, if anybody is there then
        }
        yield piece.bytes;
        continue;
      }
      if (isOver) return;
      await Promise.race([pause(pauseMs, signal), watch.over]);
      pauseMs = Math.min(IDLE_MS, pauseMs * 2);
    }
  } finally {
    watch.stop();
  }
}

interface EndWatch {
  /** @throws what kept it from knowing, such as a store that is away */
  readonly isOver: () => boolean;
  /** Resolves when there is something to know; never rejects. */
  readonly over: Promise<void>;
  readonly stop: () => void;
}

/** Learns of the end of an attempt from the journal, so that nobody asks the store again and again. */
function watchEnd(context: Context, { job, element, attempt }: Attempt, outer: AbortSignal): EndWatch {
  const stopping = new AbortController();
  const signal = AbortSignal.any([outer, stopping.signal]);
  let isOver = false;
  let failure: { readonly error: unknown } | undefined;
  const look = async (): Promise<void> => {
    let cursor: number | undefined = await context.feed.head();
    while (cursor !== undefined && !signal.aborted) {
      const output = { job, element, attempt, stream: "stdout" } as const;
      const state = (await attemptWithOutput(context, output))?.state ?? "failed";
      if (isFinal(state)) {
        isOver = true;
        return;
      }
      cursor = await newsOf(context, job, cursor, signal);
    }
  };
  const over = look().catch((error: unknown) => {
    failure = { error };
  });
  return {
    isOver: () => {
      if (failure !== undefined) throw failure.error;
      return isOver;
    },
    over,
    stop: () => stopping.abort(),
  };
}

/** Behind the entry that tells something of a job; `undefined` once `signal` is aborted. */
export async function newsOf(
  { feed }: Pick<ApiContext, "feed">,
  job: number,
  after: number,
  signal: AbortSignal,
): Promise<number | undefined> {
  let cursor = after;
  for (;;) {
    const entries = await feed.after(cursor, signal);
    if (entries.length === 0) return undefined;
    cursor = entries.at(-1)?.n ?? cursor;
    if (entries.some(({ records }) => records.some((r) => r.type === "job" && r.job === job))) return cursor;
  }
}

/** The attempt that is meant once it has begun; `undefined` when the job ends before, or `signal` is aborted. */
async function firstToBegin(
  context: Context,
  output: Output,
  from: number,
  signal: AbortSignal,
): Promise<Attempt | undefined> {
  let cursor: number | undefined = await context.feed.head();
  while (cursor !== undefined && !signal.aborted) {
    const job = await context.store.job(output.job);
    const begun = (await attemptsOf(context, output.job, output.element)).find(
      (one) => hasBegun(one) && (output.attempt === undefined ? one.attempt >= from : one.attempt === from),
    );
    if (begun !== undefined) return begun;
    if (job === undefined || isFinal(job.status.state)) return undefined;
    cursor = await newsOf(context, output.job, cursor, signal);
  }
  return undefined;
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(ms, undefined, { signal });
  } catch (error) {
    if (!signal.aborted) throw error; // the loop sees the abort itself
  }
}
