import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { aSpec } from "../../jobs/life/job.builders.ts";
import { aDocument, allLive, anArray, anEntry, ended, file, launched, running } from "../store.builders.ts";
import type { Open } from "../store.conformance.ts";
import type { Store } from "../store.ts";

/** Archives all that may be, a few rows at a time. @returns how often it was asked */
async function archiveAll(store: Store, endedBeforeMs: number, limit: number): Promise<number> {
  let calls = 1;
  while ((await store.archive(endedBeforeMs, limit)) > 0) calls += 1;
  return calls;
}
const ids = async (store: Store) =>
  (await store.jobs({ limit: 100 })).map(({ id }) => id).sort((a, b) => a - b);

export function describeArchive(open: Open): void {
  describe("the archive", () => {
    it("takes jobs that ended long ago out of lists, and loses nothing of them", async () => {
      const { store, again } = await open();
      await using a = store;
      await using b = await again();
      await file(a, 1, aDocument(1, { spec: aSpec({ labels: { run: "1" } }) }), aDocument(2), aDocument(3));
      await a.append(anEntry(2, [launched(1), launched(2), launched(3)], { atMs: 20_000 }));
      await a.append(anEntry(3, [running(1), running(2), ended(1)], { atMs: 30_000 }));
      await a.append(anEntry(4, [ended(2)], { atMs: 40_000 }));
      await a.hide([1]);
      const before = await a.job(1);
      const attempts = await a.attempts(1, { limit: 10 });
      const usage = await a.usage(0);
      await archiveAll(a, 30_001, 10);
      assert.deepEqual(await ids(b), [2, 3]);
      assert.equal(await b.countJobs({ filter: { kind: "label", key: "run" } }, 10), 0);
      assert.deepEqual(await b.job(1), before);
      assert.deepEqual(await b.attempts(1, { limit: 10 }), attempts);
      assert.deepEqual(
        await b.latestAttempts([{ job: 1 }, { job: 2 }]).then((all) => all.map(({ job }) => job).sort()),
        [1, 2],
      );
      assert.deepEqual(await b.usage(0), usage);
      assert.deepEqual(
        (await allLive(b)).map(({ job }) => job.id),
        [3],
      );
    });

    it("never takes what has not ended, however old it is", async () => {
      await using store = (await open()).store;
      await file(store, 1, aDocument(1), aDocument(2));
      await store.submit([aDocument(3)]);
      await store.append(anEntry(2, [launched(1)]));
      await archiveAll(store, Number.MAX_SAFE_INTEGER, 10);
      assert.deepEqual(await ids(store), [1, 2, 3]);
    });

    it("takes few rows at a time, and an array step by step, readable all the while", async () => {
      await using store = (await open()).store;
      await file(store, 1, anArray(1, 5), aDocument(2));
      const tasks = [0, 1, 2, 3, 4];
      await store.append(
        anEntry(
          2,
          tasks.map((index) => launched(1, { index })),
        ),
      );
      await store.append(
        anEntry(
          3,
          tasks.map((index) => ended(1, { index })),
          { atMs: 20_000 },
        ),
      );
      const all = await store.attempts(1, { limit: 10 });
      const moved: number[] = [];
      for (;;) {
        moved.push(await store.archive(30_000, 2));
        assert.deepEqual(await store.attempts(1, { limit: 10 }), all);
        assert.deepEqual(
          await store.attempts(1, { limit: 2, newestFirst: true }),
          all.toReversed().slice(0, 2),
        );
        assert.deepEqual(await store.attempts(1, { element: 3, limit: 2 }), all.slice(3, 4));
        const { taskId } = all[1] ?? assert.fail();
        assert.deepEqual(await store.attempts(1, { after: taskId, limit: 2 }), all.slice(2, 4));
        assert.deepEqual(await store.latestAttempts([{ job: 1 }, { job: 1, element: 2 }]), [all[4], all[2]]);
        if (moved.at(-1) === 0) break;
      }
      assert.ok(
        moved.every((count) => count <= 2),
        String(moved),
      );
      assert.deepEqual(await ids(store), [2]);
      assert.equal((await store.job(1))?.status.state, "succeeded");
    });
  });
}
