import type { Config } from "../../config/loading/config.ts";
import type { DockerConfig, SwarmConfig } from "../../config/schema/docker.ts";
import { createDockerBackend } from "../../fallback-executors/docker/docker-backend.ts";
import { dockerCapabilities, type DockerOptions } from "../../fallback-executors/docker/docker-options.ts";
import { createDockerTaskAccess } from "../../fallback-executors/docker/docker-task-access.ts";
import { createEngine, type Engine } from "../../fallback-executors/docker/engine.ts";
import { createSwarmBackend } from "../../fallback-executors/swarm/swarm-backend.ts";
import { swarmCapabilities, type SwarmOptions } from "../../fallback-executors/swarm/swarm-options.ts";
import { createSwarmTaskAccess } from "../../fallback-executors/swarm/swarm-task-access.ts";
import type { Backend, Capabilities } from "../../offers/backend.ts";
import type { TaskAccess } from "../../offers/task-access.ts";
import * as ranges from "../../resources/ranges.ts";
import type { Logger } from "../../telemetry/logger.ts";
import type { Metrics } from "../../telemetry/metrics.ts";
import type { Cluster } from "./mesos.ts";
import { meteredBackend } from "./metered-backend.ts";
import { PATIENCE, patientBackend } from "./patient-backend.ts";
import { REAL_CLOCK } from "../settings/real-clock.ts";

const MIB = 1024 * 1024;
/** Name of the one Docker engine among the executors. */
export const DOCKER = "docker";

/** Name of the one swarm among the executors. */
export const SWARM = "swarm";

type Networks = Config["networks"];
export interface Beside {
  readonly log: Logger;
  readonly metrics: Metrics;
}

export function dockerCluster(docker: DockerConfig, networks: Networks, beside: Beside): Cluster {
  const engine = engineOf(docker, docker.url);
  return clusterOf(DOCKER, beside, (log) =>
    createDockerBackend({ ...optionsOf(docker, networks), engine, log, ...REAL_CLOCK }),
  );
}

export function swarmCluster(swarm: SwarmConfig, networks: Networks, beside: Beside): Cluster {
  const managers = managersOf(swarm);
  return clusterOf(SWARM, beside, (log) =>
    createSwarmBackend({ ...swarmOptionsOf(swarm, networks), managers, log, ...REAL_CLOCK }),
  );
}

export function clusterOf(
  executor: string,
  { log: parent, metrics }: Beside,
  create: (log: Logger) => Backend,
): Cluster {
  const log = parent.child({ executor });
  const patient = patientBackend(create(log), { ...PATIENCE, ...REAL_CLOCK, log });
  const metered = meteredBackend(patient, metrics, REAL_CLOCK.nowMs);
  const status = () => patient.status();
  return {
    backend: metered,
    status,
    reading: () => ({ executor, state: status().state, offersHeld: metered.offersHeld() }),
    mesos: () => undefined,
    configure: () => patient.retry(),
  };
}

export function dockerCapabilitiesOf(docker: DockerConfig, networks: Networks): Capabilities {
  return dockerCapabilities(optionsOf(docker, networks));
}

export function dockerAccess(docker: DockerConfig): TaskAccess {
  const { installation } = docker;
  return createDockerTaskAccess({
    engine: engineOf(docker, docker.url),
    installation,
    after: REAL_CLOCK.after,
  });
}

export function swarmCapabilitiesOf(swarm: SwarmConfig, networks: Networks): Capabilities {
  return swarmCapabilities(swarmOptionsOf(swarm, networks));
}

export function swarmAccess(swarm: SwarmConfig): TaskAccess {
  return createSwarmTaskAccess({ managers: managersOf(swarm), installation: swarm.installation });
}

function managersOf(swarm: SwarmConfig): readonly Engine[] {
  return swarm.managers.map((url) => engineOf(swarm, url));
}

function engineOf({ tls }: Pick<DockerConfig, "tls">, url: string): Engine {
  if (tls === undefined) return createEngine({ url });
  const { ca, certificate, key } = tls;
  return createEngine({
    url,
    tls: {
      ...(ca === undefined ? {} : { caFile: ca }),
      ...(certificate === undefined ? {} : { certificateFile: certificate }),
      ...(key === undefined ? {} : { keyFile: key }),
    },
  });
}

function optionsOf(
  docker: DockerConfig,
  networks: Networks,
): Omit<DockerOptions, "engine" | "log" | "nowMs" | "after"> {
  return {
    ...common(docker),
    name: DOCKER,
    gpus: docker.gpus,
    network: docker.network,
    networks: Object.fromEntries(
      networks.map(({ name, network, dockerMode }) => [name, dockerMode === "bridge" ? "bridge" : network]),
    ),
  };
}

function swarmOptionsOf(
  swarm: SwarmConfig,
  networks: Networks,
): Omit<SwarmOptions, "managers" | "log" | "nowMs" | "after"> {
  return {
    ...common(swarm),
    name: SWARM,
    gpuResource: swarm.gpuResource,
    // Services join overlay networks only.
    networks: Object.fromEntries(
      networks.flatMap(({ name, network, dockerMode }) => (dockerMode === "user" ? [[name, network]] : [])),
    ),
  };
}

function common({ installation, ports, diskBytes, reserved, pidsLimit, keepMs }: DockerConfig | SwarmConfig) {
  return {
    installation,
    ports: ranges.normalise(ports),
    diskMib: Math.floor(diskBytes / MIB),
    reserved: { cpusMilli: reserved.cpusMilli, memMib: Math.ceil(reserved.memoryBytes / MIB) },
    pidsLimit,
    keepMs,
  };
}
