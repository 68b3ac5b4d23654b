import { requirementOf } from "../../jobs/placement/requirement.ts";
import type { JobSpec } from "../../jobs/spec/spec.ts";
import { withSiteNeeds, type SiteNeeds } from "../../offers/agent-rules.ts";
import { refusalOf } from "../../offers/explain.ts";
import type { AgentView } from "../../offers/explanation.ts";
import { mayRunOn } from "../../offers/fit.ts";
import { obstacleWords } from "../../offers/obstacle-words.ts";

/** What keeps a task of a job from one machine, the first thing that does. */
export interface NodeVerdict {
  readonly node: string;
  readonly executor: string;
  /** Whether it has room for a task now; what is kept there for others is not looked at. */
  readonly fits: boolean;
  readonly lacking?: string;
  readonly sentence: string;
}

export function nodeVerdicts(
  spec: JobSpec,
  agents: readonly AgentView[],
  site: SiteNeeds | undefined,
): readonly NodeVerdict[] {
  const own = requirementOf(spec);
  const requirement = site === undefined ? own : withSiteNeeds(site, own, spec.queue);
  const circumstances = {
    isAble: ({ backend }: AgentView) => mayRunOn(requirement, backend),
    isRule: (constraint: (typeof requirement.constraints)[number]) => !own.constraints.includes(constraint),
    kept: () => undefined,
    goesAwayTooSoon: () => false,
    isAvoided: () => false,
  };
  return agents.map((agent) => {
    const refusal = refusalOf(requirement, agent, circumstances);
    const about = { node: agent.hostname, executor: agent.backend };
    if (refusal === undefined) return { ...about, fits: true, sentence: "has room for a task" };
    return { ...about, fits: false, lacking: refusal.lacking, sentence: obstacleWords(refusal) };
  });
}
