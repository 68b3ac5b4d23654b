import type { Capabilities } from "../offers/backend.ts";
import { add, NO_RESOURCES } from "../resources/vector.ts";
import type { ResourceVector } from "../resources/vector.ts";
import { containerizersOf, partsBeside } from "./launch/launch-options.ts";
import type { LaunchOptions } from "./launch/launch-options.ts";
import type { FrameworkOptions } from "./session/framework-info.ts";

export interface CapabilityOptions {
  readonly framework: Pick<FrameworkOptions, "roles" | "gpus" | "revocable">;
  readonly launch?: LaunchOptions;
}

/** What a Mesos backend with these options can do. */
export function mesosCapabilities({ framework, launch = {} }: CapabilityOptions): Capabilities {
  const containerizers = containerizersOf(launch);
  const docker = containerizers.includes("docker");
  const reservations = framework.roles.every((role) => role !== "*"); // for which nothing can be reserved
  return {
    gpus: framework.gpus ?? false,
    ports: true,
    networks: Object.keys(launch.networks ?? {}).length > 0,
    images: containerizers.length > 0,
    dockerImages: docker,
    tmpfs: docker, // the Mesos containerizer has no word for it
    shm: containerizers.length > 0,
    scratch: reservations,
    memoryLimits: true,
    revocable: framework.revocable ?? false,
    reservations,
    volumes: containerizers.length > 0 ? "any-path" : "same-path",
    pause: false,
    exec: true,
    signals: true,
    ...(launch.pidsLabel !== undefined
      ? { pids: "all" as const }
      : docker
        ? { pids: "docker-images" as const }
        : {}),
  };
}

/** What every task takes of its agent beside its own resources. */
export function mesosOverhead(launch: LaunchOptions = {}): ResourceVector {
  const parts = partsBeside(launch);
  return parts === undefined ? NO_RESOURCES : add(parts.executor, parts.sidecar);
}
