import { randomUUID } from "node:crypto";
import type { AuditSink } from "../../auth/audit.ts";
import type { Config } from "../../config/loading/config.ts";
import { systemClock } from "../../coordination/clock.ts";
import { runWatcher } from "../../plugins/providers/watching.ts";
import type { WatcherRequest } from "../../plugins/ports/watcher.ts";
import type { Attempt, Job } from "../../jobs/life/job.ts";
import type { Store } from "../../store/store.ts";
import type { Logger } from "../../telemetry/logger.ts";
import { taskAccessOf } from "../executors/executors.ts";
import { accessesOf, type SitePlugins } from "./plugins.ts";

/** The watchers among the plugins, each until its signal; run where one process leads. */
export function watchersOf(
  config: Config,
  {
    inbox,
    log: parent,
    plugins,
    store,
    audit,
  }: {
    readonly audit: AuditSink;
    readonly inbox: Pick<Store, "submit">;
    readonly log: Logger;
    readonly plugins: Pick<SitePlugins, "executors" | "hosts">;
    readonly store: Store;
  },
): readonly ((signal: AbortSignal) => Promise<void>)[] {
  const hosts = plugins.hosts("watcher");
  if (hosts.length === 0) return [];
  const log = parent.child({ component: "watchers" });
  const access = taskAccessOf(config, accessesOf(plugins));
  const act = async (
    watcher: string,
    { action, job, reason }: WatcherRequest,
    { spec }: Job,
  ): Promise<void> => {
    const by = `watcher ${watcher}`;
    const actor = { name: by, type: "system" } as const;
    await audit.record({
      action: `watcher.${action}`,
      outcome: "done",
      actor,
      resource: `job/${job}`,
      project: spec.project,
      reason,
    });
    log.info("a watcher asks for something", { event: `watcher.${action}`, watcher, job, reason });
    if (action === "warn") return;
    const verb = action === "kill" ? "cancel" : "hold";
    const request = { job, verb, by, admin: true, atMs: Date.now() } as const;
    await inbox.submit([{ kind: "request", key: `request/${job}/${verb}/${randomUUID()}`, request }]);
  };
  const outputBytes = async (attempt: Attempt): Promise<number | undefined> => {
    try {
      const parts = [await access.read(attempt, "stdout", 0, 0), await access.read(attempt, "stderr", 0, 0)];
      return parts.reduce((sum, part) => sum + (part?.size ?? 0), 0);
    } catch {
      return undefined; // its machine is away: of that others tell
    }
  };
  const options = {
    store,
    outputBytes,
    act,
    nowMs: Date.now,
    clock: systemClock,
    trouble: (watcher: string, error: unknown) =>
      log.warn("what a watcher asks for could not be done", {
        event: "watcher.trouble",
        watcher,
        err: error,
      }),
  };
  return hosts.map((host) => (signal) => runWatcher(host, options, signal));
}
