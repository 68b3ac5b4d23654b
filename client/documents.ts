/** The documents of REST v2 as they go over the wire. `components.schemas` of the server's OpenAPI document says the same. */

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

/** What is submitted; everything but a command or a script may be left out. */
export interface JobSpec {
  readonly name?: string;
  readonly description?: string;
  readonly project?: string;
  readonly queue?: string;
  readonly executor?: string;
  /** Exactly one of `command` and `script`. */
  readonly command?: readonly string[];
  readonly script?: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly resources?: Partial<JobResources>;
  /** Stored secrets, by name; each as a variable or as a file. */
  readonly secrets?: readonly { readonly name: string; readonly env?: string; readonly file?: string }[];
  readonly walltimeSeconds?: number;
  /** Sent so long before the time limit. */
  readonly signal?: { readonly name: string; readonly beforeSeconds: number };
  readonly graceSeconds?: number;
  /** Its reference, or an object that says more. */
  readonly image?: string | ImageSpec;
  readonly rootInContainer?: boolean;
  readonly network?: NetworkSpec;
  readonly tmpfs?: readonly { readonly path: string; readonly bytes: number }[];
  readonly scratch?: { readonly bytes: number; readonly path?: string };
  readonly constraints?: readonly Constraint[];
  readonly affinity?: readonly Affinity[];
  readonly prefer?: readonly Preference[];
  readonly preemptible?: boolean;
  readonly volumes?: readonly {
    readonly name: string;
    readonly mode?: "ro" | "rw";
    readonly path?: string;
    readonly subPath?: string;
  }[];
  readonly workdir?: string;
  readonly io?: {
    readonly stdout?: string;
    readonly stderr?: string;
    readonly stdin?: string;
    readonly join?: boolean;
  };
  readonly array?:
    | (ArrayRules & { readonly from: number; readonly to: number; readonly step?: number })
    | (ArrayRules & { readonly indices: readonly number[] });
  readonly dependencies?: readonly {
    readonly job: number;
    /** One task of an array. */
    readonly index?: number;
    readonly on?: "success" | "end" | "failure";
    readonly unmet?: "fail" | "hold";
  }[];
  readonly priority?: number;
  readonly hold?: boolean;
  /** Instants, RFC 3339. */
  readonly notBefore?: string;
  readonly deadline?: string;
  readonly retry?: {
    readonly maxAttempts?: number;
    readonly on?: readonly string[];
    readonly avoidFailedNodes?: boolean;
    readonly onUnreachable?: "replace" | "wait";
    readonly backoff?: {
      readonly initialSeconds?: number;
      readonly factor?: number;
      readonly maxSeconds?: number;
    };
  };
  readonly labels?: Readonly<Record<string, string>>;
  /** With one of `url` and `email`. */
  readonly notify?: readonly {
    readonly on?: readonly ("start" | "success" | "failure" | "cancel")[];
    readonly url?: string;
    readonly email?: string;
  }[];
}

export interface JobResources {
  readonly cpus: number;
  readonly memoryBytes: number;
  readonly diskBytes: number;
  readonly gpus: number;
  readonly gpuModel?: string;
  readonly memoryLimitBytes?: number;
  readonly shmBytes?: number;
  readonly ports: number;
  readonly portNames: readonly string[];
  readonly pids?: number;
  /** So many of what the whole site shares by number, by name. */
  readonly licences?: Readonly<Record<string, number>>;
}

export interface ImageSpec {
  readonly ref: string;
  readonly pull?: "ifNotPresent" | "always";
  readonly containerizer?: "docker" | "mesos";
}

export interface NetworkSpec {
  readonly name: string;
  readonly ports?: readonly {
    readonly container: number;
    readonly protocol?: "tcp" | "udp";
    readonly name?: string;
  }[];
}

export interface Constraint {
  /** Of the agent; `hostname` is the machine's name. */
  readonly attribute: string;
  readonly op: "eq" | "ne" | "in" | "notIn" | "exists" | "absent" | "gt" | "lt" | "match";
  /** One value; the same as `values` with one. */
  readonly value?: string;
  readonly values?: readonly string[];
}

