import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Open } from "../store.conformance.ts";

export function describeKept(open: Open): void {
  describe("kept values", () => {
    it("are there for every process, with a revision that rises", async () => {
      const { store, again } = await open();
      await using a = store;
      await using b = await again();
      assert.equal(await b.kept("x"), undefined);
      assert.equal(await a.keep("x", undefined, "é"), true);
      assert.deepEqual(await b.kept("x"), { key: "x", revision: 1, body: "é" });
      assert.equal(await b.keep("x", 1, "2"), true);
      assert.deepEqual(await a.kept("x"), { key: "x", revision: 2, body: "2" });
    });

    it("are replaced by the one who knows them as they are", async () => {
      await using store = (await open()).store;
      assert.equal(await store.keep("x", 1, "a"), false);
      await store.keep("x", undefined, "a");
      assert.deepEqual(
        [await store.keep("x", undefined, "b"), await store.keep("x", 2, "b")],
        [false, false],
      );
      assert.equal((await store.kept("x"))?.body, "a");
    });

    it("go to one of many who want to replace them at once", async () => {
      const { store, again } = await open();
      await using a = store;
      await using b = await again();
      const won = await Promise.all(
        Array.from({ length: 20 }, (_, k) => (k % 2 === 0 ? a : b).keep("x", undefined, String(k))),
      );
      assert.equal(won.filter(Boolean).length, 1);
      assert.equal((await a.kept("x"))?.body, String(won.indexOf(true)));
    });

    it("are gone when they are removed, and begin anew", async () => {
      await using store = (await open()).store;
      await store.keep("x", undefined, "a");
      assert.equal(await store.keep("x", 2, undefined), false);
      assert.equal(await store.keep("x", 1, undefined), true);
      assert.equal(await store.kept("x"), undefined);
      assert.equal(await store.keep("x", undefined, "b"), true);
    });

    it("are listed by what their keys begin with, page by page", async () => {
      await using store = (await open()).store;
      for (const key of ["b/2", "b", "a/9", "b/10", "b/1", "c", "b0"]) await store.keep(key, undefined, key);
      const keys = async (prefix: string, after = "", limit = 10) =>
        (await store.keptUnder(prefix, after, limit)).map(({ key }) => key);
      assert.deepEqual(await keys("b/"), ["b/1", "b/10", "b/2"]);
      assert.deepEqual(await keys("b/", "", 2), ["b/1", "b/10"]);
      assert.deepEqual(await keys("b/", "b/10"), ["b/2"]);
      assert.deepEqual(await keys("b/", "a"), ["b/1", "b/10", "b/2"]);
      assert.deepEqual(await keys("b/", "b/2"), []);
      assert.deepEqual(await keys("b"), ["b", "b/1", "b/10", "b/2", "b0"]);
      assert.deepEqual(await keys(""), ["a/9", "b", "b/1", "b/10", "b/2", "b0", "c"]);
      assert.deepEqual(await keys("d"), []);
    });
  });
}
