import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { TaskState as MesosTaskState, TaskStatus } from "../../proto/generated/types.ts";
import type { Fault } from "../../offers/backend.ts";
import { statusUpdateOf } from "./task-status.ts";

type Reason = NonNullable<TaskStatus["reason"]>;

function update(
  state: MesosTaskState,
  message: string | undefined,
  reason?: Reason,
  more: Partial<TaskStatus> = {},
) {
  return statusUpdateOf(
    {
      task_id: { value: "1.1.1" },
      agent_id: { value: "agent-1" },
      state,
      ...(message === undefined ? {} : { message }),
      ...(reason === undefined ? {} : { reason }),
      ...more,
    },
    { networks: new Set() },
  );
}

describe("how a task ended [C-30]", () => {
  for (const [message, exit] of [
    ["Command exited with status 137", { exitCode: 137 }],
    ["Container exited with status 1", { exitCode: 1 }],
    ["Command terminated with signal Killed", { signal: 9 }],
    ["Command terminated with signal Segmentation fault (core dumped)", { signal: 11 }],
    ["Container terminated with signal Aborted", { signal: 6 }],
    ["Command terminated with signal Real-time signal 2", { signal: 36 }],
    ["Command terminated with signal Unknown signal 99", {}],
    ["Failed to launch container: exited with status 1", {}],
    ["Executor terminated", {}],
  ] as const) {
    it(`with "${message}" is ${JSON.stringify(exit)}`, () => {
      const { exitCode, signal } = update("TASK_FAILED", message);
      assert.deepEqual(JSON.parse(JSON.stringify({ exitCode, signal })), exit);
    });
  }

  it("is well when it is finished, even without words", () => {
    assert.equal(update("TASK_FINISHED", undefined).exitCode, 0);
  });

  it("is not read out of the words of a task that goes on", () => {
    assert.equal(update("TASK_RUNNING", "Command exited with status 3").exitCode, undefined);
  });

  it("is for its memory when Mesos gives that reason, and pages of statistics are cut [F-17]", () => {
    const words = `Memory limit exceeded: Requested: 80MB Maximum Used: 80MB\n${"x".repeat(10_000)}`;
    const {
      outOfMemory,
      fault,
      message = "",
    } = update("TASK_FAILED", words, "REASON_CONTAINER_LIMITATION_MEMORY");
    assert.deepEqual([outOfMemory, fault], [true, "job"]);
    assert.ok(message.length <= 2001);
  });

  it("in Docker with 137 may be for its memory, which is said and no more [F-17]", () => {
    const { exitCode, outOfMemory, fault, message } = update(
      "TASK_FAILED",
      "Container exited with status 137",
    );
    assert.deepEqual([exitCode, outOfMemory, fault], [137, undefined, undefined]);
    assert.match(message ?? "", /was killed, which is also what happens when it goes over its memory/);
    assert.equal(
      update("TASK_KILLED", "Container exited with status 137").message,
      "Container exited with status 137",
    );
    assert.equal(
      update("TASK_FAILED", "Command exited with status 137").message,
      "Command exited with status 137",
    );
  });

  it("without words is told by its reason", () => {
    assert.equal(
      update("TASK_LOST", undefined, "REASON_AGENT_DISCONNECTED").message,
      "REASON_AGENT_DISCONNECTED",
    );
  });
});

