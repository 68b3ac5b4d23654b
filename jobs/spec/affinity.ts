import { isRecord, type Problem } from "../text/problem.ts";

/**
 * Where a task may run by what runs there. `unique`: no other task of the job is on an agent with the same value of the
 * attribute; `balanced`: on none with that value are more of them than on any other value that would do; `with` and
 * `apart`: a task of another job is there, or none is.
 */
export const AFFINITY_OPS = ["unique", "balanced", "with", "apart"] as const;

export interface Affinity {
  /** `hostname` is the machine itself. An agent without the attribute will only do for `apart`. */
  readonly attribute: string;
  readonly op: (typeof AFFINITY_OPS)[number];
  /** Of `with` and `apart`. */
  readonly job?: number;
}

/** Whether it is about the tasks of the job itself. */
export function isAmongOwn({ op }: Affinity): boolean {
  return op === "unique" || op === "balanced";
}

/** What no schema can say of it. */
export function affinityProblems(
  { affinity, array }: Readonly<Record<string, unknown>>,
  isFaulty: (pointer: string) => boolean,
): Problem[] {
  if (!Array.isArray(affinity) || affinity.length === 0) return [];
  if (isRecord(array) && array.gang !== undefined && array.gang !== false) {
    const message = "tasks of a gang start together, and affinity asks where the others run";
    const hint = "write gang: {uniform} to have all of them on one value of an attribute, or leave gang out";
    return [{ pointer: "/affinity", code: "conflict", message, hint }];
  }
  return affinity.flatMap((one: unknown, at): Problem[] => {
    const pointer = `/affinity/${at}`;
    if (!isRecord(one) || isFaulty(pointer)) return [];
    const { job, op } = one;
    const isOwn = op === "unique" || op === "balanced";
    if (isOwn && job !== undefined) {
      const message = `${op} is about the tasks of the job itself and takes no job`;
      return [{ pointer: `${pointer}/job`, code: "conflict", message, hint: "write with or apart" }];
    }
    if (!isOwn && job === undefined) {
      const message = `${String(op)} needs the number of another job`;
      return [{ pointer: `${pointer}/job`, code: "required", message, allowed: "the number of a job" }];
    }
    if (isOwn && array === undefined) {
      const message = `${op} is about the tasks of an array, and the job has one task`;
      return [{ pointer, code: "conflict", message, hint: "add array, or leave it out" }];
    }
    return [];
  });
}
