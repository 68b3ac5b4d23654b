import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { aWorld, ROOT } from "../api.builders.ts";

describe("offers", () => {
  it("tell what became of each of them and how long it was held", async () => {
    await using world = await aWorld();
    const [offer] = (await world.inject({ url: "/api/v2/offers", as: ROOT })).json().items;
    assert.deepEqual(offer, {
      id: "o1",
      executor: "mesos",
      nodeId: "a1",
      hostname: "node1",
      resources: { cpus: 4, memoryBytes: 8 * 1024 ** 3, diskBytes: 0, gpus: 0, ports: 10 },
      receivedAt: "1970-01-01T00:16:40.000Z",
      outcome: "declined",
      heldMs: 20,
      reason: "nothing_waits",
      refusedForSeconds: 60,
    });
  });

  it("are chosen by what became of them and by machine", async () => {
    await using world = await aWorld();
    const [offer] = world.offers;
    assert.ok(offer !== undefined);
    world.offers = [{ ...offer, id: "o2", hostname: "node2", agentId: "a2", outcome: "held" }, offer];
    for (const [query, ids] of [
      ["", ["o2", "o1"]],
      ["?limit=1", ["o2"]],
      ["?outcome=declined", ["o1"]],
      ["?node=node2", ["o2"]],
      ["?node=a1", ["o1"]],
    ] as const) {
      const { items } = (await world.inject({ url: `/api/v2/offers${query}`, as: ROOT })).json();
      assert.deepEqual(
        items.map(({ id }: { readonly id: string }) => id),
        ids,
      );
    }
  });

  it("are for administrators, and need a leader", async () => {
    await using world = await aWorld();
    assert.equal((await world.inject({ url: "/api/v2/offers" })).statusCode, 403);
    world.agents = undefined;
    const { statusCode } = await world.inject({ url: "/api/v2/offers", as: ROOT });
    assert.equal(statusCode, 503);
  });
});
