import {
  absolutePath,
  absolutePaths,
  boolean,
  bytes,
  cpus,
  duration,
  httpUrl,
  integer,
  listenAddress,
  name,
  oneOf,
  size,
} from "../formats/formats.ts";
import { key, optional, type Key } from "../formats/key.ts";
import { imagePatterns, networks, rootGrants, volumes } from "./site.ts";
import { WORD, YEAR } from "../formats/words.ts";
import { AUDIT_KEYS } from "./audit.ts";
import { addressRanges } from "./auth-formats.ts";
import { AUTH_KEYS } from "./auth.ts";
import { DOCKER_KEYS, SWARM_KEYS } from "./docker.ts";
import { EXECUTOR_KEYS } from "./executors.ts";
import { KUBERNETES_KEYS } from "./kubernetes.ts";
import { LEGACY_KEYS } from "./legacy.ts";
import { MESOS_KEYS } from "./mesos.ts";
import { NOTIFY_KEYS } from "./notify.ts";
import { plugins } from "./plugins.ts";
import { projects, NAME as QUEUE_NAME, queues } from "./queues.ts";
import { SCHEDULING_KEYS } from "./scheduling.ts";
import { licences, quotas, shares } from "./shares.ts";
import { STORE_KEYS } from "./store.ts";

const PROJECT = name(/^[a-z0-9][a-z0-9._-]{0,62}$/, "1 to 63 of a-z 0-9 . _ -", "default");

