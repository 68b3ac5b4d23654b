import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { readDocPages } from "../../api/documentation/doc-pages.ts";
import { createAuthenticator } from "../../auth/authenticator.ts";
import { signInCodes } from "../../auth/sign-in-code.ts";
import { singleUser } from "../../auth/single-user.ts";
import { openTokenFile, tokenProvider } from "../../auth/token-file.ts";
import type { Config } from "../../config/loading/config.ts";
import type { Policy } from "../../fair-share/policy.ts";
import { mesosLinks } from "../../framework/task-access/mesos-links.ts";
import type { Tuning } from "../../scheduler/state/tuning.ts";
import type { SiteRules } from "../../jobs/submission/site-rules.ts";
import type { Secrets } from "../../store/secrets.ts";
import { createHealth, type HealthCheck } from "../../telemetry/health.ts";
import type { Logger } from "../../telemetry/logger.ts";
import { accountOnAgents, launchAccounts } from "../people/accounts.ts";
import { siteAudit } from "../wiring/audit.ts";
import { MESOS } from "../executors/mesos.ts";
import { createLeaderLink } from "../leader/leader-client.ts";
import { capabilitiesOf, clustersOf, executorsOf, pausingOf, taskAccessOf } from "../executors/executors.ts";
import { credentialSweepOf } from "../people/credential-sweep.ts";
import { sitePeople, type SitePeople } from "../people/directories.ts";
import { doorsOf, identityOf, providersOf } from "../people/identity.ts";
import { jobHolds } from "../wiring/job-holds.ts";
import { accessesOf, openPlugins } from "../wiring/plugins.ts";
import { peopleOf } from "../people/people.ts";
import { notificationsOf } from "../wiring/notifications.ts";
import { ownInbox } from "../leader/own-inbox.ts";
import {
  instanceName,
  openLog,
  openMetrics,
  openSecrets,
  openStore,
  preparation,
  sharedJobFiles,
} from "../wiring/parts.ts";
import type { ClusterStatus } from "../executors/patient-backend.ts";
import { recordingOf } from "../recording/recording.ts";
import { auditReloads } from "../wiring/reload-audit.ts";
import { reportReload } from "../settings/reload-report.ts";
import { retentionOf } from "../wiring/retention.ts";
import { rootGuard } from "../launch/root-guard.ts";
import { runScheduler } from "./scheduler-role.ts";
import { shownSettings } from "../settings/shown-settings.ts";
import { StartError, type Settings } from "../settings/settings.ts";
import { accountRules, siteRules } from "../wiring/site-rules.ts";
import { closingsOf, leaderRules, withStoredRules } from "../wiring/stored-rules.ts";
import { taskSecrets } from "../launch/task-secrets.ts";
import { tuningOf } from "../wiring/tuning.ts";
import { watchersOf } from "../wiring/watchers.ts";
import { version } from "../settings/version.ts";
import { volumeGuard } from "../launch/volume-guard.ts";
import { readWebPages } from "../wiring/web-files.ts";

/** How late a submission is seen when its wake-up got lost. */
const POLL_MS = 500;
/** Readers look all over a long queue. Of the embedded store; it can be dropped from memory at any time. */
const MAPPED_BYTES = 4 * 1024 ** 3;
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

