import type { Leader, TurnReport } from "../scheduler/leader.ts";
import type { Logger } from "../telemetry/logger.ts";
import type { Metrics } from "../telemetry/metrics.ts";

/** At most that often are all live jobs counted. */
const COUNT_MS = 1000;

/** Turns what the loop reports into log lines (one per change of state) and counters. */
export function observer(options: {
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly leader: Leader;
}): (turn: TurnReport) => void {
  const { leader, metrics } = options;
  const log = options.log.child({ component: "scheduler", epoch: leader.epoch });
  let countedMs = 0;
  return ({ decision, durationMs }) => {
    metrics.scheduleCycle(durationMs / 1000);
    for (const record of decision.records) {
      if (record.type !== "job") continue;
      const { event } = record;
      if (event.type === "launched") {
        const { taskId, attempt, placement } = event.start;
        log.info("task launched", {
          event: "job.launched",
          job: record.job,
          attempt,
          taskId,
          node: placement.hostname,
        });
      } else if (event.type === "ended") {
        const { state, reason, exitCode } = event.end;
        log.info("task ended", {
          event: "job.ended",
          job: record.job,
          taskId: event.taskId,
          state,
          reason,
          exitCode,
        });
      } else if (event.type !== "filed") {
        log.info("job changed", { event: `job.${event.type}`, job: record.job });
      }
    }
    for (const call of decision.calls) {
      if (call.type === "launch") metrics.launched(call.backend, call.order.attempts.length);
      if (call.type === "decline") metrics.offersDeclined(call.offerIds.length);
      if (call.type === "acknowledge") {
        metrics.statusUpdate(call.update.state, "applied");
      }
    }
    const nowMs = performance.now();
    if (nowMs - countedMs < COUNT_MS) return;
    countedMs = nowMs;
    metrics.jobs(leader.countByState());
  };
}
