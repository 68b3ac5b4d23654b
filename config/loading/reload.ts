import { shown } from "./assignments.ts";
import { KEY_NAMES, KEYS } from "../schema/keys.ts";
import type { KeyName } from "../schema/keys.ts";
import { checked, loadConfig } from "./load.ts";
import type { ConfigSources, Loaded } from "./load.ts";
import type { ConfigProblem } from "../formats/problem.ts";

/** One key whose value is another one now. The values are fit to be shown. */
export interface Change {
  readonly key: KeyName;
  readonly from: string;
  readonly to: string;
}

export type Reloaded =
  | {
      readonly ok: true;
      /** What holds from now on: keys that need a restart are as they were. */
      readonly loaded: Loaded;
      /** In effect now. */
      readonly applied: readonly Change[];
      /** As they were until the process is started again. */
      readonly pending: readonly Change[];
    }
  | { readonly ok: false; readonly problems: readonly ConfigProblem[] };

/** Reads all sources again. With any fault in them nothing changes. */
export function reloadConfig(sources: ConfigSources, running: Loaded): Reloaded {
  const next = loadConfig(sources);
  if (!next.ok) return next;
  const changes = KEY_NAMES.flatMap((key): readonly Change[] => {
    const [from, to] = [running.settings.get(key), next.settings.get(key)];
    return JSON.stringify(from) === JSON.stringify(to) ? [] : [{ key, from: shown(from), to: shown(to) }];
  });
  const merged = new Map(
    KEY_NAMES.map((key) => [key, (KEYS[key].reload ? next : running).settings.get(key)] as const),
  );
  const loaded = checked(merged, next.sources, next.warnings, sources);
  if (!loaded.ok) {
    const reason = (own: string) => `${own}, as long as other changes wait for a restart`;
    return {
      ok: false,
      problems: loaded.problems.map((problem) => ({ ...problem, reason: reason(problem.reason) })),
    };
  }
  return {
    ok: true,
    loaded,
    applied: changes.filter(({ key }) => KEYS[key].reload),
    pending: changes.filter(({ key }) => !KEYS[key].reload),
  };
}
