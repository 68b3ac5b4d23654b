import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { aWorld, ROOT } from "../../api/api.builders.ts";
import type { WhatIf } from "../../offers/what-if.ts";
import { aDesk, aDeskAt } from "../cli.builders.ts";

describe("godocker what-if", () => {
  it("asks about a job and changes, and tells who would start earlier or later", async () => {
    await using world = await aWorld();
    const asked: WhatIf[] = [];
    const atMs = Date.now();
    world.simulate = async (change) => {
      asked.push(change);
      return {
        atMs,
        basis: "history",
        rollouts: 6,
        earlier: 1,
        later: 1,
        same: 3,
        unknown: 0,
        jobs: [
          { job: 3, beforeMs: atMs + 7_200_000, afterMs: atMs + 3_600_000 },
          { job: 4, beforeMs: atMs, afterMs: atMs + 60_000 },
        ],
        submitted: [{ p50Ms: atMs, p90Ms: atMs }],
      };
    };
    using desk = await aDeskAt(world, {}, ROOT);
    const flags = ["--node-add", "node7=2", "--share", "bio=2", "--cancel", "9", "--half-life", "12h"];
    const { exit, stdout, stderr } = await desk.run(
      "what-if",
      "-n",
      "new",
      "--cpus",
      "2",
      ...flags,
      "--",
      "true",
    );
    assert.equal(exit, 0, stderr);
    assert.match(stdout, /^new would start about \d\d:\d\d, at the latest/);
    assert.match(stdout, /1 would start earlier, 1 later, 3 as now/);
    assert.match(stdout, /job 3 .* 1 h earlier/);
    assert.match(stdout, /job 4 .* 1 m later/);
    assert.match(stdout, /assumed: no other jobs come.*\nassumed: /);
    const [change] = asked;
    assert.deepEqual(change?.addAgents, [{ like: "node7", count: 2 }]);
    assert.deepEqual([change?.shares, change?.cancel], [[{ name: "bio", weight: 2 }], [9]]);
    assert.deepEqual([change?.halfLifeMs, change?.submit?.[0]?.spec.resources.cpus], [43_200_000, 2]);
  });

  it("wants to know what is to be otherwise", async () => {
    using desk = aDesk();
    const { exit, stderr } = await desk.run("what-if");
    assert.equal(exit, 2);
    assert.match(stderr, /nothing is said to be otherwise/);
  });
});
