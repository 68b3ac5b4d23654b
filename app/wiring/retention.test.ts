import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { manualClock } from "../../coordination/manual-clock.builders.ts";
import { openMemoryStore } from "../../store/memory.ts";
import { aDocument, anEntry, ended, file, launched } from "../../store/store.builders.ts";
import { StoreUnavailableError } from "../../store/store.ts";
import { runRetention } from "./retention.ts";

describe("jobs that have ended", () => {
  it("stay in lists for as long as the site says, and are found by their id ever after", async () => {
    const clock = manualClock();
    const store = openMemoryStore();
    await file(store, 1, aDocument(1), aDocument(2));
    await store.append(anEntry(2, [launched(1), launched(2)]));
    await store.append(anEntry(3, [ended(1)], { atMs: 20_000 }));
    const abort = new AbortController();
    let isAway = true;
    const told: string[] = [];
    const log = { info: (text: string) => told.push(text), warn: (text: string) => told.push(text) };
    const archive: typeof store.archive = async (before, limit) => {
      if (isAway) throw new StoreUnavailableError("away");
      return store.archive(before, limit);
    };
    const nowMs = () => 20_000 + clock.monotonicMs();
    const done = runRetention(
      { store: { archive }, clock, nowMs, keepMs: () => 1_800_000, log },
      abort.signal,
    );
    const listed = async () => (await store.jobs({ limit: 10 })).map(({ id }) => id);
    await clock.advance(700_000);
    isAway = false;
    assert.deepEqual(await listed(), [2, 1]);
    await clock.advance(2_000_000);
    assert.deepEqual(await listed(), [2]);
    assert.equal((await store.job(1))?.status.state, "succeeded");
    abort.abort();
    await done;
    assert.deepEqual(told.slice(-1), ["old jobs are in the archive"]);
  });
});
