import type { Resource } from "../../proto/generated/types.ts";
import type { Reservation } from "../../offers/offer.ts";
import { normalise } from "../../resources/ranges.ts";
import type { Ranges } from "../../resources/ranges.ts";
import type { ResourceVector } from "../../resources/vector.ts";
import { purposeOf, reservedFor } from "./reservation-labels.ts";
import type { ReservationOwner } from "./reservation-labels.ts";

// Mesos adds and compares scalars in thousandths; so do we, in integers. Source: Mesos, src/common/values.cpp.
export const THOUSANDTHS = 1000;
const PORT_MAX = 65_535;

/** The resources of an offer by what may be done with them. */
export interface OfferedResources {
  /** Any task of ours can use them up: unreserved, or reserved for our role or one above it. */
  readonly usable: readonly Resource[];
  /** The same, but they can be taken away at any time. */
  readonly revocable: readonly Resource[];
  /** What we keep for one purpose, persistent volumes among it, by the reservation's id. */
  readonly reserved: ReadonlyMap<string, readonly Resource[]>;
  /** How many are of no use to us: foreign and shared volumes, kinds we do not know, amounts that are none. */
  readonly leftOut: number;
}

/**
 * Sorts what was offered. A persistent volume is not space to be used up, so it counts for nobody but the purpose
 * that it was made for.
 */
export function sortResources(
  resources: readonly Resource[],
  owner: Pick<ReservationOwner, "framework" | "role">,
): OfferedResources {
  const usable: Resource[] = [];
  const revocable: Resource[] = [];
  const reserved = new Map<string, Resource[]>();
  let leftOut = 0;
  for (const resource of resources) {
    const purpose = purposeOf(resource);
    if (!isUnderstood(resource)) leftOut += 1;
    else if (purpose !== undefined) {
      if (purpose.framework !== owner.framework || resource.revocable !== undefined) leftOut += 1;
      else append(reserved, purpose.id, resource);
    } else if (resource.disk !== undefined || !isForUs(resource, owner.role)) leftOut += 1;
    else (resource.revocable === undefined ? usable : revocable).push(resource);
  }
  return { usable, revocable, reserved, leftOut };
}

/** Of a kind that we count, with an amount, and not under the control of others. */
function isUnderstood(resource: Resource): boolean {
  const { name, type, disk, shared, provider_id: provider } = resource;
  if (shared !== undefined || provider !== undefined) return false;
  if (disk !== undefined && (disk.source !== undefined || disk.persistence === undefined)) return false;
  if (name === "ports") return type === "RANGES" && portsOf([resource]).length > 0;
  return type === "SCALAR" && SCALARS.has(name) && thousandthsOf(resource) > 0;
}

const SCALARS: ReadonlySet<string> = new Set(["cpus", "mem", "disk", "gpus"]);

function isForUs(resource: Resource, role: string): boolean {
  const reserved = reservedFor(resource);
  return reserved === undefined || reserved === role || role.startsWith(`${reserved}/`);
}

function append(lists: Map<string, Resource[]>, id: string, resource: Resource): void {
  const list = lists.get(id);
  if (list === undefined) lists.set(id, [resource]);
  else list.push(resource);
}

/** Reservations as the core knows them. */
export function reservationsOf(reserved: ReadonlyMap<string, readonly Resource[]>): readonly Reservation[] {
  return [...reserved].map(([id, resources]) => ({
    id,
    resources: vectorOf(resources),
    volumes: [...new Set(resources.flatMap(({ disk }) => disk?.persistence?.id ?? []))],
  }));
}

/** The sum in our units: rounded down, so that never more is promised than there is. */
export function vectorOf(resources: readonly Resource[]): ResourceVector {
  const sum = (name: string): number =>
    resources.reduce((sum, resource) => sum + (resource.name === name ? thousandthsOf(resource) : 0), 0);
  const whole = (name: string): number => Math.floor(sum(name) / THOUSANDTHS);
  return { cpusMilli: sum("cpus"), memMib: whole("mem"), diskMib: whole("disk"), gpus: whole("gpus") };
}

/** Joined and sorted, whatever was offered: overlapping, backwards, beyond what a port can be. */
export function portsOf(resources: readonly Resource[]): Ranges {
  return normalise(
    resources
      .filter(({ name }) => name === "ports")
      .flatMap(({ ranges }) => ranges?.range ?? [])
      .filter(({ begin, end }) => begin <= end && begin <= PORT_MAX)
      .map(({ begin, end }) => [Math.max(0, begin), Math.min(end, PORT_MAX)] as const),
  );
}

/** 0 for whatever is no amount: negative, not a number, beyond what can be counted. */
export function thousandthsOf(resource: Pick<Resource, "scalar">): number {
  const value = Math.round((resource.scalar?.value ?? 0) * THOUSANDTHS);
  return Number.isSafeInteger(value) && value > 0 ? value : 0;
}
