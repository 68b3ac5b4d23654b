import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { anAgent, aVector, aWorld, submitted } from "../../api/api.builders.ts";
import { aDeskAt, aRunningJob, OK } from "../cli.builders.ts";

const ENTER = "\u001b[?1049h";
const LEAVE = "\u001b[?1049l";

describe("top", () => {
  it("prints once where there is no terminal", async () => {
    await using world = await aWorld();
    using desk = await aDeskAt(world);
    world.agents = [anAgent({ free: aVector({ cpusMilli: 4000, memMib: 8192 }), tasks: 3 })];
    await aRunningJob(world, { name: "align" });
    await submitted(world, { name: "merge" });
    const { exit, stdout, stderr } = await desk.run("top");
    assert.deepEqual([exit, stderr], [0, ""]);
    assert.match(stdout, /^godocker .* 1 machines, 1 jobs running, 1 waiting\n/);
    assert.match(stdout, /^node1 +cpu \[#{10}\.{10}\] 4\/8 +mem \[#{10}\.{10}\] 8\/16 GiB +3 tasks\n/m);
    assert.match(stdout, /^ID +NAME +USER +STATE/m);
    assert.match(stdout, /^ *1 +align +ana +running/m);
    assert.match(stdout, /^ *2 +merge +ana +pending/m);
    const picture = JSON.parse((await desk.run("top", "--json")).stdout);
    assert.deepEqual(picture.counts, { running: 1, waiting: 1 });
    world.agents = undefined;
    assert.match((await desk.run("top", "--once")).stdout, /no scheduler is at work/);
  });

  it("draws on a screen of its own until q, and gives the terminal back", async () => {
    await using world = await aWorld();
    using desk = await aDeskAt(world, { tty: true });
    await submitted(world, { name: "first" });
    const command = desk.start(["top", "--interval", "1h"]);
    await command.printed("q ends this");
    assert.ok(command.isRaw());
    await submitted(world, { name: "second" });
    command.type(" ");
    await command.printed("second");
    command.type("q");
    const { exit, stdout } = await command.ended;
    assert.equal(exit, 0);
    assert.ok(stdout.startsWith(ENTER) && stdout.endsWith(LEAVE));
    assert.equal(command.isRaw(), false);
  });

  it("is left with Ctrl-C, and goes on while the server is away", async () => {
    await using world = await aWorld();
    using desk = await aDeskAt(world, { tty: true });
    const command = desk.start(["top", "--interval", "1h"]);
    await command.printed("q ends this");
    await world.app.close();
    command.type(" ");
    await command.printed("trying again");
    command.interrupt();
    const { exit, stdout } = await command.ended;
    assert.equal(exit, 130);
    assert.ok(stdout.endsWith(LEAVE));
  });
});

describe("ls --watch", () => {
  it("draws again at once when the window changes, and no more lines than it has", async () => {
    await using world = await aWorld();
    using desk = await aDeskAt(world, { tty: true });
    for (let n = 0; n < 9; n += 1) await submitted(world, { name: `job-${n}` });
    const command = desk.start(["ls", "--watch"]);
    await command.printed("job-0");
    await submitted(world, { name: "fresh" });
    command.resize({ columns: 60, rows: 5 });
    await command.printed("fresh");
    command.type("q");
    const { exit, stdout } = await command.ended;
    assert.equal(exit, 0);
    const picture = stdout.split("\u001b[H").find((each) => each.includes("fresh")) ?? "";
    assert.equal(picture.split("\r\n").length, 5, JSON.stringify(picture));
  });

  it("prints once where there is no terminal", async () => {
    await using world = await aWorld();
    using desk = await aDeskAt(world);
    await submitted(world, { name: "a" });
    assert.match((await desk.run("ls", "-w")).stdout, /^ID {2}NAME/);
  });
});

describe("waiting at a terminal", () => {
  it("shows how far an array is on one line that goes away", async () => {
    await using world = await aWorld();
    using desk = await aDeskAt(world, { tty: true });
    const id = await submitted(world, { array: { from: 1, to: 2 } });
    const command = desk.start(["wait", String(id)]);
    await command.printed("[..............................]   0 %  0/2 done");
    const first = await world.launch(id, { index: 1, element: 0 });
    await world.running(first);
    await world.end(first, OK);
    await command.printed("[###############...............]  50 %  1/2 done");
    const second = await world.launch(id, { index: 2, element: 1 });
    await world.running(second);
    await world.end(second, OK);
    const { exit, stderr } = await command.ended;
    assert.equal(exit, 0);
    assert.match(stderr, /\r\u001b\[Kjob 1 succeeded \(after .*\)\n$/);
  });

  it("shows nothing of it with --no-progress, with -q, and in a pipe", async () => {
    await using world = await aWorld();
    using desk = await aDeskAt(world);
    const { id, taskId } = await aRunningJob(world);
    const commands = [
      desk.start(["wait", "--no-progress", String(id)], { tty: true }),
      desk.start(["wait", "-q", String(id)], { tty: true }),
      desk.start(["wait", String(id)]),
    ];
    await commands[0]?.printed("waiting for job 1");
    await world.end(taskId, OK);
    for (const { ended } of commands) assert.doesNotMatch((await ended).stderr, /\u001b|\r/);
  });
});

describe("events", () => {
  it("tell the whole story of a job that has ended, and end", async () => {
    await using world = await aWorld();
    using desk = await aDeskAt(world);
    const { id, taskId } = await aRunningJob(world);
    await world.end(taskId, OK);
    const { exit, stdout } = await desk.run("events", String(id));
    assert.equal(exit, 0);
    const told = stdout
      .trim()
      .split("\n")
      .map((line) => line.split("  ")[2]);
    assert.deepEqual(told, ["filed", "launched", "running", "ended, succeeded, exit 0"]);
    assert.match(stdout, /^\d{4}-\d\d-\d\dT[\d:.]+Z {2}job 1 {2}filed$/m);
    assert.equal(
      (await desk.run("events", String(id), "-o", "template={job}:{type}", "--type", "running")).stdout,
      "1:running\n",
    );
    assert.equal((await desk.run("events", "99")).exit, 6);
  });

  it("go on from now on until Ctrl-C", async () => {
    await using world = await aWorld();
    using desk = await aDeskAt(world, { tty: true });
    const { taskId } = await aRunningJob(world, { project: "bio" });
    const command = desk.start(["events", "--project", "bio", "--resume", "0"]);
    await command.printed("running");
    await world.end(taskId, OK);
    await command.printed("succeeded");
    command.interrupt();
    assert.equal((await command.ended).exit, 130);
  });
});
