// Jobs on a real Docker swarm of one node, started here in a network namespace of its own.
import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { createEngine } from "../../fallback-executors/docker/engine.ts";
import { openSwarmWorld } from "../../fallback-executors/testing/docker-engine.ts";
import { describeBackend, RESULTS } from "../../offers/backend.conformance.ts";
import { BACKENDS_PAGE, columnIn, columnOf, readOutcomes } from "../../scripts/backends-page.ts";
import { install } from "../installation.ts";
import { startDockerd, TEST_IMAGE, type TestDockerd } from "../services/dockerd.ts";

const home = mkdtempSync(join(tmpdir(), "godocker-swarm-suite-"));
chmodSync(home, 0o755);
const results = join(home, "results");
let manager: TestDockerd;

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

describe("an installation on a swarm", { timeout: 300_000 }, () => {
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
    await client.cancel(endless.id);
    assert.equal((await client.waitForEnd(endless.id)).state, "cancelled");
  });
});
