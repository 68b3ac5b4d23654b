import { cpus, duration, integer, name, size, type Format } from "../formats/formats.ts";
import { given, listOf, maybe, objectOf, texts } from "../formats/objects.ts";
import { YEAR } from "../formats/words.ts";
import { executorOrder } from "./executors.ts";

export interface QueueSetting {
  readonly name: string;
  readonly projects?: readonly string[];
  readonly executors?: readonly string[];
  /** Which of them its jobs use first, and how long they wait for those before they use others. */
  readonly prefer?: readonly string[];
  readonly spillAfterSeconds?: number;
  readonly image?: string;
  readonly walltimeSeconds?: number;
  readonly limits: {
    readonly cpus?: number;
    readonly memoryBytes?: number;
    readonly diskBytes?: number;
    readonly gpus?: number;
    readonly walltimeSeconds?: number;
    readonly arrayTasks?: number;
  };
}

export interface ProjectSetting {
  readonly name: string;
  readonly members?: readonly string[];
}

export const NAME = name(/^[a-z0-9][a-z0-9._-]{0,62}$/, "1 to 63 of a-z 0-9 . _ -", "default");
const IMAGE = name(/^[A-Za-z0-9][A-Za-z0-9._/:@-]{0,511}$/, "reference of an image", "debian:12");

const limits = objectOf({
  fields: ["cpus", "memory", "disk", "gpus", "walltime", "arrayTasks"],
  example: { cpus: 64, walltime: "2d" },
  read: (field) => {
    const milli = field("cpus", maybe(cpus));
    return given({
      cpus: milli === undefined ? undefined : milli / 1000,
      memoryBytes: field("memory", maybe(size)),
      diskBytes: field("disk", maybe(size)),
      gpus: field("gpus", maybe(integer(0, 64))),
      walltimeSeconds: field("walltime", maybe(duration(1, YEAR))),
      arrayTasks: field("arrayTasks", maybe(integer(1, 10_000_000))),
    });
  },
});

export const queues: Format<readonly QueueSetting[]> = listOf({
  fields: ["name", "projects", "executors", "prefer", "spillAfter", "image", "walltime", "limits"],
  example: [{ name: "default" }, { name: "short", walltime: "30m", limits: { cpus: 8, walltime: "1h" } }],
  read: (field) => ({
    name: field("name", NAME),
    ...given({
      projects: field("projects", maybe(texts)),
      executors: field("executors", maybe(texts)),
      prefer: field("prefer", maybe(executorOrder)),
      spillAfterSeconds: field("spillAfter", maybe(duration(1, YEAR))),
      image: field("image", maybe(IMAGE)),
      walltimeSeconds: field("walltime", maybe(duration(1, YEAR))),
    }),
    limits: field("limits", limits, {}),
  }),
  unique: (queue) => `the queue ${queue.name}`,
});

export const projects: Format<readonly ProjectSetting[]> = listOf({
  fields: ["name", "members"],
  example: [{ name: "default" }, { name: "biology", members: ["ada", "bob"] }],
  read: (field) => ({ name: field("name", NAME), ...given({ members: field("members", maybe(texts)) }) }),
  unique: (project) => `the project ${project.name}`,
});
