import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { MESSAGES } from "./generated/descriptor.ts";
import { coders } from "./generated/mesos.js";

describe("the generated code", () => {
  it("is what the .proto files of today give", { timeout: 240_000 }, () => {
    const generator = join(import.meta.dirname, "..", "scripts", "generate-proto.ts");
    execFileSync(process.execPath, [generator, "--check"], { stdio: ["ignore", "inherit", "pipe"] });
  });

  it("says in its first line that it is generated", () => {
    const folder = join(import.meta.dirname, "generated");
    for (const name of readdirSync(folder)) {
      assert.match(
        readFileSync(join(folder, name), "utf8").split("\n", 1)[0] ?? "",
        /^\/\/ Generated from /,
        name,
      );
    }
  });

  it("has a coder for every message of the field table", () => {
    assert.deepEqual(Object.keys(coders), Object.keys(MESSAGES));
  });
});
