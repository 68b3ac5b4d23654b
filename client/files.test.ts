import assert from "node:assert/strict";
import { symlinkSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { unpackTar } from "modern-tar";
import { ANA, aWorld, submitted } from "../api/api.builders.ts";
import { aJobDisk } from "../api/files/files.builders.ts";
import type { Client } from "./client.ts";
import { createClient } from "./client.ts";
import { cuttingProxy } from "./cutting-proxy.builders.ts";
import { ApiError } from "./http.ts";

async function whole(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece);
  return Buffer.concat(all);
}

async function named(client: Client, path = ""): Promise<readonly string[]> {
  const all: string[] = [];
  for await (const { name } of client.files(1, { path })) all.push(name);
  return all;
}

describe("the files of a job", () => {
  it("are listed over all pages, read, and fetched as an archive", async () => {
    using disk = aJobDisk();
    await using world = await aWorld({ jobFiles: disk.shared });
    await submitted(world);
    const client = createClient({ baseUrl: await world.listen(), token: ANA });
    const many = Array.from({ length: 1500 }, (_, at) => `f${at}`).sort();
    for (const name of many) disk.put(1, `many/${name}`);
    disk.put(1, "out/naïve ☃?#%", "text");
    symlinkSync("out", join(disk.directory(1), "link"));
    assert.deepEqual(await named(client), ["link", "many", "out"]);
    assert.deepEqual(await named(client, "many"), many);
    assert.equal(String(await whole(client.readFile(1, "link/naïve ☃?#%"))), "text");
    assert.equal(String(await whole(client.readFile(1, "out/naïve ☃?#%", { offset: 2 }))), "xt");
    const entries = await unpackTar(await whole(client.archive(1, { path: "out" })));
    assert.deepEqual(
      entries.map(({ header }) => header.name),
      ["out/", "out/naïve ☃?#%"],
    );
    const code = (error: unknown) => error instanceof ApiError && error.code === "bad_parameter";
    await assert.rejects(whole(client.readFile(1, "out")), code);
    await assert.rejects(named(client, "out/naïve ☃?#%"), code);
  });
});

describe("a file that is read over connections that are cut", () => {
  it("comes whole, every byte once", { timeout: 240_000 }, async () => {
    using disk = aJobDisk();
    await using world = await aWorld({ jobFiles: disk.shared });
    await submitted(world);
    const content = Buffer.from(Uint8Array.from({ length: 3_000_000 }, (_, at) => (at * 31) % 251));
    utimesSync(disk.put(1, "f", content), 1_700_000_000, 1_700_000_000);
    await using proxy = await cuttingProxy({ url: await world.listen(), seed: 7, meanBytes: 300_000 });
    const client = createClient({ baseUrl: proxy.url, token: ANA });
    assert.ok((await whole(client.readFile(1, "f"))).equals(content));
    assert.ok(proxy.cuts() > 2, "nothing was cut");
  });

  it("is an error when it was changed in between", { timeout: 240_000 }, async () => {
    using disk = aJobDisk();
    await using world = await aWorld({ jobFiles: disk.shared });
    await submitted(world);
    disk.put(1, "f", Buffer.alloc(3_000_000, "a"));
    await using proxy = await cuttingProxy({ url: await world.listen(), seed: 7, meanBytes: 300_000 });
    const client = createClient({ baseUrl: proxy.url, token: ANA });
    const read = async (): Promise<void> => {
      for await (const _ of client.readFile(1, "f")) {
        if (proxy.cuts() === 0) continue;
        disk.put(1, "f", Buffer.alloc(3_000_000, "b"));
      }
    };
    await assert.rejects(read(), (error) => error instanceof ApiError && error.code === "changed");
  });
});

