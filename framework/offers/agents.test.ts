import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { inventoryReader } from "./agents.ts";
import { aScalar, aVolume, labelled, reservedFor } from "./resources.builders.ts";

function anAgent(fields: object = {}): object {
  return {
    id: "agent-1",
    hostname: "node1",
    pid: "slave(1)@10.0.0.1:5051",
    attributes: { rack: "r1", level: 2, rows: "[1-2, 5-5]" },
    resources: { cpus: 3.9, mem: 4096, disk: 10_000.7, gpus: 2, ports: "[31000-31099]" },
    active: true,
    deactivated: false,
    ...fields,
  };
}

function inventoryOf(answer: unknown, framework: string) {
  const reader = inventoryReader(framework);
  reader.push(Buffer.from(JSON.stringify(answer)));
  return reader.end();
}

function agentsOf(...slaves: readonly unknown[]) {
  return inventoryOf({ slaves, recovered_slaves: [] }, "godocker").agents;
}

function traitsOf(fields: object) {
  return inventoryOf({ slaves: [anAgent(fields)] }, "godocker").traits.get("agent-1");
}

describe("the list of agents of a master", () => {
  it("is read in our units, attributes as text", () => {
    assert.deepEqual(agentsOf(anAgent()), [
      {
        id: "agent-1",
        hostname: "node1",
        attributes: { rack: "r1", level: "2", rows: "[1-2, 5-5]" },
        total: { cpusMilli: 3900, memMib: 4096, diskMib: 10_000, gpus: 2 },
        active: true,
        reservations: [],
      },
    ]);
  });

  it("shows as inactive what takes no tasks", () => {
    for (const fields of [{ active: false }, { deactivated: true }, { drain_info: { state: "DRAINING" } }]) {
      assert.equal(agentsOf(anAgent(fields))[0]?.active, false, JSON.stringify(fields));
    }
  });

  it("shows our reservations, in use or not, with their volumes, and nobody else's", () => {
    const reserved_resources_full = {
      batch: [
        aScalar("cpus", 2, labelled("job-7")),
        aScalar("cpus", 3, labelled("job-8", "other")),
        aScalar("cpus", 1, reservedFor("batch")),
        aVolume("task-1.1.1", 100),
      ],
      lab: [aScalar("mem", 64, labelled("job-7")), { name: 7 }, null],
      odd: "x",
    };
    assert.deepEqual(agentsOf(anAgent({ reserved_resources_full }))[0]?.reservations, [
      { id: "job-7", resources: { cpusMilli: 2000, memMib: 64, diskMib: 0, gpus: 0 }, volumes: [] },
      {
        id: "task-1.1.1",
        resources: { cpusMilli: 0, memMib: 0, diskMib: 100, gpus: 0 },
        volumes: ["task-1.1.1"],
      },
    ]);
  });

  it("says what only we need to know: what the agent can do, and its own address", () => {
    const all = ["MULTI_ROLE", "RESOURCE_PROVIDER", "AGENT_OPERATION_FEEDBACK", "TASK_RESOURCE_LIMITS"];
    assert.deepEqual(traitsOf({ capabilities: all }), {
      operationFeedback: true,
      resourceLimits: true,
      address: "10.0.0.1",
    });
    const none = { operationFeedback: false, resourceLimits: false };
    assert.deepEqual(traitsOf({ capabilities: ["AGENT_OPERATION_FEEDBACK"], pid: "odd" }), none);
    assert.deepEqual(traitsOf({ capabilities: "TASK_RESOURCE_LIMITS", pid: 7 }), none);
    assert.equal(traitsOf({ pid: "slave(1)@[fd00::1]:5051" })?.address, "fd00::1");
  });

  it("leaves out entries that are none, and survives gaps", () => {
    const bare = { id: "agent-2", hostname: "node2" };
    assert.deepEqual(agentsOf(7, {}, { id: 1, hostname: "x" }, bare), [
      {
        ...bare,
        attributes: {},
        total: { cpusMilli: 0, memMib: 0, diskMib: 0, gpus: 0 },
        active: false,
        reservations: [],
      },
    ]);
  });

  it("must be one", () => {
    for (const answer of [7, [], {}, { slaves: {} }])
      assert.throws(() => inventoryOf(answer, "godocker"), TypeError);
  });
});
