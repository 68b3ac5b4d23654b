import type { Flag } from "./flag.ts";
import { JOB_FLAGS } from "./job-flags.ts";

export type Group = "Jobs" | "Cluster" | "Server" | "Other";

export interface Command {
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly group: Group;
  /** What follows the flags, as the usage line shows it. */
  readonly operands: string;
  /** How many there may be; what stands behind `--` is not counted. */
  readonly operandsMin?: number;
  readonly operandsMax?: number;
  /** What completion offers for operands. */
  readonly completes?: "job" | "file" | "command" | readonly string[];
  readonly summary: string;
  /** At most five words, for the list of all commands. */
  readonly brief: string;
  readonly flags: readonly Flag[];
  readonly example: string;
  /** Sentences that the flags do not tell. */
  readonly details?: readonly string[];
  /** Started by the server program and not by this one. */
  readonly server?: true;
}

/** Understood by every command, before or after its name. */
export const GLOBAL_FLAGS: readonly Flag[] = [
  { name: "help", short: "h", summary: "Show help and exit." },
  {
    name: "server",
    value: "URL",
    summary: "The server (GODOCKER_SERVER; default: the one of `godocker up`).",
  },
  {
    name: "token-file",
    value: "FILE",
    summary: "File with the token (GODOCKER_TOKEN_FILE; GODOCKER_TOKEN has it itself).",
  },
  {
    name: "color",
    value: "WHEN",
    choices: ["auto", "always", "never"],
    summary: "Colours; auto = on a terminal, unless NO_COLOR is set.",
  },
];

/** Of everything that is started by the server program, which reads them itself. */
const CONFIG_FLAGS: readonly Flag[] = [
  {
    name: "config",
    value: "FILE",
    repeated: true,
    summary: "Configuration, JSON5; of several the later wins.",
  },
  { name: "set", value: "KEY=VALUE", repeated: true, summary: "One setting, stronger than every file." },
];

const JSON_FLAG: Flag = { name: "json", summary: "Print JSON, the same as -o json." };
const QUIET_FLAG: Flag = { name: "quiet", short: "q", summary: "Print ids only." };
const output = (choices: readonly string[]): Flag => ({
  name: "output",
  short: "o",
  value: "FORMAT",
  choices,
  summary: `How to print it: ${choices.join(", ")}.`,
});
const NO_HEADERS: Flag = { name: "no-headers", summary: "Leave out the header of the table." };

const RUN_ARRAY: Flag = {
  name: "array",
  short: "a",
  value: "LIST",
  hidden: true,
  summary: "Many tasks; not with run, which follows one.",
};

const JOB_SOURCE_DETAILS = [
  "Other flags change what a document of --spec says.",
  "Flags may also stand in the script, in lines `#GODOCKER --cpus 2 --time 1h` before its first command; the command line wins.",
  "Without SCRIPT, or with `-`, the script is read from standard input.",
];

