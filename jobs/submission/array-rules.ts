import type { Problem } from "../text/problem.ts";
import { isRecord } from "../text/problem.ts";
import type { GangSpec } from "../spec/spec.ts";
import { taskCount } from "../spec/spec.ts";
import { LIMITS } from "./spec-schema.ts";

/** What no schema can say of arrays. */
export function arrayProblems(array: Record<string, unknown>, faulty: ReadonlySet<string>): Problem[] {
  return [...indexProblems(array, faulty), ...gangProblems(array, faulty)];
}

function indexProblems(array: Record<string, unknown>, faulty: ReadonlySet<string>): Problem[] {
  const byList = array.indices !== undefined;
  const byRange = array.from !== undefined || array.to !== undefined;
  if (byList && byRange) {
    return [{ pointer: "/array", code: "conflict", message: "give either from and to, or indices" }];
  }
  if (!byList && !byRange) {
    return [{ pointer: "/array", code: "required", message: "an array needs from and to, or indices" }];
  }
  if (byList) {
    const indices: readonly unknown[] = Array.isArray(array.indices) ? array.indices : [];
    return new Set(indices).size === indices.length
      ? []
      : [{ pointer: "/array/indices", code: "conflict", message: "an index is named twice" }];
  }
  const problems: Problem[] = [];
  for (const end of ["from", "to"] as const) {
    if (array[end] === undefined) {
      problems.push({
        pointer: `/array/${end}`,
        code: "required",
        message: `an array with a range needs ${end}`,
      });
    }
  }
  const { from, to, step = 1 } = array;
  if (typeof from !== "number" || typeof to !== "number" || typeof step !== "number") return problems;
  if ([...faulty].some((pointer) => pointer.startsWith("/array/"))) return problems;
  if (from > to) {
    problems.push({
      pointer: "/array/to",
      code: "range",
      message: "the array is empty",
      got: to,
      allowed: `≥ ${from}`,
    });
  } else if (taskCount({ from, to, step }) > LIMITS.arrayTasks) {
    problems.push({
      pointer: "/array/to",
      code: "range",
      message: `the array has ${taskCount({ from, to, step })} tasks`,
      got: to,
      allowed: `at most ${LIMITS.arrayTasks} tasks`,
    });
  }
  return problems;
}

/** Tasks that start together have no order among them, and none waits for another to end. */
function gangProblems(array: Record<string, unknown>, faulty: ReadonlySet<string>): Problem[] {
  const gang = gangOf(array.gang);
  if (gang === undefined || [...faulty].some((pointer) => pointer.startsWith("/array"))) return [];
  const problems: Problem[] = [];
  if (array.maxConcurrent !== undefined) {
    const message =
      "the tasks of a gang start together, and maxConcurrent would start them one after the other";
    const hint = "leave out either gang or maxConcurrent";
    problems.push({ pointer: "/array/maxConcurrent", code: "conflict", message, hint });
  }
  if (array.step !== undefined && array.step !== 1) {
    const message = "the tasks of a gang are numbered one after the other";
    problems.push({
      pointer: "/array/step",
      code: "conflict",
      message,
      got: Number(array.step),
      allowed: "1",
    });
  }
  const tasks = countOf(array);
  if (tasks > LIMITS.gangTasks) {
    problems.push({
      pointer: "/array/gang",
      code: "range",
      message: `the gang has ${tasks} tasks`,
      allowed: `at most ${LIMITS.gangTasks} tasks`,
      hint: "let one task do the work of several",
    });
  }
  return problems;
}

function countOf({ from, indices, to }: Record<string, unknown>): number {
  if (Array.isArray(indices)) return indices.length;
  return typeof from === "number" && typeof to === "number" ? taskCount({ from, to, step: 1 }) : 0;
}

/** As it is stored, from one of the ways in which it may be written. */
export function gangOf(gang: unknown): GangSpec | undefined {
  if (gang === true) return {};
  if (!isRecord(gang)) return undefined;
  return typeof gang.uniform === "string" ? { uniform: gang.uniform } : {};
}
