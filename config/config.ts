import type { SyslogSetting } from "./audit-keys.ts";
import { authOf, ldapOf, oidcOf, type AuthConfig, type LdapConfig, type OidcConfig } from "./auth.ts";
import type { ListenAddress } from "./formats.ts";
import type { KeyName, ValueOf } from "./keys.ts";
import { kubernetesOf, type KubernetesConfig } from "./kubernetes.ts";
import type { AttributeRule, NetworkSetting, RootSetting, VolumeSetting } from "./list-formats.ts";
import type { PluginUse } from "./plugin-formats.ts";
import type { ProjectSetting, QueueSetting } from "./queue-formats.ts";
import type { QuotaSetting, ResourceWeightsSetting, ShareSetting } from "./share-formats.ts";
import type { Containerizer, MastersSetting, SidecarSetting } from "./mesos-formats.ts";

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

export interface MesosConfig {
  /** No addresses: the embedded cluster. */
  readonly masters: MastersSetting;
  readonly name: string;
  readonly roles: readonly string[];
  readonly user?: string;
  readonly userIds?: { readonly uid: number; readonly gid: number };
  readonly principal?: string;
  readonly secretFile?: string;
  readonly authorizationFile?: string;
  readonly tls: {
    /** Masters and agents speak TLS. */
    readonly enabled: boolean;
    /** Files in PEM. */
    readonly ca?: string;
    readonly certificate?: string;
    readonly key?: string;
    readonly serverName?: string;
  };
  readonly webUrl?: URL;
  readonly hostname?: string;
  readonly failoverTimeoutMs: number;
  readonly gpus: boolean;
  readonly revocable: boolean;
  readonly regions: boolean;
  readonly containerizers: readonly Containerizer[];
  readonly containerizer?: Containerizer;
  readonly pidsLimit: number;
  readonly pidsLabel?: string;
  readonly secretVariables: boolean;
  readonly sandboxDirectory: string;
  readonly sidecar?: SidecarSetting;
  readonly attributeRules: readonly AttributeRule[];
  readonly onRemoved: "register-anew" | "stop";
  readonly unknownTasks: "kill" | "ignore";
}

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

export interface NotifyConfig {
  readonly giveUpAfterMs: number;
  readonly webhook: {
    readonly ports: readonly number[];
    /** CIDR ranges. */
    readonly allow: readonly string[];
    readonly secretFile: string;
  };
  /** Absent: no mail is sent. */
  readonly mail?: {
    readonly server: ListenAddress;
    readonly security: "starttls" | "tls" | "none";
    readonly from: string;
    readonly domains: readonly string[];
    readonly login?: { readonly user: string; readonly passwordFile: string };
  };
}

export interface SchedulingConfig {
  readonly policy: "fair-share" | "fifo" | "godocker-1";
  readonly godocker1: Readonly<Record<string, number>>;
  readonly presentShare: number;
  readonly weights: ResourceWeightsSetting;
  readonly packing: "pack" | "spread";
  readonly localityWeight: number;
  readonly gpuReserve: number;
  readonly parents: "sum" | "hierarchical";
  readonly waitingBoost: number;
  readonly waitingBoostAfterMs: number;
  readonly halfLifeMs: number;
  readonly refuseWaitingMs: number;
  readonly refuseRestsMs: number;
  readonly refuseIdleMs: number;
  readonly launchesPerTurn: number;
  readonly reserveAfterMs: number;
  readonly reservationsMax: number;
  readonly backfill: "easy" | "conservative" | "off";
  readonly assumedWalltimeMs: number;
  readonly quarantine: "on" | "off";
  readonly preemption: "off" | "priority" | "shares";
  readonly preemptAfterMs: number;
  readonly preemptProtectMs: number;
  /** Hundredths of what runs. */
  readonly preemptPerMinute: number;
  /** Hundredths of a share. */
  readonly preemptMargin: number;
  readonly operationTimeoutMs: number;
  readonly unreachableTimeoutMs: number;
  readonly recheckMs: number;
  readonly rekillMs: number;
  readonly reconcileMs: number;
  readonly maintenance: {
    readonly policy: "finish" | "requeue";
    readonly marginMs: number;
    readonly assumedWalltimeMs: number;
  };
}

