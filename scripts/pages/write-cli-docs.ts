// `node scripts/pages/write-cli-docs.ts [--check]`: docs/reference/cli.md and man/godocker.1 from the table of commands.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { format } from "prettier";
import { COMMANDS } from "../../cli/commands/commands.ts";
import { usageOf, type Command } from "../../cli/frame/command.ts";
import { GLOBAL_FLAGS } from "../../cli/frame/common-flags.ts";
import { namesOf, shownFlags, type Flag } from "../../cli/frame/flag.ts";
import { JOB_FLAGS } from "../../cli/job-document/job-flags.ts";
import { EXIT_STATUSES, VARIABLES } from "./cli-tables.ts";
import { manPage } from "./man-page.ts";

const ROOT = dirname(dirname(import.meta.dirname));

const THERE = COMMANDS.filter(({ later }) => later === undefined);

async function cliPage(): Promise<string> {
  const parts = [
    "# The `godocker` command",
    "<!-- Written by scripts/pages/write-cli-docs.ts from cli/commands/commands.ts: change it there. -->",
    "Every command has `--help`. Data goes to standard output, everything else to standard error. Flags may stand before and after operands; behind `--` nothing is a flag.",
    table(
      ["command", "does"],
      THERE.map(({ name, summary }) => [`[\`${name}\`](#${name})`, summary]),
    ),
    "## Flags of every command",
    flagTable(GLOBAL_FLAGS),
    ...THERE.flatMap(commandParts),
    "## Not yet",
    "These names are settled, and have their help; they end with 1 and the reason.",
    table(
      ["command", "why not"],
      COMMANDS.flatMap(({ name, later }) => (later === undefined ? [] : [[`\`${name}\``, later]])),
    ),
    "So are these flags.",
    table(["flag", "why not"], laterFlags()),
    "## Output",
    "Tables are for people: their width follows the terminal, and into files and pipes nothing is cut. `-o` has other formats: `json` and `yaml` are one document (a list is `items`), `ndjson` is a document a line, `csv` and `tsv` have a line for each row, `name` only its id or name. `-o 'template={id} {resources.cpus}'` puts fields into a text of your own (`\\n`, `\\t`; `{{` is a brace). `--json=id,state` picks members. Members are those of the API's schemas; later versions add some, and take none away.",
    "## Flags of jobs",
    "Of `submit` and `run`, and of `#GODOCKER` lines in a script: shell words on comment lines before its first command. What is stronger wins: command line, environment, script.",
    "```sh\n#!/bin/bash\n#GODOCKER --cpus 2 --memory 4G --time 1h\n#GODOCKER --label step=align  # a comment after two spaces and '#'\n```",
    flagTable(JOB_FLAGS),
    "Scripts that were written for Slurm may also say:",
    rowsOf(JOB_FLAGS.filter(({ hidden, later }) => hidden === true && later === undefined)),
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

/** Those of jobs are flags of several commands, and named once. */
function laterFlags(): readonly (readonly string[])[] {
  const rows = COMMANDS.flatMap(({ flags, name: command }) =>
    flags.flatMap(({ later, name }) => {
      if (later === undefined) return [];
      const isOfJobs = JOB_FLAGS.some((flag) => flag.name === name && flag.later === later);
      return [[`${isOfJobs ? "" : `\`${command}\` `}\`--${name}\``, later]];
    }),
  );
  return [...new Map(rows.map((row) => [row.join(), row])).values()];
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
  return rowsOf(shownFlags(flags));
}

function rowsOf(flags: readonly Flag[]): string {
  return table(
    ["flag", "meaning"],
    flags.map((flag) => {
      const { long, short } = namesOf(flag);
      const names = [...short.map((letter) => `-${letter}`), ...long.map((name) => `--${name}`)];
      const value =
        flag.value === undefined
          ? ""
          : ` \`${flag.valueOptional === true ? `[=${flag.value}]` : flag.value}\``;
      return [`${names.map((name) => `\`${name}\``).join(" ")}${value}`, flag.summary];
    }),
  );
}

function table(head: readonly [string, string], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll("|", String.raw`\|`)).join(" | ")} |`;
  return [line(head), "| --- | --- |", ...rows.map(line)].join("\n");
}

/** Every file that is made from the table, by its path. */
export async function cliFiles(): Promise<ReadonlyMap<string, string>> {
  return new Map([
    ["docs/reference/cli.md", await cliPage()],
    ["man/godocker.1", manPage()],
  ]);
}

if (import.meta.main) {
  const isCheck = process.argv[2] === "--check";
  for (const [path, text] of await cliFiles()) {
    const file = join(ROOT, path);
    if (!isCheck) {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
    } else if (readFileSync(file, "utf8") !== text) {
      console.error(`${path} is not what the table of commands says; npm run pages`);
      process.exitCode = 1;
    }
  }
}
