import type { TaskId } from "../jobs/life/job.ts";
import type { ImageSpec } from "../jobs/spec/spec.ts";
import type { Constraint } from "../jobs/spec/constraint.ts";
import type { ResourceVector } from "../resources/vector.ts";
import type { AgentInfo, Offer, Unavailability } from "./offer.ts";

/** What a backend can do; constant while it runs. A job that needs more than any backend can is refused. */
export interface Capabilities {
  readonly gpus: boolean;
  readonly ports: boolean;
  readonly networks: boolean;
  readonly images: boolean;
  /** Starts nothing but images. */
  readonly needsImage?: true;
  /** Images started by the Docker engine of the agent: the only way to some options of a job. */
  readonly dockerImages: boolean;
  readonly tmpfs: boolean;
  readonly shm: boolean;
  /** Persistent volumes of one task. */
  readonly scratch: boolean;
  /** Memory beyond what was asked for, while the agent has it. */
  readonly memoryLimits: boolean;
  /** Offers of resources that can be taken away at any time. */
  readonly revocable: boolean;
  /** `reserve` and `unreserve` have an effect. */
  readonly reservations: boolean;
  /**
   * `same-path`: a volume appears to a job under the path it has on the machine; `any-path`: with an image under any
   * other one, too.
   */
  readonly volumes: "none" | "same-path" | "any-path";
  /** The cluster is one machine: where it is not reached, nobody can tell what its tasks do. */
  readonly oneMachine?: true;
  readonly pause: boolean;
  readonly exec: boolean;
  /** What runs can be sent signals; absent: not at all. */
  readonly signals?: true;
  /** Whose processes it can limit for one task alone; absent: nobody's. */
  readonly pids?: "docker-images" | "all";
}

/** A task ready to be told to a backend: plain data, nothing left to look up. */
export interface TaskLaunch {
  readonly taskId: TaskId;
  /** For people: shown in the backend's own user interface. */
  readonly name: string;
  /** Program and arguments, never a shell line. A relative program is looked for in the sandbox. */
  readonly argv: readonly [string, ...string[]];
  readonly env: Readonly<Record<string, string>>;
  /** Variables whose values are shown to nobody: not in logs, not in a user interface if the backend can help it. */
  readonly secretEnv?: Readonly<Record<string, string>>;
  /** Why it must not be started after all, a sentence: it ends as `dropped`, as if it had never been told. */
  readonly withheld?: string;
  /** Fetched into the sandbox before the task begins. */
  readonly files: readonly { readonly url: string; readonly name: string; readonly executable: boolean }[];
  readonly resources: ResourceVector;
  /** Host ports that are the task's. */
  readonly ports: readonly HostPort[];
  readonly account: RunAs;
  readonly labels: Readonly<Record<string, string>>;
  /** From TERM to KILL. */
  readonly graceMs: number;
  /** The backend itself ends the task after so long, if nobody else has. */
  readonly maxCompletionMs?: number;
  readonly memoryLimitMib?: number;
  /** Processes and threads at most, or fewer where the site says so. */
  readonly pids?: number;
  readonly shmMib?: number;
  readonly image?: ImageSpec;
  readonly network?: TaskNetwork;
  readonly mounts: readonly Mount[];
  readonly tmpfs: readonly { readonly path: string; readonly mib: number }[];
  readonly scratch?: { readonly mib: number; readonly path: string };
  /** Take the resources from this reservation, and only what it lacks from elsewhere. */
  readonly reservation?: string;
  /** Resources that can be taken away will do. */
  readonly preemptible: boolean;
}

/** An account on the agents. Backends that know names only must refuse a task whose ids they cannot keep. */
export interface RunAs {
  readonly name: string;
  readonly uid?: number;
  readonly gid?: number;
  /** Further groups, by number; absent: those that the machine knows of that name. */
  readonly groups?: readonly number[];
}

export interface HostPort {
  readonly port: number;
  readonly name?: string;
}

/** A network of the site; each mapping has its host port among the task's `ports`. */
export interface TaskNetwork {
  readonly name: string;
  readonly mappings: readonly {
    readonly host: number;
    readonly container: number;
    readonly protocol: "tcp" | "udp";
  }[];
}

/** A directory of the machine that the task sees. */
export interface Mount {
  readonly source: string;
  readonly path: string;
  readonly mode: "ro" | "rw";
  /**
   * A directory above the source that links below it must not lead out of; absent: there is nobody who could make such
   * links. Clusters that can see to it by themselves do.
   */
  readonly beneath?: string;
}

/** One answer to the offers of one agent. */
export interface LaunchOrder {
  readonly agentId: string;
  readonly offerIds: readonly string[];
  readonly tasks: readonly TaskLaunch[];
  /** For how long what is left of these offers need not be offered again, unless there is more of it. */
  readonly refuseMs: number;
}

/**
 * Keeps resources of one agent for one purpose: what is offered now becomes part of the reservation, which comes
 * back in an offer. Repeated for the same id it grows.
 */
export interface ReserveOrder {
  readonly agentId: string;
  readonly offerIds: readonly string[];
  /** Named again by the `operation` event that tells its outcome. Unique for ever. */
  readonly operationId: string;
  readonly reservation: string;
  readonly resources: ResourceVector;
}

/** Gives back what the offers hold of these reservations, and destroys volumes in them. */
export interface UnreserveOrder {
  readonly agentId: string;
  readonly offerIds: readonly string[];
  readonly operationId: string;
  readonly reservations: readonly string[];
}

/** Offers that would help: at least so much of an agent like that. */
export interface WantedOffer {
  readonly resources: ResourceVector;
  readonly ports: number;
  readonly constraints: readonly Constraint[];
}

/** Names a task to a backend. `access` is that of its placement. */
export interface TaskRef {
  readonly taskId: TaskId;
  readonly agentId: string;
  readonly access: string;
}

