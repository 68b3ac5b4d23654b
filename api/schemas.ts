import { JOB_STATES } from "../jobs/job.ts";
import { JOB_SPEC_SCHEMA } from "../jobs/spec-schema.ts";
import type { JsonSchema } from "./parameters.ts";
import { PROBLEMS } from "./problems.ts";

const INSTANT = {
  type: "string",
  pattern: "^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z$",
  description: "RFC 3339, UTC, milliseconds.",
} as const;
const COUNT = { type: "integer", minimum: 0 } as const;
const ID = { type: "integer", minimum: 1, maximum: Number.MAX_SAFE_INTEGER } as const;
const TEXT = { type: "string" } as const;
const EXIT_CODE = { type: "integer", minimum: 0, maximum: 255 } as const;
const SIGNAL = { type: "integer", minimum: 1, maximum: 64 } as const;
const STATE = { type: "string", enum: JOB_STATES } as const;

/** An object of exactly these fields; a name ending in `?` may be absent. */
export function object(fields: Readonly<Record<string, JsonSchema>>, description?: string): JsonSchema {
  const names = Object.keys(fields);
  return {
    type: "object",
    additionalProperties: false,
    required: names.filter((name) => !name.endsWith("?")),
    properties: Object.fromEntries(names.map((name) => [name.replace(/\?$/, ""), fields[name]])),
    ...(description === undefined ? {} : { description }),
  };
}

export function list(items: JsonSchema): JsonSchema {
  return { type: "array", items };
}

/** A reference to one of `COMPONENTS`. */
export function ref(name: string): JsonSchema {
  return { $ref: `#/components/schemas/${name}` };
}

const RESOURCES = object({
  cpus: { type: "number", minimum: 0 },
  memoryBytes: COUNT,
  diskBytes: COUNT,
  "gpus?": COUNT,
});
const VECTOR = object({ cpusMilli: COUNT, memMib: COUNT, diskMib: COUNT, gpus: COUNT });

const ATTEMPT = object({
  attempt: { type: "integer", minimum: 1 },
  "index?": COUNT,
  epoch: COUNT,
  taskId: TEXT,
  executor: TEXT,
  node: TEXT,
  agentId: TEXT,
  state: { type: "string", enum: ["starting", "running", "stopping", "succeeded", "failed", "cancelled"] },
  "reason?": TEXT,
  "message?": TEXT,
  "exitCode?": EXIT_CODE,
  "signal?": SIGNAL,
  launchedAt: INSTANT,
  "startedAt?": INSTANT,
  "endedAt?": INSTANT,
  "unreachableSince?": INSTANT,
  resources: RESOURCES,
});

const PROGRESS = object(
  {
    total: COUNT,
    pending: COUNT,
    starting: COUNT,
    running: COUNT,
    stopping: COUNT,
    succeeded: COUNT,
    failed: COUNT,
    cancelled: COUNT,
  },
  "Tasks of an array by state; the numbers add up to total.",
);

const { properties: SPEC_FIELDS } = JOB_SPEC_SCHEMA;

/** Stored jobs have every default filled in, so fewer fields may be absent than in a submission. */
const SUMMARY_FIELDS: Readonly<Record<string, JsonSchema>> = {
  id: ID,
  user: TEXT,
  source: { type: "string", enum: ["api", "cli", "web", "tes", "slurm", "legacy"] },
  state: STATE,
  "reason?": TEXT,
  "message?": TEXT,
  stateSince: INSTANT,
  createdAt: INSTANT,
  "startedAt?": INSTANT,
  "endedAt?": INSTANT,
  "exitCode?": EXIT_CODE,
  "signal?": SIGNAL,
  "heldBy?": { type: "string", enum: ["user", "admin"] },
  "cancelledBy?": TEXT,
  "unreachable?": COUNT,
  "progress?": PROGRESS,
  directory: TEXT,
  links: object({ self: TEXT, attempts: TEXT, explain: TEXT, stdout: TEXT, stderr: TEXT }),
  name: SPEC_FIELDS.name,
  project: SPEC_FIELDS.project,
  resources: SPEC_FIELDS.resources,
  "walltimeSeconds?": SPEC_FIELDS.walltimeSeconds,
  graceSeconds: SPEC_FIELDS.graceSeconds,
  volumes: SPEC_FIELDS.volumes,
  "array?": SPEC_FIELDS.array,
  dependencies: SPEC_FIELDS.dependencies,
  priority: SPEC_FIELDS.priority,
  hold: SPEC_FIELDS.hold,
  retry: SPEC_FIELDS.retry,
  labels: SPEC_FIELDS.labels,
};

const JOB_FIELDS: Readonly<Record<string, JsonSchema>> = {
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
};

const WARNING = object({
  code: { type: "string", enum: ["larger_than_any_agent", "no_agents"] },
  message: TEXT,
});

const FAULT = object({
  pointer: { type: "string", description: "JSON pointer into the job document." },
  code: {
    type: "string",
    enum: [
      "unknown_field",
      "not_supported",
      "required",
      "type",
      "range",
      "length",
      "format",
      "conflict",
      "too_large",
      "unknown_name",
    ],
  },
  message: TEXT,
  "got?": {},
  "allowed?": TEXT,
  "hint?": TEXT,
});

