import type { Attempt } from "../../jobs/life/job.ts";
import type { Store, StoredJob } from "../../store/store.ts";
import type { ApiContext } from "../context/context.ts";
import { recordDocument } from "./event-document.ts";
import type { JobRelations } from "../context/job-document.ts";

/** Attempts shown inside a job document. */
const ATTEMPTS_SHOWN = 20;
const RETRIES_SHOWN = 20;
/** Entries of the journal that the history inside a job document comes from. */
const ENTRIES_SHOWN = 100;

/** At most a few: of an array the oldest, since it may have a million; of any other job the latest. */
export async function someAttempts(store: Store, job: StoredJob): Promise<readonly Attempt[]> {
  if (job.spec.array !== undefined) return store.attempts(job.id, { limit: ATTEMPTS_SHOWN });
  return (await store.attempts(job.id, { newestFirst: true, limit: ATTEMPTS_SHOWN })).toReversed();
}

export async function relationsOf(
  { leader, store }: Pick<ApiContext, "leader" | "store">,
  job: StoredJob,
): Promise<JobRelations> {
  const isArray = job.spec.array !== undefined;
  const [attempts, [latestOfArray], retries, forecasts] = await Promise.all([
    someAttempts(store, job),
    isArray ? store.latestAttempts([{ job: job.id }]) : [],
    store.jobs({
      filter: { kind: "number", field: "retryOf", op: "=", value: job.id },
      limit: RETRIES_SHOWN,
    }),
    job.status.state === "pending" ? leader.forecasts() : undefined,
  ]);
  const latest = isArray ? latestOfArray : attempts.at(-1);
  const forecast = forecasts?.get(job.id);
  return {
    attempts,
    latest,
    retriedBy: retries.map(({ id }) => id),
    ...(forecast === undefined ? {} : { forecast }),
  };
}

/** The first that happened to a job, as far back as that is kept. */
export async function historyOf(store: Store, job: StoredJob) {
  const entries = await store.entriesOf(job.id, 0, ENTRIES_SHOWN);
  return entries.flatMap(({ records, atMs }) =>
    records.flatMap((record) => recordDocument(job, record, atMs) ?? []),
  );
}
