import type { Directory } from "../../auth/directory.ts";
import type { SnapshotPolicy } from "../../fair-share/policy.ts";
import type { Store } from "../../store/store.ts";
import type { PluginExecutor } from "../ports/executor.ts";
import type { AddressNotifier } from "./notify-plugins.ts";
import type { StatusReporter } from "./status-plugins.ts";
import type { Watcher } from "../ports/watcher.ts";

/** What a plugin of each kind makes. Each port is described where it is. */
export interface Made {
  /** Fair-share order; pure. */
  readonly policy: SnapshotPolicy;
  /** A cluster that runs tasks. */
  readonly executor: PluginExecutor;
  /** Where people are known. */
  readonly auth: Omit<Directory, "name">;
  /** Looks at what runs, and may ask for its end. */
  readonly watcher: Watcher;
  /** Lines for operators. */
  readonly status: StatusReporter;
  /** Where everything is kept; called in each process itself. */
  readonly storage: Store;
  /** Tells people of their jobs. */
  readonly notifier: AddressNotifier;
}

export type PluginKind = keyof Made;

/** Versions of each contract that this version of GoDocker speaks; the last one is the newest. */
export const CONTRACTS: Readonly<Record<PluginKind, readonly number[]>> = {
  policy: [1],
  executor: [1],
  auth: [1],
  watcher: [1],
  status: [1],
  storage: [1],
  notifier: [1],
};

/** What a plugin gets of the one who loads it. */
export interface PluginContext {
  readonly name: string;
  /** A line in the log of the process; longer ones are cut. */
  log(message: string): void;
}

/** The default export of a plugin. */
export interface PluginDefinition<K extends PluginKind = PluginKind, Options = unknown> {
  readonly kind: K;
  /** Version of the contract of this kind that it was written for. */
  readonly contract: number;
  /** 1 to 32 of a-z 0-9 -: stands in logs and metrics; of an executor also in jobs, of a directory with its people. */
  readonly name: string;
  /** JSON Schema of `options`. Without one it takes none. Defaults in it are filled in. */
  readonly options?: Readonly<Record<string, unknown>>;
  create(options: Options, context: PluginContext): Made[K] | Promise<Made[K]>;
}

/** Gives back what it gets: it is there for the types. */
export function definePlugin<K extends PluginKind, Options = Readonly<Record<string, unknown>>>(
  definition: PluginDefinition<K, Options>,
): PluginDefinition<K, Options> {
  return definition;
}
