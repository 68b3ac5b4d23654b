import { isAmongOwn, type Affinity } from "../../jobs/spec/affinity.ts";
import type { Constraint } from "../../jobs/spec/constraint.ts";
import type { PooledAgent } from "../../offers/agent-pool.ts";
import { attributeOf } from "../../offers/constraints.ts";
import { wouldHost } from "./avoiding.ts";
import type { LiveJob } from "./live-job.ts";
import { hostKey } from "./places.ts";
import type { CoreState } from "./state.ts";

/*
 * Jobs whose tasks go by what runs elsewhere. For the matcher that is told anew with each start: which agents, and which
 * values of attributes, won't do just now. So one task of such a job starts at a time, and the next one is matched after it.
 */

/** Where a further task of a job may run now. */
export interface Bounds {
  /** Not on these, and if there are any `onHosts`, only on those; see `hostKey`, sorted. */
  readonly exceptHosts: readonly string[];
  readonly onHosts?: readonly string[];
  readonly constraints: readonly Constraint[];
}

/** `undefined`: nowhere. */
export function boundsOf(state: Pick<CoreState, "jobs" | "pool">, job: LiveJob): Bounds | undefined {
  const except = new Set<string>();
  let only: Set<string> | undefined;
  const constraints: Constraint[] = [];
  for (const affinity of job.need.affinity ?? []) {
    const { attribute, op } = affinity;
    const values = valuesOf(state, job, affinity);
    if (op === "with" && values.size === 0) return undefined;
    if (attribute === "hostname") {
      if (op === "with") only = new Set([...values].filter((value) => only?.has(value) !== false));
      else for (const value of values) except.add(value);
    } else if (op === "with") constraints.push({ attribute, op: "in", values: [...values].sort() });
    else {
      if (isAmongOwn(affinity)) constraints.push({ attribute, op: "exists", values: [] });
      for (const value of [...values].sort()) constraints.push({ attribute, op: "ne", values: [value] });
    }
  }
  if (only?.size === 0) return undefined;
  return {
    exceptHosts: [...except].sort(),
    ...(only === undefined ? {} : { onHosts: [...only].sort() }),
    constraints,
  };
}

/** What of its affinity keeps a further task of a job from an agent now. */
export function affinityAgainst(
  state: Pick<CoreState, "jobs" | "pool">,
  job: LiveJob,
  agent: Readonly<PooledAgent>,
): Affinity | undefined {
  return job.need.affinity?.find((affinity) => {
    const value = valueOn(agent, affinity.attribute);
    if (value === undefined) return affinity.op !== "apart";
    return valuesOf(state, job, affinity).has(value) !== (affinity.op === "with");
  });
}

/** The values that won't do, or of `with`, the only ones that will. */
function valuesOf(
  state: Pick<CoreState, "jobs" | "pool">,
  job: LiveJob,
  { attribute, job: other, op }: Affinity,
): ReadonlySet<string> {
  const tasks = countsOf(state, other === undefined ? job : state.jobs.get(other), attribute);
  if (op !== "balanced") return new Set(tasks.keys());
  let least = Infinity;
  for (const agent of state.pool.agents()) {
    const value = wouldHost(job.need, agent) ? valueOn(agent, attribute) : undefined;
    if (value !== undefined) least = Math.min(least, tasks.get(value) ?? 0);
  }
  const crowded = new Set<string>();
  for (const [value, count] of tasks) if (count > least) crowded.add(value);
  return crowded;
}

/** How many live tasks of a job are on each value of an attribute. */
function countsOf(
  state: Pick<CoreState, "pool">,
  job: LiveJob | undefined,
  attribute: string,
): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { placement } of job?.attempts.values() ?? []) {
    const { agentId, backend } = placement;
    const agent = state.pool.get(backend, agentId);
    // A machine is itself also while nothing else is known of it.
    const value =
      agent === undefined && attribute === "hostname"
        ? hostKey(backend, agentId)
        : agent && valueOn(agent, attribute);
    if (value !== undefined) counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return counts;
}

function valueOn(agent: Readonly<PooledAgent>, attribute: string): string | undefined {
  return attribute === "hostname" ? hostKey(agent.backend, agent.id) : attributeOf(agent, attribute);
}

// --- who goes by whom ------------------------------------------------------------------------------------------------

/** Notes which others a job goes by. */
export function followOthers({ related }: Pick<CoreState, "related">, { id, need }: LiveJob): void {
  for (const { job } of need.affinity ?? []) {
    if (job === undefined) continue;
    const own = related.get(job) ?? new Set();
    related.set(job, own.add(id));
  }
}

export function forgetOthers({ related }: Pick<CoreState, "related">, { id, need }: LiveJob): void {
  for (const { job } of need.affinity ?? []) {
    if (job === undefined) continue;
    related.get(job)?.delete(id);
    if (related.get(job)?.size === 0) related.delete(job);
  }
}

/** Jobs that are to be matched anew when tasks of that one start or end. */
export function* goingBy(
  { jobs, related }: Pick<CoreState, "jobs" | "related">,
  job: LiveJob,
): Generator<LiveJob> {
  for (const id of related.get(job.id) ?? []) {
    const other = jobs.get(id);
    if (other !== undefined) yield other;
  }
}
