import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { checkStore } from "../../store/check.ts";
import { newMemoryState, type MemoryState } from "../../store/memory-state.ts";
import { openMemoryStore } from "../../store/memory.ts";
import type { Store } from "../../store/store.ts";
import { anEndedTask, anOldArray, anOldTask, type OldContent } from "./old-database.builders.ts";
import { contentOf, imported, some } from "./run-import.builders.ts";

describe("an interrupted import", () => {
  const content: OldContent = {
    jobsover: [
      ...some(400, (id) => anEndedTask(id, id)),
      ...anOldArray(800, [1, 2, 3], (id, fields) => anEndedTask(id, 10, fields)),
      anEndedTask(900, 60, { command: { cmd: `#!/bin/sh\n${"x".repeat(600_000)}` } }),
      anEndedTask(901, 60, { command: { cmd: `#!/bin/sh\n${"y".repeat(600_000)}` } }),
    ],
    jobs: [...some(210, (id) => anOldTask(id + 1000))],
  };

  it("goes on where it was, after a fault at any write", async () => {
    await using whole = openMemoryStore();
    await imported(content, whole);
    const expected = await contentOf(whole);
    for (let writes = 0; ; writes += 1) {
      const state = newMemoryState();
      const failure = await imported(content, failingAfter(state, writes)).catch((error: unknown) => error);
      if (!(failure instanceof Error)) {
        assert.ok(writes >= 5, `${writes} writes are few batches`);
        break;
      }
      assert.match(failure.message, /the power is gone/);
      await using store = openMemoryStore(state);
      const report = await imported(content, store);
      assert.equal(report.complete, true);
      assert.deepEqual(await contentOf(store), expected, `after ${writes} writes`);
      assert.equal(report.ended.jobs + report.ended.alreadyThere, 403);
      assert.equal(report.pending.jobs + report.pending.alreadyThere, 210);
    }
  });

  it("ends after its batch when it is asked to, and says so", async () => {
    await using store = openMemoryStore();
    const stop = new AbortController();
    stop.abort();
    assert.equal((await imported(content, store, { signal: stop.signal })).complete, false);
    assert.equal((await imported(content, store)).complete, true);
  });

  it("ends with what to do when a scheduler takes over", async () => {
    const state = newMemoryState();
    await using store = openMemoryStore(state);
    const other = openMemoryStore(state);
    let entries = 0;
    const overtaken: Store = {
      ...store,
      append: async (entry) => {
        entries += 1;
        if (entries === 3) await other.append({ ...entry, epoch: entry.epoch + 1, writer: "b", records: [] });
        return store.append(entry);
      },
    };
    await assert.rejects(
      imported(content, overtaken),
      /a scheduler took over: stop it and run the import again/,
    );
    assert.equal((await imported(content, store)).complete, true);
  });

  it("run a second time changes nothing", async () => {
    await using store = openMemoryStore();
    await imported(content, store);
    const before = await contentOf(store);
    const report = await imported(content, store);
    assert.deepEqual(await contentOf(store), before);
    assert.deepEqual([report.ended.jobs, report.pending.jobs, report.left, report.changed], [0, 0, [], []]);
    assert.deepEqual((await checkStore(store)).faults, []);
  });
});

/** A store whose power goes after so many writes of jobs. */
function failingAfter(state: MemoryState, writes: number): Store {
  const store = openMemoryStore(state);
  let left = writes;
  const orFail = async <T>(act: () => Promise<T>): Promise<T> => {
    left -= 1;
    if (left < 0) throw new Error("the power is gone");
    return act();
  };
  return {
    ...store,
    append: (entry) => orFail(() => store.append(entry)),
    submit: (documents, notes) => orFail(() => store.submit(documents, notes)),
    [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
  };
}
