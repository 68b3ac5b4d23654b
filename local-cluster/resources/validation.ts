import type { Resource, ResourceReservationInfo } from "../../proto/generated/types.ts";
import { amountOf, amountText } from "./pool.ts";

/** Mesos' refusal of a list of resources, or `undefined`. Source: Mesos, `Resources::validate`. */
export function resourcesProblem(resources: readonly Resource[]): string | undefined {
  for (const resource of resources) {
    const why = resourceProblem(resource);
    if (why !== undefined) return `Resource '${resourceText(resource)}' is invalid: ${why}`;
  }
  return undefined;
}

function resourceProblem(resource: Resource): string | undefined {
  if (resource.name === "") return "Empty resource name";
  const value = valueProblem(resource);
  if (value !== undefined) return value;
  if (resource.disk !== undefined && resource.name !== "disk")
    return `DiskInfo should not be set for ${resource.name} resource`;
  const reservation = reservationProblem(resource);
  if (reservation !== undefined) return reservation;
  if (resource.shared !== undefined) {
    if (resource.name !== "disk") return `Resource ${resource.name} cannot be shared`;
    if (resource.disk?.persistence === undefined) return "Only persistent volumes can be shared";
  }
  return undefined;
}

function valueProblem(resource: Resource): string | undefined {
  const { scalar, ranges, set } = resource;
  if (resource.type === "SCALAR") {
    if (scalar === undefined || ranges !== undefined || set !== undefined) return "Invalid scalar resource";
    const milli = Math.round(scalar.value * 1000);
    return scalar.value < 0 || Number.isNaN(milli) || (scalar.value !== 0 && milli === 0)
      ? "Invalid scalar resource: value <= 0"
      : undefined;
  }
  if (resource.type === "RANGES") {
    if (ranges === undefined || scalar !== undefined || set !== undefined) return "Invalid ranges resource";
    const sorted = [...(ranges.range ?? [])].sort((a, b) => a.begin - b.begin);
    for (const [at, range] of sorted.entries()) {
      if (range.begin > range.end) return "Invalid ranges resource: begin > end";
      const before = sorted[at - 1];
      if (before !== undefined && before.end >= range.begin)
        return "Invalid ranges resource: overlapping ranges";
    }
    return undefined;
  }
  if (resource.type === "SET") {
    if (set === undefined || scalar !== undefined || ranges !== undefined) return "Invalid set resource";
    const items = set.item ?? [];
    return new Set(items).size < items.length ? "Invalid set resource: duplicated elements" : undefined;
  }
  return "Unsupported resource type";
}

function reservationProblem(resource: Resource): string | undefined {
  const stack = resource.reservations ?? [];
  if (stack.length === 0) {
    return resource.reservation !== undefined && (resource.role === undefined || resource.role === "*")
      ? 'Invalid reservation: role "*" cannot be dynamically reserved'
      : undefined;
  }
  if (resource.role !== undefined)
    return "Invalid resource format: 'Resource.role' field must not be set when 'Resource.reservations' field is set";
  if (resource.reservation !== undefined)
    return "Invalid resource format: 'Resource.reservation' field must not be set when 'Resource.reservations' field is set";
  let before: ResourceReservationInfo | undefined;
  for (const entry of stack) {
    if (entry.type === undefined || entry.type === "UNKNOWN")
      return "Invalid reservation: 'Resource.ReservationInfo.type' field must be set.";
    if (entry.role === undefined)
      return "Invalid reservation: 'Resource.ReservationInfo.role' field must be set.";
    if (entry.role === "*") return 'Invalid reservation: role "*" cannot be reserved';
    if (before !== undefined) {
      if (entry.type === "STATIC")
        return "Invalid refined reservation: A refined reservation cannot be STATIC";
      if (!entry.role.startsWith(`${before.role}/`))
        return `Invalid refined reservation: role '${entry.role}' is not a refinement of '${before.role}'`;
    }
    before = entry;
  }
  return undefined;
}

/** As Mesos prints one resource. */
function resourceText(resource: Resource): string {
  const allocated =
    resource.allocation_info?.role === undefined ? "" : `(allocated: ${resource.allocation_info.role})`;
  return `${resource.name}${allocated}:${amountText(amountOf(resource))}`;
}
