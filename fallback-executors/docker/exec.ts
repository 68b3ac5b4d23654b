import { randomUUID } from "node:crypto";
import type { Duplex } from "node:stream";
import type { ExecCommand, ExecEnd, ExecOutput, ExecSession, WindowSize } from "../../offers/task-access.ts";
import { ExecRefusedError, TaskAccessError } from "../../offers/task-access.ts";
import type { After } from "../backend/ports.ts";
import { fieldsOf, numberIn, textIn } from "./documents.ts";
import { SANDBOX } from "./docker-options.ts";
import { EngineError, type Engine } from "./engine.ts";
import { FrameDecoder } from "./frames.ts";
import { exitOf } from "./status.ts";

/** Every process of a command has it in its environment, by which it is found when it must be killed. */
const MARK = "GODOCKER_EXEC";
/** The engine has no call for it, so the container's own shell does it. */
const KILL =
  'for f in /proc/[0-9]*/environ; do grep -q "$1" "$f" 2>/dev/null && p=${f#/proc/} && kill -9 "${p%/environ}"; done';
const END_OF_INPUT = Buffer.from([4, 4]); // twice: the first may only end a line
const KILLED_MS = 5000;
const LOOK_MS = 50;

export interface ExecOptions {
  readonly engine: Engine;
  readonly container: string;
  readonly command: ExecCommand;
  readonly after: After;
}

/** A command beside a task. @throws ExecRefusedError, TaskAccessError, EngineError, EngineUnreachableError */
export async function openExecSession({
  engine,
  container,
  command,
  after,
}: ExecOptions): Promise<ExecSession> {
  const { argv, env, tty } = command;
  const mark = randomUUID();
  const id = textIn(
    fieldsOf(
      await engine.json({
        method: "POST",
        path: `/containers/${encodeURIComponent(container)}/exec`,
        body: {
          AttachStdin: true,
          AttachStdout: true,
          AttachStderr: true,
          Tty: tty !== undefined,
          Cmd: argv,
          Env: [...Object.entries(env ?? {}).map(([name, value]) => `${name}=${value}`), `${MARK}=${mark}`],
          WorkingDir: SANDBOX,
        },
      }),
    ),
    "Id",
  );
  if (id === undefined) throw new TaskAccessError("the engine tells no id of the command");
  const socket = await engine.upgrade({
    method: "POST",
    path: `/exec/${id}/start`,
    body: { Detach: false, Tty: tty !== undefined },
  });
  const resize = async ({ columns, rows }: WindowSize): Promise<void> => {
    await engine
      .json({ method: "POST", path: `/exec/${id}/resize?w=${columns}&h=${rows}` })
      .catch(() => undefined); // it is over, or another resize comes
  };
  if (tty !== undefined) await resize(tty);
  const closed = new Promise<void>((done) => socket.once("close", () => done()));
  // The other side's fault shows in the exit code, or in that there is none.
  socket.on("error", () => undefined);
  const ended = closed.then(() => endOf(engine, id, after));
  ended.catch(() => undefined); // told to whoever asks

  // By another connection than the input: what is typed after a new size must find it.
  let resizing: Promise<void> = Promise.resolve();
  let isOver = false;
  void closed.then(() => {
    isOver = true;
  });
  let closing: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    if (!isOver) {
      await kill(engine, container, mark);
      const cancel = after(KILLED_MS, () => socket.destroy());
      socket.resume(); // what is left of its output must not hold its end up
      await closed;
      cancel();
    }
    await ended.catch(() => undefined);
  };
  return {
    output: outputOf(socket, tty !== undefined, () => (closing ??= close())),
    async write(bytes) {
      await resizing;
      if (isOver || socket.writableEnded || socket.destroyed) return;
      if (socket.write(bytes)) return;
      await Promise.race([new Promise((drained) => socket.once("drain", drained)), closed]);
    },
    async end() {
      if (isOver) return;
      if (tty === undefined) socket.end();
      else socket.write(END_OF_INPUT);
      await Promise.resolve();
    },
    resize: (size) => {
      if (tty !== undefined) resizing = resizing.then(() => resize(size));
    },
    ended,
    close: () => (closing ??= close()),
  };
}

async function* outputOf(
  socket: Duplex,
  isTerminal: boolean,
  close: () => Promise<void>,
): AsyncGenerator<ExecOutput> {
  const decoder = new FrameDecoder();
  let isWhole = false;
  try {
    for await (const chunk of socket.iterator({ destroyOnReturn: false })) {
      if (isTerminal) yield { stream: "stdout", bytes: new Uint8Array(chunk) };
      else
        for (const { stream, bytes } of decoder.push(chunk)) yield { stream, bytes: new Uint8Array(bytes) };
    }
    isWhole = true;
  } catch (error) {
    throw new TaskAccessError(
      `the connection to the command was lost: ${error instanceof Error ? error.message : String(error)}`,
    );
  } finally {
    if (!isWhole) await close();
    socket.destroy();
  }
}

async function kill(engine: Engine, container: string, mark: string): Promise<void> {
  try {
    const created = fieldsOf(
      await engine.json({
        method: "POST",
        path: `/containers/${encodeURIComponent(container)}/exec`,
        body: {
          Cmd: ["/bin/sh", "-c", KILL, "sh", `${MARK}=${mark}`],
          AttachStdout: true,
          AttachStderr: true,
        },
      }),
    );
    const socket = await engine.upgrade({
      method: "POST",
      path: `/exec/${textIn(created, "Id")}/start`,
      body: { Detach: false, Tty: false },
    });
    socket.resume();
    await new Promise((done) => socket.once("close", done));
  } catch (error) {
    if (!(error instanceof EngineError)) throw error; // the container is over, or has no shell
  }
}

/** How a command ended whose connection is at its end. */
async function endOf(engine: Engine, id: string, after: After): Promise<ExecEnd> {
  // The engine may close the connection a moment before it knows.
  for (let looks = 0; looks < KILLED_MS / LOOK_MS; looks += 1) {
    const found = fieldsOf(await engine.json({ path: `/exec/${id}/json` }));
    const exitCode = numberIn(found, "ExitCode");
    if (found["Running"] === false && exitCode !== undefined) return exitOf(exitCode);
    await new Promise<void>((resolve) => void after(LOOK_MS, resolve));
  }
  throw new TaskAccessError("nobody can tell how the command ended");
}

/** @throws ExecRefusedError  when the task does not run, or the engine will not have it */
export function asExecRefusal(error: unknown): never {
  if (error instanceof EngineError && (error.status === 404 || error.status === 409 || isEnded(error)))
    throw new ExecRefusedError("not_running", `the task does not run: ${error.message}`);
  if (error instanceof EngineError) throw new ExecRefusedError("refused", error.message);
  throw error;
}

/** Podman's words for a container that is there and does not run, with the status of any fault. */
function isEnded({ message }: EngineError): boolean {
  return /exec sessions on running containers/.test(message);
}
