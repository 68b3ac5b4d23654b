import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import type { World } from "../api/api.builders.ts";
import { ANA, anAgent, aVector, aWorld, BOB, ROOT, submitted } from "../api/api.builders.ts";
import { aDesk, aDeskAt } from "./cli.builders.ts";

const OK = { state: "succeeded", exitCode: 0 } as const;
const BROKEN = { state: "failed", reason: "ExitCode", exitCode: 3, message: "it exited with 3" } as const;

/** Submits as ana, files and starts it. */
async function running(world: World, spec: Readonly<Record<string, unknown>> = {}) {
  const id = await submitted(world, spec);
  const taskId = await world.launch(id);
  await world.running(taskId);
  return { id, taskId };
}

function put(world: World, taskId: string, stream: "stdout" | "stderr", text: string): void {
  world.output.set(`${taskId}/${stream}`, Buffer.from(text));
}

describe("submitting from the command line", () => {
  it("prints the id, and stores what was asked for as a job of the command line", async () => {
    await using world = await aWorld();
    using desk = await aDeskAt(world);
    desk.file("align.sh", "#!/bin/sh\n#GODOCKER --cpus 2\necho hi\n");
    const { exit, stdout, stderr } = await desk.run("submit", "-m", "2G", "align.sh", "x");
    assert.deepEqual([exit, stderr], [0, ""]);
    const [, id] = /^Submitted job (\d+)\n$/.exec(stdout) ?? [];
    const job = await world.store.job(Number(id));
    assert.equal(job?.source, "cli");
    assert.deepEqual(job?.spec.resources, { cpus: 2, memoryBytes: 2 * 1024 ** 3, diskBytes: 0 });
    assert.deepEqual([job?.spec.name, job?.spec.args], ["align.sh", ["x"]]);
  });

  it("prints only the id with -q, the document with --json", async () => {
    await using world = await aWorld();
    using desk = await aDeskAt(world);
    assert.match((await desk.run("submit", "-q", "--", "true")).stdout, /^\d+\n$/);
    assert.equal(JSON.parse((await desk.run("submit", "--json", "--", "true")).stdout).state, "pending");
  });

  it("tells every fault that the server finds, with the flag, and exits with 3", async () => {
    await using world = await aWorld();
    using desk = await aDeskAt(world);
    const { exit, stderr } = await desk.run(
      "submit",
      "-v",
      "hone",
      "--after",
      "77",
      "-n",
      "a/b",
      "--",
      "true",
    );
    assert.equal(exit, 3);
    assert.match(stderr, /^error: job not submitted: 3 problems\n/);
    assert.match(stderr, /^ {2}name \(--name\): must have no control characters/m);
    assert.match(stderr, /^ {2}volumes\[0\]\.name \(--volume\): .*\n {6}fix: did you mean home\?/m);
    assert.match(stderr, /^ {2}dependencies\[0\]\.job \(--after\): /m);
    assert.match(stderr, /^request [\w-]+ · exit 3\n$/m);
  });

  it("passes on what the server warns of", async () => {
    await using world = await aWorld();
    using desk = await aDeskAt(world);
    const { exit, stderr } = await desk.run("submit", "-c", "64", "--", "true");
    assert.equal(exit, 0);
    assert.match(stderr, /^warning: .*64 CPUs/);
  });

  it("submits many, each line for itself", async () => {
    await using world = await aWorld();
    using desk = await aDeskAt(world);
    desk.file("jobs", '{"command":["a"]}\n\n{"command":["b"],"priority":1000}\nnonsense\n{"command":["c"]}');
    const { exit, stdout, stderr } = await desk.run("submit", "-q", "--ndjson", "jobs");
    assert.equal(exit, 3);
    const names = [];
    for (const id of stdout.trim().split("\n")) names.push((await world.store.job(Number(id)))?.spec.name);
    assert.deepEqual(names, ["a", "c"]);
    assert.match(
      stderr,
      /jobs:3: job not submitted\n {2}priority \(--priority\): is out of range \(got 1000\)/,
    );
    assert.match(stderr, /jobs:4: job not submitted\n {2}not valid JSON/);
    assert.match(stderr, /2 jobs submitted, 2 not · exit 3/);
  });

  it("submits again what show --spec printed", async () => {
    await using world = await aWorld();
    using desk = await aDeskAt(world);
    const id = await submitted(world, { env: { A: "1" }, volumes: [{ name: "home", mode: "rw" }] });
    const spec = (await desk.run("show", String(id), "--spec")).stdout;
    const again = desk.start(["submit", "-q", "--spec", "-", "--name", "again"], { stdin: spec });
    const copy = await world.store.job(Number((await again.ended).stdout));
    assert.deepEqual(copy?.spec, { ...(await world.store.job(id))?.spec, name: "again" });
  });

  it("waits with --wait and exits as the job did", async () => {
    await using world = await aWorld();
    using desk = await aDeskAt(world);
    const command = desk.start(["submit", "--wait", "--", "false"]);
    await command.printed("Submitted job 1");
    await world.end(await world.launch(1), BROKEN);
    assert.deepEqual(await command.ended, {
      exit: 3,
      stdout: "Submitted job 1\n",
      stderr: "job 1 failed: it exited with 3\n",
    });
  });
});

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

