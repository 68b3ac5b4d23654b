import { defined, type Get } from "./getting.ts";

/** What an engine and a swarm have in common. */
interface EngineConfig {
  readonly installation: string;
  /** Absent: no TLS is spoken. */
  readonly tls?: { readonly ca?: string; readonly certificate?: string; readonly key?: string };
  /** Of each machine. */
  readonly reserved: { readonly cpusMilli: number; readonly memoryBytes: number };
  readonly diskBytes: number;
  readonly ports: readonly (readonly [number, number])[];
  readonly pidsLimit: number;
  readonly keepMs: number;
}

export interface DockerConfig extends EngineConfig {
  readonly url: string;
  readonly gpus: readonly string[];
  readonly network: string;
}

export interface SwarmConfig extends EngineConfig {
  readonly managers: readonly string[];
  readonly gpuResource: string;
}

/** `undefined`: no jobs on Docker. */
export function dockerOf(get: Get): DockerConfig | undefined {
  const url = get("docker.url");
  return url === undefined
    ? undefined
    : { ...engineOf(get, "docker"), url, gpus: get("docker.gpus"), network: get("docker.network") };
}

/** `undefined`: no jobs on a swarm. */
export function swarmOf(get: Get): SwarmConfig | undefined {
  const managers = get("swarm.managers");
  return managers.length === 0
    ? undefined
    : { ...engineOf(get, "swarm"), managers, gpuResource: get("swarm.gpuResource") };
}

function engineOf(get: Get, kind: "docker" | "swarm"): EngineConfig {
  const tls = defined({
    ca: get(`${kind}.tls.ca`),
    certificate: get(`${kind}.tls.certificate`),
    key: get(`${kind}.tls.key`),
  });
  return {
    installation: get(`${kind}.installation`),
    ...(Object.keys(tls).length === 0 ? {} : { tls }),
    reserved: { cpusMilli: get(`${kind}.reservedCpus`), memoryBytes: get(`${kind}.reservedMemory`) },
    diskBytes: get(`${kind}.disk`),
    ports: get(`${kind}.ports`),
    pidsLimit: get(`${kind}.pidsLimit`),
    keepMs: get(`${kind}.keep`) * 1000,
  };
}
