import type { Constraint } from "../../jobs/spec/constraint.ts";
import { requirementOf } from "../../jobs/placement/requirement.ts";
import type { JobSpec } from "../../jobs/spec/spec.ts";
import type { SiteNeeds } from "../../offers/agent-rules.ts";
import { withSiteNeeds } from "../../offers/agent-rules.ts";
import { explainNoFit } from "../../offers/explain.ts";
import type { AgentView, Refusal } from "../../offers/explanation.ts";
import { mayRunOn } from "../../offers/fit.ts";
import { sentences } from "../../offers/sentences.ts";
import { nearest } from "../../resources/nearest.ts";

/** Something that a user should know of a job that was accepted. */
export interface Warning {
  readonly code: "larger_than_any_agent" | "no_agent_matches" | "no_agents";
  readonly message: string;
}

/** Values of an attribute that are named. */
const NAMED_MAX = 5;

/**
 * What keeps an accepted job from starting as things are now, however long it waits.
 * @param agents  `undefined` while no leader can be asked
 * @param site  absent: nothing is known of what the site adds
 */
export function warningsFor(
  spec: JobSpec,
  agents: readonly AgentView[] | undefined,
  site?: SiteNeeds,
): readonly Warning[] {
  if (agents === undefined) return [];
  if (agents.length === 0) {
    return [{ code: "no_agents", message: "No machine is connected now; the job waits until one is." }];
  }
  const own = requirementOf(spec);
  const requirement = site === undefined ? own : withSiteNeeds(site, own, spec.queue);
  const cause = explainNoFit(requirement, agents, {
    isAble: ({ backend }) => mayRunOn(requirement, backend),
    isRule: (constraint) => !own.constraints.includes(constraint),
    kept: () => undefined,
    goesAwayTooSoon: () => false,
    isAvoided: () => false,
  });
  if (cause?.kind !== "never_fits" && cause?.kind !== "no_match") return [];
  const [sentence = ""] = sentences({ job: 0, state: "pending", atMs: 0, causes: [cause] }); // it names no job
  const code = cause.kind === "no_match" ? "no_agent_matches" : "larger_than_any_agent";
  const message = `None of the machines that are connected now can run the job: ${sentence}.`;
  return [{ code, message: [message, ...hintsOf(cause.refusals ?? [], agents)].join(" ") }];
}

/** Of attributes that no agent has as they are asked for: what they are instead. */
function hintsOf(refusals: readonly Refusal[], agents: readonly AgentView[]): readonly string[] {
  return refusals.flatMap(({ constraint, lacking }) =>
    constraint === undefined || lacking !== "constraint" ? [] : [hintOf(constraint, agents)],
  );
}

function hintOf({ attribute, op, values }: Constraint, agents: readonly AgentView[]): string {
  const there = [
    ...new Set(
      agents.flatMap(({ attributes, hostname }) => {
        const value = attribute === "hostname" ? hostname : attributes[attribute];
        return value === undefined ? [] : [value];
      }),
    ),
  ].sort();
  if (there.length === 0) return `No machine has the attribute ${attribute}.`;
  const [asked = ""] = values;
  const near = op === "eq" || op === "in" ? nearest(asked, there) : undefined;
  const named = there.slice(0, NAMED_MAX).join(", ");
  const more = there.length > NAMED_MAX ? ` and ${there.length - NAMED_MAX} more` : "";
  return `Now ${attribute} is ${named}${more}${near === undefined ? "" : `; did you mean ${near}?`}${near === undefined ? "." : ""}`;
}
