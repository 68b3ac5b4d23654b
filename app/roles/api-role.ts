import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { readDocPages } from "../../api/documentation/doc-pages.ts";
import type { FastifyInstance } from "fastify";
import { createAuthenticator } from "../../auth/authenticator.ts";
import { signInCodes } from "../../auth/sign-in-code.ts";
import { singleUser } from "../../auth/single-user.ts";
import { openTokenFile, tokenProvider } from "../../auth/token-file.ts";
import type { Config } from "../../config/loading/config.ts";
import { mesosLinks } from "../../framework/task-access/mesos-links.ts";
import type { SiteRules } from "../../jobs/submission/site-rules.ts";
import type { Secrets } from "../../store/secrets.ts";
import { createHealth, type HealthCheck } from "../../telemetry/health.ts";
import type { Logger } from "../../telemetry/logger.ts";
import { siteAudit } from "../wiring/audit.ts";
import { createLeaderLink } from "../leader/leader-client.ts";
import { capabilitiesOf, pausingOf, taskAccessOf } from "../executors/executors.ts";
import { sitePeople, type SitePeople } from "../people/directories.ts";
import { credentialSourcesOf, identityOf, providersOf } from "../people/identity.ts";
import { accessesOf, openPlugins, type SitePlugins } from "../wiring/plugins.ts";
import { peopleOf } from "../people/people.ts";
import {
  instanceName,
  openLog,
  openMetrics,
  openSecrets,
  openStore,
  sharedJobFiles,
} from "../wiring/parts.ts";
import type { ClusterStatus } from "../executors/patient-backend.ts";
import { auditReloads } from "../wiring/reload-audit.ts";
import { reportReload } from "../settings/reload-report.ts";
import { shownSettings } from "../settings/shown-settings.ts";
import { type Settings, StartError } from "../settings/settings.ts";
import { accountRules, siteRules } from "../wiring/site-rules.ts";
import { tuningOf } from "../wiring/tuning.ts";
import { version } from "../settings/version.ts";
import { readWebPages } from "../wiring/web-files.ts";

/** Readers look all over a long queue. Of the embedded store; it can be dropped from memory at any time. */
const MAPPED_BYTES = 4 * 1024 ** 3;

/** Serves the API until `signal`. Any number of them may run on one store. */
export async function apiRole(
  settings: Settings,
  signal: AbortSignal,
  ready: (url?: string) => void,
): Promise<void> {
  const { config } = settings;
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
      ...leaderChecks(leader),
      ...plugins.checks,
    ],
    { nowMs: Date.now },
  );
  const rules = reloadedSiteRules(settings, plugins);
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
    credentialSources: credentialSourcesOf(config),
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
  ready(await listen(api, config.server.listen));
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve());
  });
  health.drain();
  await api.close();
  audit.close();
  metrics.close();
}

/** Of this site with its plugins. Everybody who holds them sees what changes at a reload. */
function reloadedSiteRules(settings: Settings, { executors }: Pick<SitePlugins, "executors">): SiteRules {
  const rulesOf = (config: Config): SiteRules => {
    const own = siteRules(config);
    return { ...own, executors: [...own.executors, ...executors.map(({ name }) => name)] };
  };
  const rules = { ...rulesOf(settings.config) };
  settings.onReload(() => void Object.assign(rules, rulesOf(settings.config)));
  return rules;
}

/** @returns  the address that it listens on @throws StartError  when it cannot */
async function listen(api: FastifyInstance, { host, port }: Config["server"]["listen"]): Promise<string> {
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
  return `http://${host.includes(":") ? `[${host}]` : host}:${bound}`;
}

function leaderChecks(leader: ReturnType<typeof createLeaderLink>): readonly HealthCheck[] {
  return [
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
  ];
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
