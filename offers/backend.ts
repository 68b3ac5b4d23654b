import type { TaskId } from "../jobs/job.ts";
import type { ResourceVector } from "../resources/vector.ts";
import type { AgentInfo, Offer } from "./offer.ts";

/** What a backend can do; constant while it runs. A job that needs more than any backend can is refused. */
export interface Capabilities {
  readonly gpus: boolean;
  readonly ports: boolean;
  readonly networks: boolean;
  readonly images: boolean;
  /** `same-path`: a volume appears to a job under the path it has on the machine. */
  readonly volumes: "none" | "same-path" | "any-path";
  readonly pause: boolean;
  readonly exec: boolean;
}

/** A task ready to be told to a backend: plain data, nothing left to look up. */
export interface TaskLaunch {
  readonly taskId: TaskId;
  /** For people: shown in the backend's own user interface. */
  readonly name: string;
  /** Program and arguments, never a shell line. A relative program is looked for in the sandbox. */
  readonly argv: readonly [string, ...string[]];
  readonly env: Readonly<Record<string, string>>;
  /** Fetched into the sandbox before the task begins. */
  readonly files: readonly { readonly url: string; readonly name: string; readonly executable: boolean }[];
  readonly resources: ResourceVector;
  /** Account on the agent. */
  readonly user: string;
  readonly labels: Readonly<Record<string, string>>;
  /** From TERM to KILL. */
  readonly graceMs: number;
}

/** One answer to the offers of one agent. */
export interface LaunchOrder {
  readonly agentId: string;
  readonly offerIds: readonly string[];
  readonly tasks: readonly TaskLaunch[];
  /** For how long what is left of these offers need not be offered again, unless there is more of it. */
  readonly refuseMs: number;
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

export interface StatusUpdate {
  /** As the backend names it: not necessarily one of ours. */
  readonly taskId: string;
  readonly agentId: string;
  readonly state: TaskState;
  readonly exitCode?: number;
  readonly signal?: number;
  /** True when the task was ended for going over its memory. */
  readonly outOfMemory?: true;
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
 * the next `connected` tells what came of them.
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
  /** Repeating it is harmless. An unknown task is answered like `reconcile`. */
  kill(task: TaskRef, graceMs: number): void;
  /** Asks where these tasks stand; an empty list asks for all tasks the backend knows of us. No end is marked. */
  reconcile(tasks: readonly TaskRef[]): void;
  /** Tells that an update is stored. Until then the backend repeats it. */
  acknowledge(update: StatusUpdate): void;
  /** Ends the connection and leaves tasks and registration as they are. */
  stop(): Promise<void>;
}
