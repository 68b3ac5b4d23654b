import type {
  AgentInfo,
  AllocatorInverseOfferStatus,
  DrainInfo,
  ExecutorInfo,
  FrameworkInfo,
  MachineID,
  MaintenanceSchedule,
  KillPolicy,
  MasterInfo,
  OfferOperation,
  OperationStatus,
  QuotaConfig,
  SchedulerEvent,
  SchedulerOfferConstraints,
  TaskInfo,
  TaskState,
  TaskStatus,
  Unavailability,
} from "../../../proto/generated/types.ts";
import type { MasterCommand } from "../../protocol/messages.ts";
import type { Pool } from "../../resources/pool.ts";
import { EMPTY_POOL } from "../../resources/pool.ts";
import type { RoleFilters } from "./filters.ts";
import type { Registry } from "./registry.ts";

export const VERSION = "1.12.0";

/** Everything the master knows. Changed only by the functions of this folder, in one thread, between two events. */
export interface Master {
  readonly info: MasterInfo;
  readonly settings: MasterSettings;
  /** `false`: it only serves what every master answers itself. */
  readonly elected: boolean;
  readonly startedAtMs: number;
  readonly electedAtMs: number;
  /** Operators may set a level for some time; nothing is logged more or less by it. */
  readonly logging: { level: number; reset: NodeJS.Timeout | undefined };
  readonly frameworks: Map<string, Framework>;
  /** Removed frameworks, oldest first; their ids are refused. */
  readonly completed: Map<string, CompletedFramework>;
  /** Registered agents, connected or about to be declared unreachable. */
  readonly agents: Map<string, Agent>;
  /** Agents the registry knows and this run of the master has not heard of yet. */
  readonly recovered: Map<string, RecoveredAgent>;
  /** By agent id, of agents that are deactivated or drained. */
  readonly modes: Map<string, AgentMode>;
  readonly unreachable: Map<string, { readonly sinceMs: number }>;
  readonly gone: Map<string, { readonly sinceMs: number }>;
  readonly offers: Map<string, OutstandingOffer>;
  readonly inverseOffers: Map<string, OutstandingInverseOffer>;
  /** By uuid: those whose end is not acknowledged. */
  readonly operations: Map<string, MasterOperation>;
  /** By role; a role whose quota was taken away stays with an empty one. */
  readonly quotas: Map<string, QuotaConfig>;
  /** By role; 1 for those that are not in it. */
  readonly weights: Map<string, number>;
  readonly maintenance: MaintenanceState;
  readonly registry: Registry;
  readonly counters: Counters;
  readonly log: (line: string) => void;
  /** Asks for an allocation with the next turn of the event loop, without waiting for the interval. */
  readonly requestAllocation: () => void;
  /** Tells the operator streams. */
  readonly publish: (event: OperatorEvent) => void;
}

export interface MasterSettings {
  readonly allocationIntervalMs: number;
  readonly agentPingIntervalMs: number;
  readonly agentPingTimeoutsMax: number;
  readonly agentReregisterTimeoutMs: number;
  readonly heartbeatIntervalMs: number;
  readonly offerTimeoutMs: number | undefined;
  /** Flags as given, for `/flags`. */
  readonly flags: Readonly<Record<string, string>>;
}

export type OperatorEvent =
  | { readonly type: "TASK_ADDED"; readonly task: MasterTask }
  | { readonly type: "TASK_UPDATED"; readonly task: MasterTask; readonly status: TaskStatus }
  | { readonly type: "AGENT_ADDED"; readonly agent: Agent }
  | { readonly type: "AGENT_REMOVED"; readonly agentId: string }
  | { readonly type: "FRAMEWORK_ADDED" | "FRAMEWORK_UPDATED"; readonly framework: Framework }
  | { readonly type: "FRAMEWORK_REMOVED"; readonly info: FrameworkInfo };

/** A subscribed scheduler's stream. */
export interface EventStream {
  /** `Mesos-Stream-Id`. */
  readonly id: string;
  send(event: SchedulerEvent): void;
  /** Ends it with the last chunk. */
  end(): void;
}

export interface Framework {
  readonly id: string;
  info: FrameworkInfo;
  stream: EventStream | undefined;
  /** Known only from agents that came back: it has not subscribed to this run of the master. */
  recovered: boolean;
  suppressedRoles: ReadonlySet<string>;
  offerConstraints: SchedulerOfferConstraints | undefined;
  readonly filters: RoleFilters;
  readonly offers: Set<OutstandingOffer>;
  /** By task id; a task that ended stays until its end is acknowledged. */
  readonly tasks: Map<string, MasterTask>;
  readonly unreachableTasks: Map<string, MasterTask>;
  readonly completedTasks: MasterTask[];
  /** By role: how many offers it was made since it subscribed. */
  readonly offersMade: Map<string, number>;
  readonly inverseOffers: Set<OutstandingInverseOffer>;
  /** Agent id → until when no inverse offer is sent, in ms since the epoch. */
  readonly inverseFilters: Map<string, number>;
  /** What its tasks, executors and offers hold, by role. */
  readonly allocated: Map<string, Pool>;
  failover: NodeJS.Timeout | undefined;
  readonly registeredAtMs: number;
  reregisteredAtMs: number | undefined;
  unregisteredAtMs: number | undefined;
}

export interface CompletedFramework {
  readonly id: string;
  /** Absent for one that an earlier run of the master removed. */
  readonly framework: Framework | undefined;
}

