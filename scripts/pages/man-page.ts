import { COMMANDS } from "../../cli/commands/commands.ts";
import { usageOf, type Command } from "../../cli/frame/command.ts";
import { GLOBAL_FLAGS } from "../../cli/frame/common-flags.ts";
import { namesOf, shownFlags, type Flag } from "../../cli/frame/flag.ts";
import { JOB_FLAGS } from "../../cli/job-document/job-flags.ts";
import { EXIT_STATUSES, VARIABLES } from "./cli-tables.ts";

/** The manual page `godocker(1)`, in the macros of man(7). Without a date: the same table gives the same page. */
export function manPage(): string {
  const there = COMMANDS.filter(({ later }) => later === undefined);
  const later = COMMANDS.filter((command) => command.later !== undefined);
  return [
    '.\\" Written by scripts/pages/write-cli-docs.ts from cli/commands/commands.ts: change it there.',
    '.TH GODOCKER 1 "" "GoDocker 2" "User commands"',
    ".SH NAME",
    "godocker \\- run batch jobs on a shared cluster, fairly and side by side",
    ".SH SYNOPSIS",
    ".B godocker",
    ".I COMMAND",
    "[flags]",
    ".SH DESCRIPTION",
    text(
      "Queues jobs, a script or a command each, on a cluster that many people share, and tells at any moment why a job waits. Every command has `--help`. Data goes to standard output, everything else to standard error. Flags may stand before and after operands; behind `--` nothing is a flag.",
    ),
    ".SH COMMANDS",
    ...there.flatMap(commandLines),
    ".SH NOT YET",
    text("These have their help already, and end with 1:"),
    ".PP",
    `${text(later.map(({ name }) => name).join(", "))}.`,
    ".SH FLAGS OF JOBS",
    text("Of `submit` and `run`, and of #GODOCKER lines in a script before its first command."),
    ...shownFlags(JOB_FLAGS).flatMap(flagLines),
    ".SH FLAGS OF EVERY COMMAND",
    ...GLOBAL_FLAGS.flatMap(flagLines),
    ".SH EXIT STATUS",
    ...EXIT_STATUSES.flatMap(([status, meaning]) => [".TP", `.B ${text(status)}`, text(meaning)]),
    ".SH ENVIRONMENT",
    ...VARIABLES.flatMap(([name, meaning]) => [".TP", `.B ${text(name)}`, text(meaning)]),
    ".SH EXAMPLE",
    ".nf",
    "godocker run \\-\\- echo hello",
    ".fi",
    "",
  ].join("\n");
}

function commandLines(command: Command): readonly string[] {
  const own = shownFlags(command.flags).filter(({ name }) => !JOB_FLAGS.some((flag) => flag.name === name));
  const hasJobFlags = command.flags.length > own.length && command.takesCommand === true;
  return [
    `.SS ${text(usageOf(command).replace(/^godocker /, ""))}`,
    text(command.summary),
    ...(command.aliases === undefined ? [] : [`${text(`Also: ${command.aliases.join(", ")}`)}.`]),
    ...(hasJobFlags ? [text("With the flags of jobs, and:")] : []),
    ...(hasJobFlags ? own : shownFlags(command.flags)).flatMap(flagLines),
    ...(command.details ?? []).flatMap((sentence) => [".PP", text(sentence)]),
    ".PP",
    ".nf",
    `    ${text(command.example)}`,
    ".fi",
  ];
}

function flagLines(flag: Flag): readonly string[] {
  const { long, short } = namesOf(flag);
  const names = [...short.map((letter) => `-${letter}`), ...long.map((name) => `--${name}`)].join(", ");
  const value =
    flag.value === undefined ? "" : flag.valueOptional === true ? `[=${flag.value}]` : ` ${flag.value}`;
  return [".TP", `.B ${text(names + value)}`, text(flag.summary)];
}

/** What troff would read as its own is escaped; code marks of Markdown are left out. */
function text(plain: string): string {
  return plain
    .replaceAll("`", "")
    .replaceAll("\\", "\\e")
    .replaceAll("-", "\\-")
    .replaceAll("…", "...")
    .replace(/^(?=[.'])/, "\\&");
}
