import type { Capabilities } from "../../offers/backend.ts";
import type { BackendState } from "../state/backend-state.ts";
import type { BackendCall } from "../state/decision.ts";
import { expectRoom } from "../state/matcher.ts";
import type {
  CoreState,
  JobsState,
  QueueState,
  AgentState,
  ReservationState,
  GangState,
  TimeState,
} from "../state/state.ts";
import { gangWaits } from "./gang-starts.ts";

/** First pause between two revives for the same need; doubles up to the last. */
const REVIVE_FIRST_MS = 1000;
const REVIVE_LAST_MS = 60_000;

export function newBackend(
  name: string,
  registrationId: string | undefined,
  capabilities: Capabilities | undefined,
  nowMs: number,
): BackendState {
  return {
    name,
    capabilities,
    registrationId,
    connected: false,
    sinceMs: nowMs,
    cause: "not connected yet",
    suppressed: false,
    reviveNotBeforeMs: 0,
    reviveDelayMs: REVIVE_FIRST_MS,
    plannedMs: 0,
    awaitsInventory: true,
  };
}

/**
 * Asks for offers exactly while something could start, now or when a task ends, or must be given back; again, with growing
 * pauses, while an agent seems to have room that was declined before the need arose. Growth of an agent needs no asking:
 * it passes every filter.
 *
 * @param finding  reservations must be found, to give them back
 */
export function* demandOf(
  state: JobsState & QueueState & AgentState & ReservationState & GangState & TimeState,
  finding: boolean,
): Generator<{ readonly call?: BackendCall; readonly againAtMs?: number }> {
  const { nowMs } = state;
  const { matching, places, unanswered } = state.matcher;
  const nothingStarts = !matching.questions.mayAnyStart() && !gangWaits(state);
  // Limits keep all that waits, and the next task that ends leaves room to what it lets go: offers go on, seldom.
  const isHeld = nothingStarts && matching.questions.shapesWaiting > 0 && state.jobOfTask.size > 0;
  if (nothingStarts) unanswered.clear();
  const againAtMs = followGivenBack(state);
  if (againAtMs !== undefined) yield { againAtMs };
  for (const shape of unanswered) {
    if (matching.questions.waits(shape) && matching.questions.mayStart(shape) && places.hasRoom(shape)) break; // one is enough: the others are looked at after it
    unanswered.delete(shape);
  }
  const idle = nothingStarts && !isHeld && !finding;
  const urgent = unanswered.size > 0 || finding || hasUnseenPlan(state) || state.gathering !== undefined;
  for (const backend of state.backends.values()) {
    if (!backend.connected) continue;
    if (idle) {
      if (!backend.suppressed) yield { call: { type: "suppress", backend: backend.name } };
      backend.suppressed = true;
      backend.reviveDelayMs = REVIVE_FIRST_MS;
    } else if (!urgent && (isHeld || !backend.suppressed)) {
      backend.reviveDelayMs = REVIVE_FIRST_MS;
    } else if (!backend.suppressed && nowMs < backend.reviveNotBeforeMs) {
      if (backend.plannedMs !== backend.reviveNotBeforeMs) yield { againAtMs: backend.reviveNotBeforeMs };
      backend.plannedMs = backend.reviveNotBeforeMs;
    } else {
      backend.suppressed = false;
      backend.reviveNotBeforeMs = nowMs + backend.reviveDelayMs;
      backend.reviveDelayMs = Math.min(2 * backend.reviveDelayMs, REVIVE_LAST_MS);
      yield {
        call: { type: "revive", backend: backend.name },
        ...(urgent ? { againAtMs: backend.reviveNotBeforeMs } : {}),
      };
      if (urgent) backend.plannedMs = backend.reviveNotBeforeMs;
    }
  }
}

/** @returns when to look again, if that is not planned yet: whether what tasks left was room enough */
function followGivenBack({ matcher, nowMs }: Pick<CoreState, "matcher" | "nowMs">): number | undefined {
  const { expecting, hasEnded, matching, unanswered } = matcher;
  matcher.hasEnded = false;
  for (const shape of matching.questions.takeGivenBack()) {
    if (!matching.questions.waits(shape)) continue;
    if (hasEnded && !unanswered.has(shape)) expectRoom(matcher, shape, nowMs);
    else unanswered.add(shape);
  }
  for (const [shape, untilMs] of expecting) {
    if (untilMs > nowMs) {
      const isPlanned = matcher.expectingAgainMs === untilMs;
      matcher.expectingAgainMs = untilMs;
      return isPlanned ? undefined : untilMs;
    }
    expecting.delete(shape);
    unanswered.add(shape);
  }
  return undefined;
}

function hasUnseenPlan({ plans }: Pick<CoreState, "plans">): boolean {
  for (const plan of plans.values()) if (!plan.seen) return true;
  return false;
}
