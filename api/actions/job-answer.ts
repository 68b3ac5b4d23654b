import type { Caller } from "../../auth/caller.ts";
import type { StoredJob } from "../../store/store.ts";
import { shownTo } from "../context/access.ts";
import type { ApiContext } from "../context/context.ts";
import { jobDocument } from "../context/job-document.ts";
import { jobETag } from "../http/etag.ts";
import type { Answer } from "../http/route.ts";
import { relationsOf } from "../jobs/job-relations.ts";

/** A job as the caller may see it, with its version. */
export async function jobAnswer(
  context: ApiContext,
  caller: Caller,
  status: number,
  job: StoredJob,
): Promise<Answer> {
  return {
    status,
    headers: { etag: jobETag(job) },
    json: jobDocument(shownTo(context, caller, job), await relationsOf(context, job), context.attemptLinks),
  };
}
