import { EXIT } from "../text/failure.ts";
import type { CliIo } from "./io.ts";

/** Ctrl-C, as the reason of an aborted signal. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
}

/** `--timeout` is over, as the reason of an aborted signal. */
export class TimeIsUp extends Error {
  override readonly name = "TimeIsUp";
}

/**
 * Does `work` until it ends, Ctrl-C comes or the time is up; then says so and gives the exit status.
 * @param says  what a person is told when only the watching ends
 */
export async function untilInterrupted(
  io: CliIo,
  work: (signal: AbortSignal) => Promise<number>,
  {
    says,
    timeoutSeconds,
  }: { readonly says: (line: string) => Promise<void>; readonly timeoutSeconds?: number | undefined },
  goesOn: string,
): Promise<number> {
  const controller = new AbortController();
  const off = io.onInterrupt(() => controller.abort(new Interrupted("interrupted")));
  const clearTimer = abortAfter(controller, timeoutSeconds);
  try {
    return await work(controller.signal);
  } catch (error) {
    const status = await statusOfAbort(controller.signal, says, goesOn);
    if (status === undefined) throw error;
    return status;
  } finally {
    off();
    clearTimer();
  }
}

/** `undefined` when the signal was not aborted by one of the two. */
export async function statusOfAbort(
  signal: AbortSignal,
  says: (line: string) => Promise<void>,
  goesOn: string,
): Promise<number | undefined> {
  const reason: unknown = signal.reason;
  if (reason instanceof Interrupted) {
    await says(`interrupted; ${goesOn}`);
    return EXIT.interrupted;
  }
  if (reason instanceof TimeIsUp) {
    await says(`the time is up; ${goesOn}`);
    return EXIT.timedOut;
  }
  return undefined;
}

/** Longest timer that Node has: about 24.8 days. */
const TIMER_MS_MAX = 2 ** 31 - 1;

export function abortAfter(controller: AbortController, seconds: number | undefined): () => void {
  if (seconds === undefined) return () => undefined;
  const timer = setTimeout(
    () => controller.abort(new TimeIsUp("time is up")),
    Math.min(TIMER_MS_MAX, seconds * 1000),
  );
  return () => clearTimeout(timer);
}
