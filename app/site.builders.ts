import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createClient, type Client } from "../client/client.ts";
import { startLocalCluster, type LocalCluster, type LocalClusterOptions } from "../local-cluster/start.ts";
import { eventually } from "../local-cluster/testing/eventually.ts";
import { startChild, type Child } from "./roles/child.ts";

/** A cluster, an API and schedulers, each as processes of their own, in a directory of their own. */
export interface Site extends AsyncDisposable {
  readonly directory: string;
  readonly cluster: LocalCluster;
  readonly client: Client;
  readonly api: Child;
  readonly schedulers: readonly Child[];
  /** Everything that the schedulers have logged, as objects. */
  logged(): readonly LogLine[];
  /** The same for API and schedulers, as it is written. */
  logText(): string;
  /** Writes the configuration anew; processes read it when they are told to. */
  configure(settings: object): void;
  /** Changes the secret that schedulers show to the master. */
  writeSecret(secret: string): void;
  hangUp(): void;
  /** A sample of the leader's metrics, such as `godocker_leader_epoch`; `undefined` when there is none. */
  metric(sample: string): Promise<number | undefined>;
  /** The status of readiness, and what operators are told of that check. */
  readiness(check: string): Promise<{ readonly status: string; readonly detail: string }>;
  /** Ends the framework as an operator does. */
  teardown(): Promise<void>;
  /** What the master knows, those that are gone included. */
  frameworks(): Promise<readonly Framework[]>;
  startScheduler(set?: readonly string[]): Promise<Child>;
}

export interface LogLine {
  readonly level: string;
  readonly msg: string;
  readonly event?: string;
  readonly key?: string;
  readonly faults?: readonly string[];
}

export interface Framework {
  readonly id: string;
  readonly name: string;
  readonly roles?: readonly string[];
  readonly capabilities?: readonly string[];
  readonly hostname?: string;
  readonly webui_url?: string;
  readonly failover_timeout?: number;
}

const PRINCIPAL = "godocker";
const SECRET = "a-secret-of-this-test";

export async function aSite(options: SiteOptions = {}): Promise<Site> {
  await using parts = new AsyncDisposableStack();
  const site = await begin(options, parts);
  const kept = parts.move(); // it has begun: from here on its owner ends it
  return { ...site, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

interface SiteOptions {
  readonly settings?: object;
  /** What the schedulers have, instead of the right one. */
  readonly secret?: string;
  /** Schedulers show it as a whole header, from a file. */
  readonly header?: true;
  readonly schedulers?: number;
  /** What is configured for the master at that URL, instead of the URL. */
  readonly masters?: (masterUrl: string) => string;
  readonly cluster?: Partial<LocalClusterOptions>;
}

async function begin(
  options: SiteOptions,
  parts: AsyncDisposableStack,
): Promise<Omit<Site, typeof Symbol.asyncDispose>> {
  const directory = await mkdtemp(join(tmpdir(), "godocker-site-"));
  parts.defer(() => rm(directory, { recursive: true, force: true }));
  const credentials = join(directory, "credentials.json");
  writeFileSync(credentials, JSON.stringify({ credentials: [{ principal: PRINCIPAL, secret: SECRET }] }), {
    mode: 0o600,
  });
  const secretFile = join(directory, "secret");
  const writeSecret = (secret: string): void => {
    writeFileSync(secretFile, secret);
    chmodSync(secretFile, 0o600);
  };
  const basic = `Basic ${Buffer.from(`${PRINCIPAL}:${SECRET}`).toString("base64")}`;
  writeSecret(options.header === undefined ? (options.secret ?? SECRET) : basic);
  const configFile = join(directory, "godocker.json5");
  const configure = (settings: object): void => writeFileSync(configFile, JSON.stringify(settings));
  configure(options.settings ?? {});

  const cluster = await startLocalCluster({
    directory: join(directory, "cluster"),
    credentials,
    agents: [{ resources: "cpus:2;mem:512;disk:1000" }],
    ...options.cluster,
  });
  parts.use(cluster);
  const state = join(directory, "state");
  const common = [
    `stateDirectory=${state}`,
    `mesos.masters=${options.masters?.(cluster.masterUrl) ?? cluster.masterUrl}`,
    `mesos.principal=${PRINCIPAL}`,
    `mesos.${options.header === undefined ? "secretFile" : "authorizationFile"}=${secretFile}`,
    "cluster.leaderTtl=1s",
  ];
  const schedulerLog = join(directory, "scheduler.log");
  const children: Child[] = [];
  parts.defer(async () => {
    for (const each of children.toReversed()) await each.stop(); // those that are started later, too
  });
  const child = async (role: string, more: readonly string[]): Promise<Child> => {
    const started = await startChild({
      role,
      args: ["--config", configFile, ...[...common, ...more].flatMap((one) => ["--set", one])],
      logFile: role === "scheduler" ? schedulerLog : join(directory, `${role}.log`),
      onRestart: (message) => process.stderr.write(`${message}\n`),
    });
    children.push(started);
    return started;
  };
  const api = await child("api", ["server.listen=127.0.0.1:0"]);
  const url = api.url ?? "";
  const startScheduler = (set: readonly string[] = []) =>
    child("scheduler", [`server.publicUrl=${url}`, ...set]);
  const schedulers: Child[] = [];
  for (let n = 0; n < (options.schedulers ?? 1); n += 1) schedulers.push(await startScheduler());
  const token = readFileSync(join(state, "token"), "utf8").trim();
  const get = (path: string) => fetch(url + path, { headers: { authorization: `Bearer ${token}` } });
  const operator = async (path: string, body?: string): Promise<unknown> => {
    const answer = await fetch(cluster.masterUrl + path, {
      headers: { authorization: basic },
      ...(body === undefined ? {} : { method: "POST", body }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${text}`);
    return text === "" ? undefined : JSON.parse(text);
  };
  const frameworks = async (): Promise<readonly Framework[]> => {
    const { frameworks: live, completed_frameworks: gone } = (await operator("/frameworks")) as {
      readonly frameworks: readonly Framework[];
      readonly completed_frameworks: readonly Framework[];
    }; // the master is ours
    return [...live, ...gone];
  };
  return {
    directory,
    cluster,
    client: createClient({ baseUrl: url, token }),
    api,
    schedulers,
    logged: () =>
      readFileSync(schedulerLog, "utf8")
        .split("\n")
        .filter((line) => line.startsWith("{"))
        .map((line) => JSON.parse(line) as LogLine), // our own logger writes them
    logText: () =>
      ["api.log", "scheduler.log"].map((name) => readFileSync(join(directory, name), "utf8")).join(""),
    configure,
    writeSecret,
    hangUp: () => {
      for (const each of children) each.hangUp();
    },
    metric: async (sample) => {
      let text = "";
      // A leader that is slow, or new, is asked again.
      await eventually("the leader tells its metrics", async () => {
        const answer = await get("/metrics/leader");
        text = await answer.text();
        return answer.ok;
      });
      const line = text.split("\n").find((each) => each.startsWith(`${sample} `));
      return line === undefined ? undefined : Number(line.slice(sample.length + 1));
    },
    readiness: async (name) => {
      const { status, checks } = (await (await get("/api/v2/health")).json()) as {
        readonly status: string;
        readonly checks: readonly { readonly name: string; readonly detail?: string }[];
      }; // the API is ours
      return { status, detail: checks.find((check) => check.name === name)?.detail ?? "" };
    },
    teardown: async () => {
      for (const { id } of await frameworks()) await operator("/teardown", `frameworkId=${id}`);
    },
    frameworks,
    startScheduler,
  };
}
