import type { Instruments } from "./instruments.ts";

/** What the finer rules of the scheduler do. */
export interface PolicyMetrics {
  /** Tasks that started on agents that are held for wide jobs. */
  backfilled(tasks: number): void;
  /** An agent is trusted more or less than before. */
  agentJudged(state: string): void;
  /** Now: agents that nothing, or one task, may start on. */
  agentsApart(now: Readonly<Record<"held" | "quarantined" | "probation" | "throttled", number>>): void;
  preempted(tasks: number): void;
  /** What became of the room that was made for a job. */
  preemptionEnded(outcome: string, count: number): void;
  gangs(outcome: string, count: number): void;
  /** Tasks that want something on their machine, by whether it was there. */
  localStarts(of: "image" | "data", tasks: { readonly near: number; readonly far: number }): void;
}

export function policyMetrics({ counter, gauge }: Instruments): PolicyMetrics {
  const backfilled = counter(
    "backfilled_tasks_total",
    "Tasks started on agents that are held for wide jobs.",
  );
  const verdicts = counter(
    "agent_verdicts_total",
    "Changes of how far agents are trusted, by what they came to.",
    ["state"],
  );
  const apart = gauge("agents_apart", "Agents that nothing, or one task, may start on.", ["state"]);
  const preempted = counter("preempted_tasks_total", "Tasks stopped to make room for other jobs.");
  const preemptions = counter(
    "preemptions_total",
    "Room that was made for a job; all but started are faults.",
    ["outcome"],
  );
  const gangs = counter("gangs_total", "Gangs launched, and launches of which a part did not start.", [
    "outcome",
  ]);
  const local = counter(
    "local_starts_total",
    "Tasks with an image, or with preferred data, by whether their machine is known to have it.",
    ["of", "is"],
  );
  return {
    backfilled: (tasks) => backfilled.inc(tasks),
    agentJudged: (state) => verdicts.labels(state).inc(),
    agentsApart: (now) => {
      for (const [state, count] of Object.entries(now)) apart.labels(state).set(count);
    },
    preempted: (tasks) => preempted.inc(tasks),
    preemptionEnded: (outcome, count) => preemptions.labels(outcome).inc(count),
    localStarts: (of, tasks) => {
      for (const [is, count] of Object.entries(tasks)) if (count > 0) local.labels(of, is).inc(count);
    },
    gangs: (outcome, count) => gangs.labels(outcome).inc(count),
  };
}
