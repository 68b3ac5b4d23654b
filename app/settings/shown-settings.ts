import { withoutPasswords } from "../../config/loading/assignments.ts";
import { KEY_NAMES, type KeyName } from "../../config/schema/keys.ts";
import type { Loaded } from "../../config/loading/load.ts";

/** A value of the configuration, fit to be shown. */
export interface Setting {
  readonly key: KeyName;
  /** `undefined`: nobody set it, and it has no default of its own. */
  readonly value: unknown;
  readonly source: string;
}

export function shownSettings(loaded: Loaded): readonly Setting[] {
  return KEY_NAMES.map((key) => shownSetting(loaded, key));
}

export function shownSetting(loaded: Loaded, key: KeyName): Setting {
  const value = loaded.settings.get(key);
  return {
    key,
    value: isSecret(key) && value !== null ? "***" : (withoutPasswords(value) ?? undefined),
    source: loaded.sources.get(key) ?? "default",
  };
}

/** One whose value is the secret itself, not the name of a file with it. */
function isSecret(key: KeyName): boolean {
  return /(?:password|secret|passphrase)$/i.test(key);
}
