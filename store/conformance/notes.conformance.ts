import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { aDocument, anEntry, ended, event, file, filed, launched, running } from "../store.builders.ts";
import type { Open } from "../store.conformance.ts";
import type { Note } from "../store.ts";
import { KeyInUseError, NoteTakenError } from "../store.ts";

function aNote(key: string, fields: Partial<Note> = {}): Note {
  return { key, body: "{}", atMs: 1000, expiresAtMs: 2000, ...fields };
}

export function describeNotes(open: Open): void {
  describe("notes", () => {
    it("are there for every process as they were written", async () => {
      const { store, again } = await open();
      await using a = store;
      await using b = await again();
      await a.submit([], [aNote("x", { body: "é" }), aNote("y")]);
      const found = await b.notes(["y", "x", "z", "x"], 1000);
      assert.deepEqual(
        [...found].sort((p, q) => (p.key < q.key ? -1 : 1)),
        [aNote("x", { body: "é" }), aNote("y")],
      );
      assert.deepEqual(await b.notes([], 1000), []);
    });

    it("come with their documents, or neither is there", async () => {
      await using store = (await open()).store;
      await store.submit([aDocument(1)], [aNote("x")]);
      await assert.rejects(store.submit([aDocument(2)], [aNote("y"), aNote("x")]), NoteTakenError);
      const other = aDocument(1, { user: "somebody else" });
      await assert.rejects(store.submit([aDocument(3), other], [aNote("z")]), KeyInUseError);
      assert.deepEqual(
        [await store.job(2), await store.job(3), await store.notes(["y", "z"], 1000)],
        [undefined, undefined, []],
      );
      await assert.rejects(store.submit([], [aNote("x")]), NoteTakenError, "the very same one, too");
    });

    it("are nothing any more when they have expired, and their keys are free", async () => {
      await using store = (await open()).store;
      await store.submit([], [aNote("x")]);
      assert.equal((await store.notes(["x"], 1999)).length, 1);
      assert.deepEqual(await store.notes(["x"], 2000), []);
      await assert.rejects(store.submit([], [aNote("x", { atMs: 1999 })]), NoteTakenError);
      const later = aNote("x", { body: "new", atMs: 2000, expiresAtMs: 3000 });
      await store.submit([], [later]);
      assert.deepEqual(await store.notes(["x"], 2000), [later]);
    });

    it("go to one of many who want the key at once, with that one's job", async () => {
      const { store, again } = await open();
      await using a = store;
      await using b = await again();
      const outcomes = await Promise.allSettled(
        Array.from({ length: 20 }, (_, k) =>
          (k % 2 === 0 ? a : b).submit([aDocument(k + 1)], [aNote("x", { body: String(k + 1) })]),
        ),
      );
      const winners = outcomes.flatMap(({ status }, k) => (status === "fulfilled" ? [k + 1] : []));
      assert.equal(winners.length, 1);
      assert.deepEqual((await a.notes(["x"], 1000))[0]?.body, String(winners[0]));
      assert.deepEqual(
        (await a.jobs({ limit: 100 })).map(({ id }) => id),
        winners,
      );
    });
  });

  describe("the history of a job", () => {
    it("has all entries about it, with nothing about others", async () => {
      await using store = (await open()).store;
      await file(store, 1, aDocument(1), aDocument(2));
      await store.append(anEntry(2, [launched(2)]));
      await store.append(anEntry(3, [launched(1), running(2), running(1)]));
      await store.append(anEntry(4, [ended(1)]));
      const history = await store.entriesOf(1, 0, 10);
      assert.deepEqual(history, [
        anEntry(1, [event(1, { type: "filed" })]),
        anEntry(3, [launched(1), running(1)]),
        anEntry(4, [ended(1)]),
      ]);
      assert.deepEqual(
        (await store.entriesOf(1, 1, 1)).map(({ n }) => n),
        [3],
      );
      assert.deepEqual(await store.entriesOf(9, 0, 10), []);
    });

    it("goes back as far as the journal is kept", async () => {
      await using store = (await open()).store;
      await store.submit([aDocument(1)]);
      await store.append(anEntry(1, filed(1)));
      await store.append(anEntry(2, [launched(1)]));
      await store.append(anEntry(3, [running(1)]));
      await store.compact(2);
      assert.deepEqual(
        (await store.entriesOf(1, 0, 10)).map(({ n }) => n),
        [3],
      );
    });
  });
}