describe("listing jobs", () => {
  it("shows one's own, newest first, with the node of what runs", async () => {
    await using world = await aWorld();
    using desk = await aDeskAt(world, {}, ROOT);
    await running(world, { name: "first", project: "bio" });
    await submitted(world, { name: "second", array: { from: 1, to: 3 } }, ROOT);
    await submitted(world, { name: "third", resources: { cpus: 0.5 } }, ROOT);
    const mine = await desk.run("ls");
    assert.equal(
      mine.stdout,
      "ID  NAME    STATE    USER  PROJECT  CPU    MEM  NODE  TIME  REASON\n" +
        " 3  third   pending  root  default  0.5  1 GiB  -        -  -\n" +
        " 2  second  pending  root  default    1  1 GiB  -        -  0/3 done\n",
    );
    const all = await desk.run("ls", "--all", "--no-headers", "--state", "running,held");
    assert.match(all.stdout, /^1 {2}first {2}running {2}ana {2}bio {6}1 {2}1 GiB {2}node1 {2}\d+ s {2}-\n$/);
    assert.equal((await desk.run("ls", "--user", "ana", "-q")).stdout, "1\n");
    assert.deepEqual(JSON.parse((await desk.run("ls", "--json", "--name", "third")).stdout).items[0].id, 3);
  });

  it("says that there are more than the limit", async () => {
    await using world = await aWorld();
    using desk = await aDeskAt(world);
    for (const name of ["a", "b", "c"]) await submitted(world, { name });
    const { stdout, stderr } = await desk.run("ls", "-q", "--limit", "2");
    assert.equal(stdout, "3\n2\n");
    assert.equal(stderr, "");
    assert.match((await desk.run("ls", "--limit", "2")).stderr, /^there are more: --limit 4/);
    assert.equal((await desk.run("ls", "--limit", "3")).stderr, "");
  });

  it("colours the state only on a terminal that wants it", async () => {
    await using world = await aWorld();
    using desk = await aDeskAt(world);
    await submitted(world);
    const shown = async (argv: readonly string[], options = {}) =>
      (await desk.start(["ls", ...argv], options).ended).stdout.includes("\u001b[33mpending\u001b[0m");
    assert.equal(await shown([]), false);
    assert.equal(await shown([], { tty: true }), true);
    assert.equal(await shown([], { tty: true, env: { NO_COLOR: "1" } }), false);
    assert.equal(await shown([], { tty: true, env: { TERM: "dumb" } }), false);
    assert.equal(await shown(["--color", "always"], { env: { NO_COLOR: "1" } }), true);
  });

  it("ends quietly when the reader goes away", async () => {
    await using world = await aWorld();
    using desk = await aDeskAt(world);
    await submitted(world);
    const { exit, stderr } = await desk.start(["ls"], { stdoutClosesAfter: 0 }).ended;
    assert.deepEqual([exit, stderr], [0, ""]);
  });
});

