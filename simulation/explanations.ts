import type { Explanation } from "../offers/explanation.ts";
import type { StateDump } from "../scheduler/explaining/state-dump.ts";
import type { Leader } from "../scheduler/leader.ts";
import type { CycleReport } from "../scheduler/leading/leader-ports.ts";
import type { BackendCall } from "../scheduler/state/decision.ts";
import { hostKey } from "../scheduler/state/places.ts";
import { faultsOf } from "./checkers/check-explanation.ts";
import { idleFaults, type Rest } from "./checkers/check-idle.ts";
import { jobOf } from "./checkers/own-state.ts";

/** So many jobs are asked about after a cycle. */
const ASKED = 4;
/** More of one world say nothing new. */
const FAULTS_MAX = 20;

/**
 * After each cycle some jobs are explained, and what was left of the offers that were answered is looked at; all of it
 * is checked against a dump of the state.
 * @param retell  what is made of an explanation before it is checked: lies, to see that they are noticed
 */
export function explanationCheck(
  { launchesMax, problems }: { readonly launchesMax: number; readonly problems: string[] },
  retell: (explanation: Explanation) => Explanation,
): (leader: Leader, report: CycleReport) => void {
  let cycles = 0;
  let faults = 0;
  return (leader, { decision: { calls, policy } }) => {
    if (faults >= FAULTS_MAX) return;
    cycles += 1;
    const dump = leader.dump();
    const waiting = dump.jobs.filter(({ status }) => status.waiting.length > 0);
    const every = Math.max(1, Math.ceil(waiting.length / ASKED));
    const asked = waiting.filter((_, at) => (at + cycles) % every === 0);
    const launches = calls.reduce(
      (sum, call) => sum + (call.type === "launch" ? call.order.attempts.length : 0),
      0,
    );
    const found = [
      ...asked.flatMap(({ id }) => {
        const explanation = leader.explain(id);
        return explanation === undefined
          ? [`job ${id} is not explained`]
          : faultsOf(dump, retell(explanation));
      }),
      // Of a cycle that is cut short, and of offers that were kept for a gang, what is left comes again.
      ...(launches >= launchesMax || policy.gangs.started !== undefined
        ? []
        : idleFaults(
            dump,
            calls.flatMap((call) => restOf(leader, dump, call)),
          )),
    ];
    faults += found.length;
    for (const fault of found) problems.push(`what is explained is true: ${fault} (${dump.nowMs})`);
  };
}

/** What an answer leaves of its offers. */
function restOf(leader: Leader, dump: StateDump, call: BackendCall): readonly Rest[] {
  if (call.type !== "launch" && call.type !== "decline") return [];
  const { agentId, offerIds } = call.type === "launch" ? call.order : call;
  const free = { cpusMilli: 0, memMib: 0, diskMib: 0, gpus: 0, ports: 0 };
  let known = 0;
  for (const { backend, id, ports, resources } of leader.offers()) {
    if (backend !== call.backend || !offerIds.includes(id)) continue;
    known += 1;
    for (const kind of ["cpusMilli", "memMib", "diskMib", "gpus"] as const) free[kind] += resources[kind];
    free.ports += ports;
  }
  if (known < offerIds.length) return [];
  for (const { job, ports = [], reservation } of call.type === "launch" ? call.order.attempts : []) {
    const need = jobOf(dump, job)?.need;
    if (need === undefined || need.preemptible || reservation !== undefined) return [];
    for (const kind of ["cpusMilli", "memMib", "diskMib", "gpus"] as const)
      free[kind] -= need.resources[kind];
    free.ports -= ports.length;
  }
  return [{ agent: hostKey(call.backend, agentId), free }];
}
