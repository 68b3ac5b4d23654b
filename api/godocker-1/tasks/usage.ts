import type { JobFilter } from "../../../jobs/query/job-filter.ts";
import { isFinal } from "../../../jobs/life/job.ts";
import { taskCount } from "../../../jobs/spec/spec.ts";
import { count } from "../../../resources/ranges.ts";
import type { Store, StoredJob } from "../../../store/store.ts";
import { RAM_BYTES } from "./task-document.ts";

/** Of jobs that ended on one day: what they asked for, added up, and the seconds that they ran. */
export interface DayUsage {
  /** Year, month and day in UTC, without leading zeros: `2026_1_31`. */
  readonly date: string;
  readonly cpu: number;
  readonly ram: number;
  readonly time: number;
}

export interface UsageSums {
  readonly cpu: number;
  readonly ram: number;
  readonly time: number;
}

const PAGE = 500;
export const DAY_MS = 86_400_000;

/** Whose usage is meant. */
export type UsageOwner = { readonly user: string } | { readonly project: string };

/** By day, the latest first; days on which nothing ended are left out. */
export async function usageByDay(
  store: Store,
  owner: UsageOwner,
  sinceMs: number,
): Promise<readonly DayUsage[]> {
  const days = new Map<string, DayUsage>();
  const ended: JobFilter = { kind: "number", field: "endedAt", op: ">=", value: sinceMs };
  for await (const job of jobsOf(store, owner, ended)) {
    const { endedAtMs } = job.status;
    if (!isFinal(job.status.state) || endedAtMs === undefined) continue;
    const date = dayOf(endedAtMs);
    const before = days.get(date) ?? { date, cpu: 0, ram: 0, time: 0 };
    const { cpu, ram } = askedBy(job, tasksThatRan(job));
    const time = before.time + job.used.wallMs / 1000;
    days.set(date, { date, cpu: before.cpu + cpu, ram: before.ram + ram, time });
  }
  return [...days.values()]
    .map((day) => ({ ...day, time: Math.round(day.time) }))
    .sort((a, b) => (instantOf(a.date) < instantOf(b.date) ? 1 : -1));
}

/** What counts against a quota: jobs that ended since then, and what those that wait and run ask for. */
export async function countedUsage(store: Store, owner: UsageOwner, sinceMs: number): Promise<UsageSums> {
  const sums = { cpu: 0, ram: 0, time: 0 };
  const live: JobFilter = {
    kind: "not",
    of: { kind: "word", field: "state", values: ["succeeded", "failed", "cancelled"] },
  };
  const ended: JobFilter = { kind: "number", field: "endedAt", op: ">=", value: sinceMs };
  for await (const job of jobsOf(store, owner, { kind: "any", of: [ended, live] })) {
    const isOver = isFinal(job.status.state);
    const { cpu, ram } = askedBy(job, isOver ? tasksThatRan(job) : taskCount(job.spec.array));
    sums.cpu += cpu;
    sums.ram += ram;
    sums.time += job.used.wallMs / 1000;
  }
  return sums;
}

async function* jobsOf(store: Store, owner: UsageOwner, filter: JobFilter): AsyncGenerator<StoredJob> {
  const whose: JobFilter =
    "user" in owner
      ? { kind: "word", field: "user", values: [owner.user] }
      : { kind: "word", field: "project", values: [owner.project] };
  for (let after: { readonly values: readonly []; readonly id: number } | undefined; ;) {
    const page = await store.jobs({
      filter: { kind: "all", of: [whose, filter] },
      ...(after === undefined ? {} : { after }),
      limit: PAGE,
    });
    yield* page;
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return;
    after = { values: [], id: last.id };
  }
}

/** Those that were cancelled before they began are not told from the others of an array: none of them counts. */
function tasksThatRan({ spec, status }: StoredJob): number {
  if (spec.array === undefined) return status.startedAtMs === undefined ? 0 : 1;
  return count(status.succeeded) + count(status.failed);
}

export function askedBy(
  { spec: { resources } }: Pick<StoredJob, "spec">,
  tasks: number,
): Omit<UsageSums, "time"> {
  return {
    cpu: Math.ceil(resources.cpus) * tasks,
    ram: Math.ceil(resources.memoryBytes / RAM_BYTES) * tasks,
  };
}

function dayOf(ms: number): string {
  const at = new Date(ms);
  return `${at.getUTCFullYear()}_${at.getUTCMonth() + 1}_${at.getUTCDate()}`;
}

function instantOf(date: string): number {
  const [year = 0, month = 1, day = 1] = date.split("_").map(Number);
  return Date.UTC(year, month - 1, day);
}
