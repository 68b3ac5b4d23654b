import type { Command, Group } from "./commands.ts";
import { COMMANDS, GLOBAL_FLAGS, usageOf } from "./commands.ts";
import type { Flag } from "./flag.ts";
import { namesOf, shownFlags } from "./flag.ts";

const WIDTH = 80;
/** What fits a terminal without scrolling. */
const LINES_MAX = 24;
const GROUPS: readonly Group[] = ["Jobs", "Cluster", "Server", "Other"];

/** All commands on one screen. */
export function overview(): string {
  const lines = [
    "godocker runs batch jobs on a shared cluster, fairly and side by side.",
    "",
    "usage: godocker COMMAND [flags]",
  ];
  for (const group of GROUPS) {
    const cells = COMMANDS.filter((command) => command.group === group).map(
      ({ name, brief }) => `${name.padEnd(11)}${brief}`,
    );
    lines.push("", group);
    // Two columns, filled downwards.
    const half = Math.ceil(cells.length / 2);
    for (let at = 0; at < half; at += 1) {
      lines.push(`  ${(cells[at] ?? "").padEnd(41)}${cells[at + half] ?? ""}`.trimEnd());
    }
  }
  lines.push(
    "",
    "godocker run -- echo hello     a first job",
    "godocker help COMMAND          flags and an example",
  );
  return text(lines);
}

/**
 * Usage, an example and the flags. Of a long list only the usual ones are explained, so that it fits one screen;
 * `all` explains every one, and how the command behaves.
 */
export function commandHelp(command: Command, { all = false }: { readonly all?: boolean } = {}): string {
  const head = [
    ...wrapped(command.summary, ""),
    "",
    `usage: ${usageOf(command)}`,
    `e.g.:  ${command.example}`,
  ];
  if (command.aliases !== undefined) head.push(`also:  ${command.aliases.join(", ")}`);
  const flags = [...shownFlags(command.flags), ...(command.server === true ? [] : GLOBAL_FLAGS)];
  const details = (command.details ?? []).flatMap((each) => wrapped(each, ""));
  const full = [...head, ...section("Flags", flags.flatMap(flagLines)), ...section("", details)];
  if (all || full.length <= LINES_MAX) return text(full);
  const usual = shownFlags(command.flags)
    .filter(({ rare }) => rare !== true)
    .flatMap(flagLine);
  const others = flags.filter((flag) => flag.rare === true || GLOBAL_FLAGS.includes(flag));
  const rest = wrapped(
    `also ${others.map(({ name }) => `--${name}`).join(" ")}; all of it: godocker help ${command.name} --all`,
    "  ",
  );
  const short = [...head, ...section("Flags", [...usual, ...rest])];
  // An empty line is worth less than a flag.
  return text(short.length <= LINES_MAX ? short : short.filter((line) => line !== ""));
}

function section(title: string, lines: readonly string[]): readonly string[] {
  if (lines.length === 0) return [];
  return title === "" ? ["", ...lines] : ["", title, ...lines];
}

/** `-m, --memory SIZE`. */
export function flagTerm(flag: Flag): string {
  const { long, short } = namesOf(flag);
  const names = [...short.slice(0, 1).map((letter) => `-${letter}`), `--${long[0] ?? flag.name}`];
  return `${names.join(", ")}${flag.value === undefined ? "" : ` ${flag.value}`}`;
}

const TERM_WIDTH = 26;

/** On one line. */
function flagLine(flag: Flag): string {
  const term = `  ${namesOf(flag).short.length === 0 ? "    " : ""}${flagTerm(flag)}`;
  return `${term.padEnd(TERM_WIDTH)} ${flag.summary}`;
}

function flagLines(flag: Flag): readonly string[] {
  const line = flagLine(flag);
  if (line.length <= WIDTH) return [line];
  const indent = " ".repeat(TERM_WIDTH + 1);
  const [first = "", ...rest] = wrapped(flag.summary, indent);
  return [`${line.slice(0, TERM_WIDTH + 1)}${first.trimStart()}`, ...rest];
}

function wrapped(sentence: string, indent: string): readonly string[] {
  const lines: string[] = [];
  let line = indent;
  for (const word of sentence.split(" ")) {
    if (line.trim() !== "" && line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = indent;
    }
    line += line.trim() === "" ? word : ` ${word}`;
  }
  return [...lines, line];
}

function text(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join("");
}
