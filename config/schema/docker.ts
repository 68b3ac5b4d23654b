import {
  absolutePath,
  asItIs,
  cpusFromZero,
  duration,
  integer,
  name,
  Refusal,
  size,
  textOf,
  type Format,
} from "../formats/formats.ts";
import { key, optional } from "../formats/key.ts";
import { texts } from "../formats/objects.ts";
import { WORD, YEAR } from "../formats/words.ts";
import { defined, type Get } from "./getting.ts";

const SCHEMES = new Set(["unix:", "tcp:", "http:", "https:"]);

/** Where a Docker engine listens. */
export const engineUrl: Format<string> = {
  allowed: "unix:///path, tcp://host:port, http://host:port or https://host:port",
  example: "unix:///var/run/docker.sock",
  schema: { type: "string", pattern: "^(unix|tcp|https?)://" },
  fromText: asItIs,
  read: (value) => {
    const text = textOf(value);
    const url = URL.parse(text);
    if (url === null || !SCHEMES.has(url.protocol)) throw new Refusal("is no address of a Docker engine");
    if (url.protocol === "unix:" ? url.pathname.length < 2 : url.hostname === "")
      throw new Refusal("names no place");
    if (url.username !== "" || url.password !== "") throw new Refusal("must not hold a user or password");
    return text;
  },
};

/** Managers of a swarm. */
export const engineUrls: Format<readonly string[]> = {
  allowed: "a list of addresses of Docker engines; with commas in variables and flags",
  example: ["tcp://manager1:2376", "tcp://manager2:2376"],
  schema: { type: "array", items: { type: "string" } },
  fromText: (text) => text.split(",").map((part) => part.trim()),
  read: (value) => texts.read(value).map((text) => engineUrl.read(text)),
};

/** GPUs, in the words of an engine's driver. */
export const gpuIds: Format<readonly string[]> = {
  allowed: "a list of numbers or ids of GPUs; with commas in variables and flags",
  example: ["0", "1"],
  schema: { type: "array", items: { type: "string" } },
  fromText: (text) => text.split(",").map((part) => part.trim()),
  read: (value) => {
    const ids = texts.read(value);
    const odd = ids.find((id) => !/^[A-Za-z0-9][A-Za-z0-9/_:-]{0,127}$/.test(id));
    if (odd !== undefined) throw new Refusal(`names ${JSON.stringify(odd)}, which is no GPU`);
    if (new Set(ids).size < ids.length) throw new Refusal("names a GPU twice");
    return ids;
  },
};

/** Ports of a machine, as ranges. */
export const portRanges: Format<readonly (readonly [number, number])[]> = {
  allowed: "ranges of ports such as 31000-32000; several with commas",
  example: "31000-32000",
  schema: { type: "string" },
  fromText: asItIs,
  read: (value) => {
    const text = textOf(value).trim();
    if (text === "") return [];
    return text.split(",").map((part): readonly [number, number] => {
      const [, first, last = first] = /^\s*(\d{1,5})(?:-(\d{1,5}))?\s*$/.exec(part) ?? [];
      const range = [Number(first), Number(last)] as const;
      if (first === undefined || range[0] < 1 || range[1] > 65_535 || range[0] > range[1])
        throw new Refusal(`names ${JSON.stringify(part)}, which is no range of ports`);
      return range;
    });
  },
};

const NETWORK = name(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/, "letters, digits and . _ -", "bridge");

