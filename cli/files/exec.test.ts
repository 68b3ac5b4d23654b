import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { aWorld, submitted } from "../../api/api.builders.ts";
import { aJobWithCommands } from "../../api/exec.builders.ts";
import type { ToldSession } from "../../api/exec.builders.ts";
import { ExecRefusedError, TaskAccessError } from "../../offers/task-access.ts";
import { aDeskAt } from "../cli.builders.ts";

const timeout = 240_000;

async function gets(session: ToldSession, wanted: readonly string[]): Promise<void> {
  while (session.input.length < wanted.length) await session.news();
  assert.deepEqual(session.input, wanted);
}

describe("a command in a job, at the command line", { timeout }, () => {
  it("prints what it prints, and exits as it does", async () => {
    await using world = await aWorld();
    using desk = await aDeskAt(world);
    const job = await aJobWithCommands(world);
    const command = desk.start(["exec", String(job.id), "--", "grep", "-i", "--", "x"]);
    const session = await job.session();
    assert.deepEqual(session.command, { argv: ["grep", "-i", "--", "x"], env: {} });
    await gets(session, ["end"]);
    await session.say("out \u001b[2J\n");
    await session.say("err\n", "stderr");
    session.exit({ exitCode: 7 });
    assert.deepEqual(await command.ended, { exit: 7, stdout: "out \u001b[2J\n", stderr: "err\n" });
  });

  it("exits with 128 and its signal", async () => {
    await using world = await aWorld();
    using desk = await aDeskAt(world);
    const job = await aJobWithCommands(world);
    const command = desk.start(["exec", String(job.id), "--", "x"]);
    (await job.session()).exit({ signal: 9 });
    assert.equal((await command.ended).exit, 137);
  });

  it("gets standard input with -i, and as a shell", async () => {
    await using world = await aWorld();
    using desk = await aDeskAt(world, { stdin: "line\n" });
    const job = await aJobWithCommands(world);
    for (const [nth, argv] of [
      ["exec", "-i", String(job.id), "--", "cat"],
      ["exec", String(job.id)],
    ].entries()) {
      const command = desk.start(argv);
      const session = await job.session(nth + 1);
      assert.deepEqual(session.command.argv, nth === 0 ? ["cat"] : ["/bin/sh"]);
      await gets(session, ["line\n", "end"]);
      session.exit({ exitCode: 0 });
      assert.equal((await command.ended).exit, 0);
    }
  });

  it("is a shell in this terminal, whose keys and size are passed on and which is put back", async () => {
    await using world = await aWorld();
    using desk = await aDeskAt(world, { tty: true, env: { TERM: "xterm-256color" } });
    const job = await aJobWithCommands(world);
    const command = desk.start(["exec", String(job.id)]);
    const session = await job.session();
    assert.deepEqual(session.command, {
      argv: ["/bin/sh"],
      env: { TERM: "xterm-256color" },
      tty: { columns: 100, rows: 30 },
    });
    await session.say("\u001b[1m$ ");
    await command.printed("\u001b[1m$ ");
    assert.equal(command.isRaw(), true);
    command.type("ls\r");
    command.type("\u0003");
    await gets(session, ["ls\r", "\u0003"]);
    command.resize({ columns: 60, rows: 20 });
    while (session.sizes.length === 0) await session.news();
    assert.deepEqual(session.sizes, [{ columns: 60, rows: 20 }]);
    session.exit({ exitCode: 2 });
    assert.deepEqual(await command.ended, { exit: 2, stdout: "\u001b[1m$ ", stderr: "" });
    assert.equal(command.isRaw(), false);
  });

  it("has no terminal unless that is asked for, and its output does no harm to this one", async () => {
    await using world = await aWorld();
    using desk = await aDeskAt(world, { tty: true });
    const job = await aJobWithCommands(world);
    const plain = desk.start(["exec", String(job.id), "--", "cat", "x"]);
    const first = await job.session();
    assert.equal(first.command.tty, undefined);
    await first.say("\u001b[2Jx");
    first.exit({ exitCode: 0 });
    assert.equal((await plain.ended).stdout, "\ufffd[2Jx");
    assert.equal(plain.isRaw(), false);
    const asked = desk.start(["exec", "-it", String(job.id), "--", "top"]);
    const second = await job.session(2);
    assert.deepEqual(second.command.tty, { columns: 100, rows: 30 });
    second.exit({ exitCode: 0 });
    await asked.ended;
  });

  it("needs a terminal to pass one on", async () => {
    await using world = await aWorld();
    using desk = await aDeskAt(world);
    const { exit, stderr } = await desk.run("exec", "--tty", "1", "--", "top");
    assert.equal(exit, 2);
    assert.match(stderr, /no terminal here.*\n.*leave --tty out/);
  });

  it("is ended by Ctrl-C, and the job goes on", async () => {
    await using world = await aWorld();
    using desk = await aDeskAt(world);
    const job = await aJobWithCommands(world);
    const command = desk.start(["exec", String(job.id), "--", "sleep", "600"]);
    const session = await job.session();
    await session.say("begun\n");
    await command.printed("begun");
    command.interrupt();
    const { exit, stderr } = await command.ended;
    assert.deepEqual([exit, stderr], [130, `interrupted; the command was ended, job ${job.id} goes on\n`]);
    while (!session.isClosed) await session.news();
  });

  it("is in the task of an array that is named, in any usual spelling", async () => {
    await using world = await aWorld();
    using desk = await aDeskAt(world);
    const job = await aJobWithCommands(world);
    const id = await submitted(world, { array: { from: 5, to: 7 } });
    await world.running(await world.launch(id, { index: 6, element: 1 }));
    assert.match((await desk.run("exec", String(id), "--", "true")).stderr, /say which task/);
    for (const [nth, argv] of [[`${id}.6`], [`${id}:6`], [String(id), "--index", "6"]].entries()) {
      const command = desk.start(["exec", ...argv, "--", "true"]);
      (await job.session(nth + 1)).exit({ exitCode: 0 });
      assert.equal((await command.ended).exit, 0);
    }
  });
});

describe("a command that cannot be run", { timeout }, () => {
  it("is told apart from one that failed", async () => {
    await using world = await aWorld();
    using desk = await aDeskAt(world);
    const id = await submitted(world);
    const early = await desk.run("exec", String(id), "--", "true");
    assert.equal(early.exit, 7);
    assert.match(early.stderr, /does not run yet/);
    assert.equal((await desk.run("exec", "99", "--", "true")).exit, 6);
    await world.running(await world.launch(id));
    world.exec = () => Promise.reject(new ExecRefusedError("unsupported", "use docker exec on node1"));
    const refused = await desk.run("exec", String(id), "--", "true");
    assert.equal(refused.exit, 125);
    assert.match(refused.stderr, /no command was started in job 1\n.*docker exec on node1/);
    world.exec = () => Promise.reject(new TaskAccessError("ECONNREFUSED"));
    assert.equal((await desk.run("exec", String(id), "--", "true")).exit, 125);
  });

  it("is told when the way to it is lost", async () => {
    await using world = await aWorld();
    using desk = await aDeskAt(world);
    const job = await aJobWithCommands(world);
    const command = desk.start(["exec", String(job.id), "--", "sleep", "600"]);
    const session = await job.session();
    await session.say("some\n");
    session.lose(new TaskAccessError("gone"));
    const { exit, stdout, stderr } = await command.ended;
    assert.deepEqual([exit, stdout], [125, "some\n"]);
    assert.match(stderr, /the command in job 1 was lost\n.*node1/);
  });
});
