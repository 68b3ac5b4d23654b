import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ExecRefusedError, TaskAccessError } from "../../offers/task-access.ts";
import type { World } from "../api.builders.ts";
import { aWorld, BOB, OPERATOR, ROOT, submitted } from "../api.builders.ts";

const signal = (
  world: World,
  job: number,
  body: object,
  { as, query = "" }: { as?: string; query?: string } = {},
) =>
  world.inject({
    method: "POST",
    url: `/api/v2/jobs/${job}:signal${query}`,
    payload: body,
    ...(as === undefined ? {} : { as }),
  });

describe("a signal to a job", { timeout: 240_000 }, () => {
  it("reaches its program, and is told with where it went", async () => {
    await using world = await aWorld();
    const id = await submitted(world);
    const taskId = await world.launch(id);
    await world.running(taskId);
    const answer = await signal(world, id, { signal: "USR1" });
    assert.equal(answer.statusCode, 200, answer.body);
    assert.deepEqual(answer.json(), {
      signal: "USR1",
      sent: 1,
      items: [{ attempt: 1, node: "node1", outcome: "sent" }],
    });
    assert.deepEqual(world.signals, [[taskId, "USR1"]]);
  });

  it("is sent to nothing in a dry run", async () => {
    await using world = await aWorld();
    const id = await submitted(world);
    await world.running(await world.launch(id));
    const answer = await signal(world, id, { signal: "HUP" }, { query: "?dryRun=true" });
    assert.deepEqual([answer.statusCode, answer.json().sent], [200, 0]);
    assert.deepEqual(world.signals, []);
  });

  it("is refused with the reason where the job does not run, or its cluster has no way", async () => {
    await using world = await aWorld();
    const id = await submitted(world);
    assert.equal((await signal(world, id, { signal: "USR1" })).json().code, "conflict_state");
    await world.running(await world.launch(id));
    for (const [error, code] of [
      [new ExecRefusedError("unsupported", "a swarm has no way to a task"), "no_signal"],
      [new ExecRefusedError("not_running", "it is over"), "conflict_state"],
      [new TaskAccessError("gone"), "executor_unavailable"],
    ] as const) {
      world.signalFault = error;
      const refused = await signal(world, id, { signal: "USR1" });
      assert.equal(refused.json().code, code, refused.body);
    }
  });

  it("is one that a program can catch", async () => {
    await using world = await aWorld();
    const id = await submitted(world);
    await world.running(await world.launch(id));
    for (const name of ["KILL", "STOP", "SIGUSR1", "usr1", 10])
      assert.equal((await signal(world, id, { signal: name })).statusCode, 422, String(name));
    assert.deepEqual(world.signals, []);
  });

  it("goes to all tasks of an array that run, or to those that are named", async () => {
    await using world = await aWorld();
    const id = await submitted(world, { array: { from: 5, to: 8 } });
    for (const [element, index] of [5, 6, 7].entries())
      await world.running(await world.launch(id, { element, index }));
    const all = await signal(world, id, { signal: "USR2" });
    assert.deepEqual(
      [all.json().sent, all.json().items.map((item: { readonly index: number }) => item.index)],
      [3, [5, 6, 7]],
    );
    const some = await signal(world, id, { signal: "USR2" }, { query: "?tasks=6-8" });
    assert.deepEqual(
      some.json().items.map((item: { readonly index: number }) => item.index),
      [6, 7],
    );
    assert.equal((await signal(world, id, { signal: "USR2" }, { query: "?tasks=8" })).statusCode, 409);
  });

  it("is sent by its owner and by operators, whose deed is written down", async () => {
    await using world = await aWorld();
    const id = await submitted(world);
    await world.running(await world.launch(id));
    assert.equal((await signal(world, id, { signal: "USR1" }, { as: BOB })).statusCode, 404);
    assert.equal((await signal(world, id, { signal: "USR1" }, { as: OPERATOR })).statusCode, 200);
    const answer = await world.inject({ url: "/api/v2/audit?action=job.act", as: ROOT });
    const [entry] = answer.json().items;
    assert.deepEqual([entry.resource, entry.after.what], [`job/${id}`, "a signal"]);
  });
});
