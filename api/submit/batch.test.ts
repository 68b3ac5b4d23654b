import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { openMemoryStore } from "../../store/memory.ts";
import type { Store } from "../../store/store.ts";
import { StoreUnavailableError } from "../../store/store.ts";
import type { World } from "../api.builders.ts";
import { ANA, aWorld, BOB, submitted } from "../api.builders.ts";
import { ATOMIC_LINES_MAX, BATCH_BYTES_MAX, BATCH_LINES_MAX } from "./batch.ts";

const GOOD = '{"command":["true"]}';

async function batch(world: World, body: string, { atomic = false, type = "application/x-ndjson" } = {}) {
  const answer = await world.inject({
    method: "POST",
    url: `/api/v2/jobs:batch${atomic ? "?atomic=true" : ""}`,
    payload: body,
    headers: { "content-type": type },
  });
  const lines =
    answer.statusCode === 200
      ? answer.body
          .split("\n")
          .filter(Boolean)
          .map((line) => JSON.parse(line))
      : [];
  return { answer, lines };
}

const stored = async (world: World) => (await world.store.inbox(100_000)).length;

describe("a batch of jobs", () => {
  it("answers each line in order, and stores the good ones beside bad ones", async () => {
    await using world = await aWorld();
    const { lines } = await batch(world, [GOOD, "{", '{"command":["x"],"cpu":1}', "", GOOD].join("\n"));
    assert.deepEqual(
      lines.map(({ line, id, problem }) => [line, typeof id === "number" ? "stored" : problem.code]),
      [
        [1, "stored"],
        [2, "malformed_json"],
        [3, "invalid"],
        [5, "stored"],
      ],
    );
    assert.equal(lines[2].problem.errors[0].pointer, "/cpu");
    assert.equal(await stored(world), 2);
  });

  it("gives an array in a batch the ids of its tasks", async () => {
    await using world = await aWorld();
    const { lines } = await batch(world, ['{"command":["a"],"array":{"from":1,"to":3}}', GOOD].join("\n"));
    assert.equal(lines[1].id, lines[0].id + 4);
  });

  it("stores ten thousand lines and refuses the one after, with its number", async () => {
    await using world = await aWorld();
    const { lines } = await batch(world, `${GOOD}\n`.repeat(BATCH_LINES_MAX + 1));
    assert.equal(await stored(world), BATCH_LINES_MAX);
    assert.deepEqual([lines.at(-1).line, lines.at(-1).problem.code], [BATCH_LINES_MAX + 1, "too_large"]);
    assert.equal(lines.length, BATCH_LINES_MAX + 1);
  });

  it("skips a line that is too long, and goes on with the next", async () => {
    await using world = await aWorld({ bodyBytesMax: 64 * 1024 });
    const { lines } = await batch(world, [GOOD, `{"script":"${"x".repeat(70_000)}"}`, GOOD].join("\n"));
    assert.deepEqual(
      lines.map(({ id, problem }) => id === undefined && problem.code),
      [false, "too_large", false],
    );
  });

  it("refuses at once what announces more than 64 MiB", async () => {
    await using world = await aWorld();
    const answer = await world.inject({
      method: "POST",
      url: "/api/v2/jobs:batch",
      payload: GOOD,
      headers: { "content-type": "application/x-ndjson", "content-length": String(BATCH_BYTES_MAX + 1) },
    });
    assert.equal(answer.statusCode, 413);
    assert.equal(await stored(world), 0);
  });

  it("allows lines to wait only for jobs that exist already, and of others for none", async () => {
    await using world = await aWorld();
    const own = await submitted(world);
    const foreign = await submitted(world, {}, BOB);
    const line = (job: number) => JSON.stringify({ command: ["x"], dependencies: [{ job }] });
    const { lines } = await batch(world, [line(own), line(foreign), line(own + 1000)].join("\n"));
    assert.deepEqual(
      lines.map(({ id }) => id !== undefined),
      [true, false, false],
    );
  });

  it("takes no other media type", async () => {
    await using world = await aWorld();
    for (const type of ["application/json", "text/plain", "application/x-ndjson; charset=utf-16"]) {
      assert.equal((await batch(world, GOOD, { type })).answer.statusCode, 415, type);
    }
  });

  it("is a 503 as a whole when the store is away from the beginning", async () => {
    const submit = () => Promise.reject(new StoreUnavailableError("away"));
    await using world = await aWorld({ store: { ...openMemoryStore(), submit } });
    const { answer } = await batch(world, GOOD);
    assert.equal(answer.statusCode, 503);
  });

  it("tells line by line what was not stored when the store goes away in the middle", async () => {
    const store = openMemoryStore();
    let calls = 0;
    const submit = (...given: Parameters<Store["submit"]>) => {
      calls += 1;
      return calls === 1 ? store.submit(...given) : Promise.reject(new StoreUnavailableError("away"));
    };
    await using world = await aWorld({ store: { ...store, submit } });
    const base = await world.listen();
    const pieces = async function* () {
      yield new TextEncoder().encode(`${GOOD}\n`);
      // The second piece is sent when the first one is stored, so that they are two.
      while (calls === 0) await new Promise((resolve) => setImmediate(resolve));
      yield new TextEncoder().encode(`${GOOD}\n`);
    };
    const answer = await fetch(`${base}/api/v2/jobs:batch`, {
      method: "POST",
      headers: { authorization: `Bearer ${ANA}`, "content-type": "application/x-ndjson" },
      body: ReadableStream.from(pieces()),
      duplex: "half",
    });
    const lines = (await answer.text())
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    assert.equal(lines[0].id, 1);
    assert.deepEqual([lines[1].line, lines[1].problem.code], [2, "store_unavailable"]);
  });

  it("answers the first lines before the last ones were sent", { timeout: 240_000 }, async () => {
    await using world = await aWorld();
    const base = await world.listen();
    let answered: (() => void) | undefined;
    const firstAnswer = new Promise<void>((resolve) => {
      answered = resolve;
    });
    const pieces = async function* () {
      yield new TextEncoder().encode(`${GOOD}\n`);
      await firstAnswer;
      yield new TextEncoder().encode(`${GOOD}\n`);
    };
    const answer = await fetch(`${base}/api/v2/jobs:batch`, {
      method: "POST",
      headers: { authorization: `Bearer ${ANA}`, "content-type": "application/x-ndjson" },
      body: ReadableStream.from(pieces()),
      duplex: "half",
    });
    let text = "";
    for await (const bytes of answer.body ?? []) {
      text += Buffer.from(bytes).toString();
      answered?.();
    }
    assert.equal(text.trim().split("\n").length, 2);
  });
});

