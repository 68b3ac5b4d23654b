const CPU = 0;
const MEM = 1;
const GPUS = 3;
/** Per kind with buckets: exact below 8 units, then four steps per doubling; the last one is open-ended. */
export const BUCKETS = 32;
/** 0 … 7 GPUs exactly, then all with more. */
export const GPU_ROWS = 9;

/** Where jobs go: `pack`: where the least is left over; `spread`: where the most is free. */
export type Packing = "pack" | "spread";

/** The smaller, the sooner a job goes there: fewest GPUs in any case; then the fullest agent, or the emptiest. */
export function rankOf(cell: number, packing: Packing): number {
  if (packing === "pack") return cell;
  const within = BUCKETS * BUCKETS;
  return cell - (cell % within) + (within - 1 - (cell % within));
}

/** The same for jobs with much memory: the most memory for each CPU, then the fullest agent. */
export function rankByMemory(cell: number): number {
  const memory = cell % BUCKETS;
  const cpus = Math.floor(cell / BUCKETS) % BUCKETS;
  const gpus = Math.floor(cell / BUCKETS / BUCKETS);
  return ((gpus * 2 + 1) * BUCKETS + cpus - memory) * BUCKETS + cpus;
}

/** Cell of a vector of free amounts: the smaller, the tighter. */
export function cellOf(amounts: Int32Array, offset: number): number {
  const gpus = Math.min(amounts[offset + GPUS] as number, GPU_ROWS - 1);
  return (
    (gpus * BUCKETS + cpuBucket(amounts[offset + CPU] as number)) * BUCKETS +
    memBucket(amounts[offset + MEM] as number)
  );
}

/** By whole CPUs. */
export function cpuBucket(milli: number): number {
  return bucket(Math.floor(milli / 1000));
}

/** By whole GiB. */
export function memBucket(mib: number): number {
  return bucket(mib >>> 10);
}

function bucket(units: number): number {
  if (units < 8) return units;
  const power = 31 - Math.clz32(units);
  return Math.min(BUCKETS - 1, 4 * power - 4 + ((units >>> (power - 2)) & 3));
}
