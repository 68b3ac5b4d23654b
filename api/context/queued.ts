import type { QuotaNode } from "../../accounts/quota.ts";
import { projectsBelow, type AccountRules } from "../../fair-share/account-rules.ts";
import type { JobFilter } from "../../jobs/query/job-filter.ts";
import type { JobState } from "../../jobs/life/job.ts";
import { count } from "../../resources/ranges.ts";
import type { Store } from "../../store/store.ts";

/** What waits: jobs with tasks that wait, and these tasks. */
export interface Queued {
  readonly jobs: number;
  readonly tasks: number;
}

const PIECE = 100;
/** A job of one task that is in one of these waits. */
const WAITING: readonly JobState[] = ["pending", "held"];
/** In these some tasks of an array may wait. */
const ARRAYS: readonly JobState[] = ["pending", "held", "starting", "running", "suspended", "stopping"];

/** What waits at or below a node, counted in the store: exact for this moment. */
export async function countQueued(
  store: Pick<Store, "countJobs" | "jobs">,
  rules: AccountRules,
  node: QuotaNode,
): Promise<Queued> {
  const whose = filtersOf(rules, node);
  const state = (values: readonly JobState[]): JobFilter => ({ kind: "word", field: "state", values });
  const isArray = (wanted: boolean): JobFilter => ({ kind: "array", isArray: wanted });
  const single: JobFilter = { kind: "all", of: [...whose, isArray(false), state(WAITING)] };
  const singles = await store.countJobs({ filter: single }, Number.MAX_SAFE_INTEGER);
  // Of these the state alone does not tell what waits.
  const others: JobFilter = {
    kind: "any",
    of: [
      { kind: "all", of: [...whose, isArray(true), state(ARRAYS)] },
      { kind: "all", of: [...whose, isArray(false), state(["suspended"])] },
    ],
  };
  let [jobs, tasks] = [singles, singles];
  for (let after: { readonly values: readonly []; readonly id: number } | undefined; ;) {
    const page = await store.jobs({
      filter: others,
      limit: PIECE,
      ...(after === undefined ? {} : { after }),
    });
    for (const { status } of page) {
      const waiting = count(status.waiting);
      if (waiting > 0) jobs += 1;
      tasks += waiting;
    }
    const last = page.at(-1);
    if (last === undefined || page.length < PIECE) return { jobs, tasks };
    after = { values: [], id: last.id };
  }
}

function filtersOf(rules: AccountRules, node: QuotaNode): readonly JobFilter[] {
  switch (node.scope) {
    case "site":
      return [];
    case "project":
      return [{ kind: "word", field: "project", values: projectsBelow(rules, node.project) }];
    case "account":
      return [
        { kind: "word", field: "project", values: [node.project] },
        { kind: "word", field: "user", values: [node.user] },
      ];
    default:
      return node satisfies never;
  }
}
