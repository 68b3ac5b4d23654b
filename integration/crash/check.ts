import type { Attempt, Job } from "../../jobs/life/job.ts";
import { CHECKERS, type History } from "../../simulation/checkers.ts";
import { launchesOf } from "../../simulation/launches.ts";
import { DEFAULT_TUNING } from "../../scheduler/state/tuning.ts";
import type { JournalEntry, Store } from "../../store/store.ts";
import { readRuns } from "./marks.ts";

/** What the marks, the store and the journal tell against the promises: one line for each that was broken. */
export async function check(store: Store, accepted: readonly number[], marks: string): Promise<string[]> {
  const jobs = new Map<number, Job | undefined>();
  const attempts = new Map<number, readonly Attempt[]>();
  for (const id of accepted) {
    jobs.set(id, await store.job(id));
    attempts.set(id, await store.attempts(id, { limit: 1000 }));
  }
  const journal: JournalEntry[] = [];
  for (;;) {
    const more = await store.entries(journal.at(-1)?.n ?? 0, 1000);
    if (more.length === 0) break;
    journal.push(...more);
  }
  const runs = readRuns(marks);
  // Nobody changes a job here, so it is shown as it was submitted.
  const submitted = new Map(
    [...jobs].flatMap(([id, job]) => (job === undefined ? [] : [[id, job] as const])),
  );
  const history: History = {
    accepted: jobs,
    submitted,
    launches: launchesOf(journal, submitted),
    cancelRequested: new Map(),
    attempts,
    wide: new Map(),
    runs,
    lives: [],
    journal,
    limits: DEFAULT_TUNING,
    usage: await store.usage(0),
  };
  const violations: string[] = [];
  for (const [name, checker] of Object.entries(CHECKERS)) {
    const found = checker(history);
    if (found.length > 0)
      violations.push(`${name}: ${found.slice(0, 3).join("; ")} (${found.length} in all)`);
  }
  for (const [id, job] of jobs) {
    if (job !== undefined && job.status.state !== "succeeded") {
      violations.push(`every job succeeds here: job ${id} ${job.status.state} (${job.status.reason ?? "-"})`);
    }
  }
  // A task outlives its agent here, and no agent stays away: so nothing may begin a second time at all.
  const begun = Map.groupBy(runs, (run) => run.job);
  for (const [id, own] of begun) if (own.length > 1) violations.push(`job ${id} began ${own.length} times`);
  for (const run of runs)
    if (run.endMs === undefined) violations.push(`task ${run.taskId} began and never ended`);
  return violations;
}
