import convict from "convict";
import type { Assignment, ConfigFile, Gathered } from "./assignments.ts";
import { exampleText, fromEnvironment, fromFile, fromFlags, shown } from "./assignments.ts";
import { crossCheck } from "./cross-check.ts";
import type { ListenAddress, VolumeSetting } from "./formats.ts";
import { Refusal } from "./formats.ts";
import { KEY_NAMES, KEYS } from "./keys.ts";
import type { KeyName, ValueOf } from "./keys.ts";
import type { ConfigProblem } from "./problem.ts";

/** Everything that is configured, checked. Deeply frozen. */
export interface Config {
  readonly stateDirectory: string;
  readonly server: {
    readonly listen: ListenAddress;
    readonly publicUrl?: URL;
    readonly insecure: boolean;
    readonly bodyLimitBytes: number;
  };
  readonly cluster: { readonly instance?: string; readonly leaderTtlMs: number };
  /** `sqlite:` and an absolute path. */
  readonly store: { readonly url: string };
  readonly mesos: {
    /** Empty: the embedded cluster. */
    readonly masters: readonly URL[];
    readonly name: string;
    readonly role: string;
    readonly user?: string;
    readonly principal?: string;
    readonly secretFile?: string;
    readonly failoverTimeoutMs: number;
    readonly refuseMs: number;
  };
  readonly jobs: {
    readonly directory: string;
    readonly shared: boolean;
    readonly unreachableTimeoutMs: number;
    readonly defaults: {
      readonly project: string;
      readonly cpus: number;
      readonly memoryBytes: number;
      readonly diskBytes: number;
      readonly walltimeSeconds?: number;
      readonly graceSeconds: number;
      readonly maxAttempts: number;
    };
  };
  readonly volumes: readonly VolumeSetting[];
  readonly scheduling: { readonly policy: "fair-share" | "fifo"; readonly halfLifeMs: number };
  readonly auth: { readonly tokenFile: string };
  readonly telemetry: { readonly logLevel: "debug" | "info" | "warn" | "error" };
  /** Of each agent; absent = what this machine has. */
  readonly local: {
    readonly agents: number;
    readonly cpusMilli?: number;
    readonly memoryBytes?: number;
    readonly diskBytes?: number;
  };
}