export interface MasterTask {
  readonly info: TaskInfo;
  readonly frameworkId: string;
  readonly agentId: string;
  readonly role: string;
  readonly resources: Pool;
  /** Newest state heard of. */
  state: TaskState;
  /** State of the newest update that was passed on to the framework. */
  forwardedState: TaskState | undefined;
  /** Of the update that `forwardedState` came with. */
  forwardedUuid: string | undefined;
  /** One for each state the framework was told, oldest first. */
  readonly statuses: TaskStatus[];
  /** The agent and the role are charged with the resources until the task ends. */
  charged: boolean;
  /** Sent again when the agent comes back. */
  killRequested: KillRequest | undefined;
}

export interface KillRequest {
  readonly because: "asked" | "draining" | "draining_gone";
  readonly killPolicy?: KillPolicy;
}

/** An executor that an `ExecutorInfo` describes. It holds its resources until it ends. */
export interface MasterExecutor {
  readonly info: ExecutorInfo;
  readonly frameworkId: string;
  readonly agentId: string;
  readonly role: string;
  readonly resources: Pool;
}

/** An operation on its way: applied in the master's books, its end not told or not acknowledged yet. */
export interface MasterOperation {
  readonly uuid: string;
  /** Absent when an operator asked for it. */
  readonly frameworkId: string | undefined;
  readonly agentId: string;
  readonly info: OfferOperation;
  latest: OperationStatus;
  /** Of `latest` when it has to be acknowledged. */
  statusUuid: string | undefined;
}

export interface MaintenanceState {
  schedule: MaintenanceSchedule;
  /** Machines of the schedule by `machineKey`. */
  readonly machines: Map<string, Machine>;
}

export interface Machine {
  readonly id: MachineID;
  mode: "DRAINING" | "DOWN";
  readonly unavailability: Unavailability;
  /** Answers of frameworks to inverse offers, by framework id. */
  readonly statuses: Map<string, AllocatorInverseOfferStatus>;
}

export interface OutstandingInverseOffer {
  readonly id: string;
  readonly framework: Framework;
  readonly agent: Agent;
  readonly unavailability: Unavailability;
  readonly timeout: NodeJS.Timeout | undefined;
}

export interface Agent {
  readonly id: string;
  info: AgentInfo;
  /** `ip:port`. */
  address: string;
  version: string;
  total: Pool;
  /** Held by tasks and executors. */
  used: Pool;
  /** Held by offers. */
  offered: Pool;
  readonly offers: Set<OutstandingOffer>;
  readonly inverseOffers: Set<OutstandingInverseOffer>;
  /** By `taskKey`. */
  readonly tasks: Map<string, MasterTask>;
  /** By `executorKey`. */
  readonly executors: Map<string, MasterExecutor>;
  connection: AgentConnection | undefined;
  readonly mode: AgentMode;
  readonly registeredAtMs: number;
  reregisteredAtMs: number | undefined;
  /** Set while it is disconnected: declares it unreachable. */
  absence: NodeJS.Timeout | undefined;
}

/** What operators want of an agent. */
export interface AgentMode {
  /** No offers. */
  deactivated: boolean;
  drain: DrainInfo | undefined;
  drainStartedAtMs: number | undefined;
}

export interface AgentConnection {
  readonly session: string;
  send(command: MasterCommand): void;
  close(): void;
  pinged: number;
  /** Of the newest answered ping. */
  ponged: number;
  pings: NodeJS.Timeout | undefined;
}

export interface RecoveredAgent {
  readonly id: string;
  readonly timer: NodeJS.Timeout;
}

export interface OutstandingOffer {
  readonly id: string;
  readonly framework: Framework;
  readonly agent: Agent;
  readonly role: string;
  readonly pool: Pool;
  readonly unavailability: Unavailability | undefined;
  readonly timeout: NodeJS.Timeout | undefined;
}

export interface Counters {
  frameworkIds: number;
  agentIds: number;
  offerIds: number;
  readonly ended: Record<string, number>;
  readonly values: Record<string, number>;
}

/** Bounds of what the master remembers. Source: Mesos, `--max_completed_*` and `--max_unreachable_tasks_per_framework`. */
export const COMPLETED_FRAMEWORKS_MAX = 50;
export const COMPLETED_TASKS_MAX = 1000;
export const UNREACHABLE_TASKS_MAX = 1000;

export function isActive(agent: Agent): boolean {
  return agent.connection !== undefined && !agent.mode.deactivated;
}

export function rolesOf(info: FrameworkInfo): readonly string[] {
  if (info.capabilities?.some(({ type }) => type === "MULTI_ROLE")) return info.roles ?? [];
  return [info.role ?? "*"];
}

export function chargeFramework(framework: Framework, role: string, change: (held: Pool) => Pool): void {
  const held = change(framework.allocated.get(role) ?? EMPTY_POOL);
  if (held.size === 0) framework.allocated.delete(role);
  else framework.allocated.set(role, held);
}

export function count(master: Master, name: string, by = 1): void {
  master.counters.values[name] = (master.counters.values[name] ?? 0) + by;
}

/** Names an executor over all frameworks. Neither id may hold a slash. */
export function executorKey(frameworkId: string, executorId: string): string {
  return `${frameworkId}/${executorId}`;
}

/** How Mesos names an agent in its texts: `<id> at slave(1)@<ip>:<port> (<host>)`. */
export function agentText(agent: Agent): string {
  return `${agent.id} at slave(1)@${agent.address} (${agent.info.hostname})`;
}
