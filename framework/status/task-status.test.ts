import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { decodeJson } from "../../proto/codec.ts";
import type { TaskState as MesosTaskState, TaskStatus } from "../../proto/generated/types.ts";
import type { StatusUpdate, TaskState } from "../../offers/backend.ts";
import { acknowledgementOf, statusUpdateOf as updateOf } from "./task-status.ts";

const GOLDEN = join(import.meta.dirname, "..", "..", "integration", "mesos-conformance", "golden");
const UUID = new Uint8Array(Buffer.from("xouZtZ2yTO+AP1ZN1K8iAA==", "base64"));

function statusUpdateOf(status: TaskStatus): StatusUpdate {
  return updateOf(status, { networks: new Set() });
}

function aStatus(fields: Partial<TaskStatus> = {}): TaskStatus {
  return {
    task_id: { value: "1.1.1" },
    agent_id: { value: "agent-1" },
    state: "TASK_RUNNING",
    source: "SOURCE_EXECUTOR",
    ...fields,
  };
}

/** A recorded status; its placeholders for times and uuids are no values of their types. */
function golden(name: string): TaskStatus {
  const { timestamp, uuid, ...rest } = JSON.parse(readFileSync(join(GOLDEN, `${name}.json`), "utf8"));
  const bytes = uuid === undefined ? {} : { uuid: Buffer.from(UUID).toString("base64") };
  assert.equal(timestamp, "<timestamp>");
  return decodeJson("mesos.v1.TaskStatus", JSON.stringify({ ...rest, ...bytes }));
}

describe("the state of a task [C-28]", () => {
  const meanings: Readonly<Record<MesosTaskState, TaskState>> = {
    TASK_STAGING: "staging",
    TASK_STARTING: "starting",
    TASK_RUNNING: "running",
    TASK_KILLING: "killing",
    TASK_FINISHED: "finished",
    TASK_FAILED: "failed",
    TASK_KILLED: "killed",
    TASK_ERROR: "error",
    TASK_LOST: "lost",
    TASK_DROPPED: "dropped",
    TASK_UNREACHABLE: "unreachable",
    TASK_GONE: "gone",
    TASK_GONE_BY_OPERATOR: "gone",
    TASK_UNKNOWN: "unknown",
  };
  for (const [state, meaning] of Object.entries(meanings)) {
    it(`${state} is ${meaning}`, () => {
      const status = decodeJson(
        "mesos.v1.TaskStatus",
        JSON.stringify({ task_id: { value: "1.1.1" }, state }),
      );
      assert.equal(statusUpdateOf(status).state, meaning);
    });
  }
});

describe("a status recorded from Mesos", () => {
  const wanted = { agentId: "<agent-1>", taskId: "<task>", uuid: "xouZtZ2yTO+AP1ZN1K8iAA==" };
  const cases: Readonly<Record<string, StatusUpdate>> = {
    "task-finished": {
      taskId: "<task>",
      agentId: "<agent-1>",
      state: "finished",
      exitCode: 0,
      message: "Command exited with status 0",
      reconciliation: false,
      acknowledgement: wanted,
    },
    "task-failed": {
      taskId: "<task>",
      agentId: "<agent-1>",
      state: "failed",
      exitCode: 3,
      message: "Command exited with status 3",
      reconciliation: false,
      acknowledgement: wanted,
    },
    "task-killed": {
      taskId: "<task>",
      agentId: "<agent-1>",
      state: "killed",
      signal: 15,
      message: "Command terminated with signal Terminated",
      reconciliation: false,
      acknowledgement: wanted,
    },
    "task-error": {
      taskId: "<task>",
      agentId: "<agent-1>",
      state: "error",
      fault: "refused",
      message: "Task uses no resources",
      reconciliation: false,
    },
    "stale-offer-dropped": {
      taskId: "<task>",
      agentId: "<agent-1>",
      state: "dropped",
      message: "Task launched with invalid offers: Offer <offer-1> is no longer valid",
      reconciliation: false,
    },
    "reconcile-running": {
      taskId: "<task>",
      agentId: "<agent-1>",
      state: "running",
      message: "Reconciliation: Latest task state",
      reconciliation: true,
    },
    "kill-unknown": {
      taskId: "no-such-task",
      agentId: "",
      state: "unknown",
      message: "Reconciliation: Task is unknown",
      reconciliation: true,
    },
  };
  for (const [name, meaning] of Object.entries(cases)) {
    it(`of ${name} is read in full`, () => assert.deepEqual(statusUpdateOf(golden(name)), meaning));
  }
});

describe("an acknowledgement [C-25]", () => {
  it("is wanted exactly for updates with a uuid", () => {
    assert.equal(statusUpdateOf(aStatus()).acknowledgement, undefined);
    assert.equal(statusUpdateOf(aStatus({ uuid: new Uint8Array() })).acknowledgement, undefined);
    const update = statusUpdateOf(aStatus({ uuid: UUID }));
    const stored: StatusUpdate = JSON.parse(JSON.stringify(update));
    assert.deepEqual(acknowledgementOf(stored), {
      agentId: "agent-1",
      taskId: "1.1.1",
      uuid: Buffer.from(UUID).toString("base64"),
    });
  });

  it("is wanted by an agent that does not know a task it should have: that is news", () => {
    const update = statusUpdateOf(
      aStatus({ state: "TASK_DROPPED", source: "SOURCE_AGENT", reason: "REASON_RECONCILIATION", uuid: UUID }),
    );
    assert.equal(update.reconciliation, false);
    assert.ok(update.acknowledgement);
  });

  it("of another backend is none of ours", () => {
    for (const acknowledgement of [
      undefined,
      null,
      7,
      "x",
      { uuid: "x" },
      { agentId: 1, taskId: 2, uuid: 3 },
    ]) {
      assert.equal(acknowledgementOf({ ...statusUpdateOf(aStatus()), acknowledgement }), undefined);
    }
  });
});
