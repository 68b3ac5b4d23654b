import type { Config } from "../../config/loading/config.ts";
import type { Policy } from "../../fair-share/policy.ts";
import type { Tuning } from "../../scheduler/state/tuning.ts";
import type { Logger } from "../../telemetry/logger.ts";
import { accountOnAgents, launchAccounts } from "../people/accounts.ts";
import { siteAudit } from "../wiring/audit.ts";
import { MESOS } from "../executors/mesos.ts";
import { clustersOf, executorsOf } from "../executors/executors.ts";
import { credentialSweepOf } from "../people/credential-sweep.ts";
import { sitePeople } from "../people/directories.ts";
import { jobHolds } from "../wiring/job-holds.ts";
import { openPlugins } from "../wiring/plugins.ts";
import { notificationsOf } from "../wiring/notifications.ts";
import { ownInbox } from "../leader/own-inbox.ts";
import { instanceName, openLog, openMetrics, openSecrets, openStore, preparation } from "../wiring/parts.ts";
import { recordingOf } from "../recording/recording.ts";
import { auditReloads } from "../wiring/reload-audit.ts";
import { reportReload } from "../settings/reload-report.ts";
import { retentionOf } from "../wiring/retention.ts";
import { rootGuard } from "../launch/root-guard.ts";
import { runScheduler } from "./run-scheduler.ts";
import { StartError, type Settings } from "../settings/settings.ts";
import { closingsOf, leaderRules, withStoredRules } from "../wiring/stored-rules.ts";
import { taskSecrets } from "../launch/task-secrets.ts";
import { tuningOf } from "../wiring/tuning.ts";
import { watchersOf } from "../wiring/watchers.ts";
import { volumeGuard } from "../launch/volume-guard.ts";

/** How late a submission is seen when its wake-up got lost. */
const POLL_MS = 500;
/** Entries that readers of events can go back. */
const JOURNAL_ENTRIES = 1_000_000;

/** Runs the scheduler until `signal`. Any number of them may run on one store: one leads. */
export async function schedulerRole(
  settings: Settings,
  signal: AbortSignal,
  ready: (url?: string) => void,
): Promise<void> {
  const { config } = settings;
  const { masters } = config.mesos;
  if (executorsOf(config).includes(MESOS) && masters.kind === "addresses" && masters.urls.length === 0) {
    throw new StartError(
      "no cluster is configured: name its masters in mesos.masters, an engine in docker.url, managers of a swarm in swarm.managers, or a namespace of Kubernetes in kubernetes.namespace, or start everything on this machine with `godocker up`",
    );
  }
  const log = openLog(settings, "scheduler");
  const metrics = openMetrics();
  await using plugins = await openPlugins(settings, { log, metrics });
  await using store = (await plugins.store()) ?? (await openStore(config));
  settings.onReload((outcome) => reportReload(outcome, { log, metrics }));
  const audit = siteAudit(config, { store, log, metrics });
  auditReloads(settings, { audit, process: instanceName(config), log });
  warnOfAccount(settings.config, log);
  const inbox = ownInbox(store);
  const hold = jobHolds(inbox, Date.now);
  const secretsOf = taskSecrets(await openSecrets(config, store), hold);
  const runAs = launchAccounts(settings.config, sitePeople(settings, { store, log, plugins }), {
    nowMs: Date.now,
    hold,
  });
  const once = await store.sharedSecret("once");
  const prepare = preparation(config, once, secretsOf, runAs, {
    rootFault: rootGuard(
      {
        grants: () => settings.config.images.root,
        ...(config.jobs.shared ? { jobsDirectory: config.jobs.directory } : {}),
      },
      hold,
    ),
    volumeGuard: volumeGuard(config.jobs, hold),
  });
  const recording = recordingOf(settings, { log, metrics });
  const rules = leaderRules();
  const notifications = notificationsOf(config, { store, log, metrics, plugins });
  ready();
  await runScheduler(
    {
      store,
      clusters: () => [
        ...clustersOf(settings, { log, metrics }),
        ...plugins.executors.map((executor) => executor.cluster()),
      ],
      tuning: () => ({
        ...withPolicy(tuningOf(withStoredRules(settings.config, rules.current())), plugins.policy()),
        closings: closingsOf(rules.current()),
      }),
      ruled: rules.set,
      changed(listener) {
        const ends = [
          settings.onReload((outcome) => (outcome.ok ? listener() : undefined)),
          rules.onChange(listener),
          plugins.onPolicy(listener),
        ];
        return () => ends.forEach((end) => end());
      },
      prepare,
      submitted: inbox.onSubmit,
      recorder: recording,
      troubles: () => {
        const { cause } = recording.status();
        return [
          ...plugins.troubles(),
          ...(cause === undefined ? [] : [`decisions are not recorded for now: ${cause}`]),
        ];
      },
      beside: [
        ...watchersOf(config, { audit, inbox, store, log, plugins }),
        notifications,
        retentionOf(settings, { store, log }),
        credentialSweepOf({ store, log }),
      ],
      log,
      metrics,
      instance: instanceName(config),
      leaseTtlMs: config.cluster.leaderTtlMs,
      host: "127.0.0.1",
      halfLifeMs: config.scheduling.halfLifeMs,
      pollMs: POLL_MS,
      journalEntries: JOURNAL_ENTRIES,
    },
    signal,
  );
  await recording.close();
  audit.close();
  metrics.close();
}

function withPolicy(tuning: Tuning, policy: Policy | undefined): Tuning {
  return policy === undefined ? tuning : { ...tuning, policy };
}

/** Where the account has no ids, programs in Docker's containers could not be kept to it. */
function warnOfAccount(config: Config, log: Logger): void {
  const { name, uid } = accountOnAgents(config);
  if (uid !== undefined || !config.mesos.containerizers.includes("docker")) return;
  log.warn("this machine does not know the account of tasks: jobs in images by Docker are refused", {
    event: "account.unknown",
    account: name,
    mend: "set mesos.userIds to its uid:gid on the agents",
  });
}
