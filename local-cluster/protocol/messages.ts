import type {
  AgentInfo,
  ExecutorInfo,
  FrameworkInfo,
  KillPolicy,
  OfferOperation,
  OperationStatus,
  Resource,
  TaskInfo,
  TaskState,
  TaskStatus,
} from "../../proto/generated/types.ts";

/**
 * What our agents and our master say to each other. The protocol is private to this folder and has no
 * versions: one release ships both sides.
 *
 * An agent POSTs its `AgentRegistration` to `REGISTER_PATH`; the answer is an endless stream of
 * `NumberedCommand`, one JSON text a line, the first of them `registered`. What the agent has to say it POSTs
 * to `MESSAGES_PATH` as `AgentMessages`, one request at a time, so that the order is kept.
 */
export const REGISTER_PATH = "/internal/agents/register";
export const MESSAGES_PATH = "/internal/agents/messages";

/** Most bytes of one request or one line. */
export const MESSAGE_BYTES_MAX = 64 * 1024 * 1024;

export interface AgentRegistration {
  /** Absent on the very first registration; the master then assigns an id, which the agent keeps for ever. */
  readonly agentId?: string;
  readonly info: AgentInfo;
  /** Where the agent itself answers HTTP, as `ip:port`. */
  readonly address: string;
  readonly version: string;
  /** The frameworks of `tasks`, so that a restarted master knows them before they subscribe. */
  readonly frameworks: readonly FrameworkInfo[];
  readonly tasks: readonly AgentTask[];
  /** All it has now, with reservations and volumes; `info.resources` is what it was started with. */
  readonly total: readonly Resource[];
  /** Live executors that an `ExecutorInfo` describes; those of command tasks are no part of it. */
  readonly executors: readonly AgentExecutor[];
  /** Operations whose status is not acknowledged. */
  readonly operations: readonly OperationUpdate[];
}

export interface AgentExecutor {
  readonly frameworkId: string;
  readonly info: ExecutorInfo;
}

/** The end of an operation; sent again until it is acknowledged. */
export interface OperationUpdate {
  /** Of the operation; the master chose it. */
  readonly uuid: string;
  /** Absent when an operator asked for it. */
  readonly frameworkId?: string;
  readonly info: OfferOperation;
  readonly statusUuid: string;
  /** Without `uuid`. */
  readonly status: OperationStatus;
}

/** A task the agent has, or whose last update is not acknowledged yet. */
export interface AgentTask {
  readonly frameworkId: string;
  readonly info: TaskInfo;
  /** The state the agent knows; updates up to it may still be on their way. */
  readonly state: TaskState;
  /** The newest status that was acknowledged or is being sent. */
  readonly status?: TaskStatus;
}

/** A status update that the framework has to acknowledge. */
export interface StatusUpdate {
  readonly frameworkId: string;
  /** Version-4 UUID as text; the master puts it into the status as 16 bytes. */
  readonly uuid: string;
  /** Without `uuid`. */
  readonly status: TaskStatus;
  /** The newest state of the task; ahead of `status.state` while acknowledgements are missing. */
  readonly latestState: TaskState;
}

export type AgentMessage =
  | { readonly type: "pong"; readonly number: number }
  | { readonly type: "update"; readonly update: StatusUpdate }
  | { readonly type: "operation_update"; readonly update: OperationUpdate }
  | {
      readonly type: "executor_exited";
      readonly frameworkId: string;
      readonly executorId: string;
      /** As `wait` gives it: exit status × 256, or the number of a signal. */
      readonly status: number;
    }
  | {
      readonly type: "executor_message";
      readonly frameworkId: string;
      readonly executorId: string;
      readonly data: Uint8Array;
    };

export interface AgentMessages {
  readonly agentId: string;
  /** Names the registration; messages of an older one are refused with 409. */
  readonly session: string;
  readonly messages: readonly AgentMessage[];
}

/**
 * A line of the stream. Numbers grow within a session; one that does not is a repetition and is passed over, so
 * that a launch is carried out once.
 */
export interface NumberedCommand {
  readonly number: number;
  readonly command: MasterCommand;
}

export type MasterCommand =
  | {
      readonly type: "registered";
      readonly agentId: string;
      readonly session: string;
      /** The master pings this often; an agent that hears nothing for several periods connects again. */
      readonly pingIntervalMs: number;
    }
  /** The agent must end, and its tasks with it: it was marked gone, or its machine is down for maintenance. */
  | { readonly type: "refused"; readonly message: string }
  | { readonly type: "ping"; readonly number: number }
  /** With `task.executor`: under that executor, a new one or one that is there. */
  | { readonly type: "launch"; readonly framework: FrameworkInfo; readonly task: TaskInfo }
  | {
      readonly type: "launch_group";
      readonly framework: FrameworkInfo;
      readonly executor: ExecutorInfo;
      readonly tasks: readonly TaskInfo[];
    }
  | { readonly type: "shutdown_executor"; readonly frameworkId: string; readonly executorId: string }
  | {
      readonly type: "framework_message";
      readonly frameworkId: string;
      readonly executorId: string;
      readonly data: Uint8Array;
    }
  /** Valid and already applied in the books of the master. */
  | {
      readonly type: "operation";
      readonly uuid: string;
      readonly frameworkId?: string;
      readonly info: OfferOperation;
    }
  | { readonly type: "acknowledge_operation"; readonly uuid: string; readonly statusUuid: string }
  /** The master waits for the end of this operation, the agent did not report it: it is to be told as dropped. */
  | {
      readonly type: "disown_operation";
      readonly uuid: string;
      readonly frameworkId?: string;
      readonly info: OfferOperation;
    }
  | {
      readonly type: "kill";
      readonly frameworkId: string;
      readonly taskId: string;
      /** `draining_gone`: the agent is drained for ever, and its tasks end as gone by an operator. */
      readonly because?: "draining" | "draining_gone";
      /** Reaches tasks of task groups and custom executors; command tasks keep their own. */
      readonly killPolicy?: KillPolicy;
    }
  | {
      readonly type: "acknowledge";
      readonly frameworkId: string;
      readonly taskId: string;
      readonly uuid: string;
    }
  | { readonly type: "framework_removed"; readonly frameworkId: string }
  /** The framework subscribed anew, or its description changed: send its oldest updates again. */
  | { readonly type: "framework_updated"; readonly framework: FrameworkInfo }
  /** The master holds this task for the agent's, the agent did not report it: end it with an update. */
  | { readonly type: "disown"; readonly framework: FrameworkInfo; readonly taskId: string };
