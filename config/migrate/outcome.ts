import type { KeyName } from "../schema/keys.ts";

/** What becomes of one value of the old configuration. */
export type Outcome =
  /** The new configuration says it. */
  | { readonly kind: "set"; readonly key: KeyName; readonly value: unknown; readonly note?: string }
  /** The same, with a secret that gets a file of its own. */
  | { readonly kind: "secret"; readonly key: KeyName; readonly file: string; readonly content: string }
  /** Another value carries it. */
  | { readonly kind: "part"; readonly of: string }
  /** Nothing needs to be said any more. */
  | { readonly kind: "built in"; readonly note: string }
  /** Nobody had set it. */
  | { readonly kind: "unset" }
  /** Not carried over: what to do about it. */
  | { readonly kind: "left"; readonly note: string };

/** The other values of the old configuration. */
export type Old = (key: string) => unknown;

export type Rule = (value: unknown, old: Old) => Outcome | readonly Outcome[];

export const set = (key: KeyName, value: unknown, note?: string): Outcome => ({
  kind: "set",
  key,
  value,
  ...(note === undefined ? {} : { note }),
});
export const left = (note: string): Outcome => ({ kind: "left", note });
export const builtIn = (note: string): Outcome => ({ kind: "built in", note });
export const part = (of: string): Outcome => ({ kind: "part", of });
