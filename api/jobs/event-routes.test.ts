import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createClient } from "../../client/client.ts";
import { framesOf } from "../../client/streams.ts";
import { openMemoryStore } from "../../store/memory.ts";
import type { Store } from "../../store/store.ts";
import { ANA, aWorld, BOB, ROOT, submitted } from "../api.builders.ts";
import type { World } from "../api.builders.ts";

async function* linesOf(answer: Response): AsyncGenerator<string> {
  let rest = "";
  for await (const piece of answer.body ?? []) {
    const parts = (rest + Buffer.from(piece).toString()).split("\n");
    rest = parts.pop() ?? "";
    yield* parts;
  }
}

async function events(
  base: string,
  query: string,
  token: string,
  wanted: number,
  headers: Record<string, string> = {},
) {
  const answer = await fetch(`${base}/api/v2/events${query}`, {
    headers: { authorization: `Bearer ${token}`, ...headers },
  });
  assert.equal(answer.status, 200);
  const seen: {
    readonly id: string | undefined;
    readonly event: string;
    readonly data: Record<string, unknown>;
  }[] = [];
  for await (const { id, event, data } of framesOf(linesOf(answer))) {
    seen.push({ id, event, data: JSON.parse(data) });
    if (seen.length === wanted) break;
  }
  return seen;
}

async function oneLife(world: World, id: number) {
  const taskId = await world.launch(id);
  await world.running(taskId);
  await world.end(taskId, { state: "failed", reason: "ExitCode", exitCode: 3, message: "exit code 3" });
}

describe("the stream of events", { timeout: 240_000 }, () => {
  it("tells a job's life as it happens, with what the job is now", async () => {
    await using world = await aWorld();
    const base = await world.listen();
    const id = await submitted(world);
    const seen = events(base, `?job=${id}&after=0`, ANA, 4);
    await oneLife(world, id);
    const told = await seen;
    assert.deepEqual(
      told.map(({ event, data }) => [event, data.type, data.job]),
      ["filed", "launched", "running", "ended"].map((type) => ["job.state", type, id]),
    );
    const last = told[3]?.data;
    assert.deepEqual(
      [last?.state, last?.attempt, last?.exitCode, last?.reason],
      ["failed", 1, 3, "ExitCode"],
    );
  });

  it("goes on behind the last event that was seen, within an entry, too", async () => {
    await using world = await aWorld();
    const base = await world.listen();
    const [a, b] = [await submitted(world), await submitted(world)];
    await world.lead(a); // files both in one entry
    const all = await events(base, "?after=0", ANA, 2);
    assert.deepEqual(
      all.map(({ data }) => data.job),
      [a, b],
    );
    const rest = await events(base, "", ANA, 1, { "last-event-id": all[0]?.id ?? "" });
    assert.deepEqual([rest[0]?.data.job, rest[0]?.id], [b, all[1]?.id]);
  });

  it("shows a user no job of others, whatever the filter", async () => {
    await using world = await aWorld();
    const base = await world.listen();
    const foreign = await submitted(world, {}, BOB);
    const own = await submitted(world);
    await world.lead(foreign);
    assert.deepEqual((await events(base, "?after=0", ANA, 1))[0]?.data.job, own);
    assert.deepEqual((await events(base, "?after=0&user=bob", ROOT, 1))[0]?.data.job, foreign);
    const answer = await fetch(`${base}/api/v2/events?after=0&user=bob`, {
      headers: { authorization: `Bearer ${ANA}` },
    });
    await world.app.close(); // ends the stream
    assert.doesNotMatch(await answer.text(), /job\.state/);
  });

  it("costs one look at the jobs of an entry, however many follow it", async () => {
    const memory = openMemoryStore();
    let looks = 0;
    const standings: Store["standings"] = (ids) => {
      looks += 1;
      return memory.standings(ids);
    };
    await using world = await aWorld({ store: { ...memory, standings } });
    const base = await world.listen();
    const id = await submitted(world);
    const answers = await Promise.all(
      Array.from({ length: 20 }, () =>
        fetch(`${base}/api/v2/events`, { headers: { authorization: `Bearer ${ANA}` } }),
      ),
    );
    const before = (await memory.lastEntry())?.n ?? 0;
    await oneLife(world, id);
    for (const answer of answers) {
      const types: unknown[] = [];
      for await (const { data } of framesOf(linesOf(answer))) {
        types.push(JSON.parse(data).type);
        if (types.length === 4) break;
      }
      assert.deepEqual(types, ["filed", "launched", "running", "ended"]);
    }
    assert.equal(looks, ((await memory.lastEntry())?.n ?? 0) - before);
  });

  it("answers 410 with the oldest when events behind the cursor are gone", async () => {
    await using world = await aWorld();
    const id = await submitted(world);
    await oneLife(world, id);
    await world.store.compact(2);
    const answer = await world.inject({ url: "/api/v2/events?after=1.0" });
    assert.deepEqual(
      [answer.statusCode, answer.json().code, answer.json().oldest],
      [410, "gone_cursor", "3.0"],
    );
    const base = await world.listen();
    assert.equal((await events(base, "?after=0", ANA, 1))[0]?.data.type, "ended");
  });

  it("refuses a cursor that is none", async () => {
    await using world = await aWorld();
    for (const after of ["x", "1", "-1.0", "1.x", '{"$gt":0}']) {
      const answer = await world.inject({ url: `/api/v2/events?after=${encodeURIComponent(after)}` });
      assert.deepEqual([answer.statusCode, answer.json().parameter], [400, "after"], after);
    }
  });

  it("ends when the credential no longer counts", async () => {
    let aheadMs = 0;
    await using world = await aWorld({ nowMs: () => Date.now() + aheadMs });
    const base = await world.listen();
    const id = await submitted(world);
    await world.lead(id);
    const client = createClient({ baseUrl: base, token: ANA });
    const stream = client.events({ after: "0" });
    assert.equal((await stream.next()).value?.type, "filed");
    world.revoked.add(ANA);
    aheadMs = 61_000;
    const next = stream.next();
    await world.launch(id);
    await assert.rejects(next, { name: "ApiError", code: "token_expired" });
  });
});
