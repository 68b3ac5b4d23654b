import { NO_STORED_RULES, projectsWith, type StoredRules } from "../accounts/stored-rules.ts";
import { withStoredRules, type AccountRules } from "../fair-share/account-rules.ts";
import type { SiteRules } from "../jobs/site-rules.ts";
import type { Store } from "../store/store.ts";
import { StoreUnavailableError } from "../store/store.ts";

/** What administrators decided over the API, as this process knows it. */
export interface StoredRulesReader {
  /** As of the last look, at most a second before the request that asks. */
  readonly current: () => StoredRules;
  /** Looks again, unless that was done just now. */
  readonly refresh: () => Promise<void>;
  /** Looks again whatever was seen before. */
  readonly reread: () => Promise<StoredRules>;
}

/** How late a change that another process made is seen. */
const FRESH_MS = 1000;

export function createRulesReader(store: Pick<Store, "rules">, nowMs: () => number): StoredRulesReader {
  let known: StoredRules | undefined;
  let seenAtMs = -Infinity;
  let looking: Promise<StoredRules> | undefined;
  const reread = async (): Promise<StoredRules> => {
    const atMs = nowMs();
    const rules = await store.rules();
    // An answer that was long under way does not undo a newer one.
    if (known === undefined || rules.revision >= known.revision) known = rules;
    seenAtMs = atMs;
    return known;
  };
  return {
    current: () => known ?? NO_STORED_RULES,
    async refresh() {
      if (Math.abs(nowMs() - seenAtMs) < FRESH_MS) return;
      looking ??= reread().finally(() => (looking = undefined));
      try {
        await looking;
      } catch (error) {
        // What was known holds while the store is away; without any nothing can be judged.
        if (known === undefined || !(error instanceof StoreUnavailableError)) throw error;
      }
    },
    reread,
  };
}

/** The rules of the site with the projects that are kept in the store. */
export function liveSiteRules(
  configured: SiteRules,
  stored: () => StoredRules,
  projectByDefault: string,
): SiteRules {
  let made: { readonly of: SiteRules["projects"]; readonly at: number } | undefined;
  let projects: SiteRules["projects"] = [];
  // Everything else is read where it stands, since the configuration can be read again.
  return Object.create(configured, {
    projects: {
      enumerable: true,
      get: () => {
        const { projects: of } = configured;
        const rules = stored();
        if (made?.of !== of || made.at !== rules.revision) {
          made = { of, at: rules.revision };
          projects = projectsWith(of, rules, projectByDefault);
        }
        return projects;
      },
    },
  }) as SiteRules; // the prototype has the other properties
}

export function liveAccountRules(
  configured: () => AccountRules,
  stored: () => StoredRules,
): () => AccountRules {
  let made: { readonly of: AccountRules; readonly at: number; readonly rules: AccountRules } | undefined;
  return () => {
    const of = configured();
    const rules = stored();
    if (rules.revision === 0) return of;
    if (made?.at !== rules.revision || made.of.quotas !== of.quotas)
      made = { of, at: rules.revision, rules: withStoredRules(of, rules) };
    return made.rules;
  };
}
