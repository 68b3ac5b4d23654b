import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { World } from "../../api/api.builders.ts";
import { aWorld } from "../../api/api.builders.ts";
import { aDeskAt, BROKEN, OK, put } from "../cli.builders.ts";

describe("running a job", () => {
  it("prints both outputs as they come, and exits with the job's code", async () => {
    await using world = await aWorld();
    using desk = await aDeskAt(world);
    const command = desk.start(["run", "--", "false"]);
    await command.printed("Submitted job 1");
    const taskId = await world.launch(1);
    put(world, taskId, "stdout", "out\n");
    put(world, taskId, "stderr", "err\n");
    await world.running(taskId);
    await command.printed("out\n");
    await command.printed("err\n");
    await world.end(taskId, BROKEN);
    const { exit, stdout, stderr } = await command.ended;
    assert.deepEqual([exit, stdout], [3, "out\n"]);
    assert.match(stderr, /^Submitted job 1\nerr\njob 1 failed: it exited with 3 \(after 0 s\)\n$/);
  });

  it("goes on with the output of the next attempt", async () => {
    await using world = await aWorld();
    using desk = await aDeskAt(world);
    const command = desk.start(["run", "--retry-on", "any", "--", "false"]);
    await command.printed("Submitted job 1");
    const first = await world.launch(1);
    put(world, first, "stdout", "one\n");
    await world.running(first);
    await command.printed("one\n");
    await world.end(first, { ...BROKEN, retryAtMs: Date.now() });
    const second = await world.launch(1, { attempt: 2 });
    put(world, second, "stdout", "two\n");
    await world.running(second);
    await world.end(second, OK);
    const { exit, stdout, stderr } = await command.ended;
    assert.deepEqual([exit, stdout], [0, "one\ntwo\n"]);
    assert.match(stderr, /job 1: attempt 2 begins/);
  });

  for (const [says, end, exit] of [
    ["128+n for a signal", { state: "failed", reason: "Signal", signal: 9, message: "killed" }, 137],
    ["125 when it never began", { state: "failed", reason: "Launch", message: "no such file" }, 125],
  ] as const) {
    it(`exits with ${says}`, async () => {
      await using world = await aWorld();
      using desk = await aDeskAt(world);
      const command = desk.start(["run", "--", "x"]);
      await command.printed("Submitted job 1");
      const taskId = await world.launch(1);
      if (exit !== 125) await world.running(taskId);
      await world.end(taskId, end);
      assert.equal((await command.ended).exit, exit);
    });
  }

  it("leaves the job alone after --timeout", async () => {
    await using world = await aWorld();
    using desk = await aDeskAt(world);
    const { exit, stderr } = await desk.run("run", "--timeout", "0s", "--", "sleep", "9");
    assert.equal(exit, 124);
    assert.match(stderr, /the time is up; job 1 goes on; see it again with: godocker logs -f 1/);
    assert.equal((await world.store.inbox(10)).length, 1);
  });

  describe("and pressing Ctrl-C", () => {
    const cancelled = { state: "cancelled", reason: "ByUser", signal: 15 } as const;
    const requests = async (world: World) =>
      (await world.store.inbox(10)).flatMap((document) =>
        document.kind === "request" ? [document.request.verb] : [],
      );

    it("cancels it when nobody can be asked", async () => {
      await using world = await aWorld();
      using desk = await aDeskAt(world);
      const command = desk.start(["run", "--", "sleep", "9"]);
      await command.printed("Submitted job 1");
      const taskId = await world.launch(1);
      await world.running(taskId);
      command.interrupt();
      await command.printed("cancelling job 1");
      while ((await requests(world)).length === 0) await new Promise(setImmediate);
      await world.end(taskId, cancelled);
      assert.equal((await command.ended).exit, 143);
    });

    it("passes it on with --sig-proxy, and cancels it at a second one soon after", async () => {
      await using world = await aWorld();
      using desk = await aDeskAt(world);
      const command = desk.start(["run", "--sig-proxy", "--", "sleep", "9"]);
      await command.printed("Submitted job 1");
      const taskId = await world.launch(1);
      await world.running(taskId);
      command.interrupt();
      command.interrupt();
      await command.printed("cancelling job 1");
      while (world.signals.length === 0 || (await requests(world)).length === 0)
        await new Promise(setImmediate);
      assert.deepEqual(world.signals, [[taskId, "INT"]]);
      await world.end(taskId, cancelled);
      assert.equal((await command.ended).exit, 143);
    });

    it("cancels it with --sig-proxy while it does not run", async () => {
      await using world = await aWorld();
      using desk = await aDeskAt(world);
      const command = desk.start(["run", "--sig-proxy", "--", "sleep", "9"]);
      await command.printed("Submitted job 1");
      command.interrupt();
      while ((await requests(world)).length === 0) await new Promise(setImmediate);
      assert.deepEqual(await requests(world), ["cancel"]);
      const taskId = await world.launch(1);
      await world.end(taskId, cancelled);
      await command.ended;
    });

    it("asks at a terminal, and leaves it running for d", async () => {
      await using world = await aWorld();
      using desk = await aDeskAt(world, { tty: true });
      const command = desk.start(["run", "--", "sleep", "9"]);
      await command.printed("Submitted job 1");
      command.interrupt();
      await command.printed("(c)ancel it, (d)etach, or go on?");
      command.type("d\n");
      const { exit, stderr } = await command.ended;
      assert.equal(exit, 130);
      assert.match(stderr, /interrupted; job 1 goes on/);
      assert.deepEqual(await requests(world), []);
    });

    it("leaves it at a further one while it is being cancelled", async () => {
      await using world = await aWorld();
      using desk = await aDeskAt(world);
      const command = desk.start(["run", "--", "sleep", "9"]);
      await command.printed("Submitted job 1");
      command.interrupt("SIGTERM");
      await command.printed("cancelling job 1");
      command.interrupt();
      const { exit, stderr } = await command.ended;
      assert.equal(exit, 130);
      assert.match(stderr, /interrupted; job 1 was told to end/);
      assert.deepEqual(await requests(world), ["cancel"]);
    });

    it("cancels it for c, and at the second one without an answer", async () => {
      for (const answer of ["c\n", undefined]) {
        await using world = await aWorld();
        using desk = await aDeskAt(world, { tty: true });
        const command = desk.start(["run", "--", "sleep", "9"]);
        await command.printed("Submitted job 1");
        const taskId = await world.launch(1);
        await world.running(taskId);
        command.interrupt();
        await command.printed("(c)ancel it");
        if (answer === undefined) command.interrupt();
        else command.type(answer);
        await command.printed("cancelling job 1");
        while ((await requests(world)).length === 0) await new Promise(setImmediate);
        await world.end(taskId, cancelled);
        assert.equal((await command.ended).exit, 143);
      }
    });
  });
});
