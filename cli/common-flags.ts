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
