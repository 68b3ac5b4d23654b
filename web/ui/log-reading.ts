// An output as it is read: a part of it, and what comes while it is followed.

import { useEffect, useRef, useState } from "preact/hooks";
import { ApiError, type Connection } from "../../client/http.ts";
import { readLog } from "../../client/streams.ts";
import type { LogChoice } from "../model/address.ts";
import { logPiece } from "../model/api.ts";
import { append, emptyWindow, firstWholeLine, type LogWindow } from "../model/log-window.ts";
import { useIsVisible, useSite } from "./site.ts";

/** Read at once, and one step through an output. */
export const PIECE_BYTES = 256 * 1024;
/** Kept on the page while it is followed; what is older goes, and can be gone back to. */
const WINDOW_BYTES = 256 * 1024;
/** Between two drawings of what comes: laying out a whole window takes a while. */
const DRAW_MS = 150;

export type AttemptChoice = LogChoice & { readonly attempt: number };

export type Part = "end" | { readonly from: number };

export interface Shown {
  readonly window: LogWindow;
  /** Bytes that the output had when it was looked at; grows while it is followed. */
  readonly size: number;
  readonly state: "loading" | "waiting" | "following" | "complete" | "still";
}

const NOTHING: Shown = { window: emptyWindow(0), size: 0, state: "loading" };

/** The output of one attempt. */
interface Source {
  readonly connection: Connection;
  readonly id: number;
  readonly which: AttemptChoice;
}

/** What is kept of an output while it is read; `draw` shows it. */
interface Reading extends Source {
  readonly part: Part;
  readonly signal: AbortSignal;
  readonly shown: { current: { readonly part: Part; value: Shown } };
  readonly draw: () => void;
}

/** Reads a part of an output, and goes on with what comes while it is followed and looked at. */
export function useOutput(source: Source, part: Part, isFollowing: boolean, reason: string | undefined) {
  const { signedOut } = useSite();
  const isVisible = useIsVisible();
  const [error, setError] = useState<ApiError>();
  const [tries, setTries] = useState(0);
  const shown = useRef<{ readonly part: Part; value: Shown }>({ part, value: NOTHING });
  const [, setDrawn] = useState(0);
  useEffect(() => {
    const controller = new AbortController();
    const { signal } = controller;
    const draw = drawer(() => setDrawn((count) => count + 1), signal);
    const follows = part === "end" && isFollowing && isVisible;
    setError(undefined);
    readOutput({ ...source, part, signal, shown, draw }, follows).catch((failure: unknown) => {
      if (signal.aborted) return;
      if (!(failure instanceof ApiError)) throw failure;
      if (failure.code === "not_signed_in") signedOut();
      setError(failure);
    });
    return () => controller.abort();
  }, [part, isFollowing, isVisible, tries, reason]);
  return { shown: shown.current.value, error, setError, retry: () => setTries(tries + 1) };
}

/** Draws soon, but not more often than every `DRAW_MS`, and not after `signal`. */
function drawer(redraw: () => void, signal: AbortSignal): () => void {
  let isAsked = false;
  let drawnAtMs = -DRAW_MS;
  return () => {
    if (isAsked) return;
    isAsked = true;
    setTimeout(
      () => {
        isAsked = false;
        drawnAtMs = performance.now();
        if (!signal.aborted) redraw();
      },
      Math.max(0, drawnAtMs + DRAW_MS - performance.now()),
    );
  };
}

async function readOutput(reading: Reading, follows: boolean): Promise<void> {
  const { connection, id, part, shown, signal, which } = reading;
  if (shown.current.part !== part || shown.current.value.state === "loading") await readPart(reading);
  if (!follows) return;
  if (shown.current.value.state !== "waiting") show(reading, { state: "following" });
  const { window } = shown.current.value;
  const followed = readLog(connection, id, { ...which, offset: window.to, follow: true, signal });
  for await (const bytes of followed) {
    show(reading, { state: "following" });
    add(reading, bytes);
  }
  show(reading, { state: "complete" });
}

async function readPart(reading: Reading): Promise<void> {
  const { connection, id, part, shown, signal, which } = reading;
  shown.current = { part, value: { ...NOTHING, size: shown.current.value.size } };
  const wanted = part === "end" ? { last: PIECE_BYTES } : { from: part.from, length: PIECE_BYTES };
  const piece = await logPiece(connection, id, which, wanted, signal);
  if (piece === undefined) return show(reading, { state: "waiting" });
  const skipped = piece.from === 0 || part !== "end" ? 0 : firstWholeLine(piece.bytes);
  show(reading, { window: emptyWindow(piece.from + skipped), size: piece.size, state: "still" });
  add(reading, piece.bytes.subarray(skipped));
}

function add(reading: Reading, bytes: Uint8Array): void {
  const { size, window: before } = reading.shown.current.value;
  const window = append(before, bytes, WINDOW_BYTES);
  show(reading, { window, size: Math.max(size, window.to) });
}

function show({ draw, shown }: Reading, change: Partial<Shown>): void {
  shown.current.value = { ...shown.current.value, ...change };
  draw();
}
