import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { sharedIds } from "./shared-ids.ts";

/** A store whose calls end when they are told to. */
function slowStore() {
  let next = 1;
  const calls: { readonly count: number; end(error?: Error): Promise<void> }[] = [];
  const take = (count: number): Promise<number> =>
    new Promise((resolve, reject) => {
      const first = next;
      next += count;
      calls.push({
        count,
        async end(error) {
          if (error === undefined) resolve(first);
          else reject(error);
          await new Promise((done) => setImmediate(done));
        },
      });
    });
  return { calls, take };
}

describe("callers that want ids", () => {
  it("share the call that follows the one under way, in the order in which they came", async () => {
    const { calls, take } = slowStore();
    const takeIds = sharedIds(take);
    const firsts = [2, 1, 5, 3].map((count) => takeIds(count));
    assert.deepEqual(
      calls.map(({ count }) => count),
      [2],
    );
    await calls[0]?.end();
    assert.deepEqual(
      calls.map(({ count }) => count),
      [2, 45],
    );
    await calls[1]?.end();
    assert.deepEqual(await Promise.all(firsts), [1, 3, 4, 9]);
  });

  it("need not wait when several waited before them, and get successive ids all the same", async () => {
    const { calls, take } = slowStore();
    const takeIds = sharedIds(take);
    const together = [1, 1, 1].map((count) => takeIds(count));
    await calls[0]?.end();
    await calls[1]?.end();
    assert.deepEqual(await Promise.all(together), [1, 2, 3]);
    assert.deepEqual([await takeIds(5), await takeIds(2), await takeIds(1)], [4, 9, 11]);
    assert.deepEqual(
      calls.map(({ count }) => count),
      [1, 10],
    );
    const late = takeIds(1); // nothing is left
    await calls[2]?.end();
    assert.equal(await late, 12);
  });

  it("lose none when they come one after the other", async () => {
    const { calls, take } = slowStore();
    const takeIds = sharedIds(take);
    for (const expected of [1, 2, 3]) {
      const one = takeIds(1);
      await calls.at(-1)?.end();
      assert.equal(await one, expected);
    }
    assert.deepEqual(
      calls.map(({ count }) => count),
      [1, 1, 1],
    );
  });

  it("all hear of the failure of the call that they share, and later ones go on", async () => {
    const { calls, take } = slowStore();
    const takeIds = sharedIds(take);
    const first = takeIds(1);
    const shared = Promise.allSettled([takeIds(1), takeIds(2)]);
    await calls[0]?.end();
    await calls[1]?.end(new Error("the disk is full")); // nothing was taken ahead
    for (const outcome of await shared)
      assert.match(String(outcome.status === "rejected" && outcome.reason), /disk is full/);
    assert.equal(await first, 1);
    const later = takeIds(1);
    await calls[2]?.end();
    assert.ok((await later) > 1);
  });
});