function auditOf(get: Get): Config["audit"] {
  const address = get("audit.syslog.address");
  return address === undefined ? {} : { syslog: { ...address, ...defined({ ca: get("audit.syslog.ca") }) } };
}

type Get = <K extends KeyName>(key: K) => ValueOf<K>;

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
    server: {
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
    },
    secrets: {
      keyFile: get("secrets.keyFile") ?? `${stateDirectory}/secrets.keys`,
      isGiven: get("secrets.keyFile") !== undefined,
    },
    cluster: {
      ...defined({ instance: get("cluster.instance") }),
      leaderTtlMs: get("cluster.leaderTtl") * 1000,
    },
    store: {
      url: get("store.url") ?? `sqlite:${stateDirectory}/godocker.db`,
      timeoutMs: get("store.timeout") * 1000,
      ...defined({ passwordFile: get("store.passwordFile") }),
      tls: defined({
        ca: get("store.tls.ca"),
        certificate: get("store.tls.certificate"),
        key: get("store.tls.key"),
      }),
    },
    mesos: mesosOf(get),
    ...defined({ docker: dockerOf(get), swarm: swarmOf(get), kubernetes: kubernetesOf(get) }),
    jobs: {
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
    },
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
    legacy: {
      images: get("legacy.images"),
      userImages: get("legacy.userImages"),
      unstartableImages: get("legacy.unstartableImages"),
      constraints: get("legacy.constraints"),
      dynamicFields: get("legacy.dynamicFields"),
      fileBytesMax: get("legacy.fileBytesMax"),
      usageDays: get("legacy.usageDays"),
    },
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

function mesosOf(get: Get): MesosConfig {
  const masters = get("mesos.masters");
  const tls = defined({
    ca: get("mesos.tls.ca"),
    certificate: get("mesos.tls.certificate"),
    key: get("mesos.tls.key"),
    serverName: get("mesos.tls.serverName"),
  });
  const [uid, gid] = (get("mesos.userIds") ?? "").split(":").map(Number);
  return {
    masters,
    name: get("mesos.name"),
    roles: get("mesos.roles"),
    ...defined({
      user: get("mesos.user"),
      userIds: uid === undefined || gid === undefined ? undefined : { uid, gid },
      principal: get("mesos.principal"),
      secretFile: get("mesos.secretFile"),
      authorizationFile: get("mesos.authorizationFile"),
      webUrl: get("mesos.webUrl"),
      hostname: get("mesos.hostname"),
      containerizer: get("mesos.containerizer"),
      sidecar: get("mesos.sidecar"),
      pidsLabel: get("mesos.pidsLabel"),
    }),
    secretVariables: get("mesos.secretVariables"),
    tls: {
      enabled: get("mesos.tls.enabled") || Object.keys(tls).length > 0 || hasHttps(masters),
      ...tls,
    },
    failoverTimeoutMs: get("mesos.failoverTimeout") * 1000,
    gpus: get("mesos.gpus"),
    revocable: get("mesos.revocable"),
    regions: get("mesos.regions"),
    containerizers: get("mesos.containerizers"),
    pidsLimit: get("mesos.pidsLimit"),
    sandboxDirectory: get("mesos.sandboxDirectory"),
    attributeRules: get("mesos.attributeRules"),
    onRemoved: get("mesos.onRemoved"),
    unknownTasks: get("mesos.unknownTasks"),
  };
}

function dockerOf(get: Get): DockerConfig | undefined {
  const url = get("docker.url");
  return url === undefined
    ? undefined
    : { ...engineOf(get, "docker"), url, gpus: get("docker.gpus"), network: get("docker.network") };
}

