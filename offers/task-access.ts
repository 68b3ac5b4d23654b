import type { Placement, TaskId } from "../jobs/life/job.ts";
import type { WarningSignalName } from "../jobs/spec/spec.ts";

/** Names a task to whoever reaches into it: an attempt is one. */
export interface TaskAddress {
  readonly taskId: TaskId;
  readonly placement: Placement;
}

/**
 * What a task has written, and the way into it; reachable from any process by the address kept with its attempt. Asked
 * only of tasks that have begun to run. All of it throws `TaskAccessError` when the agent cannot be reached, or will
 * not answer.
 */
export interface TaskAccess {
  /**
   * Bytes of one output stream.
   * @param offset  in bytes from the beginning
   * @param bytesMax  at most that many come back; fewer, or none, at the present end
   * @returns `undefined` when there is no such output (yet, or any more)
   */
  read(
    task: TaskAddress,
    stream: "stdout" | "stderr",
    offset: number,
    bytesMax: number,
  ): Promise<FilePart | undefined>;
  /**
   * What a directory of the task's sandbox holds, in no order.
   * @param path  below the sandbox, as `sandboxPath` reads it; `""` is the sandbox itself
   * @returns `undefined` when there is no such directory (yet, or any more), or it is outside of the sandbox
   * @throws SandboxPathError  for a path that leaves the sandbox
   */
  list(task: TaskAddress, path: string): Promise<readonly SandboxEntry[] | undefined>;
  /**
   * Bytes of a file in the task's sandbox; parameters and answer as those of `read` and `list`.
   * @throws SandboxPathError  also for what is no file
   */
  readFile(task: TaskAddress, path: string, offset: number, bytesMax: number): Promise<FilePart | undefined>;
  /**
   * Starts a command beside a task that runs: in its sandbox, environment, account and limits. Absent where the backend
   * cannot (`Capabilities.exec`).
   * @throws ExecRefusedError
   */
  exec?(task: TaskAddress, command: ExecCommand): Promise<ExecSession>;
  /**
   * Sends a signal to the program of a task that runs. Absent where the backend has no call for it: where it starts
   * commands, one of these can do it.
   * @throws ExecRefusedError
   */
  signal?(task: TaskAddress, name: WarningSignalName): Promise<void>;
}

export interface FilePart {
  readonly bytes: Uint8Array;
  /** Of the whole file, when the last of these bytes was read. Smaller than the offset when it was truncated. */
  readonly size: number;
}

export interface SandboxEntry {
  readonly name: string;
  /** A link is what it leads to. */
  readonly kind: "file" | "directory" | "other";
  readonly size: number;
  readonly modifiedAtMs: number;
}

export interface ExecCommand {
  /** Program and arguments, never a shell line. */
  readonly argv: readonly [string, ...string[]];
  /** Beside the environment of the task. */
  readonly env?: Readonly<Record<string, string>>;
  /** With a terminal of that size: all output is `stdout`, and input is echoed. */
  readonly tty?: WindowSize;
}

export interface WindowSize {
  readonly columns: number;
  readonly rows: number;
}

/** A command that runs. It ends with this session, however that ends. */
export interface ExecSession {
  /**
   * All output, to be read once and to its end; whoever does not read holds the command up, and whoever stops reading
   * ends it. Throws `TaskAccessError` when the connection is lost.
   */
  readonly output: AsyncIterable<ExecOutput>;
  /**
   * Input of the command; what comes after its end is dropped.
   * @returns resolves when there is room for more
   * @throws TaskAccessError  when the way to the command is lost
   */
  write(bytes: Uint8Array): Promise<void>;
  /** The end of its input. With a terminal: the key for it. */
  end(): Promise<void>;
  /** Of its terminal; nothing happens without one. */
  resize(size: WindowSize): void;
  /** How it ended. Rejects with `TaskAccessError` when nobody can tell. */
  readonly ended: Promise<ExecEnd>;
  /** Kills it unless it has ended. Resolves when nothing of the session is left. */
  close(): Promise<void>;
}

export interface ExecOutput {
  readonly stream: "stdout" | "stderr";
  readonly bytes: Uint8Array;
}

export type ExecEnd = { readonly exitCode: number } | { readonly signal: number };

/** The agent cannot be reached, or answers what cannot be used. Another time it may. */
export class TaskAccessError extends Error {
  override readonly name = "TaskAccessError";
}

/**
 * No command can be started: the task does not run (any more), its backend or the kind of its container has no way in
 * (`unsupported`), or the agent will not have it (`refused`). The message is for the person who asked.
 */
export class ExecRefusedError extends Error {
  override readonly name = "ExecRefusedError";
  readonly reason: "not_running" | "unsupported" | "refused";
  constructor(reason: ExecRefusedError["reason"], message: string) {
    super(message);
    this.reason = reason;
  }
}
