// Jobs, offers and sites, each with the ACCEPT that has to come of them: golden/<file>.json.
import { taskIdOf } from "../../jobs/life/job.ts";
import type { TaskLaunch } from "../../offers/backend.ts";
import type { Resource, ResourceReservationInfo } from "../../proto/generated/types.ts";
import { aTask } from "../backend.builders.ts";
import type { AgentTraits } from "../offers/agents.ts";
import type { ReservationOwner } from "../offers/reservation-labels.ts";
import type { LaunchOptions } from "./launch-options.ts";

export interface GoldenCase {
  /** Name of its file, without the ending. */
  readonly file: string;
  readonly shows: string;
  readonly tasks: readonly TaskLaunch[];
  readonly offers: readonly (readonly Resource[])[];
  readonly options: LaunchOptions;
  readonly traits: AgentTraits | undefined;
  /** An embedded agent has these resources, so that an embedded master can judge the call. */
  readonly embedded?: EmbeddedAgent;
}

/** `held`: after the reservation of `HELD`, in one offer. */
export type EmbeddedAgent = "plain" | "reserved" | "held";

export const ROLE = "lab/batch";
export const OWNER: ReservationOwner = { framework: "godocker", role: ROLE, principal: "gd" };
export const FRAMEWORK_ID = "fw-1";
export const AGENT_ID = "agent-1";

const TRAITS: AgentTraits = { operationFeedback: true, resourceLimits: true };

function scalar(name: string, value: number, fields: Partial<Resource> = {}): Resource {
  return { name, type: "SCALAR", scalar: { value }, allocation_info: { role: ROLE }, ...fields };
}

function ports(...range: readonly (readonly [number, number])[]): Resource {
  const ranges = { range: range.map(([begin, end]) => ({ begin, end })) };
  return { name: "ports", type: "RANGES", ranges, allocation_info: { role: ROLE } };
}

/** What `EMBEDDED.plain` offers. */
const PLAIN: readonly Resource[] = [
  scalar("cpus", 8),
  scalar("mem", 16_384),
  scalar("disk", 65_536),
  scalar("gpus", 2),
  ports([31_000, 31_099], [31_200, 31_299]),
];

function reserved(
  ...stack: readonly (readonly [ResourceReservationInfo["type"], string])[]
): Partial<Resource> {
  return {
    reservations: stack.map(([type, role]) => ({
      ...(type === "DYNAMIC" ? { principal: "operator" } : {}),
      role,
      ...(type === undefined ? {} : { type }),
    })),
  };
}

/** What `EMBEDDED.reserved` offers once an operator has reserved the first parts. */
export const RESERVED: readonly Resource[] = [
  scalar("cpus", 1, reserved(["DYNAMIC", ROLE])),
  scalar("cpus", 2, reserved(["DYNAMIC", "lab"])),
  scalar("cpus", 4),
  scalar("mem", 512, reserved(["DYNAMIC", ROLE])),
  scalar("mem", 4096),
  scalar("disk", 1000, reserved(["DYNAMIC", "lab"])),
  scalar("disk", 10_000),
  ports([31_000, 31_099]),
];

/** As `--resources` of an embedded agent reads them. */
export const EMBEDDED = {
  plain: "cpus:8;mem:16384;disk:65536;gpus:2;ports:[31000-31099,31200-31299]",
  reserved: "cpus:7;mem:4608;disk:11000;ports:[31000-31099]",
};

/** What a wide job has collected on `EMBEDDED.plain`. */
export const HELD = { id: "job-7", resources: { cpusMilli: 6000, memMib: 8192, diskMib: 1024, gpus: 0 } };

const HELD_RESERVATION: Partial<Resource> = {
  reservations: [
    {
      principal: "gd",
      labels: {
        labels: [
          { key: "godocker.framework", value: "godocker" },
          { key: "godocker.reservation", value: HELD.id },
        ],
      },
      role: ROLE,
      type: "DYNAMIC",
    },
  ],
};

const HELD_OFFER: readonly Resource[] = [
  scalar("cpus", 6, HELD_RESERVATION),
  scalar("mem", 8192, HELD_RESERVATION),
  scalar("disk", 1024, HELD_RESERVATION),
  scalar("cpus", 2),
  scalar("mem", 8192),
  scalar("disk", 64_512),
  scalar("gpus", 2),
  ports([31_000, 31_099], [31_200, 31_299]),
];

const REVOCABLE: readonly Resource[] = [
  scalar("cpus", 1),
  scalar("mem", 1024),
  scalar("disk", 1000),
  scalar("cpus", 16, { revocable: {} }),
  scalar("mem", 256, { revocable: {} }),
];