/** By what runs on an agent, see `constraints` for attributes. `job`: of `with` and `apart`. */
export interface Affinity {
  readonly attribute: string;
  readonly op: "unique" | "balanced" | "with" | "apart";
  readonly job?: number;
}

/** Agents that a job would rather use, of those that would do. */
export interface Preference {
  readonly attribute: string;
  readonly values: readonly string[];
}

/** A job in a list. Instants are RFC 3339 UTC. */
/** What might be otherwise. */
export interface Change {
  readonly policy?: "fair-share" | "fifo";
  readonly halfLifeSeconds?: number;
  readonly shares?: readonly { readonly name: string; readonly weight: number }[];
  readonly addNodes?: readonly { readonly like: string; readonly count: number }[];
  readonly removeNodes?: readonly string[];
  readonly cancel?: readonly number[];
  readonly submit?: readonly JobSpec[];
}

/** When waiting jobs would start, without a change and with it. */
export interface Simulation {
  readonly asOf: string;
  readonly basis: "history" | "limits" | "mixed";
  readonly rollouts: number;
  readonly assumptions: readonly string[];
  readonly earlier: number;
  readonly later: number;
  readonly same: number;
  readonly unknown: number;
  readonly jobs: readonly {
    readonly id: number;
    readonly before?: string;
    readonly after?: string;
    readonly seconds?: number;
  }[];
  readonly submitted: readonly { readonly name: string; readonly at?: string; readonly latest?: string }[];
}

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

/** An action on many jobs. */
export interface Operation {
  readonly id: string;
  readonly verb: "cancel" | "hold" | "release" | "retry";
  readonly user: string;
  readonly createdAt: string;
  readonly state: "running" | "done";
  readonly total: number;
  readonly done: number;
  readonly refused: number;
  readonly results: readonly OperationItem[];
  readonly links: { readonly self: string };
}

