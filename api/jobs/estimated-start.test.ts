import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { aWorld, type World } from "../api.builders.ts";

const AT_MS = Date.UTC(2026, 10, 26, 14, 20);

async function aWaitingJob(world: World): Promise<number> {
  const answer = await world.inject({
    method: "POST",
    url: "/api/v2/jobs",
    payload: { name: "wait", command: ["true"] },
  });
  const { id } = answer.json<{ id: number }>();
  await world.lead(id);
  world.forecasts = [
    { job: id, atMs: AT_MS - 60_000, p50Ms: AT_MS, p90Ms: AT_MS + 2_700_000, basis: "history" },
  ];
  return id;
}

describe("the estimated start of a job", () => {
  const expected = {
    at: "2026-11-26T14:20:00.000Z",
    latest: "2026-11-26T15:05:00.000Z",
    basis: "history",
    asOf: "2026-11-26T14:19:00.000Z",
  };

  it("stands in its document and in lists while it waits", async () => {
    await using world = await aWorld();
    const id = await aWaitingJob(world);
    const one = await world.inject({ url: `/api/v2/jobs/${id}` });
    assert.deepEqual(one.json<{ estimatedStart?: object }>().estimatedStart, expected);
    const list = await world.inject({ url: "/api/v2/jobs?fields=id,estimatedStart" });
    assert.deepEqual(list.json<{ items: object[] }>().items, [{ id, estimatedStart: expected }]);
  });

  it("is absent when nothing can be said, and once the job has started", async () => {
    await using world = await aWorld();
    const id = await aWaitingJob(world);
    await world.launch(id);
    const begun = await world.inject({ url: `/api/v2/jobs/${id}` });
    assert.ok(!("estimatedStart" in begun.json<object>()));
    const other = await aWaitingJob(world);
    world.forecasts = [];
    const unknown = await world.inject({ url: `/api/v2/jobs/${other}` });
    assert.ok(!("estimatedStart" in unknown.json<object>()));
  });
});
