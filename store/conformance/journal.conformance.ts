import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  aDocument,
  allLive,
  anEntry,
  aRequest,
  ended,
  event,
  file,
  launched,
  running,
} from "../store.builders.ts";
import type { Open } from "../store.conformance.ts";
import { CompactedError, FencedError } from "../store.ts";

const keysOf = (documents: readonly { readonly key: string }[]) => documents.map(({ key }) => key);

export function describeJournal(open: Open): void {
  describe("the journal", () => {
    it("is empty at first", async () => {
      await using store = (await open()).store;
      assert.equal(await store.lastEntry(), undefined);
      assert.deepEqual(await store.entries(0, 10), []);
    });

    it("gives entries back as they were, ascending, after a number, up to the limit", async () => {
      await using store = (await open()).store;
      const entries = [
        anEntry(1, [{ type: "led", instance: "leader-1" }]),
        anEntry(2),
        anEntry(3, [{ type: "registered", backend: "mesos", registrationId: "f1" }], {
          epoch: 2,
          writer: "leader-2",
        }),
      ];
      for (const entry of entries) await store.append(entry);
      assert.deepEqual(await store.entries(0, 10), entries);
      assert.deepEqual(await store.entries(1, 1), [entries[1]]);
      assert.deepEqual(await store.entries(3, 10), []);
      assert.deepEqual(await store.lastEntry(), entries[2]);
      assert.deepEqual(await store.entryNumbers(0, 10), [1, 2, 3]);
      assert.deepEqual(await store.entryNumbers(1, 1), [2]);
      assert.deepEqual(await store.entryNumbers(3, 10), []);
    });

    it("leaves no number out", async () => {
      await using store = (await open()).store;
      await assert.rejects(store.append(anEntry(2)), RangeError);
      await store.append(anEntry(1));
      await assert.rejects(store.append(anEntry(3)), RangeError);
      assert.deepEqual(await store.entries(0, 10), [anEntry(1)]);
    });

    it("lets one of two leaders have a number, and nothing of the other's entry takes effect", async () => {
      const { store, again } = await open();
      await using a = store;
      await using b = await again();
      await file(a, 1, aDocument(1), aDocument(2));
      await a.submit([aRequest("request/1")]);
      await a.append(anEntry(2, [launched(1)], { writer: "a" }));
      const lost = b.append(
        anEntry(
          2,
          [
            event(1, { type: "cancel_requested", by: "ada" }),
            launched(2),
            { type: "taken", key: "request/1" },
            { type: "registered", backend: "mesos", registrationId: "f1" },
          ],
          { writer: "b" },
        ),
      );
      await assert.rejects(lost, FencedError);
      for (const reader of [a, b]) {
        assert.equal((await reader.lastEntry())?.writer, "a");
        assert.equal((await reader.job(1))?.status.state, "starting");
        assert.equal((await reader.job(2))?.status.state, "pending");
        assert.deepEqual(await reader.attempts(2, { limit: 10 }), []);
        assert.deepEqual(keysOf(await reader.inbox(10)), ["request/1"]);
        assert.equal(await reader.registration("mesos"), undefined);
      }
    });

    it("has one winner of many that append at once, and says which", async () => {
      const { store, again } = await open();
      await using a = store;
      await using b = await again();
      const writers = Array.from({ length: 10 }, (_, k) => `w${k}`);
      const results = await Promise.allSettled(
        writers.map((writer, k) => (k % 2 === 0 ? a : b).append(anEntry(1, [], { writer }))),
      );
      const winners = writers.filter((_, k) => results[k]?.status === "fulfilled");
      assert.equal(winners.length, 1);
      for (const result of results)
        if (result.status === "rejected") assert.ok(result.reason instanceof FencedError);
      assert.deepEqual(
        (await b.entries(0, 10)).map(({ writer }) => writer),
        winners,
      );
    });

    it("does not let an old number be taken again, not even a compacted one", async () => {
      await using store = (await open()).store;
      for (const n of [1, 2, 3]) await store.append(anEntry(n));
      await store.compact(2);
      for (const n of [0, 1, 2, 3]) await assert.rejects(store.append(anEntry(n)), FencedError);
    });

    it("loses what is compacted, and tells readers of it that it is gone", async () => {
      await using store = (await open()).store;
      for (const n of [1, 2, 3, 4]) await store.append(anEntry(n));
      await store.compact(2);
      await assert.rejects(
        store.entries(1, 10),
        (error) => error instanceof CompactedError && error.oldest === 3,
      );
      assert.deepEqual(await store.entries(2, 10), [anEntry(3), anEntry(4)]);
      assert.deepEqual(await store.entryNumbers(0, 10), [3, 4]);
    });

    it("keeps its last entry whatever is compacted, and goes on after it", async () => {
      await using store = (await open()).store;
      for (const n of [1, 2]) await store.append(anEntry(n));
      await store.compact(2);
      await store.compact(50);
      assert.deepEqual(await store.lastEntry(), anEntry(2));
      await store.append(anEntry(3));
      assert.deepEqual(await store.entries(1, 10), [anEntry(2), anEntry(3)]);
    });

    it("keeps all views when it is compacted", async () => {
      await using store = (await open()).store;
      await file(store, 1, aDocument(1), aDocument(2));
      await store.append(anEntry(2, [launched(1), launched(2), running(1)]));
      await store.append(
        anEntry(3, [ended(1), { type: "registered", backend: "mesos", registrationId: "f1" }]),
      );
      const look = async () => ({
        jobs: await store.jobs({ limit: 10 }),
        attempts: await store.attempts(1, { limit: 10 }),
        live: await allLive(store),
        usage: await store.usage(0),
        registration: await store.registration("mesos"),
      });
      const before = await look();
      await store.compact(3);
      assert.deepEqual(await look(), before);
    });

    it("remembers what a backend called us last", async () => {
      await using store = (await open()).store;
      assert.equal(await store.registration("mesos"), undefined);
      await store.append(anEntry(1, [{ type: "registered", backend: "mesos", registrationId: "f1" }]));
      await store.append(
        anEntry(2, [
          { type: "registered", backend: "docker", registrationId: "d1" },
          { type: "registered", backend: "mesos", registrationId: "f2" },
        ]),
      );
      assert.equal(await store.registration("mesos"), "f2");
      assert.equal(await store.registration("docker"), "d1");
    });
  });
}