describe("an output that is followed over connections that are cut", () => {
  it(
    "comes whole, every byte once, whichever attempt it turned out to be",
    { timeout: 240_000 },
    async () => {
      await using world = await aWorld();
      const id = await submitted(world);
      await using proxy = await cuttingProxy({ url: await world.listen(), seed: 3, meanBytes: 2000 });
      // The first one is over, the second is on its way and never begins: the third is the one that is meant.
      const first = await world.launch(id);
      await world.running(first);
      world.output.set(`${first}/stdout`, Buffer.from("x".repeat(50_000)));
      await world.end(first, { state: "failed", reason: "NodeLost", retryAtMs: Date.now() });
      const second = await world.launch(id, { attempt: 2 });
      const { promise: accepted, resolve: accept } = Promise.withResolvers<void>();
      const client = createClient({
        baseUrl: proxy.url,
        token: ANA,
        fetch: async (url, init) => {
          const answer = await fetch(url, init);
          accept();
          return answer;
        },
      });
      const following = whole(client.logs(id, { follow: true }));
      await accepted;
      await world.end(second, {
        state: "failed",
        reason: "LaunchDropped",
        retryAtMs: Date.now(),
        neverBegan: true,
      });
      const third = await world.launch(id, { attempt: 3 });
      await world.running(third);
      const text = Array.from({ length: 500 }, (_, at) => `line ${at} ☃\n`).join("");
      for (let at = 0; at <= 500; at += 1) {
        world.output.set(`${third}/stdout`, Buffer.from(text).subarray(0, at * 15));
        await new Promise((resolve) => setImmediate(resolve));
      }
      world.output.set(`${third}/stdout`, Buffer.from(text));
      await world.end(third);
      assert.equal(String(await following), text);
      assert.ok(proxy.cuts() > 0, "nothing was cut");
    },
  );

  it("comes whole attempt after attempt, each byte told with its place", { timeout: 240_000 }, async () => {
    await using world = await aWorld();
    const id = await submitted(world);
    await using proxy = await cuttingProxy({ url: await world.listen(), seed: 5, meanBytes: 3000 });
    const client = createClient({ baseUrl: proxy.url, token: ANA });
    const texts = ["one ☃ ", "two ☃ ", "three ☃ "].map((word) => word.repeat(400));
    const got = new Map<number, Buffer[]>();
    const following = (async () => {
      for await (const { attempt, offset, bytes } of client.logEvents(id, { after: "stdout:1:0" })) {
        const pieces = got.get(attempt) ?? [];
        assert.equal(offset, Buffer.concat(pieces).length, "a gap, or a repetition");
        got.set(attempt, [...pieces, Buffer.from(bytes)]);
      }
    })();
    for (const [at, text] of texts.entries()) {
      const taskId = await world.launch(id, { attempt: at + 1 });
      await world.running(taskId);
      world.output.set(`${taskId}/stdout`, Buffer.from(text));
      const again = { state: "failed", reason: "NodeLost", retryAtMs: Date.now() } as const;
      await world.end(taskId, at === 2 ? { state: "succeeded", exitCode: 0 } : again);
    }
    await following;
    assert.deepEqual(
      [...got].map(([attempt, pieces]) => [attempt, Buffer.concat(pieces).toString()]),
      texts.map((text, at) => [at + 1, text]),
    );
    assert.ok(proxy.cuts() > 2, "nothing was cut");
  });

  it(
    "begins with its last lines once, and ends with the most bytes that were asked for",
    { timeout: 240_000 },
    async () => {
      await using world = await aWorld();
      const id = await submitted(world);
      const taskId = await world.launch(id);
      await world.running(taskId);
      const lines = Array.from({ length: 5000 }, (_, at) => `line ${at}\n`);
      world.output.set(`${taskId}/stdout`, Buffer.from(lines.join("")));
      await world.end(taskId);
      await using proxy = await cuttingProxy({ url: await world.listen(), seed: 9, meanBytes: 5000 });
      const client = createClient({ baseUrl: proxy.url, token: ANA });
      const last = lines.slice(-3000).join("");
      assert.equal(String(await whole(client.logs(id, { tail: 3000, follow: true }))), last);
      assert.equal(
        String(await whole(client.logs(id, { tail: 3000, maxBytes: 20_000 }))),
        last.slice(0, 20_000),
      );
      assert.ok(proxy.cuts() > 2, "nothing was cut");
    },
  );
});
