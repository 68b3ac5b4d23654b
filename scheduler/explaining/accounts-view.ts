import { RUNNING_KINDS, type RunningKind } from "../../accounts/quota.ts";
import { SITE } from "../../fair-share/share-tree.ts";
import type { AccountsView, NodeName, QuotaUse, ShareView } from "../../fair-share/views.ts";
import { nodeOf } from "../state/quotas.ts";
import { heldBy } from "../state/soft-limits.ts";
import type { CoreState } from "../state/state.ts";

/** Milli-CPU × ms: past usage is counted by the dominant one of cpu and memory. */
const PER_CPU_HOUR = 1000 * 3_600_000;

/** Who has which share and limits, and what is used of them. */
export function accountsView(state: Pick<CoreState, "matcher" | "nowMs" | "quotas">): AccountsView {
  const { matcher, nowMs, quotas } = state;
  const keys = matcher.shares.keys();
  const limited = keys.filter((key) => {
    const { hours, running } = quotas.limits(key);
    return hours.length + Object.keys({ ...running, ...quotas.softLimits(key) }).length > 0;
  });
  const users = [...matcher.shares.users().keys()].filter(
    (user) => Object.keys(quotas.userLimits(user)).length > 0,
  );
  return {
    atMs: nowMs,
    policy: matcher.order.name,
    shares: sharesOf(state, keys),
    quotas: [
      ...limited.map((key): QuotaUse => ({
        ...nameOf(key),
        running: runningIn(state, [key]),
        hours: quotas.budgets(key).map(({ hours: limitHours, ...budget }) => ({ ...budget, limitHours })),
      })),
      ...users.map((user): QuotaUse => ({
        user,
        running: runningIn(
          state,
          keys.filter((key) => key.endsWith(`/${user}`)),
        ),
        hours: [],
      })),
    ],
    licences: Array.from(matcher.matching.questions.licences(), ({ inUse, name, total }) => ({
      name,
      total,
      inUse,
    })),
  };
}

/** What these nodes hold together; none of them is part of another one. */
function runningIn(state: Pick<CoreState, "matcher">, keys: readonly string[]): QuotaUse["running"] {
  const sum = (kind: RunningKind): number => keys.reduce((held, key) => held + heldBy(state, key, kind), 0);
  const kinds = RUNNING_KINDS.filter(
    (kind) => kind !== "jobs" || state.matcher.matching.questions.countsJobs,
  );
  return Object.fromEntries(kinds.map((kind) => [kind, sum(kind)])) as Record<RunningKind, number>; // an entry per kind
}

function sharesOf(state: Pick<CoreState, "matcher">, keys: readonly string[]): readonly ShareView[] {
  const { matching, shares, tree } = state.matcher;
  const keyOfNode = new Map<number, string>();
  for (const key of keys) {
    const node = shares.node(key);
    if (node !== undefined) keyOfNode.set(node, key);
  }
  const positions = positionsOf(state, [...keyOfNode.keys()]);
  return [...keyOfNode].map(([node, key]): ShareView => {
    const parent = keyOfNode.get(tree.parent(node));
    const position = positions.get(node);
    const isAccount = key.includes("/");
    return {
      ...nameOf(key),
      ...(isAccount || parent === undefined || parent === "" ? {} : { parent }),
      weight: tree.weight(node),
      held: tree.share(node) * tree.weight(node),
      usedCpuHours: tree.usage(node) / PER_CPU_HOUR,
      key: tree.relativeKey(node),
      ...(position === undefined ? {} : { position }),
      runningTasks: matching.questions.tasksOf(node),
    };
  });
}

/** Among those that have something to start: of siblings, or of all accounts where the policy compares these. */
function positionsOf(
  state: Pick<CoreState, "matcher">,
  nodes: readonly number[],
): ReadonlyMap<number, number> {
  const { matching, tree } = state.matcher;
  const { order } = state.matcher;
  const groups = new Map<number, { readonly node: number; readonly key: number }[]>();
  for (const node of nodes) {
    if (node === SITE || !matching.questions.contends(node)) continue;
    const list = order.among === "siblings" ? tree.parent(node) : SITE;
    const job = order.ofJob ? matching.questions.firstJobOf(node) : 0;
    const group = groups.get(list) ?? [];
    groups.set(list, group);
    group.push({ node, key: order.key(tree, node, job) });
  }
  const positions = new Map<number, number>();
  for (const group of groups.values()) {
    group.sort((a, b) => a.key - b.key || a.node - b.node);
    for (const [at, { node }] of group.entries()) positions.set(node, at + 1);
  }
  return positions;
}

function nameOf(key: string): NodeName {
  const { scope: _, ...name } = nodeOf(key);
  return name;
}
