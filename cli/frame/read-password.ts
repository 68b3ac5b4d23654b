import { EXIT, Failure } from "../text/failure.ts";
import type { CliIo } from "./io.ts";
import type { Terminal } from "./terminal.ts";

const LENGTH_MAX = 1024;

/**
 * A password as it is typed, which nobody sees.
 * @throws Failure  Ctrl-C, or the end of the input
 */
export async function readPassword(io: CliIo, terminal: Terminal, prompt: string): Promise<string> {
  await terminal.err(prompt);
  io.setRaw(true);
  try {
    const text = await typed(io);
    if (text !== undefined) return text;
    throw new Failure({ exit: EXIT.interrupted, what: "nothing was done: no password was given" });
  } finally {
    io.setRaw(false);
    await terminal.err("\n");
  }
}

function typed({ stdin }: CliIo): Promise<string | undefined> {
  return new Promise((resolve) => {
    let letters: string[] = [];
    const done = (answer: string | undefined): void => {
      stdin.off("data", onData);
      stdin.off("end", onEnd);
      stdin.pause(); // a terminal that is being read keeps the process alive
      resolve(answer);
    };
    const onEnd = (): void => done(letters.length === 0 ? undefined : letters.join(""));
    const onData = (chunk: unknown): void => {
      for (const letter of String(chunk)) {
        if (letter === "\r" || letter === "\n") return done(letters.join(""));
        if (letter === "\u0003" || letter === "\u0004") return done(undefined);
        if (letter === "\u007f" || letter === "\b") letters.pop();
        else if (letter === "\u0015") letters = [];
        else if (letters.length < LENGTH_MAX) letters.push(letter);
      }
    };
    stdin.on("data", onData);
    stdin.on("end", onEnd);
    stdin.resume();
  });
}
