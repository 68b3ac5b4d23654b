import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { INSIDE, MAY_IMPORT } from "./layers.ts";

const ROOT = join(import.meta.dirname, "../..");
const MOST_LINES = 40;

describe("the README of a folder", () => {
  for (const folder of Object.keys(MAY_IMPORT)) {
    it(`describes ${folder}/ in at most ${MOST_LINES} lines`, () => {
      const file = join(ROOT, folder, "README.md");
      assert.ok(existsSync(file), `${folder}/README.md is missing`);
      const text = readFileSync(file, "utf8");
      assert.ok(text.split("\n").length <= MOST_LINES + 1, `${folder}/README.md is too long`);
      const positions = (INSIDE[folder] ?? [])
        .filter((layer) => layer !== ".")
        .map((layer) => text.indexOf(`\n- \`${layer}/\``));
      assert.ok(!positions.includes(-1), `${folder}/README.md misses a sub-folder`);
      assert.deepEqual(
        positions,
        positions.toSorted((a, b) => a - b),
        `${folder}/README.md lists the layers in another order than layers.ts`,
      );
    });
  }
});
