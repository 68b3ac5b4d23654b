import type { WebSocket } from "@fastify/websocket";
import type { ExecCommand, ExecSession } from "../../offers/task-access.ts";
import { ExecRefusedError, TaskAccessError } from "../../offers/task-access.ts";
import { PIECE_BYTES, STREAM_BYTE } from "./exec-frames.ts";
import type { ServerFrame } from "./exec-frames.ts";
import { receiveInput } from "./exec-input.ts";
import type { ExecLimits } from "../context/exec-limits.ts";
import { watchOver } from "./exec-watch.ts";
import { PublicError, problemDocument, toPublicError } from "../http/problems.ts";

export interface ServeExec {
  readonly start: (command: ExecCommand) => Promise<ExecSession>;
  readonly attempt: number;
  readonly node: string;
  readonly requestId: string;
  readonly limits: ExecLimits;
  readonly stillAllowed: () => Promise<boolean>;
  /** Aborted when the client is gone or the server closes. */
  readonly signal: AbortSignal;
}

/** Close codes (RFC 6455); what a person should know is in the frame before. */
const DONE = 1000;
const GOING_AWAY = 1001;
const PROBLEM = 4000;

/**
 * Carries one command over one WebSocket, to its end.
 * @returns how it ended, for the log
 */
export async function serveExec(socket: WebSocket, serve: ServeExec): Promise<string> {
  const { signal, node } = serve;
  const stop = new AbortController();
  const onGone = (): void => stop.abort(new Error("the connection ended"));
  const input = receiveInput(socket, stop);
  const watch = watchOver(socket, serve, stop);
  let session: ExecSession | undefined;
  stop.signal.addEventListener("abort", () => void session?.close());
  signal.addEventListener("abort", onGone);
  if (signal.aborted) onGone();
  const tell = (frame: ServerFrame): void => socket.send(JSON.stringify(frame));
  try {
    const command = await input.command;
    session = await serve.start(command);
    stop.signal.throwIfAborted();
    watch.begun(command.tty !== undefined);
    tell({ type: "started", attempt: serve.attempt, node });
    void input.feed(session, (bytes) => {
      watch.alive();
      if (bytes > 0) tell({ type: "ack", bytes });
    });
    for await (const { stream, bytes } of session.output) {
      watch.alive();
      for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
        const piece = bytes.subarray(at, at + PIECE_BYTES);
        await input.credit.take(piece.length);
        socket.send(Buffer.concat([Buffer.of(STREAM_BYTE[stream]), piece]));
      }
    }
    const end = await session.ended;
    stop.signal.throwIfAborted();
    input.close();
    tell({ type: "exit", ...end });
    socket.close(DONE);
    return "exitCode" in end ? `exit ${end.exitCode}` : `signal ${end.signal}`;
  } catch (error) {
    if (signal.aborted) {
      socket.close(GOING_AWAY, "the server is shutting down");
      return "connection ended";
    }
    // What went wrong because the session was stopped is no news.
    const problem = problemOf(stop.signal.aborted ? stop.signal.reason : error, node);
    input.close();
    tell({ type: "problem", problem: problemDocument(problem, { requestId: serve.requestId }) });
    socket.close(PROBLEM, problem.code);
    return problem.code;
  } finally {
    signal.removeEventListener("abort", onGone);
    watch.end();
    input.close();
    await session?.close();
  }
}

function problemOf(error: unknown, node: string): PublicError {
  if (error instanceof ExecRefusedError) {
    const code = error.reason === "not_running" ? "conflict_state" : "no_exec";
    return new PublicError(code, sentence(error.message), { cause: error });
  }
  if (error instanceof TaskAccessError) {
    const why = `${node}, which runs the job, cannot be reached.`;
    return new PublicError("executor_unavailable", why, { cause: error });
  }
  return toPublicError(error);
}

function sentence(message: string): string {
  return `${message.charAt(0).toUpperCase()}${message.slice(1)}.`;
}
