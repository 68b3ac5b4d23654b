import { taskIdOf } from "../../jobs/life/job.ts";
import { indexOfElement } from "../../jobs/spec/spec.ts";
import type { PooledAgent } from "../../offers/agent-pool.ts";
import { shareOf, type Room } from "../../offers/fit.ts";
import * as ranges from "../../resources/ranges.ts";
import { largest, NO_RESOURCES, subtract, type ResourceVector } from "../../resources/vector.ts";
import { begunOn } from "../intake/agent-trust.ts";
import { apply } from "../intake/lifecycle.ts";
import type { PlannedAttempt } from "../state/decision.ts";
import type { LiveJob } from "../state/live-job.ts";
import { nearOn } from "../state/locality.ts";
import type { LotInHand } from "../state/lot-in-hand.ts";
import { numberOf } from "../state/prospects.ts";
import { reservationOf, type CoreState } from "../state/state.ts";
import { startedAfterPreemption } from "./preemption-ends.ts";

export const NO_ROOM: Room = { resources: NO_RESOURCES, revocable: NO_RESOURCES, ports: 0 };

export function roomOf({ kept, lot }: LotInHand): Room {
  return {
    resources: kept === NO_RESOURCES ? lot.resources : subtract(lot.resources, kept),
    revocable: lot.revocable,
    ports: lot.ports.length === 0 ? 0 : ranges.count(lot.ports),
  };
}

/** Counts whether it finds there what it would rather have. */
function noteNear(
  state: Pick<CoreState, "images" | "nowMs" | "policy">,
  job: LiveJob,
  agent: PooledAgent,
): void {
  const { image, prefer } = job.kind;
  if (image === undefined && prefer.length === 0) return;
  const { near } = state.policy;
  const is = nearOn(state, job, agent);
  const count = (what: keyof typeof near) => void (near[what] = (near[what] ?? 0) + 1);
  if (image !== undefined) count(is.image ? "image" : "noImage");
  if (prefer.length > 0) count(is.data > 0 ? "data" : "noData");
}

/** @param reserved  what a reservation of the job's own brings */
export function launch(
  state: CoreState,
  one: LotInHand,
  job: LiveJob,
  element: number,
  reserved: ResourceVector | undefined,
): PlannedAttempt {
  const { agent, lot } = one;
  const { need } = job;
  const share =
    reserved === undefined
      ? shareOf(need, lot.revocable)
      : { resources: largest(subtract(need.resources, reserved), NO_RESOURCES), revocable: NO_RESOURCES };
  const ports = state.pool.place(agent, lot, { ...share, ports: need.ports });
  const before = job.status.retrying[element];
  const attempt = (before?.attempts ?? 0) + 1;
  const index = indexOfElement(job.array, element);
  const { backend, id: agentId, hostname, access } = agent;
  const start = {
    element,
    ...(index === undefined ? {} : { index }),
    attempt,
    charged: (before?.charged ?? 0) + 1,
    epoch: state.epoch,
    taskId: taskIdOf(job.id, index, attempt, state.epoch),
    placement: { backend, agentId, hostname, access },
    resources: job.asks.resources,
    ...(ports.length === 0 ? {} : { ports }),
  };
  state.plans.delete(job.id); // what was collected elsewhere is unwanted now
  state.prospects.holds.drop(job.id);
  const earmark = state.earmarks.get(job.id);
  if (earmark !== undefined) earmark.isOver = true;
  if (job.planning.failures > 0) job.planning = { ...job.planning, failures: 0 };
  startedAfterPreemption(state, job.id, agent);
  const hold = state.prospects.holds.on(numberOf(state.prospects, backend, agentId));
  if (hold !== undefined && hold.job !== job.id) state.policy.backfilled += 1;
  noteNear(state, job, agent);
  apply(state, job, { type: "launched", start });
  begunOn(state, start);
  if (job.status.waiting.length > 0) {
    job.waitsSinceMs = state.nowMs;
    job.passedOver = false;
  }
  state.timers.add({ kind: "recheck", task: start.taskId, atMs: state.nowMs + state.tuning.recheckMs });
  const reservation = reserved === undefined ? {} : { reservation: reservationOf(job.id) };
  const planned: PlannedAttempt = { job: job.id, ...start, graceMs: job.graceMs, ...reservation };
  one.started.push(job);
  one.attempts.push(planned);
  return planned;
}
