import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, it } from "node:test";
import type { World } from "../api/api.builders.ts";
import { ANA, aWorld, submitted } from "../api/api.builders.ts";
import { publishedApi } from "../api/published-api.builders.ts";
import { createClient } from "./client.ts";
import type { Fetch } from "./http.ts";
import { ApiError } from "./http.ts";

/** Every answer that is no stream is held against the OpenAPI document that the same server publishes. */
async function connected(world: World) {
  const baseUrl = await world.listen();
  const headers = { authorization: `Bearer ${ANA}` };
  const published = publishedApi(
    (await (await fetch(`${baseUrl}/api/v2/openapi.json`, { headers })).json()) as Parameters<
      typeof publishedApi
    >[0],
  ); // checked by use
  const checked: Fetch = async (url, init) => {
    const response = await fetch(url, init);
    const type = response.headers.get("content-type") ?? "";
    if (/^application\/(problem\+)?json/.test(type)) {
      published.check(init.method ?? "GET", url.slice(baseUrl.length), {
        statusCode: response.status,
        headers: { "content-type": type },
        payload: await response.clone().text(),
      });
    }
    return response;
  };
  return createClient({ baseUrl: `${baseUrl}/`, token: ANA, source: "cli", fetch: checked });
}

async function running(world: World, id: number, text: string) {
  const taskId = await world.launch(id);
  await world.running(taskId);
  world.output.set(`${taskId}/stdout`, new TextEncoder().encode(text));
  return taskId;
}

const textOf = async (pieces: AsyncIterable<Uint8Array>) => {
  const decoder = new TextDecoder();
  let text = "";
  for await (const piece of pieces) text += decoder.decode(piece, { stream: true });
  return text;
};

