import type { ExecCommand, ExecEnd, ExecOutput, ExecSession, WindowSize } from "../offers/task-access.ts";
import type { World } from "./api.builders.ts";
import { submitted } from "./api.builders.ts";

/** A command told by hand. */
export interface ToldSession extends ExecSession {
  readonly command: ExecCommand;
  /** What came as input, `end` for its end. */
  readonly input: (string | "end")[];
  readonly sizes: WindowSize[];
  isClosed: boolean;
  /** Resolves once something new came in. */
  news(): Promise<void>;
  /** Resolves once somebody has taken it. */
  say(text: string | Uint8Array, stream?: ExecOutput["stream"]): Promise<void>;
  exit(end: ExecEnd): void;
  /** The way to it is lost. */
  lose(error: Error): void;
  /** Input is taken no more until it is called again with `false`. */
  block(blocked: boolean): void;
}

export function aToldSession(command: ExecCommand): ToldSession {
  const ended = Promise.withResolvers<ExecEnd>();
  ended.promise.catch(() => undefined);
  const outputs: { readonly piece: ExecOutput; readonly taken: () => void }[] = [];
  const waiting = new Set<() => void>();
  let over = false;
  let lost: Error | undefined;
  let blocked = false;
  const wake = (): void => {
    for (const each of waiting) each();
    waiting.clear();
  };
  const news = (): Promise<void> => new Promise((resolve) => waiting.add(resolve));
  const finish = (error?: Error): void => {
    over = true;
    lost ??= error;
    wake();
  };
  async function* output(): AsyncGenerator<ExecOutput> {
    for (;;) {
      const next = outputs.shift();
      if (next !== undefined) {
        yield next.piece;
        next.taken();
      } else if (lost !== undefined) throw lost;
      else if (over) return;
      else await news();
    }
  }
  const session: ToldSession = {
    command,
    input: [],
    sizes: [],
    isClosed: false,
    news,
    output: output(),
    ended: ended.promise,
    async write(bytes) {
      while (blocked && !over) await news();
      session.input.push(Buffer.from(bytes).toString());
      wake();
    },
    async end() {
      session.input.push("end");
      wake();
    },
    resize(size) {
      session.sizes.push(size);
      wake();
    },
    async close() {
      session.isClosed = true;
      if (!over) ended.resolve({ signal: 9 });
      finish(new Error("closed"));
    },
    say: (text, stream = "stdout") =>
      new Promise((taken) => {
        const bytes = typeof text === "string" ? Buffer.from(text) : text;
        outputs.push({ piece: { stream, bytes }, taken });
        wake();
      }),
    exit(end) {
      ended.resolve(end);
      finish();
    },
    lose(error) {
      ended.reject(error);
      finish(error);
    },
    block(value) {
      blocked = value;
      wake();
    },
  };
  return session;
}

/** A job of ana that runs, and the commands that are started in it. */
export async function aJobWithCommands(world: World, spec: Readonly<Record<string, unknown>> = {}) {
  const sessions: ToldSession[] = [];
  const waiting = new Set<() => void>();
  world.exec = async (_task, command) => {
    const session = aToldSession(command);
    sessions.push(session);
    for (const each of waiting) each();
    waiting.clear();
    return session;
  };
  const id = await submitted(world, spec);
  const taskId = await world.launch(id);
  await world.running(taskId);
  return {
    id,
    taskId,
    sessions,
    /** The `nth` command, as soon as it is started. */
    async session(nth = 1): Promise<ToldSession> {
      for (;;) {
        const found = sessions[nth - 1];
        if (found !== undefined) return found;
        await new Promise<void>((resolve) => waiting.add(resolve));
      }
    },
  };
}
