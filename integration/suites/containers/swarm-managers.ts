// A swarm of three managers, each an engine in a network namespace of its own: one of them is cut off from the others.
import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { fieldsOf, listOf, textIn } from "../../../fallback-executors/docker/documents.ts";
import { createEngine, type Engine } from "../../../fallback-executors/docker/engine.ts";
import { install } from "../../installation.ts";
import { startDockerd, TEST_IMAGE, type TestDockerd } from "../../services/dockerd.ts";
import { joinNamespaces, type TestSwitch } from "../../services/network-namespace.ts";
import { until } from "../../until.ts";

const home = mkdtempSync(join(tmpdir(), "godocker-managers-suite-"));
chmodSync(home, 0o755);
const names = ["a", "b", "c"].map((letter) => `gd${process.pid}${letter}`);
const managers: TestDockerd[] = [];
const engines: Engine[] = [];
let between: TestSwitch;
const TASKS = 6;

before(async () => {
  for (const [at, name] of names.entries())
    managers.push(await startDockerd(join(home, `engine${at}`), `10.97.${41 + at}`, name));
  between = joinNamespaces(names, "10.97.40");
  engines.push(...managers.map(({ url }) => createEngine({ url })));
  const [first, ...others] = engines;
  assert.ok(first !== undefined);
  const [own = "", ...addresses] = between.addresses;
  const listens = (address: string) => ({ ListenAddr: `${address}:2377`, AdvertiseAddr: address });
  await first.json({ method: "POST", path: "/swarm/init", body: listens(own) });
  const tokens = fieldsOf(fieldsOf(await first.json({ path: "/swarm" }))["JoinTokens"]);
  for (const [at, engine] of others.entries()) {
    const more = { RemoteAddrs: [`${own}:2377`], JoinToken: textIn(tokens, "Manager") };
    await engine.json({
      method: "POST",
      path: "/swarm/join",
      body: { ...listens(addresses[at] ?? ""), ...more },
    });
  }
  await until("all three are ready", async () => (await readyNodes(first)) === 3);
});
after(async () => {
  for (const engine of engines) engine.close();
  for (const manager of managers) await manager.remove();
  between?.remove();
  rmSync(home, { recursive: true, force: true });
});

describe("an installation on a swarm of three managers", { timeout: 900_000 }, () => {
  it("goes on when the leader among them is cut off with its tasks, and each task succeeds", async () => {
    await using site = await install({
      set: [
        `swarm.managers=${managers.map(({ url }) => url).join(",")}`,
        "jobs.shared=false",
        // A new leader among managers does not know the other nodes for some seconds: these are not lost.
        "scheduling.unreachableTimeout=15s",
      ],
    });
    const { client } = site;
    const submit = (script: string, count: number) =>
      client.submit({
        image: TEST_IMAGE,
        script: `#!/bin/sh\n${script}\n`,
        array: { from: 1, to: count },
        // Two of them have room on a node.
        resources: { cpus: 0.9, memoryBytes: 32 * 1024 ** 2 },
        retry: { maxAttempts: 2, on: ["node"], backoff: { initialSeconds: 1 } },
      });
    const job = await submit("test $GODOCKER_ATTEMPT -gt 1 || sleep 8", TASKS);
    await until("all of them run", async () => (await client.get(job.id)).progress?.running === TASKS);
    between.setPlugged(0, false);
    const cutAtMs = performance.now();
    // The first manager is asked first, and answers that it has no leader any more.
    const later = await submit("echo later", 2);
    const laterEnd = await client.waitForEnd(later.id);
    assert.equal(laterEnd.progress?.succeeded, 2, JSON.stringify(laterEnd));
    const failoverS = Math.round((performance.now() - cutAtMs) / 1000);
    const ended = await client.waitForEnd(job.id);
    assert.equal(ended.progress?.succeeded, TASKS, JSON.stringify(ended));
    process.stderr.write(
      `started again after ${failoverS} s, all over after ${Math.round((performance.now() - cutAtMs) / 1000)} s\n`,
    );
    const { items } = await client.attempts(job.id);
    const again = new Set(items.filter(({ attempt }) => attempt === 2).map(({ index }) => index));
    assert.equal(again.size, TASKS / 3, JSON.stringify(items));
    for (const { attempt, index, reason, state } of items)
      if (attempt === 1 && again.has(index)) assert.deepEqual([state, reason], ["failed", "NodeLost"]);
      else assert.equal(state, "succeeded");
  });
});

async function readyNodes(engine: Engine): Promise<number> {
  const nodes = listOf(await engine.json({ path: "/nodes" }));
  return nodes.filter((node) => textIn(fieldsOf(fieldsOf(node)["Status"]), "State") === "ready").length;
}
