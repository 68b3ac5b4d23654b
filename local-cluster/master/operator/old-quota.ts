import type { QuotaRequest, Resource } from "../../../proto/generated/types.ts";
import { roleProblem } from "../../resources/roles.ts";
import { resourcesProblem } from "../../resources/validation.ts";
import { updateQuota } from "./quota.ts";
import type { Master } from "../state/state.ts";

// Quotas as Mesos had them before 1.9: one guarantee, which is the limit as well, set once and removed as a whole.
// Source: Mesos, src/master/quota_handler.cpp, `_set` and `_remove`.

/** Mesos' refusal (status 400), or `undefined` when the quota was set. */
export function setOldQuota(master: Master, request: QuotaRequest): string | undefined {
  const { role = "", guarantee = [], force = false } = request;
  const invalid = resourcesProblem(guarantee);
  if (invalid !== undefined)
    return `Failed to validate set quota request: QuotaInfo with invalid resource: ${invalid}`;
  const problem = guaranteeProblem(role, guarantee);
  if (problem !== undefined) return `Failed to validate set quota request: ${problem}`;
  if (role.includes("/")) return `Setting quota on nested role '${role}' is not supported yet`;
  const known = master.quotas.get(role);
  if (known?.guarantees !== undefined || known?.limits !== undefined)
    return `Failed to validate set quota request: Quota cannot be set for role '${role}' which already has quota set`;
  const amounts = Object.fromEntries(guarantee.map(({ name, scalar }) => [name, scalar ?? { value: 0 }]));
  return updateQuota(master, [{ role, guarantees: amounts, limits: amounts }], force);
}

function guaranteeProblem(role: string, guarantee: readonly Resource[]): string | undefined {
  if (role === "") return "QuotaInfo must specify a role";
  const invalid = roleProblem(role);
  if (invalid !== undefined) return `QuotaInfo with invalid role: ${invalid}`;
  if (guarantee.length === 0) return "QuotaInfo with empty 'guarantee'";
  const names = new Set<string>();
  for (const resource of guarantee) {
    if ((resource.reservations?.length ?? 0) > 0 || resource.reservation !== undefined)
      return "QuotaInfo must not contain any ReservationInfo";
    if (resource.disk !== undefined) return "QuotaInfo must not contain DiskInfo";
    if (resource.revocable !== undefined) return "QuotaInfo must not contain RevocableInfo";
    if (resource.type !== "SCALAR") return "QuotaInfo must not include non-scalar resources";
    if (names.has(resource.name)) return `QuotaInfo contains duplicate resource name '${resource.name}'`;
    names.add(resource.name);
  }
  return undefined;
}

export function removeOldQuota(master: Master, role: string): string | undefined {
  const known = master.quotas.get(role);
  if (known?.guarantees === undefined && known?.limits === undefined)
    return `Failed to remove quota for path '${role}': Role '${role}' has no quota set`;
  return updateQuota(master, [{ role }], true);
}
