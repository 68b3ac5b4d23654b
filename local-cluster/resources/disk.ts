import type { Resource } from "../../proto/generated/types.ts";
import { idProblem } from "./ids.ts";
import { poolOf, reservedFor, kindOf, totalMilli } from "./pool.ts";
import type { Pool } from "./pool.ts";
import { resourceText } from "./text.ts";
import { resourcesProblem } from "./validation.ts";

// What Mesos refuses of resources beyond their syntax. Source: Mesos, src/master/validation.cpp, namespace `resource`.

/** Syntax, gpus, disks and dynamic reservations, in Mesos' order. Source: `resource::validate`. */
export function completeResourcesProblem(resources: readonly Resource[]): string | undefined {
  const syntax = resourcesProblem(resources);
  if (syntax !== undefined) return `Invalid resources: ${syntax}`;
  if (totalMilli(poolOf(resources), "gpus") % 1000 !== 0)
    return "Invalid 'gpus' resource: The 'gpus' resource must be an unsigned integer";
  const disk = diskProblem(resources);
  if (disk !== undefined) return `Invalid DiskInfo: ${disk}`;
  const revocable = resources.find(
    (resource) => resource.revocable !== undefined && isDynamicallyReserved(resource),
  );
  return revocable === undefined
    ? undefined
    : `Invalid ReservationInfo: Dynamically reserved resource ${resourceText(revocable)} cannot be created from revocable resources`;
}

function diskProblem(resources: readonly Resource[]): string | undefined {
  for (const resource of resources) {
    const { disk } = resource;
    if (disk === undefined) continue;
    if (disk.persistence === undefined) {
      if (disk.volume !== undefined) return "Non-persistent volume not supported";
      if (disk.source === undefined) return "DiskInfo is set but empty";
      continue;
    }
    if (resource.revocable !== undefined)
      return "Persistent volumes cannot be created from revocable resources";
    if (kindOf(resource).reservations === undefined)
      return "Persistent volumes cannot be created from unreserved resources";
    if (disk.volume === undefined) return "Expecting 'volume' to be set for persistent volume";
    if (disk.volume.host_path !== undefined) return "Expecting 'host_path' to be unset for persistent volume";
    const id = idProblem(disk.persistence.id);
    if (id !== undefined) return `Invalid persistence ID for persistent volume: ${id}`;
  }
  return undefined;
}

/** Source: `resource::validatePersistentVolume`. */
export function persistentVolumesProblem(volumes: readonly Resource[]): string | undefined {
  for (const volume of volumes) {
    const { disk } = volume;
    if (disk === undefined) return `Resource ${resourceText(volume)} does not have DiskInfo`;
    if (disk.persistence === undefined) return "'persistence' is not set in DiskInfo";
    if (disk.volume === undefined) return "Expecting 'volume' to be set for persistent volume";
    if (disk.volume.mode === "RO") return "Read-only persistent volume not supported";
  }
  return undefined;
}

/** Ids of persistent volumes are unique in their role on their agent. */
export function persistenceIdsProblem(known: Pool, volumes: readonly Resource[] = []): string | undefined {
  const seen = new Set<string>();
  for (const { kind } of [...known.values(), ...volumes.map((volume) => ({ kind: kindOf(volume) }))]) {
    const id = kind.disk?.persistence?.id;
    if (id === undefined) continue;
    const key = `${reservedFor(kind)}\n${id}`;
    if (seen.has(key)) return `Persistence ID '${id}' is not unique`;
    seen.add(key);
  }
  return undefined;
}

/** Source: `resource::validateAllocatedToSingleRole`. */
export function singleRoleProblem(resources: readonly Resource[]): string | undefined {
  let role: string | undefined;
  for (const { allocation_info } of resources) {
    if (allocation_info?.role === undefined) return "The resources are not allocated to a role";
    role ??= allocation_info.role;
    if (allocation_info.role !== role)
      return `The resources have multiple allocation roles ('${allocation_info.role}' and '${role}') but only one allocation role is allowed`;
  }
  return undefined;
}

/** The innermost reservation was made while the cluster ran. */
export function isDynamicallyReserved(resource: Resource): boolean {
  return kindOf(resource).reservations?.at(-1)?.type === "DYNAMIC";
}