export const COMMANDS: readonly Command[] = [
  {
    name: "submit",
    group: "Jobs",
    operands: "SCRIPT [ARG…] | - | -- COMMAND…",
    completes: "file",
    summary: "Queue a job and print its id.",
    brief: "queue a job",
    flags: [
      ...JOB_FLAGS,
      {
        name: "spec",
        value: "FILE",
        summary: "The job as a JSON document (- = stdin).",
      },
      { name: "ndjson", value: "FILE", summary: "Many jobs, a JSON document a line (- = stdin)." },
      { name: "dry-run", summary: "Check it here and print all of it; send nothing." },
      { name: "wait", summary: "Wait until it has ended and exit with its code." },
      QUIET_FLAG,
      { ...output(["json", "name"]), rare: true },
      { ...JSON_FLAG, rare: true },
    ],
    example: "godocker submit --cpus 4 --memory 8G --time 2h align.sh sample1.fastq",
    details: JOB_SOURCE_DETAILS,
  },
  {
    name: "run",
    group: "Jobs",
    operands: "SCRIPT [ARG…] | - | -- COMMAND…",
    completes: "file",
    summary: "Queue a job, follow its output and exit with its code.",
    brief: "submit, follow, take its code",
    flags: [
      // Refused with a reason when it comes, so nobody is led to it.
      ...JOB_FLAGS.map((flag) => (flag.name === "array" ? RUN_ARRAY : flag)),
      { name: "spec", value: "FILE", summary: "The job as a JSON document (- = stdin)." },
      {
        name: "timeout",
        value: "DURATION",
        summary: "Leave it after that long, with exit 124; it goes on.",
      },
      { name: "quiet", short: "q", summary: "Print nothing but the job's output." },
    ],
    example: "godocker run --memory 2G -- python3 -c 'print(6 * 7)'",
    details: [
      "Ctrl-C asks whether to cancel the job or to leave it running; a second one cancels it. Without a terminal the first one cancels it.",
      "Exit status: the job's own; 128+n when signal n ended it; 125 when it never began; 124 after --timeout.",
      ...JOB_SOURCE_DETAILS,
    ],
  },
  {
    name: "ls",
    aliases: ["ps", "list"],
    group: "Jobs",
    operands: "",
    operandsMax: 0,
    summary: "List jobs, newest first: your own, unless --all or --user says otherwise.",
    brief: "list jobs",
    flags: [
      {
        name: "state",
        short: "s",
        value: "STATE",
        repeated: true,
        choices: [
          "pending",
          "held",
          "starting",
          "running",
          "suspended",
          "stopping",
          "succeeded",
          "failed",
          "cancelled",
        ],
        summary: "Only jobs in this state; several with commas.",
      },
      { name: "user", short: "u", value: "USER", summary: "Only jobs of this user." },
      { name: "all", short: "a", summary: "Jobs of everybody, as far as you may see them." },
      { name: "project", short: "p", value: "PROJECT", summary: "Only jobs of this project." },
      { name: "name", short: "n", value: "NAME", summary: "Only jobs of exactly this name." },
      { name: "label", short: "l", value: "KEY=VALUE", summary: "Only jobs with this label." },
      { name: "limit", value: "N", summary: "At most that many (default 50)." },
      output(["wide", "json", "name"]),
      JSON_FLAG,
      QUIET_FLAG,
      NO_HEADERS,
    ],
    example: "godocker ls --state running,pending",
  },
  {
    name: "show",
    group: "Jobs",
    operands: "ID",
    operandsMin: 1,
    operandsMax: 1,
    completes: "job",
    summary: "Everything about a job, or about one task of an array (ID.INDEX).",
    brief: "everything about a job",
    flags: [
      { name: "spec", summary: "Only what was asked for, as a document that can be submitted again." },
      output(["json"]),
      JSON_FLAG,
    ],
    example: "godocker show 12 --spec | godocker submit --spec - --name again",
  },
  {
    name: "why",
    aliases: ["explain"],
    group: "Jobs",
    operands: "ID",
    operandsMin: 1,
    operandsMax: 1,
    completes: "job",
    summary: "Why a job waits, where it runs, or how it ended; with the facts behind the answer.",
    brief: "why it waits or failed",
    flags: [output(["json"]), JSON_FLAG],
    example: "godocker why 12",
  },
  {
    name: "logs",
    group: "Jobs",
    operands: "ID",
    operandsMin: 1,
    operandsMax: 1,
    completes: "job",
    summary: "Print the output of a job, or of one task of an array (ID.INDEX).",
    brief: "its output; -f follows",
    flags: [
      { name: "follow", short: "f", summary: "Go on until the job ends; wait for it to begin." },
      { name: "stderr", summary: "Its standard error instead of its standard output." },
      { name: "tail", value: "N", summary: "Only the last N lines." },
      { name: "index", value: "INDEX", summary: "Which task of an array." },
      { name: "attempt", value: "N", summary: "Of an earlier attempt (1 = the first)." },
    ],
    example: "godocker logs -f 12",
    details: ["Ctrl-C ends only the printing: the job goes on."],
  },
  {
    name: "cancel",
    group: "Jobs",
    operands: "ID…",
    operandsMin: 1,
    completes: "job",
    summary: "End jobs, running or not. A job that has ended already is no error.",
    brief: "end jobs",
    flags: [
      { name: "yes", short: "y", summary: "Do not ask, although it is more than one job." },
      { name: "strict", summary: "Exit with 7 when one had ended already." },
      QUIET_FLAG,
    ],
    example: "godocker cancel 12",
  },
  {
    name: "hold",
    group: "Jobs",
    operands: "ID…",
    operandsMin: 1,
    completes: "job",
    summary: "Keep waiting jobs from starting; what runs goes on.",
    brief: "keep jobs from starting",
    flags: [QUIET_FLAG],
    example: "godocker hold 12 13",
  },
  {
    name: "release",
    group: "Jobs",
    operands: "ID…",
    operandsMin: 1,
    completes: "job",
    summary: "Let held jobs start.",
    brief: "undo a hold",
    flags: [QUIET_FLAG],
    example: "godocker release 12 13",
  },
  {
    name: "wait",
    group: "Jobs",
    operands: "ID…",
    operandsMin: 1,
    completes: "job",
    summary: "Wait until jobs have ended; exit with the worst code of theirs.",
    brief: "until jobs have ended",
    flags: [
      { name: "any", summary: "Until the first of them has ended; exit with its code." },
      { name: "timeout", value: "DURATION", summary: "Give up after that long, with exit 124." },
      { name: "quiet", short: "q", summary: "Print nothing; the exit status tells." },
    ],
    example: "godocker wait $(godocker submit -q step1.sh) && godocker submit step2.sh",
    details: ["Exit status: as for `run`. Ctrl-C ends only the waiting: the jobs go on."],
  },
  {
    name: "nodes",
    group: "Cluster",
    operands: "",
    operandsMax: 0,
    summary: "The machines that jobs run on: used and total resources.",
    brief: "the machines",
    flags: [output(["json", "name"]), JSON_FLAG, NO_HEADERS],
    example: "godocker nodes",
  },
  {
    name: "volumes",
    group: "Cluster",
    operands: "",
    operandsMax: 0,
    summary: "The directories that a job may name with --volume.",
    brief: "directories jobs may use",
    flags: [output(["json", "name"]), JSON_FLAG, NO_HEADERS],
    example: "godocker volumes",
  },
  {
    name: "whoami",
    group: "Cluster",
    operands: "",
    operandsMax: 0,
    summary: "Whose token is used, and what it may do.",
    brief: "whose token is used",
    flags: [output(["json"]), JSON_FLAG],
    example: "godocker whoami",
  },
  {
    name: "version",
    group: "Cluster",
    operands: "",
    operandsMax: 0,
    summary: "Versions of this program, of the server and of its API.",
    brief: "versions, here and there",
    flags: [output(["json"]), JSON_FLAG],
    example: "godocker version",
  },
  {
    name: "up",
    group: "Server",
    operands: "",
    summary: "A whole system on this machine: store, scheduler, API and a local cluster.",
    brief: "a system on this machine",
    flags: [
      ...CONFIG_FLAGS,
      { name: "data", value: "DIR", summary: "Its state and volumes below this directory." },
      { name: "port", value: "N", summary: "Port of the API; 0 = any that is free." },
    ],
    example: "godocker up",
    server: true,
  },
  {
    name: "scheduler",
    group: "Server",
    operands: "",
    summary: "Only the scheduler: decides which job runs where.",
    brief: "only the scheduler",
    flags: CONFIG_FLAGS,
    example: "godocker scheduler",
    server: true,
  },
  {
    name: "api",
    group: "Server",
    operands: "",
    summary: "Only the API server.",
    brief: "only the API server",
    flags: CONFIG_FLAGS,
    example: "godocker api",
    server: true,
  },
  {
    name: "config",
    group: "Server",
    operands: "check",
    summary: "`config check` tells everything that is wrong with a configuration.",
    brief: "`config check`: its faults",
    flags: CONFIG_FLAGS,
    example: "godocker config check --config godocker.json5",
    server: true,
  },
  {
    name: "help",
    group: "Other",
    operands: "[COMMAND]",
    operandsMax: 2,
    completes: "command",
    summary: "Explain a command.",
    brief: "explain a command",
    flags: [{ name: "all", summary: "With the flags that are rarely needed." }],
    example: "godocker help submit",
  },
  {
    name: "completion",
    group: "Other",
    operands: "bash|zsh|fish",
    operandsMin: 1,
    operandsMax: 1,
    completes: ["bash", "zsh", "fish"],
    summary: "Print a script that completes commands, flags and job ids.",
    brief: "for bash, zsh, fish",
    flags: [],
    example: "source <(godocker completion bash)",
    details: ["zsh: `source <(godocker completion zsh)`; fish: `godocker completion fish | source`."],
  },
];

export function findCommand(name: string): Command | undefined {
  return COMMANDS.find((command) => command.name === name || (command.aliases ?? []).includes(name));
}

/** The usage line, without `usage:`. */
export function usageOf({ name, operands, flags, server }: Command): string {
  const shown = flags.length === 0 ? [] : ["[flags]"];
  const rest = operands === "" ? [] : [operands];
  // `config check` is a name of two words, and no flag stands between them.
  return ["godocker", name, ...(server === true ? [...rest, ...shown] : [...shown, ...rest])].join(" ");
}