const SITE: LaunchOptions = {
  networks: {
    cluster: { name: "weave", mapsPorts: true },
    plain: {},
    bridged: { docker: "bridge" },
  },
};
const WITH_SIDECAR: LaunchOptions = {
  ...SITE,
  sidecar: {
    argv: ["/opt/site/uploader", "--quiet"],
    env: { SITE: "north" },
    user: "nobody",
    cpusMilli: 50,
    memMib: 64,
  },
};
const ADA = { name: "ada", uid: 1001, gid: 100 };
const IMAGE = { ref: "debian:12", pull: "ifNotPresent" } as const;
const DOCKER_IMAGE = { ...IMAGE, containerizer: "docker" } as const;
const SMALL = { cpusMilli: 500, memMib: 256, diskMib: 100, gpus: 0 };

let count = 0;

/** Cases are numbered as they come, and so are their jobs. */
function one(
  name: string,
  shows: string,
  fields: Partial<TaskLaunch>,
  rest: Partial<Omit<GoldenCase, "file" | "shows" | "tasks">> = {},
): GoldenCase {
  return several(name, shows, [fields], rest);
}

function several(
  name: string,
  shows: string,
  tasks: readonly Partial<TaskLaunch>[],
  rest: Partial<Omit<GoldenCase, "file" | "shows" | "tasks">> = {},
): GoldenCase {
  count += 1;
  const number = count;
  return {
    file: `${String(number).padStart(2, "0")}-${name}`,
    shows,
    tasks: tasks.map((fields, index) =>
      aTask({
        taskId: taskIdOf(number, tasks.length > 1 ? index : undefined, 1, 1),
        name: `${name} (ada)`,
        argv: ["true"],
        resources: SMALL,
        account: ADA,
        ...fields,
      }),
    ),
    offers: [PLAIN],
    options: SITE,
    traits: TRAITS,
    ...(rest.offers === undefined ? { embedded: "plain" } : {}),
    ...rest,
  };
}

const NETWORK = (name: string, mapped = false): Partial<TaskLaunch> => ({
  network: {
    name,
    mappings: mapped
      ? [
          { host: 31_000, container: 80, protocol: "tcp" },
          { host: 31_200, container: 53, protocol: "udp" },
        ]
      : [],
  },
  ports: mapped
    ? [
        { port: 31_000, name: "web" },
        { port: 31_200, name: "dns" },
      ]
    : [],
});

