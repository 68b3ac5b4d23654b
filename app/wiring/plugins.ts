import { dirname, resolve } from "node:path";
import type { Loaded } from "../../config/loading/load.ts";
import type { ConfigProblem } from "../../config/formats/problem.ts";
import type { Directory } from "../../auth/directory.ts";
import type { SnapshotPolicy } from "../../fair-share/policy.ts";
import type { Capabilities } from "../../offers/backend.ts";
import type { TaskAccess } from "../../offers/task-access.ts";
import { AUTH_ANSWERS, directoryOf } from "../../plugins/providers/auth-plugins.ts";
import type { PluginKind } from "../../plugins/host/contract.ts";
import {
  createHost,
  type Host,
  type HostOptions,
  type LoadedPlugin,
  type PluginEvent,
} from "../../plugins/host/host.ts";
import {
  ACCESS_ANSWERS,
  accessOf,
  backendOf,
  capabilitiesOf,
} from "../../plugins/providers/executor-plugins.ts";
import { lookAtPlugins, makeHere } from "../../plugins/host/load.ts";
import { ANSWER_MS, policyOf } from "../../plugins/providers/policy-plugins.ts";
import { guardedStore } from "../../plugins/host/stored.ts";
import { statusOf } from "../../plugins/host/status-plugins.ts";
import type { Store } from "../../store/store.ts";
import type { HealthCheck } from "../../telemetry/health.ts";
import type { Logger } from "../../telemetry/logger.ts";
import type { Metrics } from "../../telemetry/metrics.ts";
import type { Cluster } from "../executors/mesos.ts";
import { clusterOf } from "../executors/docker.ts";
import { REAL_CLOCK } from "../settings/real-clock.ts";
import { faultsText, StartError, type Settings } from "../settings/settings.ts";

/** The plugins of this site in this process. */
export interface SitePlugins extends AsyncDisposable {
  readonly loaded: readonly LoadedPlugin[];
  /** In processes of their own, which are started when they are first called. */
  hosts(kind: PluginKind): readonly Host[];
  readonly directories: readonly Directory[];
  readonly executors: readonly SiteExecutor[];
  /** Fair-share order; `undefined`: there is none, or it is set aside. */
  policy(): SnapshotPolicy | undefined;
  /** Calls `listener` when the policy is another one from now on. @returns ends that */
  onPolicy(listener: () => void): () => void;
  /** For operators: what is not called just now, and why. */
  troubles(): readonly string[];
  /** Where everything is kept; `undefined`: where the configuration says. @throws StartError */
  store(): Promise<Store | undefined>;
  /** Of the process that shows its health. */
  readonly checks: readonly HealthCheck[];
}

/** A cluster of a plugin. */
export interface SiteExecutor {
  readonly name: string;
  readonly capabilities: Capabilities;
  readonly access: TaskAccess;
  /** Made anew for each term of leadership. */
  cluster(): Cluster;
}

const FILE_SOURCE = /^(.+):\d+:\d+$/s;
/** Errors that are answers. */
const ANSWERS: Partial<Record<PluginKind, readonly string[]>> = {
  auth: AUTH_ANSWERS,
  executor: ACCESS_ANSWERS,
};
const ASIDE_EVENT = "plugin.set_aside";

/**
 * All plugins that are configured, looked at.
 * @throws StartError  with every fault at once
 */
export async function openPlugins(
  { loaded: configured }: Pick<Settings, "loaded">,
  { log: parent, metrics }: { readonly log: Logger; readonly metrics: Metrics },
): Promise<SitePlugins> {
  const log = parent.child({ component: "plugins" });
  const loaded = await lookedAt(configured);
  const options: HostOptions = {
    nowMs: Date.now,
    observe: (plugin, event) => report(plugin, event, log, metrics),
  };
  const policies = changingPolicy(log);
  const hosts = loaded
    .filter(({ kind }) => kind !== "policy" && kind !== "storage")
    .map((plugin) => createHost(plugin, { ...options, answers: ANSWERS[plugin.kind] ?? [] }));
  const policyPlugin = loaded.find(({ kind }) => kind === "policy");
  if (policyPlugin !== undefined) {
    const { timeoutMs } = policyPlugin;
    const host = createHost(
      { ...policyPlugin, timeoutMs: Math.min(timeoutMs, ANSWER_MS) },
      {
        ...options,
        observe(plugin, event) {
          options.observe(plugin, event);
          if (event.type === "aside") policies.setAside(event.forMs);
        },
      },
    );
    hosts.push(host);
    policies.take(policyOf(host));
  }
  const said = (plugin: string) => (text: string) =>
    log.info("a plugin says", { event: "plugin.said", plugin, text });
  const ofKind = (kind: PluginKind) => hosts.filter(({ plugin }) => plugin.kind === kind);
  const executors = await Promise.all(
    ofKind("executor").map(async (host): Promise<SiteExecutor> => {
      const { plugin } = host;
      const { name } = plugin;
      const capabilities = await capabilitiesOf(host).catch((cause: unknown) => {
        throw new StartError(`the cluster of the plugin ${name} cannot be used: ${String(cause)}`, { cause });
      });
      const hostOf: Parameters<typeof backendOf>[1] = (listeners) => {
        const own = createHost(plugin, { ...options, ...listeners });
        hosts.push(own);
        return own;
      };
      return {
        name,
        capabilities,
        access: accessOf(host),
        cluster: () =>
          clusterOf(name, { log: parent, metrics }, () =>
            backendOf({ name, capabilities }, hostOf, REAL_CLOCK.after),
          ),
      };
    }),
  );
  metrics.readPlugins(() =>
    hosts.map((host) => ({ plugin: host.plugin.name, aside: host.trouble() !== undefined })),
  );
  const troubles = () => hosts.flatMap((host) => host.trouble() ?? []);
  return {
    loaded,
    hosts: ofKind,
    directories: ofKind("auth").map(directoryOf),
    executors,
    policy: policies.current,
    onPolicy: policies.onChange,
    troubles,
    async store() {
      const plugin = loaded.find(isStorage);
      if (plugin === undefined) return undefined;
      const { name, timeoutMs } = plugin;
      try {
        return guardedStore(await makeHere(plugin, said(name)), {
          name,
          timeoutMs,
          failed: (call, why) => report(plugin, { type: "failed", call, why }, log, metrics),
        });
      } catch (cause) {
        const why = cause instanceof Error ? cause.message : String(cause);
        throw new StartError(`the store of the plugin ${name} cannot be opened: ${why}`, { cause });
      }
    },
    checks: loaded.length === 0 ? [] : [pluginsCheck(loaded, troubles), ...ofKind("status").map(statusCheck)],
    async [Symbol.asyncDispose]() {
      policies[Symbol.dispose]();
      await Promise.all(hosts.map((host) => host.stop()));
    },
  };
}

