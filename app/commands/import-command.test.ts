import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";

const MAIN = join(import.meta.dirname, "..", "main.ts");

describe("godocker import", () => {
  const directory = mkdtempSync(join(tmpdir(), "godocker-import-"));
  after(() => rmSync(directory, { recursive: true, force: true }));
  const run = (...args: readonly string[]) =>
    spawnSync(process.execPath, [MAIN, "import", ...args], {
      encoding: "utf8",
      env: { PATH: process.env.PATH, HOME: directory, XDG_STATE_HOME: directory },
    });

  it("says what it needs", () => {
    const { status, stderr } = run();
    assert.equal(status, 2);
    assert.match(stderr, /import needs --from\n {2}fix: .*--from mongodb:\/\/host\/god/);
    assert.match(run("--from", "postgres://x").stderr, /is no address of a MongoDB/);
  });

  it("writes over nothing, and looks before it asks anybody", () => {
    writeFileSync(join(directory, "accounts.json5"), "{}");
    const { status, stderr } = run("--from", "mongodb://127.0.0.1:1/god", "--out", directory, "--yes");
    assert.equal(status, 7);
    assert.match(stderr, /accounts\.json5 is there already/);
  });

  it("says why an old database cannot be read, without its password, and makes no store", () => {
    const url = "mongodb://god:hunter2@127.0.0.1:1/god?serverSelectionTimeoutMS=300";
    const { status, stderr } = run("--from", url, "--dry-run");
    assert.equal(status, 1);
    assert.match(
      stderr,
      /^error: the old database mongodb:\/\/127\.0\.0\.1:1\/god cannot be read: .*Check --from/,
    );
    assert.doesNotMatch(stderr, /hunter2/);
    assert.equal(existsSync(join(directory, "godocker", "godocker.db")), false);
  });
});
