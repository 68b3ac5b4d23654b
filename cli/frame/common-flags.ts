import type { Command } from "./command.ts";
import type { Flag } from "./flag.ts";

export const JSON_FLAG: Flag = {
  name: "json",
  value: "FIELDS",
  valueOptional: true,
  summary: "Print JSON; --json=id,state only these fields.",
};
export const QUIET_FLAG: Flag = { name: "quiet", short: "q", summary: "Print ids only." };
export const output = (choices: readonly string[]): Flag => ({
  name: "output",
  short: "o",
  value: "FORMAT",
  choices,
  summary: choices.join(" "),
});

/** Of what is a list. */
export const LIST_FORMATS: readonly string[] = [
  "table",
  "wide",
  "json",
  "yaml",
  "ndjson",
  "csv",
  "tsv",
  "name",
  "template=",
];
/** Of what is one thing. */
export const DOCUMENT_FORMATS: readonly string[] = ["json", "yaml", "template="];

/** Of commands that print a list. */
export const LIST_FLAGS: readonly Flag[] = [
  output(LIST_FORMATS),
  JSON_FLAG,
  { name: "columns", value: "NAMES", rare: true, summary: "Only these columns of the table, with commas." },
  { name: "no-headers", summary: "Leave out the header of the table." },
];

/** Of commands that print one document. */
export const DOCUMENT_FLAGS: readonly Flag[] = [output(DOCUMENT_FORMATS), JSON_FLAG];

export const STATE_FLAG: Flag = {
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
};

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
    name: "break-glass",
    value: "REASON",
    hidden: true,
    summary: "Of administrators: why you read what is somebody else's. They are told, and it is kept.",
  },
  { name: "as", value: "USER", hidden: true, summary: "Of administrators: act under this name; it is kept." },
  { name: "timeout", value: "DURATION", summary: "Longest wait for an answer of the server (default 30s)." },
  {
    name: "color",
    value: "WHEN",
    choices: ["auto", "always", "never"],
    summary: "Colours; auto = on a terminal, unless NO_COLOR is set.",
  },
];

/** Those that mean the same for this command as for every other. */
export function globalFlagsOf({ flags }: Pick<Command, "flags">): readonly Flag[] {
  return GLOBAL_FLAGS.filter(({ name }) => !flags.some((flag) => flag.name === name));
}

/**
 * Flags of other versions: refused by name rather than as unknown. `field` is what each would set, `what` the words of
 * `jobs/` for it, here once more so that no command has to load the schema of jobs for them.
 */
export const FLAGS_NOT_YET: Readonly<Record<string, { readonly field: string; readonly what: string }>> = {
  spread: { field: "/spread", what: "spreading" },
  ssh: { field: "/interactive", what: "interactive sessions" },
};
