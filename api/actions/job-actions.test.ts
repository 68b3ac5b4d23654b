import assert from "node:assert/strict";
import { existsSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { jobDirectory } from "../../jobs/life/directory.ts";
import type { World } from "../api.builders.ts";
import { aWorld, BOB, submitted } from "../api.builders.ts";
import { aJobDisk } from "../files/files.builders.ts";

const forget = (world: World, id: number, query = "") =>
  world.inject({ method: "DELETE", url: `/api/v2/jobs/${id}${query}` });

/** A job of ana that has ended. */
async function endedJob(world: World): Promise<number> {
  const id = await submitted(world);
  const taskId = await world.launch(id);
  await world.running(taskId);
  await world.end(taskId);
  return id;
}

describe("forgetting a job that has ended", () => {
  it("removes its directory, and no other, and leaves a line in the log", async () => {
    using disk = aJobDisk();
    await using world = await aWorld({ jobFiles: disk.shared });
    const [id, other] = [await endedJob(world), await endedJob(world)];
    disk.put(id, "out/result", "x");
    const kept = disk.put(other, "out/result", "x");
    assert.equal((await forget(world, id, "?dryRun=true")).statusCode, 204);
    assert.ok(existsSync(join(disk.shared.directory, jobDirectory(id))));
    assert.equal((await forget(world, id)).statusCode, 204);
    assert.equal(existsSync(join(disk.shared.directory, jobDirectory(id))), false);
    assert.ok(existsSync(kept));
    assert.equal((await world.inject({ url: `/api/v2/jobs/${id}` })).statusCode, 404);
    const line = world.logLines
      .map((each) => JSON.parse(each))
      .find(({ event }) => event === "job.forgotten");
    assert.deepEqual([line.job, line.owner, line.by, line.left], [id, "ana", "ana", 0]);
  });

  it("touches nothing of a job that runs, or of another user", async () => {
    using disk = aJobDisk();
    await using world = await aWorld({ jobFiles: disk.shared });
    const running = await submitted(world);
    await world.running(await world.launch(running));
    const foreign = await submitted(world, {}, BOB);
    const files = [running, foreign].map((id) => disk.put(id, "f"));
    assert.deepEqual(
      [(await forget(world, running)).statusCode, (await forget(world, foreign)).statusCode],
      [409, 404],
    );
    for (const file of files) assert.ok(existsSync(file));
  });

  it("forgets it also when a link stands where its directory was, and leaves what that leads to", async () => {
    using disk = aJobDisk();
    await using world = await aWorld({ jobFiles: disk.shared });
    const id = await endedJob(world);
    const directory = disk.directory(id);
    disk.clear(id);
    symlinkSync(disk.secretDirectory, directory);
    assert.equal((await forget(world, id)).statusCode, 204);
    assert.ok(existsSync(disk.secretFile));
    assert.match(world.logLines.join("\n"), /job\.files_left/);
  });
});

describe("the grace time of a job that is cancelled", () => {
  const post = (world: World, id: number, what: string) =>
    world.inject({ method: "POST", url: `/api/v2/jobs/${id}:${what}` });
  const graces = async (world: World) =>
    (await world.store.inbox(10)).flatMap((document) =>
      document.kind === "request" ? [document.request.graceMs] : [],
    );

  it("is another one when the request says so, and none for a kill", async () => {
    await using world = await aWorld();
    const id = await submitted(world);
    for (const what of ["cancel", "cancel?graceSeconds=5", "kill"])
      assert.equal((await post(world, id, what)).statusCode, 202, what);
    assert.deepEqual(await graces(world), [undefined, 5000, 0]);
  });

  it("can be shortened while it is being cancelled, and not once it has ended", async () => {
    await using world = await aWorld();
    const id = await submitted(world);
    const taskId = await world.launch(id);
    await world.running(taskId);
    await world.lead(id, { type: "cancel_requested", by: "ana" });
    assert.equal((await post(world, id, "cancel")).statusCode, 200);
    assert.equal((await post(world, id, "kill?dryRun=true")).statusCode, 200);
    assert.equal((await post(world, id, "kill")).statusCode, 202);
    await world.end(taskId);
    assert.equal((await post(world, id, "kill")).statusCode, 200);
    assert.deepEqual(await graces(world), [0]);
  });

  it("is said of many jobs at once, and of nothing but a cancel", async () => {
    await using world = await aWorld();
    const ids = [await submitted(world), await submitted(world)];
    const many = (verb: string, graceSeconds: unknown) =>
      world.inject({ method: "POST", url: `/api/v2/jobs:${verb}`, payload: { ids, graceSeconds } });
    assert.equal((await many("cancel", 5)).statusCode, 202);
    assert.deepEqual(await graces(world), [5000, 5000]);
    for (const [verb, grace] of [
      ["hold", 5],
      ["cancel", 601],
      ["cancel", "5s"],
    ] as const)
      assert.equal((await many(verb, grace)).statusCode, 422, `${verb} ${grace}`);
  });

  it("is an integer from 0 to 600, and another's job is nobody's to kill", async () => {
    await using world = await aWorld();
    const id = await submitted(world);
    for (const grace of ["-1", "601", "1.5", "5s"])
      assert.equal((await post(world, id, `cancel?graceSeconds=${grace}`)).statusCode, 400, grace);
    const foreign = await world.inject({ method: "POST", url: `/api/v2/jobs/${id}:kill`, as: BOB });
    assert.equal(foreign.statusCode, 404);
  });
});

describe("cancelling some tasks of an array", () => {
  const array = { array: { from: 10, to: 30, step: 10 } };
  const cancel = (world: World, id: number, tasks: string) =>
    world.inject({ method: "POST", url: `/api/v2/jobs/${id}:cancel?tasks=${tasks}` });

  it("asks the scheduler for those that the array has", async () => {
    await using world = await aWorld();
    const id = await submitted(world, array);
    assert.equal((await cancel(world, id, "15-25,30,99")).statusCode, 202);
    const request = (await world.store.inbox(10)).find(({ kind }) => kind === "request");
    assert.ok(request?.kind === "request");
    assert.deepEqual(request.request.elements, [[1, 2]]);
  });

  it("is refused with the reason where there are none, and for what is written wrongly", async () => {
    await using world = await aWorld();
    const [id, single] = [await submitted(world, array), await submitted(world)];
    for (const [job, tasks, status, words] of [
      [id, "11-19", 404, /no task 11-19/],
      [single, "1", 404, /no array/],
      [id, "ten", 400, /tasks/],
      [id, "1-2-3", 400, /tasks/],
    ] as const) {
      const answer = await cancel(world, job, tasks);
      assert.deepEqual([answer.statusCode, words.test(answer.body)], [status, true], answer.body);
    }
    const gang = await submitted(world, { array: { from: 1, to: 2, gang: true } });
    assert.equal((await cancel(world, gang, "1")).statusCode, 409);
    assert.deepEqual(
      (await world.store.inbox(10)).filter(({ kind }) => kind === "request"),
      [],
    );
  });

  it("has nothing to do once they are over", async () => {
    await using world = await aWorld();
    const id = await submitted(world, array);
    const taskId = await world.launch(id);
    await world.running(taskId);
    await world.end(taskId);
    assert.equal((await cancel(world, id, "10")).statusCode, 200);
    assert.equal((await cancel(world, id, "10-20")).statusCode, 202);
  });
});

describe("suspending a job", () => {
  const suspend = (world: World, id: number) =>
    world.inject({ method: "POST", url: `/api/v2/jobs/${id}:suspend` });

  it("is refused at once where no cluster can pause, and nothing is asked of the scheduler", async () => {
    await using world = await aWorld({ pausing: [] });
    const id = await submitted(world);
    await world.running(await world.launch(id));
    const answer = await suspend(world, id);
    assert.deepEqual([answer.statusCode, answer.json().code], [409, "no_pause"]);
    assert.deepEqual(await world.store.inbox(10), []);
  });

  it("is refused where the cluster that it runs on cannot, and another could", async () => {
    await using world = await aWorld({ pausing: ["docker"] });
    const id = await submitted(world);
    await world.running(await world.launch(id));
    const answer = await suspend(world, id);
    assert.deepEqual([answer.json().code, answer.json().executor], ["no_pause", "local"]);
    assert.deepEqual(await world.store.inbox(10), []);
  });

  it("is asked for where that cluster can, or nobody knows here", async () => {
    for (const options of [{ pausing: ["docker", "local"] }, {}]) {
      await using world = await aWorld(options);
      const id = await submitted(world);
      await world.running(await world.launch(id));
      assert.equal((await suspend(world, id)).statusCode, 202);
    }
  });

  it("of a job that has ended is refused for that", async () => {
    await using world = await aWorld({ pausing: [] });
    const answer = await suspend(world, await endedJob(world));
    assert.equal(answer.json().code, "conflict_state");
  });
});
