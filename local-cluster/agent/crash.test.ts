import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import type { TaskState } from "../../proto/generated/types.ts";
import { isTerminal } from "../protocol/task-states.ts";
import { startLocalCluster } from "../start.ts";
import { aTask, launchCall, subscribeTestScheduler } from "../testing/scheduler.ts";

describe("an agent that is killed again and again while it launches", { timeout: 240_000 }, () => {
  const home = mkdtempSync(join(tmpdir(), "crash-"));
  after(() => rmSync(home, { recursive: true, force: true }));

  it("runs no task twice, and reports as finished exactly those that ran", async () => {
    const ledger = join(home, "ran");
    writeFileSync(ledger, "");
    await using cluster = await startLocalCluster({
      directory: join(home, "cluster"),
      agents: [{ resources: "cpus:2;mem:4096" }],
      allocationIntervalMs: 20,
    });
    const [agent] = cluster.agents;
    assert.ok(agent !== undefined);
    const ends = new Map<string, Set<TaskState>>();
    await using scheduler = await subscribeTestScheduler({
      masterUrl: cluster.masterUrl,
      info: { user: userInfo().username },
      onEvent: ({ update }) => {
        if (update === undefined || !isTerminal(update.status.state)) return;
        const id = update.status.task_id.value;
        ends.set(id, (ends.get(id) ?? new Set()).add(update.status.state));
      },
    });
    let made = 0;
    for (let crash = 0; crash < 5; crash += 1) {
      const offer = await scheduler.offer();
      const tasks = Array.from({ length: 10 }, () => {
        made += 1;
        return aTask(offer, `t${made}`, `echo t${made} >> ${ledger}`);
      });
      await scheduler.call(launchCall(offer, tasks));
      // The first kills hit the launches, later ones the running tasks.
      await new Promise((resolve) => setTimeout(resolve, crash * 15));
      await agent.kill("SIGKILL");
      await agent.start();
    }
    const ids = Array.from({ length: made }, (_, index) => `t${index + 1}`);
    for (const id of ids) {
      if (!ends.has(id)) await scheduler.wait(`the end of ${id}`, () => ends.has(id));
    }
    const ran = readFileSync(ledger, "utf8")
      .trimEnd()
      .split("\n")
      .filter((line) => line !== "");
    assert.equal(new Set(ran).size, ran.length);
    const finished = ids.filter((id) => ends.get(id)?.has("TASK_FINISHED"));
    assert.deepEqual([...ran].sort(), finished.sort());
    for (const states of ends.values()) assert.equal(states.size, 1);
  });
});
