import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { WhatIf, WhatIfAnswer } from "../../offers/what-if.ts";
import { aWorld, ANA, ROOT, type World } from "../api.builders.ts";

const AT_MS = Date.UTC(2026, 10, 26, 14);
const ANSWER: WhatIfAnswer = {
  atMs: AT_MS,
  basis: "limits",
  rollouts: 6,
  earlier: 1,
  later: 0,
  same: 0,
  unknown: 1,
  jobs: [{ job: 3, beforeMs: AT_MS + 60_000, afterMs: AT_MS }, { job: 4 }],
  submitted: [{ p50Ms: AT_MS + 1000, p90Ms: AT_MS + 2000 }],
};

const ask = (world: World, payload: object, token = ROOT) =>
  world.inject({
    method: "POST",
    url: "/api/v2/simulate",
    payload,
    headers: { authorization: `Bearer ${token}` },
  });

describe("a simulation", () => {
  it("tells starts without a change and with it, and stores nothing", async () => {
    await using world = await aWorld();
    const asked: WhatIf[] = [];
    world.simulate = async (change) => {
      asked.push(change);
      return ANSWER;
    };
    const body = {
      policy: "fifo",
      halfLifeSeconds: 3600,
      shares: [{ name: "bio", weight: 2 }],
      addNodes: [{ like: "node7", count: 2 }],
      removeNodes: ["node1"],
      cancel: [7],
      submit: [{ name: "new", command: ["true"] }],
    };
    const answer = await ask(world, body);
    assert.equal(answer.statusCode, 200, answer.body);
    const { jobs, submitted, ...rest } = answer.json<Record<string, unknown>>();
    assert.deepEqual(jobs, [
      { id: 3, before: "2026-11-26T14:01:00.000Z", after: "2026-11-26T14:00:00.000Z", seconds: -60 },
      { id: 4 },
    ]);
    assert.deepEqual(submitted, [
      { name: "new", at: "2026-11-26T14:00:01.000Z", latest: "2026-11-26T14:00:02.000Z" },
    ]);
    assert.deepEqual([rest["earlier"], rest["unknown"], rest["basis"]], [1, 1, "limits"]);
    const [change] = asked;
    assert.deepEqual(
      { ...change, submit: change?.submit?.map(({ spec, user }) => [user, spec.name]) },
      {
        policy: "fifo",
        halfLifeMs: 3_600_000,
        shares: body.shares,
        addAgents: body.addNodes,
        removeAgents: body.removeNodes,
        cancel: [7],
        submit: [["root", "new"]],
      },
    );
    assert.deepEqual(await world.store.inbox(10), []);
  });

  it("is for administrators", async () => {
    await using world = await aWorld();
    world.simulate = async () => ANSWER;
    assert.equal((await ask(world, {}, ANA)).statusCode, 403);
  });

  it("is refused for what makes no sense, with every fault", async () => {
    await using world = await aWorld();
    world.simulate = async () => ANSWER;
    assert.equal((await ask(world, { policy: "dice", addNodes: [{ like: "a", count: 0 }] })).statusCode, 422);
    const job = await ask(world, { submit: [{ name: "no program" }] });
    assert.equal(job.statusCode, 422);
    assert.equal(job.json<{ code: string }>().code, "invalid");
  });

  it("says why there is none", async () => {
    await using world = await aWorld();
    assert.equal((await ask(world, {})).json<{ code: string }>().code, "no_leader");
    world.simulate = async () => ({ refused: "busy", detail: "another one is under way" });
    assert.equal((await ask(world, {})).json<{ code: string }>().code, "not_simulated");
    world.simulate = async () => ({ refused: "unknown_agent", detail: "there is no machine a9" });
    const unknown = await ask(world, { removeNodes: ["a9"] });
    assert.equal(unknown.statusCode, 404);
    assert.match(unknown.json<{ detail: string }>().detail, /no machine a9/);
  });
});
