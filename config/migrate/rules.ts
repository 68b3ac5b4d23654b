import { authPolicy, ldap } from "./people.ts";
import { builtIn, left, type Outcome, part, type Rule, set } from "./outcome.ts";
import {
  BY_KUBECONFIG,
  defaultImages,
  dockerUrl,
  executors,
  lifespan,
  mail,
  mesosMaster,
  mongoUrl,
  ofDocker,
  records,
  text,
  volumes,
  watchers,
  withoutPassword,
  words,
} from "./conversions.ts";

const always =
  (outcome: Outcome): Rule =>
  () =>
    outcome;
const partOf = (key: string): Rule => always(part(key));

const GUESTS =
  "make local accounts that expire (`godocker user add NAME --expires TIME`), by which guests sign in";
const NO_PRESENCE = "processes find each other through the store; Consul and etcd are not told of them";
const NO_INFLUX = "usage is kept in the store, and `/metrics` has the rest; have Prometheus collect it";
const LIVE = builtIn("events are streamed at `/api/v2/events`");

/** What becomes of each key of GoDocker 1.x. Keys of groups are written with dots. */
export const RULES: Readonly<Record<string, Rule>> = {
  // --- stores ------------------------------------------------------------------------------------------------------
  mongo_url: (value, old) => [
    set(
      "store.url",
      mongoUrl(text(value), "godocker"),
      "a database of its own; nothing is written to the old one",
    ),
    left(
      `bring users, projects and jobs along: stop both, then \`godocker import --dry-run --from ${withoutPassword(mongoUrl(text(value), text(old("mongo_db") ?? "god")))}\``,
    ),
  ],
  mongo_db: partOf("mongo_url"),
  redis_host: always(
    builtIn("queues and locks are in the store; Redis is not needed, and not used by this version"),
  ),
  redis_port: partOf("redis_host"),
  redis_db: partOf("redis_host"),
  redis_prefix: partOf("redis_host"),
  influxdb_host: always(left(NO_INFLUX)),
  influxdb_port: partOf("influxdb_host"),
  influxdb_user: partOf("influxdb_host"),
  influxdb_password: partOf("influxdb_host"),
  influxdb_db: partOf("influxdb_host"),

  // --- files and limits of jobs --------------------------------------------------------------------------------------
  shared_dir: (value) => [
    set("jobs.directory", `${text(value).replace(/\/+$/, "")}/tasks`, "the layout below it is the same"),
    set("jobs.shared", true, "agents saw it under the same path"),
  ],
  storage: (value) =>
    value === "pairtree"
      ? builtIn("job directories lie in a pairtree")
      : left("job directories lie in a pairtree; there are no other storage handlers"),
  defaults_cpu: (value) => set("jobs.defaults.cpus", Number(value)),
  defaults_ram: (value) => set("jobs.defaults.memory", `${text(value)}GiB`, "it was in GB, meant as GiB"),
  maxlifespan: (value) => set("jobs.defaults.walltime", lifespan(text(value))),
  clean_old: (value) =>
    set("jobs.keep", `${text(value)}d`, "after that they are in the archive, not deleted"),
  user_reset_usage_duration: (value) =>
    set(
      "legacy.usageDays",
      Number(value),
      "for clients of 1.0; fair share lets usage fade instead: `scheduling.halfLife`, 7d by default",
    ),
  disk_default_quota: always(
    left("what users keep in job directories is not limited; use a quota of the file system"),
  ),
  allow_root: (value) =>
    value === true
      ? left("it let everybody be root in their containers. Name the images, and whose jobs, in images.root")
      : builtIn("nobody is root in a container"),
  allow_user_images: (value) =>
    value === true
      ? set("legacy.userImages", true)
      : [
          set("legacy.userImages", false, "it holds for clients of 1.0"),
          left("jobs that come through REST v2 may name any image; only `/api/1.0` can hold them to a list"),
        ],
  default_images: defaultImages,
  max_file_download: (value) => set("legacy.fileBytesMax", Number(value), "for clients of 1.0"),
  use_private_registry: (value) =>
    left(`write the registry into the names of images, such as ${text(value)}/name:tag; agents must know it`),
  link_image_to_registry: always(left("the web pages have no links to registries")),
  constraints: (value) =>
    set(
      "legacy.constraints",
      records(value).map(({ name, value: values }) => ({ name, value: words(values) })),
      "clients of 1.0 propose them; jobs may ask for any attribute of the agents",
    ),
  dynamic_fields: (value) =>
    set(
      "legacy.dynamicFields",
      records(value).map(({ name, admin_only: adminOnly }) => ({ name, adminOnly: adminOnly === true })),
      "for clients of 1.0; with REST v2 use labels",
    ),
  volumes,
  volumes_check: always(builtIn("a job with a volume that is missing is refused when it is submitted")),
  plugin_zfs: (value) =>
    value === true
      ? left("use `scratch` of a job, a directory of limited size on its agent")
      : builtIn("jobs may have `scratch`, a directory of limited size on their agent"),
  port_allocate: always(builtIn("ports come from the offers of the agents")),
  port_start: partOf("port_allocate"),
  port_range: partOf("port_allocate"),
  "network.disabled": (value) =>
    value === true
      ? left("a job has a network unless its image or agent has none; there is no switch for all of them")
      : builtIn("jobs have a network"),
  "network.use_cni": partOf("network.cni_public_network_name"),
  "network.cni_plugin": always(
    builtIn("agents know the plug-ins of their networks; jobs name the network only"),
  ),
  "network.cni_public_network_name": (value, old) =>
    old("network.use_cni") === true
      ? set("networks", [{ name: text(value), dockerMode: "user" }])
      : builtIn("networks of CNI were switched off"),
  "failure_policy.strategy": (value) =>
    set("jobs.defaults.maxAttempts", Number(value) + 1, "it counted repetitions; this counts attempts"),
  "failure_policy.skip_failed_nodes": (value) =>
    value === true
      ? builtIn("a job that failed for a fault of its node is tried on others")
      : left(
          "a job that failed for a fault of its node is tried on others; jobs may say `avoidFailedNodes: false`",
        ),

  // --- who and how much ----------------------------------------------------------------------------------------------
  auth_policy: authPolicy,
  ldap_host: ldap,
  ldap_port: partOf("ldap_host"),
  ldap_dn: partOf("ldap_host"),
  ldap_base_dn_filter: partOf("ldap_host"),
  ldap_admin_dn: partOf("ldap_host"),
  ldap_admin_password: partOf("ldap_host"),
  "ldap.ssl": partOf("ldap_host"),
  "ldap.fields.homeDirectory": partOf("ldap_host"),
  allow_proxy_remote_user: (value) =>
    value === true
      ? left(
          "set `auth.backends` with `header`, and `auth.remoteUser.*` with the addresses of the proxy (docs/how-to/administrators/accounts.md)",
        )
      : builtIn("no header of a proxy says who a user is"),
  secret_passphrase: always(builtIn("the first start makes its own keys")),
  shared_secret_passphrase: always(builtIn("the first start makes its own keys")),
  share_project_tasks: (value) =>
    value === true
      ? left(
          "set `shareJobs` of each project in `projects`, or with `godocker project set NAME --share-jobs`",
        )
      : builtIn("people see their own jobs"),
  guest_allow: (value) => (value === true ? left(GUESTS) : builtIn("there were no guests")),
  guest_bind: partOf("guest_allow"),
  guest_allow_root: partOf("guest_allow"),
  guest_home_root: partOf("guest_allow"),
  rate_limit: (value) =>
    set(
      "quotas",
      [{ user: "*", queuedTasks: Number(value) }],
      "how many tasks a user may have waiting, in each project",
    ),
  rate_limit_all: always(
    builtIn("a queue of millions is no burden; every waiting job is considered at every moment"),
  ),

  // --- scheduling ----------------------------------------------------------------------------------------------------
  scheduler_policy: (value) => {
    const policies: Readonly<Record<string, string>> = { fifo: "fifo", fairshare: "fair-share" };
    const policy = policies[text(value).toLowerCase()];
    return policy === undefined
      ? left(`there is no policy ${text(value)}; choose among FiFo → fifo and FairShare → fair-share`)
      : set("scheduling.policy", policy);
  },
  max_job_pop: always(builtIn("every waiting job is considered at every moment, not a few in each round")),

  // --- clusters ------------------------------------------------------------------------------------------------------
  executors: (value) => executors(Array.isArray(value) ? value.map(text) : [text(value)]),
  executor: (value) => executors([text(value)]),
  mesos_master: (value) => mesosMaster(text(value)),
  "mesos.master": (value) => mesosMaster(text(value)),
  "mesos.unified": (value) => set("mesos.containerizer", value === true ? "mesos" : "docker"),
  "mesos.native_gpu": (value) => set("mesos.gpus", value === true),
  "mesos.reconcile": always(builtIn("tasks are reconciled at each start and now and then")),
  "docker.url": dockerUrl,
  docker_url: dockerUrl,
  docker_api_version: always(builtIn("the version of Docker's API is agreed on with the engine")),
  "docker.api_version": always(builtIn("the version of Docker's API is agreed on with the engine")),
  "docker.tls": (value) => (value === true ? part("docker.url") : builtIn("the engine spoke no TLS")),
  "docker.ca_cert": (value, old) => ofDocker("ca", value, old),
  "docker.client_cert": (value, old) => ofDocker("certificate", value, old),
  "docker.client_key": (value, old) => ofDocker("key", value, old),
  kube_server: always(left(BY_KUBECONFIG)),
  kube_token: partOf("kube_server"),
  kube_namespace: partOf("kube_server"),

  // --- mail, web, processes ------------------------------------------------------------------------------------------
  email_smtp_host: mail,
  email_from: (value, old) =>
    old("email_smtp_host") === null
      ? builtIn("no mail was sent")
      : set(
          "notify.mail.from",
          text(value),
          "mail goes to addresses of this domain; `notify.mail.domains` allows others",
        ),
  email_smtp_port: partOf("email_smtp_host"),
  email_smtp_tls: partOf("email_smtp_host"),
  email_smtp_user: partOf("email_smtp_host"),
  email_smtp_password: partOf("email_smtp_host"),
  web_endpoint: (value) => set("server.publicUrl", text(value)),
  session_timeout: (value) => set("auth.session.absolute", `${text(value)}s`),
  prometheus_key: always(builtIn("metrics are at `/metrics`, for whoever has a token")),
  prometheus_exporter: partOf("prometheus_key"),
  master_timeout: always(
    builtIn("another scheduler takes over after `cluster.leaderTtl`, 3 s; shorter on purpose"),
  ),
  status_policy: always(left(NO_PRESENCE)),
  etcd_prefix: partOf("status_policy"),
  etcd_host: partOf("status_policy"),
  etcd_port: partOf("status_policy"),
  live_events: always(LIVE),
  live_events_url: partOf("live_events"),
  watchers: (value) => watchers(Array.isArray(value) ? value.map(text) : text(value).split(",")),
  cadvisor_port: always(left("the use of cpu and memory by running jobs is not collected from cAdvisor")),
  cadvisor_samples: partOf("cadvisor_port"),
  cadvisor_url_part_override: partOf("cadvisor_port"),
  log_config: always(builtIn("logs are lines of JSON on standard error; `telemetry.logLevel` says how much")),
  plugins_dir: (value) =>
    left(
      `plug-ins in Python can't be loaded: see what ${text(value)} holds beside those that came with 1.x, and write that anew (docs/how-to/site/plugins.md)`,
    ),
};

/** Rules for keys that are many: by how they begin. */
export const RULES_BY_PREFIX: readonly (readonly [string, Rule])[] = [
  [
    "fairshare_",
    always(
      left(
        "fair share goes by decayed usage and shares; its old weights are those of `scheduling.godocker1`, for `scheduling.policy: godocker-1`",
      ),
    ),
  ],
  ["placement.", always(left("there is no executor for Grid Engine"))],
  ["ftp.", always(left("there is no FTP server; jobs read what lies in volumes"))],
  ["flow.", always(left("there is no GoFlow; webhooks (`notify` of a job) tell when a job ends"))],
];
