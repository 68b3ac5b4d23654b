import { setTimeout as sleep } from "node:timers/promises";
import { ApiError } from "../../client/http.ts";
import type { Context } from "./context.ts";
import { EXIT } from "../text/failure.ts";
import { printable } from "../text/printable.ts";

/** Another screen, which leaves what was on the terminal as it was, and no cursor. */
const ENTER = "\u001b[?1049h\u001b[?25l";
const LEAVE = "\u001b[?25h\u001b[?1049l";
const HOME = "\u001b[H";
const TO_LINE_END = "\u001b[K";
const TO_SCREEN_END = "\u001b[J";
const CTRL_C = "\u0003";

/** What is drawn into a terminal of that size: lines that fit its width, colours included. */
export type Draw = (size: { readonly columns: number; readonly rows: number }) => Promise<readonly string[]>;

/**
 * Draws again and again until `q` is typed (0) or Ctrl-C comes (130). A server that goes away meanwhile is told in the
 * last line. Without a terminal it must not be called.
 */
export async function liveScreen(
  { io, terminal }: Pick<Context, "io" | "terminal">,
  intervalSeconds: number,
  draw: Draw,
): Promise<number> {
  const leave = new AbortController();
  let exit: number = EXIT.done;
  let wake = new AbortController();
  const end = (status: number): void => {
    exit = status;
    leave.abort();
    wake.abort();
  };
  const onKeys = (chunk: unknown): void => {
    const keys = String(chunk);
    if (keys.includes(CTRL_C)) end(EXIT.interrupted);
    else if (/q/i.test(keys)) end(EXIT.done);
    else if (keys.includes(" ")) wake.abort();
  };
  const offInterrupt = io.onInterrupt(() => end(EXIT.interrupted));
  const offResize = io.onResize(() => wake.abort());
  // The first picture before the screen is taken: what fails at once is told as any command tells it.
  let lines = await draw(sizeOf(io));
  io.setRaw(true);
  io.stdin.on("data", onKeys);
  io.stdin.resume();
  try {
    await terminal.out(ENTER);
    while (!leave.signal.aborted) {
      await terminal.out(framed(lines, sizeOf(io).rows));
      wake = new AbortController();
      const woken = AbortSignal.any([leave.signal, wake.signal]);
      await sleep(intervalSeconds * 1000, undefined, { signal: woken }).catch(() => undefined); // woken early
      if (leave.signal.aborted) break;
      lines = await draw(sizeOf(io)).catch((error: unknown) => {
        if (!(error instanceof ApiError)) throw error;
        return [...lines.slice(0, sizeOf(io).rows - 1), printable(`! ${error.message}; trying again`)];
      });
    }
    return exit;
  } finally {
    offInterrupt();
    offResize();
    io.stdin.off("data", onKeys);
    io.stdin.pause();
    io.setRaw(false);
    await terminal.out(LEAVE);
  }
}

function sizeOf(io: Context["io"]): { readonly columns: number; readonly rows: number } {
  return io.windowSize() ?? { columns: 80, rows: 24 };
}

/** The whole picture in one piece, so that nothing flickers. */
function framed(lines: readonly string[], rows: number): string {
  const shown = lines.slice(0, rows).map((line) => `${line}${TO_LINE_END}`);
  return `${HOME}${shown.join("\r\n")}${TO_SCREEN_END}`;
}
