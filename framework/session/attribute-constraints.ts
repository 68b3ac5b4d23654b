import type {
  SchedulerAttributeConstraint,
  SchedulerAttributeConstraintPredicate,
} from "../../proto/generated/types.ts";
import type { Constraint } from "../../jobs/spec/constraint.ts";
import { literalPattern, patternCost } from "./constraint-patterns.ts";

/** Most of one group; those beyond are left out. */
const CONSTRAINTS_MAX = 16;
/** Values that an attribute must not have, each a constraint. */
const EXCLUDED_MAX = 8;
/**
 * Longest program of a pattern, in instructions, by an estimate that is on the high side; a master refuses more than
 * 100. Source: Mesos, master flag `--offer_constraints_re2_max_program_size`.
 */
const PATTERN_COST_MAX = 60;

/**
 * What Mesos can compare of these constraints; every agent that meets them meets what is returned. Left out is what
 * is always met.
 */
export function attributeConstraints(
  constraints: readonly Constraint[],
): readonly SchedulerAttributeConstraint[] {
  const found = new Map<string, SchedulerAttributeConstraint>();
  for (const constraint of constraints) {
    const { attribute } = constraint;
    const isHostname = attribute === "hostname";
    const selector = isHostname
      ? ({ pseudoattribute_type: "HOSTNAME" } as const)
      : { attribute_name: attribute };
    for (const predicate of predicatesOf(constraint)) {
      // Every machine has a name, so these say nothing of it.
      if (isHostname && (predicate.exists !== undefined || predicate.not_exists !== undefined)) continue;
      const one = { selector, predicate };
      found.set(JSON.stringify(one), one);
    }
  }
  return [...found.values()].sort(byText).slice(0, CONSTRAINTS_MAX);
}

/**
 * All of them must hold. Attributes that are no text pass every comparison of Mesos, so what is asked of text is right
 * for them, too.
 */
function predicatesOf({ op, values }: Constraint): readonly SchedulerAttributeConstraintPredicate[] {
  const [value = ""] = values;
  switch (op) {
    case "eq":
      return [{ text_equals: { value } }];
    case "ne":
      return [{ text_not_equals: { value } }];
    case "in": {
      const unique = [...new Set(values)];
      if (unique.length === 1) return [{ text_equals: { value } }];
      return [matching(unique.map(literalPattern).join("|"))];
    }
    case "notIn":
      return [...new Set(values)]
        .slice(0, EXCLUDED_MAX)
        .map((excluded) => ({ text_not_equals: { value: excluded } }));
    case "match":
      return [matching(value)];
    case "absent":
      return [{ not_exists: {} }];
    case "exists":
    case "gt": // numbers are not compared by Mesos
    case "lt":
      return [{ exists: {} }];
    default:
      return op satisfies never;
  }
}

function matching(regex: string): SchedulerAttributeConstraintPredicate {
  const cost = patternCost(regex);
  return cost === undefined || cost > PATTERN_COST_MAX ? { exists: {} } : { text_matches: { regex } };
}

function byText(a: SchedulerAttributeConstraint, b: SchedulerAttributeConstraint): number {
  const [textA, textB] = [JSON.stringify(a), JSON.stringify(b)];
  return textA < textB ? -1 : textA > textB ? 1 : 0;
}
