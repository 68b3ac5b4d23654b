import type { Ranges } from "../resources/ranges.ts";
import type { ResourceVector } from "../resources/vector.ts";

/** Resources of one agent, for us, until used, declined or rescinded. */
export interface Offer {
  readonly id: string;
  readonly agentId: string;
  readonly hostname: string;
  /** Backend's address of the agent, opaque to all but its own adapters. */
  readonly access: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly resources: ResourceVector;
  readonly ports: Ranges;
}

/** One machine of a backend as its inventory shows it, whether or not anything of it is offered. */
export interface AgentInfo {
  readonly id: string;
  readonly hostname: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly total: ResourceVector;
  /** False while it is disconnected, draining or deactivated: nothing new starts there. */
  readonly active: boolean;
}
