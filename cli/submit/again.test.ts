import assert from "node:assert/strict";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { aWorld, submitted } from "../../api/api.builders.ts";
import { jobDirectory } from "../../jobs/life/directory.ts";
import { aDesk, aDeskAt, aRunningJob, BROKEN, OK } from "../cli.builders.ts";

describe("retry", () => {
  it("submits jobs that have ended once more, and tells of those that it cannot", async () => {
    await using world = await aWorld();
    using desk = await aDeskAt(world);
    const { taskId } = await aRunningJob(world, { name: "align" });
    await world.end(taskId, BROKEN);
    const { exit, stdout, stderr } = await desk.run("retry", "1", "99");
    assert.equal(exit, 6);
    assert.equal(stdout, "job 1 is submitted again as job 2\n");
    assert.match(stderr, /^error: job 99 not submitted again\n {2}why: There is no job 99\./);
    const job = await world.store.job(2);
    assert.deepEqual([job?.spec.name, job?.retryOf], ["align", 1]);
    assert.equal((await desk.run("retry", "-q", "1")).stdout, "3\n");
    assert.equal((await desk.run("retry", "2")).exit, 7);
  });
});

describe("edit", () => {
  it("sends what is to change, for the version that it has seen", async () => {
    await using world = await aWorld({ changeWaitMs: 20 });
    using desk = await aDeskAt(world);
    await submitted(world, { labels: { a: "1" } });
    await world.lead(1);
    const { exit, stdout, stderr } = await desk.run(
      "edit",
      "1",
      "--priority",
      "80",
      "-l",
      "b=2",
      "--time",
      "4h",
    );
    assert.deepEqual([exit, stderr], [0, ""]);
    assert.equal(stdout, "job 1 will be changed; no scheduler has done so yet, or it was so before\n");
    const [request] = (await world.store.inbox(10)).flatMap((each) =>
      each.kind === "request" ? [each.request] : [],
    );
    assert.ok(request?.verb === "change");
    assert.deepEqual(request.changes, { priority: 80, labels: { a: "1", b: "2" }, walltimeSeconds: 14_400 });
  });

  it("refuses nothing at all, wrong values, and a job that runs", async () => {
    await using world = await aWorld();
    using desk = await aDeskAt(world);
    await aRunningJob(world);
    assert.match((await desk.run("edit", "1")).stderr, /there is nothing to change/);
    const { exit, stderr } = await desk.run("edit", "1", "--priority", "101", "--throttle", "0");
    assert.equal(exit, 2);
    assert.match(stderr, /2 problems\n {2}--priority: .*\n.*\n {2}--throttle: /);
    assert.equal((await desk.run("edit", "1", "--priority", "80")).exit, 7);
  });
});

