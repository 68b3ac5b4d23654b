// Against the master and the agents of local-cluster/: real HTTP, real processes, real time.
import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { startLocalCluster } from "../../local-cluster/start.ts";
import type { LocalCluster } from "../../local-cluster/start.ts";
import { describeTaskAccess } from "../../offers/task-access.conformance.ts";
import { TaskAccessError } from "../../offers/task-access.ts";
import { openLocalTasks } from "./local-tasks.builders.ts";

describe("agents of the embedded cluster", { timeout: 240_000 }, () => {
  const directory = mkdtempSync(join(tmpdir(), "godocker-access-"));
  chmodSync(directory, 0o755); // tasks of other users live below it
  let cluster: LocalCluster;
  before(async () => {
    cluster = await startLocalCluster({
      directory,
      agents: [{ resources: "cpus:8;mem:8192;disk:8192" }],
      allocationIntervalMs: 20,
    });
  });
  after(async () => {
    await cluster.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  describeTaskAccess("Mesos, as commands [C-55]", () => openLocalTasks(cluster, "own"));
  describeTaskAccess("Mesos, as groups [C-55]", () => openLocalTasks(cluster, "group"));

  it("give the rest of an output after a restart, without a gap or a repetition [C-55] [F-11]", async () => {
    const [agent] = cluster.agents;
    assert.ok(agent !== undefined);
    await using world = await openLocalTasks(cluster, "own");
    const { address } = await world.begin(
      "at=0; while [ $at -lt 100 ]; do at=$((at+1)); echo line $at; sleep 0.02; done; echo end",
    );
    let text = "";
    const look = async (): Promise<void> => {
      const piece = await world.access.read(address, "stdout", text.length, 1000);
      text += Buffer.from(piece?.bytes ?? []).toString();
    };
    while (text === "") await look();
    await agent.kill("SIGKILL");
    await assert.rejects(
      look(),
      (error) => error instanceof TaskAccessError && /ECONNREFUSED/.test(error.message),
    );
    await agent.start();
    while (!text.endsWith("end\n")) {
      await look().catch((error: unknown) => assert.ok(error instanceof TaskAccessError)); // it is still starting
      await sleep(5);
    }
    assert.equal(text, `${Array.from({ length: 100 }, (_, at) => `line ${at + 1}\n`).join("")}end\n`);
  });

  it("end the sessions that they have when they die, and nobody waits for ever", async () => {
    const [agent] = cluster.agents;
    assert.ok(agent !== undefined);
    await using world = await openLocalTasks(cluster, "own");
    const { address } = await world.begin("exec sleep 600");
    assert.ok(world.access.exec);
    const session = await world.access.exec(address, { argv: ["sh", "-c", "echo begun; exec sleep 600"] });
    const iterator = session.output[Symbol.asyncIterator]();
    await iterator.next();
    await agent.kill("SIGKILL");
    await assert.rejects(iterator.next(), TaskAccessError);
    await assert.rejects(session.ended, TaskAccessError);
    await session.close();
    await agent.start();
  });
});
