import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { aWorld, BOB, ROOT, submitted } from "../api.builders.ts";
import type { World } from "../api.builders.ts";

const page = async (world: World, query: string, as?: string) => {
  const answer = await world.inject({ url: `/api/v2/jobs?${query}`, ...(as === undefined ? {} : { as }) });
  assert.equal(answer.statusCode, 200, answer.body);
  return answer.json();
};
const ids = async (world: World, query: string, as?: string): Promise<readonly number[]> =>
  (await page(world, query, as)).items.map(({ id }: { id: number }) => id);

describe("filters of a list", () => {
  it("of one name are alternatives, of different names conditions", async () => {
    await using world = await aWorld();
    const a = await submitted(world, { name: "a", project: "p" });
    const b = await submitted(world, { name: "b", project: "p", hold: true });
    const c = await submitted(world, { name: "c", project: "q" });
    assert.deepEqual(await ids(world, "name=a&name=b"), [b, a]);
    assert.deepEqual(await ids(world, "name=a&name=b&state=held"), [b]);
    assert.deepEqual(await ids(world, "project=q&project=r"), [c]);
    assert.deepEqual(await ids(world, "state=pending&name=%3F"), [c, a]);
  });

  it("find by time, node, exit code, reason, label, array, retry and search", async () => {
    await using world = await aWorld();
    const old = await submitted(world, { labels: { run: "1" } });
    const taskId = await world.launch(old);
    await world.running(taskId);
    await world.end(taskId, { state: "failed", reason: "ExitCode", exitCode: 3 });
    const held = await submitted(world, { hold: true, array: { from: 1, to: 3 } });
    const again = await world.inject({ method: "POST", url: `/api/v2/jobs/${old}:retry` });
    const retry: number = again.json().id;
    for (const [query, wanted] of [
      ["node=node1", [old]],
      ["node=elsewhere", []],
      ["exitCode=3&exitCode=4", [old]],
      ["reason=HeldByUser&reason=ExitCode", [held, old]],
      ["label=run", [retry, old]],
      ["label=run%3D2", []],
      ["array=true", [held]],
      ["array=false", [retry, old]],
      [`retryOf=${old}`, [retry]],
      ["since=2000-01-01&until=2999-01-01T00:00:00Z", [retry, held, old]],
      ["until=2000-01-01", []],
      ["updatedSince=2999-01-01", []],
      ["q=state:failed,held -array:true", [old]],
    ] as const)
      assert.deepEqual(await ids(world, query), wanted, query);
  });

  it("show nobody what is not theirs, however they ask", async () => {
    await using world = await aWorld();
    await submitted(world, { name: "secret" });
    for (const query of ["", "user=ana", "q=user:ana", "q=-user:bob", "q=secret", "name=*&count=true"]) {
      const { items, total = 0 } = await page(world, query, BOB);
      assert.deepEqual([items, total], [[], 0], query);
    }
    assert.equal((await page(world, "q=user:ana", ROOT)).items.length, 1);
  });
});

describe("the order of a list", () => {
  it("is by the fields that are named, then by id", async () => {
    await using world = await aWorld();
    const [a, b, c] = [
      await submitted(world, { priority: 5 }),
      await submitted(world, { priority: 9 }),
      await submitted(world, { priority: 5, hold: true }),
    ];
    assert.deepEqual(await ids(world, "sort=priority"), [a, c, b]);
    assert.deepEqual(await ids(world, "sort=-priority"), [b, c, a]);
    assert.deepEqual(await ids(world, "sort=state,-priority"), [c, b, a]);
    assert.deepEqual(await ids(world, "sort=id"), [a, b, c]);
  });

  it("goes on over pages, without a job twice or left out, while others come", async () => {
    await using world = await aWorld();
    for (const sort of ["-priority", "state,-createdAt", "cpus"]) {
      const all = new Set<number>();
      for (let n = 0; n < 5; n += 1) all.add(await submitted(world, { priority: n % 2, hold: n === 3 }));
      const before = new Set(await ids(world, `sort=${sort}&limit=1000`));
      const seen: number[] = [];
      for (let cursor = ""; ;) {
        const { items, next } = await page(world, `sort=${sort}&limit=2${cursor}`);
        seen.push(...items.map(({ id }: { id: number }) => id).filter((id: number) => before.has(id)));
        await submitted(world, { priority: 1 });
        if (next === undefined) break;
        cursor = `&cursor=${next}`;
      }
      assert.deepEqual(new Set(seen), before, sort);
      assert.equal(seen.length, before.size, sort);
    }
  });

  it("belongs to the cursor", async () => {
    await using world = await aWorld();
    for (let n = 0; n < 3; n += 1) await submitted(world);
    const { next } = await page(world, "sort=-priority&limit=1");
    for (const query of [
      `limit=1&cursor=${next}`,
      `sort=priority&cursor=${next}`,
      `sort=-priority&cursor=x${next}`,
    ]) {
      assert.equal((await world.inject({ url: `/api/v2/jobs?${query}` })).json().code, "bad_cursor", query);
    }
  });
});

