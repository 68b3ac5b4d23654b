import { setTimeout as sleep } from "node:timers/promises";
import { isFinal } from "../jobs/job.ts";
import type { Attempt } from "../jobs/job.ts";
import { TaskAccessError } from "../offers/task-access.ts";
import type { ApiContext } from "./context.ts";
import { PublicError } from "./problems.ts";

/** Attempts of one element read at once. More than the retry limit: those that never began do not count there. */
const ATTEMPTS_MAX = 1000;
/** Bytes read from an agent at once. */
export const PIECE_BYTES = 256 * 1024;
/** How long an agent may be out of reach before a followed output is cut; the client resumes by offset. */
const PATIENCE_MS = 60_000;
/** Longest pause between two looks at an output to which nothing is added. */
const IDLE_MS = 1000;

/** One output stream of one element of a job; of the attempt with that number, else of the latest. */
export interface Output {
  readonly job: number;
  readonly element: number;
  readonly attempt: number | undefined;
  readonly stream: "stdout" | "stderr";
}

type Context = Pick<ApiContext, "store" | "access" | "feed" | "pollMs" | "nowMs">;

/** The attempt whose output is meant, `undefined` when there is none yet that can have written some. */
export async function attemptWithOutput({ store }: Context, output: Output): Promise<Attempt | undefined> {
  const attempts = await store.attempts(output.job, { element: output.element, limit: ATTEMPTS_MAX });
  if (output.attempt !== undefined) return attempts.find(({ attempt }) => attempt === output.attempt);
  const latest = attempts.at(-1);
  return latest === undefined || hasBegun(latest) ? latest : undefined;
}

/** False for one that a backend turned away: it never wrote anything, and the next one is on its way. */
function hasBegun({ state, runningAtMs, reason }: Attempt): boolean {
  return runningAtMs !== undefined || (isFinal(state) && reason !== "Launch" && reason !== "LaunchDropped");
}

/** @throws PublicError  `executor_unavailable` */
export async function readOutput(
  { access }: Context,
  attempt: Attempt,
  stream: Output["stream"],
  offset: number,
  bytesMax: number,
): Promise<{ readonly bytes: Uint8Array; readonly size: number } | undefined> {
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

/** Exactly `length` bytes; the size was promised already, so an output that became shorter is an error. */
export async function* exactly(
  context: Context,
  attempt: Attempt,
  stream: Output["stream"],
  offset: number,
  length: number,
): AsyncGenerator<Uint8Array> {
  for (let sent = 0; sent < length;) {
    const piece = await readOutput(
      context,
      attempt,
      stream,
      offset + sent,
      Math.min(PIECE_BYTES, length - sent),
    );
    if (piece === undefined || piece.bytes.length === 0)
      throw new Error("the output became shorter while it was read");
    sent += piece.bytes.length;
    yield piece.bytes;
  }
}

/**
 * Bytes as they are written, until the attempt has ended and all of them are told. Without an attempt so far it waits
 * for the first that begins; it ends without a byte when the job ends before.
 */
export async function* follow(
  context: Context,
  output: Output,
  offset: number,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const begun = await firstToBegin(context, output, signal);
  if (begun === undefined) return;
  let at = offset;
  let pauseMs = context.pollMs;
  let reachedAtMs = context.nowMs();
  while (!signal.aborted) {
    // In this order: what an attempt wrote before it ended is there when its end is.
    const ended = isFinal(
      (await attemptWithOutput(context, { ...output, attempt: begun.attempt }))?.state ?? "failed",
    );
    let piece: Awaited<ReturnType<typeof readOutput>>;
    try {
      piece = await readOutput(context, begun, output.stream, at, PIECE_BYTES);
      reachedAtMs = context.nowMs();
    } catch (error) {
      if (context.nowMs() - reachedAtMs > PATIENCE_MS) throw error;
      await pause(pauseMs, signal);
      continue;
    }
    if (piece !== undefined && piece.bytes.length > 0) {
      at += piece.bytes.length;
      pauseMs = context.pollMs;
      yield piece.bytes;
      continue;
    }
    if (ended) return;
    await pause(pauseMs, signal);
    pauseMs = Math.min(IDLE_MS, pauseMs * 2);
  }
}

async function firstToBegin(
  context: Context,
  output: Output,
  signal: AbortSignal,
): Promise<Attempt | undefined> {
  let cursor = await context.feed.head();
  const skipped = await context.store.attempts(output.job, { element: output.element, limit: ATTEMPTS_MAX });
  // Attempts that are over without having begun are never the one that is waited for.
  const from =
    output.attempt ??
    skipped.findLast((attempt) => hasBegun(attempt) || !isFinal(attempt.state))?.attempt ??
    1;
  while (!signal.aborted) {
    const job = await context.store.job(output.job);
    const attempts = await context.store.attempts(output.job, {
      element: output.element,
      limit: ATTEMPTS_MAX,
    });
    const candidates = attempts.filter(({ attempt }) =>
      output.attempt === undefined ? attempt >= from : attempt === output.attempt,
    );
    const begun = candidates.find(hasBegun);
    if (begun !== undefined) return begun;
    if (job === undefined || isFinal(job.status.state)) return undefined;
    let mine = false;
    while (!mine) {
      const entries = await context.feed.after(cursor, signal);
      if (entries.length === 0) return undefined;
      cursor = entries.at(-1)?.n ?? cursor;
      mine = entries.some(({ records }) => records.some((r) => r.type === "job" && r.job === output.job));
    }
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
