import type { Constraint } from "../jobs/spec/constraint.ts";
import { isDecimal } from "../jobs/spec/constraint.ts";
import { matchesWhole } from "../jobs/text/pattern.ts";

/** What constraints look at. */
export interface ConstrainedAgent {
  readonly hostname: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** The first constraint that an agent does not meet, `undefined` when it meets all of them. */
export function firstUnmet(
  constraints: readonly Constraint[],
  agent: ConstrainedAgent,
): Constraint | undefined {
  for (const constraint of constraints) {
    if (!isMet(constraint, attributeOf(agent, constraint.attribute))) return constraint;
  }
  return undefined;
}

/** `hostname` is the machine's name, also where an attribute is called so. */
export function attributeOf(agent: ConstrainedAgent, attribute: string): string | undefined {
  if (attribute === "hostname") return agent.hostname;
  return Object.hasOwn(agent.attributes, attribute) ? agent.attributes[attribute] : undefined;
}

function isMet({ op, values }: Constraint, has: string | undefined): boolean {
  if (has === undefined) return op === "ne" || op === "notIn" || op === "absent";
  const [value = ""] = values;
  switch (op) {
    case "eq":
      return has === value;
    case "ne":
      return has !== value;
    case "in":
      return values.includes(has);
    case "notIn":
      return !values.includes(has);
    case "exists":
      return true;
    case "absent":
      return false;
    case "gt":
      return numberOf(has) > numberOf(value);
    case "lt":
      return numberOf(has) < numberOf(value);
    case "match":
      return matchesWhole(value, has);
    default:
      return op satisfies never;
  }
}

/** NaN for text that is no number: it is neither more nor less than anything. */
function numberOf(text: string): number {
  return isDecimal(text) ? Number(text) : Number.NaN;
}
