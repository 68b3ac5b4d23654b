import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { userInfo } from "node:os";
import { join } from "node:path";
import { taskIdOf } from "../../jobs/life/job.ts";
import { findExecutorTools } from "../../local-cluster/agent/containers/executor.ts";
import type { LocalCluster } from "../../local-cluster/start.ts";
import { launchCall, subscribeTestScheduler } from "../../local-cluster/testing/scheduler.ts";
import type { TestScheduler } from "../../local-cluster/testing/scheduler.ts";
import type { TaskWorld } from "../../offers/task-access.conformance.ts";
import type { Offer, SchedulerCall, TaskInfo } from "../../proto/generated/types.ts";
import { accessOf } from "../connection/agent-access.ts";
import { sidecarId } from "../launch/task-group.ts";
import { createMesosTaskAccess } from "./mesos-task-access.ts";
import type { Layout } from "./sandboxes.ts";

const TASK_RESOURCES = [
  { name: "cpus", type: "SCALAR", scalar: { value: 0.1 } },
  { name: "mem", type: "SCALAR", scalar: { value: 128 } },
] as const;
const EXECUTOR_RESOURCES = [
  ...TASK_RESOURCES,
  { name: "disk", type: "SCALAR", scalar: { value: 16 } },
] as const;

let jobs = 0;

/** Tasks on the first agent of an embedded cluster, as a framework of their own, launched in one of the two ways. */
export async function openLocalTasks(cluster: LocalCluster, layout: Layout): Promise<TaskWorld> {
  const [agent] = cluster.agents;
  assert.ok(agent !== undefined);
  const scheduler = await subscribeTestScheduler({
    masterUrl: cluster.masterUrl,
    info: { user: userInfo().username },
  });
  const live = new Map<string, Promise<void>>();
  const kill = (value: string): Promise<number> =>
    scheduler.call({ type: "KILL", kill: { task_id: { value } } });
  return {
    access: createMesosTaskAccess(),
    hasTerminals: findExecutorTools().script !== undefined,
    async begin(script) {
      jobs += 1;
      const taskId = taskIdOf(jobs, undefined, 1, 1);
      const offer = await scheduler.offer(isLarge);
      const task: TaskInfo = {
        name: taskId,
        task_id: { value: taskId },
        agent_id: offer.agent_id,
        resources: TASK_RESOURCES,
        command: { shell: false, value: "/bin/sh", arguments: ["/bin/sh", "-c", script] },
      };
      const call = layout === "own" ? launchCall(offer, [task]) : groupCall(scheduler, offer, task);
      assert.equal(await scheduler.call(call), 202);
      await scheduler.status(taskId, "TASK_RUNNING");
      const ended = scheduler
        .wait(
          `the end of ${taskId}`,
          ({ update }) =>
            update?.status.task_id.value === taskId && /FINISHED|FAILED|KILLED/.test(update.status.state),
          110_000,
        )
        .then(async () => {
          live.delete(taskId);
          if (layout === "group") await kill(sidecarId(taskId));
        });
      live.set(taskId, ended);
      const executor = `slaves/${offer.agent_id.value}/frameworks/${scheduler.frameworkId}/executors/${taskId}`;
      return {
        address: {
          taskId,
          placement: {
            backend: "mesos",
            agentId: offer.agent_id.value,
            hostname: offer.hostname,
            access: accessOf(offer, scheduler.frameworkId),
          },
        },
        ended,
        forget: () => rmSync(join(agent.workDirectory, executor), { recursive: true }),
      };
    },
    async [Symbol.asyncDispose]() {
      for (const taskId of live.keys()) await kill(taskId);
      await Promise.all(live.values());
      await scheduler[Symbol.asyncDispose]();
    },
  };
}

/** Executors give back what they had a while after their tasks: such offers are too small for another. */
function isLarge({ resources = [] }: Offer): boolean {
  return resources.some(({ name, scalar }) => name === "mem" && (scalar?.value ?? 0) > 1000);
}

/** An executor for this task and a sidecar, with the id of the task. */
function groupCall(scheduler: TestScheduler, offer: Offer, task: TaskInfo): SchedulerCall {
  const executor = {
    type: "DEFAULT",
    executor_id: task.task_id,
    framework_id: { value: scheduler.frameworkId },
    resources: EXECUTOR_RESOURCES,
  } as const;
  const taskId = sidecarId(task.task_id.value);
  const sidecar = {
    ...task,
    name: taskId,
    task_id: { value: taskId },
    command: { value: "echo of the sidecar; exec sleep 600" },
  };
  return {
    type: "ACCEPT",
    accept: {
      offer_ids: [offer.id],
      operations: [
        { type: "LAUNCH_GROUP", launch_group: { executor, task_group: { tasks: [sidecar, task] } } },
      ],
      filters: { refuse_seconds: 0 },
    },
  };
}
