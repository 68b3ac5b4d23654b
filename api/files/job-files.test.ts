import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { CrowdedDirectoryError, firstNames } from "./job-files.ts";

async function* each(names: Iterable<Buffer>): AsyncGenerator<Buffer> {
  yield* names;
}

describe("the first names of a directory", () => {
  it("are those that sorting all of them would give, whatever their order", async () => {
    const name = fc.uint8Array({ minLength: 1, maxLength: 3 }).map((bytes) => Buffer.from(bytes));
    const names = fc.uniqueArray(name, { selector: (one) => one.toString("latin1") });
    await fc.assert(
      fc.asyncProperty(
        names,
        fc.option(name),
        fc.integer({ min: 1, max: 10 }),
        async (all, after, wanted) => {
          const sorted = [...all]
            .sort(Buffer.compare)
            .filter((one) => after === null || one.compare(after) > 0);
          assert.deepEqual(await firstNames(each(all), after ?? undefined, wanted), sorted.slice(0, wanted));
        },
      ),
    );
  });

  it("are found among a hundred thousand, and not looked for among more than a million", async () => {
    const names = function* (count: number) {
      for (let at = 0; at < count; at += 1) yield Buffer.from(String((at * 7919) % count).padStart(7, "0"));
    };
    const first = await firstNames(each(names(100_000)), Buffer.from("0000041"), 3);
    assert.deepEqual(first.map(String), ["0000042", "0000043", "0000044"]);
    await assert.rejects(firstNames(each(names(1_000_001)), undefined, 3), CrowdedDirectoryError);
  });
});
