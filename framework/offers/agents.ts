import type { AgentInfo, Reservation } from "../../offers/offer.ts";
import { decodeJson } from "../../proto/codec.ts";
import type { Resource } from "../../proto/generated/types.ts";
import { ProtoError } from "../../proto/proto-error.ts";
import { NO_RESOURCES } from "../../resources/vector.ts";
import type { ResourceVector } from "../../resources/vector.ts";
import { listInJson } from "./list-in-json.ts";
import { reservationsOf } from "./offered-resources.ts";
import { purposeOf } from "./reservation-labels.ts";

/** What only the inventory tells of an agent, and only the adapter needs to know. */
export interface AgentTraits {
  /** It says what became of operations. */
  readonly operationFeedback: boolean;
  /** Tasks may use more than they asked for, up to a limit. */
  readonly resourceLimits: boolean;
  /** IP address of the agent itself. */
  readonly address?: string;
}

export interface Inventory {
  readonly agents: readonly AgentInfo[];
  readonly traits: ReadonlyMap<string, AgentTraits>;
}

/** Reads one answer of `/slaves` as its bytes come. */
export interface InventoryReader {
  /** @throws SyntaxError  when it is no JSON */
  push(chunk: Uint8Array): void;
  /**
   * All came. Entries that are no agents are left out.
   * @throws SyntaxError  when it is no JSON
   * @throws TypeError    when it is no such answer
   */
  end(): Inventory;
}

/**
 * @param framework  name of our framework: whose labelled reservations are ours
 * @see Mesos: src/master/readonly_handler.cpp, `SlavesWriter`
 */
export function inventoryReader(framework: string): InventoryReader {
  const agents: AgentInfo[] = [];
  const traits = new Map<string, AgentTraits>();
  const list = listInJson("slaves", (entry) => {
    const agent = agentOf(entry, framework);
    if (agent === undefined) return;
    agents.push(agent);
    traits.set(agent.id, traitsOf(entry));
  });
  return {
    push: list.push,
    end() {
      if (!Array.isArray(member(list.end(), "slaves")))
        throw new TypeError("the answer holds no list of agents");
      return { agents, traits };
    },
  };
}

function agentOf(agent: unknown, framework: string): AgentInfo | undefined {
  const id = member(agent, "id");
  const hostname = member(agent, "hostname");
  if (typeof id !== "string" || typeof hostname !== "string") return undefined;
  const drainInfo = member(agent, "drain_info") ?? undefined; // null is like absent
  const draining = drainInfo !== undefined || member(agent, "deactivated") === true;
  return {
    id,
    hostname,
    attributes: attributeTexts(member(agent, "attributes")),
    total: totalOf(member(agent, "resources")),
    active: member(agent, "active") === true && !draining,
    reservations: ourReservations(member(agent, "reserved_resources_full"), framework),
  };
}

function traitsOf(agent: unknown): AgentTraits {
  const list = member(agent, "capabilities");
  const capabilities = new Set(Array.isArray(list) ? (list as readonly unknown[]) : []);
  const address = addressIn(member(agent, "pid"));
  return {
    // Mesos asks for both of an agent whose own resources are operated on. Source: Mesos, src/master/master.cpp.
    operationFeedback: capabilities.has("AGENT_OPERATION_FEEDBACK") && capabilities.has("RESOURCE_PROVIDER"),
    resourceLimits: capabilities.has("TASK_RESOURCE_LIMITS"),
    ...(address === undefined ? {} : { address }),
  };
}

/** Of `slave(1)@10.0.0.1:5051`. */
function addressIn(pid: unknown): string | undefined {
  return typeof pid === "string" ? /@\[?([^\]@]+)\]?:\d+$/.exec(pid)?.[1] : undefined;
}

/** By roles, each with a list of resources; one that cannot be read is none of ours. */
function ourReservations(byRole: unknown, framework: string): readonly Reservation[] {
  if (typeof byRole !== "object" || byRole === null) return [];
  const ours = new Map<string, Resource[]>();
  for (const list of Object.values(byRole)) {
    for (const entry of Array.isArray(list) ? (list as readonly unknown[]) : []) {
      const resource = readResource(entry);
      const purpose = resource === undefined ? undefined : purposeOf(resource);
      if (resource === undefined || purpose?.framework !== framework) continue;
      const before = ours.get(purpose.id);
      if (before === undefined) ours.set(purpose.id, [resource]);
      else before.push(resource);
    }
  }
  return reservationsOf(ours);
}

function readResource(entry: unknown): Resource | undefined {
  try {
    return decodeJson("mesos.v1.Resource", JSON.stringify(entry));
  } catch (error) {
    if (error instanceof ProtoError) return undefined;
    throw error;
  }
}

function totalOf(resources: unknown): ResourceVector {
  if (typeof resources !== "object" || resources === null) return NO_RESOURCES;
  const amount = (name: string): number => {
    const value = member(resources, name);
    return typeof value === "number" && Number.isFinite(value) && value > 0 ? value : 0;
  };
  return {
    cpusMilli: Math.round(amount("cpus") * 1000),
    memMib: Math.floor(amount("mem")),
    diskMib: Math.floor(amount("disk")),
    gpus: Math.floor(amount("gpus")),
  };
}

/** Scalars are numbers there, all else is text already. */
function attributeTexts(attributes: unknown): Readonly<Record<string, string>> {
  if (typeof attributes !== "object" || attributes === null) return {};
  return Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [
      name,
      typeof value === "string" ? value : JSON.stringify(value),
    ]),
  );
}

function member(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return undefined;
  return Object.getOwnPropertyDescriptor(value, name)?.value;
}
