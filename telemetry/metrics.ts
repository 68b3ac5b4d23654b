import { collectDefaultMetrics, Registry } from "prom-client";
import { clusterMetrics, type ClusterMetrics } from "./cluster-metrics.ts";
import { instrumentsOf } from "./instruments.ts";
import { leaderMetrics, type LeaderMetrics } from "./leader-metrics.ts";
import { pluginMetrics, type PluginMetrics } from "./plugin-metrics.ts";
import { policyMetrics, type PolicyMetrics } from "./policy-metrics.ts";
import { requestMetrics, type RequestMetrics } from "./request-metrics.ts";

/** Where the other folders count: plain functions, so that nothing but this folder knows the library. */
export interface Metrics extends RequestMetrics, LeaderMetrics, ClusterMetrics, PolicyMetrics, PluginMetrics {
  /** Now; states that are left out are 0. */
  jobs(byState: ReadonlyMap<string, number>): void;
  configRead(result: "applied" | "unchanged" | "refused"): void;
  /** An entry of the audit log for syslog. */
  auditSent(outcome: "sent" | "lost"): void;
  /** One attempt to tell somebody of a job; `given_up`: the last one. */
  notified(by: "webhook" | "mail", outcome: "delivered" | "failed" | "refused" | "given_up"): void;
  storeError(op: string, codeClass: string): void;
  /** The page of `/metrics`, in the Prometheus text format. */
  expose(): Promise<{ readonly contentType: string; readonly text: string }>;
  /** Forgets all metrics of this process. */
  close(): void;
}

export interface MetricsOptions {
  readonly version: string;
  /** All values that `jobs` may have, so that an empty state shows as 0 and not as absent. */
  readonly jobStates: readonly string[];
}

export function createMetrics({ version, jobStates }: MetricsOptions): Metrics {
  const registry = new Registry();
  const instruments = instrumentsOf(registry);
  const { gauge, counter } = instruments;

  gauge("build_info", "Version of this process; always 1.", ["version", "node_version"])
    .labels(version, process.version)
    .set(1);
  const jobs = gauge("jobs", "Jobs that have not ended, by state.", ["state"]);
  const configReads = counter("config_reloads_total", "How reading the configuration again ended.", [
    "result",
  ]);
  const auditSyslog = counter(
    "audit_syslog_total",
    "Entries of the audit log for syslog; lost: the store has them, and the receiver does not.",
    ["outcome"],
  );
  const notifications = counter(
    "notifications_total",
    "Attempts to tell somebody of a job; given_up: the last one of a notification.",
    ["by", "outcome"],
  );
  const storeErrors = counter("store_errors_total", "Calls of the store that failed.", ["op", "code_class"]);
  // It looks that often: every 20 ms took a process that has nothing to do half of all its time.
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: 250 });

  return {
    jobs: (byState) => {
      for (const state of jobStates) jobs.labels(state).set(byState.get(state) ?? 0);
    },
    ...requestMetrics(instruments),
    ...leaderMetrics(instruments),
    ...clusterMetrics(instruments),
    ...policyMetrics(instruments),
    ...pluginMetrics(instruments),
    configRead: (result) => configReads.labels(result).inc(),
    auditSent: (outcome) => auditSyslog.labels(outcome).inc(),
    notified: (by, outcome) => notifications.labels(by, outcome).inc(),
    storeError: (op, codeClass) => storeErrors.labels(op, codeClass).inc(),
    expose: async () => ({ contentType: registry.contentType, text: await registry.metrics() }),
    close: () => registry.clear(),
  };
}
