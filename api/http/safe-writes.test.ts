import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { newMemoryState } from "../../store/memory-state.ts";
import { openMemoryStore } from "../../store/memory.ts";
import type { Store } from "../../store/store.ts";
import { StoreUnavailableError } from "../../store/store.ts";
import { anAgent, aWorld, BOB, ROOT, submitted } from "../api.builders.ts";
import type { World } from "../api.builders.ts";

const KEY = { "idempotency-key": "7d1f" };
const submit = (world: World, payload: object, headers: Record<string, string> = KEY, as?: string) =>
  world.inject({
    method: "POST",
    url: "/api/v2/jobs",
    payload,
    headers,
    ...(as === undefined ? {} : { as }),
  });
const jobsOf = async (store: Store) => (await store.jobs({ limit: 1000 })).map(({ id }) => id);

describe("a submission with a key", () => {
  it("is answered again, and stored once, whatever the order of its fields", async () => {
    await using world = await aWorld();
    world.agents = [anAgent({ total: { cpusMilli: 1, memMib: 1, diskMib: 0, gpus: 0 } })];
    const first = await submit(world, { command: ["true"], labels: { a: "1", b: "2" } });
    world.agents = [anAgent()];
    const again = await submit(world, { labels: { b: "2", a: "1" }, command: ["true"] });
    assert.deepEqual([first.statusCode, again.statusCode], [201, 201]);
    assert.deepEqual(again.json(), first.json());
    assert.equal(again.headers.location, first.headers.location);
    assert.deepEqual(
      [first.headers["idempotent-replayed"], again.headers["idempotent-replayed"]],
      [undefined, "true"],
    );
    assert.deepEqual(await jobsOf(world.store), [first.json().id]);
  });

  it("is answered as it was at first, also when the job has ended since", async () => {
    await using world = await aWorld();
    const first = await submit(world, { command: ["true"] });
    const taskId = await world.launch(first.json().id);
    await world.running(taskId);
    await world.end(taskId);
    assert.deepEqual((await submit(world, { command: ["true"] })).json(), first.json());
  });

  it("is refused for another content, and is none of another user's", async () => {
    await using world = await aWorld();
    await submit(world, { command: ["true"] });
    const other = await submit(world, { command: ["false"] });
    assert.deepEqual([other.statusCode, other.json().code], [409, "idempotency_conflict"]);
    assert.equal((await submit(world, { command: ["false"] }, KEY, BOB)).statusCode, 201);
  });

  it("is another one a day later", async () => {
    let nowMs = Date.now();
    await using world = await aWorld({ nowMs: () => nowMs });
    const first = await submit(world, { command: ["true"] });
    nowMs += 24 * 3600 * 1000;
    assert.equal((await submit(world, { command: ["true"] })).json().id, first.json().id);
    nowMs += 2 * 3600 * 1000;
    assert.notEqual((await submit(world, { command: ["true"] })).json().id, first.json().id);
  });

  it("that was not valid may be fixed under the same key", async () => {
    await using world = await aWorld();
    assert.equal((await submit(world, { command: [] })).statusCode, 422);
    assert.equal((await submit(world, { command: ["true"] })).statusCode, 201);
  });

  it("is refused for a second while the first is under way", async () => {
    const store = openMemoryStore();
    const gate = Promise.withResolvers<void>();
    const reached = Promise.withResolvers<void>();
    const slow: Store = {
      ...store,
      submit: async (documents, notes) => {
        reached.resolve();
        await gate.promise;
        return store.submit(documents, notes);
      },
    };
    await using world = await aWorld({ store: slow });
    await world.inject({ url: "/livez" });
    const first = submit(world, { command: ["true"] });
    await reached.promise;
    const second = await submit(world, { command: ["true"] });
    assert.deepEqual(
      [second.statusCode, second.json().code, second.headers["retry-after"]],
      [409, "idempotency_in_flight", "1"],
    );
    gate.resolve();
    assert.equal((await first).statusCode, 201);
    assert.equal((await submit(world, { command: ["true"] })).headers["idempotent-replayed"], "true");
  });

  it("makes one job of many requests to two processes at once, and after both were started again", async () => {
    const state = newMemoryState();
    await using one = await aWorld({ store: openMemoryStore(state) });
    await using two = await aWorld({ store: openMemoryStore(state) });
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, k) => submit(k % 2 === 0 ? one : two, { command: ["true"] })),
    );
    const created = answers.filter(({ statusCode }) => statusCode === 201).map((answer) => answer.json().id);
    assert.ok(created.length >= 2, "each process answers one at least");
    assert.deepEqual([...new Set(created)], await jobsOf(one.store));
    assert.ok(answers.every(({ statusCode }) => statusCode === 201 || statusCode === 409));
    await using later = await aWorld({ store: openMemoryStore(state) });
    assert.equal((await submit(later, { command: ["true"] })).json().id, created[0]);
  });

  it("is answered again after the leader changed, whether the job was filed before or after that, and when the journal was compacted", async () => {
    await using world = await aWorld();
    const { store } = world;
    const late = { "idempotency-key": "late" };
    const first = (await submit(world, { command: ["true"] })).json().id;
    await world.lead(first);
    const second = (await submit(world, { command: ["true"] }, late)).json().id;
    const takeOver = async (n: number, epoch: number): Promise<void> => {
      const [document] = await store.inbox(1);
      const records =
        document?.kind === "job"
          ? [
              { type: "job" as const, job: document.job.id, event: { type: "filed" as const } },
              { type: "taken" as const, key: document.key },
            ]
          : [];
      const led = { type: "led" as const, instance: `leader ${epoch}` };
      await store.append({
        n,
        epoch,
        atMs: Date.now(),
        writer: `leader ${epoch}`,
        records: [led, ...records],
      });
    };
    const n = (await store.lastEntry())?.n ?? 0;
    await takeOver(n + 1, 2);
    await takeOver(n + 2, 3);
    await store.compact(n + 2);
    for (const [headers, id] of [
      [KEY, first],
      [late, second],
    ] as const) {
      const again = await submit(world, { command: ["true"] }, headers);
      assert.deepEqual([again.json().id, again.headers["idempotent-replayed"]], [id, "true"]);
    }
    assert.deepEqual((await jobsOf(store)).toSorted(), [first, second].toSorted());
    assert.deepEqual(await store.inbox(10), []);
  });

  it("takes a write whose answer got lost for what it was", async () => {
    const store = openMemoryStore();
    let failures = 1;
    const lossy: Store = {
      ...store,
      submit: async (documents, notes) => {
        await store.submit(documents, notes);
        if (failures > 0) {
          failures -= 1;
          throw new StoreUnavailableError("the answer is lost");
        }
      },
    };
    await using world = await aWorld({ store: lossy });
    const first = await submit(world, { command: ["true"] });
    assert.equal(first.statusCode, 201);
    assert.equal((await submit(world, { command: ["true"] })).json().id, first.json().id);
    assert.equal((await jobsOf(store)).length, 1);
  });

  it("is 503 when nothing was stored, and 504 when that cannot be known", async () => {
    const store = openMemoryStore();
    const away = () => Promise.reject(new StoreUnavailableError("away"));
    await using nothing = await aWorld({ store: { ...store, submit: away } });
    assert.equal((await submit(nothing, { command: ["true"] })).statusCode, 503);
    let isAway = false;
    const gone: Store = {
      ...store,
      submit: () => {
        isAway = true;
        return away();
      },
      job: (id) => (isAway ? away() : store.job(id)),
      notes: (keys, nowMs) => (isAway ? away() : store.notes(keys, nowMs)),
    };
    await using unknown = await aWorld({ store: gone });
    const answer = await submit(unknown, { command: ["true"] });
    assert.deepEqual([answer.statusCode, answer.json().code], [504, "timeout"]);
  });

  it("has a key of visible characters", async () => {
    await using world = await aWorld();
    for (const key of ["a b", "é", "x".repeat(256)]) {
      const answer = await submit(world, { command: ["true"] }, { "idempotency-key": key });
      assert.deepEqual([answer.statusCode, answer.json().parameter], [400, "Idempotency-Key"], key);
    }
  });
});

