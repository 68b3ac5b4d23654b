import { hostname } from "node:os";
import type { Config } from "../../config/loading/config.ts";
import type { MesosCredentials } from "../../framework/connection/credentials.ts";
import { secretFile } from "../../framework/connection/credentials.ts";
import type { TlsOptions } from "../../framework/connection/connections.ts";
import type { LaunchOptions } from "../../framework/launch/launch-options.ts";
import { createMesosBackend, type MesosBackend } from "../../framework/mesos-backend.ts";
import type { FrameworkChange } from "../../framework/session/framework-info.ts";
import type { MesosTaskAccessOptions } from "../../framework/task-access/mesos-task-access.ts";
import type { Backend } from "../../offers/backend.ts";
import type { ClusterReading, MesosReading } from "../../telemetry/cluster-metrics.ts";
import type { Logger } from "../../telemetry/logger.ts";
import type { Metrics } from "../../telemetry/metrics.ts";
import { accountOnAgents } from "../people/accounts.ts";
import { meteredBackend } from "./metered-backend.ts";
import { PATIENCE, patientBackend, type ClusterStatus } from "./patient-backend.ts";
import { publicUrl } from "../settings/public-url.ts";
import { REAL_CLOCK } from "../settings/real-clock.ts";

/** A configured cluster while a scheduler leads. */
export interface Cluster {
  readonly backend: Backend;
  status(): ClusterStatus;
  reading(): ClusterReading;
  mesos(): MesosReading | undefined;
  /** Takes over what has changed in the configuration, and tries at once what waits for a person. */
  configure(): void;
}

const MIB = 1024 * 1024;

/** Name of the Mesos cluster, the embedded one included, among the executors. */
export const MESOS = "mesos";

/** @param settings  read again whenever the cluster is configured */
export function mesosCluster(
  settings: { readonly config: Config },
  { log: parent, metrics }: { readonly log: Logger; readonly metrics: Metrics },
): Cluster {
  const { config } = settings;
  const { mesos } = config;
  const log = parent.child({ executor: MESOS });
  const framework = createMesosBackend({
    name: MESOS,
    masters:
      mesos.masters.kind === "zookeeper" ? [mesos.masters.url] : mesos.masters.urls.map(({ href }) => href),
    ...optional("tls", tlsOf(config)),
    framework: {
      ...frameworkOf(config),
      user: accountOnAgents(config).name,
      ...optional("principal", mesos.principal),
    },
    launch: launchOf(config),
    ...optional("credentials", credentialsOf(config)),
    onRemoved: mesos.onRemoved,
    random: Math.random,
    ...REAL_CLOCK,
    log,
    count: (what, by) => metrics.mesosCount(what, by),
  });
  const patient = patientBackend(framework, { ...PATIENCE, ...REAL_CLOCK, log });
  const metered = meteredBackend(patient, metrics, REAL_CLOCK.nowMs);
  const status = (): ClusterStatus => {
    const own = patient.status();
    const { denied, cause } = framework.status();
    // What the framework itself tries again, slowly: to operators it is the same.
    return denied && own.state === "disconnected"
      ? { ...own, state: "refused", ...optional("cause", cause ?? own.cause) }
      : own;
  };
  return {
    backend: metered,
    status,
    reading: () => ({ executor: MESOS, state: status().state, offersHeld: metered.offersHeld() }),
    mesos: () => {
      const { phase, forMs, silentMs, pendingCalls } = framework.status();
      const subscribed = phase === "subscribed";
      return {
        subscribed,
        ...optional("heartbeatAgeSeconds", silentMs === undefined ? undefined : silentMs / 1000),
        ...(subscribed ? { sessionAgeSeconds: forMs / 1000 } : {}),
        callsWaiting: pendingCalls,
      };
    },
    configure: () => {
      void tellChange(framework, settings.config, log);
      patient.retry();
    },
  };
}

/** What can change while tasks run. The cluster may refuse it: then what it knew before stays. */
async function tellChange(framework: MesosBackend, config: Config, log: Logger): Promise<void> {
  try {
    const result = await framework.reconfigure({
      framework: frameworkOf(config),
      onRemoved: config.mesos.onRemoved,
    });
    const fields = { ...result, event: `framework.${result.state}` };
    if (result.state === "refused") log.error("the cluster does not take the changed settings", fields);
    else log.info("the cluster has the settings, or gets them with the next subscription", fields);
  } catch (error) {
    log.error("the changed settings cannot work", { event: "framework.refused", err: error });
  }
}

function frameworkOf(config: Config): FrameworkChange {
  const { mesos } = config;
  return {
    name: mesos.name,
    roles: mesos.roles,
    failoverTimeoutSeconds: mesos.failoverTimeoutMs / 1000,
    webuiUrl: publicUrl(config),
    hostname: mesos.hostname ?? hostname(),
    gpus: mesos.gpus,
    revocable: mesos.revocable,
    regionAware: mesos.regions,
  };
}

export function launchOf({ mesos, networks }: Pick<Config, "mesos" | "networks">): LaunchOptions {
  const { sidecar } = mesos;
  return {
    containerizers: mesos.containerizers,
    ...optional("containerizer", mesos.containerizer),
    networks: Object.fromEntries(
      networks.map(({ name, network, dockerMode, mapsPorts }) => [
        name,
        { name: network, docker: dockerMode, mapsPorts },
      ]),
    ),
    pidsLimit: mesos.pidsLimit,
    ...optional("pidsLabel", mesos.pidsLabel),
    secretVariables: mesos.secretVariables,
    sandboxDirectory: mesos.sandboxDirectory,
    ...(sidecar === undefined
      ? {}
      : {
          sidecar: {
            argv: sidecar.argv,
            env: sidecar.env,
            ...optional("image", sidecar.image),
            ...optional("user", sidecar.user),
            cpusMilli: sidecar.cpusMilli,
            memMib: Math.ceil(sidecar.memoryBytes / MIB),
          },
        }),
  };
}

/** Files are read each time they are needed: what is renewed there is used without a restart. */
function credentialsOf({ mesos }: Config): MesosCredentials | undefined {
  const { principal, secretFile: secret, authorizationFile } = mesos;
  if (authorizationFile !== undefined)
    return { ...optional("principal", principal), header: secretFile(authorizationFile) };
  if (principal === undefined || secret === undefined) return undefined;
  return { principal, secret: secretFile(secret) };
}

/** How agents are reached, and who we are to them. */
export function taskAccessOptions(config: Config): MesosTaskAccessOptions {
  return { ...optional("credentials", credentialsOf(config)), ...optional("tls", tlsOf(config)) };
}

function tlsOf({ mesos: { tls } }: Config): TlsOptions | undefined {
  if (!tls.enabled) return undefined;
  return {
    ...optional("caFile", tls.ca),
    ...optional("certificateFile", tls.certificate),
    ...optional("keyFile", tls.key),
    ...optional("serverName", tls.serverName),
  };
}

/** A field that is absent when it has no value. */
function optional<K extends string, V>(name: K, value: V | undefined): { readonly [P in K]?: V } {
  // The one field that is there has that name and that type.
  return (value === undefined ? {} : { [name]: value }) as { readonly [P in K]?: V };
}
