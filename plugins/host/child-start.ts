import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { ToChild } from "./messages.ts";

/** Plugins do not see what the processes of GoDocker are told by variables. */
const OWN_VARIABLE = /^GODOCKER_/;
const WRITTEN_MAX = 2000;

export interface ChildOptions {
  readonly memoryMib: number;
  /** Each message, as it came. */
  readonly told: (message: unknown) => void;
  /** Each piece that the plugin writes to its output or error output. */
  readonly wrote: (text: string) => void;
  /** It is gone. @param why  as a sentence goes on */
  readonly ended: (why: string) => void;
}

/** The process of a plugin. */
export interface PluginChild {
  send(message: ToChild): void;
  /** Resolves when it is gone. */
  kill(): Promise<void>;
}

/**
 * A process, not a thread: a thread that fills its memory can take its process with it.
 */
export function startChild({ ended, memoryMib, told, wrote }: ChildOptions): PluginChild {
  const extension = import.meta.url.endsWith(".ts") ? "ts" : "js"; // the published package is compiled
  const child = fork(fileURLToPath(new URL(`./child.${extension}`, import.meta.url)), [String(memoryMib)], {
    env: Object.fromEntries(Object.entries(process.env).filter(([name]) => !OWN_VARIABLE.test(name))),
    execArgv: [`--max-old-space-size=${memoryMib}`, "--disable-warning=MODULE_TYPELESS_PACKAGE_JSON"],
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  child.unref();
  child.channel?.unref();
  const gone = Promise.withResolvers<void>();
  let hasNoMemory = false;
  for (const stream of [child.stdout, child.stderr])
    stream?.on("data", (chunk: unknown) => {
      const text = String(chunk);
      if (/heap out of memory|more memory than it may/.test(text)) hasNoMemory = true;
      wrote(text.slice(0, WRITTEN_MAX).trimEnd());
    });
  const over = (why: string): void => {
    gone.resolve();
    ended(why);
  };
  child.on("message", told);
  child.on("error", (error) => over(`has no process: ${error.message}`));
  // After all that it has written and told.
  child.on("close", (code, signal) =>
    over(hasNoMemory ? "used more memory than it may" : `ended by itself (${signal ?? `code ${code}`})`),
  );
  return {
    send(message) {
      if (child.connected) child.send(message, () => undefined); // who ends meanwhile is told of by `ended`
    },
    async kill() {
      child.ref(); // whoever waits for its end must not end before
      child.kill("SIGKILL");
      await gone.promise;
    },
  };
}
