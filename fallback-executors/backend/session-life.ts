import type { After } from "./ports.ts";

/** What a session does beside the calls, for as long as it lives. */
export interface SessionLife {
  /** Aborted when the session is over: belongs to all that it asks. */
  readonly signal: AbortSignal;
  /** A failure of the work is the end of the session. */
  beside(work: () => Promise<void>): void;
  /** Again and again, each time `ms` after the time before has ended; a function says how long anew each time. */
  every(ms: number | (() => number), work: () => Promise<void>): void;
  later(ms: number, run: () => void): void;
}

/** A life, and the way to end it. @param failed  called at most once, when the life is over by a failure */
export function createSessionLife(
  after: After,
  failed: (cause: unknown) => void,
): SessionLife & { end(): void; fail(cause: unknown): void } {
  const over = new AbortController();
  const timers = new Set<() => void>();
  const end = (): void => {
    over.abort();
    for (const cancel of timers) cancel();
    timers.clear();
  };
  const fail = (cause: unknown): void => {
    if (over.signal.aborted) return;
    end();
    failed(cause);
  };
  const beside = (work: () => Promise<void>): void => void work().catch(fail);
  const later = (ms: number, run: () => void): void => {
    if (over.signal.aborted) return;
    const cancel = after(ms, () => {
      timers.delete(cancel);
      run();
    });
    timers.add(cancel);
  };
  const every = (ms: number | (() => number), work: () => Promise<void>): void =>
    later(typeof ms === "number" ? ms : ms(), () =>
      beside(async () => {
        await work();
        every(ms, work);
      }),
    );
  return { signal: over.signal, beside, every, later, end, fail };
}
