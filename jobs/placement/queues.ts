import { nearest } from "../../resources/nearest.ts";
import { formatDuration, formatSize } from "../../resources/units.ts";
import { taskCount, type JobSpec } from "../spec/spec.ts";
import { isRecord, type Problem } from "../text/problem.ts";

/** A kind of job that a site has, with what it gets and what it may ask for. */
export interface SiteQueue {
  readonly name: string;
  /** Whose jobs it takes; absent: those of every project. */
  readonly projects?: readonly string[];
  /** Names of the clusters that its jobs may run on; absent: any. */
  readonly executors?: readonly string[];
  /** Which of them its jobs use first, and how long they wait for those before they use others. */
  readonly prefer?: readonly string[];
  readonly spillAfterSeconds?: number;
  /** Of jobs that name none. */
  readonly image?: string;
  /** Time limit of jobs that name none; absent: the longest that it allows. */
  readonly walltimeSeconds?: number;
  readonly limits: QueueLimits;
}

/** At most, of one task; absent: no limit. */
export interface QueueLimits {
  readonly cpus?: number;
  readonly memoryBytes?: number;
  readonly diskBytes?: number;
  readonly gpus?: number;
  readonly walltimeSeconds?: number;
  /** Tasks of one array. */
  readonly arrayTasks?: number;
}

/** A project of the site; without any, jobs may name whatever project they like. */
export interface SiteProject {
  readonly name: string;
  readonly description?: string;
  /** Absent: everybody. */
  readonly members?: readonly string[];
  /** They change its members, and see and move its jobs. Owners are members. */
  readonly owners?: readonly string[];
  /** Members see each other's jobs. */
  readonly shareJobs?: boolean;
  /** Members and owners read scripts, output and files of its jobs. */
  readonly shareLogs?: boolean;
}

export function isMember(project: Pick<SiteProject, "members" | "owners">, user: string): boolean {
  const { members, owners } = project;
  return members === undefined || members.includes(user) || owners?.includes(user) === true;
}

/** The document with what its queue gives where it says nothing itself. Whether it is right at all is seen later. */
export function withQueueDefaults(
  document: unknown,
  queues: readonly SiteQueue[],
  queueByDefault: string,
): unknown {
  if (!isRecord(document)) return document;
  const queue = queues.find(({ name }) => name === (document.queue ?? queueByDefault));
  if (queue === undefined) return { queue: queueByDefault, ...document };
  const { image, limits, walltimeSeconds = limits.walltimeSeconds } = queue;
  return {
    queue: queue.name,
    ...(image === undefined ? {} : { image }),
    ...(walltimeSeconds === undefined ? {} : { walltimeSeconds }),
    ...document,
  };
}

/** @param executors  names of the clusters of this site */
export function queueProblems(
  spec: JobSpec,
  queues: readonly SiteQueue[],
  executors: readonly string[],
): readonly Problem[] {
  const problems: Problem[] = [];
  const queue = queues.find(({ name }) => name === spec.queue);
  if (queue === undefined)
    problems.push(
      unknownName(
        "/queue",
        "queue",
        spec.queue,
        queues.map(({ name }) => name),
      ),
    );
  const { executor, project } = spec;
  if (executor !== undefined && !executors.includes(executor))
    problems.push(unknownName("/executor", "cluster", executor, executors));
  else if (executor !== undefined && queue?.executors?.includes(executor) === false) {
    const message = `jobs of the queue ${queue.name} may not run there`;
    problems.push({
      pointer: "/executor",
      code: "conflict",
      message,
      got: executor,
      allowed: queue.executors.join(", "),
    });
  }
  if (queue?.projects?.includes(project) === false) {
    const message = `the queue ${queue.name} does not take jobs of the project ${project}`;
    problems.push({ pointer: "/queue", code: "conflict", message, got: queue.name });
  }
  return queue === undefined ? problems : [...problems, ...limitProblems(spec, queue)];
}

function limitProblems(spec: JobSpec, { limits, name }: SiteQueue): readonly Problem[] {
  const { resources, walltimeSeconds } = spec;
  const plain = String;
  const looks = [
    ["/resources/cpus", resources.cpus, limits.cpus, plain],
    [
      "/resources/memoryBytes",
      resources.memoryLimitBytes ?? resources.memoryBytes,
      limits.memoryBytes,
      formatSize,
    ],
    ["/resources/diskBytes", resources.diskBytes + (spec.scratch?.bytes ?? 0), limits.diskBytes, formatSize],
    ["/resources/gpus", resources.gpus, limits.gpus, plain],
    ["/walltimeSeconds", walltimeSeconds ?? Infinity, limits.walltimeSeconds, formatDuration],
    ["/array", taskCount(spec.array), limits.arrayTasks, plain],
  ] as const;
  return looks.flatMap(([pointer, got, most, format]): readonly Problem[] => {
    if (most === undefined || got <= most) return [];
    return [
      {
        pointer,
        code: "range",
        message: "is more than the queue allows",
        ...(got === Infinity ? {} : { got }),
        allowed: `at most ${format(most)}`,
        hint: `limit of the queue ${name}`,
      },
    ];
  });
}

export function projectProblems(
  { project }: JobSpec,
  user: string,
  projects: readonly SiteProject[],
): readonly Problem[] {
  if (projects.length === 0) return [];
  const own = projects.filter((one) => isMember(one, user));
  // Whether there is such a project is nobody's affair who is not in it.
  if (own.some(({ name }) => name === project)) return [];
  return [
    unknownName(
      "/project",
      "project of yours",
      project,
      own.map(({ name }) => name),
    ),
  ];
}

function unknownName(pointer: string, what: string, got: string, names: readonly string[]): Problem {
  const near = nearest(got, names);
  return {
    pointer,
    code: "unknown_name",
    message: `there is no ${what} "${got}"`,
    got,
    allowed: names.length === 0 ? "none" : names.slice(0, 20).join(", "),
    ...(near === undefined ? {} : { hint: `did you mean ${near}?` }),
  };
}
