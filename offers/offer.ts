import type { Ranges } from "../resources/ranges.ts";
import type { ResourceVector } from "../resources/vector.ts";
import type { MachineIds } from "./machines.ts";

/** Resources of one agent, for us, until used, declined or rescinded. */
export interface Offer {
  readonly id: string;
  readonly agentId: string;
  readonly hostname: string;
  /** Backend's address of the agent, opaque to all but its own adapters. */
  readonly access: string;
  readonly attributes: Readonly<Record<string, string>>;
  /**
   * Offers of one agent can be used together only within one lot (with Mesos the role that they are allocated to);
   * empty where a backend has no such thing.
   */
  readonly lot: string;
  /** For any task: what is reserved for one job is in `reservations` alone. */
  readonly resources: ResourceVector;
  readonly ports: Ranges;
  /** Beside `resources`: can be taken away at any time, so for preemptible tasks only. */
  readonly revocable?: ResourceVector;
  /** Ours, on this agent, and not in use. */
  readonly reservations: readonly Reservation[];
  readonly unavailability?: Unavailability;
}

/** Resources that an agent keeps for one purpose of ours. */
export interface Reservation {
  /** What it is for: see `scheduler/`. Unique on its agent. */
  readonly id: string;
  readonly resources: ResourceVector;
  /** Persistent volumes in it, by id; their disk is part of `resources`. */
  readonly volumes: readonly string[];
}

/** When an agent is going to be away. Without an end: for good. Milliseconds since 1970. */
export interface Unavailability {
  readonly startMs: number;
  readonly endMs?: number;
}

/** One machine of a backend as its inventory shows it, whether or not anything of it is offered. */
export interface AgentInfo {
  readonly id: string;
  readonly hostname: string;
  /** What tells the machine from others; absent: nothing but its name. */
  readonly machine?: MachineIds;
  readonly attributes: Readonly<Record<string, string>>;
  readonly total: ResourceVector;
  /** False while it is disconnected, draining or deactivated: nothing new starts there. */
  readonly active: boolean;
  /** Ours, in use or not. */
  readonly reservations: readonly Reservation[];
}
