import type { Context } from "./context.ts";
import { printable } from "../text/printable.ts";

/** Not more often than ten times a second. */
const REDRAW_MS = 100;
const CLEARED = "\r\u001b[K";

/** One line of stderr that is drawn over and over. */
export interface LiveLine {
  /** Shows this instead of what was there; drawn now or in a moment. */
  show(text: string): Promise<void>;
  /** Takes it away, so that a line of its own can be printed. */
  clear(): Promise<void>;
}

/** On a terminal; elsewhere it shows nothing. */
export function openLiveLine({ io, terminal }: Pick<Context, "io" | "terminal">): LiveLine {
  let drawnAtMs = Number.NEGATIVE_INFINITY;
  let latest: string | undefined;
  let isDrawn = false;
  let timer: NodeJS.Timeout | undefined;
  const draw = async (): Promise<void> => {
    timer = undefined;
    if (latest === undefined) return;
    drawnAtMs = io.nowMs();
    isDrawn = true;
    const columns = (io.windowSize()?.columns ?? 80) - 1;
    await terminal.err(`${CLEARED}${[...printable(latest)].slice(0, columns).join("")}`);
  };
  return {
    async show(text) {
      if (!io.isTty.stderr) return;
      latest = text;
      const waitMs = drawnAtMs + REDRAW_MS - io.nowMs();
      if (waitMs <= 0) await draw();
      // Nobody waits for it: when stderr is closed, the next line that somebody waits for says so.
      else timer ??= setTimeout(() => void draw().catch(() => undefined), waitMs).unref();
    },
    async clear() {
      clearTimeout(timer);
      timer = undefined;
      latest = undefined;
      if (isDrawn) await terminal.err(CLEARED);
      isDrawn = false;
    },
  };
}
