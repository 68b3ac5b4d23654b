import type { ResourceVector } from "../resources/vector.ts";

/**
 * What a CPU, a GiB of memory and a GPU count as, in CPUs; 0 = this kind counts for nobody, neither what is held of it
 * nor what was used. Known elsewhere as billing weights.
 */
export interface ResourceWeights {
  readonly cpus: number;
  readonly memory: number;
  readonly gpus: number;
}

export const DEFAULT_WEIGHTS: ResourceWeights = { cpus: 1, memory: 0.25, gpus: 8 };

/**
 * What holding resources costs per millisecond, in milli-CPU: that of its kinds which counts most. A job with little cpu
 * and much memory, or a GPU, keeps others out as much as one with many CPUs.
 */
export function costRate(
  { cpus, memory, gpus }: ResourceWeights,
  resources: Pick<ResourceVector, "cpusMilli" | "memMib" | "gpus">,
): number {
  const dearest = Math.max(
    resources.cpusMilli * cpus,
    (resources.memMib * memory * 1000) / 1024,
    resources.gpus * gpus * 1000,
  );
  return Math.ceil(dearest);
}

/** The same for usage that was booked as sums over time, in milli-CPU × ms. */
export function bookedCost(
  { cpus, memory, gpus }: ResourceWeights,
  booked: { readonly cpuMilliMs: number; readonly memMibMs: number; readonly gpuMs: number },
): number {
  return Math.max(
    booked.cpuMilliMs * cpus,
    (booked.memMibMs * memory * 1000) / 1024,
    booked.gpuMs * gpus * 1000,
  );
}

/** In the order of the kinds of the tree of shares: what nobody runs short of makes nobody's share large. */
export function countedKinds({ cpus, memory, gpus }: ResourceWeights): readonly number[] {
  return [cpus, memory, 0, gpus, 0].map((weight) => (weight > 0 ? 1 : 0));
}
