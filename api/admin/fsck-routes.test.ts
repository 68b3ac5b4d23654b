import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { aWorld, OPERATOR, ROOT, submitted, type World } from "../api.builders.ts";

const url = "/api/v2/admin/fsck";
const read = async (world: World) => (await world.inject({ url, as: ROOT })).json();
const begin = (world: World, as = ROOT) => world.inject({ method: "POST", url, as });

async function ended(world: World) {
  for (;;) {
    const check = await read(world);
    if (check.state !== "running") return check;
    await sleep(5);
  }
}

describe("a check of the store over the API", { timeout: 240_000 }, () => {
  it("is begun, followed, and tells that the store is whole", async () => {
    await using world = await aWorld();
    const id = await submitted(world);
    await world.running(await world.launch(id));
    assert.deepEqual(await read(world), { state: "none" });
    const begun = await begin(world);
    assert.deepEqual([begun.statusCode, begun.json().state, begun.json().by], [202, "running", "root"]);
    const { attempts, faults, faultsTotal, jobs, state } = await ended(world);
    assert.deepEqual([state, jobs, attempts, faults, faultsTotal], ["done", 1, 1, [], 0]);
    assert.equal((await begin(world)).statusCode, 202, "again, once it is over");
    await ended(world);
  });

  it("tells the faults that it found", async () => {
    await using world = await aWorld();
    const id = await submitted(world);
    await world.lead(id);
    await world.store.submit([
      {
        kind: "request",
        key: "request/0/hold/x",
        request: { job: 0, verb: "hold", by: "x", admin: false, atMs: 0 },
      },
    ]);
    await begin(world);
    const { faults } = await ended(world);
    assert.match(faults.join("\n"), /asks something of job 0, which cannot be/);
  });

  it("is at work once at a time, whoever began it, and over when nobody hears of it any more", async () => {
    let nowMs = 1_000_000;
    await using world = await aWorld({ nowMs: () => nowMs });
    const running = { state: "running", by: "root", startedAtMs: nowMs, toldAtMs: nowMs, jobs: 7 };
    assert.ok(await world.store.keep("store-check", undefined, JSON.stringify(running)));
    const second = await begin(world);
    assert.deepEqual([second.statusCode, second.json().state, second.json().jobs], [200, "running", 7]);
    nowMs += 61_000;
    assert.equal((await read(world)).state, "interrupted");
    assert.equal((await begin(world)).statusCode, 202);
    assert.equal((await ended(world)).state, "done");
  });

  it("is for administrators", async () => {
    await using world = await aWorld();
    assert.equal((await begin(world, OPERATOR)).statusCode, 403);
    assert.equal((await world.inject({ url, as: OPERATOR })).statusCode, 403);
  });
});
