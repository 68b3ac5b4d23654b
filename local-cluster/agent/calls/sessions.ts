import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdirSync, rmSync } from "node:fs";
import { constants as osConstants } from "node:os";
import { join } from "node:path";
import type { CommandInfo } from "../../../proto/generated/types.ts";
import { commandWords } from "../containers/command.ts";
import type { Containment } from "../containers/containment.ts";
import type { ExecutorTools, ProcessIdentity } from "../containers/executor.ts";
import { taskWords } from "../tasks/preparation.ts";
import { findMarkedProcesses, SESSION_VARIABLE, statOf } from "../containers/processes.ts";
import type { RunningTask } from "../tasks/task-run.ts";
import { setWindowSize, terminalWords } from "./terminal.ts";
import type { SessionWords, WindowSize } from "./terminal.ts";

/** A process of a person in the container of a running task. */
export interface Session {
  readonly id: string;
  readonly task: RunningTask;
  readonly tty: boolean;
  /** The wait status: exit status × 256, or the number of the signal. */
  readonly ended: Promise<number>;
  /** Output from now on. Returns how to stop it. */
  listen(output: SessionOutput): () => void;
  /** At most one at a time: `false` when somebody writes already. */
  takeInput(): boolean;
  giveInputBack(): void;
  /** Resolves when the process has room for more. */
  write(bytes: Uint8Array): Promise<void>;
  /** End of the input; a session with a terminal is sent the key for it instead. */
  endInput(): void;
  resize(size: WindowSize): Promise<void>;
  kill(signal: number): void;
}

export interface SessionOutput {
  /** `false`: hold on until `resume` of the session's output is called by the listener's `drained`. */
  write(stream: "STDOUT" | "STDERR", bytes: Uint8Array): boolean;
  /** Calls back once when there is room again, or never will be. */
  onDrain(then: () => void): void;
}

export interface SessionRequest {
  readonly id: string;
  readonly task: RunningTask;
  readonly command: CommandInfo;
  readonly tty: boolean;
}

/** Why a session cannot be started; the message is for the person. */
export class SessionError extends Error {}

export interface Sessions {
  /** @throws SessionError */
  launch(request: SessionRequest): Promise<Session>;
  /** Also one that ended a while ago. */
  find(id: string): Session | undefined;
  live(): readonly Session[];
  close(): void;
}

export interface SessionsOptions {
  readonly tools: ExecutorTools;
  readonly containment: Containment;
  /** For small files of the sessions. */
  readonly directory: string;
  readonly environmentOf: (running: RunningTask) => Readonly<Record<string, string>>;
  readonly log: (line: string) => void;
}

const LIVE_MAX = 200;
/** Whoever waits for a session's end may come a little late. */
const ENDED_MAX = 200;

/** Enters the container's control groups, then becomes the command: `sh -c … sh <count> <door>… <word>…`. */
const ENTER = `__n=$1; shift
while [ "$__n" -gt 0 ]; do echo $$ >"$1" || exit 125; shift; __n=$((__n - 1)); done
exec "$@"`;

export function createSessions(options: SessionsOptions): Sessions {
  const live = new Map<string, Session>();
  const ended = new Map<string, Session>();
  rmSync(options.directory, { recursive: true, force: true }); // of an earlier agent: its sessions ended with it
  mkdirSync(options.directory, { recursive: true });

  async function launch(request: SessionRequest): Promise<Session> {
    const { id, task, tty } = request;
    if (live.has(id) || ended.has(id)) throw new SessionError(`Container ${id} is already started`);
    if (live.size >= LIVE_MAX) throw new SessionError(`This agent holds no more than ${LIVE_MAX} sessions`);
    const inside = await wordsOf(request);
    const mark = randomUUID();
    const terminal = join(options.directory, mark);
    const environment: Record<string, string> = {
      ...options.environmentOf(task),
      ...Object.fromEntries(
        (request.command.environment?.variables ?? []).map(({ name, value }) => [name, value ?? ""]),
      ),
      [SESSION_VARIABLE]: mark,
    };
    const program = tty ? terminalWords(options.tools.script ?? "", inside, terminal) : inside.words;
    const doors = options.containment.doors(task.ids.containerId);
    const child = spawn("/bin/sh", ["-c", ENTER, "sh", String(doors.length), ...doors, ...program], {
      cwd: task.sandbox,
      env: environment,
      detached: true,
      stdio: ["pipe", "pipe", "pipe"],
    });
    const session = createSession(request, child, mark, terminal, options.log);
    live.set(id, session);
    void session.ended.then(() => {
      live.delete(id);
      rmSync(terminal, { force: true });
      ended.set(id, session);
      const [oldest] = ended.keys();
      if (ended.size > ENDED_MAX && oldest !== undefined) ended.delete(oldest);
    });
    return session;
  }

  async function wordsOf({ task, command, tty }: SessionRequest): Promise<SessionWords> {
    if (tty && options.tools.script === undefined)
      throw new SessionError("script (util-linux) is needed on the agent for a session with a terminal");
    const own = task.task.command?.user ?? task.framework.user;
    if (command.user !== undefined && command.user !== own)
      throw new SessionError(`A session runs as the user of its task, '${own}'`);
    const prefix = await taskWords(task.framework, task.task, options.tools);
    if (prefix.kind === "refused") throw new SessionError(prefix.message);
    const value = command.value ?? "";
    const words =
      value === ""
        ? ["/bin/sh", "-c", "echo 'Shell command is not specified' >&2; exit 1"]
        : commandWords(command);
    return { words: [...prefix.limited, ...prefix.as, ...words], owner: prefix.other?.uid };
  }

  return {
    launch,
    find: (id) => live.get(id) ?? ended.get(id),
    live: () => [...live.values()],
    close() {
      for (const session of live.values()) session.kill(osConstants.signals.SIGKILL);
    },
  };
}

