import { jobDirectory } from "../../jobs/life/directory.ts";
import type { Attempt, Holder, Job, NewJob } from "../../jobs/life/job.ts";
import { portUses } from "../../jobs/spec/ports.ts";
import type { JobSpec } from "../../jobs/spec/spec.ts";
import { taskCount } from "../../jobs/spec/spec.ts";
import { newStatus } from "../../jobs/life/transition.ts";
import { count } from "../../resources/ranges.ts";
import type { StartForecast } from "../../offers/forecast.ts";
import type { StoredJob, UsageOfJob } from "../../store/store.ts";
import { jobETag } from "../http/etag.ts";

/** A job as clients see it: what was asked for, and where it stands. Instants are RFC 3339 UTC. */
export interface JobDocument extends JobSummary, Pick<JobSpec, "env" | "args"> {
  readonly description?: string;
  readonly command?: readonly string[];
  readonly script?: string;
  /** At most 20, oldest first: of an array the first ones, else the latest. All of them are under `links.attempts`. */
  readonly attempts: readonly AttemptDocument[];
  /** Jobs that were made of this one by retrying it, the latest ones first, at most 20. */
  readonly retriedBy: readonly number[];
  readonly usage: UsageDocument;
  /** It has a script or command, arguments and values of variables that the reader may not see. */
  readonly withheld?: true;
}

/** Of the attempts that have ended: resources held × the time they were held. */
export interface UsageDocument {
  readonly cpuSeconds: number;
  readonly gpuSeconds: number;
  readonly memoryByteSeconds: number;
  /** Time that tasks ran, added up. */
  readonly wallSeconds: number;
}

/** As in lists: without what may be large. */
export interface JobSummary extends Omit<
  JobSpec,
  "description" | "command" | "script" | "args" | "env" | "signal"
> {
  readonly id: number;
  readonly user: string;
  readonly source: Job["source"];
  readonly state: Job["status"]["state"];
  readonly reason?: string;
  readonly message?: string;
  readonly stateSince: string;
  readonly createdAt: string;
  /** When something happened to it last. */
  readonly updatedAt: string;
  /** For `If-Match`. */
  readonly etag: string;
  /** Of one that waits for its first start, where it can be said. */
  readonly estimatedStart?: EstimatedStart;
  readonly startedAt?: string;
  readonly endedAt?: string;
  readonly exitCode?: number;
  /** That ended it; the warning signal that it asked for is in its spec only. */
  readonly signal?: number;
  /** Of the attempt that was launched last. */
  readonly node?: string;
  /** The job that this one repeats. */
  readonly retryOf?: number;
  readonly heldBy?: Holder;
  readonly cancelledBy?: string;
  /** Live attempts whose agent cannot be reached; absent when there are none. */
  readonly unreachable?: number;
  /** Of arrays: their tasks by state. The numbers add up to `total`. */
  readonly progress?: Progress;
  /** Below the job directory of the configuration. */
  readonly directory: string;
  readonly links: {
    readonly self: string;
    readonly spec: string;
    readonly tasks: string;
    readonly attempts: string;
    readonly events: string;
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
  readonly suspended: number;
  readonly stopping: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly cancelled: number;
}

/** Pages about an attempt in the user interface of its cluster. */
export interface AttemptLinks {
  readonly mesosTask: string;
  readonly mesosSandbox: string;
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
  /** Host ports that it was given: the job's own, then those that its network maps. */
  readonly ports?: readonly PortDocument[];
  /** Of the task in its network, once that is known. */
  readonly address?: string;
  readonly state: Attempt["state"];
  readonly reason?: string;
  readonly message?: string;
  readonly exitCode?: number;
  readonly signal?: number;
  readonly launchedAt: string;
  readonly startedAt?: string;
  readonly endedAt?: string;
  readonly unreachableSince?: string;
  readonly resources: {
    readonly cpus: number;
    readonly memoryBytes: number;
    readonly diskBytes: number;
    readonly gpus: number;
  };
  /** Absent where the cluster has no user interface that is known here. */
  readonly links?: AttemptLinks;
}

/** If nothing more comes and tasks take as long as expected. */
export interface EstimatedStart {
  /** As likely earlier as later. */
  readonly at: string;
  /** Not later in nine of ten cases. */
  readonly latest: string;
  /** Where run times come from. */
  readonly basis: StartForecast["basis"];
  /** When it was worked out. */
  readonly asOf: string;
}

export interface PortDocument {
  /** Of the machine. */
  readonly port: number;
  readonly name?: string;
  /** In the container, and its protocol there: of a port that a network maps. */
  readonly container?: number;
  readonly protocol?: "tcp" | "udp";
}

export const MIB = 1024 * 1024;

/** @param latest  its attempt that was launched last */
export function jobSummary(
  job: StoredJob,
  latest: Attempt | undefined,
  forecast?: StartForecast,
): JobSummary {
  const { description: _d, command: _c, script: _s, args: _a, env: _e, signal: _w, ...spec } = job.spec;
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
    updatedAt: instant(job.updatedAtMs),
    etag: jobETag(job),
    ...defined({
      node: latest?.placement.hostname,
      retryOf: job.retryOf,
      estimatedStart: estimatedStart(job, forecast),
      startedAt: optionalInstant(status.startedAtMs),
      endedAt: optionalInstant(status.endedAtMs),
      exitCode: status.exitCode,
      signal: status.signal,
      heldBy: status.heldBy,
      suspendedBy: status.suspendedBy,
      cancelledBy: status.cancelledBy,
      unreachable: status.unreachable > 0 ? status.unreachable : undefined,
      progress: job.spec.array === undefined ? undefined : progressOf(job),
    }),
    directory: jobDirectory(job.id),
    links: {
      self,
      spec: `${self}/spec`,
      tasks: `${self}/tasks`,
      events: `${self}/events`,
      attempts: `${self}/attempts`,
      explain: `${self}/explain`,
      stdout: `${self}/logs/stdout`,
      stderr: `${self}/logs/stderr`,
    },
  };
}

