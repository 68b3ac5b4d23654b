import type { JobSpec } from "./spec.ts";
import { taskCount } from "./spec.ts";

/** A volume as the documents of GoDocker 1.0 name it. */
export interface LegacyVolume {
  readonly name: string;
  readonly acl: "ro" | "rw";
  /** On the machine. */
  readonly path: string;
  /** For the job. */
  readonly mount: string;
}

/** What a job document of GoDocker 1.0 asks for in words of its own; shown again as it came. */
export interface LegacyRequirements {
  /** `name==value` each. */
  readonly label: readonly string[];
  /** Ids of jobs, and of tasks of arrays, that must be over first. */
  readonly tasks: readonly number[];
  /** `10g`. */
  readonly tmpstorage?: string;
  /** Absent: it was not asked for at all. */
  readonly gpus?: number;
  /** Of the container. */
  readonly ports?: readonly number[];
  readonly uris?: readonly string[];
  readonly failurePolicy?: number;
  readonly executor?: string;
  readonly network?: string;
  /** `7d`, `12h`, `30s`. */
  readonly maxlifespan?: string;
}

/** What a submission through the GoDocker 1.0 API says beside the spec that was made of it. */
export interface LegacyTask {
  /** Before it was made to fit. */
  readonly name: string;
  readonly description: string;
  readonly tags: readonly string[];
  /** As it was asked for, also where the job runs without one. */
  readonly image: string;
  readonly network: boolean;
  readonly notifyByMail: boolean;
  /** Text of the array: `1:9:3`. */
  readonly array?: string;
  /** In the order in which they were asked for. */
  readonly volumes: readonly LegacyVolume[];
  readonly requirements: LegacyRequirements;
  /** The owner as it was known then. */
  readonly owner: {
    readonly uid: number;
    readonly gid: number;
    readonly sgids: readonly number[];
    readonly email?: string;
  };
  /** Of a task that ended under GoDocker 1.x. */
  readonly ended?: LegacyEnd;
}

/** What GoDocker 1.x said of a task that ended there, and this version would say in other words. */
export interface LegacyEnd {
  readonly primary: "over" | "archived";
  readonly secondary: string | null;
  readonly reason: string | null;
  readonly exitcode: number | null;
  /** In seconds, as it was measured there. */
  readonly duration?: number;
  /** Failures of machines. */
  readonly failure?: {
    readonly reason: string;
    readonly nodes: readonly string[];
    readonly count: number;
  };
  readonly containerId?: string;
  readonly isRoot: boolean;
  readonly isInteractive: boolean;
}

/** Names of what a job of GoDocker 1.0 finds in its directory. */
export const LEGACY_FILES = {
  setUp: "godocker.sh",
  entry: "wrapper.sh",
  uris: "godocker-uris.txt",
  stdout: "god.log",
  stderr: "god.err",
} as const;

/** Where the directory of a job is in an image. */
export const LEGACY_MOUNT = "/mnt/go-docker";
/** Where the home of the user is in an image. */
export const LEGACY_HOME = "/mnt/home";

/** The id of an array's task: the ids behind the array's own are its tasks', in their order. */
export function legacyTaskId(job: number, element: number): number {
  return job + 1 + element;
}

/** The element of the job that has this id as a task of its own; `undefined` when none has. */
export function elementOfLegacyId(
  job: number,
  { array }: Pick<JobSpec, "array">,
  id: number,
): number | undefined {
  const element = id - job - 1;
  return array !== undefined && element >= 0 && element < taskCount(array) ? element : undefined;
}

const LIFESPAN = /^(\d{1,9})([dhs]?)$/;
const SECONDS = { d: 86_400, h: 3600, s: 1, "": 1 } as const;

/** `7d`, `12h`, `30s`, or a bare number of seconds; `undefined` for anything else. */
export function parseLifespan(text: string): number | undefined {
  const [, digits, unit] = LIFESPAN.exec(text.trim()) ?? [];
  if (digits === undefined || !(unit === "d" || unit === "h" || unit === "s" || unit === ""))
    return undefined;
  return Number(digits) * SECONDS[unit];
}

/** The shortest text for it: `8d`. */
export function formatLifespan(seconds: number): string {
  for (const unit of ["d", "h"] as const) {
    if (seconds > 0 && seconds % SECONDS[unit] === 0) return `${seconds / SECONDS[unit]}${unit}`;
  }
  return `${seconds}s`;
}
