import { JOB_SPEC_SCHEMA } from "../../jobs/submission/spec-schema.ts";
import { SIMULATION_SCHEMAS } from "../submit/simulation-schemas.ts";
import { ACCOUNT_SCHEMAS } from "../accounts/account-schemas.ts";
import { PROJECT_SCHEMAS } from "../accounts/project-schemas.ts";
import { QUOTA_SCHEMAS } from "../accounts/quota-schemas.ts";
import { SITE_SCHEMAS } from "../admin/site-schemas.ts";
import { CLOSED, CLOSING } from "../admin/closing-routes.ts";
import { MATCH_LIST } from "../admin/offer-matches.ts";
import { PREFERENCES } from "../accounts/preference-routes.ts";
import { STORE_CHECK } from "../admin/fsck-routes.ts";
import { SIGNAL_REPORT } from "../actions/signal-routes.ts";
import { IDENTITY_SCHEMAS } from "../sign-in/identity-schemas.ts";
import { CAUSE, CHANGE } from "../jobs/cause-schema.ts";
import { OFFER } from "../admin/offer-schema.ts";
import { ATTEMPT, JOB_FIELDS, partOf, RESOURCES, SUMMARY_FIELDS, USAGE } from "../jobs/job-schemas.ts";
import type { JsonSchema } from "../http/parameters.ts";
import { PROBLEMS } from "../http/problems.ts";
import {
  COUNT,
  EXIT_CODE,
  ID,
  INSTANT,
  list,
  NEXT,
  object,
  ref,
  SIGNAL,
  STATE,
  TEXT,
} from "../http/schema-words.ts";

const FILE = object({
  name: TEXT,
  type: {
    type: "string",
    enum: ["file", "directory", "link", "other"],
    description: "`other` is not given out. In a sandbox a link is what it leads to.",
  },
  "sizeBytes?": { ...COUNT, description: "Of a file." },
  modifiedAt: INSTANT,
  "target?": { ...TEXT, description: "Where a link leads, as it is written." },
  "isNotText?": {
    const: true,
    description: "Its name is no UTF-8: only an archive of the directory has it.",
  },
});

const LOG_EVENT = object(
  {
    attempt: { type: "integer", minimum: 1 },
    offset: { ...COUNT, description: "Of the first of these bytes in the output of the attempt." },
    "text?": { ...TEXT, description: "Whole characters; bytes that are no UTF-8 are replaced." },
    "base64?": { ...TEXT, description: "The bytes, with `encoding=base64`." },
  },
  "`data` of `event: log`.",
);

const TASK = object({
  job: ID,
  "index?": COUNT,
  state: STATE,
  "attempt?": { ...ref("Attempt"), description: "The one that was launched last." },
});

