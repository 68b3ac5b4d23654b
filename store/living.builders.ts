import { NOTE_KEYS, type Happening } from "./history.builders.ts";
import { allLive, anEntry } from "./store.builders.ts";
import type { JobQuery, Store } from "./store.ts";

/** Lets a history happen. @returns how each of its parts went */
export async function live(store: Store, history: readonly Happening[]): Promise<readonly string[]> {
  const outcomes: string[] = [];
  let last = 0;
  let atMs = 1_000_000;
  const act = async (happening: Happening): Promise<void> => {
    switch (happening.type) {
      case "submit":
        return store.submit(
          happening.documents,
          happening.notes.map((note) => ({
            ...note,
            atMs: note.atMs + outcomes.length,
            expiresAtMs: note.expiresAtMs + outcomes.length,
          })),
        );
      case "append":
        atMs += happening.afterMs;
        await store.append(anEntry(last + 1, happening.records, { atMs }));
        last += 1;
        return;
      case "append late":
        return store.append(anEntry(last, happening.records, { writer: "late" }));
      case "hide":
        return store.hide(happening.jobs);
      case "compact":
        return store.compact(last - happening.keep);
      default:
        happening satisfies never;
    }
  };
  for (const happening of history) {
    const outcome = await act(happening).then(
      () => "done",
      (error: unknown) => String(error),
    );
    outcomes.push(`${happening.type}: ${outcome}`);
  }
  return outcomes;
}

/**
 * All that readers can see of a store.
 * @param nowMs  for notes: parts of the history that are over
 */
export async function everything(store: Store, queries: readonly JobQuery[], nowMs: number) {
  const jobs = await store.jobs({ limit: 1000 });
  const last = await store.lastEntry();
  const usage = await store.usage(0);
  const order = (bucket: object) => JSON.stringify(bucket);
  const trust = await store.trust();
  return {
    jobs,
    each: await Promise.all(jobs.map(({ id }) => store.job(id))),
    attempts: await Promise.all(jobs.map(({ id }) => store.attempts(id, { limit: 1000 }))),
    live: await allLive(store),
    liveOf: [...(await store.liveJobsOf([...jobs.map(({ id }) => id), 999]))].sort(
      (a, b) => a.job.id - b.job.id,
    ),
    numbers: await store.entryNumbers(0, 1000),
    found: await Promise.all(queries.map((query) => store.jobs(query))),
    counted: await Promise.all(queries.map((query) => store.countJobs(query, 3))),
    latest: await store.latestAttempts(jobs.flatMap(({ id }) => [{ job: id }, { job: id, element: 1 }])),
    newest: await Promise.all(jobs.map(({ id }) => store.attempts(id, { newestFirst: true, limit: 2 }))),
    histories: await Promise.all(jobs.map(({ id }) => store.entriesOf(id, 1, 5))),
    notes: await store.notes(NOTE_KEYS, nowMs),
    inbox: await store.inbox(1000),
    usage: [...usage].sort((a, b) => (order(a) < order(b) ? -1 : 1)),
    last,
    entries: await store.entries(0, 1000).catch(String),
    trust: [...trust].sort((a, b) => (order(a) < order(b) ? -1 : 1)),
    registrations: [await store.registration("mesos"), await store.registration("docker")],
  };
}