export interface OperationItem {
  readonly id: number;
  /** `requested`: it is stored, and the scheduler will see to it. */
  readonly outcome: "requested" | "nothing_to_do" | "refused";
  readonly code?: string;
  readonly detail?: string;
  /** The new job of a retry. */
  readonly job?: number;
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

export interface Explanation {
  readonly job: number;
  readonly state: JobState;
  readonly reason?: string;
  /** `store`: no scheduler could be asked, this is what was stored last. */
  readonly source: "leader" | "store";
  readonly at: string;
  readonly ageSeconds: number;
  /** Facts; each with a `kind`. */
  readonly causes: readonly ({ readonly kind: string } & Readonly<Record<string, unknown>>)[];
  /** What alone would let it start, whose turn it is aside; absent where no single change is enough. */
  readonly changes?: readonly ({ readonly kind: string } & Readonly<Record<string, unknown>>)[];
  /** The same for people. */
  readonly sentences: readonly string[];
  /** What each machine has against it, where that was asked for. */
  readonly nodes?: readonly {
    readonly node: string;
    readonly executor: string;
    readonly fits: boolean;
    readonly lacking?: string;
    readonly sentence: string;
  }[];
  readonly note?: string;
}

/** Nothing new starts there, because somebody says so. */
export interface Closed {
  /** What is closed: the machine, or all of its cluster. */
  readonly of: "node" | "executor";
  readonly reason?: string;
  readonly by: string;
  readonly since: string;
  /** What still runs then is stopped, and tried elsewhere. */
  readonly deadline?: string;
}

export interface Node {
  readonly id: string;
  readonly executor: string;
  readonly hostname: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly active: boolean;
  /** The cluster that has its machine, too, and keeps it: nothing starts here. */
  readonly sharedWith?: string;
  readonly closed?: Closed;
  readonly total: Amounts;
  readonly free: Amounts;
  readonly tasks: number;
  /** How far it is trusted with tasks; absent: as others are. */
  readonly trust?: {
    readonly state: "wary" | "held" | "quarantined" | "probation";
    readonly until?: string;
  };
}

/** Whether there is room for a job that waits. */
export interface Match {
  readonly job: number;
  readonly name: string;
  readonly user: string;
  readonly project: string;
  /** What is kept for others, and whose turn it is, is not looked at. */
  readonly fits: boolean;
  /** The first thing that keeps it from there. */
  readonly lacking?: string;
  readonly sentence: string;
}

/** An offer of a cluster, and what became of it. */
export interface Offer {
  readonly id: string;
  readonly executor: string;
  readonly nodeId: string;
  readonly hostname: string;
  readonly resources: Amounts & { readonly ports: number };
  readonly receivedAt: string;
  readonly outcome: "held" | "used" | "declined" | "rescinded" | "void";
  readonly heldMs?: number;
  readonly tasks?: readonly string[];
  readonly operation?: "reserve" | "unreserve";
  readonly reason?: string;
  readonly refusedForSeconds?: number;
}

interface ArrayRules {
  readonly maxConcurrent?: number;
  /** Its tasks start together or not at all; `uniform`: on agents with one value of this attribute. */
  readonly gang?: { readonly uniform?: string };
}

export interface Amounts {
  readonly cpus: number;
  readonly memoryBytes: number;
  readonly diskBytes: number;
  readonly gpus?: number;
}

export interface Volume {
  readonly name: string;
  readonly path: string;
  readonly mode: "ro" | "rw";
}

/** What limits a place in the tree of projects and users: the site, a project, or a user in one. */
export interface Quota {
  /** `account`: a user in a project; `user`: in all projects together. */
  readonly scope: "site" | "project" | "account" | "user";
  readonly project?: string;
  readonly user?: string;
  readonly soft?: true;
  readonly limits: readonly QuotaLimit[];
}

export interface QuotaLimit {
  readonly of:
    | "cpus"
    | "memoryBytes"
    | "diskBytes"
    | "gpus"
    | "tasks"
    | "jobs"
    | "queuedJobs"
    | "queuedTasks"
    | "arrayTasks"
    | "cpuHours"
    | "gpuHours";
  readonly limit: number;
  /** Now; of hours in this window. */
  readonly used?: number;
  readonly left?: number;
  /** Of hours, by the calendar. */
  readonly window?: "day" | "week" | "month";
  readonly returnsAt?: string;
  readonly usedUpAt?: string;
  readonly isUsedUp?: true;
}

export interface ShareTree {
  readonly at: string;
  readonly policy: string;
  /** The site first, parents before children. */
  readonly items: readonly Share[];
}

export interface Share {
  readonly scope: "site" | "project" | "account";
  readonly project?: string;
  readonly user?: string;
  readonly parent?: string;
  readonly weight: number;
  readonly held: number;
  readonly usedCpuHours: number;
  readonly key: number;
  readonly position?: number;
  readonly runningTasks: number;
}

export interface Licence {
  readonly name: string;
  readonly total: number;
  readonly inUse: number;
}

export interface Whoami {
  readonly user: string;
  readonly roles: readonly string[];
  readonly permissions: readonly string[];
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

/** The answer to one line of a batch. */
export type BatchLine =
  | {
      readonly line: number;
      readonly id: number;
      readonly warnings?: readonly Warning[];
      /** It was stored before, by a request with the same key. */
      readonly replayed?: true;
    }
  | { readonly line: number; readonly problem: Problem };

/** RFC 9457. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  /** Stable; see the server's page of problems. */
  readonly code: string;
  readonly detail?: string;
  readonly requestId?: string;
  readonly errors?: readonly Fault[];
  readonly [extra: string]: unknown;
}

export interface Fault {
  /** JSON pointer into the job document. */
  readonly pointer: string;
  readonly code: string;
  readonly message: string;
  readonly got?: unknown;
  readonly allowed?: string;
  readonly hint?: string;
}