describe("an atomic batch", () => {
  it("stores all jobs when all are good", async () => {
    await using world = await aWorld();
    const { lines } = await batch(world, [GOOD, GOOD].join("\n"), { atomic: true });
    assert.deepEqual(
      lines.map(({ line, id }) => [line, id]),
      [
        [1, 1],
        [2, 2],
      ],
    );
  });

  it("stores none when one is bad, and says which and why", async () => {
    await using world = await aWorld();
    const { answer } = await batch(world, [GOOD, '{"command":[]}', "{"].join("\n"), { atomic: true });
    assert.equal(answer.statusCode, 422);
    assert.deepEqual(
      answer.json().lines.map(({ line }: { line: number }) => line),
      [2, 3],
    );
    assert.equal(await stored(world), 0);
  });

  it("takes a thousand lines and not one more", async () => {
    await using world = await aWorld();
    assert.equal(
      (await batch(world, `${GOOD}\n`.repeat(ATOMIC_LINES_MAX), { atomic: true })).lines.length,
      1000,
    );
    const more = await batch(world, `${GOOD}\n`.repeat(ATOMIC_LINES_MAX + 1), { atomic: true });
    assert.equal(more.answer.statusCode, 413);
    assert.equal(await stored(world), ATOMIC_LINES_MAX);
  });
});