describe("the client of a real server", { timeout: 240_000 }, () => {
  it("asks where any number of jobs stand, so many at a time", async () => {
    await using world = await aWorld();
    const client = await connected(world);
    const waiting = await client.submit({ command: ["true"] });
    const held = await client.submit({ command: ["true"], hold: true });
    // The last of them is in another question than the first.
    const ids = [waiting.id, ...Array.from({ length: 10_000 }, (_, n) => 1000 + n), held.id];
    assert.deepEqual(await Array.fromAsync(client.states(ids)), [
      { id: waiting.id, state: "pending" },
      { id: held.id, state: "held", reason: "HeldByUser" },
    ]);
  });

  it("submits, looks at, cancels and explains a job", async () => {
    await using world = await aWorld();
    const client = await connected(world);
    const job = await client.submit({ command: ["true"], array: { from: 1, to: 3 } });
    assert.deepEqual([job.state, job.source, job.warnings], ["pending", "cli", []]);
    assert.equal((await client.get(job.id)).progress?.total, 3);
    assert.equal((await client.explain(job.id)).source, "store");
    assert.equal((await client.cancel(job.id)).id, job.id);
    assert.equal((await client.hold(job.id)).id, job.id);
    assert.equal((await client.release(job.id)).id, job.id);
    assert.deepEqual(await client.attempts(job.id), { items: [], truncated: false });
    assert.equal((await client.whoami()).user, "ana");
    assert.equal((await client.nodes())[0]?.hostname, "node1");
    assert.equal((await client.volumes())[0]?.name, "home");
  });

  it("looks into a job, tries it again, changes it and forgets it", async () => {
    await using world = await aWorld({ changeWaitMs: 20 });
    const client = await connected(world);
    const spec = { command: ["true"], array: { from: 1, to: 3 } };
    assert.equal((await client.validate(spec)).spec.priority, 50);
    const job = await client.submit(spec, { idempotencyKey: "k" });
    assert.equal((await client.submit(spec, { idempotencyKey: "k" })).id, job.id);
    assert.deepEqual((await client.spec(job.id)).array, { from: 1, to: 3, step: 1 });
    const tasks = await Array.fromAsync(client.tasks(job.id, { pageSize: 2, state: ["pending"] }));
    assert.deepEqual(
      tasks.map(({ index }) => index),
      [1, 2, 3],
    );
    assert.equal((await client.task(job.id, 2)).state, "pending");
    assert.equal((await client.change(job, { priority: 7, labels: { a: "1" } })).id, job.id);
    assert.equal((await client.suspend(job.id)).id, job.id);
    assert.equal((await client.resume(job.id)).id, job.id);
    await world.lead(job.id, { type: "cancel_requested", by: "ana" });
    const history = await Array.fromAsync(client.history(job.id));
    assert.deepEqual(
      history.map(({ type }) => type),
      ["filed", "cancel_requested"],
    );
    assert.equal((await client.usage(job.id)).wallSeconds, 0);
    const retry = await client.retry(job.id, { idempotencyKey: "k" });
    assert.equal((await client.get(retry.id)).retryOf, job.id);
    await client.forget(job.id);
    await assert.rejects(client.get(job.id), { code: "not_found" });
    await assert.rejects(client.change(job, { priority: 1 }), { code: "not_found" });
  });

  it("acts on many jobs, and counts them", async () => {
    await using world = await aWorld();
    const client = await connected(world);
    for (let n = 0; n < 3; n += 1) await submitted(world, { name: `t${n}` });
    assert.deepEqual(await client.count({ name: ["t0", "t1"] }), { total: 2, isLowerBound: false });
    const filter = { name: ["t*"] };
    const { id, results } = await client.actOnMany("hold", { filter, expectedCount: 3 });
    assert.equal(results.length, 3);
    assert.equal((await client.operation(id)).state, "done");
    await assert.rejects(client.actOnMany("cancel", { filter, expectedCount: 2 }), { code: "count_differs" });
  });

  it("lists over all pages", async () => {
    await using world = await aWorld();
    const client = await connected(world);
    for (let n = 0; n < 5; n += 1) await submitted(world, { hold: n % 2 === 0 });
    const ids: number[] = [];
    for await (const job of client.list({ pageSize: 2, state: ["held"] })) ids.push(job.id);
    assert.deepEqual(ids, [5, 3, 1]);
    const found = client.list({ pageSize: 2, q: "-state:held", sort: "id", user: ["ana", "bob"] });
    assert.deepEqual(
      (await Array.fromAsync(found)).map(({ id }) => id),
      [2, 4],
    );
  });

  it("streams many jobs in and their answers out", async () => {
    await using world = await aWorld();
    const client = await connected(world);
    const specs = Array.from({ length: 1000 }, (_, n) => ({ command: n === 500 ? [] : ["true"] }));
    let stored = 0;
    for await (const line of client.submitMany(specs)) {
      if ("id" in line) stored += 1;
      else assert.deepEqual([line.line, line.problem.code], [501, "invalid"]);
    }
    assert.equal(stored, 999);
    await assert.rejects(client.submitMany(specs, { atomic: true }).next(), { code: "invalid", status: 422 });
    assert.equal((await world.store.inbox(10_000)).length, 999);
  });

  it("throws one kind of error, with what the server said", async () => {
    await using world = await aWorld();
    const client = await connected(world);
    await assert.rejects(client.submit({ command: ["true"], priority: 999 }), (error: unknown) => {
      assert.ok(error instanceof ApiError);
      assert.deepEqual([error.code, error.status, error.retryable], ["invalid", 422, false]);
      assert.equal(error.problem?.errors?.[0]?.pointer, "/priority");
      return true;
    });
    await assert.rejects(client.get(99), { code: "not_found", status: 404 });
    world.agents = undefined;
    await assert.rejects(client.nodes(), { code: "no_leader", retryable: true, retryAfterSeconds: 2 });
    const nowhere = createClient({ baseUrl: "http://127.0.0.1:1", token: ANA });
    await assert.rejects(nowhere.whoami(), { name: "ApiError", code: "unreachable", status: 0 });
  });

  it("waits for the end of a job", async () => {
    await using world = await aWorld();
    const client = await connected(world);
    const id = await submitted(world);
    const taskId = await running(world, id, "");
    const ended = client.waitForEnd(id);
    await world.end(taskId, { state: "failed", reason: "ExitCode", exitCode: 7 });
    assert.deepEqual([(await ended).state, (await ended).exitCode], ["failed", 7]);
  });

  it("gives up waiting when it is told to", async () => {
    await using world = await aWorld();
    const client = await connected(world);
    const id = await submitted(world);
    const controller = new AbortController();
    const waiting = client.waitForEnd(id, { signal: controller.signal });
    controller.abort(new Error("enough"));
    await assert.rejects(waiting, /enough/);
  });

  it("follows an output to its end", async () => {
    await using world = await aWorld();
    const client = await connected(world);
    const id = await submitted(world);
    const taskId = await running(world, id, "héllo");
    const text = textOf(client.logs(id, { follow: true }));
    await world.end(taskId);
    assert.equal(await text, "héllo");
    assert.equal(await textOf(client.logs(id, { offset: 3 })), "llo");
  });

  it("follows events with their cursors", async () => {
    await using world = await aWorld();
    const client = await connected(world);
    const id = await submitted(world);
    await running(world, id, "");
    const types: string[] = [];
    let cursor = "0";
    for await (const event of client.events({ after: "0", job: id })) {
      types.push(event.type);
      cursor = event.cursor;
      if (types.length === 2) break;
    }
    const { value } = await client.events({ after: cursor }).next();
    assert.deepEqual([...types, value?.type], ["filed", "launched", "running"]);
  });
});

