import { accountKey } from "../../accounts/account.ts";
import type { Config } from "../../config/loading/config.ts";
import { OWN_EXECUTORS } from "../../config/schema/executors.ts";
import { mesosOverhead } from "../../framework/capabilities.ts";
import { fairShareOrder } from "../../fair-share/order.ts";
import { policyNamed } from "../../fair-share/policies.ts";
import type { ShareSetting } from "../../config/schema/shares.ts";
import type { ShareDefinition } from "../../fair-share/hierarchy.ts";
import { orderByCost, type Route, type Routing } from "../../offers/routing.ts";
import type { Tuning } from "../../scheduler/state/tuning.ts";
import { launchOf } from "../executors/mesos.ts";

/** The settings of the scheduler, from the configuration. */
export function tuningOf({
  scheduling,
  mesos,
  networks,
  queues,
  shares,
  quotas,
  licences,
  executors,
}: Pick<
  Config,
  "scheduling" | "mesos" | "networks" | "executors" | "queues" | "shares" | "quotas" | "licences"
>): Tuning {
  const { maintenance } = scheduling;
  return {
    policy: policyNamed(scheduling.policy, scheduling.godocker1) ?? fairShareOrder,
    shares: {
      alpha: scheduling.presentShare,
      weights: scheduling.weights,
      parents: scheduling.parents,
      definitions: shares.flatMap(definitionsOf),
      ...(scheduling.waitingBoost === 0
        ? {}
        : { waiting: { boost: scheduling.waitingBoost, fullAfterMs: scheduling.waitingBoostAfterMs } }),
    },
    quotas,
    licences,
    agentRules: mesos.attributeRules,
    queueExecutors: Object.fromEntries(
      queues.flatMap(({ executors, name }) => (executors === undefined ? [] : [[name, executors]])),
    ),
    routing: routingOf(executors, queues),
    sharedMachines: executors.sharedMachines,
    closings: [],
    packing: scheduling.packing,
    localityWeight: scheduling.localityWeight,
    gpuReserve: scheduling.gpuReserve,
    overhead: mesosOverhead(launchOf({ mesos, networks })),
    unreachableTimeoutMs: scheduling.unreachableTimeoutMs,
    refuseMs: scheduling.refuseWaitingMs,
    refuseRestsMs: scheduling.refuseRestsMs,
    refuseIdleMs: scheduling.refuseIdleMs,
    launchesMax: scheduling.launchesPerTurn,
    recheckMs: scheduling.recheckMs,
    rekillMs: scheduling.rekillMs,
    reconcileMs: scheduling.reconcileMs,
    unknownTasks: mesos.unknownTasks,
    reserveAfterMs: scheduling.reserveAfterMs,
    reservationsMax: scheduling.reservationsMax,
    operationTimeoutMs: scheduling.operationTimeoutMs,
    backfill: { mode: scheduling.backfill, assumedMs: scheduling.assumedWalltimeMs },
    quarantine: scheduling.quarantine === "on",
    preemption: {
      mode: scheduling.preemption,
      afterMs: scheduling.preemptAfterMs,
      protectMs: scheduling.preemptProtectMs,
      partPerMinute: scheduling.preemptPerMinute / 100,
      margin: scheduling.preemptMargin / 100,
    },
    maintenance: {
      policy: maintenance.policy,
      marginMs: maintenance.marginMs,
      assumedMs: maintenance.assumedWalltimeMs,
    },
  };
}

function routingOf({ costs, prefer, spillAfterMs }: Config["executors"], queues: Config["queues"]): Routing {
  const groups = (names: readonly string[]) => names.map((name) => [name]);
  // One that costs nothing may be named or not; without any cost all are alike.
  const names = new Set([...OWN_EXECUTORS, ...Object.keys(costs)]);
  const site = prefer.length > 0 ? groups(prefer) : orderByCost(costs, [...names]);
  const routeOf = (order: Route["order"], afterMs: number): Route => ({ order, spillAfterMs: afterMs });
  return {
    ...(site.length > 1 || prefer.length > 0 ? { site: routeOf(site, spillAfterMs) } : {}),
    queues: Object.fromEntries(
      queues.flatMap(({ name, prefer: own, spillAfterSeconds: seconds }) =>
        own === undefined && seconds === undefined
          ? []
          : [
              [
                name,
                routeOf(
                  own === undefined ? site : groups(own),
                  seconds === undefined ? spillAfterMs : seconds * 1000,
                ),
              ],
            ],
      ),
    ),
  };
}

/** The project, and the accounts in it that have another weight than others. */
function definitionsOf({ name, parent, users = {}, weight }: ShareSetting): readonly ShareDefinition[] {
  return [
    { name, weight, ...(parent === undefined ? {} : { parent }) },
    ...Object.entries(users).map(([user, of]) => ({
      name: accountKey({ project: name, user }),
      weight: of,
    })),
  ];
}
