import type { ResourceVector } from "../resources/vector.ts";

/** Memory that counts as much as one CPU. */
const MIB_PER_CPU = 4096;

/**
 * What holding resources costs per millisecond: the dominant one of cpu and memory, in milli-CPU.
 * A job with little cpu and much memory keeps others out as much as one with many CPUs.
 */
export function costRate(resources: Pick<ResourceVector, "cpusMilli" | "memMib">): number {
  return Math.max(resources.cpusMilli, Math.ceil((resources.memMib * 1000) / MIB_PER_CPU));
}

/** The same for usage that was booked as sums over time, in milli-CPU × ms. */
export function bookedCost(booked: { readonly cpuMilliMs: number; readonly memMibMs: number }): number {
  return Math.max(booked.cpuMilliMs, (booked.memMibMs * 1000) / MIB_PER_CPU);
}
