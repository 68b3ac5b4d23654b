// Jobs, their tasks and attempts, as they go over the wire. `components.schemas` of the server's OpenAPI
// document says the same.

import type { Amounts } from "./cluster.ts";
import type {
  Affinity,
  Constraint,
  ImageSpec,
  JobResources,
  JobSpec,
  NetworkSpec,
  Preference,
} from "./spec.ts";

export type JobState =
  | "pending"
  | "held"
  | "starting"
  | "running"
  | "suspended"
  | "stopping"
  | "succeeded"
  | "failed"
  | "cancelled";

/** A job in a list. Instants are RFC 3339 UTC. */
export interface JobSummary extends Required<
  Pick<
    JobSpec,
    | "name"
    | "project"
    | "graceSeconds"
    | "volumes"
    | "tmpfs"
    | "constraints"
    | "preemptible"
    | "dependencies"
    | "priority"
    | "hold"
    | "retry"
    | "labels"
  >
> {
  readonly id: number;
  readonly user: string;
  readonly source: string;
  readonly state: JobState;
  readonly reason?: string;
  readonly message?: string;
  readonly stateSince: string;
  readonly createdAt: string;
  /** When something happened to it last. */
  readonly updatedAt: string;
  /** Another one means another document; a change names the one that it is made for. */
  readonly etag: string;
  /** Of one that waits for its first start, where it can be said; if nothing more comes. */
  readonly estimatedStart?: {
    /** As likely earlier as later. */
    readonly at: string;
    /** Not later in nine of ten cases. */
    readonly latest: string;
    /** Where run times come from. */
    readonly basis: "history" | "limits" | "mixed";
    readonly asOf: string;
  };
  readonly startedAt?: string;
  readonly endedAt?: string;
  readonly exitCode?: number;
  readonly signal?: number;
  /** Machine of the attempt that was launched last. */
  readonly node?: string;
  /** The job that this one repeats. */
  readonly retryOf?: number;
  readonly heldBy?: "user" | "admin" | "dependency";
  readonly suspendedBy?: "user" | "admin";
  readonly cancelledBy?: string;
  readonly unreachable?: number;
  readonly progress?: Progress;
  readonly directory: string;
  readonly links: Readonly<
    Record<"self" | "spec" | "tasks" | "attempts" | "events" | "explain" | "stdout" | "stderr", string>
  >;
  readonly resources: JobResources;
  readonly walltimeSeconds?: number;
  readonly image?: ImageSpec;
  readonly network?: NetworkSpec;
  readonly rootInContainer?: boolean;
  readonly scratch?: { readonly bytes: number; readonly path?: string };
  readonly affinity?: readonly Affinity[];
  readonly prefer?: readonly Preference[];
  readonly array?: NonNullable<JobSpec["array"]>;
  readonly io?: NonNullable<JobSpec["io"]>;
  readonly secrets?: NonNullable<JobSpec["secrets"]>;
}

/** What most ask of a job. */
export interface JobStanding extends Pick<JobSummary, "id" | "state" | "reason" | "exitCode"> {}

export interface Job extends JobSummary {
  readonly description?: string;
  readonly command?: readonly string[];
  readonly script?: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** At most 20, oldest first: of an array the first ones, else the latest. */
  readonly attempts: readonly Attempt[];
  /** Jobs that repeat this one, the latest ones first, at most 20. */
  readonly retriedBy: readonly number[];
  readonly usage: Usage;
}

/** Of the attempts that have ended: resources held × the time they were held. */
export interface Usage {
  readonly cpuSeconds: number;
  readonly gpuSeconds: number;
  readonly memoryByteSeconds: number;
  /** Time that tasks ran, added up. */
  readonly wallSeconds: number;
}

/** One task of a job: an element of an array, or all there is of any other job. */
export interface Task {
  readonly job: number;
  readonly index?: number;
  readonly state: JobState;
  /** The one that was launched last. */
  readonly attempt?: Attempt;
}

/** What a job would become, had it been submitted. */
export interface CheckedJob {
  readonly valid: true;
  readonly spec: JobSpec;
  readonly warnings: readonly Warning[];
}

/** A merge patch of what may change of a job that waits; `null` gives a field its default again. */
export interface JobChanges {
  readonly name?: string | null;
  readonly description?: string | null;
  readonly walltimeSeconds?: number | null;
  readonly array?: { readonly maxConcurrent?: number | null };
  readonly dependencies?: JobSpec["dependencies"] | null;
  readonly priority?: number | null;
  readonly notBefore?: string | null;
  readonly deadline?: string | null;
  readonly retry?: JobSpec["retry"] | null;
  readonly constraints?: readonly Constraint[] | null;
  readonly labels?: Readonly<Record<string, string | null>> | null;
}

export interface CreatedJob extends Job {
  readonly warnings: readonly Warning[];
}

export interface Warning {
  readonly code: string;
  readonly message: string;
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

export interface Attempt {
  readonly attempt: number;
  readonly index?: number;
  readonly epoch: number;
  readonly taskId: string;
  readonly executor: string;
  readonly node: string;
  readonly agentId: string;
  /** Host ports that it was given: the job's own, then those that its network maps. */
  readonly ports?: readonly Port[];
  /** Of the task in its network. */
  readonly address?: string;
  readonly state: "starting" | "running" | "suspended" | "stopping" | "succeeded" | "failed" | "cancelled";
  readonly reason?: string;
  readonly message?: string;
  readonly exitCode?: number;
  readonly signal?: number;
  readonly launchedAt: string;
  readonly startedAt?: string;
  readonly endedAt?: string;
  readonly unreachableSince?: string;
  readonly resources: Amounts;
  /** Pages in the user interface of Mesos. */
  readonly links?: { readonly mesosTask: string; readonly mesosSandbox: string };
}

export interface Port {
  /** Of the machine. */
  readonly port: number;
  readonly name?: string;
  /** In the container, with its protocol: of a port that a network maps. */
  readonly container?: number;
  readonly protocol?: "tcp" | "udp";
}

export interface JobEvent {
  readonly job: number;
  readonly type: string;
  readonly at: string;
  readonly state: JobState;
  readonly taskId?: string;
  readonly index?: number;
  readonly attempt?: number;
  readonly attemptState?: string;
  readonly reason?: string;
  readonly message?: string;
  readonly exitCode?: number;
  readonly signal?: number;
}
