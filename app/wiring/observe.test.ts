import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { TaskId } from "../../jobs/life/job.ts";
import type { StatusUpdate } from "../../offers/backend.ts";
import type { BackendCall, Decision } from "../../scheduler/state/decision.ts";
import { createLogger } from "../../telemetry/logger.ts";
import { createMetrics } from "../../telemetry/metrics.ts";
import { observer } from "./observe.ts";

const anUpdate = (taskId: string): BackendCall => {
  const update: StatusUpdate = { taskId, agentId: "a1", state: "running", reconciliation: false };
  return { type: "acknowledge", backend: "mesos", update };
};
const aKill = (taskId: string): BackendCall => ({
  type: "kill",
  backend: "mesos",
  task: { taskId: taskId as TaskId, agentId: "a1", access: "" }, // it reads as one
  graceMs: 0,
});

async function counted(decision: Partial<Decision>): Promise<string> {
  const metrics = createMetrics({ version: "test", jobStates: ["pending"] });
  const lines: string[] = [];
  const { took } = observer({
    log: createLogger({ level: "info", write: (line) => lines.push(line), nowMs: () => 0 }),
    metrics,
    nowMs: () => 0,
    leader: {
      epoch: 3,
      countByState: () => new Map([["pending", 2]]),
      countReservations: () => ({ planned: 1, held: 4 }),
      countApart: () => ({ held: 0, quarantined: 1, probation: 0, throttled: 0 }),
    },
  });
  const policy = { backfilled: 0, verdicts: [], preempted: [], preemptions: {}, gangs: {}, near: {} };
  const none = { records: [], calls: [], offers: { used: 0, declined: {} }, policy };
  took({ decision: { ...none, ...decision }, inputs: 5, durationMs: 20, liveAttempts: 0 });
  const { text } = await metrics.expose();
  metrics.close();
  return text + lines.join("");
}

describe("a scheduling cycle", () => {
  it("is counted with its inputs, what waits, and what agents keep for us", async () => {
    const text = await counted({});
    assert.match(text, /^godocker_schedule_inputs_total 5$/m);
    assert.match(text, /^godocker_jobs\{state="pending"\} 2$/m);
    assert.match(text, /^godocker_reservations\{state="planned"\} 1$/m);
    assert.match(text, /^godocker_reservations\{state="held"\} 4$/m);
  });

  it("tells of machines that two clusters have", async () => {
    const shared = { backend: "docker", agentId: "a1", hostname: "node1", owner: "mesos" };
    const nothing = { backfilled: 0, verdicts: [], preempted: [], preemptions: {}, gangs: {}, near: {} };
    const text = await counted({ policy: { ...nothing, sharedMachines: [shared] } });
    assert.match(text, /"event":"agent.shared".*"node":"node1","executor":"docker","owner":"mesos"/);
  });

  it("is counted with what its finer rules did, with a line for each agent and task that they meant", async () => {
    const charge = { weight: 11.42, proof: 9, accounts: 2, shapes: 1, failures: 3 };
    const standing = { state: "quarantined", untilMs: 300_000, charge } as const;
    const agent = { backend: "mesos", agentId: "a1", hostname: "node1" };
    const task = "1.1.3" as TaskId; // it reads as one
    const text = await counted({
      policy: {
        backfilled: 2,
        verdicts: [{ agent: "mesos a1", before: "held", standing, ...agent }],
        preempted: [{ task, job: 1, stoppedFor: 9 }],
        preemptions: { expired: 1 },
        gangs: { started: 1 },
        near: { image: 2, noData: 1 },
      },
    });
    assert.match(text, /^godocker_backfilled_tasks_total 2$/m);
    assert.match(text, /^godocker_agent_verdicts_total\{state="quarantined"\} 1$/m);
    assert.match(text, /^godocker_agents_apart\{state="quarantined"\} 1$/m);
    assert.match(text, /^godocker_preempted_tasks_total 1$/m);
    assert.match(text, /^godocker_preemptions_total\{outcome="expired"\} 1$/m);
    assert.match(text, /^godocker_gangs_total\{outcome="started"\} 1$/m);
    assert.match(text, /^godocker_local_starts_total\{of="image",is="near"\} 2$/m);
    assert.match(text, /^godocker_local_starts_total\{of="data",is="far"\} 1$/m);
    assert.match(text, /"node":"node1","state":"quarantined","before":"held","weight":11.4/);
    assert.match(text, /"event":"job.preempted".*"stoppedFor":9/);
  });

  it("is counted with the offers it used, and why it declined others", async () => {
    const text = await counted({ offers: { used: 2, declined: { mem: 3, nothing_waits: 1 } } });
    assert.match(text, /^godocker_offers_accepted_total 2$/m);
    assert.match(text, /^godocker_offers_declined_total\{cause="mem"\} 3$/m);
    assert.match(text, /^godocker_offers_declined_total\{cause="nothing_waits"\} 1$/m);
  });

  it("is counted with the updates, by what they changed", async () => {
    const running = { type: "running", taskId: "1.1.3" as TaskId } as const; // it reads as one
    const text = await counted({
      records: [{ type: "job", job: 1, event: running }],
      calls: ["1.1.3", "2.1.3", "3.1.2", "foreign"].map(anUpdate).concat(aKill("3.1.2")),
    });
    for (const outcome of ["applied", "duplicate", "stale_epoch", "unknown_task"])
      assert.match(text, new RegExp(`status_updates_total\\{state="running",outcome="${outcome}"\\} 1`));
    assert.match(text, /launches_total\{outcome="running"\} 1/);
    assert.match(text, /"event":"job.running"/);
  });

  it("is counted with the ends of tasks, and those that never began", async () => {
    const ended = (taskId: string, end: object) => ({
      type: "job" as const,
      job: 1,
      event: { type: "ended" as const, taskId: taskId as TaskId, end: { state: "failed" as const, ...end } },
    });
    const text = await counted({
      records: [
        ended("1.1.3", { reason: "ExitCode" }),
        ended("2.1.3", { reason: "LaunchDropped", neverBegan: true }),
        ended("3.1.3", { reason: "ImagePull" }),
      ],
    });
    assert.match(text, /tasks_ended_total\{state="failed",reason="ExitCode"\} 1/);
    assert.match(text, /launches_total\{outcome="bounced"\} 1/);
    assert.match(text, /launches_total\{outcome="failed"\} 1/);
  });
});
