import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { resolveSandboxPath } from "./files.ts";

const home = realpathSync(mkdtempSync(join(tmpdir(), "files-")));
after(() => rmSync(home, { recursive: true }));
const root = join(home, "slaves", "a");
const runs = join(root, "frameworks", "f", "executors", "task 1", "runs");
const sandbox = join(runs, "c1");
mkdirSync(join(sandbox, "sub"), { recursive: true });
mkdirSync(join(runs, "c2"));
symlinkSync("c1", join(runs, "latest"));
writeFileSync(join(sandbox, "stdout"), "hello");
writeFileSync(join(runs, "c2", "secret"), "of another run");
writeFileSync(join(home, "outside"), "secret");
symlinkSync(join(home, "outside"), join(sandbox, "link-out"));
symlinkSync(join(runs, "c2", "secret"), join(sandbox, "link-to-other"));
symlinkSync("../stdout", join(sandbox, "sub", "link-in"));
symlinkSync("loop", join(sandbox, "loop"));

describe("a path inside a sandbox", () => {
  const stdout = join(sandbox, "stdout");
  for (const path of [
    stdout,
    join(runs, "latest", "stdout"),
    "/frameworks/f/executors/task 1/runs/latest/stdout",
    "/frameworks/f/executors/task 1/runs/c1/stdout",
    "/frameworks/f/executors/task 1/runs/latest/sub/../stdout",
    "/frameworks/f/executors/task 1/runs/latest/sub/link-in",
  ])
    it(`${path.replace(home, "…")} leads to its file`, async () => {
      assert.equal(await resolveSandboxPath(root, path), stdout);
    });

  it("may be the sandbox itself", async () => {
    assert.equal(await resolveSandboxPath(root, "/frameworks/f/executors/task 1/runs/latest"), sandbox);
  });
});

describe("a path that leads elsewhere", () => {
  for (const path of [
    "/etc/passwd",
    "stdout",
    join(home, "outside"),
    join(sandbox, "..", "..", "..", "..", "..", "..", "..", "outside"),
    "/frameworks/f/executors/task 1/runs/latest/../../../../../../../../../outside",
    "/frameworks/f/executors/task 1/runs/latest/../c2/../../secret",
    "/frameworks/f/executors/task 1/runs/latest/link-out",
    "/frameworks/f/executors/task 1/runs/latest/link-to-other",
    "/frameworks/f/executors/task 1/runs/latest/loop",
    "/frameworks/f/executors/task 1/runs/latest/none",
    "/frameworks/f/executors/task 1",
    "/frameworks/f/executors/task 1/runs/latest/stdout\0.txt",
  ])
    it(`${JSON.stringify(path.replace(home, "…"))} is nothing`, async () => {
      assert.equal(await resolveSandboxPath(root, path), undefined);
    });
});
