import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ANA, aWorld, OPERATOR, ROOT, submitted } from "../../api/api.builders.ts";
import { runAdmin } from "../../app/commands/admin-command.ts";
import { aDeskAt, aRunningJob } from "../cli.builders.ts";

const servers = { admin: async () => runAdmin };

async function aSite(as = OPERATOR) {
  const world = await aWorld();
  const desk = await aDeskAt(world, { servers }, as);
  return {
    world,
    desk,
    async [Symbol.asyncDispose]() {
      desk[Symbol.dispose]();
      await world[Symbol.asyncDispose]();
    },
  };
}

describe("godocker admin", { timeout: 240_000 }, () => {
  it("drains a machine with a reason and a deadline, and ends that", async () => {
    await using site = await aSite();
    const why = ["--reason", "a fan is loud", "--deadline", "2030-01-31T12:00:00Z"];
    const { exit, stderr, stdout } = await site.desk.run("admin", "drain", "node1", ...why);
    assert.equal(exit, 0, stderr);
    assert.equal(stdout, "nothing new starts on node1; it is empty by 2030-01-31 12:00:00 UTC\n");
    const { drains } = await site.world.store.rules();
    assert.equal(drains?.["node1"]?.reason, "a fan is loud");
    assert.equal((await site.desk.run("admin", "undrain", "node1")).stdout, "jobs start on node1 again\n");
    assert.deepEqual((await site.world.store.rules()).drains, {});
  });

  it("switches a cluster off and on, which `nodes executors` shows", async () => {
    await using site = await aSite();
    assert.equal((await site.desk.run("admin", "disable", "local", "--reason", "an upgrade")).exit, 0);
    assert.match((await site.desk.run("nodes", "executors")).stdout, /connected, off .* by olga: an upgrade/);
    assert.equal((await site.desk.run("admin", "enable", "local")).exit, 0);
    assert.doesNotMatch((await site.desk.run("nodes", "executors")).stdout, / off/);
  });

  it("says what is missing or wrong, and tries without doing", async () => {
    await using site = await aSite();
    for (const [words, exitWanted, said] of [
      [["drain"], 2, /admin drain needs the name of a machine/],
      [["drain", "node1", "--deadline", "soon"], 2, /--deadline: "soon" is no time/],
      [["drain", "node9"], 6, /There is no such machine now/],
      [["leader", "node1"], 2, /admin leader takes no name/],
    ] as const) {
      const { exit, stderr } = await site.desk.run("admin", ...words);
      assert.equal(exit, exitWanted, stderr);
      assert.match(stderr, said);
    }
    const dry = await site.desk.run("admin", "drain", "node1", "--dry-run");
    assert.match(dry.stdout, /nothing new would start on node1/);
    assert.equal((await site.world.store.rules()).revision, 0);
  });

  it("has a server check the store", async () => {
    await using site = await aSite(ROOT);
    const { exit, stdout } = await site.desk.run("admin", "fsck", "--at-server");
    assert.equal(exit, 0);
    assert.match(stdout, /the store has no faults/);
  });
});

describe("godocker nodes", { timeout: 240_000 }, () => {
  it("says what is drained, by whom and why", async () => {
    await using site = await aSite(ANA);
    const closed = { node: "node1", by: "olga", sinceMs: 0, reason: "a fan is loud" };
    const agents = site.world.agents ?? [];
    const shown = async (tasks: number): Promise<string> => {
      site.world.agents = agents.map((agent) => ({ ...agent, active: false, tasks, closed }));
      return (await site.desk.run("nodes", "-o", "wide")).stdout;
    };
    assert.match(await shown(2), /node1 +draining .* by olga: a fan is loud/);
    assert.match(await shown(0), /node1 +drained /);
  });
});

describe("godocker signal", { timeout: 240_000 }, () => {
  it("sends a signal to jobs that run, with or without SIG", async () => {
    await using site = await aSite(ANA);
    const { id, taskId } = await aRunningJob(site.world);
    const { exit, stdout } = await site.desk.run("signal", "sigusr1", String(id));
    assert.deepEqual([exit, stdout], [0, `job ${id}: USR1 sent\n`]);
    assert.deepEqual(site.world.signals, [[taskId, "USR1"]]);
  });

  it("goes on with the others where one does not run, and says so", async () => {
    await using site = await aSite(ANA);
    const waits = await submitted(site.world);
    const { id } = await aRunningJob(site.world);
    const { exit, stderr, stdout } = await site.desk.run("signal", "HUP", String(waits), String(id));
    assert.deepEqual([exit, stdout], [7, `job ${id}: HUP sent\n`]);
    assert.match(stderr, new RegExp(`job ${waits} got no signal`));
  });

  it("refuses what is no signal for a program, with what to use instead", async () => {
    await using site = await aSite(ANA);
    assert.match((await site.desk.run("signal", "KILL", "1")).stderr, /use `godocker kill`/);
    assert.match((await site.desk.run("signal", "USR3", "1")).stderr, /did you mean USR/);
    assert.match((await site.desk.run("signal", "USR1", "1", "2", "--tasks", "3")).stderr, /of one job/);
  });
});

describe("godocker offers matches", { timeout: 240_000 }, () => {
  it("lists the jobs that wait, and what keeps them from a machine", async () => {
    await using site = await aSite();
    const large = await submitted(site.world, { name: "large", resources: { cpus: 4000 } });
    const { exit, stdout } = await site.desk.run("offers", "matches", "node1");
    assert.equal(exit, 0);
    assert.match(stdout, new RegExp(`${large} +no +ana +default +large +without enough cpu`));
    assert.equal((await site.desk.run("offers", "matches")).exit, 2);
    assert.equal((await site.desk.run("offers", "matches", "node9")).exit, 6);
  });
});
