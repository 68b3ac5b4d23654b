import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { aWorld, submitted } from "../../api/api.builders.ts";
import { aDeskAt, aRunningJob, OK, put } from "../cli.builders.ts";

describe("the output of a job", () => {
  it("is printed as it is", async () => {
    await using world = await aWorld();
    using desk = await aDeskAt(world);
    const { id, taskId } = await aRunningJob(world);
    put(world, taskId, "stdout", "a\n\u001b[2Jb\n");
    put(world, taskId, "stderr", "e\n");
    assert.equal((await desk.run("logs", String(id))).stdout, "a\n\u001b[2Jb\n");
    assert.equal((await desk.run("logs", "--stderr", String(id))).stdout, "e\n");
    assert.equal((await desk.start(["logs", String(id)], { tty: true }).ended).stdout, "a\n\ufffd[2Jb\n");
  });

  it("begins with the last lines with --tail", async () => {
    await using world = await aWorld();
    using desk = await aDeskAt(world);
    const { id, taskId } = await aRunningJob(world);
    const lines = Array.from({ length: 100_000 }, (_, at) => `line ${at}\n`);
    put(world, taskId, "stdout", lines.join(""));
    assert.equal((await desk.run("logs", "--tail", "2", String(id))).stdout, lines.slice(-2).join(""));
    assert.equal((await desk.run("logs", "--tail", "1000", String(id))).stdout, lines.slice(-1000).join(""));
    put(world, taskId, "stdout", "one\ntwo");
    assert.equal((await desk.run("logs", "--tail", "1", String(id))).stdout, "two");
    assert.equal((await desk.run("logs", "--tail", "9", String(id))).stdout, "one\ntwo");
    const following = desk.start(["logs", "-f", "--tail", "1", String(id)]);
    await following.printed("two");
    put(world, taskId, "stdout", "one\ntwo\nthree\n");
    await world.end(taskId, OK);
    assert.equal((await following.ended).stdout, "two\nthree\n");
  });

  it("is followed from before it begins until it ends", async () => {
    await using world = await aWorld();
    using desk = await aDeskAt(world);
    const id = await submitted(world);
    const command = desk.start(["logs", "-f", String(id)]);
    await command.printed("job 1 has not begun yet; waiting");
    const taskId = await world.launch(id);
    put(world, taskId, "stdout", "hello\n");
    await world.running(taskId);
    await command.printed("hello\n");
    await world.end(taskId, OK);
    assert.deepEqual((await command.ended).exit, 0);
  });

  it("is left at Ctrl-C, which harms the job in no way", async () => {
    await using world = await aWorld();
    using desk = await aDeskAt(world);
    const id = await submitted(world);
    const command = desk.start(["logs", "-f", String(id)]);
    await command.printed("waiting");
    command.interrupt();
    assert.deepEqual(await command.ended, {
      exit: 130,
      stdout: "",
      stderr: "job 1 has not begun yet; waiting\ninterrupted; job 1 goes on\n",
    });
    assert.deepEqual(
      (await world.store.inbox(10)).map(({ kind }) => kind),
      ["job"],
    );
  });

  it("of an array needs an index, in any usual spelling", async () => {
    await using world = await aWorld();
    using desk = await aDeskAt(world);
    const id = await submitted(world, { array: { from: 5, to: 7 } });
    const taskId = await world.launch(id, { index: 6, element: 1 });
    await world.running(taskId);
    put(world, taskId, "stdout", "six\n");
    assert.match((await desk.run("logs", "1")).stderr, /say which task/);
    for (const argv of [["1.6"], ["1_6"], ["1[6]"], ["1", "--index", "6"]]) {
      assert.equal((await desk.run("logs", ...argv)).stdout, "six\n");
    }
    assert.match((await desk.run("show", "1.6")).stdout, /Attempts of task 6/);
  });
});
