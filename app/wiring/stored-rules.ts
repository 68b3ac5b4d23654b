import {
  NO_STORED_RULES,
  projectsWith,
  queuesWith,
  quotasWith,
  sharesWith,
  type StoredRules,
} from "../../accounts/stored-rules.ts";
import type { Config } from "../../config/loading/config.ts";
import type { Closing } from "../../offers/closing.ts";
import { arrangeHierarchy } from "../../fair-share/hierarchy.ts";

type Ruled = Pick<Config, "projects" | "queues" | "quotas" | "shares">;

/** What administrators decided over the API, as the leading scheduler knows it. */
export interface LeaderRules {
  readonly current: () => StoredRules;
  readonly set: (rules: StoredRules) => void;
  /** @returns ends it */
  readonly onChange: (listener: () => void) => () => void;
}

export function leaderRules(): LeaderRules {
  let rules: StoredRules = NO_STORED_RULES;
  const listeners = new Set<() => void>();
  return {
    current: () => rules,
    set(next) {
      if (next.revision === rules.revision) return;
      rules = next;
      for (const listener of listeners) listener();
    },
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

/** The configuration with what stands above it. Shares that contradict what is configured now are left out. */
export function withStoredRules<T extends Ruled>(config: T, rules: StoredRules): T {
  if (rules.revision === 0) return config;
  const shares = sharesWith(config.shares, rules);
  const quotas = quotasWith(config.quotas, rules);
  return {
    ...config,
    projects: projectsWith(config.projects, rules, "default"),
    queues: queuesWith(config.queues, rules),
    shares: arrangeHierarchy(shares).ok ? shares : config.shares,
    quotas: rules.maintenance?.mode === "queue" ? withNothingStarted(quotas) : quotas,
  };
}

/** What administrators closed: machines that they drain, and clusters that they switched off. */
export function closingsOf({ drains = {}, switchedOff = {} }: StoredRules): readonly Closing[] {
  return [
    ...Object.entries(drains).map(([node, closing]) => ({ node, ...closing })),
    ...Object.entries(switchedOff).map(([backend, closing]) => ({ backend, ...closing })),
  ];
}

/** Of the site no task runs: what runs goes on, and nothing starts. */
function withNothingStarted(quotas: Config["quotas"]): Config["quotas"] {
  const isSite = ({ project, user }: Config["quotas"][number]) => project === undefined && user === undefined;
  const site = quotas.find(isSite) ?? {};
  return [...quotas.filter((quota) => !isSite(quota)), { ...site, tasks: 0 }];
}
