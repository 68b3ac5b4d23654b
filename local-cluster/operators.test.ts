import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import type {
  FrameworkInfo,
  MachineID,
  MasterResponseGetAgentsAgent,
  Offer,
  Resource,
  SchedulerEvent,
} from "../proto/generated/types.ts";
import { startLocalCluster } from "./start.ts";
import type { ClusterProcess, LocalCluster } from "./start.ts";
import { eventually } from "./testing/eventually.ts";
import { operatorCall } from "./testing/operator.ts";
import { aTask, launchCall, subscribeTestScheduler } from "./testing/scheduler.ts";
import type { TestScheduler } from "./testing/scheduler.ts";

const KILLING: FrameworkInfo["capabilities"] = [
  { type: "MULTI_ROLE" },
  { type: "PARTITION_AWARE" },
  { type: "TASK_KILLING_STATE" },
];
const HOUR_NS = 3600e9;

const sum = (resources: readonly Resource[] = [], name: string): number =>
  resources.filter((one) => one.name === name).reduce((total, one) => total + (one.scalar?.value ?? 0), 0);
const typesSince = (events: readonly SchedulerEvent[], from: number): (string | undefined)[] =>
  events.slice(from).map(({ type }) => type);

let number = 0;

describe("what operators want", { timeout: 180_000 }, () => {
  const home = mkdtempSync(join(tmpdir(), "operators-"));
  let cluster: LocalCluster;
  let agent: ClusterProcess;
  before(async () => {
    cluster = await startLocalCluster({
      directory: home,
      agents: [{ resources: "cpus:4;mem:1024;disk:1000" }],
      masterFlags: ["--agent-ping-timeout", "200ms", "--max-agent-ping-timeouts", "3"],
      allocationIntervalMs: 50,
    });
    const [only] = cluster.agents;
    assert.ok(only !== undefined);
    agent = only;
  });
  after(async () => {
    await cluster.stop();
    rmSync(home, { recursive: true, force: true });
  });

  const subscribe = (fields: Partial<FrameworkInfo> = {}): Promise<TestScheduler> =>
    subscribeTestScheduler({ masterUrl: cluster.masterUrl, info: { user: userInfo().username, ...fields } });
  const ask = (call: Parameters<typeof operatorCall>[1]): ReturnType<typeof operatorCall> =>
    operatorCall(cluster.masterUrl, call);
  const done = async (call: Parameters<typeof operatorCall>[1]): Promise<void> => {
    const { status, text } = await ask(call);
    assert.equal(status, 200, text);
  };
  const refused = async (call: Parameters<typeof operatorCall>[1], text: string | RegExp): Promise<void> => {
    const answer = await ask(call);
    assert.equal(answer.status, 400);
    if (typeof text === "string") assert.equal(answer.text, text);
    else assert.match(answer.text, text);
  };
  const agents = async (): Promise<readonly MasterResponseGetAgentsAgent[]> =>
    (await ask({ type: "GET_AGENTS" })).response.get_agents?.agents ?? [];
  const launch = async (scheduler: TestScheduler, command: string, graceMs?: number): Promise<string> => {
    number += 1;
    const offer = await scheduler.offer();
    const policy =
      graceMs === undefined ? {} : { kill_policy: { grace_period: { nanoseconds: graceMs * 1e6 } } };
    await scheduler.call(launchCall(offer, [aTask(offer, `task-${number}`, command, policy)]));
    await scheduler.status(`task-${number}`, "TASK_RUNNING");
    return `task-${number}`;
  };

  describe("about quota", () => {
    const quota = (role: string, limits: Record<string, number>, guarantees: Record<string, number> = {}) => {
      const scalars = (values: Record<string, number>) =>
        Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { value }]));
      return { role, limits: scalars(limits), guarantees: scalars(guarantees) };
    };
    const update = (config: ReturnType<typeof quota>, force = false) =>
      ({ type: "UPDATE_QUOTA", update_quota: { force, quota_configs: [config] } }) as const;
    after(() => done(update({ role: "test", limits: {}, guarantees: {} }, true)));

    it("takes offers back that are too large, and cuts new ones to the limit", async () => {
      await using scheduler = await subscribe();
      const offer = await scheduler.offer();
      await done(update(quota("test", { cpus: 1, mem: 256 })));
      await scheduler.wait("RESCIND", ({ rescind }) => rescind?.offer_id.value === offer.id.value);
      const cut = await scheduler.offer(({ id }) => id.value !== offer.id.value);
      assert.deepEqual(
        ["cpus", "mem", "disk"].map((name) => sum(cut.resources, name)),
        [1, 256, 1000],
      );
      const { response } = await ask({ type: "GET_QUOTA" });
      assert.deepEqual(response.get_quota?.status.configs, [
        { role: "test", limits: { cpus: { value: 1 }, mem: { value: 256 } } },
      ]);
    });

    it("cannot be set below what is used, unless it is forced", async () => {
      await done(update(quota("test", {})));
      await using scheduler = await subscribe();
      await launch(scheduler, "sleep 60");
      await refused(
        update(quota("test", { cpus: 0.05 })),
        /^Invalid QuotaConfig: Role 'test' is already consuming 'cpus:0.1; mem:32'; this is more than the requested limits 'cpus:0.05' \(use 'force' flag/,
      );
      await done(update(quota("test", { cpus: 0.05 }), true));
    });

    it("keeps guaranteed resources free for a role without frameworks", async () => {
      await done(update(quota("test", {})));
      await done(update(quota("other", {}, { cpus: 3 })));
      await using scheduler = await subscribe();
      assert.equal(sum((await scheduler.offer()).resources, "cpus"), 1);
      await using owner = await subscribe({ roles: ["other"] });
      assert.equal(sum((await owner.offer()).resources, "cpus"), 3);
      await done(update({ role: "other", limits: {}, guarantees: {} }));
    });

    it("is refused in Mesos' words", async () => {
      await refused(update(quota("a/b", {})), "Updating quota on nested role 'a/b' is not supported yet");
      await refused(
        update(quota("r", { cpus: 1 }, { cpus: 2 })),
        "Invalid QuotaConfig: 'QuotaConfig.guarantees' { cpus: 2 } is not contained within the 'QuotaConfig.limits' { cpus: 1 }",
      );
      await refused(
        update(quota("r", {}, { cpus: 100 })),
        "Invalid QuotaConfig: total quota guarantees 'cpus:100' exceed cluster capacity 'cpus:4; disk:1000; mem:1024' (use 'force' flag to bypass this check)",
      );
      await refused(
        update(quota("r", { cpus: -1 })),
        "Invalid QuotaConfig: Invalid limit configuration {'cpus': -1}: Negative values not supported",
      );
    });
  });

  it("weights of active roles: all offers are made anew", async () => {
    await using scheduler = await subscribe();
    const offer = await scheduler.offer();
    const weights = (role: string, weight: number) =>
      ({ type: "UPDATE_WEIGHTS", update_weights: { weight_infos: [{ role, weight }] } }) as const;
    await done(weights("nobody", 2));
    await done(weights("test", 2.5));
    await scheduler.wait("RESCIND", ({ rescind }) => rescind?.offer_id.value === offer.id.value);
    await scheduler.offer(({ id }) => id.value !== offer.id.value);
    const { response } = await ask({ type: "GET_WEIGHTS" });
    assert.deepEqual(response.get_weights?.weight_infos, [
      { role: "nobody", weight: 2 },
      { role: "test", weight: 2.5 },
    ]);
    await refused(
      weights("q", 0),
      "Failed to validate update weights request JSON for role 'q': Invalid weight '0': Weights must be positive",
    );
    await done(weights("test", 1));
  });

  describe("about maintenance", () => {
    const machine: MachineID = { hostname: "localhost", ip: "127.0.0.1" };
    const schedule = (machines: readonly MachineID[], startNs: number, durationNs?: number) =>
      ({
        type: "UPDATE_MAINTENANCE_SCHEDULE",
        update_maintenance_schedule: {
          schedule: {
            windows: [
              {
                machine_ids: machines,
                unavailability: {
                  start: { nanoseconds: startNs },
                  ...(durationNs === undefined ? {} : { duration: { nanoseconds: durationNs } }),
                },
              },
            ],
          },
        },
      }) as const;
    const start = Date.now() * 1e6 + HOUR_NS;

    it("tells those with something on the machine, and notes their answers", async () => {
      await using scheduler = await subscribe();
      await launch(scheduler, "sleep 60");
      await scheduler.offer();
      const from = scheduler.events.length;
      await done(schedule([machine], start, HOUR_NS));
      const inverse = await scheduler.wait("INVERSE_OFFERS", ({ type }) => type === "INVERSE_OFFERS");
      assert.deepEqual(typesSince(scheduler.events, from), ["RESCIND", "OFFERS", "INVERSE_OFFERS"]);
      const unavailability = { start: { nanoseconds: start }, duration: { nanoseconds: HOUR_NS } };
      const offer = await scheduler.offer(({ unavailability: planned }: Offer) => planned !== undefined);
      assert.deepEqual(offer.unavailability, unavailability);
      const [asked] = inverse.inverse_offers?.inverse_offers ?? [];
      assert.ok(asked !== undefined);
      assert.deepEqual(asked.unavailability, unavailability);
      await scheduler.call({
        type: "DECLINE_INVERSE_OFFERS",
        decline_inverse_offers: { inverse_offer_ids: [asked.id], filters: { refuse_seconds: 0.2 } },
      });
      const status = async (): Promise<string | undefined> =>
        (await ask({ type: "GET_MAINTENANCE_STATUS" })).response.get_maintenance_status?.status
          .draining_machines?.[0]?.statuses?.[0]?.status;
      assert.equal(await status(), "DECLINE");
      const again = await scheduler.wait("the next one", ({ type }) => type === "INVERSE_OFFERS");
      const [second] = again.inverse_offers?.inverse_offers ?? [];
      assert.ok(second !== undefined && second.id.value !== asked.id.value);
      await scheduler.call({
        type: "ACCEPT_INVERSE_OFFERS",
        accept_inverse_offers: { inverse_offer_ids: [second.id], filters: { refuse_seconds: 600 } },
      });
      assert.equal(await status(), "ACCEPT");
    });

    it("takes the machine down and up: the agent keeps its id, its tasks are lost", async () => {
      await using scheduler = await subscribe();
      const taskId = await launch(scheduler, "sleep 60");
      const [before] = await agents();
      await done({ type: "START_MAINTENANCE", start_maintenance: { machines: [machine] } });
      const lost = await scheduler.status(taskId, "TASK_LOST");
      assert.equal(lost.reason, "REASON_AGENT_REMOVED");
      assert.equal(lost.message, "Agent localhost removed: Operator initiated 'Machine DOWN'");
      await scheduler.wait(
        "FAILURE",
        ({ failure }) => failure?.executor_id === undefined && failure !== undefined,
      );
      await eventually("the agent has ended", () => {
        try {
          process.kill(agent.pid, 0);
          return false;
        } catch {
          return true;
        }
      });
      assert.deepEqual(await agents(), []);
      await refused(
        schedule([{ hostname: "elsewhere", ip: "10.0.0.1" }], start),
        /is deactivated and cannot be removed/,
      );
      await cluster.master.kill("SIGKILL"); // the schedule is remembered
      await cluster.master.start();
      const status = (await ask({ type: "GET_MAINTENANCE_STATUS" })).response.get_maintenance_status?.status;
      assert.deepEqual(status?.down_machines, [machine]);
      await done({ type: "STOP_MAINTENANCE", stop_maintenance: { machines: [machine] } });
      await agent.start();
      await eventually("the agent is back", async () => (await agents()).length === 1);
      const [after] = await agents();
      assert.deepEqual(after?.agent_info.id, before?.agent_info.id);
    });

    it("is refused in Mesos' words", async () => {
      await refused(schedule([], start), "List of machines in the maintenance window is empty");
      await refused(
        schedule([{ hostname: "x" }, { hostname: "x" }], start),
        `Machine '{"hostname":"x"}' appears more than once in the schedule`,
      );
      await refused(schedule([{}], start), "Both 'hostname' and 'ip' for a machine are empty");
      await refused(schedule([machine], start, -1), "Unavailability 'duration' is negative");
      await refused(
        { type: "STOP_MAINTENANCE", stop_maintenance: { machines: [{ hostname: "x" }] } },
        `Machine '{"hostname":"x"}' is not part of a maintenance schedule`,
      );
    });
  });

  describe("about one agent", () => {
    const agentId = async (): Promise<{ readonly value: string }> => {
      const [only] = await agents();
      return only?.agent_info.id ?? { value: "" };
    };

    it("drained: its tasks end, it stays so over restarts, until it is reactivated", async () => {
      await using scheduler = await subscribe({ capabilities: KILLING });
      const taskId = await launch(scheduler, "sleep 60");
      const agent_id = await agentId();
      await done({ type: "DRAIN_AGENT", drain_agent: { agent_id } });
      assert.equal((await scheduler.status(taskId, "TASK_KILLING")).reason, "REASON_AGENT_DRAINING");
      assert.equal((await scheduler.status(taskId, "TASK_KILLED")).reason, "REASON_AGENT_DRAINING");
      const state = async (): Promise<string | undefined> => (await agents())[0]?.drain_info?.state;
      await eventually("it is drained", async () => (await state()) === "DRAINED");
      await agent.kill("SIGKILL");
      await cluster.master.kill("SIGKILL");
      await cluster.master.start();
      await agent.start();
      await eventually("it is back and drained", async () => (await state()) === "DRAINED");
      // The agent may have died before it heard that the end of its task was acknowledged: it is acknowledged again.
      await using _ = await subscribe({ id: { value: scheduler.frameworkId }, capabilities: KILLING });
      const [described] = await agents();
      assert.deepEqual([described?.active, described?.deactivated], [false, true]);
      await done({ type: "REACTIVATE_AGENT", reactivate_agent: { agent_id } });
      await refused({ type: "REACTIVATE_AGENT", reactivate_agent: { agent_id } }, "Agent is not deactivated");
      await refused({ type: "DRAIN_AGENT", drain_agent: { agent_id: { value: "x" } } }, "Unknown agent");
    });

    it("deactivated: no offers, its tasks go on", async () => {
      await using scheduler = await subscribe();
      const taskId = await launch(scheduler, "sleep 60");
      const offer = await scheduler.offer();
      const agent_id = await agentId();
      await done({ type: "DEACTIVATE_AGENT", deactivate_agent: { agent_id } });
      await scheduler.wait("RESCIND", ({ rescind }) => rescind?.offer_id.value === offer.id.value);
      assert.equal((await agents())[0]?.drain_info, undefined);
      await done({ type: "REACTIVATE_AGENT", reactivate_agent: { agent_id } });
      await scheduler.offer(({ id }) => id.value !== offer.id.value);
      await scheduler.call({ type: "KILL", kill: { task_id: { value: taskId } } });
      await scheduler.status(taskId, "TASK_KILLED");
    });

    it("drained for ever: its tasks are gone, then the agent", async () => {
      await using scheduler = await subscribe({ capabilities: KILLING });
      const taskId = await launch(scheduler, "trap '' TERM; while :; do sleep 0.05; done", 60_000);
      await done({ type: "DRAIN_AGENT", drain_agent: { agent_id: await agentId(), mark_gone: true } });
      const status = await scheduler.status(taskId, "TASK_GONE_BY_OPERATOR");
      assert.equal(status.reason, "REASON_AGENT_DRAINING");
      assert.equal(status.source, "SOURCE_EXECUTOR");
      assert.ok(status.uuid !== undefined);
      await scheduler.wait("FAILURE", ({ type }) => type === "FAILURE");
      assert.deepEqual(await agents(), []);
    });
  });
});
