import type { OfferOperation, Resource } from "../../../proto/generated/types.ts";
import type { FrameworkInfo } from "../../../proto/generated/types.ts";
import { hasCapability } from "../../protocol/task-states.ts";
import {
  completeResourcesProblem,
  isDynamicallyReserved,
  persistenceIdsProblem,
  persistentVolumesProblem,
  singleRoleProblem,
} from "../../resources/disk.ts";
import { contains, filter, kindOf, poolOf, reservedFor } from "../../resources/pool.ts";
import type { Pool } from "../../resources/pool.ts";
import { resourceText } from "../../resources/text.ts";
import { resourcesProblem } from "../../resources/validation.ts";
import { withoutVolume } from "../../resources/conversions.ts";
import { rolesOf } from "../state/state.ts";

/** What an operation is measured against. */
export interface OperationSituation {
  /** Everything the agent has. */
  readonly total: Pool;
  /** What its tasks and executors hold. */
  readonly used: Pool;
  /** Who has to be named in reservations and volumes: who authenticated, or `FrameworkInfo.principal`. */
  readonly principal: string | undefined;
  /** Absent for operators. */
  readonly framework: FrameworkInfo | undefined;
}

/** Every resource an operation names, for the check of the syntax. */
export function resourcesOfOperation(operation: OfferOperation): readonly Resource[] {
  const { reserve, unreserve, create, destroy, grow_volume, shrink_volume, create_disk, destroy_disk } =
    operation;
  return [
    ...(reserve?.source ?? []),
    ...(reserve?.resources ?? []),
    ...(unreserve?.resources ?? []),
    ...(create?.volumes ?? []),
    ...(destroy?.volumes ?? []),
    ...(grow_volume === undefined ? [] : [grow_volume.volume, grow_volume.addition]),
    ...(shrink_volume === undefined ? [] : [shrink_volume.volume]),
    ...(create_disk === undefined ? [] : [create_disk.source]),
    ...(destroy_disk === undefined ? [] : [destroy_disk.source]),
  ];
}

/**
 * Mesos' refusal of an operation other than a launch, or `undefined`. Whether the resources are there is not
 * asked here. Source: Mesos, src/master/validation.cpp, namespace `operation`.
 */
export function operationProblem(
  operation: OfferOperation,
  situation: OperationSituation,
): string | undefined {
  const { reserve, unreserve, create, destroy, grow_volume, shrink_volume } = operation;
  if (operation.type === "RESERVE" && reserve !== undefined)
    return reserveProblem(reserve.resources ?? [], reserve.source ?? [], situation);
  if (operation.type === "UNRESERVE" && unreserve !== undefined)
    return unreserveProblem(unreserve.resources ?? []);
  if (operation.type === "CREATE" && create !== undefined)
    return createProblem(create.volumes ?? [], situation);
  if (operation.type === "DESTROY" && destroy !== undefined)
    return destroyProblem(destroy.volumes ?? [], situation);
  if (operation.type === "GROW_VOLUME" && grow_volume !== undefined)
    return growProblem(grow_volume.volume, grow_volume.addition);
  if (operation.type === "SHRINK_VOLUME" && shrink_volume !== undefined)
    return shrinkProblem(shrink_volume.volume, shrink_volume.subtract.value);
  return "Unknown operation";
}

