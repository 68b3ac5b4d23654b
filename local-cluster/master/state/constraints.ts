import type {
  AgentInfo,
  Attribute,
  SchedulerAttributeConstraint,
  SchedulerOfferConstraints,
} from "../../../proto/generated/types.ts";

/** Whether the agent may be offered to the role. Source: Mesos, `OfferConstraintsFilter`. */
export function meetsConstraints(
  constraints: SchedulerOfferConstraints | undefined,
  role: string,
  agent: AgentInfo,
): boolean {
  const groups = constraints?.role_constraints?.[role]?.groups;
  if (groups === undefined) return true;
  return groups.some((group) =>
    (group.attribute_constraints ?? []).every((constraint) => holds(constraint, agent)),
  );
}

/** Mesos' refusal of constraints it cannot use, or `undefined`. The roles are checked elsewhere. */
export function constraintsProblem(constraints: SchedulerOfferConstraints): string | undefined {
  for (const [role, { groups }] of Object.entries(constraints.role_constraints ?? {})) {
    if (groups === undefined || groups.length === 0)
      return `'OfferConstraints::role_constraints' has an empty 'RoleConstraints::groups' for role ${role}`;
    for (const group of groups) {
      if ((group.attribute_constraints ?? []).length === 0)
        return `'OfferConstraints::RoleConstraints::groups' for role ${role}contains an empty RoleConstraints::Group`;
      for (const constraint of group.attribute_constraints ?? []) {
        const problem = constraintProblem(constraint);
        if (problem !== undefined) return `A role ${role} has an invalid 'AttributeConstraint': ${problem}`;
      }
    }
  }
  return undefined;
}

function constraintProblem({ selector, predicate }: SchedulerAttributeConstraint): string | undefined {
  const name = selector.attribute_name;
  if ((name === undefined) === (selector.pseudoattribute_type === undefined))
    return "Exactly one of 'AttributeConstraint::Selector::name' or 'AttributeConstraint::Selector::pseudoattribute_type' must be set";
  if (selector.pseudoattribute_type === "UNKNOWN") return "Unknown pseudoattribute type";
  if (Object.values(predicate).every((kind) => kind === undefined)) return "Unknown predicate type";
  const regex = predicate.text_matches?.regex ?? predicate.text_not_matches?.regex;
  if (regex === undefined) return undefined;
  try {
    pattern(regex);
    return undefined;
  } catch (error) {
    return `Failed to construct regex from pattern '${regex}': ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** The whole value must match. JavaScript's expressions stand for RE2's; the common ones mean the same. */
function pattern(regex: string): RegExp {
  return new RegExp(`^(?:${regex})$`, "u");
}

function holds({ selector, predicate }: SchedulerAttributeConstraint, agent: AgentInfo): boolean {
  const attribute = selected(selector, agent);
  if (predicate.exists !== undefined) return attribute !== undefined;
  if (predicate.not_exists !== undefined) return attribute === undefined;
  // A missing attribute fails the positive predicates; one that is no text passes them all.
  const text = attribute?.text?.value;
  const check = (positive: boolean, test: (value: string) => boolean): boolean => {
    if (attribute === undefined) return !positive;
    return text === undefined || test(text) === positive;
  };
  if (predicate.text_equals !== undefined)
    return check(true, (value) => value === predicate.text_equals?.value);
  if (predicate.text_not_equals !== undefined)
    return check(false, (value) => value === predicate.text_not_equals?.value);
  if (predicate.text_matches !== undefined) {
    const expression = pattern(predicate.text_matches.regex);
    return check(true, (value) => expression.test(value));
  }
  if (predicate.text_not_matches !== undefined) {
    const expression = pattern(predicate.text_not_matches.regex);
    return check(false, (value) => expression.test(value));
  }
  return true;
}

function selected(
  selector: SchedulerAttributeConstraint["selector"],
  agent: AgentInfo,
): Attribute | undefined {
  if (selector.attribute_name !== undefined)
    return (agent.attributes ?? []).find(({ name }) => name === selector.attribute_name);
  const domain = agent.domain?.fault_domain;
  const values = {
    HOSTNAME: agent.hostname,
    REGION: domain?.region.name,
    ZONE: domain?.zone.name,
    UNKNOWN: undefined,
  };
  const value = values[selector.pseudoattribute_type ?? "UNKNOWN"];
  return value === undefined ? undefined : { name: "", type: "TEXT", text: { value } };
}
