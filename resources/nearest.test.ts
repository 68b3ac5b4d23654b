import assert from "node:assert/strict";
import { it } from "node:test";
import { nearest } from "./nearest.ts";

it("finds the name that was probably meant, and none where nothing is near", () => {
  assert.equal(nearest("memroy", ["cpus", "memory"]), "memory");
  assert.equal(nearest("MEMORY", ["memory"]), "memory");
  assert.equal(nearest("cpu", ["cpus", "gpus"]), "cpus");
  assert.equal(nearest("xyz", ["abc"]), undefined);
  assert.equal(nearest("", ["a"]), "a");
});
