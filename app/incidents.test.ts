import assert from "node:assert/strict";
import { cpSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { eventually } from "../local-cluster/testing/eventually.ts";
import { aSite, type Site } from "./site.builders.ts";

const UP = 'godocker_executor_up{executor="mesos"}';
const REFUSED = 'godocker_executor_refused{executor="mesos",cause="refused"}';
const SMALL = { cpus: 0.1, memoryBytes: 2 ** 25 };

const isReady = (site: Site) => async () => (await site.readiness("cluster")).status === "ok";
const running = (site: Site, id: number) => async () => (await site.client.get(id)).state === "running";

describe("schedulers with a secret that the master does not know", () => {
  it("stay up with one leader that keeps the lead, say what to do, and go on once it is fixed [F-44]", async () => {
    await using site = await aSite({ secret: "a-wrong-one", schedulers: 2 });
    const { id } = await site.client.submit({ command: ["true"], resources: SMALL });
    await eventually("the refusal is told", async () => (await site.metric(REFUSED)) === 1);
    assert.equal(await site.metric(UP), 0);
    const readiness = await site.readiness("cluster");
    assert.equal(readiness.status, "degraded");
    assert.match(readiness.detail, /does not know our credentials.*Configure principal and secret/);
    await eventually("the job is told why it waits", async () =>
      JSON.stringify((await site.client.explain(id)).causes).includes("credentials"),
    );
    const loud = site.logged().filter(({ level }) => level === "error" || level === "warn");
    assert.match(JSON.stringify(loud), /credentials/);

    const epoch = await site.metric("godocker_leader_epoch");
    site.writeSecret("a-secret-of-this-test");
    site.hangUp();
    assert.equal((await site.client.waitForEnd(id)).state, "succeeded");
    assert.equal(await site.metric("godocker_leader_epoch"), epoch, "nobody else took the lead");
    assert.equal(await site.metric(REFUSED), 0);
    assert.equal(site.schedulers.length, 2);
    for (const { pid } of site.schedulers) assert.ok(pid !== undefined && process.kill(pid, 0));
  });
});

describe("a framework that an operator tears down", () => {
  const retried = { retry: { maxAttempts: 3, on: ["node" as const] }, resources: SMALL };

  it("registers anew and starts its jobs again, when that is configured [F-48]", async () => {
    await using site = await aSite();
    await eventually("the cluster is connected", isReady(site));
    const { id } = await site.client.submit({ command: ["sleep", "2"], ...retried });
    await eventually("the job runs", running(site, id));
    const [first] = await site.frameworks();
    await site.teardown();
    const job = await site.client.waitForEnd(id);
    assert.equal(job.state, "succeeded", JSON.stringify(job));
    const { items } = await site.client.attempts(id);
    assert.deepEqual(
      items.map(({ reason }) => reason),
      ["NodeLost", undefined],
    );
    const frameworks = await site.frameworks();
    assert.equal(frameworks.length, 2);
    assert.notEqual(
      frameworks.find(({ id: one }) => one !== first?.id),
      undefined,
    );
    assert.equal(await site.metric('godocker_executor_removed_total{executor="mesos"}'), 1);
  });

  it("waits for a person with all jobs kept, when that is configured, and goes on when told to [C-48]", async () => {
    const settings = { mesos: { onRemoved: "stop" } };
    await using site = await aSite({ settings });
    await eventually("the cluster is connected", isReady(site));
    const { id } = await site.client.submit({ command: ["sleep", "1"], ...retried });
    await eventually("the job runs", running(site, id));
    await site.teardown();
    await eventually("the removal is told", async () => (await site.metric(REFUSED)) === 1);
    assert.match((await site.readiness("cluster")).detail, /has been removed.*register-anew/);
    assert.equal((await site.frameworks()).length, 1, "it has not registered again");
    assert.equal((await site.client.get(id)).endedAt, undefined);
    const error = site.logged().find(({ event }) => event === "cluster.refused");
    assert.equal(error?.level, "error");

    site.configure({ mesos: { onRemoved: "register-anew" } });
    site.hangUp();
    const job = await site.client.waitForEnd(id);
    assert.equal(job.state, "succeeded", JSON.stringify(job));
    assert.equal((await site.frameworks()).length, 2);
  });
});

describe("a second installation on a copy of the store", () => {
  it("is told apart from a new leader: the first one stays, and says that somebody has its registration [F-24]", async () => {
    await using site = await aSite();
    const { id } = await site.client.submit({ command: ["true"], resources: SMALL });
    await site.client.waitForEnd(id); // by then the registration is in the store
    const copy = join(site.directory, "copy");
    cpSync(join(site.directory, "state"), copy, { recursive: true });
    await site.startScheduler([`stateDirectory=${copy}`]);
    const superseded = 'godocker_executor_refused{executor="mesos",cause="superseded"}';
    await eventually("it is told", async () => (await site.metric(superseded)) === 1);
    assert.match((await site.readiness("cluster")).detail, /superseded.*another scheduler/);
    assert.equal(await site.metric("godocker_leader"), 1);
    assert.equal(await site.metric("godocker_leader_changes_total"), 1);
  });
});