/** Serves the API until `signal`. Any number of them may run on one store. */
export async function apiRole(
  settings: Settings,
  signal: AbortSignal,
  ready: (url?: string) => void,
): Promise<void> {
  const { config } = settings;
  const { host, port } = config.server.listen;
  const log = openLog(settings, "api");
  const metrics = openMetrics();
  await using plugins = await openPlugins(settings, { log, metrics });
  await using store =
    (await plugins.store()) ?? (await openStore(config, { mappedBytes: MAPPED_BYTES, readsApart: true }));
  settings.onReload((outcome) => reportReload(outcome, { log, metrics }));
  const { token } = await openTokenFile(config.auth.tokenFile);
  const secrets = await openSecrets(config, store);
  await resealSecrets(secrets, log);
  const leader = createLeaderLink(store, Date.now);
  const site = sitePeople(settings, { store, log, plugins });
  const health = createHealth(
    [
      ...(site.isShared ? [directoryCheck(site)] : []),
      { name: "store", kind: "hard", check: async () => `entry ${(await store.lastEntry())?.n ?? 0}` },
      {
        name: "leader",
        kind: "soft",
        check: async () => {
          if ((await leader.agents()) === undefined) throw new Error("no leader answers");
          return undefined;
        },
      },
      {
        name: "scheduler",
        kind: "soft",
        check: async () => {
          const troubles = (await leader.troubles()) ?? [];
          if (troubles.length > 0) throw new Error(troubles.join("; "));
          return undefined;
        },
      },
      { name: "cluster", kind: "soft", check: async () => clusterDetail(await leader.clusters()) },
      ...plugins.checks,
    ],
    { nowMs: Date.now },
  );
  // Everybody who holds them sees what changes at a reload.
  const rulesOf = (now: Config): SiteRules => {
    const own = siteRules(now);
    return { ...own, executors: [...own.executors, ...plugins.executors.map(({ name }) => name)] };
  };
  const rules = { ...rulesOf(config) };
  settings.onReload(() => void Object.assign(rules, rulesOf(settings.config)));
  const audit = siteAudit(config, { store, log, metrics });
  auditReloads(settings, { audit, process: instanceName(config), log });
  const identity = identityOf(config, site, { store, metrics, audit });
  const { webUrl } = config.mesos;
  const jobFiles = sharedJobFiles(config);
  // Schedulers are spared it: it is a third of the program.
  const { createApi } = await import("../../api/create-api.ts");
  const api = createApi({
    store,
    leader,
    access: taskAccessOf(config, accessesOf(plugins)),
    ...(jobFiles === undefined ? {} : { jobFiles }),
    auth: createAuthenticator(
      [tokenProvider(token, singleUser()), ...providersOf(config, identity)],
      metrics,
    ),
    doors: doorsOf(config),
    trustedProxies: config.server.trustedProxies,
    identity,
    audit,
    log,
    metrics,
    health,
    version: version(),
    ...(config.server.publicUrl === undefined ? {} : { publicUrl: config.server.publicUrl }),
    ...(webUrl === undefined ? {} : { attemptLinks: (attempt) => mesosLinks(webUrl, attempt) }),
    volumes: config.volumes,
    networks: config.networks.map(({ name }) => name),
    capabilities: [...capabilitiesOf(config), ...plugins.executors.map((executor) => executor.capabilities)],
    pausing: pausingOf(config),
    secrets,
    rateLimits: config.server.rateLimits,
    jobDefaults: config.jobs.defaults,
    siteRules: rules,
    accountRules: () => accountRules(settings.config),
    siteNeeds: tuningOf(config),
    legacy: { ...config.legacy, people: peopleOf(config, site) },
    bodyBytesMax: config.server.bodyLimitBytes,
    web: readWebPages(),
    docs: readDocPages(join(import.meta.dirname, "../../docs")),
    settings: () => shownSettings(settings.loaded),
    signInCodes: signInCodes(token, Date.now),
    nowMs: Date.now,
  });
  try {
    await api.listen({ host, port });
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
    const why =
      code === "EADDRINUSE"
        ? `port ${port} is in use by another program. Choose another one with --port, or 0 for any that is free`
        : code === "EACCES"
          ? `this user may not listen on port ${port}. Choose one above 1023 with --port`
          : `${host}:${port} cannot be listened on (${cause instanceof Error ? cause.message : String(cause)})`;
    throw new StartError(why, { cause });
  }
  const { port: bound } = api.server.address() as AddressInfo; // it listens on TCP
  ready(`http://${host.includes(":") ? `[${host}]` : host}:${bound}`);
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve());
  });
  health.drain();
  await api.close();
  audit.close();
  metrics.close();
}

/** A name that nobody has: every directory must answer. */
function directoryCheck({ directories }: SitePeople): HealthCheck {
  return {
    name: "directory",
    kind: "soft",
    check: async () => void (await directories.find("nobody.has.this.name")),
  };
}

/** After a new key stands first in the key file: nothing is left that only an older one opens. */
async function resealSecrets(secrets: Secrets, log: Logger): Promise<void> {
  const { resealed, unreadable } = await secrets.reseal();
  if (resealed > 0)
    log.info("secrets are sealed with the current key", { event: "secrets.resealed", resealed });
  if (unreadable > 0)
    log.warn("some secrets can be read with none of the keys here", {
      event: "secrets.unreadable",
      unreadable,
      mend: "give every server the key file that they were stored with (secrets.keyFile)",
    });
}

/**
 * For operators, from what the leader says of its clusters; nothing without a leader, which is a check of its own.
 * @throws Error  when one of them is not connected
 */
function clusterDetail(clusters: readonly ClusterStatus[] | undefined): string | undefined {
  const away = clusters?.filter(({ state }) => state !== "connected") ?? [];
  if (away.length > 0)
    throw new Error(
      away
        .map(
          ({ name, state, cause = "", forMs }) =>
            `${name} is ${state} for ${Math.round(forMs / 1000)} s: ${cause}`,
        )
        .join("; "),
    );
  return clusters?.map(({ name }) => name).join(", ");
}
