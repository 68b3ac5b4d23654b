import type { Constraint } from "../spec/constraint.ts";
import type { Notify } from "../spec/notify.ts";
import type { Dependency, JobSpec, RetryPolicy } from "../spec/spec.ts";

/**
 * What of a job may change as long as none of its tasks is under way. The submission itself stays as it was; these are
 * laid over it. `null`: as if it had never been given.
 */
export interface SpecChanges {
  readonly name?: string;
  readonly description?: string | null;
  readonly queue?: string;
  readonly walltimeSeconds?: number | null;
  readonly dependencies?: readonly Dependency[];
  readonly priority?: number;
  readonly notBefore?: string | null;
  readonly deadline?: string | null;
  readonly retry?: RetryPolicy;
  readonly constraints?: readonly Constraint[];
  readonly labels?: Readonly<Record<string, string>>;
  readonly notify?: readonly Notify[];
  /** Of the array. */
  readonly maxConcurrent?: number | null;
}

/** Fields of the job document that may change; of `array` only `maxConcurrent`. */
export const CHANGEABLE = [
  "name",
  "description",
  "queue",
  "walltimeSeconds",
  "array",
  "dependencies",
  "priority",
  "notBefore",
  "deadline",
  "retry",
  "constraints",
  "labels",
  "notify",
] as const satisfies readonly (keyof JobSpec)[];

/** The job as it is with these changes. */
export function withChanges(spec: JobSpec, changes: SpecChanges | undefined): JobSpec {
  if (changes === undefined) return spec;
  const { maxConcurrent, ...replaced } = changes;
  const { array } = spec;
  const removed = REMOVABLE.filter((field) => changes[field] === null);
  const given = without(replaced, removed);
  return {
    ...without(spec, removed),
    // What was null is left out above, and nothing else differs from the fields of a spec.
    ...(given as Partial<JobSpec>),
    ...(maxConcurrent === undefined || array === undefined
      ? {}
      : { array: maxConcurrent === null ? without(array, ["maxConcurrent"]) : { ...array, maxConcurrent } }),
  };
}

const REMOVABLE = ["description", "walltimeSeconds", "notBefore", "deadline"] as const;

/** What makes `before` into `after`, where both differ in nothing but what may change. */
export function changesBetween(before: JobSpec, after: JobSpec): SpecChanges {
  const changes: Record<string, unknown> = {};
  for (const field of CHANGEABLE) {
    const [from, to] =
      field === "array"
        ? [before.array?.maxConcurrent, after.array?.maxConcurrent]
        : [before[field], after[field]];
    if (JSON.stringify(from) !== JSON.stringify(to))
      changes[field === "array" ? "maxConcurrent" : field] = to ?? null;
  }
  return changes; // by the list above it has these fields and no others
}

function without<T extends object, K extends keyof T>(value: T, names: readonly K[]): T {
  // Only fields that may be absent are named by the callers.
  return Object.fromEntries(
    Object.entries(value).filter(([name]) => !names.some((each) => each === name)),
  ) as T;
}
