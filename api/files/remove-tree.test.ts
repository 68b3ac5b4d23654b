import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { jobDirectory } from "../../jobs/life/directory.ts";
import { RefusedFileError } from "./beneath.ts";
import { aJobDisk } from "./files.builders.ts";
import type { JobDisk } from "./files.builders.ts";
import { removeTree } from "./remove-tree.ts";

const remove = ({ shared }: JobDisk, job: number) =>
  removeTree(shared.directory, jobDirectory(job).split("/"));

describe("removing the directory of a job", () => {
  it("leaves nothing of it, and everything of the others", async () => {
    using disk = aJobDisk();
    for (const path of ["cmd.sh", "out/a/b", "out/c", ".hidden", "n\nl"]) disk.put(12, path, "x");
    const others = [disk.put(123, "kept"), disk.put(1, "kept"), disk.put(12_345, "kept")];
    assert.deepEqual(await remove(disk, 12), { entries: 8, left: 0 });
    assert.equal(existsSync(join(disk.shared.directory, jobDirectory(12))), false);
    for (const other of others) assert.ok(existsSync(other));
  });

  it("is no fault when there is none", async () => {
    using disk = aJobDisk();
    assert.equal(await remove(disk, 7), undefined);
  });

  it("removes links, and never what they lead to", async () => {
    using disk = aJobDisk();
    const own = disk.directory(5);
    symlinkSync(disk.secretDirectory, join(own, "outside"));
    symlinkSync(disk.secretFile, join(own, "file"));
    symlinkSync("..", join(own, "up"));
    disk.put(5, "below/x");
    symlinkSync(disk.secretDirectory, join(own, "below", "outside"));
    assert.equal((await remove(disk, 5))?.left, 0);
    assert.equal(readFileSync(disk.secretFile, "utf8"), disk.secret);
  });

  it("refuses when a link stands where the job's own directory should be, or in the way to it", async () => {
    using disk = aJobDisk();
    const top = disk.shared.directory;
    mkdirSync(join(top, "pairtree_root/5"), { recursive: true });
    symlinkSync(disk.secretDirectory, join(top, "pairtree_root/5/task"));
    symlinkSync(disk.secretDirectory, join(top, "pairtree_root/6"));
    await assert.rejects(remove(disk, 5), RefusedFileError);
    await assert.rejects(remove(disk, 6), RefusedFileError);
    assert.equal(readFileSync(disk.secretFile, "utf8"), disk.secret);
  });

  it("comes to the bottom of a tree that is deeper than a path can be long", async () => {
    using disk = aJobDisk();
    disk.put(5, `${"d/".repeat(600)}file`, "x");
    assert.deepEqual(await remove(disk, 5), { entries: 602, left: 0 });
  });
});
