import type { WebSocket } from "@fastify/websocket";
import type { ExecLimits } from "../context/exec-limits.ts";
import { PublicError } from "../http/problems.ts";

export interface ExecWatch {
  /** The command runs now. */
  begun(withTerminal: boolean): void;
  /** A byte came or went. */
  alive(): void;
  end(): void;
}

/**
 * Ends a session that takes too long, that nobody uses, whose client is gone without a word, or whose token no longer
 * holds.
 */
export function watchOver(
  socket: WebSocket,
  { limits, stillAllowed }: { readonly limits: ExecLimits; readonly stillAllowed: () => Promise<boolean> },
  stop: AbortController,
): ExecWatch {
  const late = (why: string) => (): void => stop.abort(new PublicError("request_timeout", why));
  const minutes = (ms: number): string => `${Math.round(ms / 60_000)} minutes`;
  let start: NodeJS.Timeout | undefined = setTimeout(
    late("The first frame did not come in time."),
    limits.startMs,
  );
  let idle: NodeJS.Timeout | undefined;
  const longest = setTimeout(
    late(`A command in a job may run for ${minutes(limits.longestMs)}.`),
    limits.longestMs,
  );
  let answered = true;
  socket.on("pong", () => {
    answered = true;
  });
  const heartbeat = setInterval(() => {
    if (!answered) return socket.terminate();
    answered = false;
    return socket.ping();
  }, limits.heartbeatMs);
  const recheck = setInterval(() => {
    stillAllowed().then(
      (allowed) => {
        if (!allowed) stop.abort(new PublicError("not_signed_in", "The token no longer holds."));
      },
      () => undefined, // who cannot be asked now is asked the next time
    );
  }, limits.recheckMs);

  return {
    begun(withTerminal) {
      clearTimeout(start);
      start = undefined;
      if (!withTerminal) return;
      idle = setTimeout(late(`Nothing was typed or printed for ${minutes(limits.idleMs)}.`), limits.idleMs);
    },
    alive() {
      idle?.refresh();
    },
    end() {
      clearTimeout(start);
      clearTimeout(idle);
      clearTimeout(longest);
      clearInterval(heartbeat);
      clearInterval(recheck);
    },
  };
}
