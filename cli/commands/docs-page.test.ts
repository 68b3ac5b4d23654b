import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { it } from "node:test";
import { cliFiles } from "../../scripts/pages/write-cli-docs.ts";

it("docs/reference/cli.md and the manual page say what the table of commands says", async () => {
  for (const [path, text] of await cliFiles()) {
    const page = readFileSync(join(import.meta.dirname, "..", "..", path), "utf8");
    assert.equal(page, text, `${path} is stale: npm run pages`);
  }
});