/** The policy of a plugin, and that of the configuration while it is set aside. */
function changingPolicy(log: Logger) {
  const listeners = new Set<() => void>();
  let policy: SnapshotPolicy | undefined;
  let isAside = false;
  let timer: NodeJS.Timeout | undefined;
  const tell = (): void => listeners.forEach((listener) => listener());
  return {
    take(taken: SnapshotPolicy): void {
      policy = taken;
    },
    setAside(forMs: number): void {
      isAside = true;
      log.error("the policy of a plugin failed; that of scheduling.policy is in its place", {
        event: "plugin.policy_replaced",
        forMs,
      });
      clearTimeout(timer);
      timer = setTimeout(() => {
        isAside = false;
        tell();
      }, forMs).unref();
      tell();
    },
    current: () => (isAside ? undefined : policy),
    onChange(listener: () => void): () => void {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    [Symbol.dispose](): void {
      clearTimeout(timer);
    },
  };
}

/** By the names of their clusters. */
export function accessesOf({
  executors,
}: Pick<SitePlugins, "executors">): Readonly<Record<string, TaskAccess>> {
  return Object.fromEntries(executors.map(({ access, name }) => [name, access]));
}

function isStorage(plugin: LoadedPlugin): plugin is LoadedPlugin & { readonly kind: "storage" } {
  return plugin.kind === "storage";
}

function pluginsCheck(loaded: readonly LoadedPlugin[], troubles: () => readonly string[]): HealthCheck {
  return {
    name: "plugins",
    kind: "soft",
    async check() {
      const found = troubles();
      if (found.length > 0) throw new Error(found.join("; "));
      return loaded.map(({ contract, kind, name }) => `${name} (${kind} ${contract})`).join(", ");
    },
  };
}

function statusCheck(host: Host): HealthCheck {
  return { name: `plugin ${host.plugin.name}`, kind: "soft", check: () => statusOf(host) };
}

/** @throws StartError */
async function lookedAt({
  config,
  sources,
}: Pick<Loaded, "config" | "sources">): Promise<readonly LoadedPlugin[]> {
  if (config.plugins.length === 0) return [];
  const { faults, plugins } = await lookAtPlugins(config.plugins, directoryOfSource(sources));
  if (faults.length === 0) return plugins;
  const problems = faults.map((fault) => problemOf(fault, sources));
  throw new StartError(`the configuration has ${faultsText(problems)}`, { exitCode: 10 });
}

/** What is wrong with the plugins that are configured, all at once. */
export async function pluginFaults({
  config,
  sources,
}: Pick<Loaded, "config" | "sources">): Promise<readonly ConfigProblem[]> {
  if (config.plugins.length === 0) return [];
  const { faults } = await lookAtPlugins(config.plugins, directoryOfSource(sources));
  return faults.map((fault) => problemOf(fault, sources));
}

function problemOf(
  { reason, use }: { readonly use: string; readonly reason: string },
  sources: Loaded["sources"],
): ConfigProblem {
  return {
    source: sources.get("plugins") ?? "default",
    key: "plugins",
    reason: `${use} ${reason}`,
    example: "see docs/how-to/site/plugins.md",
  };
}

/** Where the configuration file is that names them; else where the process was started. */
function directoryOfSource(sources: Loaded["sources"]): string {
  const file = FILE_SOURCE.exec(sources.get("plugins") ?? "")?.[1];
  return file === undefined ? process.cwd() : dirname(resolve(file));
}

function report(
  { kind, name: plugin }: LoadedPlugin,
  event: PluginEvent,
  log: Logger,
  metrics: Metrics,
): void {
  switch (event.type) {
    case "call":
      return metrics.pluginCall(plugin, event.outcome);
    case "failed":
      metrics.pluginFailed(plugin);
      return log.warn("a plugin failed", {
        event: "plugin.failed",
        plugin,
        kind,
        call: event.call,
        why: event.why,
      });
    case "aside":
      return log.error("a plugin failed too often and is left alone for a while", {
        event: ASIDE_EVENT,
        plugin,
        kind,
        forMs: event.forMs,
        why: event.why,
      });
    case "said":
      return log.info("a plugin says", { event: "plugin.said", plugin, text: event.text });
    default:
      return event satisfies never;
  }
}