function swarmOf(get: Get): SwarmConfig | undefined {
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

function hasHttps(masters: MastersSetting): boolean {
  return masters.kind === "addresses" && masters.urls.some(({ protocol }) => protocol === "https:");
}

function notifyOf(get: Get, stateDirectory: string): NotifyConfig {
  const [server, from] = [get("notify.mail.server"), get("notify.mail.from")];
  const [user, passwordFile] = [get("notify.mail.user"), get("notify.mail.passwordFile")];
  return {
    giveUpAfterMs: get("notify.giveUpAfter") * 1000,
    webhook: {
      ports: get("notify.webhook.ports"),
      allow: get("notify.webhook.allow"),
      secretFile: get("notify.webhook.secretFile") ?? `${stateDirectory}/webhook-secret`,
    },
    ...(server === undefined || from === undefined
      ? {}
      : {
          mail: {
            server,
            security: get("notify.mail.security"),
            from,
            domains: get("notify.mail.domains") ?? [from.slice(from.lastIndexOf("@") + 1).toLowerCase()],
            ...(user === undefined || passwordFile === undefined ? {} : { login: { user, passwordFile } }),
          },
        }),
  };
}

function schedulingOf(get: Get): SchedulingConfig {
  return {
    policy: get("scheduling.policy"),
    godocker1: get("scheduling.godocker1"),
    presentShare: get("scheduling.presentShare"),
    weights: get("scheduling.weights"),
    parents: get("scheduling.parents"),
    waitingBoost: get("scheduling.waitingBoost"),
    waitingBoostAfterMs: get("scheduling.waitingBoostAfter") * 1000,
    halfLifeMs: get("scheduling.halfLife") * 1000,
    refuseWaitingMs: get("scheduling.refuseWaiting") * 1000,
    refuseRestsMs: get("scheduling.refuseRests") * 1000,
    refuseIdleMs: get("scheduling.refuseIdle") * 1000,
    launchesPerTurn: get("scheduling.launchesPerTurn"),
    packing: get("scheduling.packing"),
    localityWeight: get("scheduling.localityWeight"),
    gpuReserve: get("scheduling.gpuReserve"),
    reserveAfterMs: get("scheduling.reserveAfter") * 1000,
    reservationsMax: get("scheduling.reservationsMax"),
    backfill: get("scheduling.backfill"),
    assumedWalltimeMs: get("scheduling.assumedWalltime") * 1000,
    quarantine: get("scheduling.quarantine"),
    preemption: get("scheduling.preemption"),
    preemptAfterMs: get("scheduling.preemptAfter") * 1000,
    preemptProtectMs: get("scheduling.preemptProtect") * 1000,
    preemptPerMinute: get("scheduling.preemptPerMinute"),
    preemptMargin: get("scheduling.preemptMargin"),
    operationTimeoutMs: get("scheduling.operationTimeout") * 1000,
    unreachableTimeoutMs: get("scheduling.unreachableTimeout") * 1000,
    recheckMs: get("scheduling.recheck") * 1000,
    rekillMs: get("scheduling.rekill") * 1000,
    reconcileMs: get("scheduling.reconcile") * 1000,
    maintenance: {
      policy: get("scheduling.maintenance.policy"),
      marginMs: get("scheduling.maintenance.margin") * 1000,
      assumedWalltimeMs: get("scheduling.maintenance.assumedWalltime") * 1000,
    },
  };
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** Absent fields instead of `undefined` ones. */
function defined<T extends Record<string, unknown>>(fields: T): Defined<T> {
  // Only entries that are undefined are left out, which is what `Defined` says.
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Defined<T>;
}

function freeze<T>(value: T): T {
  if (typeof value !== "object" || value === null || value instanceof URL) return value;
  for (const item of Object.values(value)) freeze(item);
  return Object.freeze(value);
}
