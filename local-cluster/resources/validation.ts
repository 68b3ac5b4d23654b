import type { Resource, ResourceReservationInfo } from "../../proto/generated/types.ts";
import { roleProblem } from "./roles.ts";
import { resourceText } from "./text.ts";

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
  const [first] = stack;
  if (first === undefined) return roleFormatProblem(resource);
  return stackProblem(stack) ?? formatsProblem(resource, first, stack.length);
}

/** The format from before the refinement of reservations: one role and one dynamic reservation. */
function roleFormatProblem({ role, reservation }: Resource): string | undefined {
  const invalid = role === undefined ? undefined : roleProblem(role);
  if (invalid !== undefined || reservation === undefined) return invalid;
  if (reservation.type !== undefined)
    return "'Resource.ReservationInfo.type' must not be set for the 'Resource.reservation' field";
  if (reservation.role !== undefined)
    return "'Resource.ReservationInfo.role' must not be set for the 'Resource.reservation' field";
  return role === undefined || role === "*"
    ? 'Invalid reservation: role "*" cannot be dynamically reserved'
    : undefined;
}

function stackProblem(stack: readonly ResourceReservationInfo[]): string | undefined {
  for (const entry of stack) {
    if (entry.type === undefined || entry.type === "UNKNOWN")
      return "Invalid reservation: 'Resource.ReservationInfo.type' field must be set.";
    if (entry.role === undefined)
      return "Invalid reservation: 'Resource.ReservationInfo.role' field must be set.";
    const invalid = roleProblem(entry.role);
    if (invalid !== undefined) return invalid;
    if (entry.role === "*") return 'Invalid reservation: role "*" cannot be reserved';
  }
  for (const [at, entry] of stack.entries()) {
    const before = stack[at - 1];
    if (before === undefined) continue;
    if (entry.type === "STATIC") return "Invalid refined reservation: A refined reservation cannot be STATIC";
    if (!entry.role?.startsWith(`${before.role}/`))
      return `Invalid refined reservation: role '${entry.role}' is not a refinement of '${before.role}'`;
  }
  return undefined;
}

/** Both formats at once are allowed as long as they say the same. */
function formatsProblem(
  { role, reservation }: Resource,
  first: ResourceReservationInfo,
  depth: number,
): string | undefined {
  const refusal = (text: string): string => `Invalid resource format: ${text}`;
  if (depth > 1) {
    const field = role !== undefined ? "role" : reservation !== undefined ? "reservation" : undefined;
    return (
      field &&
      refusal(
        `'Resource.${field}' must not be set if there is more than one reservation in 'Resource.reservations'`,
      )
    );
  }
  if (role !== undefined && role !== first.role)
    return refusal(
      `'Resource.role' field with '${role}' does not match the role '${first.role}' in 'Resource.reservations'`,
    );
  if (first.type === "STATIC")
    return reservation === undefined
      ? undefined
      : refusal(
          "'Resource.reservation' must not be set if the single reservation in 'Resource.reservations' is STATIC",
        );
  if ((role === undefined) !== (reservation === undefined))
    return refusal(
      "'Resource.role' and 'Resource.reservation' must either be both set or both not set if the single reservation in 'Resource.reservations' is DYNAMIC",
    );
  if (reservation !== undefined && (reservation.principal ?? "") !== (first.principal ?? ""))
    return refusal(
      `'Resource.reservation.principal' field with '${reservation.principal ?? ""}' does not match the principal '${first.principal ?? ""}' in 'Resource.reservations'`,
    );
  return undefined;
}
