import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { FrameworkInfo, SchedulerCall, TaskInfo } from "../../../proto/generated/types.ts";
import { idProblem } from "../../resources/ids.ts";
import { parseResources } from "../../resources/parse.ts";
import { poolOf } from "../../resources/pool.ts";
import { callProblem } from "./call-validation.ts";
import type { TaskSituation } from "./command-and-resources.ts";
import { frameworkProblem, subscriptionProblem, updateProblem } from "./framework-validation.ts";
import { taskProblem } from "./task-validation.ts";

const allocated = (text: string): TaskInfo["resources"] =>
  parseResources(text).map((resource) => ({ ...resource, allocation_info: { role: "test" } }));

const aTask = (fields: Partial<TaskInfo> = {}): TaskInfo => ({
  name: "t",
  task_id: { value: "t" },
  agent_id: { value: "a" },
  command: { value: "true" },
  resources: allocated("cpus:1;mem:32") ?? [],
  ...fields,
});

const situation: TaskSituation = {
  frameworkId: "f",
  agentId: "a",
  role: "test",
  available: poolOf(parseResources("cpus:2;mem:64;gpus:1")),
  isKnown: (id) => id === "known",
  isUnreachable: (id) => id === "away",
  executor: () => undefined,
};

describe("a task of LAUNCH [M-28]", () => {
  it("that is in order has no problem", () => {
    assert.equal(taskProblem(aTask(), situation), undefined);
  });

  const refusals: readonly (readonly [string, Partial<TaskInfo>, string])[] = [
    ["with an empty id", { task_id: { value: "" } }, "ID must not be empty"],
    ["whose id is in use", { task_id: { value: "known" } }, "Task has duplicate ID: known"],
    [
      "whose id is that of an unreachable task",
      { task_id: { value: "away" } },
      "Task reuses the ID of an unreachable task: away",
    ],
    [
      "for another agent",
      { agent_id: { value: "b" } },
      "Task uses invalid agent b while agent a is expected",
    ],
    [
      "with a negative grace",
      { kill_policy: { grace_period: { nanoseconds: -1 } } },
      "Task's 'kill_policy.grace_period' must be non-negative",
    ],
    ["without resources", { resources: [] }, "Task uses no resources"],
    [
      "of no role",
      { resources: parseResources("cpus:1") },
      "Invalid task resources: The resources are not allocated to a role",
    ],
    [
      "with half a gpu",
      {
        resources: [
          { name: "gpus", type: "SCALAR", scalar: { value: 0.5 }, allocation_info: { role: "test" } },
        ],
      },
      "Task uses invalid resources: Invalid 'gpus' resource: The 'gpus' resource must be an unsigned integer",
    ],
    [
      "that wants too much",
      { resources: allocated("cpus:3") ?? [] },
      "Total resources cpus(allocated: test):3 required by task and its executor is more than available cpus(allocated: test):2; mem(allocated: test):64; gpus(allocated: test):1",
    ],
    [
      "with a variable without value",
      { command: { value: "true", environment: { variables: [{ name: "A" }] } } },
      "Task's `CommandInfo` is invalid: Environment variable 'A' of type 'VALUE' must have a value set",
    ],
    [
      "with a limit below its request",
      { limits: { mem: { value: 1 } } },
      "The memory limit must be greater than or equal to the memory request",
    ],
  ];
  for (const [what, fields, text] of refusals) {
    it(`${what} is refused in Mesos' words`, () => assert.equal(taskProblem(aTask(fields), situation), text));
  }

  it("with several faults is refused for the first in Mesos' order", () => {
    const task = aTask({ task_id: { value: "a/b" }, agent_id: { value: "b" }, resources: [] });
    assert.equal(taskProblem(task, situation), "'a/b' contains invalid characters");
  });

  it("with neither command nor executor is refused", () => {
    const { command: _command, ...bare } = aTask();
    assert.match(taskProblem(bare, situation) ?? "", /at least one \(but not both\)/);
  });
});

describe("ids", () => {
  it("may hold anything but separators and control characters", () => {
    assert.equal(idProblem("größe: {x}=[1] 日本"), undefined);
    assert.equal(idProblem(".."), "'..' is disallowed");
    assert.equal(idProblem("a\nb"), "'a\nb' contains invalid characters");
    assert.equal(idProblem("ü".repeat(128)), "ID must not be greater than 255 characters");
  });
});

describe("a framework [M-19]", () => {
  const info = (fields: Partial<FrameworkInfo> = {}): FrameworkInfo => ({
    user: "u",
    name: "n",
    roles: ["a"],
    capabilities: [{ type: "MULTI_ROLE" }],
    ...fields,
  });

  it("with sane roles is admitted", () => {
    assert.equal(frameworkProblem(info({ roles: ["a", "b/c", "*"] })), undefined);
  });

  it("is refused for roles, ids and times in Mesos' words", () => {
    assert.equal(
      frameworkProblem(info({ roles: ["a", "a"] })),
      "'FrameworkInfo.roles' contains duplicate items: { a }",
    );
    assert.equal(
      frameworkProblem(info({ roles: ["a b"] })),
      "'FrameworkInfo.roles' contains invalid role: Role component 'a b' is invalid because it contains backspace or whitespace",
    );
    assert.equal(frameworkProblem(info({ id: { value: "a/b" } })), "'a/b' contains invalid characters");
    assert.equal(
      frameworkProblem(info({ failover_timeout: 1e20 })),
      "The framework failover_timeout (1e+20) is invalid",
    );
  });

  it("may suppress and constrain its own roles only", () => {
    assert.equal(
      subscriptionProblem(info(), ["b"], undefined),
      "Suppressed roles { b } are not contained in the set of roles",
    );
    const constraints = { role_constraints: { b: { groups: [] } } };
    assert.match(subscriptionProblem(info(), [], constraints) ?? "", /for a role 'b'not contained/);
  });

  it("cannot change user, checkpoint or principal [M-17]", () => {
    assert.equal(updateProblem(info(), info({ name: "new" })), undefined);
    assert.match(updateProblem(info(), info({ user: "v" })) ?? "", /from 'u' to 'v'$/);
    assert.match(updateProblem(info(), info({ checkpoint: true })) ?? "", /from 'false' to 'true'$/);
    assert.equal(
      updateProblem(info(), info({ principal: "p" })),
      "Changing framework's principal is not allowed.",
    );
  });
});

describe("a call [M-2]", () => {
  const problem = (call: SchedulerCall): string | undefined => callProblem(call, undefined);

  it("needs a type, a framework and its body, in this order", () => {
    assert.equal(problem({}), "Expecting 'type' to be present");
    assert.equal(problem({ type: "KILL" }), "Expecting 'framework_id' to be present");
    assert.equal(problem({ type: "KILL", framework_id: { value: "f" } }), "Expecting 'kill' to be present");
    assert.equal(problem({ type: "REVIVE", framework_id: { value: "f" } }), undefined);
  });

  it("acknowledges real UUIDs only", () => {
    const acknowledge = (uuid: Uint8Array): SchedulerCall => ({
      type: "ACKNOWLEDGE",
      framework_id: { value: "f" },
      acknowledge: { agent_id: { value: "a" }, task_id: { value: "t" }, uuid },
    });
    assert.equal(problem(acknowledge(new Uint8Array(16))), "Not a valid UUID");
    assert.equal(problem(acknowledge(new Uint8Array(16).fill(0x44))), undefined);
  });
});
