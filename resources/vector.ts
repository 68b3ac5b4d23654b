/** Amounts of one agent's or one task's resources. Every entry is an integer ≥ 0: exact, no rounding anywhere. */
export interface ResourceVector {
  /** Thousandths of a CPU. */
  readonly cpusMilli: number;
  readonly memMib: number;
  readonly diskMib: number;
  readonly gpus: number;
}

/** The kinds in the order in which they are compared and reported. */
export const RESOURCE_KINDS = ["cpusMilli", "memMib", "diskMib", "gpus"] as const;
export type ResourceKind = (typeof RESOURCE_KINDS)[number];

export const NO_RESOURCES: ResourceVector = { cpusMilli: 0, memMib: 0, diskMib: 0, gpus: 0 };

export function add(a: ResourceVector, b: ResourceVector): ResourceVector {
  return {
    cpusMilli: a.cpusMilli + b.cpusMilli,
    memMib: a.memMib + b.memMib,
    diskMib: a.diskMib + b.diskMib,
    gpus: a.gpus + b.gpus,
  };
}

/** May go below zero: the caller decides whether that is a fault. */
export function subtract(a: ResourceVector, b: ResourceVector): ResourceVector {
  return {
    cpusMilli: a.cpusMilli - b.cpusMilli,
    memMib: a.memMib - b.memMib,
    diskMib: a.diskMib - b.diskMib,
    gpus: a.gpus - b.gpus,
  };
}

export function fits(need: ResourceVector, free: ResourceVector): boolean {
  return (
    need.cpusMilli <= free.cpusMilli &&
    need.memMib <= free.memMib &&
    need.diskMib <= free.diskMib &&
    need.gpus <= free.gpus
  );
}

/** The kinds of which `free` has less than `need`, in the order of `RESOURCE_KINDS`. */
export function lacking(need: ResourceVector, free: ResourceVector): readonly ResourceKind[] {
  return RESOURCE_KINDS.filter((kind) => need[kind] > free[kind]);
}
