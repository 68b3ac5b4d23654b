import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { World } from "../api.builders.ts";
import { ANA, aWorld, BOB, ROOT, submitted } from "../api.builders.ts";

const CANARY = "canary-5b1f";
const url = "/api/v2/secrets";
const store = (world: World, name: string, value: unknown = CANARY, as = ANA) =>
  world.inject({ method: "POST", url, payload: { name, value }, as });
const names = async (world: World, as = ANA) =>
  (await world.inject({ url, as })).json().items.map((each: { name: string }) => each.name);
const remove = (world: World, name: string, as = ANA) =>
  world.inject({ method: "DELETE", url: `${url}/${name}`, as });
const submit = (world: World, secrets: unknown, as = ANA) =>
  world.inject({ method: "POST", url: "/api/v2/jobs", payload: { command: ["true"], secrets }, as });

describe("secrets of a user", () => {
  it("are stored, replaced, listed and removed; no answer and no log line has a value", async () => {
    await using world = await aWorld();
    const first = await store(world, "db");
    assert.equal(first.statusCode, 201);
    assert.deepEqual(Object.keys(first.json()).sort(), ["createdAt", "name", "updatedAt"]);
    assert.equal((await store(world, "db", `${CANARY}-2`)).statusCode, 200);
    await store(world, "api.token");
    assert.deepEqual(await names(world), ["api.token", "db"]);
    assert.equal((await remove(world, "db")).statusCode, 204);
    assert.equal((await remove(world, "db")).statusCode, 404);
    const told = [first.body, (await world.inject({ url })).body, ...world.logLines].join("\n");
    assert.doesNotMatch(told, new RegExp(CANARY));
    assert.match(told, /secret\.stored/);
  });

  it("are nobody else's, an administrator's neither", async () => {
    await using world = await aWorld();
    await store(world, "db");
    for (const as of [BOB, ROOT]) {
      assert.deepEqual(await names(world, as), []);
      assert.equal((await remove(world, "db", as)).statusCode, 404);
    }
    assert.deepEqual(await names(world), ["db"]);
  });

  it("are refused for a name or a value that cannot be, and the value is not told back", async () => {
    await using world = await aWorld();
    for (const [name, value, pointer] of [
      ["DB", CANARY, "/name"],
      ["../x", CANARY, "/name"],
      ["db", `${CANARY}\0`, "/value"],
      ["db", "", "/value"],
      ["db", 519_231, "/value"],
      ["db", [CANARY], "/value"],
      ["db", CANARY.repeat(4000), "/value"],
      ["db", "é".repeat(20_000), "/value"],
    ] as const) {
      const answer = await store(world, name, value);
      assert.deepEqual([answer.statusCode, answer.json().errors[0].pointer], [422, pointer]);
      assert.doesNotMatch(answer.body, /canary|519231|é/);
    }
    assert.deepEqual(await names(world), []);
  });

  it("are 200 for one user", async () => {
    await using world = await aWorld();
    for (let n = 0; n < 200; n += 1) await store(world, `s${n}`);
    const answer = await store(world, "one-more");
    assert.deepEqual([answer.statusCode, answer.json().code], [409, "limit_reached"]);
    assert.equal((await store(world, "s7")).statusCode, 200);
  });
});

describe("a job with secrets", () => {
  it("names them, and has nothing else of them anywhere", async () => {
    await using world = await aWorld();
    await store(world, "db");
    const secrets = [
      { name: "db", env: "DB_PASSWORD" },
      { name: "db", file: "db.txt" },
    ];
    const id = await submitted(world, { secrets });
    await world.running(await world.launch(id));
    for (const path of ["", "/spec", "/attempts", "/events", "/explain"]) {
      const answer = await world.inject({ url: `/api/v2/jobs/${id}${path}` });
      assert.doesNotMatch(answer.body, new RegExp(CANARY), path);
    }
    assert.deepEqual((await world.inject({ url: `/api/v2/jobs/${id}/spec` })).json().secrets, secrets);
    assert.deepEqual((await world.inject({ url: `/api/v2/jobs/${id}` })).json().secrets, secrets);
    assert.doesNotMatch(JSON.stringify(await world.store.entries(0, 100)), new RegExp(CANARY));
  });

  it("is refused when its owner has no such secret, whoever else has one", async () => {
    await using world = await aWorld();
    await store(world, "db", CANARY, BOB);
    const answer = await submit(world, [{ name: "db", env: "X" }]);
    assert.equal(answer.statusCode, 422);
    const [fault] = answer.json().errors;
    assert.deepEqual([fault.pointer, fault.code], ["/secrets/0/name", "unknown_name"]);
    assert.match(fault.hint, /godocker secret create db/);
    const batch = await world.inject({
      method: "POST",
      url: "/api/v2/jobs:batch",
      payload: JSON.stringify({ command: ["true"], secrets: [{ name: "db", env: "X" }] }),
      headers: { "content-type": "application/x-ndjson" },
    });
    assert.equal(JSON.parse(batch.body).problem.errors[0].pointer, "/secrets/0/name");
  });

  it("is refused when it does not say as what, says it twice, or would take a variable that is not its own", async () => {
    await using world = await aWorld();
    await store(world, "db");
    for (const [secrets, pointer] of [
      [[{ name: "db" }], "/secrets/0"],
      [[{ name: "db", env: "A", file: "a" }], "/secrets/0"],
      [[{ name: "db", env: "LD_PRELOAD" }], "/secrets/0/env"],
      [[{ name: "db", env: "GODOCKER_X" }], "/secrets/0/env"],
      [[{ name: "db", env: "A=B" }], "/secrets/0/env"],
      [[{ name: "db", file: "../x" }], "/secrets/0/file"],
      [[{ name: "db", file: ".." }], "/secrets/0/file"],
      [[{ name: "db", file: "a/b" }], "/secrets/0/file"],
      [
        [
          { name: "db", env: "A" },
          { name: "db", env: "A" },
        ],
        "/secrets/1/env",
      ],
      [
        [
          { name: "db", file: "a" },
          { name: "db", file: "a" },
        ],
        "/secrets/1/file",
      ],
      [Array.from({ length: 33 }, (_, n) => ({ name: "db", env: `A${n}` })), "/secrets"],
    ] as const) {
      const answer = await submit(world, secrets);
      assert.deepEqual([answer.statusCode, answer.json().errors?.[0]?.pointer], [422, pointer]);
    }
    const taken = await world.inject({
      method: "POST",
      url: "/api/v2/jobs",
      payload: { command: ["true"], env: { A: "1" }, secrets: [{ name: "db", env: "A" }] },
    });
    assert.deepEqual([taken.statusCode, taken.json().errors[0].pointer], [422, "/secrets/0/env"]);
  });

  it("keeps its owner's when an administrator changes it", async () => {
    await using world = await aWorld();
    await store(world, "db");
    const id = await submitted(world, { secrets: [{ name: "db", env: "X" }] });
    const { etag } = (await world.inject({ url: `/api/v2/jobs/${id}`, as: ROOT })).json();
    const answer = await world.inject({
      method: "PATCH",
      url: `/api/v2/jobs/${id}?dryRun=true`,
      payload: '{"priority":1}',
      headers: { "content-type": "application/merge-patch+json", "if-match": etag },
      as: ROOT,
    });
    assert.equal(answer.statusCode, 200, answer.body);
  });
});