/**
 * Where a task stands, in the words of Mesos' task states (without `TASK_`), that all backends map theirs to.
 * `gone`, `dropped`, `lost`, `error`: it does not run and will not. `unknown`, `unreachable`: nobody can tell now.
 */
export type TaskState =
  | "staging"
  | "starting"
  | "running"
  | "killing"
  | "finished"
  | "failed"
  | "killed"
  | "error"
  | "lost"
  | "dropped"
  | "gone"
  | "unreachable"
  | "unknown";

/**
 * `job`: it broke a limit or its own document is to blame; `agent`: the machine, its maintenance, or the way to it;
 * `launch`: that agent could not start it; `image`: the image could not be had; `refused`: it is forbidden or
 * impossible everywhere, so trying again is of no use; `preempted`: its resources were taken away.
 */
export type Fault = "job" | "agent" | "launch" | "image" | "refused" | "preempted";

export interface StatusUpdate {
  /** As the backend names it: not necessarily one of ours. */
  readonly taskId: string;
  readonly agentId: string;
  readonly state: TaskState;
  readonly exitCode?: number;
  readonly signal?: number;
  /** True when the task was ended for going over its memory. */
  readonly outOfMemory?: true;
  /** Of an end that is no exit of the program: where to look for the fault. Absent when the backend cannot tell. */
  readonly fault?: Fault;
  /** Of the task in its network. */
  readonly address?: string;
  /** The backend's own words, for people. */
  readonly message?: string;
  /** An answer to `reconcile`, not news. */
  readonly reconciliation: boolean;
  /** What `acknowledge` needs; absent when no acknowledgement is wanted. */
  readonly acknowledgement?: unknown;
}

export type BackendEvent =
  /** Offers of an earlier connection are void. Nothing is launched before `registrationId` is stored. */
  | { readonly type: "connected"; readonly registrationId: string }
  /** Offers are void; tasks are as they were. The backend connects again by itself. */
  | { readonly type: "disconnected"; readonly cause: string }
  | { readonly type: "offers"; readonly offers: readonly Offer[] }
  | { readonly type: "rescinded"; readonly offerId: string }
  | { readonly type: "status"; readonly update: StatusUpdate }
  /** What became of `reserve` or `unreserve`. Of some nothing is ever heard: offers show what is. */
  | {
      readonly type: "operation";
      readonly operationId: string;
      readonly state: "done" | "failed" | "unknown";
      readonly message?: string;
    }
  /** Somebody asks whether we can leave an agent in time: wants an answer, and comes again until it is over. */
  | {
      readonly type: "maintenance";
      readonly requestId: string;
      /** Absent: all agents. */
      readonly agentId?: string;
      readonly unavailability: Unavailability;
    }
  /** Taken back: do not answer any more. */
  | { readonly type: "maintenance_rescinded"; readonly requestId: string }
  /** Our registration and every task of it is gone. A `connected` with a new one follows. */
  | { readonly type: "removed"; readonly cause: string }
  /** The whole inventory, from time to time and after changes. */
  | { readonly type: "agents"; readonly agents: readonly AgentInfo[] }
  | { readonly type: "agent_lost"; readonly agentId: string }
  /** Somebody else took over our registration: this process must not lead any more. */
  | { readonly type: "superseded"; readonly cause: string }
  /** The backend refuses us for good (removed, not authorised): a person must act. */
  | { readonly type: "refused"; readonly cause: string };

/**
 * What runs tasks, as the leader sees it. Calls return at once and reach the backend in the order in which they
 * were made; an outcome is only ever an event. Calls made while disconnected are dropped: reconciliation after
 * the next `connected` says what came of them.
 */
export interface Backend {
  readonly name: string;
  readonly capabilities: Capabilities;
  /**
   * Connects, and again after each loss.
   * @param registrationId  what an earlier `connected` gave, to be known as the same scheduler again
   * @param emit            called in order, never re-entrantly from within a call of this interface
   */
  start(options: {
    readonly registrationId: string | undefined;
    readonly emit: (event: BackendEvent) => void;
  }): Promise<void>;
  launch(order: LaunchOrder): void;
  decline(offerIds: readonly string[], refuseMs: number): void;
  /** No more offers until `revive`. Both are idempotent. */
  suppress(): void;
  /** Offers again, also of what was declined with a filter. */
  revive(): void;
  /** What offers would help; others may be kept from us. Nothing wished: any. Repeating it is harmless. */
  want(wishes: readonly WantedOffer[]): void;
  reserve(order: ReserveOrder): void;
  unreserve(order: UnreserveOrder): void;
  /** @param refuseMs  for how long it need not be asked again */
  answerMaintenance(requestIds: readonly string[], accept: boolean, refuseMs: number): void;
  /** Asks what became of operations whose outcome is not known. */
  reconcileOperations(
    operations: readonly { readonly operationId: string; readonly agentId: string }[],
  ): void;
  /** Repeating it is harmless. An unknown task is answered like `reconcile`. */
  kill(task: TaskRef, graceMs: number): void;
  /**
   * Stops a running task for a while; it keeps what it holds, and `kill` ends it all the same. Only where
   * `capabilities.pause` says so. Repeating it, and pausing what is over, is harmless; nothing is reported of it.
   */
  pause?(task: TaskRef): void;
  resume?(task: TaskRef): void;
  /** Asks where these tasks stand; an empty list asks for all tasks the backend knows of us. No end is marked. */
  reconcile(tasks: readonly TaskRef[]): void;
  /** Tells that an update is stored. Until then the backend repeats it. */
  acknowledge(update: StatusUpdate): void;
  /** Ends the connection and leaves tasks and registration as they are. */
  stop(): Promise<void>;
}
