import type { NewJob } from "../../jobs/life/job.ts";
import * as ranges from "../../resources/ranges.ts";
import type { Day, Submission } from "./day.ts";
import type { World } from "./world.ts";

/** Who waits so long is cancelled, if that is to be its end. */
const PATIENCE_MS = 600_000;
const DEPENDENCIES_MAX = 100;

/** People submit at their time, and some of them lose patience. */
export function planSubmissions(world: World, { submissions }: Day): void {
  const { ledger, time } = world;
  /** By submission. */
  const ids: (readonly number[])[] = [];
  submissions.forEach((submission, at) => {
    time.after(submission.atMs, () => {
      const parents = submission.after.flatMap((before) => ids[before] ?? []).slice(-DEPENDENCIES_MAX);
      void submit(world, submission, parents)
        .then((own) => {
          ids[at] = own;
        })
        .catch((error: unknown) => ledger.complain(`submit: ${String(error)}`));
    });
  });
}

/** @returns the ids of the jobs */
async function submit(
  world: World,
  submission: Submission,
  parents: readonly number[],
): Promise<readonly number[]> {
  const { ledger, store, time } = world;
  const { isArray, user, work } = submission;
  const first = await store.takeIds(isArray ? 1 + work.length : work.length);
  const spec = {
    ...submission.spec,
    dependencies: parents.map((job) => ({ job, on: "success", unmet: "fail" }) as const),
  };
  const jobs = Array.from({ length: isArray ? 1 : work.length }, (_, at): NewJob => ({
    id: first + at,
    user,
    spec,
    submittedAtMs: time.nowMs(),
    source: "api",
  }));
  jobs.forEach((job, at) => {
    ledger.accept(job);
    world.work.set(job.id, isArray ? work : work.slice(at, at + 1));
  });
  await store.submit(jobs.map((job) => ({ kind: "job", key: `job/${job.id}`, job })));
  world.leading?.wake();
  jobs.forEach((job, at) => {
    const impatient = (isArray ? work : work.slice(at, at + 1)).flatMap(({ outcome }, element) =>
      outcome === "cancelled while waiting" ? [element] : [],
    );
    if (impatient.length === 0) return;
    time.after(PATIENCE_MS, () => {
      const waiting = ledger.statuses.get(job.id)?.waiting ?? [];
      const elements = ranges.normalise(
        impatient.filter((one) => ranges.contains(waiting, one)).map((one) => [one, one] as const),
      );
      if (elements.length === 0) return;
      world.cancelRequested.set(job.id, elements);
      world.requests += 1;
      const key = `request/${world.requests}`;
      const request = { job: job.id, verb: "cancel", by: user, admin: false, atMs: time.nowMs() } as const;
      void store.submit([{ kind: "request", key, request: { ...request, elements } }]);
    });
  });
  return jobs.map(({ id }) => id);
}
