import { randomUUID } from "node:crypto";
import { Readable } from "node:stream";
import type { ExecCommand, ExecEnd, ExecOutput, ExecSession, WindowSize } from "../../offers/task-access.ts";
import { ExecRefusedError, TaskAccessError } from "../../offers/task-access.ts";
import { fieldsOf, listOf, textIn } from "../docker/documents.ts";
import { exitOf } from "../docker/status.ts";
import type { After } from "../backend/ports.ts";
import { KubernetesError, type KubernetesApi } from "./api.ts";
import { CONTAINER, SANDBOX } from "./kubernetes-options.ts";
import { newsOf } from "./pod-status.ts";

/** Every process of a command has it in its environment, by which it is found when it must be killed. */
const MARK = "GODOCKER_EXEC";
/** Kubernetes knows neither the directory nor the environment of a command, so the container's own shell sees to them. */
const BEGIN =
  'cd "$1"; n=$2; shift 2; while [ "$n" -gt 0 ]; do export "$1"; shift; n=$((n-1)); done; exec "$@"';
const KILL =
  'for f in /proc/[0-9]*/environ; do grep -q "$1" "$f" 2>/dev/null && p=${f#/proc/} && kill -9 "${p%/environ}"; done';
const END_OF_INPUT = Buffer.from([4, 4]); // twice: the first may only end a line
const KILLED_MS = 5000;
/** A new size goes another way than input: what is typed after it must find it. */
const RESIZED_MS = 150;
/** Of one message, and of what waits to be sent. */
const [PIECE_BYTES, WAITING_BYTES_MAX] = [32 * 1024, 1024 * 1024];
/** Source: Kubernetes, pkg/kubelet/util, remotecommand protocol v5. */
const [STDIN, STDOUT, STDERR, STATUS, RESIZE, CLOSE] = [0, 1, 2, 3, 4, 255];

export interface ExecOptions {
  readonly api: KubernetesApi;
  /** Of the collection. */
  readonly podsPath: string;
  readonly pod: string;
  readonly command: ExecCommand;
  readonly after: After;
}

/** What is used of the library's connection. */
interface Connection {
  readonly bufferedAmount: number;
  send(bytes: Uint8Array, sent?: (error?: Error) => void): void;
  pause(): void;
  resume(): void;
  close(): void;
  terminate(): void;
  addEventListener(type: "close", listener: () => void): void;
}

/** A command beside a task. @throws ExecRefusedError, TaskAccessError, KubernetesError, KubernetesUnreachableError */
export async function openExecSession(options: ExecOptions): Promise<ExecSession> {
  const { command, after } = options;
  const { argv, env, tty } = command;
  await mustRun(options);
  const mark = randomUUID();
  const variables = [
    ...Object.entries(env ?? {}).map(([name, value]) => `${name}=${value}`),
    `${MARK}=${mark}`,
  ];
  const words = ["/bin/sh", "-c", BEGIN, "sh", SANDBOX, String(variables.length), ...variables, ...argv];
  const output = new Readable({ objectMode: true, highWaterMark: 16, read: () => connection?.resume() });
  let status: unknown;
  let connection: Connection | undefined = undefined;
  const open = await connect(options, words, tty !== undefined, (channel, bytes) => {
    if (channel === STATUS) status = parsed(bytes);
    if ((channel !== STDOUT && channel !== STDERR) || bytes.length === 0) return;
    const piece: ExecOutput = {
      stream: channel === STDERR ? "stderr" : "stdout",
      bytes: new Uint8Array(bytes),
    };
    if (!output.push(piece)) connection?.pause();
  });
  connection = open;
  let isOver = false;
  const closed = new Promise<void>((done) => open.addEventListener("close", done)).then(() => {
    isOver = true;
    const why = faultIn(status);
    if (why !== undefined) output.push({ stream: "stderr", bytes: Buffer.from(`${why}\n`) });
    output.push(null);
  });
  const ended = closed.then(() => endOf(status));
  ended.catch(() => undefined); // told to whoever asks

  const send = (channel: number, bytes: Uint8Array): Promise<void> =>
    new Promise((resolve) => {
      const message = Buffer.concat([Buffer.from([channel]), bytes]);
      const isFull = open.bufferedAmount > WAITING_BYTES_MAX;
      open.send(message, isFull ? () => resolve() : undefined);
      if (!isFull) resolve();
    });
  let resizing: Promise<unknown> = Promise.resolve();
  const resize = ({ columns, rows }: WindowSize): void => {
    if (isOver) return;
    void send(RESIZE, Buffer.from(JSON.stringify({ Width: columns, Height: rows })));
    resizing = new Promise<void>((resolve) => void after(RESIZED_MS, resolve));
  };
  if (tty !== undefined) resize(tty);
  let hasEnded = false;
  let closing: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    if (!isOver) {
      await kill(options, mark);
      const cancel = after(KILLED_MS, () => open.terminate());
      output.resume(); // what is left of its output must not hold its end up
      open.resume();
      await closed;
      cancel();
    }
    await ended.catch(() => undefined);
  };
  const write = async (bytes: Uint8Array): Promise<void> => {
    await resizing;
    for (let at = 0; at < bytes.length && !isOver; at += PIECE_BYTES)
      await Promise.race([send(STDIN, bytes.subarray(at, at + PIECE_BYTES)), closed]);
  };
  return {
    output: outputOf(output, ended, () => (closing ??= close())),
    async write(bytes) {
      if (!hasEnded) await write(bytes);
    },
    async end() {
      if (hasEnded || isOver) return;
      hasEnded = true;
      if (tty === undefined) await send(CLOSE, Buffer.from([STDIN]));
      else await write(END_OF_INPUT);
    },
    resize: (size) => {
      if (tty !== undefined) resize(size);
    },
    ended,
    close: () => (closing ??= close()),
  };
}

