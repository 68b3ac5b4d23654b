// The architecture as data: which folder may import which, which folders are pure, and the order of the layers inside
// each. docs/explanation/architecture.md explains it; `npm run check` holds it.

/** The rules of scheduling: no I/O, clock, chance or waiting. */
export const RULES = ["resources", "proto", "accounts", "jobs", "offers", "fair-share"];

/** Layer by layer: a folder may import only what its line names. `*` = everything. */
export const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  resources: [],
  proto: [],
  accounts: ["resources"],
  jobs: ["resources", "accounts"],
  offers: ["resources", "jobs"],
  "fair-share": ["resources", "accounts", "jobs"],
  telemetry: [],
  config: ["resources"],
  store: ["resources", "accounts", "jobs"],
  coordination: ["store"],
  auth: ["accounts", "jobs"],
  scheduler: ["resources", "accounts", "jobs", "offers", "fair-share", "store"],
  framework: ["proto", "resources", "jobs", "offers"],
  "fallback-executors": ["resources", "jobs", "offers"],
  "local-cluster": ["proto", "resources"],
  plugins: ["accounts", "jobs", "offers", "fair-share", "store", "coordination", "auth"],
  api: [...RULES, "store", "auth", "telemetry"],
  client: ["documents", "."],
  cli: ["resources", "jobs", "client"],
  web: ["resources", "jobs", "client"],
  app: ["*"],
  simulation: ["*"],
  integration: ["*"],
  benchmarks: ["*"],
  examples: ["*"],
  scripts: ["*"],
};

/** Tests and tools: they may import everything, and no product file imports them. */
export const LEAVES: ReadonlySet<string> = new Set([
  "simulation",
  "integration",
  "benchmarks",
  "examples",
  "scripts",
]);

/** What makes simulation, replay and explanation possible. */
export const PURE: ReadonlySet<string> = new Set(RULES);

/** Packages that pure folders may use: they compute, and do nothing else. */
export const PURE_PACKAGES: ReadonlySet<string> = new Set(["ajv", "protobufjs", "long", "re2js"]);

/**
 * The order inside a folder, from the lowest layer to the highest: a file imports only from its own layer and from those
 * before it. `.` stands for the files beside the sub-folders. A folder whose sub-folders hold product code is listed.
 */
export const INSIDE: Readonly<Record<string, readonly string[]>> = {
  accounts: ["."],

  api: [
    "http",
    "files",
    "context",
    "jobs",
    "submit",
    "actions",
    "live",
    "sign-in",
    "accounts",
    "admin",
    "godocker-1",
    "documentation",
    ".",
  ],

  "api/godocker-1": ["frame", "tasks", "accounts", "."],

  app: [
    "settings",
    "people",
    "launch",
    "executors",
    "leader",
    "recording",
    "wiring",
    "import",
    "roles",
    "commands",
    ".",
  ],

  auth: [".", "ldap"],

  benchmarks: [
    "figures",
    "workloads",
    "virtual",
    "program",
    "matching",
    "peers",
    "executors",
    "wire",
    "month",
    "failing-day",
    "reasons",
    ".",
  ],

  cli: [
    "text",
    "frame",
    "connection",
    "job-document",
    "jobs",
    "files",
    "submit",
    "site",
    "sign-in",
    "commands",
    "shims",
    ".",
  ],

  client: ["documents", "."],

  config: ["formats", "schema", "loading", "reference", "migrate"],

  "fair-share": [],

  "fallback-executors": ["backend", "docker", "swarm", "kubernetes"],

  framework: [
    "connection",
    "detection",
    "status",
    "offers",
    "launch",
    "reservations",
    "session",
    "task-access",
    ".",
  ],

  examples: ["plugins"],

  "examples/plugins": ["template", "."],

  integration: ["services", ".", "soak", "crash", "kubernetes", "suites"],

  "integration/suites": ["mesos", "containers", "kubernetes", "people", "records", "program"],

  jobs: ["text", "spec", "placement", "life", "query", "submission"],

  "local-cluster": ["protocol", "resources", "http", "election", "agent", "master", "simulated", "."],

  "local-cluster/agent": ["containers", "updates", "tasks", "custom-executors", "calls", "."],

  "local-cluster/master": [
    "state",
    "validation",
    "offers",
    "agents",
    "frameworks",
    "registration",
    "operator",
    ".",
  ],

  offers: [],

  plugins: ["ports", "notify", "host", "providers", "."],

  proto: [],

  scheduler: [
    "collections",
    "matching",
    "quarantine",
    "backfill",
    "gangs",
    "preemption",
    "state",
    "intake",
    "following",
    "deciding",
    "explaining",
    "core",
    "recording",
    "forecast",
    "leading",
    ".",
  ],

  "scheduler/matching": ["tables", "."],

  scripts: ["architecture", "pages", "."],

  simulation: ["checkers", "."],

  store: [".", "sqlite", "mongodb"],

  telemetry: [],

  web: ["model", "ui", "."],
};

/** Product files in one folder, its sub-folders not counted: more than a reader takes in as a table of contents. */
export const MOST_FILES = 25;

/** Lines of one function of product code, its nested functions included. */
export const MOST_FUNCTION_LINES = 100;

/** Lines of one file of product code. */
export const MOST_FILE_LINES = 400;

/** Files in which either is longer still. A file that is shortened is taken off; none is added. */
export const STILL_LONG: ReadonlySet<string> = new Set(["scheduler/matching/agent-index.ts"]);

/** Where these rules are written, for messages. */
export const LAYERS = "scripts/architecture/layers.ts";
