import type { Capabilities } from "../../offers/backend.ts";
import type { Ranges } from "../../resources/ranges.ts";
import type { Clock, Log } from "../backend/ports.ts";
import type { Engine } from "./engine.ts";

export interface DockerOptions extends Clock {
  /** Of this backend in the configuration. */
  readonly name: string;
  readonly engine: Engine;
  /** Marks containers as ours; two installations on one engine need two. */
  readonly installation: string;
  /** Host ports that tasks may be given. */
  readonly ports: Ranges;
  /** Disk that tasks may ask for together: Docker does not tell what is there, and holds nobody to it. */
  readonly diskMib: number;
  /** Kept from tasks: for the engine, and for whatever else runs on the machine. */
  readonly reserved: { readonly cpusMilli: number; readonly memMib: number };
  /** GPUs of the machine, as the engine's driver names them: `0`, `GPU-…`. */
  readonly gpus: readonly string[];
  /** Of jobs that name none: one of Docker's own (`bridge`) or of the machine. */
  readonly network: string;
  /** By the name that jobs use: the name in Docker. */
  readonly networks: Readonly<Record<string, string>>;
  /** Processes and threads in one container, at most. */
  readonly pidsLimit: number;
  /** How long ended containers stay, with their output and files. */
  readonly keepMs: number;
  readonly log: Log;
}

/** What a Docker engine can do for a task. */
export function dockerCapabilities({
  gpus,
  ports,
  networks,
}: Pick<DockerOptions, "gpus" | "ports" | "networks">): Capabilities {
  return {
    gpus: gpus.length > 0,
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
    oneMachine: true,
    pause: true,
    exec: true,
    signals: true,
    pids: "all",
  };
}

/** Where every container has its sandbox: the working directory, with the files that were fetched for the task. */
export const SANDBOX = "/mnt/godocker/sandbox";

const PREFIX = "org.godocker";
/** Labels of our containers. */
export const LABELS = {
  installation: `${PREFIX}.installation`,
  task: `${PREFIX}.task`,
  name: `${PREFIX}.name`,
  /** What it holds of the machine, as JSON. */
  holding: `${PREFIX}.holding`,
} as const;
