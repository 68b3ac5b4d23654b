import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { aWorld, submitted } from "../../api/api.builders.ts";
import { someResources } from "../../jobs/life/job.builders.ts";
import { aDeskAt, BROKEN } from "../cli.builders.ts";

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
    assert.deepEqual(job?.spec.resources, someResources({ cpus: 2, memoryBytes: 2 * 1024 ** 3 }));
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
