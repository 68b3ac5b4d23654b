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

/** Of each kind the larger amount: what has room for either. */
export function largest(a: ResourceVector, b: ResourceVector): ResourceVector {
  return {
    cpusMilli: Math.max(a.cpusMilli, b.cpusMilli),
    memMib: Math.max(a.memMib, b.memMib),
    diskMib: Math.max(a.diskMib, b.diskMib),
    gpus: Math.max(a.gpus, b.gpus),
  };
}

/** Of each kind the smaller amount: what both have. */
export function smallest(a: ResourceVector, b: ResourceVector): ResourceVector {
  return {
    cpusMilli: Math.min(a.cpusMilli, b.cpusMilli),
    memMib: Math.min(a.memMib, b.memMib),
    diskMib: Math.min(a.diskMib, b.diskMib),
    gpus: Math.min(a.gpus, b.gpus),
  };
}

export function isNothing(vector: ResourceVector): boolean {
  return RESOURCE_KINDS.every((kind) => vector[kind] <= 0);
}