describe("a page of a list", () => {
  it("has the address of the next one, and the number of all when asked", async () => {
    await using world = await aWorld();
    for (let n = 0; n < 3; n += 1) await submitted(world, { name: "x y" });
    const first = await world.inject({ url: "/api/v2/jobs?limit=2&name=x%20y&count=true" });
    assert.deepEqual([first.json().total, first.json().totalIsLowerBound], [3, undefined]);
    const [, address = ""] = /^<([^>]+)>; rel="next"$/.exec(String(first.headers.link)) ?? [];
    const second = await world.inject({ url: address });
    assert.deepEqual([second.json().items.length, second.headers.link], [1, undefined]);
  });

  it("has the fields that are named, and more of each job when asked", async () => {
    await using world = await aWorld();
    const id = await submitted(world);
    const taskId = await world.launch(id);
    await world.running(taskId);
    assert.deepEqual((await page(world, "fields=id,node,state")).items, [
      { id, state: "running", node: "node1" },
    ]);
    const [item] = (await page(world, "fields=id&expand=attempts,events")).items;
    assert.equal(item.attempts[0].taskId, taskId);
    assert.deepEqual(
      item.events.map(({ type }: { type: string }) => type),
      ["filed", "launched", "running"],
    );
    assert.equal((await page(world, "expand=usage")).items[0].usage.cpuSeconds, 0);
    assert.equal((await world.inject({ url: "/api/v2/jobs?expand=usage&limit=101" })).statusCode, 400);
  });

  it("names the machine of each job that has one", async () => {
    await using world = await aWorld();
    const waiting = await submitted(world);
    const started = await submitted(world);
    await world.launch(started);
    const items: readonly { id: number; node?: string }[] = (await page(world, "")).items;
    assert.deepEqual(
      items.map(({ id, node }) => [id, node]),
      [
        [started, "node1"],
        [waiting, undefined],
      ],
    );
  });
});

describe("one job", () => {
  it("is the same document as long as nothing happens to it, and says so", async () => {
    await using world = await aWorld();
    const id = await submitted(world);
    const get = (headers = {}) => world.inject({ url: `/api/v2/jobs/${id}`, headers });
    const { headers } = await get();
    const etag = String(headers.etag);
    assert.match(etag, /^"[^"]+"$/);
    const known = await get({ "if-none-match": `"other", ${etag}` });
    assert.deepEqual([known.statusCode, known.body, known.headers.etag], [304, "", etag]);
    await world.launch(id);
    const changed = await get({ "if-none-match": etag });
    assert.equal(changed.statusCode, 200);
    assert.notEqual(changed.headers.etag, etag);
    assert.equal(changed.json().etag, changed.headers.etag);
  });

  it("has a tag of its text where it is another document", async () => {
    await using world = await aWorld();
    const { headers, statusCode } = await world.inject({ url: "/api/v2/openapi.json" });
    assert.equal(statusCode, 200);
    const again = await world.inject({
      url: "/api/v2/openapi.json",
      headers: { "if-none-match": `W/${String(headers.etag)}` },
    });
    assert.equal(again.statusCode, 304);
  });

  it("can be had in parts, and with its history", async () => {
    await using world = await aWorld();
    const id = await submitted(world, { script: "#!/bin/sh\n", command: undefined });
    const part = await world.inject({ url: `/api/v2/jobs/${id}?fields=script,id` });
    assert.deepEqual(part.json(), { id, script: "#!/bin/sh\n" });
    await world.launch(id);
    const { events } = (await world.inject({ url: `/api/v2/jobs/${id}?expand=events` })).json();
    assert.equal(events.length, 2);
    const both = (await world.inject({ url: `/api/v2/jobs/${id}?fields=id&expand=events` })).json();
    assert.deepEqual(both, { id, events });
  });
});

describe("the states of many jobs by their ids", () => {
  const states = (world: World, list: unknown, as?: string) =>
    world.inject({
      method: "POST",
      url: "/api/v2/jobs:states",
      payload: { ids: list },
      ...(as === undefined ? {} : { as }),
    });

  it("are told in the order of the ids; what is not there, or not theirs to see, is left out", async () => {
    await using world = await aWorld();
    const failed = await submitted(world, {});
    const taskId = await world.launch(failed);
    await world.running(taskId);
    await world.end(taskId, { state: "failed", reason: "ExitCode", exitCode: 3 });
    const held = await submitted(world, { hold: true });
    const items = [
      { id: failed, state: "failed", reason: "ExitCode", exitCode: 3 },
      { id: held, state: "held", reason: "HeldByUser" },
    ];
    assert.deepEqual((await states(world, [999, held, failed])).json(), { items });
    assert.deepEqual((await states(world, [held, failed], BOB)).json(), { items: [] });
    assert.deepEqual((await states(world, [failed], ROOT)).json(), { items: items.slice(0, 1) });
  });

  it("are those of ten thousand jobs at most, each once", async () => {
    await using world = await aWorld();
    const tooMany = await states(
      world,
      Array.from({ length: 10_001 }, (_, at) => at + 1),
    );
    assert.equal(tooMany.statusCode, 422);
    for (const list of [[], [1, 1], [0], ["1"], undefined])
      assert.equal((await states(world, list)).statusCode, 422, JSON.stringify(list));
  });
});
