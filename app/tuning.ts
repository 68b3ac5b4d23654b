import { accountKey } from "../accounts/account.ts";
import type { Config } from "../config/config.ts";
import { mesosOverhead } from "../framework/capabilities.ts";
import { fairShareOrder, fifoOrder } from "../fair-share/order.ts";
import type { ShareSetting } from "../config/share-formats.ts";
import type { ShareDefinition } from "../fair-share/hierarchy.ts";
import type { Tuning } from "../scheduler/tuning.ts";
import { launchOf } from "./cluster.ts";

/** The knobs of the scheduler, from the configuration. */
export function tuningOf({
  scheduling,
  mesos,
  networks,
  queues,
  shares,
  quotas,
  licences,
}: Pick<Config, "scheduling" | "mesos" | "networks" | "queues" | "shares" | "quotas" | "licences">): Tuning {
  const { maintenance } = scheduling;
  return {
    policy: scheduling.policy === "fifo" ? fifoOrder : fairShareOrder,
    shares: {
      alpha: scheduling.presentShare,
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