/** Jobs on one Docker engine, beside Mesos or instead of it. */
export const DOCKER_KEYS = {
  "docker.url": optional(
    engineUrl,
    "no jobs on Docker",
    "The Docker engine that runs jobs, or another program that speaks its API. Jobs there need an image.",
    { example: "unix:///var/run/docker.sock" },
  ),
  "docker.installation": key(
    WORD,
    "godocker",
    "Marks the containers of this installation: only these are ever looked at. Two installations on one engine need two names.",
    { example: "lab" },
  ),
  "docker.tls.ca": optional(
    absolutePath,
    "the authorities of this machine",
    "File with the certificates, in PEM, of the authorities that signed the engine's. Any setting of `docker.tls` makes the engine speak TLS.",
    { example: "/etc/godocker/docker/ca.pem" },
  ),
  "docker.tls.certificate": optional(
    absolutePath,
    "no certificate",
    "File with the certificate, in PEM, to show to the engine.",
    { example: "/etc/godocker/docker/cert.pem" },
  ),
  "docker.tls.key": optional(
    absolutePath,
    "no key",
    "File with the key of `docker.tls.certificate`, in PEM.",
    {
      example: "/etc/godocker/docker/key.pem",
    },
  ),
  "docker.reservedCpus": key(
    cpusFromZero,
    0,
    "CPUs of the machine that are kept from jobs, for the engine and whatever else runs there.",
    { example: 0.5 },
  ),
  "docker.reservedMemory": key(
    size,
    "512MiB",
    "Memory of the machine that is kept from jobs. Limits of other containers are taken off by themselves.",
    { example: "2GiB" },
  ),
  "docker.disk": key(
    size,
    "100GiB",
    "Disk that jobs may ask for together. Docker does not tell what there is, and holds no job to what it asked for.",
    { example: "500GiB" },
  ),
  "docker.gpus": key(
    gpuIds,
    [],
    "GPUs of the machine, by number or id, as the engine's driver names them. Jobs get them one by one.",
    { example: ["0", "1"] },
  ),
  "docker.ports": key(portRanges, "31000-32000", "Host ports that jobs may be given.", {
    example: "31000-32000",
  }),
  "docker.network": key(NETWORK, "bridge", "Network of jobs that name none, as Docker calls it.", {
    example: "bridge",
  }),
  "docker.pidsLimit": key(integer(1, 4_194_304), 4096, "Processes and threads in one container, at most.", {
    example: 4096,
  }),
  "docker.keep": key(
    duration(0, YEAR),
    "1d",
    "So long the container of an ended job stays, with its output and its sandbox.",
    { example: "12h" },
  ),
} as const;

/** Jobs on a Docker swarm. */
export const SWARM_KEYS = {
  "swarm.managers": key(
    engineUrls,
    [],
    "Managers of the Docker swarm that runs jobs; any that answers will do. Jobs there need an image.",
    { example: ["tcp://manager1:2376", "tcp://manager2:2376"] },
  ),
  "swarm.installation": key(
    WORD,
    "godocker",
    "Marks the services of this installation: only these are ever looked at. Two installations on one swarm need two names.",
    { example: "lab" },
  ),
  "swarm.tls.ca": optional(
    absolutePath,
    "the authorities of this machine",
    "File with the certificates, in PEM, of the authorities that signed the managers'. Any setting of `swarm.tls` makes the managers speak TLS.",
    { example: "/etc/godocker/swarm/ca.pem" },
  ),
  "swarm.tls.certificate": optional(
    absolutePath,
    "no certificate",
    "File with the certificate, in PEM, to show to the managers.",
    { example: "/etc/godocker/swarm/cert.pem" },
  ),
  "swarm.tls.key": optional(absolutePath, "no key", "File with the key of `swarm.tls.certificate`, in PEM.", {
    example: "/etc/godocker/swarm/key.pem",
  }),
  "swarm.reservedCpus": key(
    cpusFromZero,
    0,
    "CPUs of each node that are kept from jobs: managers do not tell what else runs there.",
    { example: 0.5 },
  ),
  "swarm.reservedMemory": key(size, "512MiB", "Memory of each node that is kept from jobs.", {
    example: "2GiB",
  }),
  "swarm.disk": key(
    size,
    "100GiB",
    "Disk that jobs of one node may ask for together. Docker does not tell what there is, and holds no job to what it asked for.",
    { example: "500GiB" },
  ),
  "swarm.gpuResource": key(WORD, "gpu", "Name of the generic resource by which nodes advertise their GPUs.", {
    example: "NVIDIA-GPU",
  }),
  "swarm.ports": key(portRanges, "31000-32000", "Host ports of each node that jobs may be given.", {
    example: "31000-32000",
  }),
  "swarm.pidsLimit": key(integer(1, 4_194_304), 4096, "Processes and threads in one container, at most.", {
    example: 4096,
  }),
  "swarm.keep": key(duration(0, YEAR), "1d", "So long the service of an ended job stays, with its output.", {
    example: "12h",
  }),
} as const;

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
