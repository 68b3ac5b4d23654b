import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { aWorld, ANA, AUDITOR, OPERATOR, submitted, type World } from "../api.builders.ts";

const post = (world: World, path: string, payload?: object, as = OPERATOR) =>
  world.inject({
    method: "POST",
    url: `/api/v2/${path}`,
    ...(payload === undefined ? {} : { payload }),
    as,
  });
const AT = "2030-01-31T12:00:00.000Z";
const WHY = { reason: "a fan is loud", deadline: AT };

describe("a machine over the API", { timeout: 240_000 }, () => {
  it("is drained by its name, in the journal and in the audit log, until it is not", async () => {
    await using world = await aWorld();
    const answer = await post(world, "nodes/node1:drain", WHY);
    assert.equal(answer.statusCode, 200, answer.body);
    const { since, ...rest } = answer.json();
    assert.deepEqual(rest, { name: "node1", open: false, ...WHY, by: "olga" });
    const { drains } = await world.store.rules();
    assert.deepEqual(drains?.["node1"], {
      reason: WHY.reason,
      by: "olga",
      sinceMs: Date.parse(since),
      deadlineMs: Date.parse(AT),
    });
    const opened = await post(world, "nodes/node1:undrain");
    assert.deepEqual([opened.statusCode, opened.json()], [200, { name: "node1", open: true }]);
    assert.deepEqual((await world.store.rules()).drains, {});
    const { items } = (await world.inject({ url: "/api/v2/audit?resource=node/node1", as: AUDITOR })).json();
    assert.deepEqual(
      items.map(({ action }: { readonly action: string }) => action),
      ["node.undrain", "node.drain"],
    );
  });

  it("changes nothing in a dry run, and nothing when it is open already", async () => {
    await using world = await aWorld();
    assert.equal((await post(world, "nodes/node1:drain?dryRun=true")).statusCode, 200);
    assert.equal((await post(world, "nodes/node1:undrain")).statusCode, 200);
    assert.equal((await world.store.rules()).revision, 0);
  });

  it("must be there, the time must be one, and who asks an operator", async () => {
    await using world = await aWorld();
    assert.equal((await post(world, "nodes/node9:drain")).statusCode, 404);
    assert.equal((await post(world, "nodes/node1:drain", { deadline: "in an hour" })).statusCode, 422);
    assert.equal((await post(world, "nodes/node1:drain", { until: AT })).statusCode, 422);
    const nothing = { headers: { "content-type": "application/json" }, payload: "null", as: OPERATOR };
    for (const url of ["/api/v2/nodes/node1:drain", "/api/v2/executors/mesos:disable"])
      assert.equal((await world.inject({ method: "POST", url, ...nothing })).statusCode, 422, url);
    assert.equal((await post(world, "nodes/node1:drain", undefined, ANA)).statusCode, 403);
    world.agents = undefined;
    assert.equal((await post(world, "nodes/node1:drain")).json().code, "no_leader");
  });

  it("is opened again also when it is gone", async () => {
    await using world = await aWorld();
    await post(world, "nodes/node1:drain");
    world.agents = [];
    assert.equal((await post(world, "nodes/node1:undrain")).statusCode, 200);
    assert.deepEqual((await world.store.rules()).drains, {});
  });

  it("is shown with who closed it and why", async () => {
    await using world = await aWorld();
    const closed = { by: "olga", sinceMs: 0, reason: "a fan is loud" };
    world.agents = world.agents?.map((agent) => ({
      ...agent,
      active: false,
      closed: { node: "node1", ...closed },
    }));
    const node = (await world.inject({ url: "/api/v2/nodes/node1" })).json();
    assert.deepEqual(node.closed, {
      of: "node",
      by: "olga",
      since: "1970-01-01T00:00:00.000Z",
      reason: "a fan is loud",
    });
  });
});

describe("why a job waits", { timeout: 240_000 }, () => {
  it("names what is drained, with all that was said of it", async () => {
    await using world = await aWorld();
    const job = await submitted(world);
    const closing = { node: "node1", by: "olga", sinceMs: 1000, reason: "a fan is loud", deadlineMs: 2000 };
    const refusals = [{ lacking: "closed", agents: 1, hostname: "node1", closing }] as const;
    world.explanation = {
      job,
      state: "pending",
      atMs: 1500,
      causes: [{ kind: "no_match", agents: 1, refusals }],
    };
    const { causes, sentences } = (await world.inject({ url: `/api/v2/jobs/${job}/explain` })).json();
    assert.deepEqual(causes[0].refusals, refusals);
    assert.match(sentences.join("\n"), /1 that is drained \(node1\) by olga, empty by .*: a fan is loud/);
  });
});

describe("a cluster over the API", { timeout: 240_000 }, () => {
  it("is switched off and on", async () => {
    await using world = await aWorld();
    const off = await post(world, "executors/local:disable", { reason: "an upgrade" });
    assert.equal(off.statusCode, 200, off.body);
    const [executor] = (await world.inject({ url: "/api/v2/executors" })).json().items;
    assert.deepEqual([executor.closed.of, executor.closed.reason], ["executor", "an upgrade"]);
    await post(world, "executors/local:enable");
    const [again] = (await world.inject({ url: "/api/v2/executors" })).json().items;
    assert.equal(again.closed, undefined);
  });

  it("must be one that is configured", async () => {
    await using world = await aWorld();
    assert.equal((await post(world, "executors/nothing:disable")).statusCode, 404);
    assert.equal((await post(world, "executors/mesos:disable", undefined, ANA)).statusCode, 403);
  });
});