describe("files of a job", () => {
  it("are listed, fetched one by one and as a tree, and never over what is there", async () => {
    const directory = mkdtempSync(join(tmpdir(), "godocker-files-"));
    try {
      await using world = await aWorld({ jobFiles: { directory, mayOwn: () => () => true } });
      using desk = await aDeskAt(world);
      const { id, taskId } = await aRunningJob(world);
      await world.end(taskId, OK);
      const own = join(directory, jobDirectory(id));
      mkdirSync(join(own, "results", "deep"), { recursive: true });
      writeFileSync(join(own, "a.txt"), "hello\n");
      writeFileSync(join(own, "results", "deep", "b c.txt"), "deep\n");
      symlinkSync("/etc/passwd", join(own, "results", "out"));
      assert.match((await desk.run("files", "1")).stdout, /^NAME +SIZE .*\na\.txt +6 B .*\nresults\/ /);
      assert.equal((await desk.run("files", "1", "results/deep", "-o", "name")).stdout, "b c.txt\n");
      assert.equal((await desk.run("cp", "1:a.txt", "-")).stdout, "hello\n");
      assert.equal((await desk.run("cp", "1:a.txt", ".")).exit, 0);
      assert.equal(readFileSync(join(desk.directory, "a.txt"), "utf8"), "hello\n");
      const again = await desk.run("cp", "1:a.txt", "a.txt");
      assert.deepEqual([again.exit, /a\.txt is there already/.test(again.stderr)], [7, true]);
      assert.equal((await desk.run("cp", "-f", "1:a.txt", "a.txt")).exit, 0);
      const tree = await desk.run("cp", "-r", "1:results", "here");
      assert.equal(tree.exit, 0, tree.stderr);
      assert.equal(readFileSync(join(desk.directory, "here", "deep", "b c.txt"), "utf8"), "deep\n");
      assert.equal(existsSync(join(desk.directory, "here", "out")), false);
      assert.match(tree.stderr, /^warning: results\/out is no file and was left out$/m);
      assert.match(
        (await desk.run("cp", "1:results", ".")).stderr,
        /results is a directory\n {2}fix: add -r/,
      );
      assert.match(
        (await desk.run("files", "1", "a.txt")).stderr,
        /a\.txt is a file\n {2}fix: fetch it with/,
      );
      for (let n = 0; n < 20; n += 1) {
        assert.equal((await desk.run("cp", "1:nothing", "made")).exit, 6);
        assert.equal(existsSync(join(desk.directory, "made")), false);
      }
      assert.equal((await desk.run("cp", "1:../../etc/passwd", ".")).exit, 6);
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  });
});

describe("an array", () => {
  it("is told as sums, with the tasks that began", async () => {
    await using world = await aWorld();
    using desk = await aDeskAt(world);
    const id = await submitted(world, { name: "squares", array: { from: 1, to: 4, maxConcurrent: 2 } });
    for (const [index, end] of [
      [1, OK],
      [2, BROKEN],
    ] as const) {
      const taskId = await world.launch(id, { index, element: index - 1 });
      await world.running(taskId);
      await world.end(taskId, end);
    }
    const { exit, stdout } = await desk.run("array", "1");
    assert.equal(exit, 0);
    assert.match(
      stdout,
      /^Job 1 {2}squares {2}1-4%2\n\[#{15}\.{15}\] {2}50 % {2}2\/4 done, 1 failed\n4 tasks: /,
    );
    assert.match(stdout, /^INDEX {2}ATTEMPT {2}STATE/m);
    assert.equal((await desk.run("array", "1", "--failed", "-o", "name")).stdout, "1.2\n");
    assert.equal(JSON.parse((await desk.run("array", "1", "--json")).stdout).items.length, 2);
    await submitted(world);
    assert.equal((await desk.run("array", "6")).exit, 7);
  });
});

describe("explaining", () => {
  it("a problem code, a reason, or a job", async () => {
    await using world = await aWorld();
    using desk = await aDeskAt(world);
    await submitted(world);
    assert.match((await desk.run("explain", "no_leader")).stdout, /^no_leader \(problem\)\n\nStatus 503/);
    assert.match((await desk.run("explain", "nodelost")).stdout, /^NodeLost \(reason\)\n\n./);
    assert.match((await desk.run("explain", "no_leadr")).stderr, /did you mean no_leader\?/);
    assert.equal((await desk.run("explain", "1")).stdout, (await desk.run("why", "1")).stdout);
  });

  it("goes through the pager only at a terminal, and only when it is long", async () => {
    using desk = aDesk();
    const shown = async (argv: readonly string[], options: object) =>
      (await desk.start(argv, { env: { PAGER: "less -R" }, ...options }).ended).stdout;
    assert.match(await shown(["help", "submit", "--all"], { tty: true }), /^\(less -R\)\n/);
    assert.doesNotMatch(await shown(["help", "submit"], { tty: true }), /^\(less/);
    assert.doesNotMatch(await shown(["help", "submit", "--all"], {}), /^\(less/);
    const missing = await shown(["help", "submit", "--all"], { tty: true, env: { PAGER: "missing" } });
    assert.match(missing, /usage: godocker submit/);
  });
});

describe("a job for Snakemake", () => {
  it("is one of three words", async () => {
    await using world = await aWorld();
    using desk = await aDeskAt(world);
    const { taskId } = await aRunningJob(world);
    assert.equal((await desk.run("snakemake-status", "1")).stdout, "running\n");
    await world.end(taskId, BROKEN);
    assert.equal((await desk.run("snakemake-status", "1")).stdout, "failed\n");
    const other = await aRunningJob(world);
    await world.end(other.taskId, OK);
    assert.equal((await desk.run("snakemake-status", String(other.id))).stdout, "success\n");
  });
});
