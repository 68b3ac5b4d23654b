import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { aWorld, ROOT } from "../../api/api.builders.ts";
import { haveRun } from "../../api/usage.builders.ts";
import { aDesk, aDeskAt } from "../cli.builders.ts";

const lines = (text: string) => text.split("\n").map((line) => line.trim().replace(/ {2,}/g, "  "));

describe("godocker queues", () => {
  it("shows those that one's jobs may name, and one of them", async () => {
    await using world = await aWorld();
    using desk = await aDeskAt(world);
    const all = await desk.run("queues");
    assert.deepEqual(lines(all.stdout), [
      "QUEUE  CPUS  MEMORY  GPUS  TIME  EXECUTORS  PROJECTS",
      "default (default)  -  -  -  -  any  all",
      "",
    ]);
    const one = await desk.run("queues", "show", "default");
    assert.equal(one.exit, 0, one.stderr);
    assert.match(one.stdout, /at most {7}no limits/);
    assert.equal((await desk.run("queues", "show", "nowhere")).exit, 6);
  });

  it("makes, changes and removes them", async () => {
    await using world = await aWorld();
    using desk = await aDeskAt(world, {}, ROOT);
    const made = await desk.run(
      "queues",
      "create",
      "short",
      "cpus=8",
      "memory=4G",
      "time=1h",
      "executors=mesos",
    );
    assert.equal(made.exit, 0, made.stderr);
    assert.match(made.stdout, /^at most +8 CPUs, 4 GiB of memory, 1 h$/m);
    const set = await desk.run("queues", "set", "short", "cpus=16", "time=none", "default-time=30m");
    assert.match(set.stdout, /^at most +16 CPUs, 4 GiB of memory$/m);
    assert.match(set.stdout, /^time +30 m/m);
    assert.equal((await desk.run("queues", "rm", "short")).exit, 0);
    assert.equal((await desk.run("queues", "show", "short")).exit, 6);
  });

  it("says which words of a queue it does not know", async () => {
    using desk = aDesk();
    for (const [words, said] of [
      [["create", "long", "cpu=8"], /"cpu=8" says nothing of a queue[^]*did you mean cpus=/],
      [["set", "long"], /needs something to set/],
      [["set", "long", "time=soon"], /time: "soon"/],
      [["create"], /queues create needs a name/],
      [["drop", "long"], /queues has no "drop"/],
    ] as const) {
      const { exit, stderr } = await desk.run("queues", ...words);
      assert.equal(exit, 2);
      assert.match(stderr, said);
    }
  });

  it("keeps the one of jobs that name none, as `project use` does", async () => {
    await using world = await aWorld();
    using desk = await aDeskAt(world, {}, ROOT);
    await desk.run("queues", "create", "short");
    assert.match((await desk.run("queues", "use", "short")).stdout, /name no queue are in short/);
    assert.match((await desk.run("submit", "--json=queue", "--", "true")).stdout, /"short"/);
    assert.equal((await desk.run("queues", "use", "nowhere")).exit, 6);
    await desk.run("queues", "use", "none");
    assert.match((await desk.run("submit", "--json=queue", "--", "true")).stdout, /"default"/);
    await desk.run("project", "create", "bio", "--member", "root");
    assert.match((await desk.run("project", "use", "bio")).stdout, /name no project are in bio/);
    assert.match((await desk.run("submit", "--json=project", "--", "true")).stdout, /"bio"/);
  });
});

describe("godocker nodes executors", () => {
  it("shows clusters and how it stands with them", async () => {
    await using world = await aWorld({ nowMs: () => 10_000 });
    world.executors = [{ name: "mesos", state: "refused", cause: "401", forMs: 4000 }];
    using desk = await aDeskAt(world);
    assert.deepEqual(lines((await desk.run("nodes", "executors")).stdout), [
      "EXECUTOR  STATE  SINCE  NODES  TASKS  OFFERS  CAUSE",
      "mesos  refused  1970-01-01 00:00:06  0  0  0  401",
      "",
    ]);
    assert.equal((await desk.run("nodes", "executors", "mesos")).exit, 2);
  });
});

describe("godocker usage", () => {
  it("sums up hours as it is told to", async () => {
    await using world = await aWorld();
    await haveRun(
      world.store,
      { user: "ana", endedAt: "2030-03-03T23:30:00Z", hours: 2, cpus: 4 },
      { user: "ana", endedAt: "2030-03-04T10:30:00Z", hours: 1, project: "chem" },
    );
    using desk = await aDeskAt(world);
    const since = ["--since", "2030-03-01", "--until", "2030-04-01"];
    assert.deepEqual(lines((await desk.run("usage", ...since)).stdout), [
      "PROJECT  USER  CPU HOURS  GPU HOURS  GIB HOURS",
      "bio  ana  8  0  2",
      "chem  ana  1  0  1",
      "",
    ]);
    const csv = await desk.run("usage", ...since, "--by", "day", "-o", "csv");
    assert.equal(csv.stdout, "day,cpu_hours,gpu_hours,gib_hours\n2030-03-03,8,0,2\n2030-03-04,1,0,1\n");
    const json = await desk.run(
      "usage",
      "--from",
      "2030-03-04",
      "--to",
      "2030-03-05",
      "--json=user,cpuHours",
    );
    assert.deepEqual(JSON.parse(json.stdout), { items: [{ user: "ana", cpuHours: 1 }] });
  });

  it("refuses words that it has no sums by", async () => {
    using desk = aDesk();
    for (const [by, why] of [
      ["dai", /did you mean day/],
      ["day,week", /exclude each other/],
      ["user,user", /twice/],
    ] as const) {
      const { exit, stderr } = await desk.run("usage", "--by", by);
      assert.equal(exit, 2);
      assert.match(stderr, why);
    }
  });
});
