import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { openMemoryStore } from "../../store/memory.ts";
import { KeyInUseError, type Store, StoreUnavailableError } from "../../store/store.ts";
import { guardedStore } from "./stored.ts";

const TIMEOUT_MS = 100;
const never = () => new Promise<never>(() => undefined);

/** The store of a plugin of which some calls go wrong. */
function aStore(wrong: Partial<Store>) {
  const failed: string[] = [];
  const store = guardedStore(
    { ...openMemoryStore(), ...wrong },
    { name: "own", timeoutMs: TIMEOUT_MS, failed: (call, why) => void failed.push(`${call}: ${why}`) },
  );
  return { store, failed };
}

const isUnavailable = (why: RegExp) => (error: unknown) =>
  error instanceof StoreUnavailableError && why.test(error.message);

describe("the store of a plugin", { timeout: 60_000 }, () => {
  it("is used as it is", async () => {
    const { failed, store } = aStore({});
    assert.equal(await store.job(1), undefined);
    const batches = [];
    for await (const batch of store.liveJobs(() => undefined)) batches.push(batch);
    assert.deepEqual([batches.flat(), failed], [[], []]);
  });

  it("that never answers a call is not available, and others go on", async () => {
    const { failed, store } = aStore({ job: never });
    await assert.rejects(store.job(1), isUnavailable(/own did not answer job within 0.1 s/));
    assert.deepEqual(failed, ["job: did not answer job within 0.1 s"]);
    assert.equal(await store.lastEntry(), undefined);
  });

  it("that never comes to the next batch of live jobs is not available", async () => {
    const { failed, store } = aStore({
      // oxlint-disable-next-line require-yield -- it hangs before
      async *liveJobs() {
        await never();
      },
    });
    await assert.rejects(
      async () => {
        for await (const _ of store.liveJobs(() => undefined)) assert.fail("there is none");
      },
      isUnavailable(/did not answer liveJobs/),
    );
    assert.equal(failed.length, 1);
  });

  it("may take its time over each batch of live jobs", async () => {
    const { store } = aStore({
      async *liveJobs() {
        for (let batch = 0; batch < 4; batch += 1) {
          await new Promise((resolve) => setTimeout(resolve, TIMEOUT_MS / 4));
          yield [];
        }
      },
    });
    let batches = 0;
    for await (const _ of store.liveJobs(() => undefined)) batches += 1;
    assert.equal(batches, 4);
  });

  it("that answers too late does no more harm", async () => {
    const late = Promise.withResolvers<undefined>();
    const { store } = aStore({ job: () => late.promise });
    await assert.rejects(store.job(1), StoreUnavailableError);
    late.reject(new Error("at last"));
    await new Promise(setImmediate);
    assert.equal(await store.lastEntry(), undefined);
  });

  it("that throws what the port does not know is not available", async () => {
    const { failed, store } = aStore({
      job: () => {
        throw new TypeError("x is not a function");
      },
    });
    await assert.rejects(store.job(1), isUnavailable(/failed: x is not a function/));
    assert.deepEqual(failed, ["job: failed: x is not a function"]);
  });

  it("passes on what the port knows, which is no failure", async () => {
    const { failed, store } = aStore({ job: () => Promise.reject(new KeyInUseError("k")) });
    await assert.rejects(store.job(1), KeyInUseError);
    assert.deepEqual(failed, []);
  });
});