/** A server that answers request after request with these, to cut where a real one would not. */
async function scripted(answers: readonly ((request: IncomingMessage, response: ServerResponse) => void)[]) {
  const seen: string[] = [];
  const server = createServer((request, response) => {
    const answer = answers[seen.length];
    seen.push(request.url ?? "");
    if (answer === undefined) response.destroy();
    else answer(request, response);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo; // a TCP server that listens has one
  const client = createClient({ baseUrl: `http://127.0.0.1:${port}`, token: ANA });
  const close = async () => {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  };
  return { client, seen, [Symbol.asyncDispose]: close };
}

describe("the client behind a connection that is cut", { timeout: 240_000 }, () => {
  const cutAfter =
    (text: string, headers: Record<string, string>) => (_: IncomingMessage, response: ServerResponse) => {
      response.writeHead(200, { "content-length": "100", ...headers });
      response.write(text, () => setImmediate(() => response.destroy()));
    };

  it("goes on behind the last byte, in the same attempt", async () => {
    await using server = await scripted([
      cutAfter("abc", { "x-godocker-attempt": "2" }),
      (_, response) => response.end("def"),
    ]);
    assert.equal(await textOf(server.client.logs(5, { follow: true })), "abcdef");
    assert.deepEqual(server.seen, [
      "/api/v2/jobs/5/logs/stdout?offset=0&follow=true",
      "/api/v2/jobs/5/logs/stdout?attempt=2&offset=3&follow=true",
    ]);
  });

  it("finds out which attempt it was when nobody told", async () => {
    const items = [
      { attempt: 1, endedAt: "2026-01-01T00:00:00.000Z", reason: "LaunchDropped" },
      { attempt: 2, startedAt: "2026-01-01T00:00:00.000Z" },
    ];
    await using server = await scripted([
      cutAfter("abc", {}),
      (_, response) => response.end(JSON.stringify({ items, truncated: false })),
      (_, response) => response.end("def"),
    ]);
    assert.equal(await textOf(server.client.logs(5, { follow: true })), "abcdef");
    assert.equal(server.seen[2], "/api/v2/jobs/5/logs/stdout?attempt=2&offset=3&follow=true");
  });

  it("resumes events behind the last one", async () => {
    const frame = (id: string) => `id: ${id}\nevent: job.state\ndata: {"job":1,"type":"running"}\n\n`;
    await using server = await scripted([
      cutAfter(`retry: 1\n\n: x\n\n${frame("7.0")}`, {}),
      (_, response) => void response.write(frame("8.1")),
    ]);
    const cursors: string[] = [];
    const live: boolean[] = [];
    const events = server.client.events({ onLive: (isLive) => live.push(isLive) });
    for await (const { cursor } of events) if (cursors.push(cursor) === 2) break;
    assert.deepEqual(cursors, ["7.0", "8.1"]);
    assert.deepEqual(live, [true, false, true]);
    assert.equal(server.seen[1], "/api/v2/events?after=7.0");
  });

  it("does not go on after an error that will stay", async () => {
    await using server = await scripted([
      (_, response) => {
        response.writeHead(404, { "content-type": "application/problem+json" });
        response.end(
          '{"type":"/problems/not_found","title":"There is nothing here","status":404,"code":"not_found"}',
        );
      },
    ]);
    await assert.rejects(textOf(server.client.logs(5)), { code: "not_found" });
    assert.equal(server.seen.length, 1);
  });

  it("never sends the token to another address", async () => {
    await using server = await scripted([
      (_, response) => {
        response.writeHead(302, { location: "http://127.0.0.1:1/" });
        response.end();
      },
    ]);
    await assert.rejects(server.client.whoami(), { code: "unreachable" });
    assert.equal(server.seen.length, 1);
  });
});