function createSession(
  { id, task, tty }: SessionRequest,
  child: ChildProcess,
  mark: string,
  terminal: string,
  log: (line: string) => void,
): Session {
  const outputs = new Set<SessionOutput>();
  const { stdin, stdout, stderr } = child;
  const leader: ProcessIdentity | undefined =
    child.pid === undefined
      ? undefined
      : { pid: child.pid, startTicks: String(statOf(child.pid)?.startTicks ?? 0) };
  let inputTaken = false;
  let over = false;
  let full = 0;
  const processes = (): number[] =>
    findMarkedProcesses(`${SESSION_VARIABLE}=${mark}`, leader).map(({ pid }) => pid);

  const pass = (stream: "STDOUT" | "STDERR") => (bytes: Buffer) => {
    for (const output of outputs) {
      if (output.write(stream, bytes)) continue;
      full += 1;
      stdout?.pause();
      stderr?.pause();
      output.onDrain(() => {
        full -= 1;
        if (full > 0) return;
        stdout?.resume();
        stderr?.resume();
      });
    }
  };
  stdout?.on("data", pass("STDOUT"));
  stderr?.on("data", pass("STDERR"));
  stdin?.on("error", () => undefined); // the process closed its input, or is gone: what is written is lost

  const ended = new Promise<number>((resolve) => {
    let status = 127 * 256; // when there is no process at all
    child.once("error", (error) => {
      log(`session ${id}: ${error.message}`);
      over = true;
      resolve(status);
    });
    child.once("exit", (code, signal) => {
      over = true;
      status = waitStatus(code, signal, tty);
      killAll(processes, log);
    });
    child.once("close", () => resolve(status));
  });

  return {
    id,
    task,
    tty,
    ended,
    listen(output) {
      outputs.add(output);
      return () => outputs.delete(output);
    },
    takeInput() {
      if (inputTaken) return false;
      inputTaken = true;
      return true;
    },
    giveInputBack() {
      inputTaken = false;
    },
    write(bytes) {
      if (over || stdin === null || stdin.destroyed || stdin.write(bytes)) return Promise.resolve();
      return new Promise((resolve) => {
        for (const event of ["drain", "close", "error"]) stdin.once(event, resolve);
        child.once("exit", resolve);
      });
    },
    endInput() {
      if (!tty) stdin?.end();
    },
    async resize(size) {
      if (tty && !over) await setWindowSize(terminal, size, () => over);
    },
    kill(signal) {
      if (over || leader === undefined) return;
      if (signal === osConstants.signals.SIGKILL) {
        killAll(processes, log);
        return;
      }
      // With a terminal the leader is `script`, and the command its child.
      const targets = tty ? processes().filter((pid) => statOf(pid)?.parent === leader.pid) : [leader.pid];
      for (const pid of targets) sendSignal(pid, signal);
    },
  };
}

/** Repeated, because a process may be forking; what is stuck then ends with its task. */
const KILL_ROUNDS = 10;

function killAll(processes: () => number[], log: (line: string) => void): void {
  for (let round = 0; round < KILL_ROUNDS; round += 1) {
    const pids = processes();
    if (pids.length === 0) return;
    for (const pid of pids) sendSignal(pid, osConstants.signals.SIGKILL);
  }
  const left = processes().length;
  if (left > 0) log(`${left} processes of a session do not end yet`);
}

function sendSignal(pid: number, signal: number): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
  }
}

/** `script` tells the death of its command by a signal as exit status 128 and more, as a shell does. */
function waitStatus(code: number | null, signal: NodeJS.Signals | null, tty: boolean): number {
  if (signal !== null) return osConstants.signals[signal];
  if (code === null) return 0;
  return tty && code > 128 && code <= 128 + 31 ? code - 128 : code * 256;
}
