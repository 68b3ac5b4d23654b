import { engineUrl, engineUrls, gpuIds, portRanges } from "./docker-formats.ts";
import { absolutePath, cpusFromZero, duration, integer, name, size } from "./formats.ts";
import { key, optional } from "./key.ts";
import { WORD, YEAR } from "./words.ts";

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