export interface ConfigSources {
  /** In the order in which they were named; later ones win, key by key. Lists are replaced. */
  readonly files: readonly ConfigFile[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** `path=value`, as after `--set`. */
  readonly set: readonly string[];
  /** Reads what a `…_FILE` variable names. @throws Error  whose message is shown */
  readonly readFile: (path: string) => string;
  /** Home directory of the person who starts it. */
  readonly home: string;
}

export type LoadedConfig =
  | {
      readonly ok: true;
      readonly config: Config;
      /** Where each value comes from; `default` where nobody set it. */
      readonly sources: ReadonlyMap<KeyName, string>;
      /** As it would be written; for showing. */
      readonly settings: ReadonlyMap<KeyName, unknown>;
      readonly warnings: readonly ConfigProblem[];
    }
  | { readonly ok: false; readonly problems: readonly ConfigProblem[] };

/** Weakest source first: defaults, files, environment, flags. Every fault of every source is told at once. */
export function loadConfig({ files, env, set, readFile, home }: ConfigSources): LoadedConfig {
  const gathered: readonly Gathered[] = [
    ...files.map(fromFile),
    fromEnvironment(env, readFile),
    fromFlags(set),
  ];
  const problems = gathered.flatMap((each) => each.problems);
  const warnings = gathered.flatMap((each) => each.warnings);
  const settings = convict<Readonly<Record<string, unknown>>>(schema(), { env: {}, args: [] });
  const sources = new Map<KeyName, string>(KEY_NAMES.map((key) => [key, "default"]));
  for (const assignment of gathered.flatMap((each) => each.assignments)) {
    const fault = faultOf(assignment);
    if (fault !== undefined) {
      problems.push(fault);
      continue;
    }
    settings.set(assignment.key, assignment.value);
    sources.set(assignment.key, assignment.source);
  }
  if (problems.length > 0) return { ok: false, problems };
  settings.validate({ allowed: "strict" });
  // Each key's own format reads what was checked with that format a moment ago.
  const get = <K extends KeyName>(key: K): ValueOf<K> =>
    KEYS[key].format.read(settings.get(key)) as ValueOf<K>;
  const config = configOf(get, env, home);
  const faults = crossCheck(config, sources);
  if (faults.length > 0) return { ok: false, problems: faults };
  const written = new Map<KeyName, unknown>(KEY_NAMES.map((key) => [key, settings.get(key)]));
  return { ok: true, config: freeze(config), sources, settings: written, warnings };
}

/** The settings as convict takes them: nested, each with its doc, default and check. */
function schema(): convict.Schema<Readonly<Record<string, unknown>>> {
  const root: Record<string, unknown> = {};
  for (const key of KEY_NAMES) {
    const segments = key.split(".");
    const last = segments.pop() ?? key;
    let group = root;
    for (const segment of segments) {
      const inner = group[segment] ?? {};
      group[segment] = inner;
      group = inner as Record<string, unknown>; // only this loop puts groups there
    }
    const { doc, default: byDefault, format } = KEYS[key];
    group[last] = {
      doc,
      default: byDefault,
      nullable: byDefault === null,
      format: (value: unknown) => void format.read(value),
    };
  }
  return root as convict.Schema<Readonly<Record<string, unknown>>>; // built of nothing but groups and leaves
}

function faultOf({ key, value, source }: Assignment): ConfigProblem | undefined {
  try {
    KEYS[key].format.read(value);
    return undefined;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const { allowed } = KEYS[key].format;
    return {
      source,
      key,
      got: shown(value),
      reason: error.message,
      example: `${exampleText(key)} (${allowed})`,
    };
  }
}

function configOf(
  get: <K extends KeyName>(key: K) => ValueOf<K>,
  env: ConfigSources["env"],
  home: string,
): Config {
  // The XDG specification: a relative path there is ignored.
  const xdg = env.XDG_STATE_HOME;
  const state = xdg !== undefined && xdg.startsWith("/") ? xdg : `${home}/.local/state`;
  const stateDirectory = get("stateDirectory") ?? `${state}/godocker`;
  return {
    stateDirectory,
    server: {
      listen: get("server.listen"),
      ...defined({ publicUrl: get("server.publicUrl") }),
      insecure: get("server.insecure"),
      bodyLimitBytes: get("server.bodyLimitBytes"),
    },
    cluster: {
      ...defined({ instance: get("cluster.instance") }),
      leaderTtlMs: get("cluster.leaderTtl") * 1000,
    },
    store: { url: get("store.url") ?? `sqlite:${stateDirectory}/godocker.db` },
    mesos: {
      masters: get("mesos.masters"),
      name: get("mesos.name"),
      role: get("mesos.role"),
      ...defined({
        user: get("mesos.user"),
        principal: get("mesos.principal"),
        secretFile: get("mesos.secretFile"),
      }),
      failoverTimeoutMs: get("mesos.failoverTimeout") * 1000,
      refuseMs: get("mesos.refuseSeconds") * 1000,
    },
    jobs: {
      directory: get("jobs.directory") ?? `${stateDirectory}/jobs`,
      shared: get("jobs.shared"),
      unreachableTimeoutMs: get("jobs.unreachableTimeout") * 1000,
      defaults: {
        project: get("jobs.defaults.project"),
        cpus: get("jobs.defaults.cpus") / 1000,
        memoryBytes: get("jobs.defaults.memory"),
        diskBytes: get("jobs.defaults.disk"),
        ...defined({ walltimeSeconds: get("jobs.defaults.walltime") }),
        graceSeconds: get("jobs.defaults.grace"),
        maxAttempts: get("jobs.defaults.maxAttempts"),
      },
    },
    volumes: get("volumes"),
    scheduling: { policy: get("scheduling.policy"), halfLifeMs: get("scheduling.halfLife") * 1000 },
    auth: { tokenFile: get("auth.tokenFile") ?? `${stateDirectory}/token` },
    telemetry: { logLevel: get("telemetry.logLevel") },
    local: {
      agents: get("local.agents"),
      ...defined({
        cpusMilli: get("local.cpus"),
        memoryBytes: get("local.memory"),
        diskBytes: get("local.disk"),
      }),
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
