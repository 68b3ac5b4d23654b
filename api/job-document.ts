import { jobDirectory } from "../jobs/directory.ts";
import type { Attempt, Job } from "../jobs/job.ts";
import type { JobSpec } from "../jobs/spec.ts";
import { taskCount } from "../jobs/spec.ts";
import { count } from "../resources/ranges.ts";

/** A job as clients see it: what was asked for, and where it stands. Instants are RFC 3339 UTC. */
export interface JobDocument extends JobSummary, Pick<JobSpec, "env" | "args"> {
  readonly description?: string;
  readonly command?: readonly string[];
  readonly script?: string;
  /** At most 20, oldest first: of an array the first ones, else the latest. All of them are under `links.attempts`. */
  readonly attempts: readonly AttemptDocument[];
}

/** As in lists: without what may be large. */
export interface JobSummary extends Omit<JobSpec, "description" | "command" | "script" | "args" | "env"> {
  readonly id: number;
  readonly user: string;
  readonly source: Job["source"];
  readonly state: Job["status"]["state"];
  readonly reason?: string;
  readonly message?: string;
  readonly stateSince: string;
  readonly createdAt: string;
  readonly startedAt?: string;
  readonly endedAt?: string;
  readonly exitCode?: number;
  readonly signal?: number;
  readonly heldBy?: "user" | "admin";
  readonly cancelledBy?: string;
  /** Live attempts whose agent cannot be reached; absent when there are none. */
  readonly unreachable?: number;
  /** Of arrays: their tasks by state. The numbers add up to `total`. */
  readonly progress?: Progress;
  /** Below the job directory of the configuration. */
  readonly directory: string;
  readonly links: {
    readonly self: string;
    readonly attempts: string;
    readonly explain: string;
    readonly stdout: string;
    readonly stderr: string;
  };
}

export interface Progress {
  readonly total: number;
  readonly pending: number;
  readonly starting: number;
  readonly running: number;
  readonly stopping: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly cancelled: number;
}

export interface AttemptDocument {
  readonly attempt: number;
  /** Of an array: the task's index. */
  readonly index?: number;
  readonly epoch: number;
  readonly taskId: string;
  /** The configured backend that runs it. */
  readonly executor: string;
  readonly node: string;
  readonly agentId: string;
  readonly state: Attempt["state"];
  readonly reason?: string;
  readonly message?: string;
  readonly exitCode?: number;
  readonly signal?: number;
  readonly launchedAt: string;
  readonly startedAt?: string;
  readonly endedAt?: string;
  readonly unreachableSince?: string;
  readonly resources: { readonly cpus: number; readonly memoryBytes: number; readonly diskBytes: number };
}

export const MIB = 1024 * 1024;

export function jobSummary(job: Job): JobSummary {
  const { description: _d, command: _c, script: _s, args: _a, env: _e, ...spec } = job.spec;
  const { status } = job;
  const self = `/api/v2/jobs/${job.id}`;
  return {
    ...spec,
    id: job.id,
    user: job.user,
    source: job.source,
    state: status.state,
    ...defined({ reason: status.reason, message: status.message }),
    stateSince: instant(status.stateSinceMs),
    createdAt: instant(job.submittedAtMs),
    ...defined({
      startedAt: optionalInstant(status.startedAtMs),
      endedAt: optionalInstant(status.endedAtMs),
      exitCode: status.exitCode,
      signal: status.signal,
      heldBy: status.heldBy,
      cancelledBy: status.cancelledBy,
      unreachable: status.unreachable > 0 ? status.unreachable : undefined,
      progress: job.spec.array === undefined ? undefined : progressOf(job),
    }),
    directory: jobDirectory(job.id),
    links: {
      self,
      attempts: `${self}/attempts`,
      explain: `${self}/explain`,
      stdout: `${self}/logs/stdout`,
      stderr: `${self}/logs/stderr`,
    },
  };
}

/** @param attempts  the latest ones, oldest first */
export function jobDocument(job: Job, attempts: readonly Attempt[]): JobDocument {
  const { description, command, script, args, env } = job.spec;
  return {
    ...jobSummary(job),
    ...defined({ description, command, script }),
    args,
    env,
    attempts: attempts.map(attemptDocument),
  };
}

export function attemptDocument(attempt: Attempt): AttemptDocument {
  const { placement, resources } = attempt;
  return {
    attempt: attempt.attempt,
    ...defined({ index: attempt.index }),
    epoch: attempt.epoch,
    taskId: attempt.taskId,
    executor: placement.backend,
    node: placement.hostname,
    agentId: placement.agentId,
    state: attempt.state,
    ...defined({
      reason: attempt.reason,
      message: attempt.message,
      exitCode: attempt.exitCode,
      signal: attempt.signal,
    }),
    launchedAt: instant(attempt.launchedAtMs),
    ...defined({
      startedAt: optionalInstant(attempt.runningAtMs),
      endedAt: optionalInstant(attempt.endedAtMs),
      unreachableSince: optionalInstant(attempt.unreachableSinceMs),
    }),
    resources: {
      cpus: resources.cpusMilli / 1000,
      memoryBytes: resources.memMib * MIB,
      diskBytes: resources.diskMib * MIB,
    },
  };
}

function progressOf({ spec, status }: Job): Progress {
  return {
    total: taskCount(spec.array),
    pending: count(status.waiting),
    starting: status.starting,
    running: status.running,
    stopping: status.stopping,
    succeeded: count(status.succeeded),
    failed: count(status.failed),
    cancelled: count(status.cancelled),
  };
}

export function instant(atMs: number): string {
  return new Date(atMs).toISOString();
}

function optionalInstant(atMs: number | undefined): string | undefined {
  return atMs === undefined ? undefined : instant(atMs);
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** Absent fields instead of `undefined` ones. */
export function defined<T extends Record<string, unknown>>(fields: T): Defined<T> {
  // Only entries that are undefined are left out, which is what `Defined` says.
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Defined<T>;
}
