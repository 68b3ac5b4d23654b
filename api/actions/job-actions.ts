import { randomUUID } from "node:crypto";
import type { Caller } from "../../auth/caller.ts";
import { isOperating } from "../../auth/caller.ts";
import { isFinal, JOB_STATES } from "../../jobs/life/job.ts";
import { elementsNamed } from "../../jobs/spec/task-ranges.ts";
import { difference, union, type Ranges } from "../../resources/ranges.ts";
import type { InboxDocument, JobRequest, StoredJob } from "../../store/store.ts";
import { PublicError } from "../http/problems.ts";

/** What is asked of a job without a word more. */
export type Verb = Exclude<JobRequest["verb"], "change">;

/**
 * @throws PublicError  `conflict_state` when the job's state does not allow it
 * @param graceMs  of a cancel: what is cancelled already can be given less time
 */
export function hasNothingToDo(job: StoredJob, verb: Verb, graceMs?: number): boolean {
  const { state, cancelledBy } = job.status;
  if (verb === "cancel" && (isFinal(state) || (cancelledBy !== undefined && graceMs === undefined)))
    return true;
  if (!isFinal(state)) return false;
  throw new PublicError(
    "conflict_state",
    `Job ${job.id} has ended (${state}); there is nothing left to ${verb}.`,
    {
      extra: { from: state, wanted: verb, allowed: JOB_STATES.filter((each) => !isFinal(each)) },
    },
  );
}

/** As of jobs themselves. */
export const GRACE_SECONDS = { minimum: 0, maximum: 600 } as const;

export function milliseconds(seconds: number | undefined): number | undefined {
  return seconds === undefined ? undefined : seconds * 1000;
}

/** What a cancel may say beside. */
export interface CancelWords {
  /** Only these of an array. */
  readonly elements?: Ranges;
  /** Time to end by themselves, in the place of the job's. */
  readonly graceMs?: number;
}

export function requestOf(
  job: StoredJob,
  verb: Verb,
  caller: Caller,
  atMs: number,
  { elements, graceMs }: CancelWords = {},
): InboxDocument & { readonly kind: "request" } {
  const how = {
    ...(elements === undefined ? {} : { elements }),
    ...(graceMs === undefined ? {} : { graceMs }),
  };
  const request = { job: job.id, verb, ...how, by: caller.user, admin: isOperating(caller), atMs };
  return { kind: "request", key: `request/${job.id}/${verb}/${randomUUID()}`, request };
}

/**
 * The elements that are meant by a text like `3-8,12`.
 * @throws PublicError  `not_found` when there is none of them; `conflict_state` for a gang
 */
export function someElements({ id, spec }: StoredJob, tasks: string, instead = "cancel all of it"): Ranges {
  const { array } = spec;
  const elements = array === undefined ? [] : elementsNamed(array, tasks);
  if (array === undefined || elements.length === 0)
    throw new PublicError(
      "not_found",
      `Job ${id} has no task ${tasks}${array === undefined ? ": it is no array" : ""}.`,
    );
  if (array.gang !== undefined)
    throw new PublicError("conflict_state", `The tasks of job ${id} run together or not at all: ${instead}.`);
  return elements;
}

/** Whether all of them are over. */
export function haveEnded({ status }: StoredJob, elements: Ranges): boolean {
  const { cancelled, failed, succeeded } = status;
  return difference(elements, union(cancelled, union(failed, succeeded))).length === 0;
}
