import { quotaFaults } from "../../accounts/quota.ts";
import type { Config } from "../../config/loading/config.ts";
import type { KeyName } from "../../config/schema/keys.ts";
import type { ConfigProblem } from "../../config/formats/problem.ts";
import { arrangeHierarchy } from "../../fair-share/hierarchy.ts";

/** What is wrong with shares and quotas as a whole: parents, rings, weights, names of projects. All at once. */
export function accountFaults(
  config: Pick<Config, "projects" | "quotas" | "shares">,
  sources: ReadonlyMap<KeyName, string>,
): readonly ConfigProblem[] {
  const hierarchy = arrangeHierarchy(config.shares);
  const faults = (key: KeyName, problems: readonly string[], example: string): readonly ConfigProblem[] =>
    problems.map((problem) => ({
      source: sources.get(key) ?? "default",
      key,
      reason: `cannot be taken: ${problem}`,
      example,
    }));
  return [
    ...faults(
      "shares",
      hierarchy.ok ? [] : hierarchy.problems,
      '{ name: "biology", parent: "science", weight: 2 }',
    ),
    ...faults(
      "quotas",
      quotaFaults(config.quotas, knownProjects(config)),
      '{ project: "biology", cpus: 200 }',
    ),
  ];
}

/** Names that a quota may have: where no projects are configured, jobs may name any. */
function knownProjects({
  projects,
  shares,
}: Pick<Config, "projects" | "shares">): readonly string[] | undefined {
  if (projects.length === 0) return undefined;
  return [...new Set([...projects, ...shares].map(({ name }) => name))];
}