const PROBLEM: JsonSchema = {
  type: "object",
  required: ["type", "title", "status", "code"],
  properties: {
    type: TEXT,
    title: TEXT,
    status: { type: "integer", minimum: 400, maximum: 599 },
    code: { type: "string", enum: Object.keys(PROBLEMS) },
    detail: TEXT,
    instance: TEXT,
    requestId: TEXT,
    errors: { type: "array", maxItems: 100, items: ref("Fault") },
    errorsTruncated: { const: true },
  },
  description: "RFC 9457. `code` is stable.",
};

const WITNESS = object({ agentId: TEXT, hostname: TEXT, has: VECTOR, lacking: list(TEXT) });

const cause = (kind: string, fields: Readonly<Record<string, JsonSchema>>): JsonSchema =>
  object({ kind: { const: kind }, ...fields });

const CAUSE: JsonSchema = {
  oneOf: [
    cause("held", { by: { type: "string", enum: ["user", "admin"] } }),
    cause("dependencies", {
      waitingFor: list(
        object({ job: ID, on: { type: "string", enum: ["success", "end", "failure"] }, state: STATE }),
      ),
      total: COUNT,
    }),
    cause("backoff", { untilMs: COUNT, tasks: COUNT }),
    cause("throttle", { maxConcurrent: COUNT, live: COUNT }),
    cause("backend_down", { backend: TEXT, sinceMs: COUNT, cause: TEXT }),
    cause("no_agents", { backend: TEXT }),
    cause("never_fits", { need: VECTOR, agents: COUNT, nearest: WITNESS }),
    cause("no_room", {
      need: VECTOR,
      agents: COUNT,
      refusals: list(object({ lacking: TEXT, agents: COUNT })),
      nearest: WITNESS,
    }),
    cause("turn", { aheadInAccount: COUNT, accountsAhead: COUNT }),
  ],
};

/** `components.schemas` of the OpenAPI document. */
export const COMPONENTS: Readonly<Record<string, JsonSchema>> = {
  JobSpec: JOB_SPEC_SCHEMA,
  Job: object(JOB_FIELDS),
  CreatedJob: object({ ...JOB_FIELDS, warnings: list(ref("Warning")) }),
  JobSummary: object(SUMMARY_FIELDS),
  JobList: object({
    items: list(ref("JobSummary")),
    "next?": { ...TEXT, description: "Cursor of the next page." },
  }),
  Attempt: ATTEMPT,
  AttemptList: object({ items: list(ref("Attempt")), truncated: { type: "boolean" } }),
  Warning: WARNING,
  Fault: FAULT,
  Problem: PROBLEM,
  BatchLine: {
    oneOf: [
      object({ line: { type: "integer", minimum: 1 }, id: ID, "warnings?": list(ref("Warning")) }),
      object({ line: { type: "integer", minimum: 1 }, problem: ref("Problem") }),
    ],
    description: "One of these per line that was sent, in order; empty lines have none.",
  },
  Cause: CAUSE,
  Explanation: object({
    job: ID,
    state: STATE,
    "reason?": TEXT,
    source: { type: "string", enum: ["leader", "store"] },
    at: INSTANT,
    ageSeconds: { type: "number", minimum: 0 },
    causes: list(ref("Cause")),
    sentences: list(TEXT),
    "note?": TEXT,
  }),
  Node: object({
    id: TEXT,
    executor: TEXT,
    hostname: TEXT,
    attributes: { type: "object", additionalProperties: TEXT },
    active: { type: "boolean" },
    total: RESOURCES,
    free: RESOURCES,
    tasks: COUNT,
  }),
  NodeList: object({ items: list(ref("Node")) }),
  VolumeList: object({
    items: list(object({ name: TEXT, path: TEXT, mode: { type: "string", enum: ["ro", "rw"] } })),
  }),
  Whoami: object({ user: TEXT, roles: list(TEXT), permissions: list(TEXT) }),
  Event: object(
    {
      job: ID,
      type: {
        type: "string",
        enum: [
          "filed",
          "launched",
          "running",
          "unreachable",
          "reachable",
          "stopping",
          "ended",
          "cancel_requested",
          "held",
          "released",
          "dependency_failed",
        ],
      },
      at: INSTANT,
      state: { ...STATE, description: "Of the job when the event was sent: never older than the event." },
      "taskId?": TEXT,
      "index?": COUNT,
      "attempt?": COUNT,
      "attemptState?": TEXT,
      "reason?": TEXT,
      "message?": TEXT,
      "exitCode?": EXIT_CODE,
      "signal?": SIGNAL,
    },
    "`data` of an event `job.state`.",
  ),
  Health: object({
    status: { type: "string", enum: ["ok", "degraded", "failed"] },
    "checks?": list(
      object({
        name: TEXT,
        ok: { type: "boolean" },
        soft: { type: "boolean" },
        latencyMs: { type: "number" },
        "detail?": TEXT,
      }),
    ),
  }),
  Versions: object({ versions: list(object({ version: TEXT, path: TEXT, openapi: TEXT })) }),
};
