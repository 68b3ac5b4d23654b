import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { fifoOrder } from "../fair-share/order.ts";
import { isSnapshotPolicy, type Policy, type Snapshot } from "../fair-share/policy.ts";
import { guardedPolicy } from "./policy-guard.ts";

const SNAPSHOT: Snapshot = { waiting: [], figures: () => assert.fail("nobody asks"), waitedMs: () => 0 };

describe("a policy of a plugin", () => {
  const guard = (policy: Policy, spentMs: () => number = () => 0) => {
    const ended: string[] = [];
    const slow: number[] = [];
    const guarded = guardedPolicy(policy, {
      name: "plugin:p",
      spentMs,
      ended: (why) => void ended.push(why),
      slow: (ms) => void slow.push(ms),
    });
    return { guarded, ended, slow };
  };
  const keyed = (key: (account: number, job: number) => number): Policy => ({
    name: "p",
    settings: {},
    keysAt: () => key,
  });
  const keysOf = (policy: Policy) => {
    assert.ok(isSnapshotPolicy(policy));
    return policy.keysAt(SNAPSHOT);
  };

  it("is asked, under a name that tells that it is a plugin's", () => {
    const { ended, guarded } = guard(keyed((account, job) => account * 10 + job));
    assert.equal(keysOf(guarded)(1, 2), 12);
    assert.equal(guarded.name, "plugin:p");
    assert.deepEqual(ended, []);
  });

  const FAULTS: readonly (readonly [
    what: string,
    key: (account: number, job: number) => number,
    why: RegExp,
  ])[] = [
    [
      "throws",
      () => {
        throw new Error("not today");
      },
      /failed: not today/,
    ],
    ["gives no number", () => NaN, /no number/],
    ["ends the process", () => process.exit(1), /wants to end the process/],
  ];
  for (const [what, key, why] of FAULTS)
    it(`that ${what} is not asked again, and the oldest job goes first`, () => {
      let asked = 0;
      const { ended, guarded } = guard(
        keyed((account, job) => {
          asked += 1;
          return key(account, job);
        }),
      );
      const keys = keysOf(guarded);
      assert.deepEqual([keys(1, 7), keys(1, 8), keysOf(guarded)(2, 9)], [7, 8, 9]);
      assert.equal(asked, 1);
      assert.equal(ended.length, 1);
      assert.match(ended[0] ?? "", why);
    });

  it("may be slow twice", () => {
    let atMs = 0;
    const { ended, guarded, slow } = guard(
      keyed(() => {
        atMs += 60;
        return 1;
      }),
      () => atMs,
    );
    const keys = keysOf(guarded);
    keys(1, 1);
    keys(1, 1);
    assert.deepEqual([slow, ended], [[60, 60], []]);
    keys(1, 1);
    assert.match(ended[0] ?? "", /longer than 50 ms for the third time/);
    assert.equal(keys(1, 5), 5);
  });

  it("of single keys keeps what it promises of them", () => {
    const { guarded } = guard(fifoOrder);
    assert.ok(!isSnapshotPolicy(guarded));
    const { among, ofJob, stable } = guarded;
    assert.deepEqual({ among, ofJob, stable }, { among: "accounts", ofJob: true, stable: true });
  });
});
