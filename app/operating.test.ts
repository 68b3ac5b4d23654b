import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { eventually } from "../local-cluster/testing/eventually.ts";
import { aSite } from "./site.builders.ts";

const SMALL = { cpus: 0.1, memoryBytes: 32 * 1024 * 1024 };

describe("two schedulers", { timeout: 240_000 }, () => {
  it("change places when the one that leads is told to step down, and what runs goes on", async () => {
    await using site = await aSite({ schedulers: 2 });
    const { client } = site;
    const job = await client.submit({ command: ["sleep", "300"], resources: SMALL });
    await eventually("it runs", async () => (await client.get(job.id)).state === "running");
    const before = await client.leader();
    const [executor] = await client.executors();
    assert.deepEqual(
      [executor?.name, executor?.state, executor?.nodes, executor?.tasks],
      ["mesos", "connected", 1, 1],
    );
    assert.deepEqual(await client.stepDown({ dryRun: true }), before);
    assert.deepEqual(await client.stepDown(), before);
    await eventually("the other one leads", async () => {
      const now = await client.leader().catch(() => undefined);
      return now !== undefined && now.instance !== before.instance && now.epoch > before.epoch;
    });
    await eventually("it has the cluster", async () => (await client.executors())[0]?.state === "connected");
    assert.deepEqual(await client.reconcile(), { executors: ["mesos"] });
    assert.equal((await client.get(job.id)).state, "running");
    await client.kill(job.id);
    assert.equal((await client.waitForEnd(job.id)).state, "cancelled");
  });
});

describe("a kill", { timeout: 240_000 }, () => {
  it("ends at once what does not heed TERM, also while its grace time runs", async () => {
    await using site = await aSite();
    const { client } = site;
    const job = await client.submit({
      script: "trap '' TERM; echo ready; while :; do sleep 0.1; done",
      graceSeconds: 600,
      resources: SMALL,
    });
    await eventually("it runs", async () => (await client.get(job.id)).state === "running");
    for await (const said of client.logs(job.id, { follow: true })) {
      assert.equal(Buffer.from(said).toString(), "ready\n");
      break;
    }
    await client.cancel(job.id);
    await eventually(
      "it is told to stop",
      async () => (await client.get(job.id)).attempts[0]?.state === "stopping",
    );
    await client.kill(job.id);
    const ended = await client.waitForEnd(job.id);
    assert.deepEqual([ended.state, ended.signal], ["cancelled", 9]);
  });
});
