import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import type { OperationState, OperationStatus, Resource } from "../../proto/generated/types.ts";
import { acceptProblems } from "../launch/accept-rules.builders.ts";
import { sortResources } from "../offers/offered-resources.ts";
import { aScalar, aVolume, labelled, reservedFor } from "../offers/resources.builders.ts";
import { acknowledgeOperationCall, operationEventOf } from "./operation-status.ts";
import { planReserve, planUnreserve } from "./reservation-calls.ts";

const owner = { framework: "godocker", role: "batch", principal: "gd" };
const traits = { operationFeedback: true, resourceLimits: true };
const order = { agentId: "agent-1", offerIds: ["o1"], operationId: "5f0c0f6e-3c8b-4a53-9d8e-0c6a1d2f8a11" };
const wanted = { cpusMilli: 4000, memMib: 1024, diskMib: 0, gpus: 0 };

function reserve(resources: readonly Resource[], role = "batch", known: typeof traits | undefined = traits) {
  const own = { ...owner, role };
  const plan = planReserve(
    { ...order, reservation: "job-7", resources: wanted },
    [sortResources(resources, own)],
    own,
    known,
  );
  if (plan.call !== undefined) {
    assert.deepEqual(acceptProblems(plan.call, { resources, agentId: "agent-1", principal: "gd" }), []);
  }
  return plan;
}

function unreserve(resources: readonly Resource[], reservations: readonly string[], known = traits) {
  const plan = planUnreserve({ ...order, reservations }, [sortResources(resources, owner)], known);
  if (plan.call !== undefined) {
    assert.deepEqual(acceptProblems(plan.call, { resources, agentId: "agent-1", principal: "gd" }), []);
  }
  return plan;
}

describe("reserving", () => {
  it("adds our reservation, with purpose and principal, to what is offered", () => {
    const { call, reportsOutcome } = reserve([aScalar("cpus", 8), aScalar("mem", 2048)]);
    assert.equal(reportsOutcome, true);
    assert.deepEqual(call?.accept, {
      offer_ids: [{ value: "o1" }],
      operations: [
        {
          type: "RESERVE",
          id: { value: order.operationId },
          reserve: {
            resources: [aScalar("cpus", 4, labelled("job-7")), aScalar("mem", 1024, labelled("job-7"))],
          },
        },
      ],
      filters: { refuse_seconds: 0 },
    });
  });

  it("takes what there is now, in whole pieces: the rest comes later", () => {
    const { call } = reserve([aScalar("cpus", 1.5), aScalar("mem", 100.75)]);
    assert.deepEqual(call?.accept?.operations?.[0]?.reserve?.resources, [
      aScalar("cpus", 1.5, labelled("job-7")),
      aScalar("mem", 100, labelled("job-7")),
    ]);
  });

  it("refines a reservation for a role above", () => {
    const lab = { ...aScalar("cpus", 2, reservedFor("lab")), allocation_info: { role: "lab/batch" } };
    const [resource] = reserve([lab], "lab/batch").call?.accept?.operations?.[0]?.reserve?.resources ?? [];
    assert.deepEqual(
      resource?.reservations?.map(({ role, principal }) => [role, principal]),
      [
        ["lab", "op"],
        ["lab/batch", "gd"],
      ],
    );
  });

  it("leaves alone what is reserved for our very role, what can be taken away, and other purposes", () => {
    const { call, message } = reserve([
      aScalar("cpus", 1, reservedFor("batch")),
      aScalar("cpus", 1, { revocable: {} }),
      aScalar("cpus", 1, labelled("job-8")),
    ]);
    assert.equal(call, undefined);
    assert.match(message ?? "", /nothing that can be reserved/);
  });

  it("asks for no outcome of an agent that tells none, or of which nothing is known yet", () => {
    for (const known of [{ ...traits, operationFeedback: false }, undefined]) {
      const { call, reportsOutcome } = planReserve(
        { ...order, reservation: "job-7", resources: wanted },
        [sortResources([aScalar("cpus", 8)], owner)],
        owner,
        known,
      );
      assert.equal(reportsOutcome, false);
      assert.equal(call?.accept?.operations?.[0]?.id, undefined);
    }
  });
});

