import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";

const ROOT = join(import.meta.dirname, "..");

/** Numbers of attacks that there must be: from, to. Those between are kept for more of the same kind. */
const WANTED: readonly (readonly [from: number, to: number])[] = [
  [1, 76],
  [80, 105],
  [110, 131],
  [140, 163],
  [170, 174],
  [180, 183],
  [190, 204],
  [210, 225],
  [230, 233],
  [240, 256],
  [260, 268],
  [270, 274],
];

describe("the numbered attacks", () => {
  const told = globSync("{api,scheduler}/**/*.test.ts", { cwd: ROOT }).flatMap(
    (file) => readFileSync(join(ROOT, file), "utf8").match(/(?<=["`])A[0-2]\d{2}\b/g) ?? [],
  );

  it("are each made by a test", () => {
    const ids = WANTED.flatMap(([from, to]) =>
      Array.from({ length: to - from + 1 }, (_, k) => `A${String(from + k).padStart(3, "0")}`),
    );
    assert.ok(ids.length >= 120);
    assert.deepEqual(
      ids.filter((id) => !told.includes(id)),
      [],
    );
  });

  it("have a number each", () => {
    assert.deepEqual(
      told.filter((id, at) => told.indexOf(id) !== at),
      [],
    );
  });
});
