import { isInside } from "../formats/formats.ts";
import type { ConfigProblem } from "../formats/problem.ts";
import { OWN_EXECUTORS } from "../schema/executors.ts";
import type { KeyName } from "../schema/keys.ts";
import type { MesosConfig } from "../schema/mesos.ts";
import { exampleText } from "./assignments.ts";
import { authFaults } from "./auth-check.ts";
import type { Config, StoreConfig } from "./config.ts";

type IsSet = (key: KeyName) => boolean;

/** What only several settings together show: combinations that would be dangerous, or could not work. */
export function crossCheck(config: Config, sources: ReadonlyMap<KeyName, string>): readonly ConfigProblem[] {
  const sourceOf = (key: KeyName): string => sources.get(key) ?? "default";
  const isSet: IsSet = (key) => sourceOf(key) !== "default";
  const faults: readonly Fault[] = [
    ...serverFaults(config),
    ...mesosFaults(config.mesos),
    ...mailFaults(isSet),
    ...authFaults(config, isSet),
    ...auditFaults(config, isSet),
    ...kubernetesFaults(config),
    ...executorFaults(config),
    ...defaultFaults(config),
    ...storeFaults(config.store, config.server.bodyLimitBytes),
    ...volumeFaults(config),
  ];
  return faults.map(([key, got, reason, example]) => ({ source: sourceOf(key), key, got, reason, example }));
}

function serverFaults({ server }: Config): readonly Fault[] {
  const { host, port } = server.listen;
  if (isLoopback(host) || server.insecure || server.publicUrl?.protocol === "https:") return [];
  return [
    [
      "server.listen",
      `${host}:${port}`,
      "is reachable from other machines, and tokens would cross the network in the clear",
      "127.0.0.1:8080; or a server.publicUrl with https, when a proxy adds TLS; or server.insecure = true",
    ],
  ];
}

function auditFaults({ audit }: Config, isSet: IsSet): readonly Fault[] {
  if (!isSet("audit.syslog.ca") || audit.syslog?.transport === "tls") return [];
  const example = 'audit.syslog.address = "tls://syslog.example.org:6514"';
  return [["audit.syslog.ca", "it", "is of no use without a receiver that speaks TLS", example]];
}

function kubernetesFaults({ kubernetes }: Config): readonly Fault[] {
  const faults: Fault[] = [];
  if (kubernetes?.serviceAccountDirectory !== undefined && kubernetes.kubeconfig !== undefined)
    faults.push([
      "kubernetes.serviceAccountDirectory",
      kubernetes.serviceAccountDirectory,
      "does not go with kubernetes.kubeconfig: each says who we are to the cluster",
      "one of the two",
    ]);
  if (kubernetes?.createNamespaces === true && !kubernetes.namespace.includes("${project}"))
    faults.push([
      "kubernetes.createNamespaces",
      "true",
      "has no effect where all projects share one namespace",
      "false; or a kubernetes.namespace such as godocker-${project}",
    ]);
  return faults;
}

function executorFaults({ executors, plugins, queues }: Config): readonly Fault[] {
  const { costs, prefer } = executors;
  const preferred = [...prefer, ...queues.flatMap((queue) => queue.prefer ?? [])];
  const faults: Fault[] = [];
  for (const [key, names] of [
    ["executors.prefer", preferred],
    ["executors.costs", Object.keys(costs)],
  ] as const) {
    const unknown = names.find((name) => !OWN_EXECUTORS.includes(name));
    if (unknown === undefined || plugins.length > 0) continue;
    const reason = "is no cluster, and there are no plugins that could be one";
    faults.push([key, unknown, reason, OWN_EXECUTORS.join(", ")]);
  }
  if (prefer.length > 0 && Object.keys(costs).length > 0)
    faults.push([
      "executors.costs",
      Object.keys(costs).join(", "),
      "has no effect beside executors.prefer",
      "one of the two",
    ]);
  return faults;
}

/** Queue and project of jobs that name none must be there. */
function defaultFaults({ jobs: { defaults }, projects, queues }: Config): readonly Fault[] {
  const missing = (key: KeyName, named: readonly { readonly name: string }[], wanted: string): Fault => [
    key,
    named.map(({ name }) => name).join(", "),
    `have no ${wanted}, the one of jobs that name none`,
    `{ name: "${wanted}" } among them`,
  ];
  const { project, queue } = defaults;
  return [
    ...(queues.some(({ name }) => name === queue) ? [] : [missing("queues", queues, queue)]),
    ...(projects.length === 0 || projects.some(({ name }) => name === project)
      ? []
      : [missing("projects", projects, project)]),
  ];
}

/** No volume shows a job what is GoDocker's own. */
function volumeFaults({ auth, jobs, stateDirectory, store, volumes }: Config): readonly Fault[] {
  const own = [
    { path: stateDirectory, what: "the state directory" },
    ...(store.url.startsWith("sqlite:")
      ? [{ path: store.url.slice("sqlite:".length), what: "the job store" }]
      : []),
    { path: auth.tokenFile, what: "the token file" },
    { path: jobs.directory, what: "the job directory" },
  ];
  return volumes.flatMap(({ name, source }): readonly Fault[] => {
    // What stands before the first name of a user holds all of theirs.
    const fixed = source.split("/${")[0] ?? source;
    const clash = own.find(({ path }) => isInside(path, fixed) || isInside(source, path));
    if (clash === undefined) return [];
    const reason = `overlaps with ${clash.what} ${clash.path}`;
    return [["volumes", `${name}: ${source}`, reason, exampleText("volumes")]];
  });
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host);
}

