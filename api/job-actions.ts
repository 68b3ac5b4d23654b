import { randomUUID } from "node:crypto";
import type { Caller } from "../auth/caller.ts";
import { isAdmin } from "../auth/caller.ts";
import { isFinal, JOB_STATES } from "../jobs/job.ts";
import type { InboxDocument, JobRequest, StoredJob } from "../store/store.ts";
import { PublicError } from "./problems.ts";

/** What is asked of a job without a word more. */
export type Verb = Exclude<JobRequest["verb"], "change">;

/** @throws PublicError  `conflict_state` when the job's state does not allow it */
export function hasNothingToDo(job: StoredJob, verb: Verb): boolean {
  const { state, cancelledBy } = job.status;
  if (verb === "cancel" && (isFinal(state) || cancelledBy !== undefined)) return true;
  if (!isFinal(state)) return false;
  throw new PublicError(
    "conflict_state",
    `Job ${job.id} has ended (${state}); there is nothing left to ${verb}.`,
    {
      extra: { from: state, wanted: verb, allowed: JOB_STATES.filter((each) => !isFinal(each)) },
    },
  );
}

export function requestOf(
  job: StoredJob,
  verb: Verb,
  caller: Caller,
  atMs: number,
): InboxDocument & { readonly kind: "request" } {
  const request = { job: job.id, verb, by: caller.user, admin: isAdmin(caller), atMs };
  return { kind: "request", key: `request/${job.id}/${verb}/${randomUUID()}`, request };
}