describe("whose fault an end is [C-29]", () => {
  const cases: readonly (readonly [MesosTaskState, Reason | undefined, string, Fault | undefined])[] = [
    // Exits need no other explanation.
    ["TASK_FINISHED", undefined, "Command exited with status 0", undefined],
    ["TASK_FAILED", undefined, "Command exited with status 3", undefined],
    ["TASK_FAILED", undefined, "Container exited with status 125", undefined],
    ["TASK_KILLED", undefined, "Command terminated with signal Terminated", undefined],
    ["TASK_FAILED", undefined, "", undefined],
    // Limits.
    ["TASK_FAILED", "REASON_CONTAINER_LIMITATION", "ports", "job"],
    ["TASK_FAILED", "REASON_CONTAINER_LIMITATION_MEMORY", "Memory limit exceeded", "job"],
    ["TASK_FAILED", "REASON_CONTAINER_LIMITATION_DISK", "Disk usage (2MB) exceeds quota (1MB)", "job"],
    ["TASK_FAILED", "REASON_MAX_COMPLETION_TIME_REACHED", "Command terminated with signal Terminated", "job"],
    ["TASK_KILLED", "REASON_TASK_HEALTH_CHECK_STATUS_UPDATED", "", "job"],
    // Starting.
    [
      "TASK_FAILED",
      "REASON_CONTAINER_LAUNCH_FAILED",
      "Failed to launch container: Unknown CNI network 'x'",
      "launch",
    ],
    [
      "TASK_FAILED",
      "REASON_CONTAINER_LAUNCH_FAILED",
      "Failed to launch container: Failed to fetch all URIs for container 'c': exited with status 1",
      "launch",
    ],
    [
      "TASK_FAILED",
      "REASON_CONTAINER_LAUNCH_FAILED",
      "Failed to launch container: Failed to run 'docker -H unix:///var/run/docker.sock pull x': exited with status 1",
      "image",
    ],
    [
      "TASK_FAILED",
      "REASON_CONTAINER_LAUNCH_FAILED",
      "Failed to launch container: Failed to find archive for image 'x' at '/images/x.tar'",
      "image",
    ],
    [
      "TASK_FAILED",
      "REASON_CONTAINER_LAUNCH_FAILED",
      "Failed to launch container: Unexpected HTTP response '404 Not Found' when trying to get the manifest",
      "image",
    ],
    [
      "TASK_FAILED",
      "REASON_EXECUTOR_REGISTRATION_TIMEOUT",
      "Executor did not register within 1mins",
      "launch",
    ],
    [
      "TASK_FAILED",
      "REASON_EXECUTOR_TERMINATED",
      "Abnormal executor termination: unknown container",
      "launch",
    ],
    [
      "TASK_FAILED",
      undefined,
      "Failed to create docker run options: Port mappings require port resources",
      "launch",
    ],
    ["TASK_FAILED", undefined, "Failed to run docker container: no such file", "launch"],
    [
      "TASK_DROPPED",
      "REASON_GC_ERROR",
      "CPU limits can only be set on tasks launched in Mesos containers",
      "launch",
    ],
    [
      "TASK_DROPPED",
      "REASON_TASK_INVALID",
      "Cannot reuse an already existing executor for a command task",
      "launch",
    ],
    [
      "TASK_DROPPED",
      "REASON_EXECUTOR_TERMINATED",
      "Failed to create executor directory '/s': Failed to chown directory to 'x': No such user 'x'",
      "refused",
    ],
    [
      "TASK_LOST",
      "REASON_EXECUTOR_TERMINATED",
      "Failed to create executor directory: No such user 'x'",
      "refused",
    ],
    ["TASK_DROPPED", "REASON_EXECUTOR_TERMINATED", "Executor terminating", "launch"],
    // The agent and the way to it.
    ["TASK_FAILED", "REASON_EXECUTOR_TERMINATED", "Executor terminated", "agent"],
    ["TASK_FAILED", "REASON_IO_SWITCHBOARD_EXITED", "", "agent"],
    ["TASK_FAILED", "REASON_COMMAND_EXECUTOR_FAILED", "", "agent"],
    ["TASK_KILLED", "REASON_AGENT_DRAINING", "Command terminated with signal Terminated", "agent"],
    ["TASK_DROPPED", "REASON_AGENT_DRAINING", "Task was received while agent was already draining", "agent"],
    ["TASK_GONE_BY_OPERATOR", "REASON_AGENT_DRAINING", "Killed before delivery to the executor", "agent"],
    ["TASK_GONE_BY_OPERATOR", "REASON_AGENT_REMOVED_BY_OPERATOR", "Agent has been marked gone", "agent"],
    ["TASK_LOST", "REASON_AGENT_REMOVED", "Agent n removed: the agent unregistered", "agent"],
    ["TASK_LOST", "REASON_AGENT_DISCONNECTED", "Agent n disconnected", "agent"],
    ["TASK_DROPPED", "REASON_AGENT_RESTARTED", "Task launched during agent restart", "agent"],
    ["TASK_DROPPED", "REASON_AGENT_REMOVED", "Agent removed", "agent"],
    ["TASK_DROPPED", "REASON_RESOURCES_UNKNOWN", "", "agent"],
    ["TASK_GONE", "REASON_EXECUTOR_REREGISTRATION_TIMEOUT", "", "agent"],
    ["TASK_GONE", "REASON_CONTAINER_UPDATE_FAILED", "", "agent"],
    ["TASK_GONE", "REASON_RECONCILIATION", "Reconciliation: Task is unknown to the agent", "agent"],
    ["TASK_DROPPED", "REASON_RECONCILIATION", "Reconciliation: task unknown to the agent", "agent"],
    ["TASK_LOST", undefined, "", "agent"],
    // Taken away.
    ["TASK_GONE", "REASON_CONTAINER_PREEMPTED", "", "preempted"],
    ["TASK_LOST", "REASON_CONTAINER_PREEMPTED", "", "preempted"],
    // Forbidden or wrong.
    ["TASK_ERROR", "REASON_TASK_INVALID", "Task uses no resources", "refused"],
    ["TASK_ERROR", "REASON_TASK_UNAUTHORIZED", "Principal 'x' no authorized to launch", "refused"],
    ["TASK_ERROR", "REASON_TASK_GROUP_INVALID", "", "refused"],
    ["TASK_ERROR", "REASON_TASK_GROUP_UNAUTHORIZED", "", "refused"],
    ["TASK_ERROR", undefined, "", "refused"],
    ["TASK_ERROR", "REASON_TASK_INVALID", "Agent is not capable of handling task resource limits", "launch"],
    [
      "TASK_ERROR",
      "REASON_TASK_INVALID",
      "Total resources x required by task and its executor is more than available y",
      "launch",
    ],
    // Nobody's.
    [
      "TASK_DROPPED",
      "REASON_INVALID_OFFERS",
      "Task launched with invalid offers: Offer o is no longer valid",
      undefined,
    ],
    ["TASK_KILLED", "REASON_TASK_KILLED_DURING_LAUNCH", "", undefined],
    ["TASK_KILLED", "REASON_FRAMEWORK_REMOVED", "", undefined],
    // No end.
    ["TASK_RUNNING", "REASON_AGENT_REREGISTERED", "Unreachable agent re-reregistered", undefined],
    ["TASK_UNREACHABLE", "REASON_AGENT_REMOVED", "health check timed out", undefined],
    ["TASK_UNKNOWN", "REASON_RECONCILIATION", "Reconciliation: Task is unknown", undefined],
    ["TASK_KILLING", "REASON_AGENT_DRAINING", "", undefined],
    ["TASK_STAGING", "REASON_RECONCILIATION", "", undefined],
    ["TASK_STARTING", undefined, "", undefined],
  ];
  for (const [state, reason, message, fault] of cases) {
    it(`${state} ${reason ?? "without a reason"} "${message}": ${fault ?? "none"}`, () => {
      assert.equal(update(state, message, reason).fault, fault);
    });
  }
});

