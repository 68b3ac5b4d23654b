import type { PluginKind } from "./contract.ts";

/** What the process of a plugin is told first. */
export interface ChildTask {
  /** URL of its module, or the name of its package. */
  readonly module: string;
  /** URL of the directory from which its package is looked for. */
  readonly base: string;
  readonly options: unknown;
  /** `look`: only tell what it is; `serve`: make it, and answer calls. */
  readonly purpose: "look" | "serve";
  /** Of one call. */
  readonly timeoutMs: number;
}

/** JSON, as a text: what comes from a plugin is read only once its length is known. */
export type FromChild =
  | { readonly type: "about"; readonly about: About }
  /** It can be called. */
  | { readonly type: "ready" }
  /** What stands in the way, one sentence each. */
  | { readonly type: "faults"; readonly faults: readonly string[] }
  | { readonly type: "answer"; readonly id: number; readonly value?: unknown }
  | { readonly type: "thrown"; readonly id: number; readonly name: string; readonly message: string }
  /** It ends. */
  | { readonly type: "fatal"; readonly message: string }
  | { readonly type: "event"; readonly event: unknown }
  | { readonly type: "log"; readonly message: string };

export type ToChild = ChildTask | Call;

export interface Call {
  readonly id: number;
  readonly method: string;
  readonly args: readonly unknown[];
}

export interface About {
  readonly kind: PluginKind;
  readonly contract: number;
  readonly name: string;
}

/** Longest message of a plugin, in characters. */
export const MESSAGE_MAX = 16 * 1024 * 1024;
