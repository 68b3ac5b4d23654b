import type { Config, DockerConfig } from "../config/config.ts";
import { createDockerBackend } from "../fallback-executors/docker/docker-backend.ts";
import { dockerCapabilities, type DockerOptions } from "../fallback-executors/docker/docker-options.ts";
import { createDockerTaskAccess } from "../fallback-executors/docker/docker-task-access.ts";
import { createEngine, type Engine } from "../fallback-executors/docker/engine.ts";
import type { Capabilities } from "../offers/backend.ts";
import type { TaskAccess } from "../offers/task-access.ts";
import * as ranges from "../resources/ranges.ts";
import type { Logger } from "../telemetry/logger.ts";
import type { Metrics } from "../telemetry/metrics.ts";
import type { Cluster } from "./cluster.ts";
import { meteredBackend } from "./metered-backend.ts";
import { PATIENCE, patientBackend } from "./patient-backend.ts";
import { REAL_CLOCK } from "./real-clock.ts";

const MIB = 1024 * 1024;
/** Name of the one Docker engine among the executors. */
export const DOCKER = "docker";

export function dockerCluster(
  { docker, networks }: { readonly docker: DockerConfig; readonly networks: Config["networks"] },
  { log: parent, metrics }: { readonly log: Logger; readonly metrics: Metrics },
): Cluster {
  const log = parent.child({ executor: DOCKER });
  const engine = engineOf(docker);
  const backend = createDockerBackend({ ...optionsOf(docker, networks), engine, log, ...REAL_CLOCK });
  const patient = patientBackend(backend, { ...PATIENCE, ...REAL_CLOCK, log });
  const metered = meteredBackend(patient, metrics, REAL_CLOCK.nowMs);
  const status = () => patient.status();
  return {
    backend: metered,
    status,
    reading: () => ({ executor: DOCKER, state: status().state, offersHeld: metered.offersHeld() }),
    mesos: () => undefined,
    configure: () => patient.retry(),
  };
}

export function dockerCapabilitiesOf(docker: DockerConfig, networks: Config["networks"]): Capabilities {
  return dockerCapabilities(optionsOf(docker, networks));
}

export function dockerAccess(docker: DockerConfig): TaskAccess {
  const { installation } = docker;
  return createDockerTaskAccess({ engine: engineOf(docker), installation, after: REAL_CLOCK.after });
}

function engineOf({ url, tls }: DockerConfig): Engine {
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
  networks: Config["networks"],
): Omit<DockerOptions, "engine" | "log" | "nowMs" | "after"> {
  return {
    name: DOCKER,
    installation: docker.installation,
    ports: ranges.normalise(docker.ports),
    diskMib: Math.floor(docker.diskBytes / MIB),
    reserved: {
      cpusMilli: docker.reserved.cpusMilli,
      memMib: Math.ceil(docker.reserved.memoryBytes / MIB),
    },
    gpus: docker.gpus,
    network: docker.network,
    networks: Object.fromEntries(
      networks.map(({ name, network, dockerMode }) => [name, dockerMode === "bridge" ? "bridge" : network]),
    ),
    pidsLimit: docker.pidsLimit,
    keepMs: docker.keepMs,
  };
}
