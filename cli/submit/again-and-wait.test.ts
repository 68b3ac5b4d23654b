import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { anAgent, aWorld, submitted } from "../../api/api.builders.ts";
import { aDeskAt, aRunningJob, BROKEN, OK } from "../cli.builders.ts";

describe("a job once more", () => {
  it("with --failed is only what failed of an array, and says whose repeat it is", async () => {
    await using world = await aWorld();
    using desk = await aDeskAt(world);
    const id = await submitted(world, { array: { from: 5, to: 8, maxConcurrent: 2 } });
    for (const [element, end] of [OK, BROKEN, OK, BROKEN].entries())
      await world.end(await world.launch(id, { index: 5 + element, element }), end);
    const { exit, stdout } = await desk.run("retry", "--failed", String(id), "--json");
    assert.equal(exit, 0);
    const job = JSON.parse(stdout);
    assert.deepEqual([job.retryOf, job.array], [id, { indices: [6, 8], maxConcurrent: 2, step: 1 }]);
  });

  it("with --failed of what did not fail is refused", async () => {
    await using world = await aWorld();
    using desk = await aDeskAt(world);
    const { id, taskId } = await aRunningJob(world);
    await world.end(taskId, OK);
    assert.equal((await desk.run("retry", "--failed", String(id))).exit, 7);
  });

  it("with --set asks for something else, checked as a submission", async () => {
    await using world = await aWorld();
    using desk = await aDeskAt(world);
    const { id, taskId } = await aRunningJob(world, { labels: { a: "1" } });
    await world.end(taskId, BROKEN);
    const sets = ["--set", "resources.cpus=3", "--set", "labels.b=two", "--set", "labels.a=null"];
    const job = JSON.parse((await desk.run("retry", String(id), ...sets, "--json")).stdout);
    assert.deepEqual([job.resources.cpus, job.labels, job.retryOf], [3, { b: "two" }, id]);
    assert.equal((await desk.run("retry", String(id), "--set", "resources.cpus=-1")).exit, 3);
    assert.equal((await desk.run("retry", String(id), "--set", "__proto__.x=1")).exit, 2);
    assert.equal((await desk.run("retry", String(id), "--set", "cpus")).exit, 2);
  });

  it("is changed before it starts by edit --set", async () => {
    await using world = await aWorld();
    using desk = await aDeskAt(world);
    const id = await submitted(world);
    const { stdout } = await desk.run(
      "edit",
      String(id),
      "--set",
      "labels.x=1",
      "--set",
      "description=a b",
      "--priority",
      "9",
    );
    assert.match(stdout, /will be changed/); // no scheduler is at work here
    const request = (await world.store.inbox(10)).find(({ kind }) => kind === "request");
    const changes = request?.kind === "request" ? request.request.changes : undefined;
    assert.deepEqual(changes, { description: "a b", labels: { x: "1" }, priority: 9 });
  });
});

describe("waiting for a state", () => {
  it("ends when the job is in it, at once when it is already", async () => {
    await using world = await aWorld();
    using desk = await aDeskAt(world);
    const id = await submitted(world);
    const command = desk.start(["wait", String(id), "--for", "state=running"]);
    await world.running(await world.launch(id));
    const ended = await command.ended;
    assert.deepEqual([ended.exit, ended.stderr], [0, `job ${id} is running\n`]);
    assert.equal((await desk.run("wait", String(id), "--for", "state=running", "-q")).exit, 0);
  });

  it("ends with 7 when it will never be", async () => {
    await using world = await aWorld();
    using desk = await aDeskAt(world);
    const { id, taskId } = await aRunningJob(world);
    const command = desk.start(["wait", String(id), "--for", "state=held"]);
    await world.end(taskId, BROKEN);
    assert.equal((await command.ended).exit, 7);
  });

  it("is refused for what is no state", async () => {
    await using world = await aWorld();
    using desk = await aDeskAt(world);
    const { exit, stderr } = await desk.run("wait", "1", "--for", "state=runing");
    assert.deepEqual([exit, /one of pending, held/.test(stderr)], [2, true]);
  });

  it("gives the code of the job that --exit-code-from names", async () => {
    await using world = await aWorld();
    using desk = await aDeskAt(world);
    const [a, b] = [await aRunningJob(world), await aRunningJob(world)];
    await world.end(a.taskId, OK);
    await world.end(b.taskId, BROKEN);
    const both = [String(a.id), String(b.id)];
    assert.equal((await desk.run("wait", ...both)).exit, 3);
    assert.equal((await desk.run("wait", ...both, "--exit-code-from", String(a.id))).exit, 0);
    assert.equal((await desk.run("wait", ...both, "--exit-code-from", "99")).exit, 2);
  });
});

