/** Loads again when asked to: never twice at a time, and never so often that loading is all it does. */
export interface Refresher {
  ask(): void;
  stop(): void;
}

/** A load that takes long makes the pause to the next one this many times as long. */
const REST_FACTOR = 4;

export interface RefresherTime {
  readonly nowMs: () => number;
  /** @returns what takes it back */
  readonly after: (ms: number, run: () => void) => () => void;
}

/** @param load  settles always; it tells its failures itself */
export function createRefresher(
  load: (signal: AbortSignal) => Promise<void>,
  pauseMs: number,
  { nowMs, after }: RefresherTime,
): Refresher {
  const controller = new AbortController();
  let busy = false;
  let wanted = false;
  let cancel = (): void => undefined;
  const run = async (): Promise<void> => {
    busy = true;
    wanted = false;
    const beganMs = nowMs();
    await load(controller.signal);
    if (controller.signal.aborted) return;
    cancel = after(Math.max(pauseMs, REST_FACTOR * (nowMs() - beganMs)), () => {
      busy = false;
      if (wanted) void run();
    });
  };
  return {
    ask() {
      if (controller.signal.aborted) return;
      wanted = true;
      if (!busy) void run();
    },
    stop() {
      cancel();
      controller.abort();
    },
  };
}
