import { holdOn } from "./kept-room.ts";
import { mayStart } from "./legal-start.ts";
import { isWithinLimits, licencesFor, licencesInUse } from "./limits.ts";
import { isGang, waitingCount } from "./own-state.ts";
import type { DumpedAmounts, DumpedJob, StateDump } from "../../scheduler/explaining/state-dump.ts";

/** What is left of an agent's offers after their answer. */
export interface Rest {
  /** See `DumpedAgent`. */
  readonly agent: string;
  readonly free: DumpedAmounts;
}

/** Whether what was left of offers was rightly left: nothing that waits fits. @returns as `faultsOf` */
export function idleFaults(dump: StateDump, rests: readonly Rest[]): readonly string[] {
  return rests.flatMap(({ agent: key, free }) => {
    const known = dump.agents.find((one) => one.key === key);
    // What is kept was counted before the tasks of this answer: the next one knows whether it is less now. And for the
    // seconds in which a gang that goes first waits for offers, what is left of those that were used is its own, too:
    // others who took it would have to end before it could start.
    if (known === undefined || known.gathered || holdOn(dump, known) !== undefined) return [];
    // What can be taken away is not told: it counts as none.
    const agent = { ...known, free, freeRevocable: { cpusMilli: 0, memMib: 0, diskMib: 0, gpus: 0 } };
    const taker = dump.jobs.find(
      (job) =>
        !isGang(job) && mayStart(dump, job, agent) && isWithinLimits(dump, job) && !isShortOfKept(dump, job),
    );
    return taker === undefined
      ? []
      : [`${agent.hostname} was left with room, and job ${taker.id} could start there`];
  });
}

/** Whether licences that it wants may be kept for others: the dump does not say for whom. */
function isShortOfKept(dump: StateDump, job: DumpedJob): boolean {
  return (job.need.licences ?? []).some(({ count, name }) => {
    const left = (dump.tuning.licences[name] ?? 0) - licencesInUse(dump, name) - count;
    return dump.jobs.some(
      (other) => other !== job && waitingCount(other) > 0 && licencesFor(other, name) > left,
    );
  });
}
