import { NO_STORED_RULES, projectsWith, queuesWith, type StoredRules } from "../../accounts/stored-rules.ts";
import { withStoredRules, type AccountRules } from "../../fair-share/account-rules.ts";
import type { SiteRules } from "../../jobs/submission/site-rules.ts";
import type { SiteNeeds } from "../../offers/agent-rules.ts";
import type { Store } from "../../store/store.ts";
import { StoreUnavailableError } from "../../store/store.ts";

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

/** The rules of the site with the projects and queues that are kept in the store. */
export function liveSiteRules(
  configured: SiteRules,
  stored: () => StoredRules,
  projectByDefault: string,
): SiteRules {
  // Everything else is read where it stands, since the configuration can be read again.
  return Object.create(configured, {
    projects: {
      enumerable: true,
      get: remade(
        () => configured.projects,
        stored,
        (of, rules) => projectsWith(of, rules, projectByDefault),
      ),
    },
    queues: {
      enumerable: true,
      get: remade(
        () => configured.queues,
        stored,
        (of, rules) => queuesWith(of, rules).filter((queue) => !("removed" in queue)),
      ),
    },
  }) as SiteRules; // the prototype has the other properties
}

/** What the site adds to the needs of tasks, with the queues that are kept in the store. */
export function liveSiteNeeds(
  configured: SiteNeeds | undefined,
  siteRules: Pick<SiteRules, "queues">,
): SiteNeeds | undefined {
  if (configured === undefined) return undefined;
  return Object.create(configured, {
    queueExecutors: {
      enumerable: true,
      get: () =>
        Object.fromEntries(
          siteRules.queues.flatMap(({ executors, name }) =>
            executors === undefined ? [] : [[name, executors]],
          ),
        ),
    },
  }) as SiteNeeds; // the prototype has the other properties
}

/** Made anew when either has changed. */
function remade<T>(
  configured: () => T,
  stored: () => StoredRules,
  make: (of: T, rules: StoredRules) => T,
): () => T {
  let made: { readonly of: T; readonly at: number; readonly value: T } | undefined;
  return () => {
    const of = configured();
    const rules = stored();
    if (made?.of !== of || made.at !== rules.revision)
      made = { of, at: rules.revision, value: make(of, rules) };
    return made.value;
  };
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
