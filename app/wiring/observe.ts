import { parseTaskId, type AttemptEnd, type JobEvent } from "../../jobs/life/job.ts";
import type { Leader } from "../../scheduler/leader.ts";
import type { CycleReport } from "../../scheduler/leading/leader-ports.ts";
import type { Decision } from "../../scheduler/state/decision.ts";
import type { Logger } from "../../telemetry/logger.ts";
import type { Metrics } from "../../telemetry/metrics.ts";

/** At most that often are all live jobs counted, and no larger part of the time: of a million it takes a tenth of a second. */
const COUNT_MS = 1000;
const COUNT_PART = 0.01;

interface Observer {
  took(cycle: CycleReport): void;
  /** There is nothing to do: what the last turns changed is counted, if it was not yet. */
  rested(): void;
}

/** Turns what the loop reports into log lines (one per change of state) and counters. */
export function observer(options: {
  readonly log: Logger;
  readonly metrics: Metrics;
  /** Any clock that never goes back. */
  readonly nowMs: () => number;
  readonly leader: Pick<Leader, "epoch" | "countByState" | "countReservations" | "countApart">;
}): Observer {
  const { leader, metrics } = options;
  const log = options.log.child({ component: "scheduler", epoch: leader.epoch });
  let nextCountMs = -Infinity;
  let isCounted = false;
  const rested = (): void => {
    const nowMs = options.nowMs();
    if (isCounted || nowMs < nextCountMs) return;
    metrics.jobs(leader.countByState());
    metrics.reservations(leader.countReservations());
    metrics.agentsApart(leader.countApart());
    nextCountMs = nowMs + Math.max(COUNT_MS, (options.nowMs() - nowMs) / COUNT_PART);
    isCounted = true;
  };
  const took = ({ decision, durationMs, inputs }: CycleReport): void => {
    metrics.scheduleCycle(durationMs / 1000, inputs);
    const { used, declined } = decision.offers;
    if (used > 0) metrics.offersAccepted(used);
    for (const [cause, count] of Object.entries(declined)) metrics.offersDeclined(cause, count);
    for (const record of decision.records) {
      if (record.type !== "job") continue;
      logJobEvent(log, record.job, record.event);
      countJobEvent(metrics, record.event);
    }
    countUpdates(metrics, decision);
    tellOfPolicy(log, metrics, decision);
    isCounted = false;
    rested();
  };
  return { took, rested };
}

/** What the finer rules did: counted, and a line for each agent and task that they meant. */
function tellOfPolicy(log: Logger, metrics: Metrics, { policy }: Decision): void {
  const { backfilled, gangs, near, preempted, preemptions, sharedMachines = [], verdicts } = policy;
  if (backfilled > 0) metrics.backfilled(backfilled);
  for (const { before, hostname: node, standing } of verdicts) {
    const { state } = standing;
    metrics.agentJudged(state);
    const weight = "charge" in standing ? { weight: Math.round(10 * standing.charge.weight) / 10 } : {};
    const until = "untilMs" in standing ? { until: new Date(standing.untilMs).toISOString() } : {};
    log.warn("agent judged", { event: "agent.judged", node, state, before, ...weight, ...until });
  }
  for (const { backend: executor, hostname: node, owner } of sharedMachines)
    log.warn("a machine is in two clusters; the first of them keeps it", {
      event: "agent.shared",
      node,
      executor,
      owner,
    });
  if (preempted.length > 0) metrics.preempted(preempted.length);
  for (const { job, stoppedFor, task: taskId } of preempted)
    log.info("task preempted", { event: "job.preempted", job, taskId, stoppedFor });
  for (const [outcome, count] of Object.entries(preemptions)) metrics.preemptionEnded(outcome, count);
  for (const [outcome, count] of Object.entries(gangs)) metrics.gangs(outcome, count);
  const { data = 0, image = 0, noData = 0, noImage = 0 } = near;
  metrics.localStarts("image", { near: image, far: noImage });
  metrics.localStarts("data", { near: data, far: noData });
}

function logJobEvent(log: Logger, job: number, event: JobEvent): void {
  switch (event.type) {
    case "filed":
      return;
    case "launched": {
      const { taskId, attempt, placement } = event.start;
      const node = placement.hostname;
      return log.info("task launched", { event: "job.launched", job, attempt, taskId, node });
    }
    case "ended": {
      const { state, reason, exitCode } = event.end;
      const { taskId } = event;
      return log.info("task ended", { event: "job.ended", job, taskId, state, reason, exitCode });
    }
    default:
      return log.info("job changed", { event: `job.${event.type}`, job });
  }
}

function countJobEvent(metrics: Metrics, event: JobEvent): void {
  if (event.type === "running") metrics.launchCame("running");
  if (event.type !== "ended") return;
  metrics.taskEnded(event.end.state, event.end.reason ?? "none");
  const outcome = failedLaunch(event.end);
  if (outcome !== undefined) metrics.launchCame(outcome);
}

/** Of a task that did not get as far as running. */
function failedLaunch({ neverBegan, reason }: AttemptEnd): "failed" | "bounced" | undefined {
  if (neverBegan === true) return "bounced";
  const isLaunch = reason === "Launch" || reason === "ImagePull" || reason === "Refused";
  return isLaunch ? "failed" : undefined;
}

/** What each update that came with an acknowledgement has changed. */
function countUpdates(metrics: Metrics, { calls, records }: Decision): void {
  const updates = calls.flatMap((call) => (call.type === "acknowledge" ? [call.update] : []));
  if (updates.length === 0) return;
  const changed = new Set(
    records.flatMap((record) =>
      record.type === "job" && "taskId" in record.event ? [record.event.taskId as string] : [],
    ),
  );
  const killed = new Set(calls.flatMap((call) => (call.type === "kill" ? [call.task.taskId as string] : [])));
  for (const { taskId, state } of updates) {
    if (changed.has(taskId)) metrics.statusUpdate(state, "applied");
    else if (parseTaskId(taskId) === undefined) metrics.statusUpdate(state, "unknown_task");
    else metrics.statusUpdate(state, killed.has(taskId) ? "stale_epoch" : "duplicate");
  }
}
