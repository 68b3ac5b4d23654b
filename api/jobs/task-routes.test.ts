import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { aWorld, BOB, submitted } from "../api.builders.ts";
import type { World } from "../api.builders.ts";

const json = async (world: World, url: string) => {
  const answer = await world.inject({ url });
  assert.equal(answer.statusCode, 200, answer.body);
  return answer.json();
};

describe("tasks of a job", () => {
  it("come by index, each with its state and its last attempt", async () => {
    await using world = await aWorld();
    const id = await submitted(world, { array: { from: 10, to: 50, step: 10 } });
    const first = await world.launch(id, { index: 10, element: 0 });
    await world.running(first);
    await world.end(first, { state: "failed", reason: "NodeLost", retryAtMs: Date.now() });
    await world.launch(id, { index: 10, element: 0, attempt: 2 });
    const second = await world.launch(id, { index: 20, element: 1 });
    await world.running(second);
    await world.end(second);
    const told = (tasks: readonly { index: number; state: string; attempt?: { attempt: number } }[]) =>
      tasks.map(({ index, state, attempt }) => [index, state, attempt?.attempt]);
    const page = await json(world, `/api/v2/jobs/${id}/tasks?limit=3`);
    assert.deepEqual(told(page.items), [
      [10, "starting", 2],
      [20, "succeeded", 1],
      [30, "pending", undefined],
    ]);
    const rest = await json(world, `/api/v2/jobs/${id}/tasks?limit=3&cursor=${page.next}`);
    assert.deepEqual(
      [told(rest.items), rest.next],
      [
        [
          [40, "pending", undefined],
          [50, "pending", undefined],
        ],
        undefined,
      ],
    );
    const pending = await json(world, `/api/v2/jobs/${id}/tasks?limit=2&state=pending`);
    assert.deepEqual(told(pending.items), [
      [30, "pending", undefined],
      [40, "pending", undefined],
    ]);
    assert.equal((await json(world, `/api/v2/jobs/${id}/tasks/20`)).state, "succeeded");
    for (const index of [15, 60])
      assert.equal((await world.inject({ url: `/api/v2/jobs/${id}/tasks/${index}` })).statusCode, 404);
  });

  it("are one for a job that is no array", async () => {
    await using world = await aWorld();
    const id = await submitted(world, { hold: true });
    assert.deepEqual((await json(world, `/api/v2/jobs/${id}/tasks`)).items, [{ job: id, state: "held" }]);
  });

  it("of a million are paged without being looked at all", async () => {
    await using world = await aWorld();
    const id = await submitted(world, { array: { from: 1, to: 1_000_000 } });
    const { items, next } = await json(world, `/api/v2/jobs/${id}/tasks?state=running`);
    assert.deepEqual(items, []);
    assert.equal(typeof next, "string");
  });
});

describe("what a job consists of", () => {
  it("is its specification, fit to be submitted again", async () => {
    await using world = await aWorld();
    const id = await submitted(world, { image: "alpine", retry: { maxAttempts: 3 }, constraints: [] });
    const spec = await json(world, `/api/v2/jobs/${id}/spec`);
    const again = await submitted(world, spec);
    assert.deepEqual(await json(world, `/api/v2/jobs/${again}/spec`), spec);
  });

  it("is its history in pages", async () => {
    await using world = await aWorld();
    const id = await submitted(world);
    await world.end(await running(world, id));
    const types = (items: readonly { type: string }[]) => items.map(({ type }) => type);
    const all = await json(world, `/api/v2/jobs/${id}/events`);
    assert.deepEqual(types(all.items), ["filed", "launched", "running", "ended"]);
    const first = await json(world, `/api/v2/jobs/${id}/events?limit=1`);
    const rest = await json(world, `/api/v2/jobs/${id}/events?after=${first.next}`);
    assert.deepEqual([...types(first.items), ...types(rest.items)], types(all.items));
    assert.equal(rest.next, undefined);
  });

  it("is what it used", async () => {
    await using world = await aWorld();
    const id = await submitted(world);
    await world.end(await running(world, id));
    const usage = await json(world, `/api/v2/jobs/${id}/usage`);
    const job = await json(world, `/api/v2/jobs/${id}`);
    assert.deepEqual(job.usage, usage);
    // One cpu and one GiB were held as long as it ran.
    assert.equal(usage.cpuSeconds, usage.wallSeconds);
    assert.equal(usage.memoryByteSeconds, usage.wallSeconds * 1024 ** 3);
  });

  it("is its attempts from either end, in pages", async () => {
    await using world = await aWorld();
    const id = await submitted(world);
    for (const attempt of [1, 2, 3]) {
      const taskId = await world.launch(id, { attempt });
      await world.running(taskId);
      if (attempt < 3)
        await world.end(taskId, { state: "failed", reason: "NodeLost", retryAtMs: Date.now() });
    }
    const numbers = (page: { items: readonly { attempt: number }[] }) =>
      page.items.map(({ attempt }) => attempt);
    const url = `/api/v2/jobs/${id}/attempts`;
    const newest = await json(world, `${url}?order=newest&limit=2`);
    assert.deepEqual([numbers(newest), newest.truncated], [[3, 2], true]);
    const last = await json(world, `${url}?order=newest&limit=2&cursor=${newest.next}`);
    assert.deepEqual([numbers(last), last.truncated, last.next], [[1], false, undefined]);
    assert.deepEqual(numbers(await json(world, `${url}?limit=2`)), [1, 2]);
    const other = await world.inject({ url: `${url}?cursor=${newest.next}` });
    assert.equal(other.json().code, "bad_cursor");
  });

  it("does not exist for others", async () => {
    await using world = await aWorld();
    const id = await submitted(world);
    for (const path of ["spec", "tasks", "tasks/1", "events", "usage"]) {
      assert.equal(
        (await world.inject({ url: `/api/v2/jobs/${id}/${path}`, as: BOB })).statusCode,
        404,
        path,
      );
    }
  });
});

async function running(world: World, id: number) {
  const taskId = await world.launch(id);
  await world.running(taskId);
  return taskId;
}
