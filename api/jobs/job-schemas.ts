import { SPEC_DEFAULTS } from "../../jobs/spec/spec-defaults.ts";
import { CHANGEABLE } from "../../jobs/life/spec-changes.ts";
import { JOB_SPEC_SCHEMA } from "../../jobs/submission/spec-schema.ts";
import type { JsonSchema } from "../http/parameters.ts";
import {
  COUNT,
  EXIT_CODE,
  ID,
  INSTANT,
  list,
  object,
  PORT,
  ref,
  SIGNAL,
  STATE,
  TEXT,
} from "../http/schema-words.ts";

/** Jobs and attempts as clients see them. */

export const RESOURCES = object({
  cpus: { type: "number", minimum: 0 },
  memoryBytes: COUNT,
  diskBytes: COUNT,
  "gpus?": COUNT,
});
export const ATTEMPT = object({
  attempt: { type: "integer", minimum: 1 },
  "index?": COUNT,
  epoch: COUNT,
  taskId: TEXT,
  executor: TEXT,
  node: TEXT,
  agentId: TEXT,
  "ports?": list(
    object({
      port: PORT,
      "name?": TEXT,
      "container?": PORT,
      "protocol?": { type: "string", enum: ["tcp", "udp"] },
    }),
  ),
  "address?": TEXT,
  state: {
    type: "string",
    enum: ["starting", "running", "suspended", "stopping", "succeeded", "failed", "cancelled"],
  },
  "reason?": TEXT,
  "message?": TEXT,
  "exitCode?": EXIT_CODE,
  "signal?": SIGNAL,
  launchedAt: INSTANT,
  "startedAt?": INSTANT,
  "endedAt?": INSTANT,
  "unreachableSince?": INSTANT,
  resources: RESOURCES,
  "links?": object({ mesosTask: TEXT, mesosSandbox: TEXT }, "Pages in the user interface of Mesos."),
});

export const PROGRESS = object(
  {
    total: COUNT,
    pending: COUNT,
    starting: COUNT,
    running: COUNT,
    suspended: COUNT,
    stopping: COUNT,
    succeeded: COUNT,
    failed: COUNT,
    cancelled: COUNT,
  },
  "Tasks of an array by state; the numbers add up to total.",
);

export const USAGE = object(
  {
    cpuSeconds: { type: "number", minimum: 0 },
    gpuSeconds: { type: "number", minimum: 0 },
    memoryByteSeconds: { type: "number", minimum: 0 },
    wallSeconds: { type: "number", minimum: 0 },
  },
  "Of the attempts that have ended: resources held × the time they were held. `wallSeconds` adds up the time that tasks ran.",
);

const { properties: SPEC_FIELDS } = JOB_SPEC_SCHEMA;

/** Stored jobs have every default filled in, so fewer fields may be absent than in a submission. */
function storedSpecFields(without: readonly string[]): Readonly<Record<string, JsonSchema>> {
  const always = new Set(["name", "project", ...Object.keys(SPEC_DEFAULTS)]);
  return Object.fromEntries(
    Object.entries(SPEC_FIELDS)
      .filter(([field]) => !without.includes(field))
      .map(([field, schema]) => [always.has(field) ? field : `${field}?`, schema]),
  );
}

export const SUMMARY_FIELDS: Readonly<Record<string, JsonSchema>> = {
  id: ID,
  user: TEXT,
  source: { type: "string", enum: ["api", "cli", "web", "tes", "slurm", "legacy"] },
  state: STATE,
  "reason?": TEXT,
  "message?": TEXT,
  stateSince: INSTANT,
  createdAt: INSTANT,
  updatedAt: INSTANT,
  etag: { ...TEXT, description: "For `If-Match`." },
  "estimatedStart?": object(
    {
      at: { ...INSTANT, description: "As likely earlier as later." },
      latest: { ...INSTANT, description: "Not later in nine of ten cases." },
      basis: { type: "string", enum: ["history", "limits", "mixed"] },
      asOf: INSTANT,
    },
    "When it will start, if nothing more comes and tasks run as long as earlier ones like them (`history`) or as their time limits say (`limits`). Absent when nothing can be said. It changes without the document's version.",
  ),
  "startedAt?": INSTANT,
  "endedAt?": INSTANT,
  "exitCode?": EXIT_CODE,
  "signal?": SIGNAL,
  "node?": { ...TEXT, description: "Machine of the attempt that was launched last." },
  "retryOf?": { ...ID, description: "The job that this one repeats." },
  "heldBy?": { type: "string", enum: ["user", "admin", "dependency"] },
  "suspendedBy?": { type: "string", enum: ["user", "admin"] },
  "cancelledBy?": TEXT,
  "unreachable?": COUNT,
  "progress?": PROGRESS,
  directory: TEXT,
  links: object({
    self: TEXT,
    spec: TEXT,
    tasks: TEXT,
    attempts: TEXT,
    events: TEXT,
    explain: TEXT,
    stdout: TEXT,
    stderr: TEXT,
  }),
  // The signal of a job is the one that ended it; the warning that it asked for is in its spec.
  ...storedSpecFields(["description", "command", "script", "args", "env", "signal"]),
};

export const JOB_FIELDS: Readonly<Record<string, JsonSchema>> = {
  ...SUMMARY_FIELDS,
  "description?": SPEC_FIELDS.description,
  "command?": SPEC_FIELDS.command,
  "script?": SPEC_FIELDS.script,
  args: SPEC_FIELDS.args,
  env: SPEC_FIELDS.env,
  attempts: {
    ...list(ref("Attempt")),
    description:
      "At most 20, oldest first: of an array the first ones, else the latest. All: `links.attempts`.",
  },
  retriedBy: { ...list(ID), description: "Jobs that repeat this one, the latest ones first, at most 20." },
  usage: USAGE,
  "withheld?": {
    const: true,
    description:
      "What it runs, its arguments and the values of its variables are left out: they are its owner's.",
  },
};

/** Names that `fields` may pick. */
export const SUMMARY_NAMES = Object.keys(SUMMARY_FIELDS).map(bare);
export const JOB_NAMES = Object.keys(JOB_FIELDS).map(bare);

function bare(name: string): string {
  return name.replace(/\?$/, "");
}

/** The same fields, of which any may be left out. */
export function partOf(fields: Readonly<Record<string, JsonSchema>>, description: string): JsonSchema {
  return object(
    Object.fromEntries(Object.entries(fields).map(([name, schema]) => [`${bare(name)}?`, schema])),
    description,
  );
}

/** A merge patch: what may change, each with `null` for its default. */
export const JOB_CHANGES: JsonSchema = {
  type: "object",
  additionalProperties: false,
  properties: Object.fromEntries(
    CHANGEABLE.map((field) => [
      field,
      field === "array"
        ? object({ "maxConcurrent?": orNull(SPEC_FIELDS.array.properties.maxConcurrent) })
        : field === "labels" || field === "retry"
          ? { type: ["object", "null"] }
          : orNull(SPEC_FIELDS[field]),
    ]),
  ),
};

function orNull(schema: JsonSchema): JsonSchema {
  return { anyOf: [schema, { type: "null" }] };
}
