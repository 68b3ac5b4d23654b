import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { aJobDisk } from "../../api/files/files.builders.ts";
import { aWorld } from "../../api/api.builders.ts";
import { aDeskAt, aRunningJob, OK, put } from "../cli.builders.ts";

describe("the output of a job that writes it into a file", () => {
  it("is what is in the file of its directory, of an array of the task's", async () => {
    using disk = aJobDisk();
    await using world = await aWorld({ jobFiles: disk.shared });
    using desk = await aDeskAt(world);
    const { id } = await aRunningJob(world, { io: { stdout: "out/%j-%x.txt" }, name: "blast" });
    disk.put(id, `out/${id}-blast.txt`, "a\nb\nc\n");
    const all = await desk.run("logs", String(id));
    assert.deepEqual([all.exit, all.stdout], [0, "a\nb\nc\n"]);
    assert.match(all.stderr, /puts it into the file out\/1-blast\.txt of its directory/);
    assert.equal((await desk.run("logs", "--tail", "1", String(id))).stdout, "c\n");
    assert.equal((await desk.run("logs", "--bytes", "3", String(id))).stdout, "\nc\n");
  });

  it("is followed while it grows, from the beginning when it is written anew, until the job ends", async () => {
    using disk = aJobDisk();
    await using world = await aWorld({ jobFiles: disk.shared });
    using desk = await aDeskAt(world);
    const { id, taskId } = await aRunningJob(world, { io: { stdout: "out.txt" } });
    const command = desk.start(["logs", "-f", String(id)]);
    await command.printed("puts it into the file");
    disk.put(id, "out.txt", "one\n");
    await command.printed("one\n");
    disk.put(id, "out.txt", "one\ntwo\n");
    await command.printed("two\n");
    disk.put(id, "out.txt", "x\n");
    await command.printed("x\n");
    disk.put(id, "out.txt", "x\nlast\n");
    await world.end(taskId, OK);
    assert.equal((await command.ended).stdout, "one\ntwo\nx\nlast\n");
  });

  it("that is joined is told by --stderr, too", async () => {
    using disk = aJobDisk();
    await using world = await aWorld({ jobFiles: disk.shared });
    using desk = await aDeskAt(world);
    const { id, taskId } = await aRunningJob(world, { io: { join: true } });
    put(world, taskId, "stdout", "both\n");
    assert.equal((await desk.run("logs", "--stderr", String(id))).stdout, "both\n");
  });

  it("on a volume is not here, and how to see it is", async () => {
    await using world = await aWorld();
    using desk = await aDeskAt(world);
    const { id } = await aRunningJob(world, {
      io: { stdout: "/data/home/out-%j.txt" },
      volumes: [{ name: "home", mode: "rw" }],
    });
    const { exit, stderr } = await desk.run("logs", String(id));
    assert.equal(exit, 6);
    assert.match(stderr, /\/data\/home\/out-1\.txt[^]*godocker exec 1 -- tail -f \/data\/home\/out-1\.txt/);
  });

  it("that is not there yet, and never came, is told", async () => {
    using disk = aJobDisk();
    await using world = await aWorld({ jobFiles: disk.shared });
    using desk = await aDeskAt(world);
    const { id, taskId } = await aRunningJob(world, { io: { stdout: "out.txt" } });
    disk.directory(id);
    await world.end(taskId, OK);
    assert.equal((await desk.run("logs", String(id))).exit, 6);
  });
});

describe("the lines of an output", () => {
  it("are those that match with --grep, however they come in pieces", async () => {
    await using world = await aWorld();
    using desk = await aDeskAt(world);
    const { id, taskId } = await aRunningJob(world);
    put(world, taskId, "stdout", "error: 1\nfine\nan error\r\nerr");
    assert.equal(
      (await desk.run("logs", "--grep", "error$|^err", String(id))).stdout,
      "error: 1\nan error\r\nerr",
    );
    const wrong = await desk.run("logs", "--grep", "(", String(id));
    assert.deepEqual([wrong.exit, /no regular expression/.test(wrong.stderr)], [2, true]);
  });

  it("tell which output they are of with --both", async () => {
    await using world = await aWorld();
    using desk = await aDeskAt(world);
    const { id, taskId } = await aRunningJob(world);
    put(world, taskId, "stdout", "a\nb");
    put(world, taskId, "stderr", "e\n");
    const { stdout } = await desk.run("logs", "--both", String(id));
    assert.deepEqual(stdout.split("\n").toSorted(), ["", "stderr | e", "stdout | a", "stdout | b"]);
  });

  it("have no times, which is said to who asks for some", async () => {
    await using world = await aWorld();
    using desk = await aDeskAt(world);
    const { exit, stderr } = await desk.run("logs", "--since", "1h", "1");
    assert.equal(exit, 2);
    assert.match(stderr, /--since: not yet: output is kept without times/);
  });
});
