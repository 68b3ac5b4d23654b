// Jobs on a real Docker swarm of one node, started here in a network namespace of its own.
import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { createEngine } from "../../../fallback-executors/docker/engine.ts";
import { openSwarmWorld } from "../../../fallback-executors/testing/docker-engine.ts";
import type { Client } from "../../../client/client.ts";
import { describeBackend, RESULTS } from "../../../offers/backend.conformance.ts";
import { BACKENDS_PAGE, columnIn, columnOf, readOutcomes } from "../../../scripts/pages/backends-page.ts";
import { adoptAfterKills, countKmers, type EndToEnd } from "../../end-to-end-jobs.ts";
import { install } from "../../installation.ts";
import { startDockerd, TEST_IMAGE, type TestDockerd } from "../../services/dockerd.ts";

const home = mkdtempSync(join(tmpdir(), "godocker-swarm-suite-"));
chmodSync(home, 0o755);
const results = join(home, "results");
let manager: TestDockerd;
const TASKS = 40;

before(async () => {
  process.env[RESULTS] = results;
  manager = await startDockerd(join(home, "engine"), "10.97.32");
  process.env["GODOCKER_TEST_DOCKER_HOST"] = manager.host;
  const engine = createEngine({ url: manager.url });
  await engine.json({
    method: "POST",
    path: "/swarm/init",
    body: { ListenAddr: "127.0.0.1:2377", AdvertiseAddr: "127.0.0.1" },
  });
  engine.close();
});
after(async () => {
  await manager?.remove();
  rmSync(home, { recursive: true, force: true });
});

describeBackend("Swarm", () => openSwarmWorld(manager.url));

describe("the page of all clusters", () => {
  it("says of Swarm what was seen here", () => {
    const page = readFileSync(BACKENDS_PAGE, "utf8");
    assert.deepEqual(columnIn(page, "Swarm"), columnOf(readOutcomes(results), "Swarm"));
  });
});

describe("an installation on a swarm", { timeout: 900_000 }, () => {
  const world = (name: string): EndToEnd => ({
    executor: "swarm",
    image: TEST_IMAGE,
    home,
    install: (more) =>
      install({
        set: [`swarm.managers=${manager.url}`, `swarm.installation=${name}`, "jobs.shared=false", ...more],
      }),
  });

  it("counts the 4-mers of the example like every other", () => countKmers(world("kmers")));

  it("finds its tasks again after its scheduler was killed, each started once", () =>
    adoptAfterKills(world("adopted"), TASKS));

  it("runs an array, gives its output, and cancels what goes on for ever", async () => {
    await using site = await install({
      set: [`swarm.managers=["${manager.url}"]`.replaceAll(/[[\]"]/g, ""), "jobs.shared=false"],
    });
    const { client } = site;
    const job = await client.submit({
      image: TEST_IMAGE,
      script: "#!/bin/sh\necho task $GODOCKER_ARRAY_INDEX\n",
      array: { from: 1, to: 5 },
      resources: { cpus: 0.1, memoryBytes: 32 * 1024 ** 2 },
    });
    const ended = await client.waitForEnd(job.id);
    assert.equal(ended.progress?.succeeded, 5, JSON.stringify(ended));
    const chunks: Uint8Array[] = [];
    for await (const chunk of client.logs(job.id, { stream: "stdout", index: 3 })) chunks.push(chunk);
    assert.equal(Buffer.concat(chunks).toString("utf8"), "task 3\n");
    const endless = await client.submit({ image: TEST_IMAGE, command: ["sleep", "3600"], graceSeconds: 1 });
    while ((await client.get(endless.id)).state !== "running") await sleep(100);
    // A swarm has no way to its tasks' programs, and says so.
    await assert.rejects(client.sendSignal(endless.id, "USR1"), { code: "no_signal" });
    await client.cancel(endless.id);
    assert.equal((await client.waitForEnd(endless.id)).state, "cancelled");
  });
});

describe("an installation on an engine and on the swarm that it is part of", { timeout: 900_000 }, () => {
  const both = (...more: readonly string[]) =>
    install({
      set: [`docker.url=${manager.url}`, `swarm.managers=${manager.url}`, "jobs.shared=false", ...more],
    });
  const submit = (client: Client, seconds: number, executor?: string) =>
    client.submit({
      image: TEST_IMAGE,
      command: ["sleep", String(seconds)],
      resources: { cpus: 1.5, memoryBytes: 32 * 1024 ** 2 },
      graceSeconds: 1,
      ...(executor === undefined ? {} : { executor }),
    });

  it("gives the machine out once, and says so", async () => {
    await using site = await both("docker.installation=once", "swarm.installation=once");
    const { client } = site;
    // Before both have told what they have nobody knows that it is one machine.
    const known = async (): Promise<number> => (await client.nodes().catch(() => [])).length; // no leader yet
    while ((await known()) < 2) await sleep(100);
    const job = await submit(client, 0);
    assert.equal((await client.waitForEnd(job.id)).state, "succeeded");
    const nodes = await client.nodes();
    assert.deepEqual(nodes.map(({ active, executor, sharedWith }) => [executor, active, sharedWith]).sort(), [
      ["docker", true, undefined],
      ["swarm", false, "docker"],
    ]);
    const never = await submit(client, 0, "swarm");
    while (!/given out by the cluster/.test(await whyOf(client, never.id))) await sleep(100);
    assert.equal((await client.get(never.id)).state, "pending");
    const [attempt] = (await client.attempts(job.id)).items;
    assert.equal(attempt?.executor, "docker");
  });

  it("uses the other cluster when a job has waited long enough for the one that is preferred", async () => {
    await using site = await both(
      "docker.installation=spill",
      "swarm.installation=spill",
      "executors.sharedMachines=allow",
      "executors.prefer=docker,swarm",
      "executors.spillAfter=5s",
    );
    const { client } = site;
    const first = await submit(client, 300);
    while ((await client.get(first.id)).state !== "running") await sleep(100);
    const second = await submit(client, 0);
    while (!/it waits for docker until .*, then swarm may take it, too/.test(await whyOf(client, second.id)))
      await sleep(100);
    assert.equal((await client.waitForEnd(second.id)).state, "succeeded");
    const places = await Promise.all(
      [first, second].map(async ({ id }) =>
        (await client.attempts(id)).items.map(({ executor }) => executor),
      ),
    );
    assert.deepEqual(places, [["docker"], ["swarm"]]);
    await client.cancel(first.id);
    await client.waitForEnd(first.id);
  });
});

async function whyOf(client: Client, job: number): Promise<string> {
  return JSON.stringify(await client.explain(job));
}
