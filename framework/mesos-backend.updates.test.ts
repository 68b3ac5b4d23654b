import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { taskIdOf } from "../jobs/life/job.ts";
import { aTask, observe } from "./backend.builders.ts";
import type { Observed } from "./backend.builders.ts";
import { offersEvent, startTinyMaster } from "./tiny-master.builders.ts";
import type { TinyMaster } from "./tiny-master.builders.ts";

const timeout = 240_000;
const uuid = "xouZtZ2yTO+AP1ZN1K8iAA==";
const sidecar = { argv: ["/up"], cpusMilli: 50, memMib: 64 } as const;

async function connected(
  master: TinyMaster,
  options: Partial<Parameters<typeof observe>[0]> = {},
): Promise<Observed> {
  const observed = observe({ masters: [master.url], ...options });
  await observed.start();
  await observed.until("connected");
  return observed;
}

function update(id: string, state: string, fields: object = {}): object {
  const status = { task_id: { value: id }, agent_id: { value: "agent-1" }, state, ...fields };
  return { type: "UPDATE", update: { status } };
}

describe("an update", { timeout }, () => {
  it("in a state of a newer Mesos is left out and acknowledged, and the next ones are heard [C-5] [C-28]", async () => {
    await using master = await startTinyMaster();
    await using observed = await connected(master);
    master.send(update("1.1.1", "TASK_PONDERING", { uuid }));
    master.send(update("1.1.1", "TASK_PONDERING"));
    master.send(update("1.1.1", "TASK_RUNNING", { uuid }));
    assert.equal((await observed.until("status")).update.state, "running");
    const { request } = await master.until("ACKNOWLEDGE");
    assert.deepEqual(request.json, {
      framework_id: { value: "fw-1" },
      type: "ACKNOWLEDGE",
      acknowledge: { agent_id: { value: "agent-1" }, task_id: { value: "1.1.1" }, uuid },
    });
    assert.equal(master.calls().length, 1);
    assert.ok(observed.logged.some((line) => line.includes("TASK_PONDERING")));
  });

  it("about a second launch under the same id says nothing of the first: it is asked for [F-31]", async () => {
    await using master = await startTinyMaster();
    await using observed = await connected(master);
    const message = "Task has duplicate ID: 1.1.1";
    master.send(update("1.1.1", "TASK_ERROR", { reason: "REASON_TASK_INVALID", message }));
    await master.until("RECONCILE");
    master.send(update("1.1.1", "TASK_RUNNING", { reason: "REASON_RECONCILIATION" }));
    assert.equal((await observed.until("status")).update.state, "running");
    assert.equal(observed.counts.get("launches_twice"), 1);
  });

  it("of the master about an end that its agent has still to tell is not the end that counts", async () => {
    await using master = await startTinyMaster();
    await using observed = await connected(master);
    master.send(
      update("1.1.1", "TASK_FAILED", { reason: "REASON_RECONCILIATION", message: "Latest task state" }),
    );
    master.send(update("1.1.1", "TASK_FAILED", { message: "Command exited with status 3", uuid }));
    assert.equal((await observed.until("status")).update.exitCode, 3);
  });

  it("without agent or executor, or of ids that are not ours, is told as it is [C-25] [F-50]", async () => {
    await using master = await startTinyMaster();
    await using observed = await connected(master);
    const status = { task_id: { value: "somebody's" }, state: "TASK_UNKNOWN", uuid };
    master.send({ type: "UPDATE", update: { status } });
    const { update: told } = await observed.until("status");
    assert.deepEqual([told.taskId, told.agentId, told.acknowledgement], ["somebody's", "", undefined]);
  });

  it("with the environment of a container in it leaves no trace of that in logs and events", async () => {
    await using master = await startTinyMaster();
    await using observed = await connected(master);
    const data = Buffer.from('[{"Config":{"Env":["PASSWORD=s3cret"]}}]').toString("base64");
    master.send(update("1.1.1", "TASK_RUNNING", { data, uuid }));
    master.send(update("1.1.1", "TASK_PONDERING", { data, uuid }));
    master.send(update("1.1.1", "TASK_FINISHED", { data: `${data}%`, uuid }));
    master.send(update("1.1.1", "TASK_FINISHED", { uuid }));
    await observed.until("status", 2);
    const seen = JSON.stringify([observed.logged, observed.events]);
    for (const secret of ["s3cret", data, data.slice(8, 24)]) assert.equal(seen.includes(secret), false);
  });
});

describe("a site with a sidecar", { timeout }, () => {
  const launch = { sidecar };

  it("launches each task as a group", async () => {
    await using master = await startTinyMaster();
    await using observed = await connected(master, { launch });
    master.send(offersEvent("o1", { cpus: 4, mem: 4096, disk: 100 }));
    await observed.until("offers");
    const task = aTask({ taskId: taskIdOf(1, undefined, 1, 1) });
    observed.backend.launch({ agentId: "agent-1", offerIds: ["o1"], tasks: [task], refuseMs: 0 });
    const { request } = await master.until("ACCEPT");
    const [operation] = request.call?.accept?.operations ?? [];
    assert.equal(operation?.type, "LAUNCH_GROUP");
    assert.equal(operation.launch_group?.executor.framework_id?.value, "fw-1");
  });

  it("hears nothing of sidecars but their number; they are acknowledged", async () => {
    await using master = await startTinyMaster();
    await using observed = await connected(master, { launch });
    master.send(update("1.1.1.sidecar", "TASK_RUNNING", { uuid }));
    master.send(update("1.1.1", "TASK_RUNNING", { uuid }));
    assert.equal((await observed.until("status")).update.taskId, "1.1.1");
    await master.until("ACKNOWLEDGE");
    assert.equal(master.calls().length, 1);
    assert.equal(observed.counts.get("sidecar_updates"), 1);
  });

  it("ends the sidecar of a task that has ended well", async () => {
    await using master = await startTinyMaster();
    await using observed = await connected(master, { launch });
    master.send(update("1.1.1", "TASK_FINISHED", { uuid }));
    await observed.until("status");
    const { request } = await master.until("SHUTDOWN");
    assert.deepEqual(request.call?.shutdown, {
      executor_id: { value: "1.1.1" },
      agent_id: { value: "agent-1" },
    });
  });

  it("finds sidecars whose tasks ended while nobody was here, even when it has none any more", async () => {
    await using master = await startTinyMaster();
    await using observed = await connected(master);
    master.send(update("1.1.1.sidecar", "TASK_RUNNING", { reason: "REASON_RECONCILIATION" }));
    const { request } = await master.until("RECONCILE");
    assert.deepEqual(request.call?.reconcile?.tasks, [
      { task_id: { value: "1.1.1" }, agent_id: { value: "agent-1" } },
    ]);
    master.send(update("1.1.1", "TASK_GONE", { reason: "REASON_RECONCILIATION" }));
    await observed.until("status");
    await master.until("SHUTDOWN");
  });

  it("cannot be with Docker as its containerizer", () => {
    assert.throws(
      () => observe({ masters: ["http://m1:5050"], launch: { ...launch, containerizer: "docker" } }),
      /a sidecar needs the Mesos containerizer/,
    );
  });
});
