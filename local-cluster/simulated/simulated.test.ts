import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import type { Offer, TaskInfo } from "../../proto/generated/types.ts";
import { startLocalCluster, startSimulatedAgents } from "../start.ts";
import type { FaultSwitches } from "../testing/faults.ts";
import { aTask, launchCall, subscribeTestScheduler } from "../testing/scheduler.ts";
import type { TestScheduler } from "../testing/scheduler.ts";
import { simulatedRun } from "./duration.ts";
import type { RecordedEvent } from "./record.ts";

const home = mkdtempSync(join(tmpdir(), "simulated-"));
after(() => rmSync(home, { recursive: true, force: true }));

const readRecord = (file: string): RecordedEvent[] =>
  readFileSync(file, "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as RecordedEvent); // the agents write nothing else

/** Launches `wanted` tasks on whatever is offered and waits until all have finished. */
async function runTasks(scheduler: TestScheduler, wanted: number): Promise<void> {
  const made: string[] = [];
  const launchOn = async (offer: Offer): Promise<void> => {
    const cpus = (offer.resources ?? []).find(({ name }) => name === "cpus")?.scalar?.value ?? 0;
    const tasks: TaskInfo[] = [];
    for (let room = Math.floor(cpus * 10 + 1e-6); room > 0 && made.length < wanted; room -= 1) {
      made.push(`t${made.length + 1}`);
      tasks.push(aTask(offer, `t${made.length}`, "true"));
    }
    await scheduler.call(launchCall(offer, tasks));
  };
  for (;;) {
    const event = await scheduler.wait("OFFERS", ({ type }) => type === "OFFERS");
    for (const offer of event.offers?.offers ?? []) await launchOn(offer);
    if (made.length === wanted) break;
  }
  for (let number = 1; number <= wanted; number += 1) await scheduler.status(`t${number}`, "TASK_FINISHED");
}

describe("a simulated task", () => {
  const task = (variables: readonly { name: string; value: string }[]): TaskInfo =>
    aTask({ agent_id: { value: "a" } }, "t", "true", {
      command: { value: "true", environment: { variables } },
    });
  const draw = { seed: 1, duration: { minMs: 100, maxMs: 200 }, failureRate: 0 };

  it("lasts and ends as its environment says", () => {
    const told = task([
      { name: "SIMULATED_SECONDS", value: "1.5" },
      { name: "SIMULATED_EXIT_CODE", value: "3" },
    ]);
    assert.deepEqual(simulatedRun(told, draw), { durationMs: 1500, exitCode: 3 });
  });

  it("else lasts as seed and id decide", () => {
    const { durationMs } = simulatedRun(task([]), draw);
    assert.ok(durationMs >= 100 && durationMs <= 200);
    assert.equal(simulatedRun(task([]), draw).durationMs, durationMs);
    assert.notEqual(simulatedRun(task([]), { ...draw, seed: 2 }).durationMs, durationMs);
  });

  it("fails at the rate that was asked for, unless its environment says how it ends", () => {
    const ids = Array.from({ length: 2000 }, (_, number) => `job-${number}`);
    const failed = (variables: readonly { name: string; value: string }[]): number =>
      ids.filter((id) => {
        const info = { ...task(variables), task_id: { value: id } };
        return simulatedRun(info, { ...draw, failureRate: 0.1 }).exitCode !== 0;
      }).length;
    assert.ok(failed([]) > 150 && failed([]) < 250, `${failed([])} of 2000 failed`);
    assert.equal(failed([{ name: "SIMULATED_EXIT_CODE", value: "0" }]), 0);
  });
});

describe("simulated agents", { timeout: 240_000 }, () => {
  it("run every task once by their own record", async () => {
    await using cluster = await startLocalCluster({ directory: join(home, "plain"), agents: [] });
    const recordFile = join(home, "plain.ndjson");
    const agents = await startSimulatedAgents({
      masterUrl: cluster.masterUrl,
      count: 20,
      seed: 1,
      recordFile,
      taskDurationMs: { min: 10, max: 50 },
    });
    const scheduler = await subscribeTestScheduler({ masterUrl: cluster.masterUrl });
    await runTasks(scheduler, 500);
    await scheduler[Symbol.asyncDispose]();
    await agents.stop();
    const record = readRecord(recordFile);
    const launched = record.filter(({ event }) => event === "launch").map(({ taskId }) => taskId);
    assert.equal(launched.length, 500);
    assert.equal(new Set(launched).size, 500);
    assert.equal(
      record.filter(({ event, state }) => event === "end" && state === "TASK_FINISHED").length,
      500,
    );
  });

  it("do so too when messages are repeated and late [M-59]", async () => {
    const switches: FaultSwitches = {
      seed: 7,
      toMaster: { duplicate: 0.3, delayMaxMs: 20 },
      toAgent: { duplicate: 0.3, delayMaxMs: 20 },
    };
    const file = join(home, "faults.json");
    writeFileSync(file, JSON.stringify(switches));
    await using cluster = await startLocalCluster({ directory: join(home, "faulty"), agents: [] });
    const recordFile = join(home, "faulty.ndjson");
    process.env["LOCAL_CLUSTER_FAULTS"] = file;
    const agents = await startSimulatedAgents({
      masterUrl: cluster.masterUrl,
      count: 5,
      seed: 1,
      recordFile,
      taskDurationMs: { min: 10, max: 50 },
      nodeArguments: ["--import", join(import.meta.dirname, "..", "testing", "faults.ts")],
    });
    delete process.env["LOCAL_CLUSTER_FAULTS"];
    const scheduler = await subscribeTestScheduler({ masterUrl: cluster.masterUrl });
    await runTasks(scheduler, 100);
    await scheduler[Symbol.asyncDispose]();
    await agents.stop();
    const launched = readRecord(recordFile).filter(({ event }) => event === "launch");
    assert.equal(launched.length, 100);
    assert.equal(new Set(launched.map(({ taskId }) => taskId)).size, 100);
  });

  it("are unreachable while frozen and known again when thawed", async () => {
    const file = join(home, "frozen.json");
    const set = (switches: FaultSwitches): void => writeFileSync(file, JSON.stringify(switches));
    set({});
    await using cluster = await startLocalCluster({
      directory: join(home, "frozen"),
      agents: [],
      masterFlags: ["--agent-ping-timeout", "100ms", "--max-agent-ping-timeouts", "3"],
    });
    process.env["LOCAL_CLUSTER_FAULTS"] = file;
    await using agents = await startSimulatedAgents({
      masterUrl: cluster.masterUrl,
      count: 1,
      seed: 1,
      recordFile: join(home, "frozen.ndjson"),
      taskDurationMs: { min: 60_000, max: 60_000 },
      nodeArguments: ["--import", join(import.meta.dirname, "..", "testing", "faults.ts")],
    });
    delete process.env["LOCAL_CLUSTER_FAULTS"];
    assert.ok(agents.pid > 0);
    await using scheduler = await subscribeTestScheduler({ masterUrl: cluster.masterUrl });
    const offer = await scheduler.offer();
    await scheduler.call(launchCall(offer, [aTask(offer, "t", "true")]));
    await scheduler.status("t", "TASK_RUNNING");
    set({ frozen: "all" });
    await scheduler.status("t", "TASK_UNREACHABLE");
    set({});
    const back = await scheduler.wait(
      "the task again",
      ({ update }) =>
        update?.status.reason === "REASON_AGENT_REREGISTERED" && update.status.state === "TASK_RUNNING",
    );
    assert.equal(back.type, "UPDATE");
  });

  it("bring their tasks to a master that was killed and started again", async () => {
    await using cluster = await startLocalCluster({ directory: join(home, "killed"), agents: [] });
    await using agents = await startSimulatedAgents({
      masterUrl: cluster.masterUrl,
      count: 3,
      seed: 1,
      recordFile: join(home, "killed.ndjson"),
      taskDurationMs: { min: 60_000, max: 60_000 },
      attributes: "rack:r{1-3}",
    });
    assert.ok(agents.pid > 0);
    const offered = new Map<string, Offer>();
    const before = await subscribeTestScheduler({
      masterUrl: cluster.masterUrl,
      onEvent: ({ offers }) => {
        for (const offer of offers?.offers ?? []) offered.set(offer.agent_id.value, offer);
      },
    });
    for (let count = 0; count < 3; count += 1) {
      if (offered.size <= count) await before.wait("an agent", () => offered.size > count);
    }
    const racks = [...offered.values()].map(({ attributes }) => attributes?.[0]?.text?.value);
    assert.deepEqual(racks.sort(), ["r1", "r2", "r3"]);
    for (const [id, offer] of offered) {
      await before.call(launchCall(offer, [aTask(offer, `on-${id}`, "true")]));
      await before.status(`on-${id}`, "TASK_RUNNING");
    }
    const { frameworkId } = before;
    await cluster.master.kill("SIGKILL");
    before.disconnect();
    await cluster.master.start();
    const offeredAgain = new Set<string>();
    await using after = await subscribeTestScheduler({
      masterUrl: cluster.masterUrl,
      info: { id: { value: frameworkId } },
      onEvent: ({ offers }) => {
        for (const { agent_id } of offers?.offers ?? []) offeredAgain.add(agent_id.value);
      },
    });
    for (let count = 0; count < 3; count += 1) {
      if (offeredAgain.size <= count) await after.wait("an agent", () => offeredAgain.size > count);
    }
    assert.deepEqual([...offeredAgain].sort(), [...offered.keys()].sort());
    await after.call({ type: "RECONCILE", reconcile: { tasks: [] } });
    for (const id of offered.keys()) await after.status(`on-${id}`, "TASK_RUNNING");
  });
});