function reserveProblem(
  resources: readonly Resource[],
  source: readonly Resource[],
  situation: OperationSituation,
): string | undefined {
  const { principal, framework } = situation;
  const invalid = completeResourcesProblem(resources);
  if (invalid !== undefined) return `Invalid resources: ${invalid}`;
  const invalidSource = sourceProblem(resources, source);
  if (invalidSource !== undefined) return invalidSource;
  for (const resource of resources) {
    if (!isDynamicallyReserved(resource))
      return `Resource ${resourceText(resource)} is not dynamically reserved`;
    const reservation = kindOf(resource).reservations?.at(-1);
    if (principal !== undefined && reservation?.principal === undefined)
      return `A reserve operation was attempted by principal '${principal}', but there is a reserved resource in the request with no principal set`;
    if (principal !== undefined && reservation?.principal !== principal)
      return `A reserve operation was attempted by authenticated principal '${principal}', which does not match a reserved resource in the request with principal '${reservation?.principal}'`;
    const problem =
      framework === undefined
        ? resource.allocation_info === undefined
          ? undefined
          : "A reserve operation was attempted with an allocated resource, but the operator API only allows reservations to be made to unallocated resources"
        : reservedRoleProblem(resource, framework);
    if (problem !== undefined) return problem;
  }
  const mixed = framework === undefined ? undefined : singleRoleProblem(resources);
  return mixed === undefined ? undefined : `Invalid reservation resources: ${mixed}`;
}

function reservedRoleProblem(resource: Resource, framework: FrameworkInfo): string | undefined {
  const role = reservedFor(kindOf(resource));
  const allocated = resource.allocation_info?.role;
  const roles = rolesOf(framework);
  if (allocated === undefined)
    return `A reserve operation was attempted on unallocated resource ${resourceText(resource)}, but frameworks can only perform reservations on allocated resources`;
  if (allocated !== role)
    return `A reserve operation was attempted for a resource with role '${role}', but the resource was allocated to role '${allocated}'`;
  return roles.includes(role)
    ? undefined
    : `A reserve operation was attempted for a resource allocated to role '${allocated}', but the framework only has roles '{ ${roles.join(", ")} }'`;
}

/** `source` replaces one reservation by another; only operators may set it. */
function sourceProblem(target: readonly Resource[], source: readonly Resource[]): string | undefined {
  if (source.length === 0) return undefined;
  const invalid = completeResourcesProblem(source);
  if (invalid !== undefined) return `Invalid source: ${invalid}`;
  for (const [name, list] of [
    ["source", source],
    ["resources", target],
  ] as const) {
    if (list.length === 0) return `Invalid ${name}: Resource cannot be empty`;
    const stacks = new Set(list.map((resource) => JSON.stringify(kindOf(resource).reservations ?? [])));
    if (stacks.size > 1)
      return `Invalid ${name}: Mixed reservations are not supported${JSON.stringify(list)}`;
  }
  const [from, to] = [source, target].map((list) => poolOf(list.map(unreserved)));
  const same = from !== undefined && to !== undefined && contains(from, to) && contains(to, from);
  return same
    ? undefined
    : `Source and target resources should refer to identical resource quantities: ${source.map(unreserved).map(resourceText).join("; ")} vs. ${target.map(unreserved).map(resourceText).join("; ")}`;
}

function unreserved(resource: Resource): Resource {
  const { role: _role, reservation: _reservation, reservations: _reservations, ...rest } = resource;
  return rest;
}

function unreserveProblem(resources: readonly Resource[]): string | undefined {
  const invalid = completeResourcesProblem(resources);
  if (invalid !== undefined) return `Invalid resources: ${invalid}`;
  for (const resource of resources) {
    if (!isDynamicallyReserved(resource))
      return `Resource ${resourceText(resource)} is not dynamically reserved`;
    if (resource.disk?.persistence !== undefined)
      return `A dynamically reserved persistent volume ${resourceText(resource)} cannot be unreserved directly. Please destroy the persistent volume first then unreserve the resource`;
  }
  return undefined;
}

