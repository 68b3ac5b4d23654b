import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { aHistory } from "../history.builders.ts";
import { everything, live } from "../living.builders.ts";
import { openMemoryStore } from "../memory.ts";
import { aQuery } from "../query.builders.ts";
import { openSqliteStore } from "./sqlite.ts";
import { temporaryDirectories } from "./temporary.builders.ts";

const aDirectory = temporaryDirectories();

describe("a store on SQLite and one in memory", { timeout: 900_000 }, () => {
  it("cannot be told apart after any history", async () => {
    await fc.assert(
      fc.asyncProperty(aHistory, fc.array(aQuery, { maxLength: 12 }), async (history, queries) => {
        await using memory = openMemoryStore();
        await using sqlite = await openSqliteStore({ directory: aDirectory() });
        assert.deepEqual(await live(sqlite, history), await live(memory, history));
        const nowMs = history.length;
        assert.deepEqual(await everything(sqlite, queries, nowMs), await everything(memory, queries, nowMs));
      }),
      { numRuns: 60 },
    );
  });
});
