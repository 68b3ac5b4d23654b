import type { KeyName } from "../../config/schema/keys.ts";
import type { Loaded } from "../../config/loading/load.ts";
import { formatProblem } from "../../config/formats/problem.ts";
import type { Reloaded } from "../../config/loading/reload.ts";
import type { AuditSink } from "../../auth/audit.ts";
import type { Logger } from "../../telemetry/logger.ts";
import { shownSetting } from "../settings/shown-settings.ts";
import type { Settings } from "../settings/settings.ts";

/**
 * Writes down what reading the configuration again has changed, from what to what, without secrets. Whoever sent the
 * signal is not known to the process; the entry names the process.
 * @returns ends it
 */
export function auditReloads(
  settings: Pick<Settings, "loaded" | "onReload">,
  { audit, process, log }: { readonly audit: AuditSink; readonly process: string; readonly log: Logger },
): () => void {
  let before = settings.loaded;
  return settings.onReload((outcome) => {
    const event = eventOf(outcome, before);
    if (outcome.ok) before = outcome.loaded;
    if (event === undefined) return;
    const actor = { name: process, type: "system" } as const;
    audit.record({ action: "config.reload", actor, resource: "config", ...event }).catch((error: unknown) =>
      log.error("a change of the configuration is not in the audit log", {
        event: "config.unaudited",
        err: error,
      }),
    );
  });
}

type Event = Pick<Parameters<AuditSink["record"]>[0], "after" | "before" | "outcome" | "reason">;

/** `undefined`: nothing is different. */
function eventOf(outcome: Reloaded, before: Loaded): Event | undefined {
  if (!outcome.ok)
    return {
      outcome: "refused",
      reason: outcome.problems.map(formatProblem).join("; ").slice(0, REASON_MAX),
    };
  const { applied, loaded, pending } = outcome;
  if (applied.length === 0 && pending.length === 0) return undefined;
  const values = (of: Loaded) => Object.fromEntries(applied.map(({ key }) => valueOf(of, key)));
  return {
    outcome: "done",
    before: values(before),
    after: {
      ...values(loaded),
      ...(pending.length === 0
        ? {}
        : { afterRestart: Object.fromEntries(pending.map(({ key, to }) => [key, to])) }),
    },
  };
}

const REASON_MAX = 4000;

function valueOf(loaded: Loaded, key: KeyName): readonly [KeyName, unknown] {
  return [key, shownSetting(loaded, key).value ?? null];
}
