import type { Format } from "./formats.ts";
import {
  absolutePath,
  boolean,
  bytes,
  cpus,
  duration,
  httpUrl,
  httpUrls,
  integer,
  listenAddress,
  name,
  oneOf,
  size,
  storeUrl,
  volumes,
} from "./formats.ts";

/** One setting: how it is written, what it is when nobody sets it, what it is for. */
export interface Key<T> {
  readonly format: Format<T>;
  /** As it would be written; `null` when nothing stands for it, and `whenAbsent` says what happens then. */
  readonly default: unknown;
  readonly whenAbsent?: string;
  readonly doc: string;
  readonly example: unknown;
}

/** A setting that always has a value. */
function key<T>(
  format: Format<T>,
  byDefault: unknown,
  doc: string,
  example: unknown = format.example,
): Key<T> {
  return { format, default: byDefault, doc, example };
}

/** A setting that may be absent. */
function optional<T>(
  format: Format<T>,
  whenAbsent: string,
  doc: string,
  example: unknown = format.example,
): Key<T | undefined> {
  return {
    format: { ...format, read: (value) => (value === null ? undefined : format.read(value)) },
    default: null,
    whenAbsent,
    doc,
    example,
  };
}

const YEAR = 365 * 86_400;
const PROJECT = name(/^[a-z0-9][a-z0-9._-]{0,62}$/, "1 to 63 of a-z 0-9 . _ -", "default");
const WORD = name(/^[A-Za-z0-9][A-Za-z0-9 ._@-]{0,127}$/, "letters, digits, space and . _ @ -", "godocker");

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
  "server.bodyLimitBytes": key(
    bytes(64 * 1024, 64 * 1024 * 1024),
    2 * 1024 * 1024,
    "Longest job document, also as a line of a batch.",
  ),

  "cluster.instance": optional(
    WORD,
    "host name and process id",
    "Name of this process in journal, lease and log.",
    "api-1",
  ),
  "cluster.leaderTtl": key(
    duration(1, 300),
    "3s",
    "How long a leader that says nothing is still taken for one.",
    "3s",
  ),

  "store.url": optional(
    storeUrl,
    "`godocker.db` in the state directory",
    "Where jobs, journal and usage are kept.",
  ),

  "mesos.masters": key(
    httpUrls,
    [],
    "Mesos masters. Without any, the embedded cluster on this machine runs the jobs.",
  ),
  "mesos.name": key(WORD, "GoDocker", "Name of the framework in the Mesos UI."),
  "mesos.role": key(
    name(/^(?!-)(?!\.{1,2}$)[^\s/\p{Cc}]{1,128}$/u, "a role name of Mesos", "godocker"),
    "godocker",
    "Role in which resources are offered.",
  ),
  "mesos.user": optional(
    WORD,
    "the user who runs GoDocker",
    "Account that tasks run as on the agents.",
    "batch",
  ),
  "mesos.principal": optional(WORD, "no authentication", "Principal to authenticate with.", "godocker"),
  "mesos.secretFile": optional(
    absolutePath,
    "no authentication",
    "File with the principal's secret.",
    "/etc/godocker/mesos-secret",
  ),
  "mesos.failoverTimeout": key(
    duration(0, YEAR),
    "7d",
    "How long Mesos keeps our tasks when no scheduler of ours is connected.",
    "7d",
  ),
  "mesos.refuseSeconds": key(
    duration(0, 86_400),
    "60s",
    "For how long an unused offer need not come again, unless the agent has more; a new kind of job asks for it at once.",
    "60s",
  ),

  "jobs.directory": optional(
    absolutePath,
    "`jobs` in the state directory",
    "Where each job has its directory.",
    "/data/jobs",
  ),
  "jobs.shared": key(
    boolean,
    false,
    "Agents see `jobs.directory` under the same path. Else scripts are fetched and output stays in the sandbox.",
  ),
  "jobs.unreachableTimeout": key(
    duration(0, 7 * 86_400),
    "10m",
    "After that long without its agent a task counts as lost.",
  ),
  "jobs.defaults.project": key(PROJECT, "default", "Project of jobs that name none."),
  "jobs.defaults.cpus": key(cpus, 1, "CPUs of jobs that name none.", 1),
  "jobs.defaults.memory": key(size, "1GiB", "Memory of jobs that name none.", "1GiB"),
  "jobs.defaults.disk": key(size, "0B", "Disk of jobs that name none.", "10GiB"),
  "jobs.defaults.walltime": optional(
    duration(1, YEAR),
    "no limit",
    "Time limit of jobs that name none.",
    "1d",
  ),
  "jobs.defaults.grace": key(duration(0, 600), "30s", "From TERM to KILL, for jobs that name none.", "30s"),
  "jobs.defaults.maxAttempts": key(integer(1, 20), 2, "Attempts of jobs that name none.", 2),

  volumes: key(volumes, [], "Directories that jobs may name, mounted at the same path."),

  "scheduling.policy": key(oneOf(["fair-share", "fifo"]), "fair-share", "Whose job goes first."),
  "scheduling.halfLife": key(duration(3600, YEAR), "7d", "After that long, usage counts half.", "7d"),

  "auth.tokenFile": optional(
    absolutePath,
    "`token` in the state directory",
    "File with the access token; the first start makes it.",
    "/etc/godocker/token",
  ),

  "telemetry.logLevel": key(
    oneOf(["debug", "info", "warn", "error"]),
    "info",
    "Least level that is logged.",
    "info",
  ),

  "local.agents": key(integer(1, 1000), 1, "Agents of the embedded cluster."),
  "local.cpus": optional(cpus, "those of this machine", "CPUs of each agent of the embedded cluster.", 4),
  "local.memory": optional(
    size,
    "that of this machine",
    "Memory of each agent of the embedded cluster.",
    "8GiB",
  ),
  "local.disk": optional(
    size,
    "what is free below the state directory",
    "Disk of each agent of the embedded cluster.",
    "50GiB",
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
