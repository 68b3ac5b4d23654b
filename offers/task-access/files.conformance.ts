import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { SandboxPathError } from "../sandbox-path.ts";
import type { BegunTask, TaskWorld } from "../task-access.conformance.ts";

const OUTPUTS = `mkdir -p out/deep
printf hello >out/a.txt
: >out/empty
printf twelve >'out/ñ ☃ %2e.txt'
printf deep >out/deep/b
head -c 3000000 /dev/zero >out/big
ln -s a.txt out/link
ln -s /etc out/etc
ln -s /etc/passwd out/passwd
ln -s nowhere out/nowhere`;

export function describeFiles(open: () => Promise<TaskWorld>): void {
  describe("the files of a task", () => {
    let world: TaskWorld;
    let task: BegunTask;
    before(async () => {
      world = await open();
      if (world.hasFilesAfterEnd === false) {
        task = await world.begin(`${OUTPUTS}\ntouch written; exec sleep 600`);
        while ((await world.access.readFile(task.address, "written", 0, 1)) === undefined) await sleep(50);
        return;
      }
      task = await world.begin(OUTPUTS);
      await task.ended;
    });
    after(() => world[Symbol.asyncDispose]());

    const list = (path: string) => world.access.list(task.address, path);
    const text = async (path: string, offset = 0, bytesMax = 100) => {
      const part = await world.access.readFile(task.address, path, offset, bytesMax);
      return part === undefined ? undefined : Buffer.from(part.bytes).toString();
    };

    it("are listed with what they are", async () => {
      const inside = new Map((await list("out"))?.map((entry) => [entry.name, entry]));
      for (const [name, kind, size] of [
        ["a.txt", "file", 5],
        ["empty", "file", 0],
        ["ñ ☃ %2e.txt", "file", 6],
        ["big", "file", 3_000_000],
        ["link", "file", 5],
      ] as const) {
        const entry = inside.get(name);
        assert.deepEqual([entry?.kind, entry?.size], [kind, size], name);
      }
      assert.equal(inside.get("deep")?.kind, "directory");
      const ageMs = Date.now() - (inside.get("a.txt")?.modifiedAtMs ?? 0);
      assert.ok(ageMs > -60_000 && ageMs < 600_000, `written ${ageMs} ms ago`);
      const top = (await list(""))?.map(({ name }) => name) ?? [];
      assert.ok(top.includes("out"), top.join());
      assert.deepEqual(
        (await list("out/./deep/"))?.map(({ name }) => name),
        ["b"],
      );
    });

    it("are read, wherever they are and whatever they are called", async () => {
      assert.equal(await text("out/a.txt"), "hello");
      assert.equal(await text("out/a.txt", 1, 3), "ell");
      assert.equal(await text("out//ñ ☃ %2e.txt"), "twelve");
      assert.equal(await text("./out/deep/b"), "deep");
      assert.equal(await text("out/link"), "hello");
      assert.equal(await text("out/empty"), "");
      const big = await world.access.readFile(task.address, "out/big", 1, 4_000_000);
      assert.deepEqual([big?.bytes.length, big?.size], [2_999_999, 3_000_000]);
    });

    it("that are not there are undefined", async () => {
      for (const path of ["no", "out/no", "out/a.txt/b", "out/nowhere", "out/%61.txt"]) {
        assert.equal(await text(path), undefined, path);
      }
      assert.equal(await list("no"), undefined);
    });

    it("do not include directories", async () => {
      for (const path of ["", "out", "out/deep"])
        await assert.rejects(text(path), (error) => error instanceof SandboxPathError, path);
    });

    it("are those of the sandbox and no others", async () => {
      const refused = (error: unknown): boolean => error instanceof SandboxPathError;
      for (const path of [
        "..",
        "out/../..",
        "../stdout",
        "/etc/passwd",
        "/",
        "out/a.txt\0",
        "a/../../../b",
      ]) {
        await assert.rejects(text(path), refused, path);
        await assert.rejects(list(path), refused, path);
      }
      // Links of the task itself are not followed out.
      assert.equal(await text("out/passwd"), undefined);
      assert.equal(await text("out/etc/passwd"), undefined);
      assert.equal(await list("out/etc"), undefined);
    });

    it("tell their size when they were truncated meanwhile", async () => {
      const { address } = await world.begin(
        "echo 0123456789 >file; sleep 0.2; : >file; touch truncated; sleep 5",
      );
      while (!(await world.access.list(address, ""))?.some(({ name }) => name === "truncated"))
        await sleep(5);
      const part = await world.access.readFile(address, "file", 11, 100);
      assert.deepEqual(part, { bytes: new Uint8Array(), size: 0 });
    });
  });
}
