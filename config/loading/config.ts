import type { ListenAddress } from "../formats/formats.ts";
import type { NetworkSetting, RootSetting, VolumeSetting } from "../schema/site.ts";
import type { SyslogSetting } from "../schema/audit.ts";
import { authOf, ldapOf, oidcOf, type AuthConfig, type LdapConfig, type OidcConfig } from "../schema/auth.ts";
import { dockerOf, swarmOf, type DockerConfig, type SwarmConfig } from "../schema/docker.ts";
import { defined, type Get } from "../schema/getting.ts";
import { kubernetesOf, type KubernetesConfig } from "../schema/kubernetes.ts";
import { mesosOf, type MesosConfig } from "../schema/mesos.ts";
import { notifyOf, type NotifyConfig } from "../schema/notify.ts";
import type { PluginUse } from "../schema/plugins.ts";
import type { ProjectSetting, QueueSetting } from "../schema/queues.ts";
import { schedulingOf, type SchedulingConfig } from "../schema/scheduling.ts";
import type { QuotaSetting, ShareSetting } from "../schema/shares.ts";

/** Everything that is configured, checked. Deeply frozen. */
export interface Config {
  readonly stateDirectory: string;
  readonly server: {
    readonly listen: ListenAddress;
    readonly publicUrl?: URL;
    readonly insecure: boolean;
    /** Of proxies in front, as ranges of addresses. */
    readonly trustedProxies: readonly string[];
    readonly bodyLimitBytes: number;
    /** Requests of one user in a minute. */
    readonly rateLimits: { readonly reads: number; readonly writes: number; readonly streams: number };
  };
  /** `isGiven`: somebody named the file, so it must be there. */
  readonly secrets: { readonly keyFile: string; readonly isGiven: boolean };
  readonly cluster: { readonly instance?: string; readonly leaderTtlMs: number };
  readonly store: StoreConfig;
  readonly mesos: MesosConfig;
  /** Absent: no jobs on Docker. */
  readonly docker?: DockerConfig;
  /** Absent: no jobs on a swarm. */
  readonly swarm?: SwarmConfig;
  /** Absent: no jobs on Kubernetes. */
  readonly kubernetes?: KubernetesConfig;
  readonly jobs: {
    readonly directory: string;
    readonly shared: boolean;
    /** Real directories that volumes lie below; none: what stands before the names in their sources. */
    readonly volumeRoots: readonly string[];
    readonly volumeCheck: "seen" | "always" | "off";
    /** After the end, in lists. */
    readonly keepMs: number;
    readonly priorityMax: number;
    readonly defaults: {
      readonly project: string;
      readonly queue: string;
      readonly cpus: number;
      readonly memoryBytes: number;
      readonly diskBytes: number;
      readonly walltimeSeconds?: number;
      readonly graceSeconds: number;
      readonly maxAttempts: number;
    };
  };
  /** Which of several clusters jobs use first. */
  readonly executors: {
    readonly prefer: readonly string[];
    readonly costs: Readonly<Record<string, number>>;
    readonly spillAfterMs: number;
    readonly sharedMachines: "refuse" | "allow";
  };
  readonly queues: readonly QueueSetting[];
  /** None: jobs may name whatever project they like. */
  readonly projects: readonly ProjectSetting[];
  readonly shares: readonly ShareSetting[];
  readonly quotas: readonly QuotaSetting[];
  /** How many there are of each. */
  readonly licences: Readonly<Record<string, number>>;
  readonly volumes: readonly VolumeSetting[];
  /** Which images jobs may name. */
  readonly images: {
    /** Whose jobs may be root in their container. */
    readonly root: readonly RootSetting[];
    readonly allow: readonly string[];
    readonly deny: readonly string[];
    readonly digest: boolean;
  };
  readonly networks: readonly NetworkSetting[];
  readonly notify: NotifyConfig;
  readonly plugins: readonly PluginUse[];
  /** Of the GoDocker 1.0 API. */
  readonly legacy: LegacyConfig;
  readonly scheduling: SchedulingConfig;
  /** Absent: the audit log is kept in the store only. */
  readonly audit: { readonly syslog?: SyslogSetting & { readonly ca?: string } };
  readonly auth: AuthConfig;
  /** Absent: there are no LDAP servers. */
  readonly ldap?: LdapConfig;
  readonly oidc?: OidcConfig;
  /** Of what the scheduler decides. */
  readonly recording: { readonly enabled: boolean; readonly directory: string; readonly maxBytes: number };
  readonly telemetry: { readonly logLevel: "debug" | "info" | "warn" | "error" };
  /** Of each agent; absent = what this machine has. */
  readonly local: {
    readonly agents: number;
    readonly cpusMilli?: number;
    readonly memoryBytes?: number;
    readonly diskBytes?: number;
  };
}

export interface LegacyConfig {
  readonly images: readonly {
    readonly name: string;
    readonly url: string;
    readonly interactive: boolean;
    readonly default: boolean;
  }[];
  readonly userImages: boolean;
  readonly unstartableImages: "refuse" | "run";
  readonly constraints: readonly { readonly name: string; readonly value: readonly string[] }[];
  readonly dynamicFields: readonly { readonly name: string; readonly adminOnly: boolean }[];
  /** 0: no limit. */
  readonly fileBytesMax: number;
  readonly usageDays: number;
}

