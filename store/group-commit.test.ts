import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { StoreUnavailableError } from "./store.ts";
import { groupCommit } from "./group-commit.ts";

type Outcome = readonly (Error | undefined)[];

/** A disk whose flushes a test ends one by one. */
function aDisk(limits = { flushItems: 100, waitingItems: 1000 }) {
  const flushes: {
    readonly calls: readonly (readonly number[])[];
    readonly end: (outcome: Outcome) => void;
    readonly fail: (error: Error) => void;
  }[] = [];
  const commits = groupCommit<number>((calls) => {
    const { promise, resolve, reject } = Promise.withResolvers<Outcome>();
    flushes.push({ calls, end: resolve, fail: reject });
    return promise;
  }, limits);
  return { commits, flushes };
}

describe("calls that come while a flush is under way", { timeout: 240_000 }, () => {
  it("share the next one", async () => {
    const { commits, flushes } = aDisk();
    const first = commits.submit([1]);
    const others = [commits.submit([2]), commits.submit([3, 4])];
    assert.deepEqual(
      flushes.map(({ calls }) => calls),
      [[[1]]],
    );
    flushes[0]?.end([undefined]);
    await first;
    assert.deepEqual(flushes[1]?.calls, [[2], [3, 4]]);
    flushes[1]?.end([undefined, undefined]);
    await Promise.all(others);
    assert.equal(flushes.length, 2);
  });

  it("fail alone when the flush says so", async () => {
    const { commits, flushes } = aDisk();
    const calls = [commits.submit([1]), commits.submit([2]), commits.submit([3])];
    flushes[0]?.end([undefined]);
    await calls[0];
    flushes[1]?.end([new Error("two"), undefined]);
    await assert.rejects(Promise.resolve(calls[1]), /two/);
    await calls[2];
  });

  it("fail together when the flush fails, and those after them go on", async () => {
    const { commits, flushes } = aDisk();
    const failed = commits.submit([1]);
    const later = commits.submit([2]);
    flushes[0]?.fail(new StoreUnavailableError("full"));
    await assert.rejects(failed, StoreUnavailableError);
    flushes[1]?.end([undefined]);
    await later;
  });

  it("are spread over flushes of a bounded size", async () => {
    const { commits, flushes } = aDisk({ flushItems: 3, waitingItems: 1000 });
    const calls = [0, 1, 2, 3, 4].map((k) => commits.submit([k, k]));
    for (let k = 0; k < 3; k += 1) {
      flushes[k]?.end([undefined, undefined]);
      await Promise.resolve(calls[2 * k]);
    }
    await Promise.all(calls);
    assert.deepEqual(
      flushes.map(({ calls: flushed }) => flushed.length),
      [1, 2, 2],
    );
  });

  it("are refused when too many wait", async () => {
    const { commits, flushes } = aDisk({ flushItems: 10, waitingItems: 4 });
    const calls = [commits.submit([1]), commits.submit([2, 3]), commits.submit([4, 5])];
    await assert.rejects(commits.submit([6]), StoreUnavailableError);
    flushes[0]?.end([undefined]);
    await calls[0];
    calls.push(commits.submit([7]));
    flushes[1]?.end([undefined, undefined]);
    await calls[2];
    flushes[2]?.end([undefined]);
    await Promise.all(calls);
  });
});

describe("waiting for a group commit to be idle", { timeout: 240_000 }, () => {
  it("ends after all that was submitted", async () => {
    const { commits, flushes } = aDisk();
    let idle = false;
    const first = commits.submit([1]);
    const second = commits.submit([2]);
    const waiting = commits.idle().then(() => {
      idle = true;
    });
    flushes[0]?.end([undefined]);
    await first;
    assert.equal(idle, false);
    flushes[1]?.end([undefined]);
    await Promise.all([second, waiting]);
    await commits.idle();
  });
});
