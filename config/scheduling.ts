import type { Get } from "./getting.ts";
import type { ResourceWeightsSetting } from "./share-formats.ts";

export interface SchedulingConfig {
  readonly policy: "fair-share" | "fifo" | "godocker-1";
  readonly godocker1: Readonly<Record<string, number>>;
  readonly presentShare: number;
  readonly weights: ResourceWeightsSetting;
  readonly packing: "pack" | "spread";
  readonly localityWeight: number;
  readonly gpuReserve: number;
  readonly parents: "sum" | "hierarchical";
  readonly waitingBoost: number;
  readonly waitingBoostAfterMs: number;
  readonly halfLifeMs: number;
  readonly refuseWaitingMs: number;
  readonly refuseRestsMs: number;
  readonly refuseIdleMs: number;
  readonly launchesPerTurn: number;
  readonly reserveAfterMs: number;
  readonly reservationsMax: number;
  readonly backfill: "easy" | "conservative" | "off";
  readonly assumedWalltimeMs: number;
  readonly quarantine: "on" | "off";
  readonly preemption: "off" | "priority" | "shares";
  readonly preemptAfterMs: number;
  readonly preemptProtectMs: number;
  /** Hundredths of what runs. */
  readonly preemptPerMinute: number;
  /** Hundredths of a share. */
  readonly preemptMargin: number;
  readonly operationTimeoutMs: number;
  readonly unreachableTimeoutMs: number;
  readonly recheckMs: number;
  readonly rekillMs: number;
  readonly reconcileMs: number;
  readonly maintenance: {
    readonly policy: "finish" | "requeue";
    readonly marginMs: number;
    readonly assumedWalltimeMs: number;
  };
}

export function schedulingOf(get: Get): SchedulingConfig {
  return {
    policy: get("scheduling.policy"),
    godocker1: get("scheduling.godocker1"),
    presentShare: get("scheduling.presentShare"),
    weights: get("scheduling.weights"),
    parents: get("scheduling.parents"),
    waitingBoost: get("scheduling.waitingBoost"),
    waitingBoostAfterMs: get("scheduling.waitingBoostAfter") * 1000,
    halfLifeMs: get("scheduling.halfLife") * 1000,
    refuseWaitingMs: get("scheduling.refuseWaiting") * 1000,
    refuseRestsMs: get("scheduling.refuseRests") * 1000,
    refuseIdleMs: get("scheduling.refuseIdle") * 1000,
    launchesPerTurn: get("scheduling.launchesPerTurn"),
    packing: get("scheduling.packing"),
    localityWeight: get("scheduling.localityWeight"),
    gpuReserve: get("scheduling.gpuReserve"),
    reserveAfterMs: get("scheduling.reserveAfter") * 1000,
    reservationsMax: get("scheduling.reservationsMax"),
    backfill: get("scheduling.backfill"),
    assumedWalltimeMs: get("scheduling.assumedWalltime") * 1000,
    quarantine: get("scheduling.quarantine"),
    preemption: get("scheduling.preemption"),
    preemptAfterMs: get("scheduling.preemptAfter") * 1000,
    preemptProtectMs: get("scheduling.preemptProtect") * 1000,
    preemptPerMinute: get("scheduling.preemptPerMinute"),
    preemptMargin: get("scheduling.preemptMargin"),
    operationTimeoutMs: get("scheduling.operationTimeout") * 1000,
    unreachableTimeoutMs: get("scheduling.unreachableTimeout") * 1000,
    recheckMs: get("scheduling.recheck") * 1000,
    rekillMs: get("scheduling.rekill") * 1000,
    reconcileMs: get("scheduling.reconcile") * 1000,
    maintenance: {
      policy: get("scheduling.maintenance.policy"),
      marginMs: get("scheduling.maintenance.margin") * 1000,
      assumedWalltimeMs: get("scheduling.maintenance.assumedWalltime") * 1000,
    },
  };
}
