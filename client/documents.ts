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
  /** Exactly one of `command` and `script`. */
  readonly command?: readonly string[];
  readonly script?: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly resources?: { readonly cpus?: number; readonly memoryBytes?: number; readonly diskBytes?: number };
  readonly walltimeSeconds?: number;
  readonly graceSeconds?: number;
  readonly volumes?: readonly { readonly name: string; readonly mode?: "ro" | "rw" }[];
  readonly array?:
    | { readonly from: number; readonly to: number; readonly step?: number; readonly maxConcurrent?: number }
    | { readonly indices: readonly number[]; readonly maxConcurrent?: number };
  readonly dependencies?: readonly { readonly job: number; readonly on?: "success" | "end" | "failure" }[];
  readonly priority?: number;
  readonly hold?: boolean;
  readonly retry?: {
    readonly maxAttempts?: number;
    readonly on?: readonly string[];
    readonly backoff?: {
      readonly initialSeconds?: number;
      readonly factor?: number;
      readonly maxSeconds?: number;
    };
  };
  readonly labels?: Readonly<Record<string, string>>;
}

/** A job in a list. Instants are RFC 3339 UTC. */
export interface JobSummary extends Required<
  Pick<
    JobSpec,
    | "name"
    | "project"
    | "graceSeconds"
    | "volumes"
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
  readonly startedAt?: string;
  readonly endedAt?: string;
  readonly exitCode?: number;
  readonly signal?: number;
  readonly heldBy?: "user" | "admin";
  readonly cancelledBy?: string;
  readonly unreachable?: number;
  readonly progress?: Progress;
  readonly directory: string;
  readonly links: Readonly<Record<"self" | "attempts" | "explain" | "stdout" | "stderr", string>>;
  readonly resources: { readonly cpus: number; readonly memoryBytes: number; readonly diskBytes: number };
  readonly walltimeSeconds?: number;
  readonly array?: NonNullable<JobSpec["array"]>;
}

export interface Job extends JobSummary {
  readonly description?: string;
  readonly command?: readonly string[];
  readonly script?: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** At most 20, oldest first: of an array the first ones, else the latest. */
  readonly attempts: readonly Attempt[];
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
  readonly state: "starting" | "running" | "stopping" | "succeeded" | "failed" | "cancelled";
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
  /** The same for people. */
  readonly sentences: readonly string[];
  readonly note?: string;
}

export interface Node {
  readonly id: string;
  readonly executor: string;
  readonly hostname: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly active: boolean;
  readonly total: Amounts;
  readonly free: Amounts;
  readonly tasks: number;
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
  | { readonly line: number; readonly id: number; readonly warnings?: readonly Warning[] }
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
