import type { Caller } from "../../auth/caller.ts";
import { maySeeJobOf } from "../../auth/permissions.ts";
import { elementOfLegacyId } from "../../jobs/legacy.ts";
import { indexOfElement } from "../../jobs/spec.ts";
import type { Store, StoredJob } from "../../store/store.ts";
import { PublicError } from "../problems.ts";

/** What an id of GoDocker 1.0 means: a job, or one task of an array. */
export interface FoundTask {
  readonly job: StoredJob;
  /** Of an array's task: which. */
  readonly element?: number;
}

/** @throws PublicError  `not_found`, whether there is none or it is somebody else's */
export async function findTask(store: Store, caller: Caller, id: number): Promise<FoundTask> {
  const found = await taskOf(store, id);
  if (found === undefined || found.job.hidden === true || !maySeeJobOf(caller, found.job.user))
    throw new PublicError("not_found", `There is no task ${id}.`);
  return found;
}

/** Whose id it is; the ids of an array's tasks follow its own, so that the job before tells. */
export async function taskOf(store: Store, id: number): Promise<FoundTask | undefined> {
  const job = await store.job(id);
  if (job !== undefined) return { job };
  const [before] = await store.jobs({
    filter: { kind: "number", field: "id", op: "<", value: id },
    limit: 1,
  });
  if (before === undefined) return undefined;
  const element = elementOfLegacyId(before.id, before.spec, id);
  return element === undefined ? undefined : { job: before, element };
}

/** The index of a task that people see; `undefined` for a job itself. */
export function indexOf({ job, element }: FoundTask): number | undefined {
  return element === undefined ? undefined : indexOfElement(job.spec.array, element);
}
