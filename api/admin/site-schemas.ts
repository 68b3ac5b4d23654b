import type { JsonSchema } from "../http/parameters.ts";
import { CLOSED } from "./closing-routes.ts";
import { COUNT, INSTANT, list, NEXT, object, ref, TEXT } from "../http/schema-words.ts";

const AMOUNT = { type: "number", minimum: 0 } as const;
const DAY = { type: "string", pattern: "^\\d{4}-\\d\\d-\\d\\d$" } as const;

const QUEUE = object({
  name: TEXT,
  isDefault: { type: "boolean", description: "Jobs that name none are in it." },
  "projects?": { ...list(TEXT), description: "Yours among those whose jobs it takes; absent: of all." },
  "executors?": { ...list(TEXT), description: "Clusters that its jobs may run on; absent: any." },
  "prefer?": { ...list(TEXT), description: "Which of them its jobs use first." },
  "spillAfterSeconds?": { ...COUNT, description: "So long they wait for those before they use others." },
  "image?": { ...TEXT, description: "Of jobs that name none." },
  "walltimeSeconds?": { ...COUNT, description: "Time limit of jobs that name none." },
  limits: object(
    {
      "cpus?": AMOUNT,
      "memoryBytes?": COUNT,
      "diskBytes?": COUNT,
      "gpus?": COUNT,
      "walltimeSeconds?": COUNT,
      "arrayTasks?": COUNT,
    },
    "At most, of one task, and tasks of one array; absent: no limit.",
  ),
  source: {
    type: "string",
    enum: ["configuration", "store"],
    description: "Where what is said of it stands: in the configuration, or set over the API.",
  },
});

const USAGE_SUM = object(
  {
    "user?": TEXT,
    "project?": TEXT,
    "day?": DAY,
    "week?": { ...DAY, description: "Its Monday." },
    "month?": { type: "string", pattern: "^\\d{4}-\\d\\d$" },
    cpuHours: AMOUNT,
    gpuHours: AMOUNT,
    memoryGibHours: AMOUNT,
    cpuSeconds: AMOUNT,
    gpuSeconds: AMOUNT,
    memoryByteSeconds: AMOUNT,
  },
  "What was held × how long, of attempts that have ended. Its group is named by the fields of `groupBy`.",
);

const EXECUTOR = object({
  name: TEXT,
  state: {
    type: "string",
    enum: ["connected", "disconnected", "refused", "superseded"],
    description: "`refused`, `superseded`: somebody must act; see `cause`.",
  },
  since: INSTANT,
  "cause?": { ...TEXT, description: "Why it is not connected." },
  "nextTryAt?": INSTANT,
  "closed?": CLOSED,
  "capabilities?": { type: "object", description: "What tasks can ask of it." },
  nodes: { ...COUNT, description: "Machines that it has now." },
  tasks: { ...COUNT, description: "Of ours, that run there." },
  offers: { ...COUNT, description: "That the scheduler holds now." },
});

export const SITE_SCHEMAS: Readonly<Record<string, JsonSchema>> = {
  Queue: QUEUE,
  QueueList: object({ items: list(ref("Queue")) }),
  UsageSum: USAGE_SUM,
  UsageReport: object({
    from: INSTANT,
    to: { ...INSTANT, description: "Exclusive." },
    items: list(ref("UsageSum")),
    "next?": NEXT,
  }),
  Executor: EXECUTOR,
  ExecutorList: object({ items: list(ref("Executor")) }),
  LeaderStanding: object({
    instance: TEXT,
    epoch: { ...COUNT, description: "One more with each change of leader." },
    since: INSTANT,
  }),
  Reconciliation: object({ executors: { ...list(TEXT), description: "Those that are asked." } }),
  Setting: object({
    key: TEXT,
    "value?": { description: "Absent: not set, and without a default." },
    source: { ...TEXT, description: "Where it was set: `default`, a file and its line, a variable." },
  }),
  Settings: object({ items: list(ref("Setting")) }),
};
