import type { Config } from "../config/config.ts";
import { mesosOverhead } from "../framework/capabilities.ts";
import { fairShare, fifo } from "../fair-share/policy.ts";
import type { Tuning } from "../scheduler/tuning.ts";
import { launchOf } from "./cluster.ts";

/** The knobs of the scheduler, from the configuration. */
export function tuningOf({
  scheduling,
  mesos,
  networks,
  queues,
}: Pick<Config, "scheduling" | "mesos" | "networks" | "queues">): Tuning {
  const { maintenance } = scheduling;
  return {
    policy: scheduling.policy === "fifo" ? fifo : fairShare,
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
    maintenance: {
      policy: maintenance.policy,
      marginMs: maintenance.marginMs,
      assumedMs: maintenance.assumedWalltimeMs,
    },
  };
}
