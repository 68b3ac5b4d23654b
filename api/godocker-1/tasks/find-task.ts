import type { Caller } from "../../../auth/caller.ts";
import type { Permission } from "../../../auth/permissions.ts";
import { elementOfLegacyId } from "../../../jobs/spec/legacy.ts";
import { indexOfElement } from "../../../jobs/spec/spec.ts";
import type { Store, StoredJob } from "../../../store/store.ts";
import { maySee, permit, type AccessContext, type Asking, type RightsContext } from "../../context/access.ts";
import { PublicError } from "../../http/problems.ts";

/** What an id of GoDocker 1.0 means: a job, or one task of an array. */
export interface FoundTask {
  readonly job: StoredJob;
  /** Of an array's task: which. */
  readonly element?: number;
}

/** @throws PublicError  `not_found`, whether there is none or it is another user's */
export async function findTask(
  context: Pick<RightsContext, "siteRules"> & { readonly store: Store },
  caller: Caller,
  id: number,
): Promise<FoundTask> {
  const found = await taskOf(context.store, id);
  if (found === undefined || found.job.hidden === true || !maySee(context, caller, found.job))
    throw new PublicError("not_found", `There is no task ${id}.`);
  return found;
}

/**
 * A task that the caller may do this to.
 * @throws PublicError  `not_found`, `forbidden`
 */
export async function permittedTask(
  context: AccessContext & { readonly store: Store },
  asking: Asking,
  id: number,
  permission: Permission,
): Promise<FoundTask> {
  const found = await findTask(context, asking.caller, id);
  await permit(context, asking, found.job, permission);
  return found;
}

/** Among so many ids before it the array of a task is looked for, step by step. */
const BEFORE = [64, 1024, 8192];

/** Whose id it is; the ids of an array's tasks follow its own, so that the job before tells. */
export async function taskOf(
  store: Pick<Store, "job" | "jobs" | "newJobs">,
  id: number,
): Promise<FoundTask | undefined> {
  const job = await store.job(id);
  if (job !== undefined) return { job };
  const [before] = await store.jobs({
    filter: { kind: "number", field: "id", op: "<", value: id },
    limit: 1,
  });
  return elementIn(before, id) ?? elementIn(await archivedBefore(store, id), id);
}

function elementIn(job: StoredJob | undefined, id: number): FoundTask | undefined {
  const element = job === undefined ? undefined : elementOfLegacyId(job.id, job.spec, id);
  return job === undefined || element === undefined ? undefined : { job, element };
}

/** Lists leave out what ended long ago; by their ids such jobs are found. */
async function archivedBefore(
  store: Pick<Store, "job" | "newJobs">,
  id: number,
): Promise<StoredJob | undefined> {
  for (const [step, most] of BEFORE.entries()) {
    const [from, to] = [Math.max(1, id - most), id - 1 - (BEFORE[step - 1] ?? 0)];
    if (to < from) return undefined;
    const found = await store.newJobs(Array.from({ length: to - from + 1 }, (_, at) => from + at));
    const nearest = found.reduce((largest, job) => Math.max(largest, job.id), 0);
    if (nearest > 0) return store.job(nearest);
  }
  return undefined;
}

/** The index of a task that people see; `undefined` for a job itself. */
export function indexOf({ job, element }: FoundTask): number | undefined {
  return element === undefined ? undefined : indexOfElement(job.spec.array, element);
}
