import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { removeOldSandboxes } from "./garbage.ts";

describe("sandboxes of ended tasks", () => {
  const root = mkdtempSync(join(tmpdir(), "garbage-"));
  after(() => rmSync(root, { recursive: true }));
  const aSandbox = (executor: string, changedAtMs: number, outputAtMs = changedAtMs): string => {
    const sandbox = join(root, "frameworks", "f", "executors", executor, "runs", "c");
    mkdirSync(sandbox, { recursive: true });
    writeFileSync(join(sandbox, "stdout"), "");
    utimesSync(join(sandbox, "stdout"), outputAtMs / 1000, outputAtMs / 1000);
    utimesSync(sandbox, changedAtMs / 1000, changedAtMs / 1000);
    return sandbox;
  };

  it("are removed when they are old, and only then", async () => {
    const old = aSandbox("old", 1000);
    const young = aSandbox("young", 9000);
    const written = aSandbox("written", 1000, 9000);
    const live = aSandbox("live", 1000);
    await removeOldSandboxes(root, 5000, 10_000, (sandbox) => sandbox === live);
    assert.deepEqual(
      [old, young, written, live].map((sandbox) => existsSync(sandbox)),
      [false, true, true, true],
    );
    assert.equal(existsSync(join(root, "frameworks", "f", "executors", "old")), false);
  });
});
