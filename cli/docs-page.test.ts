import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { it } from "node:test";
import { cliPage } from "../scripts/write-cli-docs.ts";

it("docs/cli.md says what the table of commands says", async () => {
  const page = readFileSync(join(dirname(import.meta.dirname), "docs", "cli.md"), "utf8");
  assert.equal(page, await cliPage(), "write it anew: node scripts/write-cli-docs.ts");
});
