import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ANA, aVector, aWorld, OPERATOR, submitted, type World } from "../api.builders.ts";

const matches = (world: World, name: string, query = "", as = OPERATOR) =>
  world.inject({ url: `/api/v2/offers/${name}/matches${query}`, as });

/** node1 has 4 CPUs free; offer o1 brings as much. */
async function aSite() {
  const world = await aWorld();
  world.agents = world.agents?.map((agent) => ({
    ...agent,
    backend: "mesos",
    total: aVector({ cpusMilli: 8000, memMib: 8192 }),
    free: aVector({ cpusMilli: 2000, memMib: 8192 }),
  }));
  return world;
}

describe("what a machine has free", { timeout: 240_000 }, () => {
  it("is held against each job that waits, the oldest first", async () => {
    await using world = await aSite();
    const small = await submitted(world, { name: "small" });
    const large = await submitted(world, { name: "large", resources: { cpus: 3 } });
    const picky = await submitted(world, {
      constraints: [{ attribute: "rack", op: "eq", value: "r9" }],
    });
    const begun = await submitted(world);
    await world.running(await world.launch(begun));
    const answer = await matches(world, "node1");
    assert.equal(answer.statusCode, 200, answer.body);
    const { items, node } = answer.json();
    assert.equal(node, "node1");
    assert.deepEqual(
      items.map(({ fits, job, lacking }: Record<string, unknown>) => [job, fits, lacking]),
      [
        [small, true, undefined],
        [large, false, "cpusMilli"],
        [picky, false, "constraint"],
      ],
    );
  });

  it("is what the offer brings when one is named", async () => {
    await using world = await aSite();
    await submitted(world, { resources: { cpus: 3 } });
    const { items } = (await matches(world, "o1")).json();
    assert.deepEqual(
      items.map(({ fits }: { readonly fits: boolean }) => fits),
      [true],
    );
  });

  it("comes in pages", async () => {
    await using world = await aSite();
    const ids = [await submitted(world), await submitted(world), await submitted(world)];
    const first = (await matches(world, "node1", "?limit=2")).json();
    const second = (await matches(world, "node1", `?limit=2&cursor=${first.next}`)).json();
    assert.deepEqual(
      [...first.items, ...second.items].map(({ job }: { readonly job: number }) => job),
      ids,
    );
    assert.equal(second.next, undefined);
    assert.equal((await matches(world, "a1", `?cursor=${first.next}`)).json().code, "bad_cursor");
  });

  it("is told to those who watch the site, of machines that are there, by a scheduler at work", async () => {
    await using world = await aSite();
    assert.equal((await matches(world, "node1", "", ANA)).statusCode, 403);
    assert.equal((await matches(world, "node9")).statusCode, 404);
    world.agents = undefined;
    assert.equal((await matches(world, "node1")).json().code, "no_leader");
  });
});
