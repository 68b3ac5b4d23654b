import type {
  OfferFilters,
  SchedulerOfferConstraintsRoleConstraints,
  SchedulerOfferConstraintsRoleConstraintsGroup,
} from "../../proto/generated/types.ts";
import type { WantedOffer } from "../../offers/backend.ts";
import { attributeConstraints } from "./attribute-constraints.ts";

/** What Mesos is asked to keep from us, for each of our roles alike; what is absent is not asked. */
export interface OfferNeeds {
  /** An offer comes when it holds one of these sets. */
  readonly filters?: OfferFilters;
  /** An offer comes when its agent is of one of these groups. */
  readonly constraints?: SchedulerOfferConstraintsRoleConstraints;
}

/** Most sets of resources, and most groups of constraints: the master compares them with every agent it offers. */
const SETS_MAX = 8;
const GROUPS_MAX = 16;
/** Wishes that are looked at one by one; beyond, comparing all with all would cost more than it brings. */
const WISHES_MAX = 500;

/**
 * What to ask of Mesos so that offers that help nobody stay away. It never keeps back an offer that would satisfy one
 * of the wishes: wherever Mesos cannot say what is wished, or cannot say it briefly, it is asked for more.
 */
export function offerNeedsOf(wishes: readonly WantedOffer[]): OfferNeeds {
  const filters = filtersOf(wishes);
  const constraints = constraintsOf(wishes);
  return {
    ...(filters === undefined ? {} : { filters }),
    ...(constraints === undefined ? {} : { constraints }),
  };
}

/** Amounts in thousandths, as Mesos compares them. */
type Amounts = readonly [cpus: number, mem: number, disk: number, gpus: number, ports: number];
const NAMES = ["cpus", "mem", "disk", "gpus", "ports"] as const;
const THOUSANDTHS = 1000;

function filtersOf(wishes: readonly WantedOffer[]): OfferFilters | undefined {
  const sets = fewest(wishes.map(amountsOf).sort(byAmounts));
  // A need for nothing would be an empty set, which Mesos refuses: its own minimum holds then.
  if (sets.length === 0 || sets.some((set) => set.every((amount) => amount === 0))) return undefined;
  const quantities = sets.map((set) => ({
    quantities: Object.fromEntries(
      NAMES.flatMap((name, index) => {
        const value = (set[index] ?? 0) / THOUSANDTHS;
        return value > 0 ? [[name, { value }] as const] : [];
      }),
    ),
  }));
  return { min_allocatable_resources: { quantities } };
}

function amountsOf({ resources, ports }: WantedOffer): Amounts {
  const { cpusMilli, memMib, diskMib, gpus } = resources;
  const whole = (amount: number): number => Math.max(0, Math.floor(amount)) * THOUSANDTHS;
  return [Math.max(0, Math.floor(cpusMilli)), whole(memMib), whole(diskMib), whole(gpus), whole(ports)];
}

function byAmounts(a: Amounts, b: Amounts): number {
  return a[3] - b[3] || a[0] - b[0] || a[1] - b[1] || a[2] - b[2] || a[4] - b[4];
}

/**
 * Sets such that whatever holds one of those given holds one of these, `SETS_MAX` at most.
 * @param sorted  so that neighbours are alike
 */
function fewest(sorted: readonly Amounts[]): readonly Amounts[] {
  const few = sorted.length > WISHES_MAX ? merged(sorted, WISHES_MAX) : sorted;
  const least = smallest(few);
  return least.length > SETS_MAX ? smallest(merged(least, SETS_MAX)) : least;
}

/** Without those that hold another one. */
function smallest(sets: readonly Amounts[]): readonly Amounts[] {
  return sets.filter((set, at) =>
    sets.every((other, index) => {
      if (index === at || !other.every((amount, name) => amount <= (set[name] ?? 0))) return true;
      return index > at && set.every((amount, name) => amount === other[name]); // of equals the first stays
    }),
  );
}

/** So many, each made of neighbours: what all of them have in common. */
function merged(sets: readonly Amounts[], count: number): readonly Amounts[] {
  const found: Amounts[] = [];
  for (let part = 0; part < count; part += 1) {
    const from = Math.floor((part * sets.length) / count);
    const to = Math.floor(((part + 1) * sets.length) / count);
    const [first, ...others] = sets.slice(from, to);
    if (first !== undefined) found.push(others.reduce(common, first));
  }
  return found;
}

function common(a: Amounts, b: Amounts): Amounts {
  return [
    Math.min(a[0], b[0]),
    Math.min(a[1], b[1]),
    Math.min(a[2], b[2]),
    Math.min(a[3], b[3]),
    Math.min(a[4], b[4]),
  ];
}

function constraintsOf(wishes: readonly WantedOffer[]): SchedulerOfferConstraintsRoleConstraints | undefined {
  const groups = new Map<string, SchedulerOfferConstraintsRoleConstraintsGroup>();
  for (const { constraints } of wishes) {
    const attribute_constraints = attributeConstraints(constraints);
    // Where one wish is free to run anywhere, nothing can be kept back.
    if (attribute_constraints.length === 0) return undefined;
    groups.set(JSON.stringify(attribute_constraints), { attribute_constraints });
    if (groups.size > GROUPS_MAX) return undefined;
  }
  return groups.size === 0 ? undefined : { groups: [...groups.values()] };
}

/** Whether every offer that comes for `inner` comes for `outer`, too. */
export function isWithin(inner: OfferNeeds, outer: OfferNeeds): boolean {
  return isFilteredWithin(inner.filters, outer.filters) && areWithin(inner.constraints, outer.constraints);
}

function isFilteredWithin(inner: OfferFilters | undefined, outer: OfferFilters | undefined): boolean {
  if (outer === undefined) return true;
  if (inner === undefined) return false;
  const loose = setsOf(outer);
  return setsOf(inner).every((set) =>
    loose.some((least) =>
      Object.entries(least).every(([name, { value }]) => (set[name]?.value ?? 0) >= value),
    ),
  );
}

function setsOf({ min_allocatable_resources: minimum }: OfferFilters): readonly Quantities[] {
  return (minimum?.quantities ?? []).map(({ quantities = {} }) => quantities);
}

type Quantities = Readonly<Record<string, { readonly value: number }>>;

function areWithin(
  inner: SchedulerOfferConstraintsRoleConstraints | undefined,
  outer: SchedulerOfferConstraintsRoleConstraints | undefined,
): boolean {
  if (outer === undefined) return true;
  if (inner === undefined) return false;
  const loose = textsOf(outer);
  return textsOf(inner).every((group) => loose.some((least) => [...least].every((text) => group.has(text))));
}

function textsOf({ groups = [] }: SchedulerOfferConstraintsRoleConstraints): readonly ReadonlySet<string>[] {
  return groups.map(
    ({ attribute_constraints: all = [] }) => new Set(all.map((constraint) => JSON.stringify(constraint))),
  );
}
