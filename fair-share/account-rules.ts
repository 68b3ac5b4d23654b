import { limitsOf, type NodeLimits, type QuotaDefinition, type QuotaNode } from "../accounts/quota.ts";
import type { Account } from "../accounts/account.ts";
import { quotasWith, sharesWith, type StoredRules } from "../accounts/stored-rules.ts";
import { arrangeHierarchy, lineOf, type PlacedShare } from "./hierarchy.ts";

/** Who may use how much, as configured. */
export interface AccountRules {
  readonly shares: readonly PlacedShare[];
  readonly quotas: readonly QuotaDefinition[];
}

export const NO_ACCOUNT_RULES: AccountRules = { shares: [], quotas: [] };

/** What is configured, and above it what administrators decided since. Shares that contradict each other stay as configured. */
export function withStoredRules(configured: AccountRules, stored: StoredRules): AccountRules {
  const definitions = configured.shares.map(({ name, parent, weight }) => {
    const above = configured.shares[parent];
    return { name, weight, ...(above === undefined ? {} : { parent: above.name }) };
  });
  const hierarchy = arrangeHierarchy(sharesWith(definitions, stored));
  return {
    quotas: quotasWith(configured.quotas, stored),
    shares: hierarchy.ok ? hierarchy.shares : configured.shares,
  };
}

/** The account, what its project is part of, and the site: whose limits hold for a job, the closest first. */
export function nodesOf({ shares }: Pick<AccountRules, "shares">, account: Account): readonly QuotaNode[] {
  const { project, user } = account;
  return [
    { scope: "account", project, user },
    ...lineOf(shares, project).map((name): QuotaNode => ({ scope: "project", project: name })),
    { scope: "site" },
  ];
}

/** A project and everything that is part of it. */
export function projectsBelow({ shares }: Pick<AccountRules, "shares">, project: string): readonly string[] {
  const below = shares.filter(({ name }) => lineOf(shares, name).includes(project)).map(({ name }) => name);
  return below.includes(project) ? below : [project, ...below];
}

/** The smallest size that an array may have at most, and whose limit that is; `undefined`: no limit. */
export function arrayLimit(
  rules: AccountRules,
  account: Account,
): { readonly node: QuotaNode; readonly limit: number } | undefined {
  let least: { readonly node: QuotaNode; readonly limit: number } | undefined;
  for (const node of nodesOf(rules, account)) {
    const { arrayTasks } = limitsOf(rules.quotas, node);
    if (arrayTasks !== undefined && arrayTasks < (least?.limit ?? Infinity))
      least = { node, limit: arrayTasks };
  }
  return least;
}

/** The limits of what waits that hold for an account, the closest first. */
export function queuedLimits(
  rules: AccountRules,
  account: Account,
): readonly { readonly node: QuotaNode; readonly limits: NodeLimits["queued"] }[] {
  if (rules.quotas.length === 0) return [];
  return nodesOf(rules, account).flatMap((node) => {
    const { queued } = limitsOf(rules.quotas, node);
    return Object.keys(queued).length === 0 ? [] : [{ node, limits: queued }];
  });
}