describe("looking at one job", () => {
  it("shows all of it", async () => {
    await using world = await aWorld();
    using desk = await aDeskAt(world);
    const { id, taskId } = await running(world, {
      name: "align",
      command: undefined,
      script: "#!/bin/sh\necho 'a b'\n",
      args: ["x y"],
      labels: { step: "1" },
      walltimeSeconds: 5400,
      volumes: [{ name: "home" }],
    });
    await world.end(taskId, BROKEN);
    const { exit, stdout } = await desk.run("show", String(id));
    assert.equal(exit, 0);
    for (const expected of [
      /^Job 1 {2}align\n {2}state {7}failed, ExitCode\n {14}it exited with 3\n/,
      /^ {2}node {8}node1$/m,
      /^ {2}exit code {3}3$/m,
      /^ {2}time limit {2}1 h 30 m$/m,
      /^ {2}volumes {5}home:ro$/m,
      /^ {2}labels {6}step=1$/m,
      /^Attempts\n {2}ATTEMPT {2}STATE {3}NODE/m,
      /^Script with 'x y'\n {2}#!\/bin\/sh\n {2}echo 'a b'\n$/m,
    ]) {
      assert.match(stdout, expected);
    }
    assert.equal(JSON.parse((await desk.run("show", String(id), "--json")).stdout).attempts.length, 1);
  });

  it("makes what others wrote harmless", async () => {
    await using world = await aWorld();
    using desk = await aDeskAt(world);
    const id = await submitted(world, { command: ["echo", "\u001b[2J"], description: "a\u009b1mb" });
    for (const argv of [
      ["show", String(id)],
      ["show", String(id), "--json"],
      ["show", String(id), "--spec"],
      ["ls"],
    ]) {
      const { stdout } = await desk.run(...argv);
      assert.doesNotMatch(stdout, /[\u001b\u0080-\u009f]/, argv.join(" "));
    }
  });

  it("tells why it waits: a sentence, the facts, and their age", async () => {
    await using world = await aWorld();
    using desk = await aDeskAt(world);
    const id = await submitted(world, { resources: { cpus: 6 } });
    const nearest = {
      agentId: "a1",
      hostname: "node1",
      has: aVector({ cpusMilli: 2000 }),
      lacking: ["cpusMilli"],
    } as const;
    world.explanation = {
      job: id,
      state: "pending",
      atMs: Date.now(),
      causes: [
        {
          kind: "no_room",
          need: aVector({ cpusMilli: 6000 }),
          agents: 3,
          refusals: [
            { lacking: "cpusMilli", agents: 2 },
            { lacking: "inactive", agents: 1 },
          ],
          nearest,
        },
      ],
    };
    const { exit, stdout, stderr } = await desk.run("why", String(id));
    assert.deepEqual([exit, stderr], [0, ""]);
    assert.match(
      stdout,
      new RegExp(
        "^waiting: it asks for 6 CPUs; the nearest is node1, where 2 CPUs are free.*\n" +
          " {2}asked {5}6 CPU, 1 GiB memory\n" +
          " {2}nearest {3}node1: free 2 CPU, 1 GiB memory, too little cpu\n" +
          " {2}agents {4}3: 2 too little cpu, 1 not in service\n" +
          "evaluated \\d+ s ago by the scheduler\n$",
      ),
    );
    world.explanation = { ...world.explanation, atMs: Date.now() - 60_000 };
    assert.match((await desk.run("why", String(id))).stderr, /^warning: this answer is 1 m old/);
    world.explanation = undefined;
    assert.match((await desk.run("why", String(id))).stdout, /^note: No scheduler can be asked now/m);
  });

  it("tells how it ended", async () => {
    await using world = await aWorld();
    using desk = await aDeskAt(world);
    const { id, taskId } = await running(world);
    assert.match((await desk.run("why", String(id))).stdout, /^running on node1 for \d+ s\n/);
    await world.end(taskId, BROKEN);
    assert.equal((await desk.run("why", String(id))).stdout, "job 1 failed: it exited with 3 (after 0 s)\n");
  });
});

