import type { QuotaConfig, QuotaStatus, ValueScalar } from "../../../proto/generated/types.ts";
import { filter } from "../../resources/pool.ts";
import { roleProblem } from "../../resources/roles.ts";
import { consumed, isUnder } from "../state/consumption.ts";
import { rescind } from "../offers/offers.ts";
import {
  covers,
  fromScalars,
  minus,
  NO_QUANTITIES,
  plus,
  quantitiesOf,
  quantitiesText,
  within,
} from "../state/quantities.ts";
import { saveRegistry } from "../state/recovery.ts";
import type { Master } from "../state/state.ts";

// Quotas of top-level roles. Source: Mesos, src/master/quota.cpp and quota_handler.cpp.

/** Mesos' refusal (status 400), or `undefined` when the quotas were set. */
export function updateQuota(
  master: Master,
  configs: readonly QuotaConfig[],
  force: boolean,
): string | undefined {
  for (const config of configs) {
    if (config.role.includes("/"))
      return `Updating quota on nested role '${config.role}' is not supported yet`;
    const problem = configProblem(config);
    if (problem !== undefined) return `Invalid QuotaConfig: ${problem}`;
  }
  const refusal = force
    ? undefined
    : (consumptionProblem(master, configs) ?? overcommitProblem(master, configs));
  if (refusal !== undefined) return `Invalid QuotaConfig: ${refusal} (use 'force' flag to bypass this check)`;
  for (const config of configs) master.quotas.set(config.role, config);
  saveRegistry(master);
  for (const config of configs) preemptFor(master, config);
  return undefined;
}

function configProblem({ role, guarantees, limits }: QuotaConfig): string | undefined {
  if (role === "") return "'QuotaConfig.role' must be set";
  const invalid = roleProblem(role);
  if (invalid !== undefined) return `Invalid 'QuotaConfig.role': ${invalid}`;
  const tooLarge = [
    ["guarantees", tooLargeProblem(guarantees)],
    ["limits", tooLargeProblem(limits)],
  ].find(([, problem]) => problem !== undefined);
  if (tooLarge !== undefined) return `Invalid 'QuotaConfig.${tooLarge[0]}': ${tooLarge[1]}`;
  for (const [what, scalars] of [
    ["guarantee", guarantees],
    ["limit", limits],
  ] as const) {
    for (const [name, { value }] of Object.entries(scalars ?? {})) {
      const problem = scalarProblem(value);
      if (problem !== undefined)
        return `Invalid ${what} configuration {'${name}': ${value}}: ${problem} values not supported`;
    }
  }
  const [least, most] = [fromScalars(guarantees), fromScalars(limits)];
  return within(most, least)
    ? undefined
    : `'QuotaConfig.guarantees' ${mapText(guarantees)} is not contained within the 'QuotaConfig.limits' ${mapText(limits)}`;
}

const EXABYTE_MIB = 2 ** 40;
const TRILLION = 1e12;

function tooLargeProblem(scalars: QuotaConfig["limits"]): string | undefined {
  for (const [name, { value }] of Object.entries(scalars ?? {})) {
    const [most, words] =
      name === "mem" || name === "disk" ? [EXABYTE_MIB, "1 exabyte"] : [TRILLION, "1 trillion"];
    if (value > most)
      return `{'${name}': ${value}} is invalid: values greater than ${words} (${most}) are not supported`;
  }
  return undefined;
}

function scalarProblem(value: number): string | undefined {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return "Infinite";
  if (value !== 0 && Math.abs(value) < 2.2250738585072014e-308) return "Subnormal";
  return value < 0 ? "Negative" : undefined;
}

function mapText(scalars: Readonly<Record<string, ValueScalar>> | undefined): string {
  const pairs = Object.entries(scalars ?? {}).map(([name, { value }]) => `${name}: ${value}`);
  return pairs.length === 0 ? "{}" : `{ ${pairs.join(", ")} }`;
}

function consumptionProblem(master: Master, configs: readonly QuotaConfig[]): string | undefined {
  for (const { role, limits } of configs) {
    const used = consumed(master, role, false);
    if (!within(fromScalars(limits), used))
      return `Role '${role}' is already consuming '${quantitiesText(used)}'; this is more than the requested limits '${quantitiesText(fromScalars(limits))}'`;
  }
  return undefined;
}

function overcommitProblem(master: Master, configs: readonly QuotaConfig[]): string | undefined {
  const after = new Map(master.quotas);
  for (const config of configs) after.set(config.role, config);
  let guaranteed = NO_QUANTITIES;
  for (const { guarantees } of after.values()) guaranteed = plus(guaranteed, fromScalars(guarantees));
  let capacity = NO_QUANTITIES;
  for (const { total } of master.agents.values())
    capacity = plus(capacity, quantitiesOf(filter(total, ({ kind }) => kind.revocable === undefined)));
  return covers(capacity, guaranteed)
    ? undefined
    : `total quota guarantees '${quantitiesText(guaranteed)}' exceed cluster capacity '${quantitiesText(capacity)}'`;
}

/** Takes offers back until the role's limits are kept and its guarantees can be satisfied. */
function preemptFor(master: Master, { role, limits, guarantees }: QuotaConfig): void {
  const most = fromScalars(limits);
  let held = consumed(master, role, true);
  for (const offer of master.offers.values()) {
    if (within(most, held)) break;
    if (!isUnder(offer.role, role)) continue;
    held = minus(held, quantitiesOf(offer.pool));
    rescind(master, offer);
  }
  const least = fromScalars(guarantees);
  for (const agent of master.agents.values()) {
    for (const offer of agent.offers) {
      if (covers(held, least)) return;
      if (isUnder(offer.role, role)) continue;
      held = plus(held, quantitiesOf(offer.pool));
      rescind(master, offer);
    }
  }
}

/** Both the new form and the old one. */
export function quotaStatus(master: Master): QuotaStatus {
  const configs = [...master.quotas.values()];
  if (configs.length === 0) return {};
  return {
    configs,
    infos: configs.map(({ role, guarantees }) => ({
      role,
      guarantee: Object.entries(guarantees ?? {}).map(([name, scalar]) => ({
        name,
        type: "SCALAR" as const,
        scalar,
      })),
    })),
  };
}