describe("the address of a task", () => {
  const networks = new Set(["weave", "bridged"]);
  const ip = (address: string, name?: string) => ({
    ip_addresses: [{ ip_address: address }],
    ...(name === undefined ? {} : { name }),
  });
  const address = (
    infos: readonly ReturnType<typeof ip>[],
    agentAddress?: string,
    state: MesosTaskState = "TASK_RUNNING",
  ) =>
    statusUpdateOf(
      { task_id: { value: "1.1.1" }, state, container_status: { network_infos: infos } },
      { networks, ...(agentAddress === undefined ? {} : { agentAddress }) },
    ).address;

  it("is that in one of our networks, whatever the order", () => {
    assert.equal(address([ip("10.0.0.1"), ip("10.9.0.2", "other"), ip("10.21.0.2", "weave")]), "10.21.0.2");
  });

  it("is that of a container without a name, if it is not its agent's", () => {
    assert.equal(address([ip("172.17.0.2")], "10.0.0.1"), "172.17.0.2");
    assert.equal(address([ip("10.0.0.1")], "10.0.0.1"), undefined);
    assert.equal(address([ip("10.0.0.1")]), undefined);
    assert.equal(address([]), undefined);
  });

  it("is told by the running task alone: before and after, Docker names the agent", () => {
    for (const state of ["TASK_STARTING", "TASK_FINISHED", "TASK_KILLED"] as const) {
      assert.equal(address([ip("10.0.0.1", "weave")], "10.0.0.9", state), undefined);
    }
  });
});

describe("what a status carries beside", () => {
  it("is not handed on: with Docker it is the whole environment of the task", () => {
    const data = new Uint8Array(Buffer.from('{"Env":["PASSWORD=s3cret"]}'));
    assert.doesNotMatch(
      JSON.stringify(update("TASK_RUNNING", "", undefined, { data })),
      /s3cret|PASSWORD|69,110/,
    );
  });
});
