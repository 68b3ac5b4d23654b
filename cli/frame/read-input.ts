import { createReadStream } from "node:fs";
import { resolve } from "node:path";
import type { Readable } from "node:stream";
import { EXIT, Failure } from "../text/failure.ts";
import type { CliIo } from "./io.ts";

/** A file, or standard input for `-`. */
export function openInput(io: CliIo, name: string): Readable {
  return name === "-" ? io.stdin : createReadStream(resolve(io.cwd, name));
}

/** The name that messages use. */
export function inputName(name: string): string {
  return name === "-" ? "(stdin)" : name;
}

/**
 * All of it, as the text that it is byte for byte.
 * @throws Failure  it cannot be read, is too long or is not UTF-8
 */
export async function readText(
  io: CliIo,
  name: string,
  { what, bytesMax, hint }: { readonly what: string; readonly bytesMax: number; readonly hint?: string },
): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of openInput(io, name)) {
      const piece = Buffer.from(chunk); // strings, too: a stream in a test may give them
      bytes += piece.length;
      if (bytes > bytesMax) {
        throw new Failure({
          exit: EXIT.invalid,
          what: `${what} ${inputName(name)} is too large`,
          why: `it has more than ${bytesMax} bytes`,
          fix: "put what is large onto a volume",
        });
      }
      chunks.push(piece);
    }
  } catch (error) {
    throw error instanceof Failure ? error : unreadable(name, what, error, hint);
  }
  try {
    // The byte order mark is kept: a script is stored as it is.
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(Buffer.concat(chunks));
  } catch (cause) {
    throw new Failure({
      exit: EXIT.invalid,
      what: `${what} ${inputName(name)} is not UTF-8 text`,
      fix: "programs that are no text belong onto a volume; call them from a short script",
      cause,
    });
  }
}

export function unreadable(name: string, what: string, cause: unknown, hint?: string): Failure {
  const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
  const why =
    code === "ENOENT"
      ? "there is no such file"
      : code === "EISDIR"
        ? "it is a directory"
        : code === "EACCES"
          ? "you may not read it"
          : cause instanceof Error
            ? cause.message
            : String(cause);
  return new Failure({
    exit: EXIT.usage,
    what: `${what} ${inputName(name)} cannot be read`,
    why,
    ...(hint === undefined ? {} : { fix: hint }),
    cause,
  });
}

/** @throws Failure  with line and column of the fault */
export function parseJson(text: string, name: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ""));
  } catch (cause) {
    throw new Failure({
      exit: EXIT.invalid,
      what: `${inputName(name)} is not valid JSON`,
      why: jsonFault(cause),
      cause,
    });
  }
}

/**
 * JSON, or YAML where the text does not begin as JSON does.
 * @throws Failure  with line and column of the fault
 */
export async function parseDocument(text: string, name: string): Promise<unknown> {
  if (/^\ufeff?\s*[{[]/.test(text)) return parseJson(text, name);
  const { parseYaml } = await import("../text/yaml.ts");
  try {
    return parseYaml(text.replace(/^\ufeff/, ""));
  } catch (cause) {
    throw new Failure({
      exit: EXIT.invalid,
      what: `${inputName(name)} is neither JSON nor YAML`,
      why: jsonFault(cause),
      cause,
    });
  }
}

/** On one line: the engine's message quotes the text around the fault as it is. */
export function jsonFault(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replaceAll(/\s+/g, " ");
}

/** One line from a person; `undefined` at the end of input or when `signal` is aborted. */
export function readAnswer(stdin: Readable, signal: AbortSignal): Promise<string | undefined> {
  return new Promise((resolve) => {
    let text = "";
    const done = (answer: string | undefined): void => {
      stdin.off("data", onData);
      stdin.off("end", onEnd);
      signal.removeEventListener("abort", onEnd);
      stdin.pause(); // a terminal that is being read keeps the process alive
      resolve(answer);
    };
    const onData = (chunk: unknown): void => {
      text = (text + String(chunk)).slice(0, 1000);
      if (text.includes("\n")) done(text.split("\n", 1)[0]?.trim());
    };
    const onEnd = (): void => done(undefined);
    stdin.on("data", onData);
    stdin.on("end", onEnd);
    signal.addEventListener("abort", onEnd);
    if (signal.aborted) onEnd();
    else stdin.resume();
  });
}