describe("the output of a job", () => {
  it("is printed as it is", async () => {
    await using world = await aWorld();
    using desk = await aDeskAt(world);
    const { id, taskId } = await running(world);
    put(world, taskId, "stdout", "a\n\u001b[2Jb\n");
    put(world, taskId, "stderr", "e\n");
    assert.equal((await desk.run("logs", String(id))).stdout, "a\n\u001b[2Jb\n");
    assert.equal((await desk.run("logs", "--stderr", String(id))).stdout, "e\n");
    assert.equal((await desk.start(["logs", String(id)], { tty: true }).ended).stdout, "a\n\ufffd[2Jb\n");
  });

  it("begins with the last lines with --tail", async () => {
    await using world = await aWorld();
    using desk = await aDeskAt(world);
    const { id, taskId } = await running(world);
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
    const { id } = await running(world);
    const command = desk.start(["logs", "-f", String(id)]);
    await new Promise((resolve) => setImmediate(resolve));
    const id2 = await submitted(world);
    const other = desk.start(["logs", "-f", String(id2)]);
    await other.printed("waiting");
    other.interrupt();
    command.interrupt();
    assert.deepEqual(await other.ended, {
      exit: 130,
      stdout: "",
      stderr: "job 2 has not begun yet; waiting\ninterrupted; job 2 goes on\n",
    });
    await world.end(await world.launch(id), OK);
    await command.ended;
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

describe("cancel, hold and release", () => {
  it("ask the server, and a repeated cancel is no error", async () => {
    await using world = await aWorld();
    using desk = await aDeskAt(world);
    const { id, taskId } = await running(world);
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

describe("waiting for jobs", () => {
  it("exits with the worst code", async () => {
    await using world = await aWorld();
    using desk = await aDeskAt(world);
    const [good, bad] = [await running(world), await running(world)];
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
    const [first] = [await running(world), await running(world)];
    const command = desk.start(["wait", "--any", "1", "2"]);
    await world.end(first.taskId, BROKEN);
    assert.equal((await command.ended).exit, 3);
  });

  it("gives up after --timeout, at Ctrl-C, and at once for a job that does not exist", async () => {
    await using world = await aWorld();
    using desk = await aDeskAt(world);
    await running(world);
    assert.deepEqual(await desk.run("wait", "--timeout", "0s", "1"), {
      exit: 124,
      stdout: "",
      stderr: "the time is up; job 1 goes on\n",
    });
    assert.equal((await desk.run("wait", "1", "99")).exit, 6);
  });
});

describe("the cluster", () => {
  it("is shown as machines, volumes and oneself", async () => {
    await using world = await aWorld();
    using desk = await aDeskAt(world);
    world.agents = [
      anAgent({ free: aVector({ cpusMilli: 6500, memMib: 12_288 }), tasks: 2, attributes: { rack: "r1" } }),
      anAgent({ id: "a2", hostname: "node2", active: false }),
    ];
    assert.equal(
      (await desk.run("nodes")).stdout,
      "NODE   STATE       CPU       MEM  GPU  JOBS  EXECUTOR  ATTRS\n" +
        "node1  active    1.5/8  4/16 GiB  0/0     2  local     rack=r1\n" +
        "node2  inactive    0/8  0/16 GiB  0/0     0  local     -\n",
    );
    assert.equal(
      (await desk.run("volumes")).stdout,
      "NAME       MODE  PATH\nhome       rw    /data/home\nreference  ro    /data/reference\n",
    );
    assert.match((await desk.run("whoami")).stdout, /^user {9}ana\nroles {8}user\n/);
    world.agents = undefined;
    const { exit, stderr } = await desk.run("nodes");
    assert.equal(exit, 1);
    assert.match(stderr, /fix: start a scheduler with `godocker scheduler`/);
  });
});

describe("finding the server", () => {
  it("uses what `godocker up` wrote when nothing else is named", async () => {
    await using world = await aWorld();
    const url = await world.listen();
    using desk = aDesk();
    mkdirSync(join(desk.directory, "state", "godocker"), { recursive: true });
    desk.file("state/godocker/server.json", JSON.stringify({ url }));
    desk.file("state/godocker/token", `${ANA}\n`);
    assert.match((await desk.run("whoami")).stdout, /^user {9}ana\n/);
    // The flag goes before the environment, and that before the file.
    desk.file("bob", BOB);
    const env = { GODOCKER_TOKEN: ROOT };
    assert.match((await desk.start(["whoami"], { env }).ended).stdout, /^user {9}root\n/);
    assert.match(
      (await desk.start(["--token-file", "bob", "whoami"], { env }).ended).stdout,
      /^user {9}bob\n/,
    );
  });

  it("shows the token of this machine's server to no other", async () => {
    await using world = await aWorld();
    const url = await world.listen();
    using desk = aDesk();
    mkdirSync(join(desk.directory, "state", "godocker"), { recursive: true });
    desk.file("state/godocker/server.json", JSON.stringify({ url: "http://127.0.0.1:1" }));
    desk.file("state/godocker/token", ANA);
    const { exit, stderr } = await desk.run("whoami", "--server", url);
    assert.equal(exit, 4);
    assert.match(stderr, /no token for http:\/\/127\.0\.0\.1:\d+/);
  });

  it("exits with 9 and says how to start one when there is none", async () => {
    using desk = aDesk();
    const unknown = await desk.run("ls");
    assert.equal(unknown.exit, 9);
    assert.match(
      unknown.stderr,
      /^error: no server is known\n {2}why: .*\n {2}fix: start one with `godocker up`/,
    );
    const env = { GODOCKER_SERVER: "http://127.0.0.1:1", GODOCKER_TOKEN: ANA };
    for (const argv of [["ls"], ["logs", "-f", "1"], ["wait", "1"], ["run", "--", "true"], ["cancel", "1"]]) {
      const { exit, stdout, stderr } = await desk.start(argv, { env }).ended;
      assert.deepEqual([exit, stdout], [9, ""], argv.join(" "));
      assert.match(
        stderr,
        /^error: the server http:\/\/127\.0\.0\.1:1 cannot be reached\n {2}why: .*\n {2}fix: start one/,
      );
    }
  });

  it("exits with 4 for a token that the server does not know, and never shows it", async () => {
    await using world = await aWorld();
    using desk = await aDeskAt(world, { env: { GODOCKER_DEBUG: "1" } }, "gd_nobody");
    const { exit, stderr } = await desk.run("ls");
    assert.equal(exit, 4);
    assert.doesNotMatch(stderr, /gd_nobody/);
  });

  it("tells its own version without any", async () => {
    using desk = aDesk();
    const { exit, stdout } = await desk.run("--version");
    assert.equal(exit, 0);
    assert.match(stdout, /^godocker \d+\.\d+\.\d+\S*\n$/);
    const { server } = JSON.parse((await desk.run("version", "--json")).stdout);
    assert.deepEqual(server, { answers: false, why: "no server is known" });
  });
});
