import type { Config } from "../../config/loading/config.ts";
import { mesosCapabilities } from "../../framework/capabilities.ts";
import { createMesosTaskAccess } from "../../framework/task-access/mesos-task-access.ts";
import type { Capabilities } from "../../offers/backend.ts";
import type { TaskAccess } from "../../offers/task-access.ts";
import type { Logger } from "../../telemetry/logger.ts";
import type { Metrics } from "../../telemetry/metrics.ts";
import { launchOf, MESOS, mesosCluster, taskAccessOptions, type Cluster } from "./mesos.ts";
import {
  DOCKER,
  dockerAccess,
  dockerCapabilitiesOf,
  dockerCluster,
  SWARM,
  swarmAccess,
  swarmCapabilitiesOf,
  swarmCluster,
} from "./docker.ts";
import { KUBERNETES, kubernetesAccess, kubernetesCapabilitiesOf, kubernetesCluster } from "./kubernetes.ts";
import { accessByExecutor } from "./task-access.ts";

/** All that may run jobs on this site, by name: what `executor` of a job and `executors` of a queue may say. */
export function executorsOf(config: Named): readonly string[] {
  return [
    ...(hasMesos(config) ? [MESOS] : []),
    ...(config.docker === undefined ? [] : [DOCKER]),
    ...(config.swarm === undefined ? [] : [SWARM]),
    ...(config.kubernetes === undefined ? [] : [KUBERNETES]),
  ];
}

type Named = Pick<Config, "mesos" | "docker" | "swarm" | "kubernetes">;

/** Without any other executor the embedded cluster is Mesos, too. */
function hasMesos({ mesos: { masters }, docker, swarm, kubernetes }: Named): boolean {
  return (
    (docker ?? swarm ?? kubernetes) === undefined || masters.kind === "zookeeper" || masters.urls.length > 0
  );
}

export function clustersOf(
  settings: { readonly config: Config },
  beside: { readonly log: Logger; readonly metrics: Metrics },
): readonly Cluster[] {
  const { config } = settings;
  const { docker, kubernetes, networks, swarm } = config;
  return [
    ...(hasMesos(config) ? [mesosCluster(settings, beside)] : []),
    ...(docker === undefined ? [] : [dockerCluster(docker, networks, beside)]),
    ...(swarm === undefined ? [] : [swarmCluster(swarm, networks, beside)]),
    ...(kubernetes === undefined ? [] : [kubernetesCluster(kubernetes, networks, beside)]),
  ];
}

export function capabilitiesOf(config: Config): readonly Capabilities[] {
  const { docker, kubernetes, mesos, networks, swarm } = config;
  return [
    ...(hasMesos(config) ? [mesosCapabilities({ framework: mesos, launch: launchOf(config) })] : []),
    ...(docker === undefined ? [] : [dockerCapabilitiesOf(docker, networks)]),
    ...(swarm === undefined ? [] : [swarmCapabilitiesOf(swarm, networks)]),
    ...(kubernetes === undefined ? [] : [kubernetesCapabilitiesOf(kubernetes, networks)]),
  ];
}

/** Those of `executorsOf` that can pause tasks. */
export function pausingOf(config: Config): readonly string[] {
  // Both tell the same clusters in the same order.
  const capabilities = capabilitiesOf(config);
  return executorsOf(config).filter((_, at) => capabilities[at]?.pause === true);
}

/** @param further  those of plugins, by name */
export function taskAccessOf(config: Config, further: Readonly<Record<string, TaskAccess>> = {}): TaskAccess {
  const { docker, kubernetes, swarm } = config;
  return accessByExecutor({
    ...further,
    [MESOS]: createMesosTaskAccess(taskAccessOptions(config)),
    ...(docker === undefined ? {} : { [DOCKER]: dockerAccess(docker) }),
    ...(swarm === undefined ? {} : { [SWARM]: swarmAccess(swarm) }),
    ...(kubernetes === undefined ? {} : { [KUBERNETES]: kubernetesAccess(kubernetes) }),
  });
}
