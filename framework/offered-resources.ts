import type { Offer as MesosOffer, Resource } from "../proto/generated/types.ts";
import type { Offer } from "../offers/offer.ts";
import { normalise } from "../resources/ranges.ts";
import type { Ranges } from "../resources/ranges.ts";
import { accessOf } from "./agent-access.ts";
import { attributesOf } from "./attributes.ts";

// Mesos adds and compares scalars in thousandths; so do we, in integers. Source: Mesos, src/common/values.cpp.
const THOUSANDTHS = 1000;

/**
 * The resources that a task of ours can use up: unreserved or reserved for our role (or a role above it), neither
 * revocable nor shared, and no disk but the plain one: a persistent volume is not space to be used up.
 */
export function usableResources(resources: readonly Resource[], role: string): readonly Resource[] {
  return resources.filter((resource) => {
    const { revocable, shared, disk, provider_id: provider } = resource;
    if (revocable !== undefined || shared !== undefined || disk !== undefined || provider !== undefined)
      return false;
    const reserved = reservedFor(resource);
    return reserved === undefined || reserved === role || role.startsWith(`${reserved}/`);
  });
}

/** The role for which a resource is reserved, in the format of either age; `undefined` when it is not. */
function reservedFor({ reservations, role }: Resource): string | undefined {
  const innermost = reservations?.at(-1)?.role;
  if (innermost !== undefined) return innermost;
  return role === undefined || role === "*" ? undefined : role;
}

/** @param usable  what `usableResources` gave for this offer */
export function offerFromMesos(offer: MesosOffer, usable: readonly Resource[], frameworkId: string): Offer {
  const sum = (name: string): number =>
    usable.reduce((sum, resource) => sum + (resource.name === name ? thousandthsOf(resource) : 0), 0);
  const whole = (name: string): number => Math.floor(sum(name) / THOUSANDTHS);
  return {
    id: offer.id.value,
    agentId: offer.agent_id.value,
    hostname: offer.hostname,
    access: accessOf(offer, frameworkId),
    attributes: attributesOf(offer.attributes ?? []),
    resources: { cpusMilli: sum("cpus"), memMib: whole("mem"), diskMib: whole("disk"), gpus: whole("gpus") },
    ports: portsOf(usable),
  };
}

function portsOf(resources: readonly Resource[]): Ranges {
  return normalise(
    resources
      .filter(({ name }) => name === "ports")
      .flatMap(({ ranges }) => (ranges?.range ?? []).map(({ begin, end }) => [begin, end] as const)),
  );
}

function thousandthsOf(resource: Resource): number {
  const value = Math.round((resource.scalar?.value ?? 0) * THOUSANDTHS);
  return Number.isSafeInteger(value) && value > 0 ? value : 0;
}

/** What is left of some offers of one agent while tasks are cut out of it. */
export type Remainder = readonly ResourceClass[];

/** Equal but for the amount: what Mesos adds up to one resource. */
interface ResourceClass {
  /** As offered, with its reservations and allocation. */
  readonly like: Resource;
  thousandths: number;
}

/** Scalars only. Reserved classes come first: nobody else can use them. */
export function remainderOf(usable: readonly Resource[]): Remainder {
  const classes = new Map<string, ResourceClass>();
  for (const resource of usable) {
    if (resource.type !== "SCALAR") continue;
    const key = JSON.stringify({ ...resource, scalar: undefined });
    const same = classes.get(key);
    if (same === undefined) classes.set(key, { like: resource, thousandths: thousandthsOf(resource) });
    else same.thousandths += thousandthsOf(resource);
  }
  const all = [...classes.values()];
  const isReserved = ({ like }: ResourceClass): boolean => reservedFor(like) !== undefined;
  return [...all.filter(isReserved), ...all.filter((one) => !isReserved(one))];
}

/** Amounts by the names of Mesos, in thousandths of a CPU, a MiB, a GPU. */
export type Amounts = Readonly<Record<string, number>>;

/**
 * Cuts the resources of one task out of a remainder, which shrinks.
 * @returns the names of which there is too little, and then nothing is taken
 */
export function takeResources(
  remainder: Remainder,
  amounts: Amounts,
):
  | { readonly resources: readonly Resource[]; readonly lacking?: never }
  | { readonly lacking: readonly string[]; readonly resources?: never } {
  const wanted = Object.entries(amounts).filter(([, amount]) => amount > 0);
  const lacking = wanted.filter(([name, amount]) => available(remainder, name) < amount);
  if (lacking.length > 0) return { lacking: lacking.map(([name]) => name) };
  const resources: Resource[] = [];
  for (const [name, amount] of wanted) {
    let missing = amount;
    for (const one of remainder) {
      if (one.like.name !== name) continue;
      const part = Math.min(missing, one.thousandths);
      if (part === 0) continue;
      one.thousandths -= part;
      missing -= part;
      resources.push({ ...one.like, scalar: { value: part / THOUSANDTHS } });
    }
  }
  return { resources };
}

function available(remainder: Remainder, name: string): number {
  return remainder.reduce((sum, one) => sum + (one.like.name === name ? one.thousandths : 0), 0);
}
