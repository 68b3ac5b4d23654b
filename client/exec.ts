import type { Problem } from "./documents/answers.ts";
import type { Connection } from "./http.ts";
import { ApiError, request } from "./http.ts";

export interface ExecOptions {
  /** Program and arguments; `/bin/sh` if absent. */
  readonly command?: readonly string[];
  /** Beside the environment of the job. */
  readonly env?: Readonly<Record<string, string>>;
  /** With a terminal of that size: all output is `stdout`, and input is echoed. */
  readonly tty?: WindowSize;
  /** Of an array: which task. */
  readonly index?: number;
  /** Ends the command. */
  readonly signal?: AbortSignal;
}

export interface WindowSize {
  readonly columns: number;
  readonly rows: number;
}

/** A command that runs beside a job. It ends with this session. */
export interface ExecSession {
  readonly attempt: number;
  readonly node: string;
  /**
   * All output, to be read once and to its end; whoever does not read holds the command up, and whoever stops reading
   * ends it. Throws `ApiError` when the session breaks.
   */
  readonly output: AsyncIterable<{ readonly stream: "stdout" | "stderr"; readonly bytes: Uint8Array }>;
  /** Input; resolves when there is room for more. What comes after the end is dropped. */
  write(bytes: Uint8Array): Promise<void>;
  /** The end of the input. */
  end(): void;
  resize(size: WindowSize): void;
  /** How it ended. Rejects with `ApiError` when the session breaks. */
  readonly ended: Promise<{ readonly exitCode: number } | { readonly signal: number }>;
  /** Ends the command. */
  close(): void;
}

/** Most bytes that either side sends before they are acknowledged. */
const WINDOW_BYTES = 256 * 1024;
const PIECE_BYTES = 32 * 1024;

type End = Awaited<ExecSession["ended"]>;
type Output = { readonly stream: "stdout" | "stderr"; readonly bytes: Uint8Array };

/**
 * Starts a command. The token goes in a header, so this works where WebSockets can have headers: in Node, not in
 * browsers.
 * @throws ApiError  when it is refused, or there is no way to the job
 */
export async function openExec(
  connection: Connection,
  job: number,
  { command, env, tty, index, signal }: ExecOptions,
): Promise<ExecSession> {
  signal?.throwIfAborted();
  const path = `/api/v2/jobs/${job}/terminal`;
  const url = new URL(`${connection.baseUrl}${path}${index === undefined ? "" : `?index=${index}`}`);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  const socket = new WebSocket(url, {
    headers: { ...connection.headers, authorization: `Bearer ${connection.token}` },
  });
  socket.binaryType = "arraybuffer";
  const session = talk(socket);
  const onAbort = (): void => session.fail(signal?.reason);
  signal?.addEventListener("abort", onAbort, { once: true });
  void session.over.then(() => signal?.removeEventListener("abort", onAbort));
  socket.addEventListener("open", () => {
    socket.send(JSON.stringify({ type: "start", command, env, tty }));
  });
  try {
    const started = await session.started;
    return { ...session.session, ...started };
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== "unreachable") throw error;
    // A WebSocket does not tell why it was refused; the same address without one does.
    await request(connection, { path, query: { index }, signal }).catch((why: unknown) => {
      if (!(why instanceof ApiError && why.code === "upgrade_required")) throw why;
    });
    throw error;
  }
}

function talk(socket: WebSocket) {
  const started = Promise.withResolvers<{ readonly attempt: number; readonly node: string }>();
  const ended = Promise.withResolvers<End>();
  const over = Promise.withResolvers<void>();
  for (const { promise } of [started, ended]) promise.catch(() => undefined); // told to whoever asks
  const outputs: Output[] = [];
  let failure: unknown;
  let isOver = false;
  let unacknowledged = 0;
  const waiting = new Set<() => void>();
  const news = (): Promise<void> => new Promise((resolve) => waiting.add(resolve));
  const wake = (): void => {
    for (const each of waiting) each();
    waiting.clear();
  };
  const send = (frame: object): void => {
    if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(frame));
  };
  const finish = (end: End | undefined, error: unknown): void => {
    if (isOver) return;
    isOver = true;
    failure = error;
    if (end === undefined) ended.reject(error);
    else ended.resolve(end);
    started.reject(error ?? new ApiError("bad_answer", "the command ended before it began"));
    over.resolve();
    wake();
    socket.close();
  };
  const fail = (error: unknown): void => finish(undefined, error);

  socket.addEventListener("message", ({ data }) => {
    if (isOver) return;
    if (data instanceof ArrayBuffer) {
      const stream = new Uint8Array(data, 0, 1)[0] === 2 ? "stderr" : "stdout";
      outputs.push({ stream, bytes: new Uint8Array(data, 1) });
      wake();
      return;
    }
    const frame = JSON.parse(String(data)) as ServerFrame; // of this API, over a connection that it accepted
    switch (frame.type) {
      case "started":
        started.resolve({ attempt: frame.attempt, node: frame.node });
        break;
      case "ack":
        unacknowledged -= frame.bytes;
        wake();
        break;
      case "exit":
        finish("signal" in frame ? { signal: frame.signal } : { exitCode: frame.exitCode }, undefined);
        break;
      case "problem":
        fail(errorOf(frame.problem));
        break;
      default: // of a newer server
    }
  });
  socket.addEventListener("error", (event) => {
    const cause: unknown = "error" in event ? event.error : undefined;
    fail(new ApiError("unreachable", `${new URL(socket.url).host} cannot be reached`, { cause }));
  });
  socket.addEventListener("close", () => fail(new ApiError("unreachable", "the connection was cut")));

  async function* read(): AsyncGenerator<Output> {
    try {
      for (;;) {
        const next = outputs.shift();
        if (next !== undefined) {
          yield next;
          send({ type: "ack", bytes: next.bytes.length });
        } else if (!isOver) await news();
        else if (failure === undefined) return;
        else throw failure;
      }
    } finally {
      // Read to its end it is over anyway.
      fail(new ApiError("unreachable", "its output was not read any more"));
    }
  }

  return {
    started: started.promise,
    over: over.promise,
    fail,
    session: {
      output: read(),
      ended: ended.promise,
      async write(bytes: Uint8Array): Promise<void> {
        for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
          const piece = bytes.slice(at, at + PIECE_BYTES);
          while (!isOver && unacknowledged > 0 && unacknowledged + piece.length > WINDOW_BYTES) await news();
          if (isOver) return;
          unacknowledged += piece.length;
          socket.send(piece);
        }
      },
      end: () => send({ type: "end" }),
      resize: ({ columns, rows }: WindowSize) => send({ type: "resize", columns, rows }),
      close: () => fail(new ApiError("unreachable", "the session was closed")),
    },
  };
}

function errorOf(problem: Problem): ApiError {
  const { code, detail, title, status } = problem;
  return new ApiError(code, detail ?? title, { status, problem });
}

type ServerFrame =
  | { readonly type: "started"; readonly attempt: number; readonly node: string }
  | { readonly type: "ack"; readonly bytes: number }
  | { readonly type: "exit"; readonly exitCode: number }
  | { readonly type: "exit"; readonly signal: number }
  | { readonly type: "problem"; readonly problem: Problem };
