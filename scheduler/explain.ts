import type { JobState } from "../jobs/job.ts";
import type { PooledAgent } from "../offers/agent-pool.ts";
import { explainNoFit } from "../offers/explain.ts";
import type { Cause, Explanation } from "../offers/explanation.ts";
import { isThrottled, startableElement, type LiveJob } from "./live-job.ts";

/** At most that many jobs are named. */
const NAMED_MAX = 10;

export interface Known {
  readonly nowMs: number;
  readonly agents: readonly Readonly<PooledAgent>[];
  readonly backends: readonly {
    readonly name: string;
    readonly connected: boolean;
    readonly sinceMs: number;
    readonly cause: string;
  }[];
  readonly stateOf: (job: number) => JobState;
  /** Startable jobs of the same account that go first, and other accounts that do. */
  readonly aheadOf: () => { readonly inAccount: number; readonly accounts: number };
}

/** Joins what is known of a job into causes; each is evaluated here and now, none is guessed. */
export function explainJob(job: LiveJob, known: Known): Explanation {
  const { status } = job;
  return {
    job: job.id,
    state: status.state,
    atMs: known.nowMs,
    causes: status.waiting.length === 0 || status.cancelledBy !== undefined ? [] : causesOf(job, known),
  };
}

function causesOf(job: LiveJob, known: Known): readonly Cause[] {
  const { status } = job;
  const causes: Cause[] = [];
  if (status.heldBy !== undefined) causes.push({ kind: "held", by: status.heldBy });
  if (job.unmet.size > 0) {
    const waitingFor = [...job.unmet]
      .slice(0, NAMED_MAX)
      .map(([parent, on]) => ({ job: parent, on, state: known.stateOf(parent) }));
    causes.push({ kind: "dependencies", waitingFor, total: job.unmet.size });
  }
  if (job.array?.maxConcurrent !== undefined && isThrottled(job)) {
    causes.push({ kind: "throttle", maxConcurrent: job.array.maxConcurrent, live: job.attempts.size });
  }
  const backingOff = Object.values(status.retrying).filter((retrying) => retrying.eligibleAtMs > known.nowMs);
  if (backingOff.length > 0) {
    const untilMs = Math.min(...backingOff.map((retrying) => retrying.eligibleAtMs));
    causes.push({ kind: "backoff", untilMs, tasks: backingOff.length });
  }
  // What keeps a job before its turn is told alone; whether there would be room, too, since that may take longer.
  for (const { name, connected, sinceMs, cause } of known.backends) {
    if (!connected) causes.push({ kind: "backend_down", backend: name, sinceMs, cause });
    else if (!known.agents.some((agent) => agent.backend === name))
      causes.push({ kind: "no_agents", backend: name });
  }
  const noFit = explainNoFit(job.need, known.agents);
  if (noFit !== undefined) causes.push(noFit);
  if (startableElement(job, known.nowMs) !== undefined) {
    const { inAccount, accounts } = known.aheadOf();
    if (noFit === undefined || inAccount > 0 || accounts > 0) {
      causes.push({ kind: "turn", aheadInAccount: inAccount, accountsAhead: accounts });
    }
  }
  return causes;
}
