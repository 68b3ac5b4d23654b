import type { Fault } from "../text/failure.ts";
import { JOB_FLAGS } from "./job-flags.ts";
import type { Given } from "../frame/parse.ts";
import { parseWords } from "../frame/parse.ts";
import type { Word } from "../text/shell-words.ts";
import { QuoteError, shellWords } from "../text/shell-words.ts";

const LINES_MAX = 256;
const CHARACTERS_MAX = 64 * 1024;
const MARK = "#GODOCKER";

/** A flag of a script's header, and where it stands for messages. */
export interface HeaderFlag extends Given {
  /** `file:line:column`. */
  readonly place: string;
}

export interface ScriptHeaders {
  readonly flags: readonly HeaderFlag[];
  readonly faults: readonly Fault[];
  readonly warnings: readonly string[];
}

/**
 * The flags in a script's `#GODOCKER` lines: those among the comments before its first command, in the first 256
 * lines and 64 KiB. No space before `#`; `##GODOCKER` is a comment.
 */
export function readScriptHeaders(file: string, script: string): ScriptHeaders {
  const flags: HeaderFlag[] = [];
  const faults: Fault[] = [];
  const warnings: string[] = [];
  const text = script.slice(0, CHARACTERS_MAX).replace(/^\ufeff/, "");
  if (script.startsWith("\ufeff")) {
    warnings.push(`${file} begins with a byte order mark, which most interpreters do not understand`);
  }
  const lines = text.split("\n").slice(0, LINES_MAX);
  if (lines.some((line) => line.endsWith("\r"))) {
    warnings.push(`${file} has Windows line ends, which most interpreters do not understand`);
  }
  let commandsBegan = false;
  let slurm: number | undefined;
  for (const [at, raw] of lines.entries()) {
    const line = raw.endsWith("\r") ? raw.slice(0, -1) : raw;
    const number = at + 1;
    if (line.startsWith(MARK) && /^(?:\s|$)/.test(line.slice(MARK.length))) {
      if (commandsBegan) {
        warnings.push(`${file}:${number}: this ${MARK} line stands behind the first command and is ignored`);
        continue;
      }
      const found = readLine(file, number, line);
      flags.push(...found.flags);
      faults.push(...found.faults);
    } else if (line.startsWith("#SBATCH")) {
      slurm ??= number;
    } else if (line.trim() !== "" && !line.trimStart().startsWith("#")) {
      commandsBegan = true;
    }
  }
  for (const [at, line] of script.split("\n").entries()) {
    if (commandsBegan || at < lines.length || !line.startsWith(MARK)) continue;
    faults.push({
      where: `${file}:${at + 1}:1`,
      why: `this ${MARK} line stands too far down: only the first ${LINES_MAX} lines and ${CHARACTERS_MAX / 1024} KiB are read`,
      fix: "put the flags into fewer and earlier lines",
    });
    break; // one is enough: they all have the same cause
  }
  if (slurm !== undefined) {
    warnings.push(`${file}:${slurm}: #SBATCH lines are not read by this version; write ${MARK} lines`);
  }
  return { flags, faults, warnings };
}

function readLine(file: string, number: number, line: string): Pick<ScriptHeaders, "flags" | "faults"> {
  const place = (column: number) => `${file}:${number}:${column}`;
  let words: readonly Word[];
  try {
    words = shellWords(line.slice(MARK.length), MARK.length + 1);
  } catch (error) {
    if (!(error instanceof QuoteError)) throw error;
    return { flags: [], faults: [{ where: place(error.column), why: error.message }] };
  }
  const parsed = parseWords(
    JOB_FLAGS,
    words.map(({ text }) => text),
  );
  const placeOf = (at: number) => place(words[at]?.column ?? MARK.length + 1);
  const faults = [
    ...parsed.faults.map(({ at, where, why, fix }) => ({
      at,
      where: placeOf(at),
      why: `${where} ${why}`,
      ...(fix === undefined ? {} : { fix }),
    })),
    ...parsed.operands.map(({ text, at }) => ({
      at,
      where: placeOf(at),
      why: `"${text}" is no flag`,
      fix: "only flags may stand here; a comment begins with two spaces and #",
    })),
  ];
  if (parsed.rest !== undefined) {
    const at = words.findIndex(({ text }) => text === "--");
    faults.push({ at, where: placeOf(at), why: '"--" is no flag', fix: "only flags may stand here" });
  }
  return {
    flags: parsed.given.map((given) => Object.assign({ place: placeOf(given.at) }, given)),
    faults: faults.toSorted((a, b) => a.at - b.at).map(({ at: _at, ...fault }) => fault),
  };
}
