import { fits, RESOURCE_KINDS } from "../../resources/vector.ts";
import { isQueued } from "../state/live-job.ts";
import type { LotInHand } from "../state/lot-in-hand.ts";
import { goesBeforeJob, suits } from "../state/start-order.ts";
import type { CoreState } from "../state/state.ts";

/** Notes which of the wide jobs saw room that they could use go to others, or to nobody. */
export function notePassedOver(
  state: Pick<CoreState, "matcher" | "wide">,
  { offered, site, started }: LotInHand,
): void {
  for (const job of state.wide) {
    if (job.passedOver || !isQueued(job) || started.includes(job)) continue;
    const need = job.need.resources;
    if (!fits(need, site.agent.total) || !suits(job.need, site)) continue;
    job.passedOver =
      started.length === 0
        ? // The rests of a full agent are no room: of something that it needs there is nothing.
          RESOURCE_KINDS.every((kind) => need[kind] === 0 || offered[kind] > 0)
        : started.some((other) => goesBeforeJob(state, job, other));
  }
}
