import {
  boolean,
  cpusFromZero,
  integer,
  name,
  number,
  oneOf,
  Refusal,
  size,
  type Format,
} from "../formats/formats.ts";
import { given, listOf, mapOf, maybe, objectOf } from "../formats/objects.ts";
import { NAME } from "./queues.ts";

/** A project, or what projects are part of. Weights and parents are checked together, when all are read. */
export interface ShareSetting {
  readonly name: string;
  readonly parent?: string;
  readonly weight: number;
  /** Weights of users in it. */
  readonly users?: Readonly<Record<string, number>>;
}

/** Limits of the site, a project, or a user; `*` stands for each. */
export interface QuotaSetting {
  readonly project?: string;
  readonly user?: string;
  readonly cpusMilli?: number;
  readonly memMib?: number;
  readonly diskMib?: number;
  readonly gpus?: number;
  readonly tasks?: number;
  readonly jobs?: number;
  readonly queuedJobs?: number;
  readonly queuedTasks?: number;
  readonly arrayTasks?: number;
  readonly cpuHours?: number;
  readonly gpuHours?: number;
  readonly window?: (typeof WINDOWS)[number];
  readonly soft?: boolean;
  readonly acrossProjects?: boolean;
}

/** What a CPU, a GiB of memory and a GPU count as. */
export interface ResourceWeightsSetting {
  readonly cpus: number;
  readonly memory: number;
  readonly gpus: number;
}

const WINDOWS = ["day", "week", "month"] as const;
const MIB = 1024 * 1024;
const COUNT_MAX = 2_147_483_647;

const USER = name(/^[A-Za-z0-9_][A-Za-z0-9._@-]{0,62}$/, "1 to 63 of A-Z a-z 0-9 . _ @ -", "ada");

/** The name, or `*` for each. */
function orEach(format: Format<string>): Format<string> {
  return {
    ...format,
    allowed: `${format.allowed}, or *`,
    read: (value) => (value === "*" ? "*" : format.read(value)),
  };
}

export const shares: Format<readonly ShareSetting[]> = listOf({
  fields: ["name", "parent", "weight", "users"],
  example: [
    { name: "science", weight: 3 },
    { name: "biology", parent: "science", weight: 2, users: { ada: 2 } },
  ],
  read: (field) => ({
    name: field("name", NAME),
    ...given({
      parent: field("parent", maybe(NAME)),
      users: field("users", maybe(mapOf(USER, number, { ada: 2 }))),
    }),
    weight: field("weight", number, 1),
  }),
});

const mebibytes: Format<number> = { ...size, read: (value) => Math.floor(size.read(value) / MIB) };
const count = integer(0, COUNT_MAX);
const hours: Format<number> = {
  ...number,
  allowed: "a number of hours from 0 on",
  read: (value) => {
    const read = number.read(value);
    if (read < 0) throw new Refusal("is less than 0");
    return read;
  },
};

export const quotas: Format<readonly QuotaSetting[]> = listOf({
  fields: [
    "project",
    "user",
    "cpus",
    "memory",
    "disk",
    "gpus",
    "tasks",
    "jobs",
    "queuedJobs",
    "queuedTasks",
    "arrayTasks",
    "cpuHours",
    "gpuHours",
    "window",
    "soft",
    "acrossProjects",
  ],
  example: [
    { project: "biology", cpus: 200, gpus: 8, cpuHours: 100_000, window: "month" },
    { user: "*", queuedTasks: 100_000 },
  ],
  read: (field) =>
    given({
      project: field("project", maybe(orEach(NAME))),
      user: field("user", maybe(orEach(USER))),
      cpusMilli: field("cpus", maybe(cpusFromZero)),
      memMib: field("memory", maybe(mebibytes)),
      diskMib: field("disk", maybe(mebibytes)),
      gpus: field("gpus", maybe(count)),
      tasks: field("tasks", maybe(count)),
      jobs: field("jobs", maybe(count)),
      queuedJobs: field("queuedJobs", maybe(count)),
      queuedTasks: field("queuedTasks", maybe(count)),
      arrayTasks: field("arrayTasks", maybe(count)),
      cpuHours: field("cpuHours", maybe(hours)),
      gpuHours: field("gpuHours", maybe(hours)),
      window: field("window", maybe(oneOf(WINDOWS))),
      soft: field("soft", maybe(boolean)),
      acrossProjects: field("acrossProjects", maybe(boolean)),
    }),
});

const weight: Format<number> = {
  ...number,
  allowed: "a number from 0 to 1,000,000",
  read: (value) => {
    const read = number.read(value);
    if (!(read >= 0 && read <= 1_000_000)) throw new Refusal("is out of range");
    return read;
  },
};

/** What kinds of resources count as against each other; those that are left out as by default. */
export const resourceWeights: Format<ResourceWeightsSetting> = objectOf({
  fields: ["cpus", "memory", "gpus"],
  example: { cpus: 1, memory: 0.25, gpus: 16 },
  read: (field) => {
    const weights = {
      cpus: field("cpus", weight, 1),
      memory: field("memory", weight, 0.25),
      gpus: field("gpus", weight, 8),
    };
    if (Object.values(weights).every((each) => each === 0))
      throw new Refusal("lets nothing count; one of its weights must be above 0");
    return weights;
  },
});

const GODOCKER_1 = {
  waitingTime: 0.1,
  userTime: 1,
  userCpu: 0.2,
  userRam: 0.2,
  groupTime: 0.1,
  groupCpu: 0.01,
  groupRam: 0.01,
  user: 1,
  group: 1,
};
type Godocker1Setting = Readonly<Record<keyof typeof GODOCKER_1, number>>;

/** The weights of GoDocker 1.x, by their names there. */
export const godocker1Weights: Format<Godocker1Setting> = objectOf({
  fields: Object.keys(GODOCKER_1),
  example: { waitingTime: 0.5 },
  read: (field) =>
    Object.fromEntries(
      Object.entries(GODOCKER_1).map(([key, usual]) => [key, field(key, weight, usual)]),
    ) as Godocker1Setting, // an entry for each
});

const LICENCE = name(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/, "1 to 63 of A-Z a-z 0-9 . _ -", "matlab");

export const licences: Format<Readonly<Record<string, number>>> = mapOf(LICENCE, integer(0, 1_000_000), {
  matlab: 20,
  ansys: 4,
});
