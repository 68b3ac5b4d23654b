import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { chownSync, linkSync, mkdirSync, readdirSync, renameSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, it } from "node:test";
import fc from "fast-check";
import { DEPTH_MAX, RefusedFileError } from "./beneath.ts";
import type { JobDisk } from "./files.builders.ts";
import { aJobDisk, contentOf, names } from "./files.builders.ts";
import { diskFiles } from "./disk-files.ts";
import { swapping } from "./swapping.builders.ts";

const read = async (disk: JobDisk, path: string) => contentOf(await disk.files(1).open(names(path)));
const refused = (error: unknown) => error instanceof RefusedFileError;
const descriptors = () => readdirSync("/proc/self/fd").length;

describe("a file in the directory of a job", () => {
  it("is read, by its names and by links that stay inside", async () => {
    using disk = aJobDisk();
    const top = disk.directory(1);
    disk.put(1, "out/deep/a.txt", "hello");
    symlinkSync("deep", join(top, "out/here"));
    symlinkSync("../out/./here/a.txt", join(top, "out/up"));
    symlinkSync(join(top, "out/up"), join(top, "whole"));
    symlinkSync(top, join(top, "top"));
    for (const path of [
      "out/deep/a.txt",
      "out/here/a.txt",
      "out/up",
      "whole",
      "top/whole",
      "top/top/out/up",
    ]) {
      assert.equal(await read(disk, path), "hello", path);
    }
  });

  it("is not there when any name of its path is not, or is no directory", async () => {
    using disk = aJobDisk();
    disk.put(1, "a", "x");
    symlinkSync("nowhere", join(disk.directory(1), "gone"));
    for (const path of ["b", "a/b", "b/c", "gone", "gone/x", "x".repeat(300)]) {
      assert.equal(await read(disk, path), undefined, path);
    }
    assert.equal(await disk.files(2).open([]), undefined, "a job without a directory");
  });

  it("is none that a link outside leads to, however the link is written", async () => {
    using disk = aJobDisk();
    const top = disk.directory(1);
    disk.put(1, "in/x", "x");
    disk.put(2, "theirs", disk.secret);
    for (const [name, target] of [
      ["file", disk.secretFile],
      ["directory", disk.secretDirectory],
      ["up", "../../../outside/file"],
      ["in/up", "../../../../../outside"],
      ["prefix", `${top}x/../../outside/file`],
      ["dots", `${top}/../../../outside/file`],
      ["proc", "/proc/self/cwd/package.json"],
      ["descriptor", "/proc/self/fd/0"],
      ["other-job", join(disk.directory(2), "theirs")],
      ["root", "/"],
    ] as const) {
      symlinkSync(target, join(top, name));
      await assert.rejects(read(disk, name), refused, name);
      await assert.rejects(read(disk, `${name}/file`), refused, name);
    }
    symlinkSync("loop", join(top, "loop"));
    await assert.rejects(read(disk, "loop"), refused);
  });

  it("is no pipe, socket or device, and asking for one waits for nobody", { timeout: 240_000 }, async () => {
    using disk = aJobDisk();
    const top = disk.directory(1);
    execFileSync("mkfifo", [join(top, "pipe")]);
    const server = createServer().listen(join(top, "socket"));
    try {
      await assert.rejects(read(disk, "pipe"), refused);
      await assert.rejects(read(disk, "socket"), refused);
    } finally {
      server.close();
    }
  });

  it("is no file of another user that has a second name here", async () => {
    using disk = aJobDisk();
    const top = disk.directory(1);
    linkSync(disk.secretFile, join(top, "linked"));
    disk.put(1, "own", "x");
    linkSync(join(top, "own"), join(top, "own-too"));
    assert.equal(await read(disk, "own-too"), "x", "its own may have as many names as it likes");
    // As if the account of tasks were another one: nothing here is its own then.
    const place = {
      jobsDirectory: disk.shared.directory,
      names: ["pairtree_root", "1", "task"],
      nowMs: Date.now,
    };
    const files = diskFiles({ ...place, mayOwn: () => false });
    await assert.rejects(files.open(names("linked")), refused);
    const directory = await files.open([]);
    assert.ok(directory?.kind === "directory");
    assert.equal((await directory.look(Buffer.from("linked")))?.kind, "other");
    await directory.close();
    if (process.getuid?.() === 0) {
      chownSync(disk.secretFile, 12_345, 12_345);
      await assert.rejects(read(disk, "linked"), refused);
    }
  });

  it("is refused when it is too deep, whether by names or by links", async () => {
    using disk = aJobDisk();
    disk.put(1, `${"d/".repeat(DEPTH_MAX - 1)}file`, "deep");
    assert.equal(await read(disk, `${"d/".repeat(DEPTH_MAX - 1)}file`), "deep");
    await assert.rejects(read(disk, "d/".repeat(DEPTH_MAX + 1)), refused);
    const top = disk.directory(1);
    symlinkSync(`${"./d/".repeat(60)}`, join(top, "half"));
    mkdirSync(join(top, "e"));
    symlinkSync(`../half/${"d/".repeat(60)}`, join(top, "e/more"));
    await assert.rejects(read(disk, "e/more"), refused);
  });

  it("keeps its version until it changes", async () => {
    using disk = aJobDisk();
    const path = disk.put(1, "a", "one");
    const place = {
      jobsDirectory: disk.shared.directory,
      names: ["pairtree_root", "1", "task"],
      mayOwn: () => true,
    };
    const etag = async (aheadMs: number) => {
      const file = await diskFiles({ ...place, nowMs: () => Date.now() + aheadMs }).open(names("a"));
      assert.ok(file?.kind === "file");
      await file.close();
      return file.etag;
    };
    assert.match(await etag(0), /^W\//, "changed this moment, so it may change again without being seen");
    const first = await etag(60_000);
    assert.match(first, /^"/);
    assert.equal(await etag(60_000), first);
    writeFileSync(path, "two");
    assert.notEqual(await etag(60_000), first);
  });
});

describe("the directory of a job", () => {
  it("is not taken for another one when a job made a link of it", async () => {
    using disk = aJobDisk();
    const top = disk.directory(1);
    renameSync(top, `${top}-away`);
    symlinkSync(disk.secretDirectory, top);
    await assert.rejects(read(disk, "file"), refused);
  });

  it("names what is in it, also what is no text", async () => {
    using disk = aJobDisk();
    const top = disk.directory(1);
    const odd = Buffer.from([0x61, 0xff, 0x0a, 0x62]);
    writeFileSync(Buffer.concat([Buffer.from(`${top}/`), odd]), "odd");
    mkdirSync(join(top, "d"));
    symlinkSync("d", join(top, "l"));
    const directory = await disk.files(1).open([]);
    assert.ok(directory?.kind === "directory");
    const kinds = new Map<string, string | undefined>();
    for await (const name of directory.names()) {
      kinds.set(name.toString("latin1"), (await directory.look(name))?.kind);
    }
    assert.deepEqual([...kinds].sort(), [
      ["a\xff\nb", "file"],
      ["d", "directory"],
      ["l", "link"],
    ]);
    assert.equal(await contentOf(await directory.open(odd)), "odd");
    await assert.rejects(directory.open(Buffer.from("l")), refused, "a link is not followed from here");
    await directory.close();
  });
});

describe("a path of a job's files that names and links are made up for", () => {
  it("never shows what is outside, and leaves no descriptor open", async () => {
    using disk = aJobDisk();
    const top = disk.directory(1);
    disk.put(1, "a/b/c", "inside");
    const part = fc.constantFrom("a", "b", "c", "..", ".", "l0", "l1", "l2", "", "outside", "file", "jobs");
    const path = fc.array(part, { maxLength: 6 }).map((parts) => parts.join("/"));
    const target = fc.oneof(
      path,
      path.map((rest) => `/${rest}`),
      path.map((rest) => `${top}/${rest}`),
      fc.constant(disk.secretFile),
    );
    const before = descriptors();
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.tuple(target, target, target), path, async (targets, wanted) => {
        run += 1;
        const here = disk.put(run + 1, "a/b/c", "inside");
        for (const [at, text] of targets.entries()) {
          if (text !== "") symlinkSync(text, join(here, "../..", `l${at}`));
        }
        try {
          const found = await disk.files(run + 1).open(names(wanted));
          if (found?.kind === "directory") await found.close();
          else assert.ok([undefined, "inside"].includes(await contentOf(found)), wanted);
        } catch (error) {
          assert.ok(refused(error), String(error));
        }
      }),
      { numRuns: 300 },
    );
    assert.equal(descriptors(), before);
  });
});

describe("a directory that is exchanged for a link again and again", () => {
  it("never leads to what the link names", { timeout: 240_000 }, async () => {
    using disk = aJobDisk();
    const outcome = await swapping(disk, { reads: 3000 });
    assert.equal(outcome.leaks, 0);
    assert.ok(outcome.inside > 0, "it was never read at all");
    assert.ok(outcome.refused + outcome.absent > 0, "the exchange was never met");
  });
});
