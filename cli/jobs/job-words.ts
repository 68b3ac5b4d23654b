import type { Job, JobState, JobSummary } from "../../client/documents/jobs.ts";
import { formatDuration } from "../../resources/units.ts";
import { EXIT, Failure } from "../text/failure.ts";
import type { Colour } from "../frame/terminal.ts";

export const STATE_COLOURS: Readonly<Record<JobState, Colour>> = {
  pending: "yellow",
  held: "yellow",
  starting: "blue",
  running: "blue",
  suspended: "yellow",
  stopping: "yellow",
  succeeded: "green",
  failed: "red",
  cancelled: "dim",
};

export function isState(text: string): text is JobState {
  return Object.hasOwn(STATE_COLOURS, text);
}

export function hasEnded(state: string): boolean {
  return state === "succeeded" || state === "failed" || state === "cancelled";
}

/** A job, or a task of an array. */
export interface JobRef {
  readonly id: number;
  readonly index?: number;
}

/**
 * `12`, and for a task of an array `12.3`, `12:3`, `12_3` or `12[3]`.
 * @throws Failure
 */
export function parseJobRef(text: string): JobRef {
  const [, id, dotted, bracketed] = /^(\d{1,16})(?:[._:](\d{1,10})|\[(\d{1,10})\])?$/.exec(text) ?? [];
  const index = dotted ?? bracketed;
  if (id === undefined || !/^[1-9]/.test(id) || !Number.isSafeInteger(Number(id))) {
    throw new Failure({
      exit: EXIT.usage,
      what: `"${text}" is no job`,
      fix: "write the id that `godocker submit` printed, such as 12, or 12.3 for a task of an array",
    });
  }
  return { id: Number(id), ...(index === undefined ? {} : { index: Number(index) }) };
}

/**
 * Whole jobs only.
 * @throws Failure
 */
export function parseJobIds(texts: readonly string[], verb: string): readonly number[] {
  const ids = texts.map((text) => {
    const { id, index } = parseJobRef(text);
    if (index === undefined) return id;
    throw new Failure({
      exit: EXIT.usage,
      what: `tasks of an array cannot be ${verb} one by one`,
      fix: `name the whole job: ${id}`,
    });
  });
  return [...new Set(ids)];
}

/** What `run` and `wait` exit with for a job that has ended. */
export function exitCodeOf(job: JobSummary): number {
  if (job.state === "succeeded") return EXIT.done;
  if (job.signal !== undefined) return 128 + job.signal;
  if (job.exitCode !== undefined && job.exitCode !== 0) return job.exitCode;
  if (job.startedAt === undefined || NEVER_BEGAN.has(job.reason ?? "")) return EXIT.neverBegan;
  // Told to stop, it ended in its own way.
  return job.state === "cancelled" ? 128 + 15 : EXIT.failed;
}

/** GoDocker's or the cluster's fault, not the program's. */
const NEVER_BEGAN = new Set(["NodeLost", "Launch", "LaunchDropped", "DependencyFailed"]);

/** `job 12 failed: it exited with 3 (after 2 m)`. */
export function endSentence(job: JobSummary): string {
  const why = job.message === undefined || job.state === "succeeded" ? "" : `: ${job.message}`;
  const ran =
    job.startedAt === undefined ? undefined : secondsBetween(job.startedAt, job.endedAt ?? job.startedAt);
  return `job ${job.id} ${job.state}${why}${ran === undefined ? "" : ` (after ${shortDuration(ran)})`}`;
}

export function secondsBetween(from: string, to: string | number): number {
  const endMs = typeof to === "number" ? to : Date.parse(to);
  return Math.max(0, (endMs - Date.parse(from)) / 1000);
}

/** The two largest units: `2 d 4 h`, `3 m 20 s`, `5 s`. */
export function shortDuration(seconds: number): string {
  const whole = Math.round(seconds);
  return formatDuration(whole).split(" ").slice(0, 4).join(" ");
}

/** `3 m ago`. */
export function ago(instant: string, nowMs: number): string {
  return `${shortDuration(secondsBetween(instant, nowMs)).split(" ").slice(0, 2).join(" ")} ago`;
}

/** Where it runs, or ran last. */
export function nodeOf(job: Job): string | undefined {
  const live = job.attempts.filter(({ state }) => !hasEnded(state));
  return (live.at(-1) ?? job.attempts.at(-1))?.node;
}