async function* outputOf(
  output: Readable,
  ended: Promise<ExecEnd>,
  close: () => Promise<void>,
): AsyncGenerator<ExecOutput> {
  let isWhole = false;
  try {
    for await (const piece of output.iterator({ destroyOnReturn: false })) yield piece as ExecOutput; // only those are pushed
    isWhole = true;
    await ended; // a connection that broke is no end of its output
  } finally {
    if (!isWhole) await close();
  }
}

/** @throws ExecRefusedError, KubernetesError, KubernetesUnreachableError */
export async function mustRun({
  api,
  podsPath,
  pod,
}: Pick<ExecOptions, "api" | "podsPath" | "pod">): Promise<void> {
  const found = await api.json({ path: `${podsPath}/${encodeURIComponent(pod)}` });
  const news = newsOf(found, false);
  const isRunning = news.kind === "found" && ["running", "killing"].includes(news.found.state);
  if (!isRunning) throw new ExecRefusedError("not_running", "the task does not run");
}

async function connect(
  { api, podsPath, pod }: Pick<ExecOptions, "api" | "podsPath" | "pod">,
  words: readonly string[],
  isTerminal: boolean,
  receive: (channel: number, bytes: Buffer) => void,
): Promise<Connection> {
  const query = new URLSearchParams([
    ["container", CONTAINER],
    ["stdin", "true"],
    ["stdout", "true"],
    isTerminal ? ["tty", "true"] : ["stderr", "true"],
    ...words.map((word): [string, string] => ["command", word]),
  ]);
  const { Exec } = await import("@kubernetes/client-node");
  // Its own streams know neither how to hold the other side up, nor the end of an input of nothing.
  const { handler } = new Exec(await api.config());
  try {
    const socket = await handler.connect(
      `${podsPath}/${encodeURIComponent(pod)}/exec?${query}`,
      null,
      (channel, bytes) => {
        receive(channel, bytes);
        return true;
      },
    );
    return socket as unknown as Connection; // of the package ws, whose types the library does not bring along
  } catch (error) {
    await mustRun({ api, podsPath, pod });
    const message = messageIn(error);
    const [, code = ""] = /Unexpected server response: (\d+)/.exec(message) ?? [];
    if (code === "403")
      throw new ExecRefusedError(
        "refused",
        "the cluster does not let this installation into pods (pods/exec)",
      );
    throw new TaskAccessError(`the command could not be started: ${message}`, { cause: error });
  }
}

async function kill(options: ExecOptions, mark: string): Promise<void> {
  try {
    const socket = await connect(
      options,
      ["/bin/sh", "-c", KILL, "sh", `${MARK}=${mark}`],
      false,
      () => undefined,
    );
    const closed = new Promise<void>((done) => socket.addEventListener("close", done));
    const cancel = options.after(KILLED_MS, () => socket.terminate());
    await closed;
    cancel();
  } catch (error) {
    const isOver = error instanceof ExecRefusedError || error instanceof TaskAccessError;
    if (!isOver && !(error instanceof KubernetesError)) throw error; // the task is over, or the way to it is lost
  }
}

/** @throws TaskAccessError */
function endOf(status: unknown): ExecEnd {
  const fields = fieldsOf(status);
  if (textIn(fields, "status") === "Success") return { exitCode: 0 };
  for (const one of listOf(fieldsOf(fields["details"])["causes"])) {
    const cause = fieldsOf(one);
    const exitCode = Number(textIn(cause, "message"));
    if (textIn(cause, "reason") === "ExitCode" && Number.isInteger(exitCode)) return exitOf(exitCode);
  }
  if (faultIn(status) !== undefined) return { exitCode: 127 };
  throw new TaskAccessError("the connection to the command was lost");
}

/** Why no command was started: an image without a shell, above all. */
function faultIn(status: unknown): string | undefined {
  const fields = fieldsOf(status);
  const message = textIn(fields, "message") ?? "";
  const isExit = textIn(fields, "reason") === "NonZeroExitCode";
  return textIn(fields, "status") === "Failure" && !isExit ? message : undefined;
}

function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString("utf8"));
  } catch {
    return undefined;
  }
}

function messageIn(error: unknown): string {
  if (error instanceof Error) return error.message;
  return textIn(fieldsOf(error), "message") ?? String(error); // the library gives its events
}
