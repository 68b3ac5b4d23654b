import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { aDocument, anEntry, aRequest, event, filed } from "../store.builders.ts";
import type { Open } from "../store.conformance.ts";
import { KeyInUseError } from "../store.ts";

const keysOf = (documents: readonly { readonly key: string }[]) => documents.map(({ key }) => key);

export function describeIds(open: Open): void {
  describe("ids", () => {
    it("begin with 1 and follow each other", async () => {
      await using store = (await open()).store;
      assert.equal(await store.takeIds(1), 1);
      assert.equal(await store.takeIds(10), 2);
      assert.equal(await store.takeIds(1), 12);
    });

    it("are given to nobody twice, however many ask at once", async () => {
      const { store, again } = await open();
      await using a = store;
      await using b = await again();
      const counts = Array.from({ length: 60 }, (_, k) => 1 + (k % 5));
      const blocks = await Promise.all(
        counts.map(async (count, k) => ({ first: await (k % 2 === 0 ? a : b).takeIds(count), count })),
      );
      blocks.sort((x, y) => x.first - y.first);
      let next = 1;
      for (const { first, count } of blocks) {
        assert.ok(first >= next, `${first} was given twice`);
        next = first + count;
      }
    });

    it("are refused in numbers that are none", async () => {
      await using store = (await open()).store;
      for (const count of [0, -1, 1.5, NaN]) await assert.rejects(store.takeIds(count), RangeError);
    });
  });
}

export function describeInbox(open: Open): void {
  describe("the inbox", () => {
    it("gives documents back as they came, oldest first, up to the limit", async () => {
      await using store = (await open()).store;
      const documents = [aDocument(7), aRequest("request/1"), aDocument(3, { user: "bob" }), aDocument(5)];
      await store.submit(documents.slice(0, 2));
      await store.submit(documents.slice(2));
      assert.deepEqual(await store.inbox(10), documents);
      assert.deepEqual(await store.inbox(3), documents.slice(0, 3));
      assert.deepEqual(await store.inbox(0), []);
    });

    it("shows a submission to other handles once it is answered", async () => {
      const { store, again } = await open();
      await using a = store;
      await using b = await again();
      await a.submit([aDocument(1)]);
      assert.deepEqual(await b.inbox(10), [aDocument(1)]);
    });

    it("keeps one of documents that were submitted again", async () => {
      await using store = (await open()).store;
      await store.submit([aDocument(1), aRequest("request/1")]);
      await store.submit([aRequest("request/1"), aDocument(2), aDocument(1)]);
      assert.deepEqual(keysOf(await store.inbox(10)), ["job/1", "request/1", "job/2"]);
    });

    it("refuses another document under a key in use, with all that came with it", async () => {
      await using store = (await open()).store;
      await store.submit([aDocument(1)]);
      await assert.rejects(store.submit([aDocument(2), aDocument(1, { user: "bob" })]), KeyInUseError);
      assert.deepEqual(await store.inbox(10), [aDocument(1)]);
    });

    it("names the first document that met another one, not the first that bears a key in use", async () => {
      await using store = (await open()).store;
      await store.submit([aDocument(1), aDocument(2)]);
      const other = { user: "bob" };
      await assert.rejects(
        store.submit([aDocument(2), aDocument(1, other), aDocument(2, other)]),
        (error) => error instanceof KeyInUseError && error.message === "another document has the key job/1",
      );
    });

    it("does not let a refused call harm those that came at the same time", async () => {
      await using store = (await open()).store;
      await store.submit([aDocument(1)]);
      const others = Array.from({ length: 20 }, (_, k) => store.submit([aDocument(10 + k)]));
      const refused = store.submit([aDocument(2), aDocument(1, { user: "bob" })]);
      others.push(...Array.from({ length: 20 }, (_, k) => store.submit([aDocument(40 + k)])));
      await assert.rejects(refused, KeyInUseError);
      await Promise.all(others);
      assert.equal((await store.inbox(100)).length, 41);
      assert.equal(await store.job(2), undefined);
    });

    it("loses what an entry files and what it takes", async () => {
      await using store = (await open()).store;
      await store.submit([
        aDocument(1),
        aRequest("request/1"),
        aDocument(2),
        aRequest("request/2"),
        aDocument(3),
      ]);
      await store.append(
        anEntry(1, [
          event(1, { type: "filed" }),
          { type: "taken", key: "request/1" },
          { type: "taken", key: "job/3" },
        ]),
      );
      assert.deepEqual(keysOf(await store.inbox(10)), ["job/2", "request/2"]);
      assert.equal(await store.job(3), undefined, "a job that was taken without being filed is refused");
    });

    it("does not come back to what an entry took when that is submitted again", async () => {
      await using store = (await open()).store;
      const documents = [aDocument(1), aRequest("request/1"), aDocument(2)];
      await store.submit(documents);
      await store.append(
        anEntry(1, [...filed(1), { type: "taken", key: "request/1" }, { type: "taken", key: "job/2" }]),
      );
      await store.submit(documents);
      assert.deepEqual(await store.inbox(10), []);
      await assert.rejects(store.submit([aDocument(1, { user: "bob" })]), KeyInUseError);
    });

    it("remembers the keys that entries took as long as those entries", async () => {
      await using store = (await open()).store;
      await store.submit([aRequest("request/1"), aRequest("request/2")]);
      await store.append(anEntry(1, [{ type: "taken", key: "request/1" }]));
      await store.append(anEntry(2, [{ type: "taken", key: "request/2" }]));
      await store.compact(1);
      await store.submit([aRequest("request/1"), aRequest("request/2")]);
      assert.deepEqual(keysOf(await store.inbox(10)), ["request/1"]);
    });

    it("takes nothing for nothing", async () => {
      await using store = (await open()).store;
      await store.submit([]);
      assert.deepEqual(await store.inbox(10), []);
    });

    it("refuses keys that do not fit their documents", async () => {
      await using store = (await open()).store;
      await assert.rejects(store.submit([{ ...aDocument(1), key: "job/2" }]), RangeError);
      await assert.rejects(store.submit([aRequest("job/1")]), RangeError);
    });
  });
}