describe("giving back", () => {
  it("destroys volumes first, in the same call", () => {
    const disk = aScalar("disk", 10, labelled("task-1.1.1"));
    const { call } = unreserve([aScalar("cpus", 4), aVolume("task-1.1.1", 100), disk], ["task-1.1.1"]);
    assert.deepEqual(call?.accept?.operations, [
      { type: "DESTROY", destroy: { volumes: [aVolume("task-1.1.1", 100)] } },
      {
        type: "UNRESERVE",
        unreserve: { resources: [aScalar("disk", 100, labelled("task-1.1.1")), disk] },
        id: { value: order.operationId },
      },
    ]);
  });

  it("is of what these offers hold, no more: a part in another offer is not asked for", () => {
    const { call } = unreserve(
      [aScalar("cpus", 1, labelled("job-7")), aScalar("cpus", 1, labelled("job-8"))],
      ["job-7", "job-9"],
    );
    assert.deepEqual(call?.accept?.operations?.[0]?.unreserve?.resources, [
      aScalar("cpus", 1, labelled("job-7")),
    ]);
  });

  it("has nothing to do when the offers hold none of it", () => {
    assert.equal(unreserve([aScalar("cpus", 1)], ["job-7"]).call, undefined);
  });
});

describe("the state of an operation", () => {
  const uuid = new Uint8Array(Buffer.from("xouZtZ2yTO+AP1ZN1K8iAA==", "base64"));
  const status = (state: OperationState, fields: Partial<OperationStatus> = {}): OperationStatus => ({
    state,
    operation_id: { value: order.operationId },
    ...fields,
  });

  for (const [state, outcome] of [
    ["OPERATION_FINISHED", "done"],
    ["OPERATION_FAILED", "failed"],
    ["OPERATION_ERROR", "failed"],
    ["OPERATION_DROPPED", "failed"],
    ["OPERATION_GONE_BY_OPERATOR", "failed"],
    ["OPERATION_UNREACHABLE", "unknown"],
    ["OPERATION_RECOVERING", "unknown"],
    ["OPERATION_UNKNOWN", "unknown"],
    ["OPERATION_UNSUPPORTED", "unknown"],
    ["OPERATION_PENDING", undefined],
  ] as const) {
    it(`${state} is ${outcome ?? "no news"}`, () => {
      assert.equal(operationEventOf(status(state))?.state, outcome);
    });
  }

  it("is acknowledged exactly when it has a uuid, with its own ids [C-25]", () => {
    const agent_id = { value: "agent-1" };
    const acknowledged = acknowledgeOperationCall(
      status("OPERATION_FINISHED", { uuid: { value: uuid }, agent_id }),
    );
    assert.deepEqual(acknowledged?.acknowledge_operation_status, {
      agent_id,
      uuid,
      operation_id: { value: order.operationId },
    });
    assert.equal(acknowledgeOperationCall(status("OPERATION_FINISHED", { agent_id })), undefined);
    assert.equal(acknowledgeOperationCall(status("OPERATION_ERROR", { uuid: { value: uuid } })), undefined);
  });

  it("recorded from Mesos is read", () => {
    const golden = (name: string): OperationStatus => {
      const file = join(
        import.meta.dirname,
        "..",
        "..",
        "integration",
        "mesos-conformance",
        "golden",
        `${name}.json`,
      );
      const { uuid: _, ...rest } = JSON.parse(readFileSync(file, "utf8"));
      return rest;
    };
    assert.equal(operationEventOf(golden("operation-finished"))?.state, "done");
    assert.equal(operationEventOf(golden("operation-error"))?.state, "failed");
  });
});
