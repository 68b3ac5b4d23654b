import { WEIGHT_BOUNDS } from "../../fair-share/hierarchy.ts";
import type { JsonSchema } from "../http/parameters.ts";
import { PROJECT_NAME, USER_NAME } from "./project-schemas.ts";
import { COUNT, ID, list, object, TEXT } from "../http/schema-words.ts";

const AMOUNT = { type: "number", minimum: 0, maximum: 1e15 } as const;
const WHOLE = { type: "integer", minimum: 0, maximum: 2_147_483_647 } as const;

/** Limits of one node; what is left out is not limited. */
export const QUOTA_BODY: Readonly<Record<string, JsonSchema>> = {
  "cpus?": AMOUNT,
  "memoryBytes?": { type: "integer", minimum: 0, maximum: Number.MAX_SAFE_INTEGER },
  "diskBytes?": { type: "integer", minimum: 0, maximum: Number.MAX_SAFE_INTEGER },
  "gpus?": WHOLE,
  "tasks?": { ...WHOLE, description: "Tasks that run at one time." },
  "jobs?": { ...WHOLE, description: "Jobs of which tasks run at one time: an array counts once." },
  "queuedJobs?": WHOLE,
  "queuedTasks?": WHOLE,
  "arrayTasks?": { ...WHOLE, description: "Tasks of one array." },
  "cpuHours?": AMOUNT,
  "gpuHours?": AMOUNT,
  "window?": { type: "string", enum: ["day", "week", "month"], description: "Of the hours. Default: month." },
};

export const SHARE_BODY: Readonly<Record<string, JsonSchema>> = {
  "parent?": {
    type: "string",
    pattern: PROJECT_NAME,
    description: "What it is part of; absent: the site itself.",
  },
  weight: {
    type: "number",
    ...WEIGHT_BOUNDS,
    description: "Against those beside it: 2 gets twice what 1 gets.",
  },
  "users?": {
    type: "object",
    maxProperties: 10_000,
    propertyNames: { pattern: USER_NAME },
    additionalProperties: { type: "number", ...WEIGHT_BOUNDS },
    description: "Weights of users in it; others have 1.",
  },
};

const EXCESS = object({
  of: TEXT,
  limit: AMOUNT,
  used: AMOUNT,
  "project?": TEXT,
  "user?": TEXT,
});

export const QUOTA_SCHEMAS: Readonly<Record<string, JsonSchema>> = {
  QuotaSet: object({
    "project?": TEXT,
    "user?": TEXT,
    "soft?": { const: true },
    "acrossProjects?": { const: true },
    limits: object(QUOTA_BODY),
    excess: { ...list(EXCESS), description: "What is in use beyond the new limits." },
    "cancelled?": { ...list(ID), description: "With `whenExceeded=kill`: jobs that were asked to end." },
  }),
  ShareSet: object({ name: TEXT, ...SHARE_BODY }),
  Maintenance: object({
    mode: {
      type: "string",
      enum: ["off", "queue", "refuse"],
      description:
        "`refuse`: no job is taken; `queue`: jobs are taken, and nothing of them starts. What runs goes on.",
    },
    "message?": TEXT,
    "by?": TEXT,
    "since?": TEXT,
  }),
  AuditEntry: object(
    {
      seq: COUNT,
      at: TEXT,
      atMs: COUNT,
      id: TEXT,
      action: TEXT,
      outcome: { type: "string", enum: ["done", "refused", "failed"] },
      "actor?": object({
        name: TEXT,
        type: { type: "string", enum: ["user", "system"] },
        "via?": TEXT,
        "credentialId?": TEXT,
        "impersonator?": TEXT,
      }),
      "resource?": TEXT,
      "project?": TEXT,
      "before?": { description: "What it was, as JSON." },
      "after?": { description: "What it is, as JSON." },
      "reason?": TEXT,
      "address?": TEXT,
      "userAgent?": TEXT,
      "requestId?": TEXT,
      "shortened?": { ...COUNT, description: "It was too long to be kept whole: so many characters." },
      prevHash: TEXT,
      hash: { ...TEXT, description: "SHA-256 of the entry as JSON without `at` and `hash`, in hex." },
    },
    "Something that was done or refused. `prevHash` is the `hash` of the one before.",
  ),
  AuditList: object({
    items: list({ $ref: "#/components/schemas/AuditEntry" }),
    "next?": { ...COUNT, description: "`after` of the next page; absent on the last one." },
  }),
};
