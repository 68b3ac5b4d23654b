import { formatProblem } from "../../config/formats/problem.ts";
import type { Reloaded } from "../../config/loading/reload.ts";
import type { Logger } from "../../telemetry/logger.ts";
import type { Metrics } from "../../telemetry/metrics.ts";

/** Tells operators how reading the configuration again ended; values are fit to be shown. */
export function reportReload(
  outcome: Reloaded,
  { log, metrics }: { readonly log: Logger; readonly metrics: Pick<Metrics, "configRead"> },
): void {
  if (!outcome.ok) {
    metrics.configRead("refused");
    log.error("the configuration has faults; what was in effect stays", {
      event: "config.refused",
      faults: outcome.problems.map(formatProblem),
    });
    return;
  }
  const { applied, pending, loaded } = outcome;
  for (const warning of loaded.warnings)
    log.warn("the configuration is doubtful", { event: "config.doubtful", warning: formatProblem(warning) });
  for (const { key, from, to } of pending)
    log.warn("a changed setting needs a restart", { event: "config.pending", key, from, to });
  if (applied.length === 0) {
    metrics.configRead("unchanged");
    log.info("the configuration was read again; nothing of it takes effect", { event: "config.unchanged" });
    return;
  }
  metrics.configRead("applied");
  for (const { key, from, to } of applied)
    log.info("a changed setting is in effect", { event: "config.applied", key, from, to });
}
