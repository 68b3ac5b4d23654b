import assert from "node:assert/strict";
import { join } from "node:path";
import { describe, it } from "node:test";
import { startLocalCluster } from "../local-cluster/start.ts";
import { eventually } from "../local-cluster/testing/eventually.ts";
import { startTestZooKeeper } from "../local-cluster/testing/zookeeper.ts";
import { aSite } from "./site.builders.ts";

const SMALL = { cpus: 0.1, memoryBytes: 2 ** 25 };

describe("settings of a Mesos cluster", () => {
  it("reach the master: who we are, what we take, where we are", async () => {
    await using site = await aSite({
      header: true,
      settings: {
        mesos: {
          name: "Night shift",
          roles: ["day", "night/late"],
          hostname: "scheduler.example.org",
          failoverTimeout: "2d",
          gpus: true,
          revocable: true,
          regions: true,
        },
      },
    });
    await eventually("it is connected", async () => (await site.readiness("cluster")).status === "ok");
    const [framework] = await site.frameworks();
    assert.deepEqual(
      [framework?.name, framework?.roles, framework?.hostname, framework?.failover_timeout],
      ["Night shift", ["day", "night/late"], "scheduler.example.org", 172_800],
    );
    assert.match(framework?.webui_url ?? "", /^http:\/\/127\.0\.0\.1:\d+/);
    for (const capability of ["GPU_RESOURCES", "REVOCABLE_RESOURCES", "REGION_AWARE"])
      assert.ok(framework?.capabilities?.includes(capability), capability);
    assert.equal(await site.metric("godocker_mesos_subscribed"), 1);
    assert.equal(await site.metric("godocker_mesos_calls_waiting"), 0);
    const age = async () => (await site.metric("godocker_mesos_session_age_seconds")) ?? 0;
    const first = await age();
    assert.ok(first > 0);
    assert.ok((await age()) > first, "it is as old as it is when it is asked for");
  });

  it("decide whether jobs may ask for GPUs, and whether agents that have some are offered", async () => {
    const cluster = { agents: [{ resources: "cpus:2;mem:512;disk:1000;gpus:1" }] };
    const gpu = { command: ["true"], resources: { ...SMALL, gpus: 1 } };
    await using without = await aSite({ cluster });
    await assert.rejects(without.client.submit(gpu), (error) => /gpu/i.test(JSON.stringify(error)));
    await using site = await aSite({ cluster, settings: { mesos: { gpus: true } } });
    const { id } = await site.client.submit(gpu);
    assert.equal((await site.client.waitForEnd(id)).state, "succeeded");
    assert.ok(((await site.metric("godocker_offers_received_total")) ?? 0) > 0);
  });

  it("keep tasks to the agents that a rule names", async () => {
    const settings = {
      mesos: {
        attributeRules: [{ when: "always", require: [{ attribute: "batch", op: "eq", values: ["yes"] }] }],
      },
    };
    const agent = (attributes: string) => ({ resources: "cpus:2;mem:512;disk:1000", attributes });
    await using site = await aSite({
      settings,
      cluster: { agents: [agent("batch:no"), agent("batch:yes"), agent("other:yes")] },
    });
    const jobs = await Promise.all(
      Array.from({ length: 6 }, () => site.client.submit({ command: ["true"], resources: SMALL })),
    );
    const used = new Set<string>();
    for (const { id } of jobs) {
      assert.equal((await site.client.waitForEnd(id)).state, "succeeded");
      const { items } = await site.client.attempts(id);
      for (const { agentId } of items) used.add(agentId);
    }
    const wanted = (await site.client.nodes()).filter(({ attributes }) => attributes.batch === "yes");
    assert.deepEqual(
      [...used],
      wanted.map(({ id }) => id),
    );
  });

  it("may name another cluster after a while: jobs and their history stay", async () => {
    await using site = await aSite();
    const work = { command: ["true"], resources: SMALL };
    const before = await site.client.submit(work);
    assert.equal((await site.client.waitForEnd(before.id)).state, "succeeded");
    await site.schedulers[0]?.stop();
    const waiting = await site.client.submit(work);
    await using other = await startLocalCluster({
      directory: join(site.directory, "other"),
      credentials: join(site.directory, "credentials.json"),
      agents: [{ resources: "cpus:2;mem:512;disk:1000" }],
    });
    await site.startScheduler([`mesos.masters=${other.masterUrl}`]);
    assert.equal((await site.client.waitForEnd(waiting.id)).state, "succeeded");
    assert.equal((await site.client.get(before.id)).state, "succeeded");
  });

  it("may name ZooKeeper, whose password is shown nowhere", async () => {
    await using zooKeeper = await startTestZooKeeper();
    const masters = (masterUrl: string): string => {
      const { hostname, port } = new URL(masterUrl);
      const address = { hostname, ip: hostname, port: Number(port) };
      const info = { id: "m-1", hostname, ip: 16_777_343, port: Number(port), address };
      zooKeeper.put("/mesos/json.info_0000000003", JSON.stringify(info));
      return `zk://reader:hunter2@${zooKeeper.address}/mesos`;
    };
    await using site = await aSite({ masters, settings: { telemetry: { logLevel: "debug" } } });
    const { id } = await site.client.submit({ command: ["true"], resources: SMALL });
    assert.equal((await site.client.waitForEnd(id)).state, "succeeded");
    site.configure({ mesos: { name: "Other" } });
    site.hangUp();
    await eventually("it is read again", () => site.logged().some(({ event }) => event === "config.pending"));
    assert.match(site.logText(), /zk:/);
    assert.doesNotMatch(site.logText(), /hunter2/);
  });
});
