import { nearest } from "../../resources/nearest.ts";
import type { Fault } from "../text/failure.ts";
import { FLAGS_NOT_YET } from "./common-flags.ts";
import { namesOf, type Flag } from "./flag.ts";

/** A flag as it was given: `text` is `undefined` for a switch, and where a value was left out. */
export interface Given {
  readonly flag: Flag;
  readonly text: string | undefined;
  /** Which of the words named it, from 0. */
  readonly at: number;
  /** As it was written: `--mem`, `-m`. */
  readonly written: string;
}

export interface ParseFault extends Fault {
  /** Which of the words is meant, from 0. */
  readonly at: number;
}

export interface ParsedWords {
  readonly given: readonly Given[];
  readonly operands: readonly { readonly text: string; readonly at: number }[];
  /** What stands behind `--`; `undefined` when there is no `--`. */
  readonly rest: readonly string[] | undefined;
  readonly faults: readonly ParseFault[];
}

/**
 * Reads `--flag value`, `--flag=value`, `-f value`, `-fvalue` and joined switches `-fq`, before and after operands.
 * All faults at once; a word behind an unknown flag is taken for its value.
 * @param stopAtOperand  end with the first operand: it and what follows is left to another user
 */
export function parseWords(
  flags: readonly Flag[],
  words: readonly string[],
  { stopAtOperand = false }: { readonly stopAtOperand?: boolean } = {},
): ParsedWords {
  const given: Given[] = [];
  const operands: { text: string; at: number }[] = [];
  const faults: ParseFault[] = [];
  let at = 0;

  /** The value that follows as a word of its own; a flag that follows is none. */
  const nextValue = (): string | undefined => {
    const next = words[at + 1];
    if (next === undefined || next === "--" || isKnownFlag(flags, next)) return undefined;
    at += 1;
    return next;
  };
  const take = (flag: Flag, written: string, attached: string | undefined): void => {
    const named = at;
    if (flag.later !== undefined) {
      if (flag.value !== undefined && attached === undefined) nextValue();
      faults.push({ at: named, where: written, why: `not yet: ${flag.later}` });
      return;
    }
    if (flag.value === undefined) {
      if (attached === undefined) given.push({ flag, text: undefined, at: named, written });
      else faults.push({ at: named, where: written, why: "takes no value", fix: `write only ${written}` });
      return;
    }
    const text = attached ?? (flag.valueOptional === true ? undefined : nextValue());
    if (text === undefined && flag.valueOptional === true) {
      given.push({ flag, text: undefined, at: named, written });
      return;
    }
    if (text === undefined) {
      const fix = `write ${written} ${flag.value}`;
      faults.push({ at: named, where: written, why: "needs a value", fix });
      return;
    }
    const wrong = wrongChoice(flag, text);
    if (wrong === undefined) given.push({ flag, text, at: named, written });
    else faults.push({ at: named, where: written, ...wrong });
  };

  for (; at < words.length; at += 1) {
    const word = words[at] ?? "";
    if (word === "--") {
      return { given: withoutRepeats(given), operands, rest: words.slice(at + 1), faults };
    }
    if (word.startsWith("--")) {
      const equals = word.indexOf("=");
      const written = equals < 0 ? word : word.slice(0, equals);
      const flag = longFlag(flags, written.slice(2));
      if (flag === undefined) {
        faults.push({ at, where: written, ...unknownFlag(flags, written.slice(2)) });
        // What follows was meant as its value, most likely: no fault of its own.
        if (equals < 0 && !(words[at + 1] ?? "-").startsWith("-")) at += 1;
      } else take(flag, written, equals < 0 ? undefined : word.slice(equals + 1));
    } else if (word.startsWith("-") && word !== "-") {
      let letters = word.slice(1);
      while (letters !== "") {
        const letter = letters[0] ?? "";
        const flag = shortFlag(flags, letter);
        letters = letters.slice(1);
        if (flag === undefined) {
          faults.push({ at, where: `-${letter}`, ...unknownFlag(flags, letter) });
          break;
        }
        if (flag.value !== undefined) {
          take(flag, `-${letter}`, letters === "" ? undefined : letters.replace(/^=/, ""));
          break;
        }
        take(flag, `-${letter}`, undefined);
      }
    } else {
      operands.push({ text: word, at });
      if (stopAtOperand) break;
    }
  }
  return { given: withoutRepeats(given), operands, rest: undefined, faults };
}

/** The last one wins, unless the flag adds up. */
function withoutRepeats(given: readonly Given[]): readonly Given[] {
  return given.filter(
    ({ flag }, at) => flag.repeated === true || !given.slice(at + 1).some((later) => later.flag === flag),
  );
}

function longFlag(flags: readonly Flag[], name: string): Flag | undefined {
  return flags.find((flag) => namesOf(flag).long.includes(name));
}

function shortFlag(flags: readonly Flag[], letter: string): Flag | undefined {
  return flags.find((flag) => namesOf(flag).short.includes(letter));
}

function isKnownFlag(flags: readonly Flag[], word: string): boolean {
  if (word.startsWith("--")) return longFlag(flags, word.slice(2).split("=", 1)[0] ?? "") !== undefined;
  return word.startsWith("-") && word !== "-" && shortFlag(flags, word[1] ?? "") !== undefined;
}

function unknownFlag(flags: readonly Flag[], name: string): Pick<Fault, "why" | "fix"> {
  const later = FLAGS_NOT_YET[name];
  // Only where flags of jobs are understood does it mean that.
  if (later !== undefined && longFlag(flags, "memory") !== undefined) {
    return { why: `not supported by this version: ${later.what}` };
  }
  const near =
    name.length < 2
      ? undefined
      : nearest(
          name,
          flags.flatMap((flag) => namesOf(flag).long),
        );
  return { why: "there is no such flag", ...(near === undefined ? {} : { fix: `did you mean --${near}?` }) };
}

/** `undefined` when it is possible. What may come several times may also come with commas. */
function wrongChoice({ choices, repeated }: Flag, text: string): Pick<Fault, "why" | "fix"> | undefined {
  if (choices === undefined) return undefined;
  const isOne = (word: string) =>
    choices.some((choice) => (choice.endsWith("=") ? word.startsWith(choice) : word === choice));
  const wrong = (repeated === true ? text.split(",") : [text]).find((word) => !isOne(word));
  if (wrong === undefined) return undefined;
  const near = nearest(wrong, choices);
  const fix = near === undefined ? `one of ${choices.join(", ")}` : `did you mean ${near}?`;
  return { why: `"${wrong}" is not possible here`, fix };
}
