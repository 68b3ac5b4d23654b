import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ShareTree, SITE } from "./share-tree.ts";
import { waitingBoostOrder } from "./waiting-boost.ts";

const HOUR = 3_600_000;

describe("a boost for waiting", () => {
  const tree = new ShareTree({
    halfLifeMs: 24 * HOUR,
    alpha: 1,
    resourceWeights: [1],
    parents: "sum",
    originMs: 0,
  });
  tree.setTotals([100], 100);
  const group = tree.add(SITE, 1);
  const busy = tree.add(group, 1);
  const idle = tree.add(group, 1);
  tree.start(busy, Int32Array.of(20), 0, 20);
  const since = new Map([
    [1, 0],
    [2, 10 * HOUR],
  ]);
  const order = waitingBoostOrder({ boost: 0.5, fullAfterMs: 10 * HOUR }, (job) => since.get(job) ?? 0);
  const leads = () => order.key(tree, busy, 1) < order.key(tree, idle, 2);

  it("changes nothing for those who have not waited", () => {
    assert.equal(leads(), false);
    assert.ok(
      Math.abs(order.key(tree, busy, 1) - 0.4) < 1e-12,
      "a fifth of the site in the account and its group",
    );
  });

  it("lets a job that has waited long go before one whose account has less", () => {
    tree.advance(10 * HOUR);
    assert.equal(leads(), true);
    tree.advance(20 * HOUR);
    assert.equal(leads(), false, "by then the other has waited long, too, and more is not given");
  });

  it("is not stable, and of the job: the matcher must ask anew each time", () => {
    assert.deepEqual([order.stable, order.ofJob, order.among], [false, true, "accounts"]);
  });
});