function createProblem(
  volumes: readonly Resource[],
  { total, principal, framework }: OperationSituation,
): string | undefined {
  const invalid = completeResourcesProblem(volumes);
  if (invalid !== undefined) return `Invalid resources: ${invalid}`;
  const none = persistentVolumesProblem(volumes);
  if (none !== undefined) return `Not a persistent volume: ${none}`;
  const twice = persistenceIdsProblem(total, volumes);
  if (twice !== undefined) return twice;
  for (const volume of volumes) {
    if (
      framework !== undefined &&
      volume.shared !== undefined &&
      !hasCapability(framework, "SHARED_RESOURCES")
    )
      return `Create volume operation for '${resourceText(volume)}' has been attempted by framework '${framework.id?.value ?? ""}' with no SHARED_RESOURCES capability`;
    const owner = volume.disk?.persistence?.principal;
    if (principal !== undefined && owner === undefined)
      return `Create volume operation attempted by principal '${principal}', but there is a volume in the operation with no principal set in 'disk.persistence'`;
    if (principal !== undefined && owner !== principal)
      return `Create volume operation attempted by authenticated principal '${principal}', which does not match a volume in the operation with principal '${owner}' set in 'disk.persistence'`;
  }
  const mixed = framework === undefined ? undefined : singleRoleProblem(volumes);
  return mixed === undefined ? undefined : `Invalid volume resources: ${mixed}`;
}

function destroyProblem(
  volumes: readonly Resource[],
  { total, used }: OperationSituation,
): string | undefined {
  const invalid = completeResourcesProblem(volumes);
  if (invalid !== undefined) return `Invalid resources: ${invalid}`;
  const none = persistentVolumesProblem(volumes);
  if (none !== undefined) return `Not a persistent volume: ${none}`;
  const created = filter(total, ({ kind }) => kind.disk?.persistence !== undefined);
  if (!volumes.every((volume) => contains(created, poolOf([volume])))) return "Persistent volumes not found";
  return volumes.some((volume) => contains(used, poolOf([volume]))) ? "Persistent volumes in use" : undefined;
}

function growProblem(volume: Resource, addition: Resource): string | undefined {
  const invalid = resourcesProblem([volume]);
  if (invalid !== undefined) return `Invalid resource in the 'GrowVolume.volume' field: ${invalid}`;
  const invalidAddition = resourcesProblem([addition]);
  if (invalidAddition !== undefined)
    return `Invalid resource in the 'GrowVolume.addition' field: ${invalidAddition}`;
  if (Math.round((addition.scalar?.value ?? 0) * 1000) <= 0)
    return "The size of 'GrowVolume.addition' field must be greater than zero";
  if (volume.provider_id !== undefined) return "Growing a volume from a resource provider is not supported";
  const none = persistentVolumesProblem([volume]);
  if (none !== undefined) return `Invalid persistent volume in the 'GrowVolume.volume' field: ${none}`;
  if (volume.shared !== undefined) return "Growing a shared persistent volume is not supported";
  return poolOf([withoutVolume(volume), addition]).size === 1 &&
    volume.allocation_info?.role === addition.allocation_info?.role
    ? undefined
    : "Incompatible resources in the 'GrowVolume.volume' and 'GrowVolume.addition' fields";
}

function shrinkProblem(volume: Resource, by: number): string | undefined {
  const invalid = resourcesProblem([volume]);
  if (invalid !== undefined) return `Invalid resource in the 'ShrinkVolume.volume' field: ${invalid}`;
  const milli = Math.round(by * 1000);
  if (!(milli > 0)) return "Value of 'ShrinkVolume.subtract' must be greater than zero";
  if (Math.round((volume.scalar?.value ?? 0) * 1000) <= milli)
    return "Value of 'ShrinkVolume.subtract' must be smaller than the size of 'ShrinkVolume.volume'";
  if (volume.provider_id !== undefined) return "Shrinking a volume from a resource provider is not supported";
  if (volume.disk?.source?.type === "MOUNT") return "Shrinking a volume on a MOUNT disk is not supported";
  const none = persistentVolumesProblem([volume]);
  if (none !== undefined) return `Invalid persistent volume in the 'ShrinkVolume.volume' field: ${none}`;
  return volume.shared === undefined ? undefined : "Shrinking a shared persistent volume is not supported";
}
