import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { isDeepStrictEqual } from "node:util";
import type {
  ExecutorInfo,
  FrameworkInfo,
  Offer,
  Resource,
  SchedulerCall,
  SchedulerEvent,
  TaskInfo,
} from "../proto/generated/types.ts";
import { startLocalCluster } from "./start.ts";
import type { ClusterProcess, LocalCluster } from "./start.ts";
import { eventually } from "./testing/eventually.ts";
import { operatorCall } from "./testing/operator.ts";
import { aTask, launchCall, subscribeTestScheduler } from "./testing/scheduler.ts";
import type { TestScheduler } from "./testing/scheduler.ts";

const scalar = (name: string, value: number): Resource => ({ name, type: "SCALAR", scalar: { value } });
const SMALL = [scalar("cpus", 0.1), scalar("mem", 32)];
const WITH_KILLING: FrameworkInfo["capabilities"] = [
  { type: "MULTI_ROLE" },
  { type: "PARTITION_AWARE" },
  { type: "TASK_KILLING_STATE" },
];

const failureOf =
  (executorId: string) =>
  ({ failure }: SchedulerEvent): boolean =>
    failure?.executor_id?.value === executorId;

let number = 0;
const unique = (what: string): string => {
  number += 1;
  return `${what}-${number}`;
};

