import type { Problem } from "../text/problem.ts";
import { isRecord, shown } from "../text/problem.ts";
import type { JobSpec } from "../spec/spec.ts";

/** What no schema can say of start and deadline. Looks only at fields whose shape is right. */
export function timeProblems(
  { deadline, notBefore, walltimeSeconds }: Record<string, unknown>,
  isFaulty: (pointer: string) => boolean,
): Problem[] {
  const problems: Problem[] = [];
  for (const [field, value] of Object.entries({ notBefore, deadline })) {
    if (typeof value !== "string" || isFaulty(`/${field}`) || isDay(value)) continue;
    const message = "there is no such day or time";
    problems.push({ pointer: `/${field}`, code: "format", message, got: shown(value) });
  }
  if (problems.length > 0 || typeof deadline !== "string" || typeof notBefore !== "string") return problems;
  const limit = typeof walltimeSeconds === "number" && !isFaulty("/walltimeSeconds") ? walltimeSeconds : 0;
  const leastMs = Date.parse(notBefore) + limit * 1000;
  if (!isFaulty("/deadline") && !isFaulty("/notBefore") && Date.parse(deadline) <= leastMs) {
    const message = "the job may not start early enough to end by then";
    const hint = "give it a later deadline, an earlier start or a shorter time limit";
    problems.push({ pointer: "/deadline", code: "range", message, got: shown(deadline), hint });
  }
  return problems;
}

/** A warning of a time limit needs one. Looks only at fields whose shape is right. */
export function signalProblems(
  { signal, walltimeSeconds }: Record<string, unknown>,
  isFaulty: (pointer: string) => boolean,
): Problem[] {
  if (!isRecord(signal) || isFaulty("/signal") || isFaulty("/walltimeSeconds")) return [];
  if (typeof walltimeSeconds !== "number") {
    const message = "the job has no time limit to be warned of";
    return [{ pointer: "/signal", code: "conflict", message, hint: "add walltimeSeconds" }];
  }
  const { beforeSeconds } = signal;
  if (typeof beforeSeconds !== "number" || beforeSeconds < walltimeSeconds) return [];
  return [
    {
      pointer: "/signal/beforeSeconds",
      code: "range",
      message: "is no less than the time limit",
      got: beforeSeconds,
      allowed: `less than ${walltimeSeconds}`,
    },
  ];
}

/**
 * Whether a job that is submitted or changed now can end by its deadline.
 * @param nowMs  milliseconds of Unix time
 */
export function deadlineProblems(
  { deadline, walltimeSeconds = 0 }: Pick<JobSpec, "deadline" | "walltimeSeconds">,
  nowMs: number,
): readonly Problem[] {
  if (deadline === undefined || Date.parse(deadline) > nowMs + walltimeSeconds * 1000) return [];
  return [
    {
      pointer: "/deadline",
      code: "range",
      message: "the job cannot end by then, even if it starts at once",
      got: deadline,
      allowed: `later than ${new Date(nowMs + walltimeSeconds * 1000).toISOString()}`,
    },
  ];
}

/** A day of the calendar, and a year of four digits in UTC, too. */
function isDay(text: string): boolean {
  const atMs = Date.parse(text);
  const [year = 0, month = 0, day = 0] = text.slice(0, 10).split("-").map(Number);
  if (day > new Date(Date.UTC(year, month, 0)).getUTCDate()) return false; // it would count as one of the next month
  return atMs >= Date.UTC(1970) && atMs < Date.UTC(10_000);
}

/** When tasks of a job may start, in milliseconds of Unix time. */
export interface StartWindow {
  /** Not before. */
  readonly opensMs: number;
  /** Later than this a task could not end by the deadline; `Infinity` without one. */
  readonly closesMs: number;
  readonly deadlineMs: number;
}

export function startWindow({
  deadline,
  notBefore,
  walltimeSeconds = 0,
}: Pick<JobSpec, "deadline" | "notBefore" | "walltimeSeconds">): StartWindow {
  const deadlineMs = deadline === undefined ? Infinity : Date.parse(deadline);
  return {
    opensMs: notBefore === undefined ? 0 : Date.parse(notBefore),
    closesMs: deadlineMs - walltimeSeconds * 1000,
    deadlineMs,
  };
}
