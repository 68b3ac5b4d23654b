import type { FilteredJob, JobSort } from "../jobs/query/job-filter.ts";
import { sortValue } from "../jobs/query/job-filter.ts";
import type { JobPlace } from "./store.ts";

/** Where a job stands in a list that is sorted so. */
export function placeOf(subject: FilteredJob, sort: readonly JobSort[]): JobPlace {
  return { id: subject.job.id, values: sort.map(({ field }) => sortValue(subject, field)) };
}

/** Negative: `a` comes first. The id comes last, in the direction of the last field; without any it is descending. */
export function comparePlaces(a: JobPlace, b: JobPlace, sort: readonly JobSort[]): number {
  for (const [at, { descending }] of sort.entries()) {
    const [x = 0, y = 0] = [a.values[at], b.values[at]];
    if (x !== y) return x < y === descending ? 1 : -1;
  }
  return (sort.at(-1)?.descending ?? true) ? b.id - a.id : a.id - b.id;
}
