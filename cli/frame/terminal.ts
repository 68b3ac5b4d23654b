import type { Writable } from "node:stream";
import type { CliIo } from "./io.ts";
import { printable } from "../text/printable.ts";

/** Whoever read our output went away (`| head`): a command then ends quietly. */
export class ReaderGone extends Error {
  override readonly name = "ReaderGone";
}

export type Colour = "red" | "green" | "yellow" | "blue" | "dim" | "bold";
export type ColourMode = "auto" | "always" | "never";

const CODES: Readonly<Record<Colour, number>> = { red: 31, green: 32, yellow: 33, blue: 34, dim: 2, bold: 1 };

/** Where commands print: data to `out`, everything else to `err`. */
export interface Terminal {
  /** Text with its own line ends; settles when it is written. @throws ReaderGone */
  out(text: string | Uint8Array): Promise<void>;
  err(text: string | Uint8Array): Promise<void>;
  /** One line on stderr, made harmless. */
  note(line: string): Promise<void>;
  /** Each cause once a run. */
  warn(line: string): Promise<void>;
  /** For stdout. */
  readonly paint: (colour: Colour, text: string) => string;
  /** Columns that a line on stdout may have; `undefined` = as many as it needs. */
  readonly width: number | undefined;
}

export function openTerminal(io: CliIo, mode: ColourMode): Terminal {
  const out = writer(io.stdout);
  const err = writer(io.stderr);
  const warned = new Set<string>();
  const colours = hasColour(io, mode);
  return {
    out,
    err,
    note: (line) => err(`${printable(line)}\n`),
    async warn(line) {
      if (warned.has(line)) return;
      warned.add(line);
      await err(`warning: ${printable(line)}\n`);
    },
    paint: (colour, text) => (colours ? `\u001b[${CODES[colour]}m${text}\u001b[0m` : text),
    width: io.isTty.stdout ? (io.columns ?? 80) : undefined,
  };
}

function hasColour({ env, isTty }: CliIo, mode: ColourMode): boolean {
  if (mode !== "auto") return mode === "always";
  if ((env["NO_COLOR"] ?? "") !== "") return false;
  if ((env["CLICOLOR_FORCE"] ?? "0") !== "0") return true;
  return isTty.stdout && env["TERM"] !== "dumb";
}

/** Waits for each write, so that nothing piles up in front of a slow reader. */
function writer(stream: Writable): (text: string | Uint8Array) => Promise<void> {
  let gone: Error | undefined;
  // Without a listener the same error, which each write reports as well, would end the process.
  stream.on("error", (error) => {
    gone = error;
  });
  return (text) =>
    new Promise((resolve, reject) => {
      if (gone !== undefined) {
        reject(writeError(gone));
        return;
      }
      stream.write(text, (error) => {
        if (error === null || error === undefined) resolve();
        else reject(writeError(error));
      });
    });
}

function writeError(error: Error & { readonly code?: string }): Error {
  return error.code === "EPIPE" || error.code === "ERR_STREAM_DESTROYED"
    ? new ReaderGone("nobody reads the output any more", { cause: error })
    : error;
}