/** Mail needs server and sender, a login both of its parts; one alone would be without effect. */
function mailFaults(isSet: IsSet): readonly Fault[] {
  const together = [
    ["notify.mail.server", "notify.mail.from"],
    ["notify.mail.user", "notify.mail.passwordFile"],
  ] as const;
  const faults = together.flatMap(([a, b]): Fault[] => {
    if (isSet(a) === isSet(b)) return [];
    const [there, missing] = isSet(a) ? ([a, b] as const) : ([b, a] as const);
    return [[there, "it alone", `has no effect without ${missing}`, `${missing} = ${exampleText(missing)}`]];
  });
  for (const key of ["notify.mail.domains", "notify.mail.user"] as const) {
    if (!isSet(key) || isSet("notify.mail.server")) continue;
    const example = `notify.mail.server = ${exampleText("notify.mail.server")}`;
    faults.push([key, "it alone", "has no effect without notify.mail.server", example]);
  }
  return faults;
}

/** A document of MongoDB's has 16 MiB, and a job's is not all of it. */
const MONGO_BODY_BYTES = 12 * 1024 * 1024;

function storeFaults({ url, passwordFile, tls }: StoreConfig, bodyLimitBytes: number): readonly Fault[] {
  const faults: Fault[] = [];
  const mongodb = `store.url = ${exampleText("store.url")}`;
  const isMongo = !url.startsWith("sqlite:");
  const files = [
    ["store.passwordFile", passwordFile],
    ["store.tls.ca", tls.ca],
    ["store.tls.certificate", tls.certificate],
    ["store.tls.key", tls.key],
  ] as const;
  for (const [key, file] of files)
    if (file !== undefined && !isMongo) faults.push([key, file, "is of no use to a SQLite file", mongodb]);
  if (!isMongo) return faults;
  const hasUser = /^[a-z+]+:\/\/[^/?]*@/.test(url);
  const isX509 = /authmechanism=mongodb-x509/i.test(url);
  if (passwordFile !== undefined && !hasUser)
    faults.push([
      "store.passwordFile",
      passwordFile,
      "needs the user whose password it holds",
      "mongodb://user@host/godocker",
    ]);
  if (hasUser && passwordFile === undefined && !isX509)
    faults.push([
      "store.url",
      url,
      "names a user without a password",
      `store.passwordFile = ${exampleText("store.passwordFile")}`,
    ]);
  if (tls.certificate !== undefined && tls.key === undefined)
    faults.push([
      "store.tls.certificate",
      tls.certificate,
      "needs its key",
      `store.tls.key = ${exampleText("store.tls.key")}`,
    ]);
  if (tls.key !== undefined && tls.certificate === undefined)
    faults.push([
      "store.tls.key",
      tls.key,
      "needs its certificate",
      `store.tls.certificate = ${exampleText("store.tls.certificate")}`,
    ]);
  if (bodyLimitBytes > MONGO_BODY_BYTES)
    faults.push([
      "server.bodyLimitBytes",
      String(bodyLimitBytes),
      "is more than a document of MongoDB's can hold",
      `up to ${MONGO_BODY_BYTES}`,
    ]);
  return faults;
}

type Fault = readonly [key: KeyName, got: string, reason: string, example: string];

function mesosFaults({
  masters,
  principal,
  secretFile,
  authorizationFile,
  tls,
  user,
  userIds,
  containerizers,
  containerizer,
  sidecar,
}: MesosConfig): readonly Fault[] {
  const faults: Fault[] = [];
  const example = (key: KeyName) => `${key} = ${exampleText(key)}`;
  if (secretFile !== undefined && authorizationFile !== undefined) {
    const reason = "cannot go with mesos.secretFile: a request has one Authorization header";
    faults.push(["mesos.authorizationFile", authorizationFile, reason, "one of the two"]);
  }
  if (secretFile !== undefined && principal === undefined)
    faults.push(["mesos.secretFile", secretFile, "needs a principal", example("mesos.principal")]);
  if (principal !== undefined && secretFile === undefined && authorizationFile === undefined) {
    const either = `${example("mesos.secretFile")}, or ${example("mesos.authorizationFile")}`;
    faults.push(["mesos.principal", principal, "needs its secret or a token", either]);
  }
  if (tls.certificate !== undefined && tls.key === undefined)
    faults.push(["mesos.tls.certificate", tls.certificate, "needs its key", example("mesos.tls.key")]);
  if (tls.key !== undefined && tls.certificate === undefined)
    faults.push(["mesos.tls.key", tls.key, "needs its certificate", example("mesos.tls.certificate")]);
  const images = sidecar === undefined ? containerizers : containerizers.filter((one) => one !== "docker");
  if (containerizer !== undefined && !images.includes(containerizer)) {
    const reason =
      sidecar === undefined ? "is not among mesos.containerizers" : "starts nothing that has a sidecar";
    faults.push(["mesos.containerizer", containerizer, reason, images[0] ?? "no mesos.containerizer"]);
  }
  if (userIds !== undefined && user === undefined) {
    const ids = `${userIds.uid}:${userIds.gid}`;
    faults.push(["mesos.userIds", ids, "needs the account whose ids they are", example("mesos.user")]);
  }
  const schemes = masters.kind === "addresses" ? masters.urls.map(({ protocol }) => protocol) : [];
  if (schemes.includes("http:") && schemes.includes("https:"))
    faults.push([
      "mesos.masters",
      "http and https",
      "are of one cluster, which speaks TLS or does not",
      '["https://master1:5050", "https://master2:5050"]',
    ]);
  else if (schemes.includes("http:") && tls.enabled)
    faults.push([
      "mesos.masters",
      "http",
      "would not use what mesos.tls says",
      '["https://master1:5050"], or no mesos.tls',
    ]);
  return faults;
}
