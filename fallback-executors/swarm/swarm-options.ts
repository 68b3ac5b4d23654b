import type { Capabilities } from "../../offers/backend.ts";
import type { Ranges } from "../../resources/ranges.ts";
import type { Engine } from "../docker/engine.ts";
import type { Clock, Log } from "../backend/ports.ts";

export interface SwarmOptions extends Clock {
  /** Of this backend in the configuration. */
  readonly name: string;
  /** Managers; any that answers will do. */
  readonly managers: readonly Engine[];
  /** Marks services as ours; two installations on one swarm need two. */
  readonly installation: string;
  /** Host ports that tasks may be given, on each node. */
  readonly ports: Ranges;
  /** Disk that tasks of one node may ask for together: Docker does not tell what is there. */
  readonly diskMib: number;
  /** Kept from tasks on each node. */
  readonly reserved: { readonly cpusMilli: number; readonly memMib: number };
  /** Name of the generic resource that stands for a GPU, as nodes advertise it: `gpu`, `NVIDIA-GPU`. */
  readonly gpuResource: string;
  /** By the name that jobs use: the overlay network in Docker. */
  readonly networks: Readonly<Record<string, string>>;
  readonly pidsLimit: number;
  /** How long the service of an ended task stays, with its output. */
  readonly keepMs: number;
  readonly log: Log;
}

/** What a swarm can do for a task. */
export function swarmCapabilities({
  ports,
  networks,
}: Pick<SwarmOptions, "ports" | "networks">): Capabilities {
  return {
    gpus: true,
    ports: ports.length > 0,
    networks: Object.keys(networks).length > 0,
    images: true,
    needsImage: true,
    dockerImages: true,
    tmpfs: true,
    shm: true,
    scratch: true,
    memoryLimits: true,
    revocable: false,
    reservations: false,
    volumes: "any-path",
    pause: false,
    exec: false,
    pids: "all",
  };
}
