import type { WhatIf, WhatIfAnswer, WhatIfRefusal } from "../../offers/what-if.ts";
import { inSlices, LIVE_MAX, type ForecasterPorts } from "./forecaster.ts";
import { readLiveState } from "./live-state.ts";
import type { RunTimes } from "./run-times.ts";
import { compare, UnknownAgentError } from "./what-if.ts";

const ROLLOUTS = 6;
/** Of all futures together, without the change and with it. */
const EVENTS = 100_000;
const HORIZON_MS = 30 * 86_400_000;
/** Whoever asks waits for it. */
const LONGEST_MS = 25_000;

/** Answers one question at a time, in slices between the leader's turns. Rejects with what the store throws. */
export function whatIfAnswerer(
  ports: Pick<ForecasterPorts, "sleep" | "spentMs" | "store" | "view">,
  runs: RunTimes,
): (change: WhatIf, signal: AbortSignal) => Promise<WhatIfAnswer | WhatIfRefusal> {
  let isBusy = false;
  return async (change, signal) => {
    if (isBusy)
      return { refused: "busy", detail: "another simulation is under way; ask again when it is over" };
    isBusy = true;
    try {
      const state = await readLiveState(ports.store, ports.view(), LIVE_MAX);
      if (state === undefined)
        return {
          refused: "too_many_jobs",
          detail: `more than ${LIVE_MAX} jobs are live: too many to be played`,
        };
      const work = compare(state, change, runs, {
        rollouts: ROLLOUTS,
        events: EVENTS,
        horizonMs: HORIZON_MS,
      });
      const answer = await inSlices(ports, work, AbortSignal.any([signal, AbortSignal.timeout(LONGEST_MS)]));
      return (
        answer ?? {
          refused: "too_long",
          detail: `it takes longer than ${LONGEST_MS / 1000} s: too much is live`,
        }
      );
    } catch (error) {
      if (error instanceof UnknownAgentError) return { refused: "unknown_agent", detail: error.message };
      if (error instanceof RangeError) return { refused: "contradiction", detail: error.message };
      throw error;
    } finally {
      isBusy = false;
    }
  };
}
