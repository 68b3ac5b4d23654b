import type { Bounds } from "../state/affinity.ts";
import type { LiveJob } from "../state/live-job.ts";
import type { KeyedRequirement } from "../state/matcher.ts";
import { requirementKey, type Requirement as MatchRequirement } from "../matching/requirement.ts";
import { amountsOf } from "../state/places.ts";
import type { CoreState } from "../state/state.ts";
import { limitClass } from "../state/time-limits.ts";

const NO_BOUNDS: Bounds = { exceptHosts: [], constraints: [] };

/** The shape of a job's tasks that avoid these hosts. It must be used at once: the number may name another one later. */
export function shapeOf(
  state: Pick<CoreState, "earmarks" | "matcher" | "tuning">,
  job: LiveJob,
  hosts: readonly string[],
  bounds: Bounds = NO_BOUNDS,
): number {
  const { matching } = state.matcher;
  const isPlain = hosts.length === 0 && bounds === NO_BOUNDS && !state.earmarks.has(job.id);
  if (!isPlain || matching.questions.runs(job.id))
    return matching.shapeOf(requirementFor(state, job, hosts, bounds));
  const { key, requirement } = plainRequirement(state, job);
  return matching.shapeOf(requirement, key);
}

/** That of a job which nothing sets apart from others of its kind: kept, since a full queue has few kinds. */
function plainRequirement(
  state: Pick<CoreState, "earmarks" | "matcher" | "tuning">,
  job: LiveJob,
): KeyedRequirement {
  const { plain } = state.matcher;
  const seconds = secondsOf(state, job);
  const known = plain.get(job.need)?.get(seconds);
  if (known !== undefined) return known;
  const requirement = requirementFor(state, job, [], NO_BOUNDS);
  const keyed = { requirement, key: requirementKey(requirement) };
  plain.set(job.need, new Map(plain.get(job.need)).set(seconds, keyed));
  return keyed;
}

function secondsOf({ tuning }: Pick<CoreState, "tuning">, { walltimeMs }: LiveJob): number {
  return limitClass(walltimeMs ?? tuning.maintenance.assumedMs);
}

function requirementFor(
  state: Pick<CoreState, "earmarks" | "matcher" | "tuning">,
  job: LiveJob,
  hosts: readonly string[],
  bounds: Bounds,
): MatchRequirement {
  const { conditions, matching, places } = state.matcher;
  const { need } = job;
  const before = conditions.count;
  const constraints = [...need.constraints, ...bounds.constraints];
  const constraint = conditions.textOf(bounds.constraints.length === 0 ? need : { ...need, constraints });
  const exceptHosts = [...hosts, ...bounds.exceptHosts];
  if (conditions.count !== before) places.reclassify();
  return {
    ...amountsOf(need.resources, need.ports),
    constraint,
    seconds: secondsOf(state, job),
    ...(exceptHosts.length === 0 ? {} : { exceptHosts }),
    ...(bounds.onHosts === undefined ? {} : { hosts: bounds.onHosts }),
    ...(need.licences === undefined ? {} : { licences: need.licences }),
    ...(state.earmarks.has(job.id) ? { earmark: job.id } : {}),
    ...(matching.questions.runs(job.id) ? { isUnderWay: true } : {}),
  };
}
