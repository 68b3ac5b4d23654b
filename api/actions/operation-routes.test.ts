import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { newMemoryState } from "../../store/memory-state.ts";
import { openMemoryStore } from "../../store/memory.ts";
import type { Store } from "../../store/store.ts";
import { StoreUnavailableError } from "../../store/store.ts";
import { aWorld, BOB, ROOT, submitted } from "../api.builders.ts";
import type { World } from "../api.builders.ts";

const start = (
  world: World,
  verb: string,
  payload: object,
  headers: Record<string, string> = {},
  as?: string,
) =>
  world.inject({
    method: "POST",
    url: `/api/v2/jobs:${verb}`,
    payload,
    headers,
    ...(as === undefined ? {} : { as }),
  });
const operation = async (world: World, id: string) =>
  (await world.inject({ url: `/api/v2/operations/${id}` })).json();
const requested = async (store: Store) =>
  (await store.inbox(10_000)).flatMap((each) => (each.kind === "request" ? [each.request.job] : []));

describe("an action on many jobs", () => {
  it("says how each of them went", async () => {
    await using world = await aWorld();
    const [a, b, c] = [await submitted(world), await submitted(world), await submitted(world, {}, BOB)];
    await world.lead(b, { type: "cancel_requested", by: "ana" });
    const answer = await start(world, "hold", { ids: [a, b, c, 9999] });
    assert.equal(answer.statusCode, 202, answer.body);
    const { id, state, total, done, refused, results } = answer.json();
    assert.deepEqual([state, total, done, refused], ["done", 4, 4, 3]);
    assert.deepEqual(
      results.map((each: { id: number; outcome: string; code?: string }) => [
        each.id,
        each.outcome,
        each.code,
      ]),
      [
        [a, "requested", undefined],
        [b, "refused", "conflict_state"],
        [c, "refused", "not_found"],
        [9999, "refused", "not_found"],
      ],
    );
    assert.deepEqual(await requested(world.store), [a]);
    assert.deepEqual(await operation(world, id), answer.json());
    const cancel = await start(world, "cancel", { ids: [b] });
    assert.equal(cancel.json().results[0].outcome, "nothing_to_do");
  });

  it("by a filter is done when as many match as its author saw", async () => {
    await using world = await aWorld();
    const ids = [];
    for (let n = 0; n < 3; n += 1) ids.push(await submitted(world, { name: `t${n}` }));
    await submitted(world, { name: "other" });
    await submitted(world, { name: "t9" }, BOB);
    const filter = { name: ["t*"], state: ["pending"], q: "cpus<2", array: false, since: "2000-01-01" };
    const wrong = await start(world, "cancel", { filter, expectedCount: 4 });
    assert.deepEqual([wrong.statusCode, wrong.json().code, wrong.json().found], [409, "count_differs", 3]);
    assert.deepEqual(await requested(world.store), []);
    assert.equal((await start(world, "cancel", { filter, expectedCount: 3 })).statusCode, 202);
    assert.deepEqual((await requested(world.store)).sort(), ids);
  });

  it("retries those that have ended, each once", async () => {
    await using world = await aWorld();
    const [a, b] = [await submitted(world), await submitted(world)];
    await world.lead(a, { type: "cancel_requested", by: "ana" });
    const answer = await start(world, "retry", { ids: [a, b] }, { "idempotency-key": "k" });
    const [done, refused] = answer.json().results;
    assert.deepEqual([refused.id, refused.code], [b, "conflict_state"]);
    assert.equal((await world.store.job(done.job))?.retryOf, a);
    const again = await start(world, "retry", { ids: [a, b] }, { "idempotency-key": "k" });
    assert.deepEqual(again.json(), answer.json());
    assert.equal(again.headers["idempotent-replayed"], "true");
  });

  it(
    "that one process left behind is finished by another, and nothing is done twice",
    { timeout: 240_000 },
    async () => {
      const state = newMemoryState();
      const store = openMemoryStore(state);
      let writes = 0;
      // The operation and one of its pieces are stored, then this process can do nothing more.
      const dying: Store = {
        ...store,
        submit: async (documents, notes) => {
          const isPiece = notes?.some(({ key }) => /^operation\/[^/]+\/\d/.test(key)) ?? false;
          if (isPiece) writes += 1;
          if (isPiece && writes > 1) throw new StoreUnavailableError("gone");
          return store.submit(documents, notes);
        },
      };
      await using one = await aWorld({ store: dying });
      const ids = [];
      for (let n = 0; n < 450; n += 1) ids.push(await submitted(one));
      const { id } = (await start(one, "cancel", { ids })).json();
      await using two = await aWorld({ store: openMemoryStore(state) });
      await using three = await aWorld({ store: openMemoryStore(state) });
      let told = await operation(two, id);
      while (told.state !== "done") {
        await sleep(2);
        told = (await Promise.all([operation(two, id), operation(three, id)]))[0];
      }
      assert.deepEqual(
        told.results.map((each: { id: number }) => each.id),
        ids,
      );
      assert.deepEqual(await requested(store), ids);
    },
  );

  it("is its author's, and an administrator's", async () => {
    await using world = await aWorld();
    const { id } = (await start(world, "hold", { ids: [await submitted(world)] })).json();
    const status = async (as: string, operationId = id) =>
      (await world.inject({ url: `/api/v2/operations/${operationId}`, as })).statusCode;
    assert.deepEqual([await status(BOB), await status(ROOT)], [404, 200]);
    assert.equal(await status(ROOT, "00000000-0000-4000-8000-000000000000"), 404);
  });

  it("says what is wrong with it", async () => {
    await using world = await aWorld();
    for (const [body, pointer] of [
      [{}, "/filter"],
      [{ ids: [] }, "/ids"],
      [{ ids: [1, 1] }, "/ids"],
      [{ ids: [0] }, "/ids/0"],
      [{ ids: [1], x: 1 }, "/x"],
      [{ filter: {} }, "/expectedCount"],
      [{ filter: { user: { $ne: "" } }, expectedCount: 1 }, "/filter/user"],
      [{ filter: { since: "yesterday" }, expectedCount: 1 }, "/filter/since"],
    ] as const) {
      const answer = await start(world, "cancel", body);
      assert.equal(answer.statusCode, 422, answer.body);
      assert.equal(answer.json().errors[0].pointer, pointer, JSON.stringify(body));
    }
    const search = await start(world, "cancel", { filter: { q: "x:y" }, expectedCount: 1 });
    assert.deepEqual([search.statusCode, search.json().parameter], [400, "q"]);
  });
});