/** Every setting of this version. Types, defaults, names of variables, checks and the reference page come from here. */
export const KEYS = {
  stateDirectory: optional(
    absolutePath,
    "`$XDG_STATE_HOME/godocker`, else `~/.local/state/godocker`",
    "Where everything is kept that has no place of its own.",
  ),

  "server.listen": key(listenAddress, "127.0.0.1:8080", "Address of the API."),
  "server.publicUrl": optional(
    httpUrl,
    "the listen address",
    "Under which users and agents reach the API. Its host is accepted beside the loopback names.",
  ),
  "server.insecure": key(
    boolean,
    false,
    "Allows to listen beyond loopback without TLS in front. Tokens then cross the network in the clear.",
  ),
  "server.trustedProxies": key(
    addressRanges,
    [],
    "Addresses of proxies in front of this server whose `X-Forwarded-For` is believed: for limits of addresses, and for the audit log.",
    { example: ["10.0.0.7"] },
  ),
  "server.bodyLimitBytes": key(
    bytes(64 * 1024, 64 * 1024 * 1024),
    2 * 1024 * 1024,
    "Longest job document, also as a line of a batch.",
  ),

  "server.rateLimits.reads": key(
    integer(1, 100_000_000),
    30_000,
    "Requests of one user in a minute that only read; as many may come at once. One address may send four times that.",
    { example: 30_000, metric: "godocker_http_request_seconds" },
  ),
  "server.rateLimits.writes": key(
    integer(1, 100_000_000),
    12_000,
    "The same for those that change something. A batch of jobs counts as one.",
    { example: 12_000, metric: "godocker_http_request_seconds" },
  ),
  "server.rateLimits.streams": key(
    integer(1, 100_000_000),
    1200,
    "The same for those that begin a stream: events, followed output, commands in jobs.",
    { example: 1200, metric: "godocker_http_request_seconds" },
  ),

  "secrets.keyFile": optional(
    absolutePath,
    "`secrets.keys` in the state directory, which the first start makes",
    "File with the keys that secrets of users are encrypted with, readable by its owner only: a line for each, an id, a space and 32 bytes in base64. The first one encrypts; the API encrypts anew at its start what an older one had. Every API and scheduler of an installation needs the same file.",
    { example: "/etc/godocker/secrets.keys" },
  ),

  "cluster.instance": optional(
    WORD,
    "host name and process id",
    "Name of this process in journal, lease and log.",
    { example: "api-1" },
  ),
  "cluster.leaderTtl": key(
    duration(1, 300),
    "3s",
    "How long a leader that says nothing is still taken for one. Schedulers that stand by see it at once when its process dies and its machine lives.",
    { example: "3s" },
  ),

  ...STORE_KEYS,

  ...MESOS_KEYS,

  "jobs.directory": optional(
    absolutePath,
    "`jobs` in the state directory",
    "Where each job has its directory.",
    { example: "/data/jobs" },
  ),
  "jobs.shared": key(
    boolean,
    false,
    "Agents see `jobs.directory` under the same path. Else scripts are fetched and output stays in the sandbox.",
  ),
  "jobs.volumeRoots": key(
    absolutePaths,
    [],
    "Below one of these a volume must lie once all links on the way are followed. None: below the part of its `source` that has no names in it.",
    { example: ["/data", "/mnt/storage"] },
  ),
  "jobs.volumeCheck": key(
    oneOf(["seen", "always", "off"]),
    "seen",
    "Whether the scheduler looks where the volumes of a job lead before it starts: where its machine sees their directories, `always` (what it does not see is refused), or not at all, when other directories have these names there.",
    { example: "always" },
  ),
  "jobs.keep": key(
    duration(3600, 100 * YEAR),
    "90d",
    "So long jobs that have ended stay in lists and searches. Then they go to the archive, where they are found by their number; what accounts have used is not touched.",
    { example: "180d", reload: true, metric: "godocker_jobs" },
  ),
  "jobs.priorityMax": key(
    integer(0, 100),
    100,
    "Highest priority of jobs; operators and administrators may go above it.",
    { example: 80, reload: true, metric: "godocker_jobs" },
  ),
  "jobs.defaults.project": key(PROJECT, "default", "Project of jobs that name none."),
  "jobs.defaults.queue": key(QUEUE_NAME, "default", "Queue of jobs that name none."),
  "jobs.defaults.cpus": key(cpus, 1, "CPUs of jobs that name none.", { example: 1 }),
  "jobs.defaults.memory": key(size, "1GiB", "Memory of jobs that name none.", { example: "1GiB" }),
  "jobs.defaults.disk": key(size, "0B", "Disk of jobs that name none.", { example: "10GiB" }),
  "jobs.defaults.walltime": optional(duration(1, YEAR), "no limit", "Time limit of jobs that name none.", {
    example: "1d",
  }),
  "jobs.defaults.grace": key(duration(0, 600), "30s", "From TERM to KILL, for jobs that name none.", {
    example: "30s",
  }),
  "jobs.defaults.maxAttempts": key(
    integer(1, 20),
    2,
    "Attempts for each kind of failure, of jobs that name none.",
    { example: 2 },
  ),

  queues: key(
    queues,
    [{ name: "default" }],
    "Kinds of jobs. `limits` is for one task (`arrayTasks` for an array); `walltime` and `image` are for jobs that name none; `projects` says whose jobs it takes, `executors` where they run; `prefer` and `spillAfter` are as those of `executors`, for its jobs. Limits are asked when a job comes; a running scheduler takes the clusters over at a reload.",
    { reload: true, metric: "godocker_jobs" },
  ),

  projects: key(
    projects,
    [],
    "Projects that jobs may name, with their members; without `members` everybody is one. Without any project, jobs may name whatever they like.",
  ),

  shares: key(
    shares,
    [],
    "Whose part of the site is how large: projects, what they are part of, and weights of users in them. Who has no weight has 1; a project that is not named hangs below the site. See docs/how-to/administrators/fair-share.md.",
    { reload: true, metric: "godocker_jobs" },
  ),

  quotas: key(
    quotas,
    [],
    "Limits of the site (neither `project` nor `user`), of a project with all below it, of a user in each project, or of a user in one. `*` stands for each that has no limit of its own. `cpus`, `memory`, `disk`, `gpus`, `tasks` and `jobs` are for what runs at one time, `queuedJobs`, `queuedTasks` and `arrayTasks` for what is submitted, `cpuHours` and `gpuHours` for a day, a week or a month of the calendar (UTC). What runs goes on when a limit falls.",
    { reload: true, metric: "godocker_jobs" },
  ),

  licences: key(
    licences,
    {},
    "What tasks of the whole site share by number: licences of programs, and whatever else there are only so many of. A job asks for them in `resources.licences`.",
    { reload: true, metric: "godocker_jobs" },
  ),

  volumes: key(
    volumes,
    [],
    "Directories that jobs may name, mounted at the same path. `acl` says whose jobs, and whether they may write: a list of grants to `users`, `projects`, or everybody. In `source`, `${user}` and `${project}` stand for the names of the job's owner and project.",
  ),

  "images.allow": key(
    imagePatterns,
    [],
    "Images that jobs may name, without tags, with `*` for any text; none: any. `docker.io/library/*` are those that are named without a registry.",
    { example: ["docker.io/library/*", "registry.example.org/*"], reload: true, metric: "godocker_jobs" },
  ),
  "images.deny": key(imagePatterns, [], "Images that jobs may not name, even where they are allowed.", {
    example: ["docker.io/evil/*"],
    reload: true,
    metric: "godocker_jobs",
  }),
  "images.digest": key(boolean, false, "Jobs name images by digest only (`name@sha256:…`).", {
    example: true,
    reload: true,
    metric: "godocker_jobs",
  }),

  "images.root": key(
    rootGrants,
    [],
    "Jobs that may be root in their container (`rootInContainer`): in these images, of these `users` and in these `projects`, or everybody's. None: nobody's.",
    { reload: true, metric: "godocker_jobs" },
  ),

  networks: key(
    networks,
    [],
    "Networks that jobs may name. `dockerMode` says how Docker joins one: its own `bridge`, or a network that it knows by this name.",
  ),

  ...EXECUTOR_KEYS,

  ...DOCKER_KEYS,

  ...SWARM_KEYS,

  ...KUBERNETES_KEYS,

  ...NOTIFY_KEYS,

  plugins: key(
    plugins,
    [],
    "Extensions of this site: files (as seen from the directory of the configuration file) or npm packages, each in use as soon as it is named here. `timeout` is for one call of it, `memory` for its process. See docs/how-to/site/plugins.md.",
  ),

  ...LEGACY_KEYS,

  ...SCHEDULING_KEYS,

  ...AUDIT_KEYS,

  ...AUTH_KEYS,

  "recording.enabled": key(
    boolean,
    true,
    "Keeps what the scheduler was told and a check sum of what it decided, so that `godocker replay` can tell later why. No program, environment, name or label of a job is in it.",
    { example: false, reload: true, metric: "godocker_recording_bytes_total" },
  ),
  "recording.directory": optional(
    absolutePath,
    "`recordings` in the state directory",
    "Where recordings are, on the machine of the scheduler.",
    { example: "/var/lib/godocker/recordings" },
  ),
  "recording.maxSize": key(
    size,
    "256MiB",
    "Of all recordings together. When it is reached the oldest are deleted; one holds an eighth of it, about.",
    { example: "2GiB", reload: true, metric: "godocker_recording_bytes_total" },
  ),

  "telemetry.logLevel": key(
    oneOf(["debug", "info", "warn", "error"]),
    "info",
    "Least level that is logged.",
    { example: "info", reload: true },
  ),

  "local.agents": key(integer(1, 1000), 1, "Agents of the embedded cluster."),
  "local.cpus": optional(cpus, "those of this machine", "CPUs of each agent of the embedded cluster.", {
    example: 4,
  }),
  "local.memory": optional(size, "that of this machine", "Memory of each agent of the embedded cluster.", {
    example: "8GiB",
  }),
  "local.disk": optional(
    size,
    "what is free below the state directory",
    "Disk of each agent of the embedded cluster.",
    { example: "50GiB" },
  ),
} as const;

export type KeyName = keyof typeof KEYS;
export type ValueOf<K extends KeyName> = (typeof KEYS)[K] extends Key<infer T> ? T : never;

export const KEY_NAMES = Object.keys(KEYS) as readonly KeyName[]; // the keys of `KEYS` are what `KeyName` is

export function isKeyName(text: string): text is KeyName {
  return Object.hasOwn(KEYS, text);
}

/** `server.publicUrl` → `GODOCKER_SERVER__PUBLIC_URL`. */
export function variableOf(path: string): string {
  const segments = path
    .split(".")
    .map((segment) => segment.replaceAll(/([a-z0-9])([A-Z])/g, "$1_$2").toUpperCase());
  return `GODOCKER_${segments.join("__")}`;
}
