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
      [2, 9],
    );
    await calls[1]?.end();
    assert.deepEqual(await Promise.all(firsts), [1, 3, 4, 9]);
  });

  it("all hear of the failure of the call that they share, and later ones go on", async () => {
    const { calls, take } = slowStore();
    const takeIds = sharedIds(take);
    const first = takeIds(1);
    const shared = Promise.allSettled([takeIds(1), takeIds(2)]);
    await calls[0]?.end();
    await calls[1]?.end(new Error("the disk is full"));
    for (const outcome of await shared)
      assert.match(String(outcome.status === "rejected" && outcome.reason), /disk is full/);
    assert.equal(await first, 1);
    const later = takeIds(1);
    await calls[2]?.end();
    assert.ok((await later) > 1);
  });
});
