import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { AttemptEnd } from "../../../jobs/life/job.ts";
import { aJobDisk } from "../../files/files.builders.ts";
import { aLegacyWorld, aTask, type LegacyWorld } from "../godocker-1.builders.ts";

async function running(world: LegacyWorld, task: object = aTask()) {
  const id = await world.submit(task);
  const taskId = await world.launch(id);
  await world.running(taskId);
  return { id, taskId };
}

describe("the end of a task", () => {
  const endings: readonly (readonly [
    string,
    AttemptEnd,
    readonly [secondary: string, exitcode: number, reason: string],
  ])[] = [
    ["by itself", { state: "succeeded", exitCode: 0 }, ["", 0, ""]],
    ["with the code of its program", { state: "failed", reason: "ExitCode", exitCode: 3 }, ["", 3, ""]],
    [
      "by a signal",
      { state: "failed", reason: "Signal", signal: 11, message: "signal 11" },
      ["", 139, "signal 11"],
    ],
    ["by its time limit", { state: "failed", reason: "Walltime" }, ["killed", 137, "Max duration reached"]],
    ["by a kill, whatever it returned", { state: "cancelled", exitCode: 0 }, ["killed", 137, ""]],
    [
      "with its node",
      { state: "failed", reason: "NodeLost", message: "node1 is gone" },
      ["", 1, "node1 is gone"],
    ],
  ];
  for (const [how, end, expected] of endings) {
    it(`${how} is told by secondary, exitcode and reason`, async () => {
      await using world = await aLegacyWorld();
      const { id, taskId } = await running(world);
      if (end.state === "cancelled") await world.lead(id, { type: "cancel_requested", by: "alice" });
      await world.end(taskId, end);
      const { status, container } = await world.task(id);
      assert.deepEqual(
        [status.primary, status.secondary, status.exitcode, status.reason],
        ["over", ...expected],
      );
      assert.equal(container.meta.State.ExitCode, expected[1]);
      assert.equal(container.meta.Node.Name, "node1", "the node is known to the end");
      assert.ok(status.date_over >= status.date_running && status.duration >= 0);
    });
  }

  it("of an array takes all of its tasks along when it is killed", async () => {
    await using world = await aLegacyWorld();
    const id = await world.submit(aTask({ requirements: { array: { values: "3" } } }));
    const first = await world.launch(id, { element: 0, index: 1 });
    await world.running(first);
    await world.answer("DELETE", `/task/${id}`);
    await world.lead(id, { type: "cancel_requested", by: "alice" });
    assert.equal((await world.task(id)).status.secondary, "kill requested");
    await world.end(first, { state: "cancelled", signal: 15 });
    for (const task of [id, id + 1, id + 2, id + 3]) {
      const { primary, secondary, exitcode } = (await world.task(task)).status;
      assert.deepEqual([primary, secondary, exitcode], ["over", "killed", 137], `task ${task}`);
    }
  });
});

describe("a task that is tried again", () => {
  it("tells where and why it failed before", async () => {
    await using world = await aLegacyWorld();
    const { id, taskId } = await running(world);
    const retryAtMs = Date.now();
    await world.end(taskId, { state: "failed", reason: "NodeLost", message: "gone", retryAtMs });
    assert.deepEqual((await world.task(id)).status.failure, { reason: "gone", nodes: ["node1"], count: 1 });
    await world.running(await world.launch(id, { attempt: 2 }));
    const { status } = await world.task(id);
    assert.deepEqual([status.primary, status.failure.count], ["running", 1]);
  });
});

describe("the output of a job of 1.0", () => {
  it("is found in its directory by the clients of REST v2, too", async () => {
    using disk = aJobDisk();
    await using world = await aLegacyWorld({ jobFiles: disk.shared });
    const { id } = await running(world);
    disk.put(id, "god.log", "one\ntwo\n");
    const read = (stream: string, query = "") =>
      world.app.inject({
        url: `/api/v2/jobs/${id}/logs/${stream}${query}`,
        headers: { host: "127.0.0.1", authorization: "Bearer APIKEY1234" },
      });
    assert.equal((await read("stdout")).body, "one\ntwo\n");
    assert.equal((await read("stdout", "?offset=4")).body, "two\n");
    assert.notEqual((await read("stderr")).statusCode, 200);
  });

  it("stays where it is when the job is submitted again", async () => {
    await using world = await aLegacyWorld();
    const { id, taskId } = await running(world);
    await world.end(taskId);
    const again = await world.app.inject({
      method: "POST",
      url: `/api/v2/jobs/${id}:retry`,
      headers: { host: "127.0.0.1", authorization: "Bearer APIKEY1234" },
    });
    assert.equal(again.statusCode, 201, again.body);
    const [job] = await world.store.newJobs([again.json().id]);
    assert.equal(job?.legacy?.image, "centos:latest");
  });
});

describe("limits of what may wait", () => {
  it("are those of the site, for every API", async () => {
    const quotas = [{ user: "*", queuedTasks: 2 }, { queuedTasks: 3 }];
    await using world = await aLegacyWorld({ accountRules: () => ({ shares: [], quotas }) });
    const submit = (as: "alice" | "bob") => world.call("POST", "/task", { as, body: aTask() });
    const ids = [(await submit("alice")).json().id, (await submit("alice")).json().id];
    const refused = await submit("alice");
    assert.deepEqual([refused.statusCode, /may have 2 tasks that wait/.test(refused.body)], [403, true]);
    assert.equal((await submit("bob")).statusCode, 200);
    assert.deepEqual(
      [(await submit("bob")).statusCode, /the site/i.test((await submit("bob")).body)],
      [403, true],
    );
    assert.equal(ids.length, 2);
  });
});
