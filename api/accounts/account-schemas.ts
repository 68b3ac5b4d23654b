import type { JsonSchema } from "../http/parameters.ts";
import { COUNT, INSTANT, list, object, TEXT } from "../http/schema-words.ts";

const SCOPE = { type: "string", enum: ["site", "project", "account"] } as const;
const AMOUNT = { type: "number", minimum: 0 } as const;

const LIMIT = object({
  of: {
    type: "string",
    enum: [
      "cpus",
      "memoryBytes",
      "diskBytes",
      "gpus",
      "tasks",
      "jobs",
      "queuedJobs",
      "queuedTasks",
      "arrayTasks",
      "cpuHours",
      "gpuHours",
    ],
  },
  limit: AMOUNT,
  "used?": { ...AMOUNT, description: "Now; of hours in this window. Of `arrayTasks` there is none." },
  "left?": AMOUNT,
  "window?": { type: "string", enum: ["day", "week", "month"], description: "Of hours, by the calendar." },
  "returnsAt?": { ...INSTANT, description: "The next window begins." },
  "usedUpAt?": { ...INSTANT, description: "As things run now; absent: not in this window." },
  "isUsedUp?": { const: true, description: "Nothing starts before `returnsAt`." },
});

const QUOTA = object({
  scope: {
    type: "string",
    enum: ["site", "project", "account", "user"],
    description: "`account`: a user in a project; `user`: what they have running in all projects together.",
  },
  "project?": TEXT,
  "user?": TEXT,
  "soft?": { const: true, description: "No wall: others who have less than theirs go first." },
  limits: list(LIMIT),
});

const SHARE = object({
  scope: SCOPE,
  "project?": TEXT,
  "user?": { ...TEXT, description: "Of an account: a user in a project." },
  "parent?": { ...TEXT, description: "The project that it is part of; absent: the site." },
  weight: { type: "number", exclusiveMinimum: 0 },
  held: { ...AMOUNT, description: "Part of the site's scarcest resource that it holds now." },
  usedCpuHours: { ...AMOUNT, description: "Past usage, halved with each half-life." },
  key: { ...AMOUNT, description: "By which siblings are compared: the smallest goes first." },
  "position?": {
    ...COUNT,
    description: "Among its siblings that have something to start, from 1; absent: it has nothing to start.",
  },
  runningTasks: COUNT,
});

export const ACCOUNT_SCHEMAS: Readonly<Record<string, JsonSchema>> = {
  QuotaList: object({ items: list(QUOTA) }),
  ShareTree: object({ at: INSTANT, policy: TEXT, items: list(SHARE) }),
  LicenceList: object({ items: list(object({ name: TEXT, total: COUNT, inUse: COUNT })) }),
};