describe("a batch with a key", () => {
  const send = (world: World, lines: readonly object[], query = "") =>
    world.inject({
      method: "POST",
      url: `/api/v2/jobs:batch${query}`,
      payload: lines.map((line) => JSON.stringify(line)).join("\n"),
      headers: { ...KEY, "content-type": "application/x-ndjson" },
    });
  const answers = (body: string) =>
    body
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line));

  it("stores each line once, and those that are missing when it comes again", async () => {
    await using world = await aWorld();
    const line = (name: string) => ({ command: ["true"], name });
    const first = answers((await send(world, [line("a"), { command: [] }])).body);
    assert.deepEqual([first[0].replayed, first[1].problem.code], [undefined, "invalid"]);
    const again = answers((await send(world, [line("a"), line("b"), line("c")])).body);
    assert.deepEqual(
      again.map(({ id, replayed }) => [id === first[0].id, replayed]),
      [
        [true, true],
        [false, undefined],
        [false, undefined],
      ],
    );
    const conflict = answers((await send(world, [line("other"), line("b")])).body);
    assert.deepEqual([conflict[0].problem.code, conflict[1].id], ["idempotency_conflict", again[1].id]);
    assert.equal((await jobsOf(world.store)).length, 3);
  });

  it("that is all or nothing is answered again as a whole", async () => {
    await using world = await aWorld();
    const lines = [{ command: ["a"] }, { command: ["b"] }];
    const first = await send(world, lines, "?atomic=true");
    const again = await send(world, lines, "?atomic=true");
    assert.deepEqual(
      answers(again.body).map(({ id }) => id),
      answers(first.body).map(({ id }) => id),
    );
    assert.equal(again.headers["idempotent-replayed"], "true");
    assert.equal((await send(world, [{ command: ["a"] }], "?atomic=true")).statusCode, 409);
    assert.equal((await jobsOf(world.store)).length, 2);
  });

  it("of two processes at once makes each line one job", async () => {
    const state = newMemoryState();
    await using one = await aWorld({ store: openMemoryStore(state) });
    await using two = await aWorld({ store: openMemoryStore(state) });
    const lines = Array.from({ length: 50 }, (_, k) => ({ command: ["true"], name: `n${k}` }));
    const both = await Promise.all([one, two].map((world) => send(world, lines)));
    const [a = [], b = []] = both.map(({ body }) => answers(body).map(({ id }) => id));
    assert.deepEqual(a, b);
    assert.deepEqual(new Set(a), new Set(await jobsOf(one.store)));
  });
});

