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
  const conversation = new Conversation(socket);
  const onAbort = (): void => conversation.fail(signal?.reason);
  signal?.addEventListener("abort", onAbort, { once: true });
  void conversation.over.then(() => signal?.removeEventListener("abort", onAbort));
  socket.addEventListener("open", () => {
    socket.send(JSON.stringify({ type: "start", command, env, tty }));
  });
  try {
    return sessionOf(conversation, await conversation.started);
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== "unreachable") throw error;
    // A WebSocket does not tell why it was refused; the same address without one does.
    await request(connection, { path, query: { index }, signal }).catch((why: unknown) => {
      if (!(why instanceof ApiError && why.code === "upgrade_required")) throw why;
    });
    throw error;
  }
}

/** What goes to and fro on the socket of one command. */
class Conversation {
  readonly started: Promise<{ readonly attempt: number; readonly node: string }>;
  readonly ended: Promise<End>;
  readonly over: Promise<void>;
  readonly #socket: WebSocket;
  readonly #started = Promise.withResolvers<{ readonly attempt: number; readonly node: string }>();
  readonly #ended = Promise.withResolvers<End>();
  readonly #over = Promise.withResolvers<void>();
  readonly #outputs: Output[] = [];
  readonly #waiting = new Set<() => void>();
  #failure: unknown;
  #isOver = false;
  #unacknowledged = 0;

  constructor(socket: WebSocket) {
    this.#socket = socket;
    this.started = this.#started.promise;
    this.ended = this.#ended.promise;
    this.over = this.#over.promise;
    for (const promise of [this.started, this.ended]) promise.catch(() => undefined); // told to whoever asks
    socket.addEventListener("message", ({ data }) => this.#heard(data));
    socket.addEventListener("error", (event) => {
      const cause: unknown = "error" in event ? event.error : undefined;
      this.fail(new ApiError("unreachable", `${new URL(socket.url).host} cannot be reached`, { cause }));
    });
    socket.addEventListener("close", () => this.fail(new ApiError("unreachable", "the connection was cut")));
  }

  async *read(): AsyncGenerator<Output> {
    try {
      for (;;) {
        const next = this.#outputs.shift();
        if (next !== undefined) {
          yield next;
          this.send({ type: "ack", bytes: next.bytes.length });
        } else if (!this.#isOver) await this.#news();
        else if (this.#failure === undefined) return;
        else throw this.#failure;
      }
    } finally {
      // Read to its end it is over anyway.
      this.fail(new ApiError("unreachable", "its output was not read any more"));
    }
  }

  async write(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
      const piece = bytes.slice(at, at + PIECE_BYTES);
      while (!this.#isOver && this.#unacknowledged > 0 && this.#unacknowledged + piece.length > WINDOW_BYTES)
        await this.#news();
      if (this.#isOver) return;
      this.#unacknowledged += piece.length;
      this.#socket.send(piece);
    }
  }

  send(frame: object): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(frame));
  }

  fail(error: unknown): void {
    this.#finish(undefined, error);
  }

  #heard(data: unknown): void {
    if (this.#isOver) return;
    if (data instanceof ArrayBuffer) {
      const stream = new Uint8Array(data, 0, 1)[0] === 2 ? "stderr" : "stdout";
      this.#outputs.push({ stream, bytes: new Uint8Array(data, 1) });
      this.#wake();
      return;
    }
    const frame = JSON.parse(String(data)) as ServerFrame; // of this API, over a connection that it accepted
    switch (frame.type) {
      case "started":
        this.#started.resolve({ attempt: frame.attempt, node: frame.node });
        break;
      case "ack":
        this.#unacknowledged -= frame.bytes;
        this.#wake();
        break;
      case "exit":
        this.#finish("signal" in frame ? { signal: frame.signal } : { exitCode: frame.exitCode }, undefined);
        break;
      case "problem":
        this.fail(errorOf(frame.problem));
        break;
      default: // of a newer server
    }
  }

  #finish(end: End | undefined, error: unknown): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#failure = error;
    if (end === undefined) this.#ended.reject(error);
    else this.#ended.resolve(end);
    this.#started.reject(error ?? new ApiError("bad_answer", "the command ended before it began"));
    this.#over.resolve();
    this.#wake();
    this.#socket.close();
  }

  #news(): Promise<void> {
    return new Promise((resolve) => this.#waiting.add(resolve));
  }

  #wake(): void {
    for (const each of this.#waiting) each();
    this.#waiting.clear();
  }
}

function sessionOf(conversation: Conversation, started: Pick<ExecSession, "attempt" | "node">): ExecSession {
  return {
    ...started,
    output: conversation.read(),
    ended: conversation.ended,
    write: (bytes) => conversation.write(bytes),
    end: () => conversation.send({ type: "end" }),
    resize: ({ columns, rows }) => conversation.send({ type: "resize", columns, rows }),
    close: () => conversation.fail(new ApiError("unreachable", "the session was closed")),
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