describe("flags that come later", () => {
  for (const [argv, why] of [
    [["exec", "--user", "root", "1", "--", "id"], /account of the job/],
    [["run", "-i", "--", "cat"], /godocker exec -i/],
    [["cancel", "--signal", "USR1", "1"], /ended by TERM, and KILL after the grace time/],
    [["hold", "--reason", "lunch", "1"], /keeps no words/],
    [["retry", "--edit", "1"], /--spec -o yaml/],
  ] as const) {
    it(`${argv.join(" ")}: refused with the reason, and no server is asked`, async () => {
      await using world = await aWorld();
      using desk = await aDeskAt(world, { env: { GODOCKER_SERVER: "http://127.0.0.1:1" } });
      const { exit, stderr } = await desk.run(...argv);
      assert.equal(exit, 2);
      assert.match(stderr, /not yet: /);
      assert.match(stderr, why);
    });
  }
});

describe("a run", () => {
  it("only submits with --detach, and forgets the job with --rm", async () => {
    await using world = await aWorld();
    using desk = await aDeskAt(world);
    assert.deepEqual(await desk.run("run", "--detach", "-q", "--", "true"), {
      exit: 0,
      stdout: "1\n",
      stderr: "",
    });
    const running = desk.start(["run", "--rm", "--", "true"]);
    await running.printed("Submitted job 2");
    const taskId = await world.launch(2);
    await world.running(taskId);
    await world.end(taskId, OK);
    assert.equal((await running.ended).exit, 0);
    assert.equal((await desk.run("show", "2")).exit, 6);
  });

  it("is left alone at Ctrl-C with --no-cancel-on-exit", async () => {
    await using world = await aWorld();
    using desk = await aDeskAt(world);
    const running = desk.start(["run", "--no-cancel-on-exit", "--", "true"]);
    await running.printed("Submitted job 1");
    running.interrupt();
    assert.equal((await running.ended).exit, 130);
    assert.deepEqual(
      (await world.store.inbox(10)).map(({ kind }) => kind),
      ["job"],
    );
  });
});

describe("why a machine is not used", () => {
  it("is told of one with --node, and of all with --trace", async () => {
    await using world = await aWorld();
    using desk = await aDeskAt(world);
    world.agents = [
      anAgent({ id: "a1", hostname: "n1", attributes: { rack: "r1" } }),
      anAgent({ id: "a2", hostname: "node2", attributes: { rack: "r2" } }),
    ];
    const constraints = [{ attribute: "rack", op: "eq", value: "r2" }];
    const id = String(await submitted(world, { constraints }));
    const { stdout } = await desk.run("why", id, "--trace");
    assert.match(stdout, / {2}n1 {5}without rack = r2\n {2}node2 {2}has room for a task\n/);
    assert.match((await desk.run("why", id, "--node", "a1")).stdout, / {2}n1 {2}without rack = r2\n/);
    assert.equal((await desk.run("why", id, "--node", "n9")).exit, 6);
    assert.deepEqual(
      JSON.parse((await desk.run("why", id, "--node", "n1", "--json")).stdout).nodes[0].fits,
      false,
    );
  });
});

describe("every command", () => {
  it("gives up on a silent server after --timeout", async () => {
    const { createServer } = await import("node:net");
    const silent = createServer();
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    const address = silent.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    await using world = await aWorld();
    using desk = await aDeskAt(world, { env: { GODOCKER_SERVER: `http://127.0.0.1:${port}` } });
    const { exit, stderr } = await desk.run("whoami", "--timeout", "1s");
    silent.close();
    assert.equal(exit, 9);
    assert.match(stderr, /no answer within 1 s/);
    assert.equal((await desk.run("whoami", "--timeout", "soon")).exit, 2);
  });
});
