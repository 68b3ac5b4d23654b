import type { Constraint } from "../jobs/spec/constraint.ts";
import type { Feature, Requirement } from "../jobs/placement/requirement.ts";
import { add, isNothing, type ResourceVector } from "../resources/vector.ts";

/** A site's rule: which agents a task that needs the feature may use, or any task. */
export interface AgentRule {
  readonly when: Feature | "always";
  readonly require: readonly Constraint[];
}

/** What the rules ask of the agents of such tasks, beside the job's own constraints, in the order of the rules. */
function ruledConstraints(
  rules: readonly AgentRule[],
  { features }: Pick<Requirement, "features">,
): readonly Constraint[] {
  return rules.flatMap(({ when, require }) => (when === "always" || features.includes(when) ? require : []));
}

/** What a site adds to the needs of every task. */
export interface SiteNeeds {
  readonly agentRules: readonly AgentRule[];
  /** Taken beside each task, by a program that the site puts there. */
  readonly overhead: ResourceVector;
  /** Clusters of those queues that have not all of them. */
  readonly queueExecutors: Readonly<Record<string, readonly string[]>>;
}

/** The requirement of a job of that queue with what the site adds. */
export function withSiteNeeds(
  { agentRules, overhead, queueExecutors }: SiteNeeds,
  requirement: Requirement,
  queue: string,
): Requirement {
  const added = ruledConstraints(agentRules, requirement);
  const ofQueue = Object.hasOwn(queueExecutors, queue) ? queueExecutors[queue] : undefined;
  if (added.length === 0 && isNothing(overhead) && ofQueue === undefined) return requirement;
  const { executors = ofQueue } = requirement;
  return {
    ...requirement,
    // What it may use of what it asks for: that may be nothing any more, since its submission.
    ...(executors === undefined
      ? {}
      : { executors: executors.filter((one) => ofQueue === undefined || ofQueue.includes(one)) }),
    resources: add(requirement.resources, overhead),
    constraints: [...requirement.constraints, ...added],
  };
}
