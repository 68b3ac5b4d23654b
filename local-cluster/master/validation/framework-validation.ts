import type {
  FrameworkInfo,
  OfferFiltersResourceQuantities,
  SchedulerOfferConstraints,
} from "../../../proto/generated/types.ts";
import { hasCapability } from "../../protocol/task-states.ts";
import { constraintsProblem } from "../state/constraints.ts";
import { roleProblem } from "../../resources/roles.ts";
import { idProblem } from "../../resources/ids.ts";
import { rolesOf } from "../state/state.ts";

/** Mesos' refusal of a FrameworkInfo, or `undefined`. Source: Mesos, src/master/validation.cpp, `framework::validate`. */
export function frameworkProblem(info: FrameworkInfo): string | undefined {
  return (
    rolesProblem(info) ?? idOfFrameworkProblem(info) ?? offerFiltersProblem(info) ?? failoverProblem(info)
  );
}

/** What is wrong with the rest of SUBSCRIBE and UPDATE_FRAMEWORK, or `undefined`. */
export function subscriptionProblem(
  info: FrameworkInfo,
  suppressedRoles: readonly string[],
  constraints: SchedulerOfferConstraints | undefined,
): string | undefined {
  const roles = new Set(rolesOf(info));
  const foreign = suppressedRoles.filter((role) => !roles.has(role));
  if (foreign.length > 0)
    return `Suppressed roles { ${foreign.join(", ")} } are not contained in the set of roles`;
  if (constraints === undefined) return undefined;
  for (const role of Object.keys(constraints.role_constraints ?? {}))
    if (!roles.has(role))
      return `Offer constraints specify \`role_constraints\` for a role '${role}'not contained in the set of roles`;
  const problem = constraintsProblem(constraints);
  return problem === undefined ? undefined : `Offer constraints are not valid: ${problem}`;
}

/** What cannot change in UPDATE_FRAMEWORK, or `undefined`. */
export function updateProblem(before: FrameworkInfo, after: FrameworkInfo): string | undefined {
  if (before.principal !== after.principal) return "Changing framework's principal is not allowed.";
  if (before.user !== after.user)
    return `Updating 'FrameworkInfo.user' is unsupported; attempted to update from '${before.user}' to '${after.user}'`;
  const [from, to] = [before.checkpoint === true, after.checkpoint === true];
  if (from !== to)
    return `Updating 'FrameworkInfo.checkpoint' is unsupported; attempted to update from '${from}' to '${to}'`;
  return undefined;
}

function rolesProblem(info: FrameworkInfo): string | undefined {
  if (hasCapability(info, "MULTI_ROLE")) {
    if (info.role !== undefined)
      return "'FrameworkInfo.role' must not be set when the framework is MULTI_ROLE capable";
    const roles = info.roles ?? [];
    const twice = [...new Set(roles.filter((role, at) => roles.indexOf(role) !== at))];
    if (twice.length > 0) return `'FrameworkInfo.roles' contains duplicate items: { ${twice.join(", ")} }`;
    for (const role of roles) {
      const problem = roleProblem(role);
      if (problem !== undefined) return `'FrameworkInfo.roles' contains invalid role: ${problem}`;
    }
    return undefined;
  }
  if ((info.roles ?? []).length > 0)
    return "'FrameworkInfo.roles' must not be set when the framework is not MULTI_ROLE capable";
  const problem = info.role === undefined ? undefined : roleProblem(info.role);
  return problem === undefined ? undefined : `'FrameworkInfo.role' is not a valid role: ${problem}`;
}

function idOfFrameworkProblem(info: FrameworkInfo): string | undefined {
  const id = info.id?.value ?? "";
  return id === "" ? undefined : idProblem(id);
}

function offerFiltersProblem(info: FrameworkInfo): string | undefined {
  for (const { min_allocatable_resources: minimum } of Object.values(info.offer_filters ?? {})) {
    for (const set of minimum?.quantities ?? []) {
      const problem = quantitiesProblem(set);
      if (problem !== undefined) return problem;
    }
  }
  return undefined;
}

function quantitiesProblem(set: OfferFiltersResourceQuantities): string | undefined {
  const entries = Object.entries(set.quantities ?? {});
  if (entries.length === 0) return "Resource quantities must contain at least one quantity";
  for (const [name, { value }] of entries) {
    const refusal = (why: string): string =>
      `Invalid resource quantity for '${name}': ${why} values not supported`;
    if (Number.isNaN(value)) return refusal("NaN");
    if (!Number.isFinite(value)) return refusal("Infinite");
    if (value !== 0 && Math.abs(value) < 2.2250738585072014e-308) return refusal("Subnormal");
    if (value < 0) return refusal("Negative");
  }
  return undefined;
}

/** What 64 bits of nanoseconds hold. */
const FAILOVER_SECONDS_MAX = 2 ** 63 / 1e9;

function failoverProblem(info: FrameworkInfo): string | undefined {
  const timeout = info.failover_timeout ?? 0;
  if (Number.isFinite(timeout) && Math.abs(timeout) < FAILOVER_SECONDS_MAX) return undefined;
  return `The framework failover_timeout (${streamText(timeout)}) is invalid`;
}

/** A double as C++ streams print it: six digits, with an exponent for the very large. */
function streamText(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
  if (Math.abs(value) < 1e6) return String(value);
  const [digits = "", exponent = ""] = value.toExponential(5).split("e");
  const power = exponent.replace(/^([+-])(\d)$/, "$10$2");
  return `${digits.replace(/\.?0+$/, "")}e${power}`;
}
