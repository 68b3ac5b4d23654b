import { existsSync } from "node:fs";
import { isAbsolute, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { Made, PluginKind } from "./contract.ts";
import { checkDefinition } from "./definition.ts";
import type { LoadedPlugin } from "./host.ts";
import { importPlugin } from "./import-plugin.ts";
import { startChild } from "./child-start.ts";
import type { About, FromChild } from "./messages.ts";

/** A plugin as it is configured. */
export interface PluginSetting {
  /** A file, when it begins with `.` or `/`; else the name of an npm package. */
  readonly use: string;
  readonly options: Readonly<Record<string, unknown>>;
  /** Of one call. */
  readonly timeoutMs: number;
  readonly memoryBytes: number;
}

export interface PluginFault {
  /** As it is configured. */
  readonly use: string;
  /** A sentence that goes on after it, with what is to be done. */
  readonly reason: string;
}

export interface LookedAt {
  readonly plugins: readonly LoadedPlugin[];
  readonly faults: readonly PluginFault[];
}

/** A machine may have much else to do while it starts. */
const LOOK_MS = 30_000;
const MIB = 1024 * 1024;
/** There is one queue and one store. */
const ONLY_ONE: ReadonlySet<PluginKind> = new Set(["policy", "storage"]);
/** Names of what is there without plugins. */
const TAKEN: Partial<Record<PluginKind, readonly string[]>> = {
  executor: ["mesos", "docker", "swarm", "kubernetes"],
  auth: ["local", "ldap", "header", "oidc", "single-user"],
};

/**
 * Looks at each plugin in a process of its own, so that nothing it does at loading matters here, and tells all faults at
 * once.
 * @param directory  from which files and packages are looked for
 * @param lookMs  after which one that is not loaded is given up
 */
export async function lookAtPlugins(
  settings: readonly PluginSetting[],
  directory: string,
  lookMs: number = LOOK_MS,
): Promise<LookedAt> {
  const looks = await Promise.all(settings.map((setting) => lookAt(setting, directory, lookMs)));
  const plugins = looks.flatMap(({ plugin }) => (plugin === undefined ? [] : [plugin]));
  const faults = looks.flatMap(({ faults: own }) => own);
  for (const [at, { kind, name, use }] of plugins.entries()) {
    const before = plugins.slice(0, at);
    const namesake = before.find((plugin) => plugin.name === name);
    if (namesake !== undefined)
      faults.push({ use, reason: `is called ${name}, as ${namesake.use} is; leave one of them out` });
    if (TAKEN[kind]?.includes(name) === true)
      faults.push({ use, reason: `is called ${name}, as one that is built in; give it another name` });
    const only = ONLY_ONE.has(kind) ? before.find((plugin) => plugin.kind === kind) : undefined;
    if (only !== undefined)
      faults.push({ use, reason: `is a second ${kind} beside ${only.use}; leave one of them out` });
  }
  return { plugins: faults.length === 0 ? plugins : [], faults };
}

interface Look {
  readonly plugin?: LoadedPlugin;
  readonly faults: PluginFault[];
}

async function lookAt(setting: PluginSetting, directory: string, lookMs: number): Promise<Look> {
  const { use, options, timeoutMs } = setting;
  const base = pathToFileURL(`${directory}/`).href;
  const isFile = use.startsWith(".") || isAbsolute(use);
  const file = isFile ? resolve(directory, use) : undefined;
  if (file !== undefined && !existsSync(file))
    return {
      faults: [
        {
          use,
          reason: `is not there: there is no file ${file}; name it as seen from ${directory}, or from /`,
        },
      ],
    };
  const module = file === undefined ? use : pathToFileURL(file).href;
  const memoryMib = Math.ceil(setting.memoryBytes / MIB);
  const { about, faults } = await tell({ module, base, options, timeoutMs }, { memoryMib, lookMs });
  if (about === undefined) {
    const hint = isFile
      ? ""
      : `; is the package ${use} installed in ${join(directory, "node_modules")}, or above?`;
    return {
      faults: faults.map((reason) => ({
        use,
        reason: reason.startsWith("cannot be loaded") ? reason + hint : reason,
      })),
    };
  }
  return {
    plugin: { ...about, use, module, base, options, timeoutMs, memoryMib },
    faults: faults.map((reason) => ({ use, reason })),
  };
}

/** What a process of its own finds out about a plugin. */
async function tell(
  task: {
    readonly module: string;
    readonly base: string;
    readonly options: unknown;
    readonly timeoutMs: number;
  },
  { lookMs, memoryMib }: { readonly lookMs: number; readonly memoryMib: number },
): Promise<{ readonly about?: About; readonly faults: readonly string[] }> {
  let about: About | undefined;
  const faults: string[] = [];
  const over = Promise.withResolvers<void>();
  const child = startChild({
    memoryMib,
    wrote: () => undefined,
    told(text) {
      const message: FromChild = JSON.parse(String(text)); // `child.ts` made it
      if (message.type === "faults") faults.push(...message.faults);
      if (message.type === "fatal") faults.push(`failed: ${message.message}`);
      if (message.type === "about") ({ about } = message);
      // A policy is tried before it is ready. The others may keep open what lets no process end.
      if (message.type === "about" ? about?.kind !== "policy" : message.type !== "log") over.resolve();
    },
    ended(why) {
      if (faults.length === 0) faults.push(`${why} while it is looked at; it must not call process.exit`);
      over.resolve();
    },
  });
  child.send({ ...task, purpose: "look" });
  const timer = setTimeout(() => {
    faults.push(
      `is not loaded after ${lookMs / 1000} s: it must wait for nothing while it is imported or tried`,
    );
    over.resolve();
  }, lookMs);
  await over.promise;
  clearTimeout(timer);
  const found = [...faults];
  await child.kill();
  return { ...(about === undefined ? {} : { about }), faults: found };
}

/**
 * Makes what lives in the process itself, a store, which was looked at before.
 * @throws Error  when it cannot be made
 */
export async function makeHere(
  plugin: LoadedPlugin & { readonly kind: "storage" },
  log: (message: string) => void,
): Promise<Made["storage"]> {
  const checked = checkDefinition(await importPlugin(plugin.module, plugin.base), plugin.options);
  if (!checked.ok) throw new Error(`the plugin ${plugin.use} ${checked.faults.join("; ")}`);
  const made: unknown = await checked.definition.create(checked.options, { name: plugin.name, log });
  if (typeof made !== "object" || made === null)
    throw new Error(`the plugin ${plugin.use} cannot be made: create gave nothing back`);
  return made as Made["storage"]; // as its kind says; it is guarded by whoever uses it
}
