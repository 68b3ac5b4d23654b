import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { agentsOf } from "./inventory.ts";

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

describe("the list of agents of a master", () => {
  it("is read in our units, attributes as text", () => {
    assert.deepEqual(agentsOf({ slaves: [anAgent()], recovered_slaves: [] }), [
      {
        id: "agent-1",
        hostname: "node1",
        attributes: { rack: "r1", level: "2", rows: "[1-2, 5-5]" },
        total: { cpusMilli: 3900, memMib: 4096, diskMib: 10_000, gpus: 2 },
        active: true,
      },
    ]);
  });

  it("shows as inactive what takes no tasks", () => {
    for (const fields of [{ active: false }, { deactivated: true }, { drain_info: { state: "DRAINING" } }]) {
      assert.equal(agentsOf({ slaves: [anAgent(fields)] })[0]?.active, false, JSON.stringify(fields));
    }
  });

  it("leaves out entries that are none, and survives gaps", () => {
    const bare = { id: "agent-2", hostname: "node2" };
    assert.deepEqual(agentsOf({ slaves: [7, {}, { id: 1, hostname: "x" }, bare] }), [
      {
        ...bare,
        attributes: {},
        total: { cpusMilli: 0, memMib: 0, diskMib: 0, gpus: 0 },
        active: false,
      },
    ]);
  });

  it("must be one", () => {
    for (const answer of [undefined, [], {}, { slaves: {} }])
      assert.throws(() => agentsOf(answer), TypeError);
  });
});