export interface StoreConfig {
  /** `sqlite:` and an absolute path, or an address of MongoDB's without a password. */
  readonly url: string;
  readonly timeoutMs: number;
  readonly passwordFile?: string;
  readonly tls: { readonly ca?: string; readonly certificate?: string; readonly key?: string };
}

function auditOf(get: Get): Config["audit"] {
  const address = get("audit.syslog.address");
  return address === undefined ? {} : { syslog: { ...address, ...defined({ ca: get("audit.syslog.ca") }) } };
}

/** Where a person's own files are, for what is not set. */
export interface Places {
  readonly home: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

export function configOf(get: Get, { home, env }: Places): Config {
  // The XDG specification: a relative path there is ignored.
  const xdg = env.XDG_STATE_HOME;
  const state = xdg !== undefined && xdg.startsWith("/") ? xdg : `${home}/.local/state`;
  const stateDirectory = get("stateDirectory") ?? `${state}/godocker`;
  return freeze({
    stateDirectory,
    server: serverOf(get),
    secrets: {
      keyFile: get("secrets.keyFile") ?? `${stateDirectory}/secrets.keys`,
      isGiven: get("secrets.keyFile") !== undefined,
    },
    cluster: {
      ...defined({ instance: get("cluster.instance") }),
      leaderTtlMs: get("cluster.leaderTtl") * 1000,
    },
    store: storeOf(get, stateDirectory),
    mesos: mesosOf(get),
    ...defined({ docker: dockerOf(get), swarm: swarmOf(get), kubernetes: kubernetesOf(get) }),
    jobs: jobsOf(get, stateDirectory),
    executors: {
      prefer: get("executors.prefer"),
      costs: get("executors.costs"),
      spillAfterMs: get("executors.spillAfter") * 1000,
      sharedMachines: get("executors.sharedMachines"),
    },
    queues: get("queues"),
    projects: get("projects"),
    shares: get("shares"),
    quotas: get("quotas"),
    licences: get("licences"),
    volumes: get("volumes"),
    images: {
      allow: get("images.allow"),
      deny: get("images.deny"),
      digest: get("images.digest"),
      root: get("images.root"),
    },
    networks: get("networks"),
    notify: notifyOf(get, stateDirectory),
    plugins: get("plugins"),
    legacy: legacyOf(get),
    scheduling: schedulingOf(get),
    audit: auditOf(get),
    auth: authOf(get, stateDirectory),
    ...defined({ ldap: ldapOf(get), oidc: oidcOf(get) }),
    recording: {
      enabled: get("recording.enabled"),
      directory: get("recording.directory") ?? `${stateDirectory}/recordings`,
      maxBytes: get("recording.maxSize"),
    },
    telemetry: { logLevel: get("telemetry.logLevel") },
    local: {
      agents: get("local.agents"),
      ...defined({
        cpusMilli: get("local.cpus"),
        memoryBytes: get("local.memory"),
        diskBytes: get("local.disk"),
      }),
    },
  });
}

function serverOf(get: Get): Config["server"] {
  return {
    listen: get("server.listen"),
    ...defined({ publicUrl: get("server.publicUrl") }),
    insecure: get("server.insecure"),
    trustedProxies: get("server.trustedProxies"),
    bodyLimitBytes: get("server.bodyLimitBytes"),
    rateLimits: {
      reads: get("server.rateLimits.reads"),
      writes: get("server.rateLimits.writes"),
      streams: get("server.rateLimits.streams"),
    },
  };
}

function storeOf(get: Get, stateDirectory: string): StoreConfig {
  return {
    url: get("store.url") ?? `sqlite:${stateDirectory}/godocker.db`,
    timeoutMs: get("store.timeout") * 1000,
    ...defined({ passwordFile: get("store.passwordFile") }),
    tls: defined({
      ca: get("store.tls.ca"),
      certificate: get("store.tls.certificate"),
      key: get("store.tls.key"),
    }),
  };
}

function jobsOf(get: Get, stateDirectory: string): Config["jobs"] {
  return {
    directory: get("jobs.directory") ?? `${stateDirectory}/jobs`,
    shared: get("jobs.shared"),
    volumeRoots: get("jobs.volumeRoots"),
    volumeCheck: get("jobs.volumeCheck"),
    keepMs: get("jobs.keep") * 1000,
    priorityMax: get("jobs.priorityMax"),
    defaults: {
      project: get("jobs.defaults.project"),
      queue: get("jobs.defaults.queue"),
      cpus: get("jobs.defaults.cpus") / 1000,
      memoryBytes: get("jobs.defaults.memory"),
      diskBytes: get("jobs.defaults.disk"),
      ...defined({ walltimeSeconds: get("jobs.defaults.walltime") }),
      graceSeconds: get("jobs.defaults.grace"),
      maxAttempts: get("jobs.defaults.maxAttempts"),
    },
  };
}

function legacyOf(get: Get): LegacyConfig {
  return {
    images: get("legacy.images"),
    userImages: get("legacy.userImages"),
    unstartableImages: get("legacy.unstartableImages"),
    constraints: get("legacy.constraints"),
    dynamicFields: get("legacy.dynamicFields"),
    fileBytesMax: get("legacy.fileBytesMax"),
    usageDays: get("legacy.usageDays"),
  };
}

function freeze<T>(value: T): T {
  if (typeof value !== "object" || value === null || value instanceof URL) return value;
  for (const item of Object.values(value)) freeze(item);
  return Object.freeze(value);
}
