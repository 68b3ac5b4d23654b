import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { aWorld, submitted } from "../../api/api.builders.ts";
import { aDeskAt, aRunningJob, BROKEN, OK } from "../cli.builders.ts";

describe("cancel, hold and release", () => {
  it("ask the server, and a repeated cancel is no error", async () => {
    await using world = await aWorld();
    using desk = await aDeskAt(world);
    const { id, taskId } = await aRunningJob(world);
    assert.deepEqual(await desk.run("cancel", String(id)), {
      exit: 0,
      stdout: "job 1: cancel requested\n",
      stderr: "",
    });
    await world.end(taskId, OK);
    assert.equal((await desk.run("cancel", String(id))).stdout, "job 1 had ended already (succeeded)\n");
    assert.equal((await desk.run("cancel", "--strict", String(id))).exit, 7);
    const waiting = String(await submitted(world));
    assert.equal((await desk.run("hold", waiting)).stdout, "job 2: hold requested\n");
    assert.equal((await desk.run("release", "-q", waiting)).stdout, "2\n");
    assert.equal((await desk.run("hold", String(id))).exit, 7);
  });

  it("can give them another grace time, or none", async () => {
    await using world = await aWorld();
    using desk = await aDeskAt(world);
    const id = String(await submitted(world));
    assert.equal((await desk.run("cancel", "--grace", "5s", id)).stdout, "job 1: cancel requested\n");
    assert.equal((await desk.run("kill", id)).stdout, "job 1: cancel requested\n");
    assert.equal((await desk.run("kill", "--all")).exit, 0);
    const graces = (await world.store.inbox(10)).flatMap((document) =>
      document.kind === "request" ? [document.request.graceMs] : [],
    );
    assert.deepEqual(graces, [5000, 0, 0]);
    for (const grace of ["soon", "11m"]) {
      const { exit, stderr } = await desk.run("cancel", "--grace", grace, id);
      assert.deepEqual([exit, /is no grace time/.test(stderr)], [2, true], stderr);
    }
  });

  it("can be about some tasks of an array", async () => {
    await using world = await aWorld();
    using desk = await aDeskAt(world);
    const id = String(await submitted(world, { array: { from: 1, to: 9 } }));
    assert.deepEqual(await desk.run("cancel", "--tasks", "3-5,9", id), {
      exit: 0,
      stdout: "job 1: cancel of its tasks 3-5,9 requested\n",
      stderr: "",
    });
    assert.equal((await desk.run("cancel", "--tasks", "33", id)).exit, 6);
    for (const [tasks, words] of [
      ["x", /names no tasks/],
      ["1", /of one job/],
    ] as const) {
      const { exit, stderr } = await desk.run(
        "cancel",
        "--tasks",
        tasks,
        id,
        ...(tasks === "1" ? ["2"] : []),
      );
      assert.deepEqual([exit, words.test(stderr)], [2, true], stderr);
    }
  });

  it("go on with the others when one does not exist", async () => {
    await using world = await aWorld();
    using desk = await aDeskAt(world);
    await submitted(world);
    const { exit, stdout, stderr } = await desk.run("cancel", "--yes", "99", "1");
    assert.equal(exit, 6);
    assert.equal(stdout, "job 1: cancel requested\n");
    assert.match(stderr, /^error: job 99 not cancelled\n {2}why: There is no job 99\.\n/);
  });

  it("ask at a terminal before more than one job is cancelled", async () => {
    await using world = await aWorld();
    using desk = await aDeskAt(world, { tty: true });
    await submitted(world);
    await submitted(world);
    for (const [answer, exit] of [
      ["n\n", 2],
      ["y\n", 0],
    ] as const) {
      const command = desk.start(["cancel", "1", "2"]);
      await command.printed("Cancel 2 jobs? [y/N]");
      command.type(answer);
      assert.equal((await command.ended).exit, exit);
    }
  });
});

describe("cancelling by what jobs are like", () => {
  it("ends all that match and nothing else, after saying how many", async () => {
    await using world = await aWorld();
    using desk = await aDeskAt(world, { tty: true });
    await submitted(world, { name: "test-1" });
    await submitted(world, { name: "test-2" });
    await submitted(world, { name: "other" });
    const { taskId } = await aRunningJob(world, { name: "test-3" });
    await world.end(taskId, OK);
    const command = desk.start(["cancel", "--name", "test-*"]);
    await command.printed("Cancel 2 jobs? [y/N]");
    command.type("y\n");
    const { exit, stdout } = await command.ended;
    assert.equal(exit, 0);
    assert.deepEqual(stdout.trim().split("\n").toSorted(), [
      "job 1: cancel requested",
      "job 2: cancel requested",
    ]);
    assert.match((await desk.run("cancel", "--name", "nothing-*")).stderr, /^no job matches$/m);
  });

  it("asks nobody with --yes, and refuses ids beside filters and nothing at all", async () => {
    await using world = await aWorld();
    using desk = await aDeskAt(world);
    await submitted(world);
    await submitted(world);
    assert.equal((await desk.run("cancel", "--all")).exit, 2);
    assert.equal((await desk.run("cancel", "--all", "--yes", "-q")).exit, 0);
    assert.equal((await desk.run("cancel", "--all", "1")).exit, 2);
    assert.match((await desk.run("cancel")).stderr, /no job is named\n {2}fix: write its id/);
  });
});

describe("suspending and resuming", () => {
  it("ask the server", async () => {
    await using world = await aWorld();
    using desk = await aDeskAt(world);
    await aRunningJob(world);
    assert.equal((await desk.run("suspend", "1")).stdout, "job 1: suspension requested\n");
    assert.equal((await desk.run("resume", "-q", "1")).stdout, "1\n");
  });
});

describe("waiting for jobs", () => {
  it("exits with the worst code", async () => {
    await using world = await aWorld();
    using desk = await aDeskAt(world);
    const [good, bad] = [await aRunningJob(world), await aRunningJob(world)];
    await world.end(good.taskId, OK);
    const command = desk.start(["wait", "1", "2"]);
    await command.printed("job 1 succeeded");
    await world.end(bad.taskId, BROKEN);
    const { exit, stderr } = await command.ended;
    assert.equal(exit, 3);
    assert.match(stderr, /job 2 failed: it exited with 3/);
  });

  it("exits with the code of the first one with --any", async () => {
    await using world = await aWorld();
    using desk = await aDeskAt(world);
    const [first] = [await aRunningJob(world), await aRunningJob(world)];
    const command = desk.start(["wait", "--any", "1", "2"]);
    await world.end(first.taskId, BROKEN);
    assert.equal((await command.ended).exit, 3);
  });

  it("gives up after --timeout, at Ctrl-C, and at once for a job that does not exist", async () => {
    await using world = await aWorld();
    using desk = await aDeskAt(world);
    await aRunningJob(world);
    assert.deepEqual(await desk.run("wait", "--timeout", "0s", "1"), {
      exit: 124,
      stdout: "",
      stderr: "the time is up; job 1 goes on\n",
    });
    assert.equal((await desk.run("wait", "1", "99")).exit, 6);
    const command = desk.start(["wait", "1"], { tty: true });
    await command.printed("waiting for job 1");
    command.interrupt();
    const { exit, stderr } = await command.ended;
    assert.equal(exit, 130);
    assert.match(stderr, /interrupted; job 1 goes on\n$/);
  });
});
