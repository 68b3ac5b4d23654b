import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ANA, anAgent, AUDITOR, aWorld, OPERATOR, ROOT } from "../api.builders.ts";
import type { World } from "../api.builders.ts";

const get = (world: World, path: string, as = OPERATOR) => world.inject({ url: `/api/v2${path}`, as });
const post = (world: World, path: string, as = OPERATOR) =>
  world.inject({ method: "POST", url: `/api/v2${path}`, as });

describe("executors", () => {
  it("are shown with how the scheduler stands with them, and what is there", async () => {
    await using world = await aWorld({ nowMs: () => 10_000 });
    world.agents = [anAgent({ tasks: 2 }), anAgent({ id: "a2", active: false, tasks: 1 })];
    world.executors = [
      { name: "local", state: "connected", forMs: 4000 },
      { name: "mesos", state: "refused", cause: "401", forMs: 1000, retryInMs: 5000 },
    ];
    world.offers = world.offers.map((offer) => ({ ...offer, backend: "local", outcome: "held" }));
    const answer = await get(world, "/executors", ANA);
    assert.deepEqual(answer.json().items, [
      { name: "local", state: "connected", since: "1970-01-01T00:00:06.000Z", nodes: 1, tasks: 3, offers: 1 },
      {
        name: "mesos",
        state: "refused",
        cause: "401",
        since: "1970-01-01T00:00:09.000Z",
        nextTryAt: "1970-01-01T00:00:15.000Z",
        nodes: 0,
        tasks: 0,
        offers: 0,
      },
    ]);
  });
});

describe("the scheduler that leads", () => {
  it("is named to operators, and to nobody else", async () => {
    await using world = await aWorld();
    assert.deepEqual((await get(world, "/admin/leader")).json(), {
      instance: "one",
      epoch: 3,
      since: "1970-01-01T00:16:40.000Z",
    });
    for (const as of [ANA, AUDITOR]) {
      assert.equal((await get(world, "/admin/leader", as)).statusCode, 403);
      assert.equal((await post(world, "/admin/leader:step-down", as)).statusCode, 403);
      assert.equal((await post(world, "/admin/reconcile", as)).statusCode, 403);
    }
    assert.deepEqual(world.told, []);
  });

  it("is told to step down and to reconcile, and the audit log has who wanted it", async () => {
    await using world = await aWorld();
    assert.equal((await post(world, "/admin/leader:step-down?dryRun=true")).statusCode, 200);
    assert.deepEqual((await post(world, "/admin/reconcile?dryRun=true")).json(), { executors: ["local"] });
    assert.deepEqual(world.told, []);
    const stepped = await post(world, "/admin/leader:step-down");
    assert.deepEqual([stepped.statusCode, stepped.json().epoch], [202, 3]);
    const asked = await post(world, "/admin/reconcile");
    assert.deepEqual([asked.statusCode, asked.json()], [202, { executors: ["local"] }]);
    assert.deepEqual(world.told, ["step-down", "reconcile"]);
    const { items } = (await get(world, "/audit?action=leader.", ROOT)).json();
    assert.deepEqual(
      items.map(
        ({ action, actor }: { readonly action: string; readonly actor: { readonly name: string } }) => [
          action,
          actor.name,
        ],
      ),
      [
        ["leader.reconcile", "olga"],
        ["leader.step-down", "olga"],
      ],
    );
  });

  it("is missing with 503 where none is at work", async () => {
    await using world = await aWorld();
    world.agents = undefined;
    for (const answer of [
      await get(world, "/executors"),
      await get(world, "/admin/leader"),
      await post(world, "/admin/leader:step-down"),
      await post(world, "/admin/reconcile"),
    ])
      assert.deepEqual([answer.statusCode, answer.json().code], [503, "no_leader"]);
    assert.deepEqual(world.told, []);
  });
});

describe("the configuration", () => {
  it("is shown to auditors and administrators", async () => {
    const settings = () => [
      { key: "server.listen", value: "127.0.0.1:8080", source: "default" },
      { key: "mesos.principal", value: undefined, source: "default" },
    ];
    await using world = await aWorld({ settings });
    const wanted = [
      { key: "server.listen", value: "127.0.0.1:8080", source: "default" },
      { key: "mesos.principal", source: "default" },
    ];
    for (const as of [ROOT, AUDITOR])
      assert.deepEqual((await get(world, "/admin/config", as)).json().items, wanted);
    for (const as of [ANA, OPERATOR]) assert.equal((await get(world, "/admin/config", as)).statusCode, 403);
  });
});
