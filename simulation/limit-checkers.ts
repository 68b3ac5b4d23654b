import { accountKey } from "../accounts/account.ts";
import { limitsOf, nodeWords, RUNNING_KINDS, type QuotaNode } from "../accounts/quota.ts";
import { nodesOf } from "../fair-share/account-rules.ts";
import { arrangeHierarchy } from "../fair-share/hierarchy.ts";
import { licencesOf } from "../jobs/placement/licences.ts";
import type { JobSpec } from "../jobs/spec/spec.ts";
import type { ResourceVector } from "../resources/vector.ts";
import type { History } from "./checkers.ts";

interface Live {
  readonly job: number;
  readonly nodes: readonly QuotaNode[];
  readonly resources: ResourceVector;
  readonly spec: JobSpec;
}

/** Each launch in the journal is held against all that was live then, counted anew. */
export const LIMIT_CHECKERS: Readonly<Record<string, (history: History) => readonly string[]>> = {
  "no limit is passed": ({ journal, limits, submitted }) => {
    const hierarchy = arrangeHierarchy(limits.shares.definitions);
    const shares = hierarchy.ok ? hierarchy.shares : [];
    const found: string[] = [];
    const live = new Map<string, Live>();
    for (const { job: id, event } of recordsOf(journal)) {
      if (event.type === "ended") live.delete(event.taskId);
      const job = submitted.get(id);
      if (event.type !== "launched" || job === undefined) continue;
      const { project } = job.spec;
      const nodes = nodesOf({ shares }, { project, user: job.user });
      live.set(event.start.taskId, { job: id, nodes, resources: event.start.resources, spec: job.spec });
      for (const node of nodes) {
        const own = [...live.values()].filter((one) => one.nodes.some((other) => isSame(other, node)));
        const { running } = limitsOf(limits.quotas, node);
        for (const kind of RUNNING_KINDS) {
          // A further task of a job that runs is no further job, however many run since the limit was lowered.
          if (kind === "jobs" && own.filter((one) => one.job === id).length > 1) continue;
          const used =
            kind === "jobs"
              ? new Set(own.map((one) => one.job)).size
              : own.reduce((sum, one) => sum + (kind === "tasks" ? 1 : one.resources[kind]), 0);
          if (used > (running[kind] ?? Infinity))
            found.push(`${event.start.taskId}: ${nodeWords(node)} has ${used} of ${running[kind]} ${kind}`);
        }
      }
      for (const { name } of licencesOf(job.spec)) {
        const inUse = [...live.values()].reduce(
          (sum, { spec }) => sum + (spec.resources.licences?.[name] ?? 0),
          0,
        );
        if (inUse > (limits.licences[name] ?? 0))
          found.push(`${event.start.taskId}: ${inUse} licences of ${name} are in use`);
      }
    }
    return found;
  },
};

function recordsOf(journal: History["journal"]) {
  return journal.flatMap(({ records }) => records).filter((record) => record.type === "job");
}

function isSame(a: QuotaNode, b: QuotaNode): boolean {
  if (a.scope !== b.scope) return false;
  if (a.scope === "account" && b.scope === "account") return accountKey(a) === accountKey(b);
  return a.scope === "site" || (a.scope === "project" && b.scope === "project" && a.project === b.project);
}
