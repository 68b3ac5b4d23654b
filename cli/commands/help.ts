import { usageOf, type Command, type Group } from "../frame/command.ts";
import { globalFlagsOf } from "../frame/common-flags.ts";
import { namesOf, shownFlags, type Flag } from "../frame/flag.ts";
import { COMMANDS } from "./commands.ts";

const WIDTH = 80;
/** What fits a terminal without scrolling. */
const LINES_MAX = 24;
const GROUPS: readonly Group[] = ["Cluster", "Server", "Other"];

/** All commands on one screen: those of every day with a word of explanation, the others by name. */
export function overview(): string {
  const there = COMMANDS.filter(({ later }) => later === undefined);
  const jobs = there
    .filter(({ group }) => group === "Jobs")
    .map(({ name, brief }) => `${name.padEnd(9)}${brief}`);
  const lines = [
    "godocker runs batch jobs on a shared cluster, fairly and side by side.",
    "usage: godocker COMMAND [flags]",
    "",
  ];
  // Two columns, filled downwards.
  const half = Math.ceil(jobs.length / 2);
  for (let at = 0; at < half; at += 1) {
    lines.push(`  ${(jobs[at] ?? "").padEnd(40)}${jobs[at + half] ?? ""}`.trimEnd());
  }
  lines.push("");
  const named: readonly (readonly [string, readonly Command[]])[] = [
    ...GROUPS.map((group) => [group, there.filter((command) => command.group === group)] as const),
    ["Not yet", COMMANDS.filter(({ later }) => later !== undefined)],
  ];
  for (const [title, commands] of named) {
    const [first = "", ...rest] = wrapped(commands.map(({ name }) => name).join(" "), " ".repeat(11));
    lines.push(`  ${title.padEnd(9)}${first.trimStart()}`, ...rest);
  }
  lines.push(
    "",
    "godocker run -- echo hello     a first job",
    "godocker help COMMAND          flags and an example; in a browser: SERVER/docs",
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
  const own = shownFlags(command.flags);
  const flags = [
    ...own,
    ...(command.server === true || command.later !== undefined ? [] : globalFlagsOf(command)),
  ];
  const details = (command.details ?? []).flatMap((each) => wrapped(each, ""));
  const full = [...head, ...section("Flags", flags.flatMap(flagLines)), ...section("", details)];
  if (all || full.length <= LINES_MAX) return text(full);
  const usual = own.filter(({ rare }) => rare !== true).flatMap(flagLine);
  const others = own.filter((flag) => flag.rare === true);
  const names = others.length === 0 ? "" : `also ${others.map(({ name }) => `--${name}`).join(" ")}; `;
  const rest = wrapped(`${names}all of it: godocker help ${command.name} --all`, "  ");
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
  const value =
    flag.value === undefined ? "" : flag.valueOptional === true ? `[=${flag.value}]` : ` ${flag.value}`;
  return `${names.join(", ")}${value}`;
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
