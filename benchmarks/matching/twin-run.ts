import assert from "node:assert/strict";
import { fairShareOrder } from "../../fair-share/order.ts";
import { ShareTree } from "../../fair-share/share-tree.ts";
import { costRate, DEFAULT_WEIGHTS } from "../../fair-share/cost.ts";
import { Matching } from "../../scheduler/matching/matching.ts";
import type { Amounts } from "../../scheduler/matching/requirement.ts";
import type { Starts } from "../../scheduler/matching/tables/starts.ts";
import { Twin } from "../../scheduler/matching/twin.builders.ts";
import { RunningTasks } from "./cluster.ts";
import { meetsConstraint, tellMixed, type MixedOptions } from "./setup.ts";

/**
 * The mixed day told to the matcher and to its simpler twin: the fill of the cluster and then every release must start
 * the same jobs on the same agents. Errors in the bounds of blocks need thousands of steps to show.
 * @returns the starts that were compared
 */
export function runTwins(options: MixedOptions & { readonly steps: number }): number {
  const treeOptions = {
    halfLifeMs: 604_800_000,
    alpha: 0.5,
    resourceWeights: [1, 1, 0, 1, 0],
    parents: "sum" as const,
    originMs: 0,
  };
  const shared = {
    order: fairShareOrder,
    accepts: meetsConstraint,
    rateOf: (amounts: Amounts) => costRate(DEFAULT_WEIGHTS, amounts),
  };
  const matching = new Matching({ ...shared, tree: new ShareTree(treeOptions) });
  const twin = new Twin({ ...shared, tree: new ShareTree(treeOptions) });
  const { runMs } = tellMixed(matching, options, () => matching.settle());
  tellMixed(twin, options, () => undefined);
  twin.ready();

  const running = new RunningTasks();
  let compared = 0;
  const compare = (starts: Starts, grown: number | undefined, nowMs: number): void => {
    const wanted: number[] = [];
    twin.settle(grown, wanted);
    assert.equal(starts.count, wanted.length / 2, `at ${nowMs} ms another number of tasks starts`);
    for (let at = 0; at < starts.count; at += 1) {
      assert.deepEqual(
        [starts.job[at], starts.agent[at]],
        wanted.slice(2 * at, 2 * at + 2),
        `at ${nowMs} ms`,
      );
    }
    compared += starts.count;
    running.add(starts, runMs, nowMs);
  };
  compare(matching.settle(), undefined, 0);
  for (let step = 0; step < options.steps && running.size > 0; step += 1) {
    const { endMs, account, shape, agent } = running.next();
    matching.setTime(endMs);
    matching.release(account, shape, agent);
    twin.setTime(endMs);
    twin.release(account, shape, agent); // both number shapes in the order in which they hear of them
    compare(matching.settle(), agent, endMs);
  }
  return compared;
}
