import { absolutePath, boolean, duration, httpUrl, integer, name, oneOf } from "../formats/formats.ts";
import { key, optional } from "../formats/key.ts";
import { attributeRules, type AttributeRule } from "./site.ts";
import { WORD, YEAR } from "../formats/words.ts";
import { defined, type Get } from "./getting.ts";
import {
  containerizer,
  containerizers,
  masters,
  roles,
  serverName,
  sidecar,
  type Containerizer,
  type MastersSetting,
  type SidecarSetting,
} from "./mesos-formats.ts";

const HOSTNAME = name(/^[A-Za-z0-9][A-Za-z0-9.-]{0,252}$/, "a host name", "scheduler1.example.org");

/** How GoDocker is known to Mesos, and what it asks of it. */
export const MESOS_KEYS = {
  "mesos.masters": key(
    masters,
    [],
    "Mesos masters, or the ZooKeeper that knows which of them leads. Without any, the embedded cluster on this machine runs the jobs. A password in a ZooKeeper URL is never shown; in a variable that ends in `_FILE` it stays out of the process list, too.",
    { metric: "godocker_mesos_subscribed" },
  ),
  "mesos.name": key(
    WORD,
    "GoDocker",
    "Name of the framework in the Mesos UI, and the mark on everything that it reserves: two installations on one cluster need two names.",
    { example: "godocker" },
  ),
  "mesos.roles": key(
    roles,
    ["godocker"],
    "Roles in which resources are offered. Quota, weight and reservations of each are the cluster's affair.",
    { reload: true, metric: "godocker_offers_received_total" },
  ),
  "mesos.user": optional(
    WORD,
    "the user who runs GoDocker",
    "Account that tasks run as on the agents. It must exist there.",
    { example: "batch" },
  ),
  "mesos.userIds": optional(
    name(/^\d{1,10}:\d{1,10}$/, "uid:gid, as numbers", "1001:1001"),
    "those of `mesos.user` on this machine, if it has that account",
    "Ids of `mesos.user` on the agents, for programs in Docker containers, where names mean nothing.",
    { example: "1001:1001" },
  ),
  "mesos.principal": optional(WORD, "none", "Principal of the framework, and the one to authenticate with.", {
    example: "godocker",
  }),
  "mesos.secretFile": optional(
    absolutePath,
    "no authentication by principal and secret",
    "File with the principal's secret, readable by its owner and group only. It is read again for each new subscription.",
    { example: "/etc/godocker/mesos-secret" },
  ),
  "mesos.authorizationFile": optional(
    absolutePath,
    "no authentication by token",
    "File with the whole value of the `Authorization` header, for masters that want a token, such as `token=…`. Instead of `mesos.secretFile`, with the same rules.",
    { example: "/etc/godocker/mesos-authorization" },
  ),
  "mesos.tls.enabled": key(
    boolean,
    false,
    "Masters that ZooKeeper names, and all agents, speak TLS. Any other setting of `mesos.tls`, and a master with https, says so, too.",
  ),
  "mesos.tls.ca": optional(
    absolutePath,
    "the authorities that Node knows",
    "File with the certificates, in PEM, of the authorities that signed those of masters and agents.",
    { example: "/etc/godocker/mesos-ca.pem" },
  ),
  "mesos.tls.certificate": optional(
    absolutePath,
    "none",
    "File with the certificate, in PEM, to show to masters and agents that ask for one.",
    { example: "/etc/godocker/mesos-client.pem" },
  ),
  "mesos.tls.key": optional(absolutePath, "none", "File with the key of `mesos.tls.certificate`, in PEM.", {
    example: "/etc/godocker/mesos-client.key",
  }),
  "mesos.tls.serverName": optional(
    serverName,
    "the name in the address",
    "Name that the certificates of masters and agents are made out to, where it is not the name in their address.",
  ),
  "mesos.webUrl": optional(
    httpUrl,
    "no links",
    "Under which people reach the web UI of Mesos: jobs show links to their task and its files there.",
    { example: "https://mesos.example.org" },
  ),
  "mesos.hostname": optional(
    HOSTNAME,
    "that of the machine",
    "Host of the scheduler, as the Mesos UI shows it.",
    {
      reload: true,
    },
  ),
  "mesos.failoverTimeout": key(
    duration(0, YEAR),
    "7d",
    "How long Mesos keeps our tasks when no scheduler of ours is connected. With 0 each hiccup of the network ends all tasks.",
    { example: "7d", reload: true },
  ),
  "mesos.gpus": key(
    boolean,
    false,
    "Take offers of agents with GPUs, and let jobs ask for GPUs. Without it Mesos keeps such agents from us altogether.",
    { metric: "godocker_offers_received_total" },
  ),
  "mesos.revocable": key(
    boolean,
    false,
    "Take resources that Mesos can take away at any time, for preemptible jobs.",
    { metric: "godocker_offers_received_total" },
  ),
  "mesos.regions": key(boolean, false, "Take offers of agents in other regions than the master's.", {
    metric: "godocker_offers_received_total",
  }),
  "mesos.containerizers": key(
    containerizers,
    ["mesos", "docker"],
    "What the agents can start images with: the unified containerizer, Docker. None: jobs with an image are refused.",
  ),
  "mesos.containerizer": optional(
    containerizer,
    "the first of `mesos.containerizers`",
    "What starts the images of jobs that do not say.",
    { example: "docker" },
  ),
  "mesos.pidsLimit": key(
    integer(1, 4_194_304),
    4096,
    "Processes and threads in one container of Docker, at most.",
    { example: 4096 },
  ),
  "mesos.pidsLabel": optional(
    WORD,
    "the agents limit the processes of a single job in images that Docker starts only",
    "Label by which the agents limit the processes of one task (`resources.pids` of a job), as a module of yours may; those of the embedded cluster know `godocker.pids`.",
    { example: "godocker.pids" },
  ),
  "mesos.secretVariables": key(
    boolean,
    false,
    "The agents resolve secret variables (isolator `environment_secret`): secrets of jobs reach them as such, and no program of Mesos shows them. Else they are variables like others.",
  ),
  "mesos.sandboxDirectory": key(
    absolutePath,
    "/mnt/mesos/sandbox",
    "Where a container with an image sees its sandbox: the agents' flag `--sandbox_directory`.",
    { example: "/mnt/mesos/sandbox" },
  ),
  "mesos.sidecar": optional(
    sidecar,
    "none",
    "A program beside each job, in a container of its own, for as long as the job runs; what it takes is added to what the job asks for. Needs the unified containerizer: with a sidecar no job is started by Docker.",
  ),
  "mesos.attributeRules": key(
    attributeRules,
    [],
    "Which agents a task may use that needs something: Mesos does not tell what an agent can do, so sites mark their agents with attributes. Rules for `always` concern all tasks. Every rule that applies must be met.",
    { reload: true },
  ),
  "mesos.onRemoved": key(
    oneOf(["register-anew", "stop"]),
    "register-anew",
    "What to do when Mesos has removed the framework, and ended all its tasks with it: register again and start them again as their retries allow; or stay away until a person has looked, with all jobs kept as they are.",
    { example: "stop", reload: true, metric: "godocker_executor_refused" },
  ),
  "mesos.unknownTasks": key(
    oneOf(["kill", "ignore"]),
    "kill",
    "What to do with tasks of our framework that our store does not know, such as those of a store that was set back.",
    { example: "ignore", reload: true, metric: "godocker_kills_total" },
  ),
} as const;

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

export function mesosOf(get: Get): MesosConfig {
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

function hasHttps(masters: MastersSetting): boolean {
  return masters.kind === "addresses" && masters.urls.some(({ protocol }) => protocol === "https:");
}
