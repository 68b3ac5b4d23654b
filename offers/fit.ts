import type { Requirement } from "../jobs/placement/requirement.ts";
import type { ResourceKind, ResourceVector } from "../resources/vector.ts";
import { fits, NO_RESOURCES, RESOURCE_KINDS } from "../resources/vector.ts";
import type { Capabilities } from "./backend.ts";
import { firstUnmet, type ConstrainedAgent } from "./constraints.ts";
import type { Unavailability } from "./offer.ts";

/** What is there for tasks. Of each kind a task takes either from `resources` or from `revocable`, never from both. */
export interface Room {
  readonly resources: ResourceVector;
  /** Can be taken away at any time: for preemptible tasks only. */
  readonly revocable: ResourceVector;
  /** How many host ports. */
  readonly ports: number;
}

export type Shortage = ResourceKind | "ports";

export function fitsRoom(requirement: Requirement, room: Room): boolean {
  if (requirement.ports > room.ports) return false;
  return requirement.preemptible
    ? shortagesOf(requirement, room).length === 0
    : fits(requirement.resources, room.resources);
}

/** Of what there is too little, in the order of `RESOURCE_KINDS`, ports last. */
export function shortagesOf(requirement: Requirement, room: Room): readonly Shortage[] {
  const { resources: need, preemptible } = requirement;
  const short: Shortage[] = RESOURCE_KINDS.filter(
    (kind) => need[kind] > room.resources[kind] && !(preemptible && need[kind] <= room.revocable[kind]),
  );
  if (requirement.ports > room.ports) short.push("ports");
  return short;
}

/**
 * From where a task takes what it needs: of each kind what can be taken away if there is enough of it and the task
 * allows it, else the rest. Backends choose by the same rule, so that several tasks of one answer never collide.
 */
export function shareOf(
  { resources: need, preemptible }: Requirement,
  revocable: ResourceVector,
): { readonly resources: ResourceVector; readonly revocable: ResourceVector } {
  if (!preemptible) return { resources: need, revocable: NO_RESOURCES };
  const takes = { ...NO_RESOURCES };
  const takesRevocable = { ...NO_RESOURCES };
  for (const kind of RESOURCE_KINDS) {
    if (need[kind] <= revocable[kind]) takesRevocable[kind] = need[kind];
    else takes[kind] = need[kind];
  }
  return { resources: takes, revocable: takesRevocable };
}

/** Whether an agent is of a kind that will do, whatever is free there. */
export function isSuitable(
  requirement: Requirement,
  agent: ConstrainedAgent & { readonly backend: string },
): boolean {
  if (!mayRunOn(requirement, agent.backend)) return false;
  return requirement.constraints.length === 0 || firstUnmet(requirement.constraints, agent) === undefined;
}

export function mayRunOn({ executors }: Requirement, backend: string): boolean {
  return executors === undefined || executors.includes(backend);
}

/** Whether a backend can do all that such a task needs. */
export function canDo(capabilities: Capabilities, { features, ports }: Requirement): boolean {
  if (ports > 0 && !capabilities.ports) return false;
  if (capabilities.needsImage === true && !features.includes("image")) return false;
  return features.every((feature) => {
    switch (feature) {
      case "gpus":
        return capabilities.gpus;
      case "image":
        return capabilities.images;
      case "docker":
        return capabilities.dockerImages;
      case "network":
        return capabilities.networks;
      case "scratch":
        return capabilities.scratch;
      case "tmpfs":
        return capabilities.tmpfs;
      case "memory-limit":
        return capabilities.memoryLimits;
      default:
        return feature satisfies never;
    }
  });
}

/** How long a task may take that begins now on an agent which goes away then; `Infinity` when it does not. */
export function longestBefore(
  unavailability: Unavailability | undefined,
  marginMs: number,
  nowMs: number,
): number {
  const isOver = unavailability?.endMs !== undefined && unavailability.endMs <= nowMs;
  return unavailability === undefined || isOver ? Infinity : unavailability.startMs - marginMs - nowMs;
}