describe("a dry run", () => {
  it("says what would be, and stores nothing", async () => {
    await using world = await aWorld();
    const id = await submitted(world);
    const before = await world.store.inbox(100);
    const post = (url: string, payload: object, type = "application/json") =>
      world.inject({
        method: "POST",
        url,
        payload: JSON.stringify(payload),
        headers: { "content-type": type },
      });
    const one = await post("/api/v2/jobs?dryRun=true", { command: ["a"] });
    assert.deepEqual([one.statusCode, one.json().valid, one.json().spec.priority], [200, true, 50]);
    assert.equal((await post("/api/v2/jobs?dryRun=true", { command: [] })).statusCode, 422);
    assert.equal((await post("/api/v2/jobs:validate", { command: ["a"] })).json().valid, true);
    assert.equal((await post("/api/v2/jobs:validate", { command: [] })).statusCode, 422);
    const lines = await post("/api/v2/jobs:batch?dryRun=true", { command: ["a"] }, "application/x-ndjson");
    assert.deepEqual(JSON.parse(lines.body), { line: 1, valid: true });
    assert.equal((await post(`/api/v2/jobs/${id}:cancel?dryRun=true`, {})).statusCode, 200);
    assert.deepEqual((await post("/api/v2/jobs:hold?dryRun=true", { ids: [id] })).json().jobs, [id]);
    assert.deepEqual(await world.store.inbox(100), before);
  });
});

describe("a job that is retried", () => {
  it("is a new one of the same specification, and each knows the other", async () => {
    await using world = await aWorld();
    const id = await submitted(world, { name: "x", labels: { a: "1" } });
    const retry = (headers = {}, as?: string) =>
      world.inject({
        method: "POST",
        url: `/api/v2/jobs/${id}:retry`,
        headers,
        ...(as === undefined ? {} : { as }),
      });
    const early = await retry();
    assert.deepEqual([early.statusCode, early.json().from], [409, "pending"]);
    await world.lead(id, { type: "cancel_requested", by: "ana" });
    const first = await retry(KEY);
    assert.equal(first.statusCode, 201);
    assert.deepEqual([first.json().retryOf, first.json().name, first.json().labels], [id, "x", { a: "1" }]);
    assert.equal((await retry(KEY)).json().id, first.json().id);
    assert.equal((await retry({}, BOB)).statusCode, 404);
    const byRoot = await retry({}, ROOT);
    assert.equal(byRoot.json().user, "ana", "it runs as its owner");
    const old = (await world.inject({ url: `/api/v2/jobs/${id}` })).json();
    assert.deepEqual(old.retriedBy, [byRoot.json().id, first.json().id]);
  });
});

describe("a job that is forgotten", () => {
  it("has ended, and is gone for everybody", async () => {
    await using world = await aWorld();
    const id = await submitted(world);
    const forget = (query = "") => world.inject({ method: "DELETE", url: `/api/v2/jobs/${id}${query}` });
    assert.equal((await forget()).statusCode, 409);
    await world.lead(id, { type: "cancel_requested", by: "ana" });
    assert.equal((await forget("?dryRun=true")).statusCode, 204);
    assert.equal((await world.inject({ url: `/api/v2/jobs/${id}` })).statusCode, 200);
    const answer = await forget();
    assert.deepEqual([answer.statusCode, answer.body], [204, ""]);
    for (const as of [undefined, ROOT]) {
      const who = as === undefined ? {} : { as };
      assert.equal((await world.inject({ url: `/api/v2/jobs/${id}`, ...who })).statusCode, 404);
      assert.deepEqual((await world.inject({ url: "/api/v2/jobs", ...who })).json().items, []);
    }
    assert.equal((await forget()).statusCode, 404);
  });
});
