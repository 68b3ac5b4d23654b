import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { aWorld, BOB, submitted } from "../api.builders.ts";
import type { World } from "../api.builders.ts";

const etagOf = async (world: World, id: number) =>
  String((await world.inject({ url: `/api/v2/jobs/${id}` })).headers.etag);

const patch = async (
  world: World,
  id: number,
  change: unknown,
  { etag, query = "", as }: { readonly etag?: string; readonly query?: string; readonly as?: string } = {},
) =>
  world.inject({
    method: "PATCH",
    url: `/api/v2/jobs/${id}${query}`,
    payload: JSON.stringify(change),
    headers: {
      "content-type": "application/merge-patch+json",
      ...(etag === undefined ? {} : { "if-match": etag }),
    },
    ...(as === undefined ? {} : { as }),
  });

/** Makes the changes that are in the inbox, as soon as there are some. */
async function leadChange(world: World): Promise<void> {
  for (;;) {
    const found = (await world.store.inbox(100)).find((each) => each.kind === "request");
    if (found?.kind === "request") {
      const { job, changes = {}, by } = found.request;
      const last = (await world.store.lastEntry())?.n ?? 0;
      await world.store.append({
        n: last + 1,
        epoch: 1,
        atMs: Date.now(),
        writer: "test",
        records: [
          { type: "taken", key: found.key },
          { type: "job", job, event: { type: "changed", by, changes } },
        ],
      });
      return;
    }
    await sleep(2);
  }
}

describe("a change of a job", () => {
  it("is made by the leader, and then the job is answered as it is", { timeout: 240_000 }, async () => {
    await using world = await aWorld();
    const id = await submitted(world, {
      labels: { a: "1", b: "2" },
      description: "old",
      walltimeSeconds: 60,
    });
    await world.lead(id);
    const etag = await etagOf(world, id);
    const change = {
      priority: 80,
      labels: { a: null, c: "3" },
      description: null,
      retry: { maxAttempts: 5 },
    };
    const [answer] = await Promise.all([patch(world, id, change, { etag }), leadChange(world)]);
    const job = answer.json();
    assert.equal(answer.statusCode, 200, answer.body);
    assert.deepEqual(
      [job.priority, job.labels, job.description, job.retry.maxAttempts, job.walltimeSeconds],
      [80, { b: "2", c: "3" }, undefined, 5, 60],
    );
    assert.notEqual(answer.headers.etag, etag);
    assert.equal(
      (await patch(world, id, { priority: 1 }, { etag })).statusCode,
      412,
      "of the version before",
    );
  });

  it("needs the version that it is made for", async () => {
    await using world = await aWorld();
    const id = await submitted(world);
    const answer = await patch(world, id, { priority: 1 });
    assert.deepEqual([answer.statusCode, answer.json().code], [428, "precondition_required"]);
    for (const etag of ['"1-99"', "W/" + (await etagOf(world, id)), "nonsense"])
      assert.equal((await patch(world, id, { priority: 1 }, { etag })).statusCode, 412, etag);
  });

  it("is one of two that were made for the same version", async () => {
    await using world = await aWorld({ changeWaitMs: 20 });
    const id = await submitted(world);
    const etag = await etagOf(world, id);
    const statuses = await Promise.all([
      patch(world, id, { priority: 1 }, { etag }),
      patch(world, id, { priority: 2 }, { etag }),
    ]);
    assert.deepEqual(statuses.map(({ statusCode }) => statusCode).sort(), [202, 412]);
  });

  it("waits in the store while nobody leads", async () => {
    await using world = await aWorld({ changeWaitMs: 20 });
    const id = await submitted(world);
    const answer = await patch(world, id, { priority: 1 }, { etag: await etagOf(world, id) });
    assert.deepEqual([answer.statusCode, answer.json().priority], [202, 50]);
    const request = (await world.store.inbox(10)).at(-1);
    assert.ok(request?.kind === "request");
    assert.deepEqual([request.request.verb, request.request.changes], ["change", { priority: 1 }]);
  });

  it("of nothing changes nothing", async () => {
    await using world = await aWorld();
    const id = await submitted(world, { labels: { a: "1" } });
    const etag = await etagOf(world, id);
    for (const change of [{}, { priority: 50 }, { labels: { a: "1" } }, { description: null }]) {
      const answer = await patch(world, id, change, { etag });
      assert.deepEqual([answer.statusCode, answer.headers.etag], [200, etag], JSON.stringify(change));
    }
    assert.equal((await world.store.inbox(10)).length, 1);
  });

  it("that would be made is told by a dry run", async () => {
    await using world = await aWorld();
    const id = await submitted(world);
    const etag = await etagOf(world, id);
    const answer = await patch(world, id, { priority: 7 }, { etag, query: "?dryRun=true" });
    assert.deepEqual([answer.statusCode, answer.json().priority], [200, 7]);
    assert.equal((await world.store.inbox(10)).length, 1);
  });

  it("is refused for what is under way or over", async () => {
    await using world = await aWorld();
    const id = await submitted(world);
    const taskId = await world.launch(id);
    const answer = await patch(world, id, { priority: 7 }, { etag: await etagOf(world, id) });
    assert.deepEqual([answer.statusCode, answer.json().from], [409, "starting"]);
    await world.end(taskId);
    assert.equal(
      (await patch(world, id, { priority: 7 }, { etag: await etagOf(world, id) })).statusCode,
      409,
    );
  });

  it("tells all that is wrong with it", async () => {
    await using world = await aWorld();
    const id = await submitted(world, { array: { from: 1, to: 5 } });
    const etag = await etagOf(world, id);
    const faults = async (change: unknown) => {
      const answer = await patch(world, id, change, { etag });
      assert.equal(answer.statusCode, 422, answer.body);
      return answer
        .json()
        .errors.map(({ pointer, code }: { pointer: string; code: string }) => [pointer, code]);
    };
    assert.deepEqual(await faults([]), [["", "type"]]);
    assert.deepEqual(await faults({ prio: 1, command: ["x"], array: { to: 9 }, __proto: 1 }), [
      ["/prio", "unknown_field"],
      ["/command", "conflict"],
      ["/array/to", "conflict"],
      ["/__proto", "unknown_field"],
    ]);
    assert.deepEqual(await faults({ priority: 101, labels: { "a b": "x" }, array: { maxConcurrent: 0 } }), [
      ["/array/maxConcurrent", "range"],
      ["/priority", "range"],
      ["/labels/a b", "format"],
    ]);
    assert.deepEqual(await faults({ dependencies: [{ job: 999 }] }), [
      ["/dependencies/0/job", "unknown_name"],
    ]);
  });

  it("is none of another user's", async () => {
    await using world = await aWorld();
    const id = await submitted(world);
    const etag = await etagOf(world, id);
    assert.equal((await patch(world, id, { priority: 7 }, { etag, as: BOB })).statusCode, 404);
  });
});
