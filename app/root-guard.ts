import type { NewJob } from "../jobs/job.ts";
import { rootRefusal, type RootGrant } from "../jobs/root-policy.ts";

/**
 * Asks again, before each launch of a job that wants to be root in its container, whether it may: what was allowed when
 * it was submitted may be so no longer.
 * @param grants  as they are now
 */
export function rootGuard(
  grants: () => readonly RootGrant[],
  hold: (job: number) => Promise<void>,
): (job: NewJob) => Promise<string | undefined> {
  return async ({ id, spec, user }) => {
    if (spec.rootInContainer !== true) return undefined;
    const refusal = rootRefusal(spec, user, grants());
    if (refusal === undefined) return undefined;
    await hold(id);
    return `${refusal}; the job is held until it is released`;
  };
}
