import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { aWorld } from "./api.builders.ts";
import corpus from "./bad-inputs.json" with { type: "json" };

/** Bodies that are too long for a data file. */
const MANY: Readonly<Record<string, () => string>> = {
  labels: () =>
    JSON.stringify({
      command: ["true"],
      labels: Object.fromEntries(Array.from({ length: 1000 }, (_, n) => [`k${n}`, ""])),
    }),
  dependencies: () =>
    JSON.stringify({
      command: ["true"],
      dependencies: Array.from({ length: 101 }, (_, n) => ({ job: n + 1 })),
    }),
  interpreter: () => JSON.stringify({ script: `#!${"/".repeat(5000)}\n` }),
  depth: () => "[".repeat(100_000),
  brackets: () => "[".repeat(10 * 1024 * 1024),
};

const JSON_BODY = { "content-type": "application/json" };

describe("bad input at the door for jobs", () => {
  for (const input of corpus.jobs) {
    it(`${input.name}: ${input.status}`, async () => {
      await using world = await aWorld();
      const raw = "raw" in input ? input.raw : undefined;
      const many = "many" in input && input.many !== undefined ? MANY[input.many]?.() : undefined;
      const payload = raw ?? many ?? JSON.stringify("body" in input ? input.body : undefined);
      const answer = await world.inject({ method: "POST", url: "/api/v2/jobs", payload, headers: JSON_BODY });
      assert.equal(answer.statusCode, input.status, answer.body);
      if (input.status !== 201) assert.deepEqual(await world.store.inbox(10), [], "nothing is stored");
      if ("pointer" in input) {
        const pointers = answer.json().errors.map(({ pointer }: { pointer: string }) => pointer);
        assert.ok(pointers.includes(input.pointer), pointers.join(" "));
      }
      assert.equal(({} as Record<string, unknown>).isAdmin, undefined);
    });

    if ("raw" in input && input.raw === "") continue; // an empty line of a batch is no job
    it(`${input.name}: the same in a batch`, async () => {
      await using world = await aWorld();
      const raw = "raw" in input ? input.raw : undefined;
      const many = "many" in input && input.many !== undefined ? MANY[input.many]?.() : undefined;
      const payload = raw ?? many ?? JSON.stringify("body" in input ? input.body : undefined);
      const headers = { "content-type": "application/x-ndjson" };
      const answer = await world.inject({ method: "POST", url: "/api/v2/jobs:batch", payload, headers });
      assert.equal(answer.statusCode, 200, answer.body);
      const line = JSON.parse(answer.body);
      assert.equal(line.problem?.status ?? 201, input.status, answer.body);
      assert.equal((await world.store.inbox(10)).length, input.status === 201 ? 1 : 0);
    });
  }

  it("C056 UTF-16, C057 Latin-1: neither is taken for UTF-8", async () => {
    await using world = await aWorld();
    const text = '{"command":["é"]}';
    for (const [payload, type, status] of [
      [Buffer.from(text, "utf16le"), "application/json; charset=utf-16", 415],
      [Buffer.from(text, "utf16le"), "application/json", 400],
      [Buffer.from(text, "latin1"), "application/json", 400],
      [Buffer.from(text), "application/json;charset=UTF-8", 201],
    ] as const) {
      const headers = { "content-type": type };
      const answer = await world.inject({ method: "POST", url: "/api/v2/jobs", payload, headers });
      assert.equal(answer.statusCode, status, answer.body);
    }
  });

  it("C060, C166: a compressed body, and JSON under another name, are 415", async () => {
    await using world = await aWorld();
    for (const headers of [
      { ...JSON_BODY, "content-encoding": "gzip" },
      { "content-type": "text/plain" },
      { "content-type": "application/x-www-form-urlencoded" },
      { "content-type": "application/x-ndjson" },
    ]) {
      const answer = await world.inject({
        method: "POST",
        url: "/api/v2/jobs",
        payload: '{"command":["a"]}',
        headers,
      });
      assert.equal(answer.statusCode, 415, JSON.stringify(headers));
    }
  });
});

describe("bad input in addresses and parameters", () => {
  for (const input of corpus.queries) {
    it(`${input.name}: ${input.status}`, async () => {
      await using world = await aWorld();
      const url =
        "repeat" in input && input.repeat !== undefined ? input.url + "x".repeat(input.repeat) : input.url;
      const answer = await world.inject({ url });
      assert.equal(answer.statusCode, input.status, answer.body);
      if (answer.statusCode === 200) assert.deepEqual(answer.json().items, []);
    });
  }
});

describe("JSON that is broken", () => {
  it("is told with the place, and without quoting it", async () => {
    await using world = await aWorld();
    for (const [payload, offset] of [
      ["{", 1],
      ['{"a":1,}', 7],
      ['{"N": NaN}', 6],
      ['{"a":"\u0001"}', 6],
      ['{"token":"s3cret" x}', 18],
      ['["\\q"]', 3],
      ['{"command":["a"]} x', 18],
    ] as const) {
      const answer = await world.inject({ method: "POST", url: "/api/v2/jobs", payload, headers: JSON_BODY });
      assert.deepEqual([answer.statusCode, answer.json().offset], [400, offset], payload);
      assert.doesNotMatch(answer.body, /s3cret/);
    }
  });
});
