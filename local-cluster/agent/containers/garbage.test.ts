import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { startLocalCluster } from "../../start.ts";
import { aTask, launchCall, subscribeTestScheduler } from "../../testing/scheduler.ts";
import { allowedAgeMs, removeOldSandboxes, usedPartOfDisk } from "./garbage.ts";

describe("sandboxes of ended tasks", () => {
  const root = mkdtempSync(join(tmpdir(), "garbage-"));
  after(() => rmSync(root, { recursive: true }));
  const aSandbox = (executor: string, changedAtMs: number, outputAtMs = changedAtMs): string => {
    const sandbox = join(root, "frameworks", "f", "executors", executor, "runs", "c");
    mkdirSync(sandbox, { recursive: true });
    writeFileSync(join(sandbox, "stdout"), "");
    utimesSync(join(sandbox, "stdout"), outputAtMs / 1000, outputAtMs / 1000);
    utimesSync(sandbox, changedAtMs / 1000, changedAtMs / 1000);
    return sandbox;
  };

  it("are removed when they are old, and only then", async () => {
    const old = aSandbox("old", 1000);
    const young = aSandbox("young", 9000);
    const written = aSandbox("written", 1000, 9000);
    const live = aSandbox("live", 1000);
    await removeOldSandboxes(root, 5000, 10_000, (sandbox) => sandbox === live);
    assert.deepEqual(
      [old, young, written, live].map((sandbox) => existsSync(sandbox)),
      [false, true, true, true],
    );
    assert.equal(existsSync(join(root, "frameworks", "f", "executors", "old")), false);
  });

  it("are asked for last of all, as a task may have begun meanwhile", async () => {
    const old = aSandbox("idle", 1000);
    aSandbox("busy", 9000);
    const asked: string[] = [];
    await removeOldSandboxes(root, 5000, 10_000, (sandbox) => {
      asked.push(sandbox);
      return true;
    });
    assert.ok(asked.includes(old) && existsSync(old));
    assert.ok(!asked.some((sandbox) => sandbox.includes("busy")), "it was asked before its age was known");
  });
});

describe("the time that sandboxes are kept", () => {
  it("shrinks as the disk fills, to nothing where only the headroom is left", () => {
    assert.equal(allowedAgeMs(1000, 0, 0), 1000);
    assert.equal(allowedAgeMs(1000, 0.25, 0.5), 250);
    assert.equal(allowedAgeMs(1000, 0.25, 0.75), 0);
    assert.equal(allowedAgeMs(1000, 0.25, 1), 0);
  });

  it("rests on what the disk tells", async () => {
    const part = await usedPartOfDisk(tmpdir());
    assert.ok(part > 0 && part <= 1);
  });

  it("is over at once under pressure, but never for a task that runs", { timeout: 240_000 }, async () => {
    const home = mkdtempSync(join(tmpdir(), "pressure-"));
    try {
      await using cluster = await startLocalCluster({
        directory: join(home, "cluster"),
        agents: [{ resources: "cpus:2;mem:1024" }],
        allocationIntervalMs: 20,
        // All of the disk is to be kept free: so it is always too full.
        agentFlags: ["--gc-disk-headroom", "1", "--disk-watch-interval", "100ms"],
      });
      await using scheduler = await subscribeTestScheduler({
        masterUrl: cluster.masterUrl,
        info: { user: userInfo().username },
      });
      const offer = await scheduler.offer();
      await scheduler.call(
        launchCall(offer, [aTask(offer, "runs", "exec sleep 600"), aTask(offer, "ended", "true")]),
      );
      await scheduler.status("ended", "TASK_FINISHED");
      const running = await scheduler.status("runs", "TASK_RUNNING");
      const executors = join(
        cluster.agents[0]?.workDirectory ?? "",
        "slaves",
        running.agent_id?.value ?? "",
        "frameworks",
        scheduler.frameworkId,
        "executors",
      );
      while (existsSync(join(executors, "ended"))) await new Promise((resolve) => setTimeout(resolve, 10));
      assert.ok(existsSync(join(executors, "runs", "runs", "latest", "stdout")));
      await scheduler.call({ type: "KILL", kill: { task_id: { value: "runs" } } });
      await scheduler.status("runs", "TASK_KILLED");
    } finally {
      rmSync(home, { recursive: true, force: true });
    }
  });
});
