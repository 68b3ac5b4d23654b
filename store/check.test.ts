import assert from "node:assert/strict";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, it } from "node:test";
import fc from "fast-check";
import { checkStore } from "./check.ts";
import { aHistory, everyJob, everyJobFiled, type Happening } from "./history.builders.ts";
import { live } from "./living.builders.ts";
import { openMemoryStore } from "./memory.ts";
import { openSqliteStore } from "./sqlite/sqlite.ts";
import { temporaryDirectories } from "./sqlite/temporary.builders.ts";
import {
  aDocument,
  anArray,
  anEntry,
  aRequest,
  aTrust,
  ended,
  event,
  filed,
  judged,
  launched,
  running,
} from "./store.builders.ts";
import type { Store } from "./store.ts";

const aDirectory = temporaryDirectories();

async function someLife(store: Store): Promise<void> {
  await store.submit([aDocument(1), anArray(2, 3), aDocument(3), aRequest("request/1")]);
  await store.append(anEntry(1, [{ type: "led", instance: "leader-1" }]));
  await store.append(anEntry(2, [...filed(1), ...filed(2), { type: "taken", key: "request/1" }]));
  await store.append(anEntry(3, [launched(1), launched(2, { index: 0 }), running(1)]));
  await store.append(
    anEntry(4, [event(2, { type: "changed", by: "ada", changes: { priority: 70, maxConcurrent: 1 } })]),
  );
  await store.append(anEntry(5, [ended(1), judged("a1", aTrust())], { atMs: 20_000 }));
  await store.append(anEntry(6, [{ type: "led", instance: "leader-2" }], { epoch: 2, writer: "leader-2" }));
}

/** What the check says of a store after somebody did this to its file. */
async function faultsAfter(...sql: readonly string[]): Promise<readonly string[]> {
  const directory = aDirectory();
  {
    await using store = await openSqliteStore({ directory });
    await someLife(store);
  }
  const db = new DatabaseSync(join(directory, "godocker.sqlite"));
  for (const one of sql) db.exec(one);
  db.close();
  await using store = await openSqliteStore({ directory });
  return (await checkStore(store)).faults;
}

describe("the check of a store", { timeout: 240_000 }, () => {
  it("finds nothing in one that is whole, and says what it looked at", async () => {
    await using store = openMemoryStore();
    await someLife(store);
    assert.deepEqual(await checkStore(store), { entries: 6, jobs: 3, attempts: 2, replayed: 2, faults: [] });
  });

  it("finds nothing in an empty one", async () => {
    await using store = openMemoryStore();
    assert.deepEqual(await checkStore(store), { entries: 0, jobs: 0, attempts: 0, replayed: 0, faults: [] });
  });

  it("finds nothing in one whose journal is compacted, and replays what is left", async () => {
    await using store = openMemoryStore();
    await someLife(store);
    await store.append(anEntry(7, filed(3), { epoch: 2, writer: "leader-2" }));
    await store.compact(5);
    assert.deepEqual(await checkStore(store), { entries: 2, jobs: 3, attempts: 2, replayed: 1, faults: [] });
  });

  it("finds nothing after any history", async () => {
    await fc.assert(
      fc.asyncProperty(aHistory, async (history) => {
        await using store = openMemoryStore();
        // A leader files what was submitted, and once.
        const beginning: readonly Happening[] = [
          { type: "submit", documents: everyJob, notes: [] },
          { type: "append", records: everyJobFiled, afterMs: 0 },
        ];
        const kept = history.filter(({ type }) => type !== "compact");
        await live(store, [...beginning, ...kept]);
        assert.deepEqual((await checkStore(store)).faults, []);
      }),
      { numRuns: 50 },
    );
  });

  for (const [what, sql, fault] of [
    ["an entry that is missing", "DELETE FROM entries WHERE n = 3", /has no entry 3; the next one is 4/],
    [
      "an epoch that falls",
      "UPDATE entries SET epoch = 5 WHERE n = 2",
      /entry 3 is of epoch 1, and 5 had begun/,
    ],
    ["two writers of one epoch", "UPDATE entries SET writer = 'x' WHERE n = 4", /entry 4 of epoch 1 is by x/],
    [
      "an epoch without its first entry",
      "UPDATE entries SET records = '[]' WHERE n = 6",
      /entry 6 begins epoch 2 without saying who leads/,
    ],
    [
      "a job that stands elsewhere",
      `UPDATE jobs SET status = json_set(status, '$.state', 'pending') WHERE id = 1`,
      /job 1 has another status than the journal tells/,
    ],
    ["a view that was not written", "UPDATE jobs SET n = 2 WHERE id = 2", /job 2 has another version/],
    [
      "usage that was booked twice",
      "UPDATE jobs SET cpu_milli_ms = 2 * cpu_milli_ms WHERE id = 1",
      /job 1 is booked/,
    ],
    [
      "an attempt that has not ended, of a job that has",
      `UPDATE attempts SET body = json_set(body, '$.state', 'running') WHERE job = 1`,
      /job 1 has ended, and an attempt of it has not/,
    ],
    [
      "an attempt that is lost",
      "DELETE FROM attempts WHERE job = 2",
      /attempts of job 2 are not what the journal tells/,
    ],
    [
      "a filed job that waits, too",
      "INSERT INTO inbox (key, job, body) SELECT 'job/1', 1, body FROM bodies WHERE id = 1",
      /job\/1 is filed and still in the inbox/,
    ],
    ["an agent that is trusted otherwise", "DELETE FROM trust", /agent mesos a1 is trusted otherwise/],
    ["a document that cannot be read", "UPDATE inbox SET body = '{'", /the inbox's job\/3 cannot be read/],
  ] as const)
    it(`finds ${what}`, async () => {
      assert.match((await faultsAfter(sql)).join("\n"), fault);
    });
});
