import type { Attempt, JobState } from "../../jobs/life/job.ts";
import { indexOfElement } from "../../jobs/spec/spec.ts";
import { contains } from "../../resources/ranges.ts";
import type { StoredJob } from "../../store/store.ts";
import type { AttemptDocument, AttemptLinks } from "../context/job-document.ts";
import { attemptDocument, defined } from "../context/job-document.ts";

/** One task of a job: an element of an array, or all there is of any other job. */
export interface TaskDocument {
  readonly job: number;
  /** Of an array. */
  readonly index?: number;
  readonly state: JobState;
  /** The one that was launched last. */
  readonly attempt?: AttemptDocument;
}

/** @param latest  its attempt that was launched last */
export function taskDocument(
  job: StoredJob,
  element: number,
  latest: Attempt | undefined,
  linksOf: (attempt: Attempt) => AttemptLinks | undefined,
): TaskDocument {
  return {
    job: job.id,
    ...defined({ index: indexOfElement(job.spec.array, element) }),
    state: stateOf(job, element, latest),
    ...(latest === undefined ? {} : { attempt: attemptDocument(latest, job.spec, linksOf(latest)) }),
  };
}

function stateOf({ status }: StoredJob, element: number, latest: Attempt | undefined): JobState {
  if (contains(status.succeeded, element)) return "succeeded";
  if (contains(status.failed, element)) return "failed";
  if (contains(status.cancelled, element)) return "cancelled";
  if (contains(status.waiting, element)) return status.heldBy === undefined ? "pending" : "held";
  return latest?.state ?? "starting";
}