/** A forecast that was overtaken is none: the job has started, or is held meanwhile. */
function estimatedStart(
  { status }: StoredJob,
  forecast: StartForecast | undefined,
): EstimatedStart | undefined {
  if (forecast === undefined || status.state !== "pending" || status.startedAtMs !== undefined)
    return undefined;
  const { atMs, basis, p50Ms, p90Ms } = forecast;
  return { at: instant(p50Ms), latest: instant(p90Ms), basis, asOf: instant(atMs) };
}

/** What a job document shows beside the job. */
export interface JobRelations {
  readonly forecast?: StartForecast;
  /** The latest ones, or of an array the first ones; oldest first. */
  readonly attempts: readonly Attempt[];
  readonly latest: Attempt | undefined;
  readonly retriedBy: readonly number[];
}

export const NO_RELATIONS: JobRelations = { attempts: [], latest: undefined, retriedBy: [] };

export function jobDocument(
  job: StoredJob & { readonly withheld?: true },
  { attempts, forecast, latest, retriedBy }: JobRelations,
  linksOf: (attempt: Attempt) => AttemptLinks | undefined,
): JobDocument {
  const { description, command, script, args, env } = job.spec;
  return {
    ...jobSummary(job, latest, forecast),
    ...defined({ description, command, script }),
    args,
    env,
    attempts: attempts.map((attempt) => attemptDocument(attempt, job.spec, linksOf(attempt))),
    retriedBy,
    usage: usageDocument(job.used),
    ...defined({ withheld: job.withheld }),
  };
}

/** A job at the moment it was accepted. */
export function acceptedJob(job: NewJob): StoredJob {
  const used = { cpuMilliMs: 0, memMibMs: 0, gpuMs: 0, wallMs: 0 };
  return { ...job, status: newStatus(job), version: 0, updatedAtMs: job.submittedAtMs, used };
}

export function usageDocument({ cpuMilliMs, gpuMs, memMibMs, wallMs }: UsageOfJob): UsageDocument {
  return {
    cpuSeconds: cpuMilliMs / 1_000_000,
    gpuSeconds: gpuMs / 1000,
    memoryByteSeconds: (memMibMs * MIB) / 1000,
    wallSeconds: wallMs / 1000,
  };
}

export function attemptDocument(
  attempt: Attempt,
  spec: JobSpec,
  links: AttemptLinks | undefined,
): AttemptDocument {
  const { placement, resources } = attempt;
  return {
    attempt: attempt.attempt,
    ...defined({ index: attempt.index }),
    epoch: attempt.epoch,
    taskId: attempt.taskId,
    executor: placement.backend,
    node: placement.hostname,
    agentId: placement.agentId,
    ...defined({ ports: portDocuments(attempt, spec), address: attempt.address }),
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
      gpus: resources.gpus,
    },
    ...defined({ links }),
  };
}

function portDocuments({ ports = [] }: Attempt, spec: JobSpec): readonly PortDocument[] | undefined {
  if (ports.length === 0) return undefined;
  const uses = portUses(spec);
  return ports.map((port, at) => ({ port, ...uses[at] }));
}

function progressOf({ spec, status }: Job): Progress {
  return {
    total: taskCount(spec.array),
    pending: count(status.waiting),
    starting: status.starting,
    running: status.running,
    suspended: status.suspended ?? 0,
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
  const kept: Record<string, unknown> = {};
  for (const name of Object.keys(fields)) if (fields[name] !== undefined) kept[name] = fields[name];
  return kept as Defined<T>; // only fields that are undefined are left out, which is what `Defined` says
}
