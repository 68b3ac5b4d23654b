import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { anAgent, aVector, aWorld, ROOT, submitted } from "../../api/api.builders.ts";
import { aDeskAt, aRunningJob, BROKEN } from "../cli.builders.ts";

describe("listing jobs", () => {
  it("shows one's own, newest first, with the node of what runs", async () => {
    await using world = await aWorld();
    using desk = await aDeskAt(world, {}, ROOT);
    await aRunningJob(world, { name: "first", project: "bio" });
    await submitted(world, { name: "second", array: { from: 1, to: 3 } }, ROOT);
    await submitted(world, { name: "third", resources: { cpus: 0.5 } }, ROOT);
    const mine = await desk.run("ls");
    assert.equal(
      mine.stdout,
      "ID  NAME    STATE    USER  PROJECT  CPU    MEM  NODE  TIME  REASON\n" +
        " 6  third   pending  root  default  0.5  1 GiB  -        -  -\n" +
        " 2  second  pending  root  default    1  1 GiB  -        -  0/3 done\n",
    );
    const all = await desk.run("ls", "--all", "--no-headers", "--state", "running,held");
    assert.match(all.stdout, /^1 {2}first {2}running {2}ana {2}bio {2}1 {2}1 GiB {2}node1 {2}\d+ s {2}-\n$/);
    assert.equal((await desk.run("ls", "--user", "ana", "-q")).stdout, "1\n");
    assert.deepEqual(JSON.parse((await desk.run("ls", "--json", "--name", "third")).stdout).items[0].id, 6);
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
    const { id, taskId } = await aRunningJob(world, {
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
      // oxlint-disable-next-line no-control-regex -- finding control characters is the purpose
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
            { lacking: "cpusMilli", agents: 2, hostname: "node1" },
            { lacking: "inactive", agents: 1, hostname: "node3" },
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
        "^waiting: it asks for 6 CPUs; the nearest is node1, with 2 CPUs free .*\n" +
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

  it("says how it ended", async () => {
    await using world = await aWorld();
    using desk = await aDeskAt(world);
    const { id, taskId } = await aRunningJob(world);
    assert.match((await desk.run("why", String(id))).stdout, /^running on node1 for \d+ s\n/);
    await world.end(taskId, BROKEN);
    assert.equal((await desk.run("why", String(id))).stdout, "job 1 failed: it exited with 3 (after 0 s)\n");
  });
});

describe("the cluster", () => {
  it("is shown as machines, volumes and oneself", async () => {
    await using world = await aWorld();
    using desk = await aDeskAt(world);
    world.agents = [
      anAgent({
        free: aVector({ cpusMilli: 6500, memMib: 12_288 }),
        tasks: 2,
        attributes: { rack: "r1", godocker_limits: "cpu,memory,pids,rlimits,processes,users" },
      }),
      anAgent({ id: "a2", hostname: "node2", active: false }),
    ];
    assert.equal(
      (await desk.run("nodes")).stdout,
      "NODE   STATE       CPU       MEM  GPU  JOBS  EXECUTOR  NOT ENFORCED     ATTRS\n" +
        "node1  active    1.5/8  4/16 GiB  0/0     2  local     disk,ports,gpus  rack=r1\n" +
        "node2  inactive    0/8  0/16 GiB  0/0     0  local     -                -\n",
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