const WARNING = object({
  code: { type: "string", enum: ["larger_than_any_agent", "no_agent_matches", "no_agents"] },
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

/** `components.schemas` of the OpenAPI document. */
export const COMPONENTS: Readonly<Record<string, JsonSchema>> = {
  JobSpec: JOB_SPEC_SCHEMA,
  Job: object(JOB_FIELDS),
  CreatedJob: object({ ...JOB_FIELDS, warnings: list(ref("Warning")) }),
  CheckedJob: object({ valid: { const: true }, spec: ref("JobSpec"), warnings: list(ref("Warning")) }),
  JobSummary: object(SUMMARY_FIELDS),
  JobPart: partOf(
    { ...JOB_FIELDS, events: list(ref("Event")) },
    "The fields that `fields` names, and what is expanded.",
  ),
  ListedJobPart: partOf(
    { ...SUMMARY_FIELDS, attempts: list(ref("Attempt")), events: list(ref("Event")), usage: USAGE },
    "A job with `fields` or `expand`: those that are named, and what is expanded.",
  ),
  ExpandedJob: object({ ...JOB_FIELDS, events: list(ref("Event")) }),
  JobList: object({
    items: list({ anyOf: [ref("JobSummary"), ref("ListedJobPart")] }),
    "next?": NEXT,
    "total?": { ...COUNT, description: "With `count=true`: how many there are on all pages." },
    "totalIsLowerBound?": { const: true, description: "There are more than `total`." },
  }),
  JobStates: object({
    items: list(object({ id: ID, state: STATE, "reason?": TEXT, "exitCode?": EXIT_CODE })),
  }),
  Attempt: ATTEMPT,
  AttemptList: object({
    items: list(ref("Attempt")),
    truncated: { type: "boolean", description: "There are more: `next` is their cursor." },
    "next?": NEXT,
  }),
  Operation: object({
    id: TEXT,
    verb: { type: "string", enum: ["cancel", "hold", "release", "retry"] },
    user: TEXT,
    createdAt: INSTANT,
    state: { type: "string", enum: ["running", "done"] },
    total: COUNT,
    done: COUNT,
    refused: COUNT,
    results: list(ref("OperationItem")),
    links: object({ self: TEXT }),
  }),
  OperationItem: object({
    id: ID,
    outcome: {
      type: "string",
      enum: ["requested", "nothing_to_do", "refused"],
      description: "`requested`: it is stored, and the scheduler will see to it.",
    },
    "code?": { type: "string", enum: Object.keys(PROBLEMS) },
    "detail?": TEXT,
    "job?": { ...ID, description: "The new job of a retry." },
  }),
  OperationPlan: object({ verb: TEXT, jobs: list(ID) }),
  Task: TASK,
  TaskList: object({ items: list(ref("Task")), "next?": NEXT }),
  EventList: object({
    items: list(ref("Event")),
    "next?": { ...ID, description: "`after` of the next page; absent on the last one." },
  }),
  FileList: object({ items: list(FILE), "next?": NEXT }),
  LogEvent: LOG_EVENT,
  Usage: USAGE,
  Warning: WARNING,
  Fault: FAULT,
  Problem: PROBLEM,
  BatchLine: {
    oneOf: [
      object({
        line: { type: "integer", minimum: 1 },
        id: ID,
        "warnings?": list(ref("Warning")),
        "replayed?": { const: true, description: "It was stored before, by a request with the same key." },
      }),
      object({
        line: { type: "integer", minimum: 1 },
        valid: { const: true, description: "With `dryRun=true`: it would be stored." },
        "warnings?": list(ref("Warning")),
      }),
      object({ line: { type: "integer", minimum: 1 }, problem: ref("Problem") }),
    ],
    description: "One of these per line that was sent, in order; empty lines have none.",
  },
  Cause: CAUSE,
  Change: CHANGE,
  Explanation: object({
    job: ID,
    state: STATE,
    "reason?": TEXT,
    source: { type: "string", enum: ["leader", "store"] },
    at: INSTANT,
    ageSeconds: { type: "number", minimum: 0 },
    causes: list(ref("Cause")),
    "changes?": {
      ...list(ref("Change")),
      description:
        "What alone would let it start, whose turn it is aside: each of these is enough, and less of it is not. " +
        "Absent where no single change is enough.",
    },
    sentences: list(TEXT),
    "nodes?": {
      ...list(
        object({
          node: TEXT,
          executor: TEXT,
          fits: {
            type: "boolean",
            description: "It has room now; what is kept for others is not looked at.",
          },
          "lacking?": TEXT,
          sentence: TEXT,
        }),
      ),
      description:
        "With `trace` or `node`: what each machine has against a task of the job, the first thing.",
    },
    "note?": TEXT,
  }),
  Node: object({
    id: TEXT,
    executor: TEXT,
    hostname: TEXT,
    attributes: { type: "object", additionalProperties: TEXT },
    active: { type: "boolean" },
    "sharedWith?": { ...TEXT, description: "The cluster that has the machine, too, and keeps it." },
    "closed?": CLOSED,
    total: RESOURCES,
    free: RESOURCES,
    tasks: COUNT,
    "trust?": object({
      state: { type: "string", enum: ["wary", "held", "quarantined", "probation", "throttled"] },
      "until?": TEXT,
    }),
  }),
  NodeList: object({ items: list(ref("Node")) }),
  Offer: OFFER,
  OfferList: object({ items: list(ref("Offer")) }),
  NetworkList: object({ items: list(object({ name: TEXT })) }),
  ...ACCOUNT_SCHEMAS,
  ...PROJECT_SCHEMAS,
  ...QUOTA_SCHEMAS,
  ...SITE_SCHEMAS,
  SignalReport: SIGNAL_REPORT,
  StoreCheck: STORE_CHECK,
  Preferences: PREFERENCES,
  MatchList: MATCH_LIST,
  Closing: CLOSING,
  ...SIMULATION_SCHEMAS,

  VolumeList: object({
    items: list(object({ name: TEXT, path: TEXT, mode: { type: "string", enum: ["ro", "rw"] } })),
  }),
  ...IDENTITY_SCHEMAS,
  Secret: object({ name: TEXT, createdAt: INSTANT, updatedAt: INSTANT }),
  SecretList: object({ items: list(ref("Secret")) }),
  ImageList: object({
    items: list(
      object({ ref: TEXT, queues: { ...list(TEXT), description: "Whose jobs have it without naming one." } }),
    ),
    anyOther: { type: "boolean", description: "Jobs may name other images, too." },
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
          "changed",
          "paused",
          "continued",
          "suspended",
          "resumed",
          "deadline_passed",
          "imported",
          "looked_at",
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