export const GOLDEN_CASES: readonly GoldenCase[] = [
  one("command", "a program of the machine, without any container", {
    argv: ["sh", "-c", "echo $HOME; echo 'a b'"],
    env: { LANG: "C.UTF-8", EMPTY: "" },
    labels: { "godocker.job": "1", "godocker.user": "ada" },
    graceMs: 1500,
  }),
  one("command-script", "a fetched script is a relative program: the sandbox is where the task begins", {
    argv: ["./cmd.sh", "a b", "$HOME"],
    files: [{ url: "http://front1/once/x", name: "cmd.sh", executable: true }],
  }),
  one("command-interpreter", "a fetched script under an interpreter", {
    argv: ["/bin/sh", "./cmd.sh", "x"],
    files: [{ url: "http://front1/once/x", name: "cmd.sh", executable: true }],
  }),
  one("command-root", "root is root only as the account root", { account: { name: "root", uid: 0, gid: 0 } }),
  one("command-without-numbers", "an account whose numbers nobody knows is enough on the machine", {
    account: { name: "grace" },
  }),
  one("command-volumes", "volumes under the path they have on the machine need no mount there", {
    mounts: [
      { source: "/data/ref", path: "/data/ref", mode: "ro" },
      { source: "/home/ada", path: "/home/ada", mode: "rw" },
    ],
  }),
  one("command-volume-elsewhere", "a volume under another path is mounted", {
    mounts: [{ source: "/export/ref", path: "/data/ref", mode: "ro" }],
  }),
  one("command-gpus", "whole GPUs", { resources: { ...SMALL, gpus: 2 } }),
  one("command-ports", "the very ports that were chosen, out of two ranges, with their names", {
    ports: [{ port: 31_001, name: "web" }, { port: 31_000 }, { port: 31_299, name: "metrics" }],
  }),
  one("command-network", "a program of the machine in a network, which is CNI's", NETWORK("plain")),
  one("command-network-ports", "ports mapped by the plug-in of a network", NETWORK("cluster", true)),
  one("command-shm", "a /dev/shm of its own", { shmMib: 512 }),
  one("command-memory-limit", "memory may grow up to a limit", { memoryLimitMib: 1024 }),
  one("command-memory-limit-equal", "a limit that is what it asks for is none", { memoryLimitMib: 256 }),
  one("command-completion", "Mesos itself ends it after so long", { maxCompletionMs: 90_500 }),
  one("command-fractions", "thirds of a cpu are told in thousandths", {
    resources: { cpusMilli: 333, memMib: 1, diskMib: 0, gpus: 0 },
  }),
  one("command-scratch", "disk is reserved and made a volume, which is in the sandbox, in one call", {
    resources: { ...SMALL, diskMib: 1124 },
    scratch: { mib: 1024, path: "work" },
  }),
  one("image", "an image by the site's containerizer: its entry point is replaced, capabilities are gone", {
    image: IMAGE,
    argv: ["blastp", "-query", "a.fa"],
  }),
  one("image-always", "the registry is asked although the image is there", {
    image: { ...IMAGE, pull: "always" },
  }),
  one("image-script", "a fetched script, by the place where an image sees the sandbox", {
    image: IMAGE,
    argv: ["./cmd.sh", "./cmd.sh", "./other"],
    files: [{ url: "http://front1/once/x", name: "cmd.sh", executable: true }],
  }),
  one("image-volumes", "every volume is mounted, read-only ones so", {
    image: IMAGE,
    mounts: [
      { source: "/data/ref", path: "/data/ref", mode: "ro" },
      { source: "/home/ada", path: "/home/ada", mode: "rw" },
    ],
  }),
  one("image-network-ports", "an image in a network whose plug-in maps ports", {
    image: IMAGE,
    ...NETWORK("cluster", true),
  }),
  one("image-shm-gpus", "shared memory and a GPU in an image", {
    image: IMAGE,
    shmMib: 64,
    resources: { ...SMALL, gpus: 1 },
  }),
  one("image-scratch", "a scratch volume at a path of the image", {
    image: IMAGE,
    resources: { ...SMALL, diskMib: 612 },
    scratch: { mib: 512, path: "/scratch" },
  }),
  one("docker", "an image by Docker: no first argument, the entry point replaced, hardened, as uid and gid", {
    image: DOCKER_IMAGE,
    argv: ["blastp", "-query", "a.fa"],
    env: { LANG: "C.UTF-8" },
  }),
  one(
    "docker-by-site",
    "Docker when the site says so",
    { image: IMAGE },
    { options: { ...SITE, containerizer: "docker", pidsLimit: 512 } },
  ),
  one("docker-always", "the registry is asked although the image is there", {
    image: { ...DOCKER_IMAGE, pull: "always" },
  }),
  one(
    "docker-script",
    "a fetched script under an interpreter, by the place where Docker mounts the sandbox",
    {
      image: DOCKER_IMAGE,
      argv: ["/bin/sh", "./cmd.sh", "x"],
      files: [{ url: "http://front1/once/x", name: "cmd.sh", executable: true }],
    },
  ),
  one(
    "docker-sandbox-elsewhere",
    "a relative program where agents have their sandboxes elsewhere",
    {
      image: DOCKER_IMAGE,
      argv: ["bin/tool"],
    },
    { options: { ...SITE, sandboxDirectory: "/sandbox" } },
  ),
  one("docker-volumes", "volumes in Docker", {
    image: DOCKER_IMAGE,
    mounts: [
      { source: "/data/ref", path: "/data/ref", mode: "ro" },
      { source: "/home/ada", path: "/home/ada", mode: "rw" },
    ],
  }),
  one("docker-tmpfs-shm", "file systems in memory and shared memory", {
    image: DOCKER_IMAGE,
    tmpfs: [
      { path: "/tmp", mib: 64 },
      { path: "/run", mib: 16 },
    ],
    shmMib: 128,
  }),
  one("docker-network-ports", "a network of Docker by its name, with mapped ports", {
    image: DOCKER_IMAGE,
    ...NETWORK("cluster", true),
  }),
  one("docker-bridge-ports", "Docker's own bridge; the name is there to find the address again", {
    image: DOCKER_IMAGE,
    ...NETWORK("bridged", true),
  }),
  one("docker-root", "root in a container only for the account root", {
    image: DOCKER_IMAGE,
    account: { name: "root", uid: 0, gid: 0 },
  }),
  one("docker-memory-limit", "memory that may grow, in Docker", { image: DOCKER_IMAGE, memoryLimitMib: 512 }),
  one("docker-scratch", "a scratch volume goes through the sandbox, where alone Docker tasks can have it", {
    image: DOCKER_IMAGE,
    resources: { ...SMALL, diskMib: 612 },
    scratch: { mib: 512, path: "/scratch" },
  }),
  one(
    "reserved-first",
    "what operators reserved for our role and the one above is used up first",
    {
      resources: { cpusMilli: 3500, memMib: 600, diskMib: 1500, gpus: 0 },
    },
    { offers: [RESERVED], embedded: "reserved" },
  ),
  one(
    "reserved-scratch",
    "a scratch volume on disk that is reserved for the role above: a refined reservation",
    {
      resources: { ...SMALL, diskMib: 900 },
      scratch: { mib: 800, path: "work" },
    },
    { offers: [RESERVED], embedded: "reserved" },
  ),
  one(
    "reserved-refined",
    "reservations that operators refined or made while running are used as they are",
    {
      resources: { cpusMilli: 3000, memMib: 64, diskMib: 0, gpus: 0 },
    },
    {
      offers: [
        [
          scalar("cpus", 1, reserved(["STATIC", "lab"], ["DYNAMIC", ROLE])),
          scalar("cpus", 1, reserved(["DYNAMIC", "lab"])),
          scalar("cpus", 4),
          scalar("mem", 1024),
        ],
      ],
    },
  ),
  one(
    "held",
    "what its job has collected, and only what it lacks from elsewhere",
    {
      resources: { cpusMilli: 7000, memMib: 4096, diskMib: 100, gpus: 0 },
      reservation: HELD.id,
    },
    { offers: [HELD_OFFER], embedded: "held" },
  ),
  one(
    "held-by-another",
    "what another job has collected is left alone",
    {
      resources: { cpusMilli: 1500, memMib: 64, diskMib: 0, gpus: 0 },
    },
    { offers: [HELD_OFFER], embedded: "held" },
  ),
  one(
    "held-scratch",
    "a scratch volume in what its job has collected needs no further reservation",
    {
      resources: { cpusMilli: 1000, memMib: 64, diskMib: 612, gpus: 0 },
      reservation: HELD.id,
      scratch: { mib: 512, path: "work" },
    },
    { offers: [HELD_OFFER], embedded: "held" },
  ),
  one(
    "preemptible",
    "of each name all of it can be taken away, or nothing",
    {
      resources: { cpusMilli: 4000, memMib: 512, diskMib: 100, gpus: 0 },
      preemptible: true,
    },
    { offers: [REVOCABLE] },
  ),
  one(
    "not-preemptible",
    "a job that may not be preempted gets nothing that can be taken away",
    {
      resources: { cpusMilli: 1000, memMib: 512, diskMib: 100, gpus: 0 },
    },
    { offers: [REVOCABLE] },
  ),
  one(
    "two-offers",
    "two offers of one agent add up",
    {
      resources: { cpusMilli: 1500, memMib: 256, diskMib: 0, gpus: 0 },
      ports: [{ port: 31_001 }, { port: 31_010 }],
    },
    {
      offers: [
        [scalar("cpus", 1), scalar("mem", 128), ports([31_000, 31_004])],
        [scalar("cpus", 1), scalar("mem", 128), ports([31_005, 31_010])],
      ],
    },
  ),
  several("several", "an operation for each task, with ports of its own", [
    { ports: [{ port: 31_000 }] },
    { ports: [{ port: 31_001 }], image: DOCKER_IMAGE },
    { ports: [{ port: 31_002 }], image: IMAGE },
  ]),
  several("several-one-too-large", "a task for which there is too little ends, and the others go on", [
    {},
    { resources: { ...SMALL, cpusMilli: 9000 } },
    {},
  ]),
  several("several-one-refused", "a task that cannot be expressed ends, and the others go on", [
    { tmpfs: [{ path: "/tmp", mib: 1 }], image: { ...IMAGE, containerizer: "mesos" } },
    {},
  ]),
  one(
    "sidecar",
    "a task and its sidecar as one group under an executor of the task's name",
    {},
    {
      options: WITH_SIDECAR,
      embedded: "plain",
    },
  ),
  one(
    "sidecar-image-network",
    "the network is that of the group",
    {
      image: IMAGE,
      ...NETWORK("cluster", true),
    },
    {
      options: {
        ...WITH_SIDECAR,
        sidecar: { argv: ["/up"], image: "site/up:1", cpusMilli: 50, memMib: 64, diskMib: 5 },
      },
    },
  ),
  one(
    "sidecar-memory-limit",
    "members with limits have control groups of their own",
    { memoryLimitMib: 1024 },
    {
      options: WITH_SIDECAR,
    },
  ),
  one(
    "sidecar-scratch",
    "a scratch volume of a task with a sidecar",
    {
      resources: { ...SMALL, diskMib: 612 },
      scratch: { mib: 512, path: "work" },
    },
    { options: WITH_SIDECAR },
  ),
];
