import type { WebSocket } from "@fastify/websocket";
import type { ExecCommand, ExecSession } from "../../offers/task-access.ts";
import { createCredit } from "./credit.ts";
import type { Credit } from "./credit.ts";
import { parseFrame, WINDOW_BYTES } from "./exec-frames.ts";
import { PublicError } from "../http/problems.ts";

export interface ExecInput {
  /** Of the output: what the client has acknowledged may be sent on. */
  readonly credit: Credit;
  /** What the first frame tells to start. */
  readonly command: Promise<ExecCommand>;
  /** Hands over what comes, in its order, until `close`. */
  feed(session: ExecSession, onTaken: (bytes: number) => void): Promise<void>;
  close(): void;
}

/** Frames that wait to be handed over: more than that is no person and no pipe. */
const WAITING_MAX = 10_000;

/**
 * What the client sends, from the first moment on.
 * @param stop  aborted with a `PublicError` by a frame that may not come
 */
export function receiveInput(socket: WebSocket, stop: AbortController): ExecInput {
  const credit = createCredit(WINDOW_BYTES);
  const first = Promise.withResolvers<ExecCommand>();
  first.promise.catch(() => undefined); // after the first frame nobody asks
  const waiting: { readonly bytes: number; readonly act: (session: ExecSession) => Promise<void> | void }[] =
    [];
  let waitingBytes = 0;
  let begun = false;
  let open = true;
  let wake = (): void => undefined;

  const enqueue = (act: (session: ExecSession) => Promise<void> | void, bytes = 0): void => {
    waitingBytes += bytes;
    if (waitingBytes > WINDOW_BYTES || waiting.length === WAITING_MAX) {
      throw new PublicError("too_large", `At most ${WINDOW_BYTES} bytes of input may be unacknowledged.`);
    }
    waiting.push({ bytes, act });
    wake();
  };
  const take = (data: Buffer, isBinary: boolean): void => {
    const frame = isBinary ? undefined : parseFrame(data.toString("utf8"));
    if (begun === (frame?.type === "start")) {
      const why = begun ? "A command runs already." : "The first frame must tell what to start.";
      throw new PublicError("invalid", why);
    }
    switch (frame?.type) {
      case undefined:
        return enqueue((session) => session.write(data), data.length);
      case "start":
        begun = true;
        return first.resolve(frame.command);
      case "end":
        return enqueue((session) => session.end());
      case "resize":
        return enqueue((session) => session.resize(frame.size));
      case "ack":
        return credit.give(frame.bytes);
    }
  };
  socket.on("message", (data, isBinary) => {
    if (!open) return;
    try {
      take(data, isBinary);
    } catch (error) {
      stop.abort(error);
    }
  });
  const close = (): void => {
    open = false;
    credit.close();
    wake();
  };
  stop.signal.addEventListener("abort", () => {
    first.reject(stop.signal.reason);
    close();
  });

  return {
    credit,
    command: first.promise,
    close,
    async feed(session, onTaken) {
      while (open) {
        const next = waiting.shift();
        if (next === undefined) {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
          continue;
        }
        try {
          await next.act(session);
        } catch (error) {
          stop.abort(error);
          return;
        }
        waitingBytes -= next.bytes;
        if (open) onTaken(next.bytes);
      }
    },
  };
}
