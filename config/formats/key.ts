import type { Format } from "./formats.ts";

/** One setting: how it is written, what it is when nobody sets it, what it is for. */
export interface Key<T> {
  readonly format: Format<T>;
  /** As it would be written; `null` when nothing stands for it, and `whenAbsent` says what happens then. */
  readonly default: unknown;
  readonly whenAbsent?: string;
  /** What it is for, and what a change of it does. */
  readonly doc: string;
  readonly example: unknown;
  /** Takes effect when the configuration is read again; other keys need a restart. */
  readonly reload: boolean;
  /** Shows what a change of it does. */
  readonly metric?: string;
}

export interface KeyTraits {
  readonly example?: unknown;
  readonly reload?: true;
  readonly metric?: string;
}

/** A setting that always has a value. */
export function key<T>(format: Format<T>, byDefault: unknown, doc: string, traits: KeyTraits = {}): Key<T> {
  return { format, default: byDefault, doc, example: format.example, reload: false, ...traits };
}

/** A setting that may be absent. */
export function optional<T>(
  format: Format<T>,
  whenAbsent: string,
  doc: string,
  traits: KeyTraits = {},
): Key<T | undefined> {
  return {
    format: { ...format, read: (value) => (value === null ? undefined : format.read(value)) },
    default: null,
    whenAbsent,
    doc,
    example: format.example,
    reload: false,
    ...traits,
  };
}