describe("executors", { timeout: 180_000 }, () => {
  const home = mkdtempSync(join(tmpdir(), "executors-"));
  const credentials = join(home, "credentials.json");
  let cluster: LocalCluster;
  let agent: ClusterProcess;
  before(async () => {
    cluster = await startLocalCluster({
      directory: home,
      agents: [{ resources: "cpus:4;mem:2048;disk:1000" }],
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

  const kill = (scheduler: TestScheduler, taskId: string, graceMs?: number): Promise<number> =>
    scheduler.call({
      type: "KILL",
      kill: {
        task_id: { value: taskId },
        ...(graceMs === undefined ? {} : { kill_policy: { grace_period: { nanoseconds: graceMs * 1e6 } } }),
      },
    });

  const executorCount = async (masterUrl = cluster.masterUrl): Promise<number> =>
    ((await operatorCall(masterUrl, { type: "GET_EXECUTORS" })).response.get_executors?.executors ?? [])
      .length;

  describe("the default one, with a group of tasks", () => {
    async function launchGroup(
      scheduler: TestScheduler,
      commands: readonly string[],
      fields: Partial<TaskInfo> = {},
    ): Promise<{ executorId: string; tasks: readonly string[]; offer: Offer }> {
      await scheduler.call({ type: "REVIVE" });
      const offer = await scheduler.offer();
      const executorId = unique("group");
      const infos = commands.map((command) => aTask(offer, unique("member"), command, fields));
      const executor: ExecutorInfo = {
        type: "DEFAULT",
        executor_id: { value: executorId },
        framework_id: { value: scheduler.frameworkId },
        resources: [...SMALL, scalar("disk", 16)],
      };
      const call: SchedulerCall = {
        type: "ACCEPT",
        accept: {
          offer_ids: [offer.id],
          operations: [{ type: "LAUNCH_GROUP", launch_group: { executor, task_group: { tasks: infos } } }],
          filters: { refuse_seconds: 0 },
        },
      };
      assert.equal(await scheduler.call(call), 202);
      return { executorId, tasks: infos.map(({ task_id }) => task_id.value), offer };
    }

    async function outputOf(
      { frameworkId }: TestScheduler,
      executorId: string,
      taskId: string | undefined,
    ): Promise<unknown> {
      const path = `/frameworks/${frameworkId}/executors/${executorId}/runs/latest/tasks/${taskId}/stdout`;
      return (await fetch(`${agent.url}/files/read?offset=0&path=${encodeURIComponent(path)}`)).json();
    }

    it("runs them in containers inside its own, and ends with status 0 after the last [M-29]", async () => {
      await using scheduler = await subscribe();
      const { executorId, tasks, offer } = await launchGroup(scheduler, ["echo one", "sleep 0.1"]);
      const containers = new Set<string>();
      for (const id of tasks) {
        const running = await scheduler.status(id, "TASK_RUNNING");
        assert.equal(running.executor_id?.value, executorId);
        const container = running.container_status?.container_id;
        containers.add(container?.value ?? "").add(container?.parent?.value ?? "");
      }
      assert.equal(containers.size, 3);
      for (const id of tasks) await scheduler.status(id, "TASK_FINISHED");
      const { failure } = await scheduler.wait("FAILURE", failureOf(executorId));
      assert.deepEqual(failure, { agent_id: offer.agent_id, executor_id: { value: executorId }, status: 0 });
      assert.deepEqual(await outputOf(scheduler, executorId, tasks[0]), { data: "one\n", offset: 0 });
      const state = await (await fetch(`${agent.url}/state`)).text();
      assert.equal(state.split(`"id":"${executorId}"`).length, 2, "one executor with two tasks");
      assert.equal(await executorCount(), 0);
    });

    it("kills the others when one fails; who ended well stays so", async () => {
      await using scheduler = await subscribe({ capabilities: WITH_KILLING });
      const { tasks } = await launchGroup(scheduler, ["true", "sleep 60", "sleep 0.3; exit 3"]);
      const [well = "", long = "", bad = ""] = tasks;
      await scheduler.status(well, "TASK_FINISHED");
      const failed = await scheduler.status(bad, "TASK_FAILED");
      assert.equal(failed.message, "Command exited with status 3");
      assert.equal(failed.container_status?.network_infos, undefined);
      await scheduler.status(long, "TASK_KILLING");
      assert.equal(
        (await scheduler.status(long, "TASK_KILLED")).message,
        "Command terminated with signal Terminated",
      );
    });

    it("heeds the kill policy in KILL", async () => {
      await using scheduler = await subscribe();
      const command = "trap '' TERM; echo ready; while :; do sleep 0.05; done";
      const { executorId, tasks } = await launchGroup(scheduler, [command], {
        kill_policy: { grace_period: { nanoseconds: 60e9 } },
      });
      const [id = ""] = tasks;
      await scheduler.status(id, "TASK_RUNNING");
      await eventually("it does not heed TERM any more", async () =>
        isDeepStrictEqual(await outputOf(scheduler, executorId, id), { data: "ready\n", offset: 0 }),
      );
      await kill(scheduler, id);
      await kill(scheduler, id, 100); // a later one can only shorten the time
      assert.equal(
        (await scheduler.status(id, "TASK_KILLED")).message,
        "Command terminated with signal Killed",
      );
    });

    it("outlives a crash of the agent, and is still one group", async () => {
      await using scheduler = await subscribe();
      const { executorId, tasks } = await launchGroup(scheduler, ["sleep 60", "sleep 60"]);
      const [one = "", two = ""] = tasks;
      for (const id of tasks) await scheduler.status(id, "TASK_RUNNING");
      await agent.kill("SIGKILL");
      await agent.start();
      await eventually("the executor is known again", async () => (await executorCount()) === 1);
      await kill(scheduler, one);
      for (const id of [one, two]) await scheduler.status(id, "TASK_KILLED");
      await scheduler.wait("FAILURE", failureOf(executorId));
    });

    it("ends its tasks by SHUTDOWN [M-41]", async () => {
      await using scheduler = await subscribe();
      const { executorId, tasks, offer } = await launchGroup(scheduler, ["sleep 60"]);
      await scheduler.status(tasks[0] ?? "", "TASK_RUNNING");
      const shutdown = { executor_id: { value: executorId }, agent_id: offer.agent_id };
      await scheduler.call({ type: "SHUTDOWN", shutdown });
      await scheduler.status(tasks[0] ?? "", "TASK_KILLED");
      await scheduler.wait("FAILURE", failureOf(executorId));
    });
  });

  describe("of a framework's own", () => {
    const program = join(import.meta.dirname, "testing", "custom-executor.ts");

    async function launch(
      scheduler: TestScheduler,
      fields: Partial<ExecutorInfo> = {},
    ): Promise<{ executorId: string; taskId: string; offer: Offer }> {
      const offer = await scheduler.offer();
      const [executorId, taskId] = [fields.executor_id?.value ?? unique("custom"), unique("task")];
      const { command: _command, ...task } = aTask(offer, taskId, "");
      const executor: ExecutorInfo = {
        type: "CUSTOM",
        executor_id: { value: executorId },
        command: { shell: false, value: process.execPath, arguments: ["node", program] },
        resources: [scalar("cpus", 0.1), scalar("mem", 256)],
        ...fields,
      };
      assert.equal(await scheduler.call(launchCall(offer, [{ ...task, executor }])), 202);
      return { executorId, taskId, offer };
    }

    const send = (
      scheduler: TestScheduler,
      offer: Offer,
      executorId: string,
      text: string,
    ): Promise<number> =>
      scheduler.call({
        type: "MESSAGE",
        message: { agent_id: offer.agent_id, executor_id: { value: executorId }, data: Buffer.from(text) },
      });

    it("talks to its scheduler, takes a second task, and its end is told with its wait status [M-41] [M-45]", async () => {
      await using scheduler = await subscribe();
      const { executorId, taskId, offer } = await launch(scheduler);
      const running = await scheduler.status(taskId, "TASK_RUNNING");
      assert.equal(running.executor_id?.value, executorId);
      assert.equal(running.source, "SOURCE_EXECUTOR");
      const second = await launch(scheduler, { executor_id: { value: executorId } });
      await scheduler.status(second.taskId, "TASK_RUNNING");
      assert.equal(await executorCount(), 1);
      await send(scheduler, offer, executorId, "hello");
      const { message } = await scheduler.wait("MESSAGE", ({ type }) => type === "MESSAGE");
      assert.equal(Buffer.from(message?.data ?? []).toString(), "HELLO");
      await kill(scheduler, taskId);
      await scheduler.status(taskId, "TASK_KILLED");
      await send(scheduler, offer, executorId, "exit 3");
      assert.equal((await scheduler.wait("FAILURE", failureOf(executorId))).failure?.status, 3 << 8);
      const failed = await scheduler.status(second.taskId, "TASK_FAILED");
      assert.equal(failed.reason, "REASON_EXECUTOR_TERMINATED");
      assert.equal(failed.message, "Executor terminated");
    });

    it("comes back after a crash of the agent with its tasks", async () => {
      await using scheduler = await subscribe();
      const { taskId } = await launch(scheduler);
      await scheduler.status(taskId, "TASK_RUNNING");
      await agent.kill("SIGKILL");
      await agent.start();
      await eventually("the executor is known again", async () => (await executorCount()) === 1);
      await kill(scheduler, taskId);
      await scheduler.status(taskId, "TASK_KILLED");
    });

    it("that does not end by itself is killed after its grace period", async () => {
      await using scheduler = await subscribe();
      const { executorId, taskId, offer } = await launch(scheduler, {
        shutdown_grace_period: { nanoseconds: 2e8 },
      });
      await scheduler.status(taskId, "TASK_RUNNING");
      await send(scheduler, offer, executorId, "ignore");
      await scheduler.wait("MESSAGE", ({ type }) => type === "MESSAGE");
      const shutdown = { executor_id: { value: executorId }, agent_id: offer.agent_id };
      await scheduler.call({ type: "SHUTDOWN", shutdown });
      assert.equal((await scheduler.wait("FAILURE", failureOf(executorId))).failure?.status, 9);
    });

    it("that cannot be started fails its task", async () => {
      await using scheduler = await subscribe();
      const { taskId } = await launch(scheduler, {
        command: { value: "true", uris: [{ value: join(home, "nothing-here") }] },
      });
      const status = await scheduler.status(taskId, "TASK_FAILED");
      assert.equal(status.reason, "REASON_CONTAINER_LAUNCH_FAILED");
    });

    it("needs the token from its environment when the agent asks for credentials", async () => {
      writeFileSync(credentials, JSON.stringify({ credentials: [{ principal: "p", secret: "s" }] }));
      await using guarded = await startLocalCluster({
        directory: join(home, "guarded"),
        agents: [{ resources: "cpus:1;mem:1024;disk:100" }],
        allocationIntervalMs: 50,
        credentials,
      });
      await using scheduler = await subscribeTestScheduler({
        masterUrl: guarded.masterUrl,
        authorization: `Basic ${Buffer.from("p:s").toString("base64")}`,
        info: { user: userInfo().username, principal: "p" },
      });
      const { executorId, taskId } = await launch(scheduler);
      await scheduler.status(taskId, "TASK_RUNNING");
      const answer = await fetch(`${guarded.agents[0]?.url}/api/v1/executor`, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({
          type: "MESSAGE",
          executor_id: { value: executorId },
          framework_id: { value: scheduler.frameworkId },
          message: { data: "" },
        }),
      });
      assert.equal(answer.status, 401);
    });
  });

  describe("that do not subscribe", () => {
    it("are given up after the registration timeout", async () => {
      const directory = join(home, "impatient");
      await using impatient = await startLocalCluster({
        directory,
        agents: [{ resources: "cpus:1;mem:1024;disk:100" }],
        agentFlags: ["--executor-registration-timeout", "200ms"],
        allocationIntervalMs: 50,
      });
      await using scheduler = await subscribeTestScheduler({
        masterUrl: impatient.masterUrl,
        info: { user: userInfo().username },
      });
      const offer = await scheduler.offer();
      const { command: _command, ...task } = aTask(offer, "t", "");
      const executor: ExecutorInfo = {
        type: "CUSTOM",
        executor_id: { value: "mute" },
        command: { value: "sleep 60" },
        resources: SMALL,
      };
      await scheduler.call(launchCall(offer, [{ ...task, executor }]));
      const status = await scheduler.status("t", "TASK_FAILED");
      assert.equal(status.reason, "REASON_EXECUTOR_REGISTRATION_TIMEOUT");
      assert.equal(status.message, "Executor did not register within 0.2secs");
    });
  });
});
