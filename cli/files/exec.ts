import type { ExecSession, WindowSize } from "../../client/exec.ts";
import { ApiError } from "../../client/http.ts";
import { has } from "../frame/args.ts";
import { usageOf } from "../frame/command.ts";
import type { Context } from "../frame/context.ts";
import type { CliIo } from "../frame/io.ts";
import { EXIT, Failure } from "../text/failure.ts";
import { jobRefOf, outputSink } from "./logs.ts";

/** Runs a command beside a job, and exits as it does. */
export async function exec(context: Context): Promise<number> {
  const { io, args, terminal } = context;
  const { id, index } = jobRefOf(context);
  const command = args.rest ?? [];
  const atTerminal = io.isTty.stdin && io.isTty.stdout;
  // Whoever names no command wants to work there.
  const tty = has(args, "tty") || (command.length === 0 && atTerminal);
  const interactive = tty || has(args, "interactive") || command.length === 0;
  if (tty && !atTerminal) {
    throw new Failure({
      exit: EXIT.usage,
      what: "there is no terminal here to pass on",
      fix: "leave --tty out; --interactive passes standard input on without one",
      usage: usageOf(args.command),
    });
  }
  const { client } = await context.connect();
  const term = io.env["TERM"];
  const session = await client
    .exec(id, {
      ...(command.length === 0 ? {} : { command }),
      ...(tty ? { tty: io.windowSize() ?? { columns: 80, rows: 24 } } : {}),
      ...(tty && term !== undefined && term !== "" ? { env: { TERM: term } } : {}),
      ...(index === undefined ? {} : { index }),
    })
    .catch((error: unknown) => {
      throw notStarted(error, `no command was started in job ${id}`);
    });
  const leave = onInterrupt(io, session);
  const restore = tty ? passTerminalOn(io, session) : () => undefined;
  const stopInput = interactive ? passInputOn(io, session) : () => undefined;
  if (!interactive) session.end();
  try {
    await printOutput(context, session, tty);
    const end = await session.ended;
    return "exitCode" in end ? end.exitCode : 128 + end.signal;
  } catch (error) {
    if (leave.interrupted()) {
      await terminal.note(`interrupted; the command was ended, job ${id} goes on`);
      return EXIT.interrupted;
    }
    throw broken(error, `the command in job ${id} was lost`);
  } finally {
    stopInput();
    restore();
    leave.off();
    session.close();
  }
}

/** A terminal gets it as it is: what runs there draws on it. Without one, everybody's output is made harmless. */
async function printOutput(context: Context, session: ExecSession, tty: boolean): Promise<void> {
  const { terminal } = context;
  if (tty) {
    for await (const { bytes } of session.output) await terminal.out(bytes);
    return;
  }
  const sinks = { stdout: outputSink(context, "stdout"), stderr: outputSink(context, "stderr") };
  for await (const { stream, bytes } of session.output) await sinks[stream].write(bytes);
  await sinks.stdout.end();
  await sinks.stderr.end();
}

function passInputOn({ stdin }: CliIo, session: ExecSession): () => void {
  const onData = (bytes: Uint8Array): void => {
    stdin.pause();
    void session.write(bytes).then(() => stdin.resume());
  };
  const onEnd = (): void => session.end();
  stdin.on("data", onData).on("end", onEnd);
  if (stdin.readableEnded) onEnd();
  return () => {
    stdin.off("data", onData).off("end", onEnd);
    stdin.pause();
  };
}

/** Every key goes to the command, and it hears when the window changes. Returns what puts the terminal back. */
function passTerminalOn(io: CliIo, session: ExecSession): () => void {
  io.setRaw(true);
  const off = io.onResize(() => {
    const size: WindowSize | undefined = io.windowSize();
    if (size !== undefined) session.resize(size);
  });
  return () => {
    off();
    io.setRaw(false);
  };
}

/** In a terminal that is passed on, Ctrl-C is a key like any other; this is about all the rest. */
function onInterrupt(io: CliIo, session: ExecSession) {
  let interrupted = false;
  const off = io.onInterrupt(() => {
    interrupted = true;
    session.close();
  });
  return { off, interrupted: () => interrupted };
}

/** As with `docker run`: 125 says that it was not the command. */
const NOT_THE_COMMAND = new Set(["executor_unavailable", "no_exec"]);

function notStarted(error: unknown, what: string): unknown {
  if (!(error instanceof ApiError) || !NOT_THE_COMMAND.has(error.code)) return error;
  return new Failure({ exit: EXIT.neverBegan, what, why: error.message, cause: error });
}

function broken(error: unknown, what: string): unknown {
  if (!(error instanceof ApiError)) return error;
  const fix = "the job itself is not touched; start the command again";
  return new Failure({ exit: EXIT.neverBegan, what, why: error.message, fix, cause: error });
}
