import type { Command } from "./command.ts";
import { DOCUMENT_FLAGS, LIST_FLAGS } from "./common-flags.ts";
import type { Flag } from "./flag.ts";

/** Of everything that is started by the server program, which reads them itself. */
const CONFIG_FLAGS: readonly Flag[] = [
  {
    name: "config",
    value: "FILE",
    repeated: true,
    summary: "Configuration, JSON5 or YAML; of several the later wins.",
  },
  { name: "set", value: "KEY=VALUE", repeated: true, summary: "One setting, stronger than every file." },
];

/** Of parts that are started by `up`: they end with whoever started them. */
const LIFETIME: Flag = {
  name: "lifetime",
  value: "WHEN",
  hidden: true,
  summary: "stdin: until it is closed.",
};

/** What starts and looks after servers. */
export const SERVER_COMMANDS: readonly Command[] = [
  {
    name: "up",
    group: "Server",
    operands: "",
    operandsMax: 0,
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
    name: "quickstart",
    group: "Server",
    operands: "",
    operandsMax: 0,
    summary: "The same as `up`, with a small pipeline to see it work.",
    brief: "the same, with an example",
    flags: [
      { name: "once", summary: "In a directory of its own; ends after the result." },
      { name: "data", value: "DIR", summary: "State and volumes below this directory." },
      { name: "port", value: "N", summary: "Port of the API; 0 = any that is free." },
    ],
    example: "godocker quickstart --once",
    server: true,
  },
  {
    name: "scheduler",
    group: "Server",
    operands: "",
    operandsMax: 0,
    summary: "Only the scheduler: decides which job runs where.",
    brief: "only the scheduler",
    flags: [...CONFIG_FLAGS, LIFETIME],
    example: "godocker scheduler",
    server: true,
  },
  {
    name: "api",
    group: "Server",
    operands: "",
    operandsMax: 0,
    summary: "Only the API server.",
    brief: "only the API server",
    flags: [...CONFIG_FLAGS, LIFETIME],
    example: "godocker api",
    server: true,
  },
  {
    name: "server",
    group: "Server",
    operands: "",
    operandsMax: 0,
    summary: "API and scheduler on the cluster that the configuration names.",
    brief: "API and scheduler",
    flags: [
      ...CONFIG_FLAGS,
      {
        name: "role",
        value: "ROLES",
        choices: ["api", "scheduler"],
        repeated: true,
        summary: "Only this part of it.",
      },
      {
        name: "listen",
        value: "HOST:PORT",
        summary: "Address of the API; the same as --set server.listen=…",
      },
      { name: "check", summary: "Check the configuration and end." },
      { name: "print-config", summary: "Print every setting with its source and end; no secrets." },
    ],
    example: "godocker server --config godocker.json5",
    server: true,
  },
  {
    name: "replay",
    group: "Server",
    operands: "DIR|FILE…",
    operandsMin: 1,
    completes: "file",
    summary:
      "Plays recorded decisions again, compares them, and tells what happened to a job and why it waited.",
    brief: "why it was decided so",
    flags: [
      { name: "job", value: "ID", summary: "Tell about this job, turn by turn." },
      {
        name: "until",
        value: "TIME",
        summary: "No later than that: 2026-11-24 14:00, 2026-11-24T14:00:00Z.",
      },
      ...DOCUMENT_FLAGS,
    ],
    example: "godocker replay ~/.local/state/godocker/recordings --job 12",
    json: ["cores", "turns", "inputs", "different", "firstDifferenceMs", "fromMs", "toMs", "files", "story"],
    details: [
      "Needs no server: it reads the files that a scheduler has written (recording.directory).",
      "Exit 1 when this version would decide otherwise than the one that recorded.",
    ],
    server: true,
  },
  {
    name: "config",
    group: "Server",
    operands: "check|show|explain KEY|schema|migrate FILE",
    completes: ["check", "show", "explain", "schema", "migrate"],
    summary: "Looks at a configuration: its faults, its values and their sources, what a setting means.",
    brief: "checks and explains settings",
    flags: [
      ...CONFIG_FLAGS,
      { name: "out", value: "DIR", summary: "migrate: write godocker.json5 and the secrets there." },
      { name: "strict", summary: "migrate: exit 10 when anything is not carried over." },
      ...LIST_FLAGS,
    ],
    example: "godocker config check --config godocker.json5",
    json: ["key", "value", "source"],
    details: [
      "check: everything that is wrong, at once; exit 10 when there is anything.",
      "show: every setting, where it comes from, and its value; secrets are masked. show KEY… only these.",
      "explain KEY: what it is for, what may stand there, and whether a change needs a restart.",
      "schema: JSON Schema of a configuration file, for editors.",
      "migrate FILE: a configuration of this version from a go-d.ini of GoDocker 1.x, with a report of every value.",
    ],
    server: true,
  },
  {
    name: "admin",
    group: "Server",
    operands: "fsck",
    operandsMax: 1,
    completes: ["fsck"],
    summary: "Care for an installation. fsck: reads the whole store and tells what is wrong with it.",
    brief: "checks the store",
    flags: [...CONFIG_FLAGS, ...DOCUMENT_FLAGS],
    example: "godocker admin fsck --config godocker.json5",
    json: ["entries", "jobs", "attempts", "replayed", "faults"],
    details: [
      "fsck: the journal has no gap, jobs and attempts say what it says, usage is booked once. Exit 1 with any fault.",
      "It needs no server, only reads, and may run while schedulers do.",
      "Not yet: drain, maintenance, backup, restore.",
    ],
    server: true,
  },
];
