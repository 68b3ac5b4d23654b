import { readFileSync } from "node:fs";
import { hostname } from "node:os";
import type { Config } from "../../config/loading/config.ts";
import { auditEntry, auditIn, type AuditLog, type AuditRecord } from "../../store/audit.ts";
import type { Store } from "../../store/store.ts";
import type { Logger } from "../../telemetry/logger.ts";
import type { Metrics } from "../../telemetry/metrics.ts";
import { openSyslog, type SyslogMessage } from "../../telemetry/syslog.ts";

/** The audit log of the site, which also sends its entries to syslog where that is configured. */
interface SiteAudit extends AuditLog {
  /** Sends nothing more. */
  close(): void;
}

export function siteAudit(
  { audit: { syslog } }: Pick<Config, "audit">,
  {
    store,
    log,
    metrics,
  }: { readonly store: Store; readonly log: Logger; readonly metrics: Pick<Metrics, "auditSent"> },
): SiteAudit {
  if (syslog === undefined) return { ...auditIn(store, Date.now), close: () => undefined };
  const { ca, ...address } = syslog;
  const sender = openSyslog({
    address,
    hostname: hostname(),
    app: "godocker",
    processId: process.pid,
    ...(ca === undefined ? {} : { ca: readFileSync(ca, "utf8") }),
    count: metrics.auditSent,
    changed: (state) => {
      if (state.lost)
        log.error("entries of the audit log do not reach syslog; the store has them", {
          event: "audit.syslog.lost",
          cause: state.cause,
          mend: "see whether the receiver of audit.syslog.address is there",
        });
      else log.info("entries of the audit log reach syslog again", { event: "audit.syslog.back" });
    },
  });
  return {
    ...auditIn(store, Date.now, (record) => sender.send(messageOf(record))),
    close: () => sender.close(),
  };
}

/** Receivers take 8 KiB of a message, if no more was agreed on. */
const TEXT_MAX = 7 * 1024;

/** The entry as it is stored, with its hash, so that what is kept there can be held against the store. */
function messageOf(record: AuditRecord): SyslogMessage {
  const { action, atMs, hash } = record;
  const entry = auditEntry(record);
  const whole = JSON.stringify(entry);
  const { actor, outcome, prevHash, project, resource, seq } = entry;
  return {
    atMs,
    severity: outcome === "done" ? "notice" : outcome === "refused" ? "warning" : "error",
    id: action,
    text:
      Buffer.byteLength(whole) <= TEXT_MAX
        ? whole
        : JSON.stringify({ seq, atMs, action, outcome, actor, resource, project, prevHash, hash }),
  };
}
