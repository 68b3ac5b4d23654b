import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, describe, it } from "node:test";
import { differentSteps, stepsOf } from "./console-page.builders.ts";
import { startUp, type Up } from "./roles/up.ts";

const ROOT = dirname(import.meta.dirname);

describe("the tutorial", () => {
  const directory = mkdtempSync(join(tmpdir(), "godocker-tutorial-"));
  const steps = stepsOf(readFileSync(join(ROOT, "docs/tutorial.md"), "utf8"));
  let up: Up | undefined;

  before(async () => {
    up = await startUp({
      config: [],
      set: [],
      data: join(directory, "data"),
      port: "0",
      say: () => undefined,
    });
  });
  after(async () => {
    await up?.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  it("prints what it says, command after command", async () => {
    assert.ok(steps.length > 40, `only ${steps.length} commands were found`);
    const different = await differentSteps(steps, directory, {
      prelude: 'godocker() { "$NODE" "$ROOT/scripts/start.mjs" "$@"; }\n',
      environment: {
        NODE: process.execPath,
        ROOT,
        GODOCKER_SERVER: up?.url ?? "",
        GODOCKER_TOKEN_FILE: up?.tokenFile ?? "",
      },
    });
    assert.equal(different.join("\n\n"), "");
  });
});
