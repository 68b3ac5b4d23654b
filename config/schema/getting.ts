import type { KeyName, ValueOf } from "./keys.ts";

/** Reads one setting, checked, with its default where it is not set. */
export type Get = <K extends KeyName>(key: K) => ValueOf<K>;

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** Absent fields instead of `undefined` ones. */
export function defined<T extends Record<string, unknown>>(fields: T): Defined<T> {
  // Only entries that are undefined are left out, which is what `Defined` says.
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Defined<T>;
}
