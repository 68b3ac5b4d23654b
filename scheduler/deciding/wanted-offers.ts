import type { Requirement } from "../../jobs/placement/requirement.ts";
import type { Constraint } from "../../jobs/spec/constraint.ts";
import type { WantedOffer } from "../../offers/backend.ts";
import { fits } from "../../resources/vector.ts";
import type { CoreState } from "../state/state.ts";
import { gangWaits } from "./gang-starts.ts";

/** With more than so many, everything is wished: the backend would be told half the queue. */
const WISHES_MAX = 8;
/** Narrower wishes only save work, so they may wait; wider ones never do. */
const NARROW_PAUSE_MS = 10_000;

/**
 * Tells backends which offers would help, when that has changed.
 * @param mustFind  reservations must be found: any offer may show one
 */
export function requestOffers(state: CoreState, mustFind: boolean): void {
  const { nowMs, wishes } = state;
  const { matching, needs, opened } = state.matcher;
  const finding = mustFind || state.plans.size > 0 || gangWaits(state);
  if (!finding && matching.questions.shapesWaiting === 0) return; // offers are suppressed
  if (wishes.shapeChanges === matching.questions.shapeChanges && wishes.finding === finding) return;
  const isWider = (): boolean => {
    for (const shape of opened) if (!isWished(wishes.told, needs[shape])) return true;
    return false;
  };
  if (wishes.finding === finding && nowMs < wishes.narrowNotBeforeMs && !isWider()) {
    opened.clear();
    lookLater(state);
    return;
  }
  opened.clear();
  const wished = finding
    ? []
    : wishesOf(Array.from(matching.questions.waitingShapes(), (shape) => needs[shape] ?? []).flat());
  if (areEqual(wished, wishes.told)) {
    wishes.shapeChanges = matching.questions.shapeChanges;
    wishes.finding = finding;
    wishes.narrowNotBeforeMs = nowMs + NARROW_PAUSE_MS;
    return;
  }
  const narrows = covers(wishes.told, wished);
  if (narrows && nowMs < wishes.narrowNotBeforeMs) {
    lookLater(state);
    return;
  }
  wishes.shapeChanges = matching.questions.shapeChanges;
  wishes.finding = finding;
  wishes.told = wished;
  wishes.narrowNotBeforeMs = nowMs + NARROW_PAUSE_MS;
  for (const { name, connected } of state.backends.values())
    if (connected) state.calls.push({ type: "want", backend: name, wishes: wished });
}

function lookLater({ timers, wishes }: Pick<CoreState, "timers" | "wishes">): void {
  if (wishes.plannedMs !== wishes.narrowNotBeforeMs)
    timers.add({ kind: "wish", atMs: wishes.narrowNotBeforeMs });
  wishes.plannedMs = wishes.narrowNotBeforeMs;
}

/** A new connection knows of no wishes, or of old ones: that there are none is told, too. */
export function repeatRequest(state: Pick<CoreState, "calls" | "wishes">, backend: string): void {
  state.calls.push({ type: "want", backend, wishes: state.wishes.told });
}

/** The smallest needs: an offer that is of use to anything that waits is of use to one of these, or larger. */
function wishesOf(needs: readonly Requirement[]): readonly WantedOffer[] {
  const [first] = needs;
  if (first === undefined) return [];
  const constraints = first.constraints.filter((one) =>
    needs.every((need) => need.constraints.some((other) => isSame(one, other))),
  );
  const smallest: Requirement[] = [];
  for (const need of needs) {
    if (smallest.some((other) => isWithin(other, need))) continue;
    for (let at = smallest.length - 1; at >= 0; at -= 1) {
      const other = smallest[at];
      if (other !== undefined && isWithin(need, other)) smallest.splice(at, 1);
    }
    smallest.push(need);
    if (smallest.length > WISHES_MAX) return [];
  }
  return smallest
    .map(({ resources, ports }) => ({ resources, ports, constraints }))
    .sort((a, b) => (wishKey(a) < wishKey(b) ? -1 : 1));
}

/** Whether all that is of use to such a job was wished. */
function isWished(told: readonly WantedOffer[], need: Requirement | undefined): boolean {
  return need === undefined || covers(told, [need]);
}

/** Whether what satisfies `wished` was wished already. */
function covers(
  told: readonly WantedOffer[],
  wished: readonly Pick<WantedOffer, "constraints" | "ports" | "resources">[],
): boolean {
  if (told.length === 0) return true;
  if (wished.length === 0) return false;
  return wished.every((wish) =>
    told.some(
      (one) =>
        isWithin(one, wish) && one.constraints.every((a) => wish.constraints.some((b) => isSame(a, b))),
    ),
  );
}

function isWithin(
  a: Pick<WantedOffer, "resources" | "ports">,
  b: Pick<WantedOffer, "resources" | "ports">,
): boolean {
  return a.ports <= b.ports && fits(a.resources, b.resources);
}

function isSame(a: Constraint, b: Constraint): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}

function areEqual(a: readonly WantedOffer[], b: readonly WantedOffer[]): boolean {
  return a.length === b.length && JSON.stringify(a) === JSON.stringify(b);
}

function wishKey({ resources, ports }: WantedOffer): string {
  return [resources.cpusMilli, resources.memMib, resources.diskMib, resources.gpus, ports].join(",");
}
