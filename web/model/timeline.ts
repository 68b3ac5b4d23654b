import type { Attempt, Job, JobEvent, JobState } from "../../client/documents/jobs.ts";
import { endText } from "./words.ts";

export interface Happening {
  readonly at: string;
  readonly text: string;
  readonly state: JobState | "submitted";
}

/** Events that neither the job nor its attempts tell: in words, and by which sign. */
const TOLD: Readonly<Record<string, readonly [text: string, state: JobState]>> = {
  held: ["The job was held", "held"],
  released: ["The job was released", "pending"],
  changed: ["The job was changed", "pending"],
  suspended: ["The job was suspended", "suspended"],
  resumed: ["The job was resumed", "running"],
  cancel_requested: ["Its end was asked for", "stopping"],
  deadline_passed: ["Its deadline passed", "stopping"],
  dependency_failed: ["A job that it waits for did not end as it should", "stopping"],
  unreachable: ["its node could not be reached", "stopping"],
  reachable: ["its node could be reached again", "running"],
  stopping: ["was told to stop", "stopping"],
  paused: ["was paused", "suspended"],
  continued: ["went on", "running"],
  imported: ["It was brought in from GoDocker 1.x, where it had ended", "stopping"],
};

/** What happened to a job, oldest first. */
export function timelineOf(
  job: Job,
  attempts: readonly Attempt[],
  events: readonly JobEvent[],
): readonly Happening[] {
  const happenings: Happening[] = [
    { at: job.createdAt, text: `Submitted by ${job.user}`, state: "submitted" },
    ...attempts.flatMap((attempt) => attemptHappenings(job, attempt)),
    ...events.flatMap(eventHappenings),
  ];
  const last = attempts.at(-1);
  // An end that no attempt tells: a job that never ran, or an array.
  if (job.endedAt !== undefined && (job.array !== undefined || last?.endedAt === undefined)) {
    const state = job.state === "succeeded" || job.state === "failed" ? job.state : "cancelled";
    const by = job.cancelledBy === undefined ? "" : ` by ${job.cancelledBy}`;
    happenings.push({
      at: job.endedAt,
      text: `The job ${state === "cancelled" ? `was cancelled${by}` : state}`,
      state,
    });
  }
  // Sorting is stable: what happened in the same millisecond stays in its order.
  return happenings.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at));
}

function attemptHappenings(job: Job, attempt: Attempt): readonly Happening[] {
  const task = job.array === undefined || attempt.index === undefined ? "" : ` of task ${attempt.index}`;
  const name = `Attempt ${attempt.attempt}${task}`;
  const found: Happening[] = [
    { at: attempt.launchedAt, text: `${name} was given to ${attempt.node}`, state: "starting" },
  ];
  if (attempt.startedAt !== undefined)
    found.push({ at: attempt.startedAt, text: `${name} runs`, state: "running" });
  if (attempt.unreachableSince !== undefined)
    found.push({
      at: attempt.unreachableSince,
      text: `${attempt.node} cannot be reached`,
      state: "stopping",
    });
  if (attempt.endedAt !== undefined) {
    const how = endText(attempt);
    const details = how === "" ? "" : `: ${how}`;
    found.push({ at: attempt.endedAt, text: `${name} ${attempt.state}${details}`, state: attempt.state });
  }
  return found;
}

function eventHappenings({ type, at, attempt, index, reason }: JobEvent): readonly Happening[] {
  const told = Object.hasOwn(TOLD, type) ? TOLD[type] : undefined;
  if (told === undefined) return [];
  const [what, state] = told;
  const task = index === undefined ? "" : ` of task ${index}`;
  const who =
    attempt === undefined ? "" : `Attempt ${attempt}${task}${type.endsWith("reachable") ? ": " : " "}`;
  return [{ at, text: `${who}${what}${reason === undefined ? "" : ` (${reason})`}`, state }];
}
