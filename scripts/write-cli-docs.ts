// `node scripts/write-cli-docs.ts`: docs/cli.md from the table of commands.
import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { format } from "prettier";
import type { Command } from "../cli/commands.ts";
import { COMMANDS, GLOBAL_FLAGS, usageOf } from "../cli/commands.ts";
import type { Flag } from "../cli/flag.ts";
import { namesOf, shownFlags } from "../cli/flag.ts";
import { JOB_FLAGS } from "../cli/job-flags.ts";

const PAGE = join(dirname(import.meta.dirname), "docs", "cli.md");

const EXIT_STATUSES: readonly (readonly [string, string])[] = [
  ["0", "done"],
  ["1", "failed for a reason that is none of the others"],
  ["2", "wrong usage: a flag, an operand, or a question that nobody could be asked"],
  ["3", "the job is not valid; every problem is listed"],
  ["4", "not signed in"],
  ["5", "not allowed"],
  ["6", "no such job"],
  ["7", "conflict: the job's state does not allow it"],
  ["8", "over a limit"],
  ["9", "no server can be reached"],
  ["10", "`config check` found errors"],
  ["124", "`run` or `wait` gave up after `--timeout`; the job goes on"],
  ["125", "`run`, `wait`: the job never began, or its node went away"],
  ["128+n", "`run`, `wait`: signal n ended the job (137 = KILL, 143 = TERM); 130 also: left with Ctrl-C"],
  ["other", "`run`, `wait`: the job's own exit code"],
];

const VARIABLES: readonly (readonly [string, string])[] = [
  ["GODOCKER_SERVER", "URL of the server"],
  ["GODOCKER_TOKEN_FILE", "file with the token"],
  ["GODOCKER_TOKEN", "the token itself"],
  ["GODOCKER_PROJECT", "project of submitted jobs, weaker than `--project`"],
  [
    "XDG_STATE_HOME",
    "`godocker/server.json` and `godocker/token` below it are used when nothing else is named",
  ],
  ["NO_COLOR, CLICOLOR_FORCE", "no colours; colours also without a terminal"],
  ["CI", "`true`: as if there were no terminal"],
  ["GODOCKER_DEBUG", "`1`: stack traces behind error messages"],
];

/** The page as it should be. */
export async function cliPage(): Promise<string> {
  const parts = [
    "# The `godocker` command",
    "<!-- Written by scripts/write-cli-docs.ts from cli/commands.ts: change it there. -->",
    "Every command has `--help`. Data goes to standard output, everything else to standard error. Flags may stand before and after operands; behind `--` nothing is a flag.",
    table(
      ["command", "does"],
      COMMANDS.map(({ name, summary }) => [`[\`${name}\`](#${name})`, summary]),
    ),
    "## Flags of every command",
    flagTable(GLOBAL_FLAGS),
    ...COMMANDS.flatMap(commandParts),
    "## Flags of jobs",
    "Of `submit` and `run`, and of `#GODOCKER` lines in a script: shell words on comment lines before its first command. What is stronger wins: command line, environment, script.",
    "```sh\n#!/bin/bash\n#GODOCKER --cpus 2 --memory 4G --time 1h\n#GODOCKER --label step=align  # a comment after two spaces and '#'\n```",
    flagTable(JOB_FLAGS),
    "Sizes need a unit: `K M G T P` are binary, `kB MB GB` decimal. Durations are `90s`, `10m`, `1h30m`, `2d`, `PT1H`, or `M:S`, `H:M:S`, `D-H:M:S`.",
    "## Exit status",
    table(["status", "meaning"], EXIT_STATUSES),
    "## Environment",
    table(
      ["variable", "meaning"],
      VARIABLES.map(([name, meaning]) => [`\`${name}\``, meaning]),
    ),
  ];
  return format(parts.join("\n\n"), { parser: "markdown", printWidth: 110 });
}

function commandParts(command: Command): readonly string[] {
  const own = shownFlags(command.flags).filter(({ name }) => !JOB_FLAGS.some((flag) => flag.name === name));
  const hasJobFlags = command.flags.length > own.length && command.completes === "file";
  const flags = hasJobFlags ? own : shownFlags(command.flags);
  return [
    `## ${command.name}`,
    `${command.summary}${command.aliases === undefined ? "" : ` Also: ${command.aliases.map((alias) => `\`${alias}\``).join(", ")}.`}`,
    `\`\`\`\n${usageOf(command)}\n\n$ ${command.example}\n\`\`\``,
    ...(command.details ?? []),
    ...(hasJobFlags ? ["With the [flags of jobs](#flags-of-jobs), and:"] : []),
    ...(flags.length === 0 ? [] : [flagTable(flags)]),
  ];
}

function flagTable(flags: readonly Flag[]): string {
  return table(
    ["flag", "meaning"],
    shownFlags(flags).map((flag) => {
      const { long, short } = namesOf(flag);
      const names = [...short.map((letter) => `-${letter}`), ...long.map((name) => `--${name}`)];
      const value = flag.value === undefined ? "" : ` \`${flag.value}\``;
      return [`${names.map((name) => `\`${name}\``).join(" ")}${value}`, flag.summary];
    }),
  );
}

function table(head: readonly [string, string], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll("|", String.raw`\|`)).join(" | ")} |`;
  return [line(head), "| --- | --- |", ...rows.map(line)].join("\n");
}

if (import.meta.main) writeFileSync(PAGE, await cliPage());
