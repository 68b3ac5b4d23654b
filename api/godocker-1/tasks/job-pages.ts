import type { JobFilter } from "../../../jobs/query/job-filter.ts";
import { isFinal, JOB_STATES } from "../../../jobs/life/job.ts";
import type { StoredJob, Store } from "../../../store/store.ts";

/** Jobs that match, `size` of them at a time; read on only when the next page is asked for. */
export async function* jobPages(
  store: Pick<Store, "jobs">,
  filter: JobFilter,
  size: number,
): AsyncGenerator<readonly StoredJob[]> {
  for (let after: { readonly values: readonly []; readonly id: number } | undefined; ;) {
    const page = await store.jobs({ filter, ...(after === undefined ? {} : { after }), limit: size });
    yield page;
    const last = page.at(-1);
    if (last === undefined || page.length < size) return;
    after = { values: [], id: last.id };
  }
}

/** Jobs of a user that have not ended. */
export function unfinishedJobsOf(user: string): JobFilter {
  return {
    kind: "all",
    of: [
      { kind: "word", field: "user", values: [user] },
      { kind: "word", field: "state", values: JOB_STATES.filter((state) => !isFinal(state)) },
    ],
  };
}
