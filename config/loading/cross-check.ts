import { isInside } from "../formats/formats.ts";
import type { ConfigProblem } from "../formats/problem.ts";
import { OWN_EXECUTORS } from "../schema/executors.ts";
import type { KeyName } from "../schema/keys.ts";
import type { MesosConfig } from "../schema/mesos.ts";
import { exampleText } from "./assignments.ts";
import { authFaults } from "./auth-check.ts";
import type { Config, StoreConfig } from "./config.ts";

/** What only several settings together show: combinations that would be dangerous, or could not work. */
export function crossCheck(config: Config, sources: ReadonlyMap<KeyName, string>): readonly ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  const fault = (key: KeyName, got: string, reason: string, example: string): void => {
    problems.push({ source: sources.get(key) ?? "default", key, got, reason, example });
  };
  const { server, mesos, jobs, volumes, stateDirectory, store, auth } = config;

  const { host, port } = server.listen;
  if (!isLoopback(host) && !server.insecure && server.publicUrl?.protocol !== "https:") {
    fault(
      "server.listen",
      `${host}:${port}`,
      "is reachable from other machines, and tokens would cross the network in the clear",
      "127.0.0.1:8080; or a server.publicUrl with https, when a proxy adds TLS; or server.insecure = true",
    );
  }
  for (const problem of mesosFaults(mesos)) fault(...problem);
  const isSet = (key: KeyName) => (sources.get(key) ?? "default") !== "default";
  for (const problem of mailFaults(isSet)) fault(...problem);
  for (const problem of authFaults(config, isSet)) fault(...problem);
  if (isSet("audit.syslog.ca") && config.audit.syslog?.transport !== "tls")
    fault(
      "audit.syslog.ca",
      "it",
      "is of no use without a receiver that speaks TLS",
      'audit.syslog.address = "tls://syslog.example.org:6514"',
    );
  const { kubernetes } = config;
  if (kubernetes?.serviceAccountDirectory !== undefined && kubernetes.kubeconfig !== undefined)
    fault(
      "kubernetes.serviceAccountDirectory",
      kubernetes.serviceAccountDirectory,
      "does not go with kubernetes.kubeconfig: each says who we are to the cluster",
      "one of the two",
    );
  if (kubernetes?.createNamespaces === true && !kubernetes.namespace.includes("${project}"))
    fault(
      "kubernetes.createNamespaces",
      "true",
      "has no effect where all projects share one namespace",
      "false; or a kubernetes.namespace such as godocker-${project}",
    );
  const { costs, prefer } = config.executors;
  const preferred = [...prefer, ...config.queues.flatMap((queue) => queue.prefer ?? [])];
  for (const [key, names] of [
    ["executors.prefer", preferred],
    ["executors.costs", Object.keys(costs)],
  ] as const) {
    const unknown = names.find((name) => !OWN_EXECUTORS.includes(name));
    if (unknown !== undefined && config.plugins.length === 0)
      fault(
        key,
        unknown,
        "is no cluster, and there are no plugins that could be one",
        OWN_EXECUTORS.join(", "),
      );
  }
  if (prefer.length > 0 && Object.keys(costs).length > 0)
    fault(
      "executors.costs",
      Object.keys(costs).join(", "),
      "has no effect beside executors.prefer",
      "one of the two",
    );
  const { defaults } = jobs;
  if (!config.queues.some(({ name }) => name === defaults.queue))
    fault(
      "queues",
      config.queues.map(({ name }) => name).join(", "),
      `have no ${defaults.queue}, the one of jobs that name none`,
      `{ name: "${defaults.queue}" } among them`,
    );
  if (config.projects.length > 0 && !config.projects.some(({ name }) => name === defaults.project))
    fault(
      "projects",
      config.projects.map(({ name }) => name).join(", "),
      `have no ${defaults.project}, the one of jobs that name none`,
      `{ name: "${defaults.project}" } among them`,
    );
  const isSqlite = store.url.startsWith("sqlite:");
  for (const problem of storeFaults(store, server.bodyLimitBytes)) fault(...problem);
  const own = [
    { path: stateDirectory, what: "the state directory" },
    ...(isSqlite ? [{ path: store.url.slice("sqlite:".length), what: "the job store" }] : []),
    { path: auth.tokenFile, what: "the token file" },
    { path: jobs.directory, what: "the job directory" },
  ];
  for (const { name, source } of volumes) {
    // What stands before the first name of a user holds all of theirs.
    const fixed = source.split("/${")[0] ?? source;
    const clash = own.find(({ path }) => isInside(path, fixed) || isInside(source, path));
    if (clash === undefined) continue;
    fault(
      "volumes",
      `${name}: ${source}`,
      `overlaps with ${clash.what} ${clash.path}`,
      exampleText("volumes"),
    );
  }
  return problems;
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host);
}

/** Mail needs server and sender, a login both of its parts; one alone would be without effect. */
function mailFaults(isSet: (key: KeyName) => boolean): readonly Fault[] {
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
