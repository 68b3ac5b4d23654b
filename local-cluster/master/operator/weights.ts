import type { WeightInfo } from "../../../proto/generated/types.ts";
import { roleProblem } from "../../resources/roles.ts";
import { rescindAll } from "../offers/offers.ts";
import { saveRegistry } from "../state/recovery.ts";
import { rolesOf } from "../state/state.ts";
import type { Master } from "../state/state.ts";

/** Mesos' refusal (status 400), or `undefined` when the weights were set. Source: Mesos, src/master/weights_handler.cpp. */
export function updateWeights(master: Master, infos: readonly WeightInfo[]): string | undefined {
  for (const { role: given = "", weight } of infos) {
    const role = given.trim();
    const invalid = roleProblem(role);
    if (invalid !== undefined)
      return `Failed to validate update weights request JSON: Invalid role '${role}': ${invalid}`;
    if (!(weight > 0))
      return `Failed to validate update weights request JSON for role '${role}': Invalid weight '${weight}': Weights must be positive`;
  }
  const changed = infos.map(({ role = "", weight }) => ({ role: role.trim(), weight }));
  for (const { role, weight } of changed) master.weights.set(role, weight);
  saveRegistry(master);
  const active = new Set([...master.frameworks.values()].flatMap(({ info }) => rolesOf(info)));
  if (changed.some(({ role }) => active.has(role))) {
    rescindAll(master, master.offers.values());
    master.requestAllocation();
  }
  return undefined;
}

export function weightInfos(master: Master): readonly WeightInfo[] {
  return [...master.weights].map(([role, weight]) => ({ role, weight }));
}
