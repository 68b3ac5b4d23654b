import type { Cause } from "../../offers/explanation.ts";
import * as ranges from "../../resources/ranges.ts";
import { placeOf } from "../intake/gang-membership.ts";
import { isKept, type LiveJob } from "../state/live-job.ts";
import type {
  CoreState,
  AgentState,
  GangState,
  ProspectState,
  TimeState,
  QueueState,
  ReservationState,
} from "../state/state.ts";
import { mustered, musteredInOrder, slotsOf } from "./gang-starts.ts";

/* Room that is held for gangs, and what is told of them. */

/** After so many launches in a row that were not complete, room is held for the next. */
const LOSSES_MOST = 3;

/** Room is held for the first gang in order that has waited for long, if for none yet. @param most  holds in all */
export function holdForGang(
  state: QueueState & AgentState & ReservationState & GangState & ProspectState & TimeState,
  most: number,
): void {
  const { nowMs, tuning } = state;
  const { holds } = state.prospects;
  dropGangHolds(state);
  const [first] = musteredInOrder(state);
  if (first === undefined || holds.of(first.job.id) !== undefined || holds.hasGang()) return;
  const isDue = first.losses >= LOSSES_MOST || first.job.waitsSinceMs + tuning.reserveAfterMs <= nowMs;
  if (!isDue || holds.size >= most) return;
  holds.keep({ job: first.job.id, tasks: mustered(state, first), ...placeOf(state, first.job) }, nowMs);
}

/** Of gangs that started, or want another number of tasks than the room is for. */
export function dropGangHolds(state: Pick<CoreState, "gangs" | "nowMs" | "plans" | "prospects">): void {
  const { holds } = state.prospects;
  for (const { job, parts } of holds.all()) {
    if (state.plans.has(job)) continue;
    const gang = state.gangs.get(job);
    let held = 0;
    for (const count of parts.values()) held += count;
    if (gang === undefined || mustered(state, gang) !== held) holds.drop(job);
  }
}

export function gangCause(
  state: AgentState & GangState & ProspectState & TimeState,
  job: LiveJob,
): Extract<Cause, { readonly kind: "gang" }> | undefined {
  const gang = state.gangs.get(job.id);
  const ending = job.attempts.size;
  const tasks =
    gang === undefined || isKept(job, state.nowMs)
      ? 0
      : ending > 0
        ? ranges.count(job.status.waiting)
        : mustered(state, gang);
  if (gang === undefined || tasks === 0) return undefined;
  const uniform = job.array?.gang?.uniform;
  const hold = state.prospects.holds.of(job.id);
  return {
    kind: "gang",
    tasks,
    fit: Math.min(tasks, slotsOf(state, gang).most(state.nowMs)),
    ...(ending === 0 ? {} : { ending }),
    ...(uniform === undefined ? {} : { uniform }),
    ...(hold === undefined ? {} : { agents: hold.parts.size }),
    ...(hold === undefined || hold.startMs === Infinity ? {} : { startMs: hold.startMs }),
  };
}
