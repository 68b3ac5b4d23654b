import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import type { ResourceVector } from "../resources/vector.ts";
import { add, fits } from "../resources/vector.ts";
import { explainNoFit } from "./explain.ts";
import { sentences } from "./sentences.ts";

const vector = (most: number) =>
  fc.record({
    cpusMilli: fc.integer({ min: 0, max: most }),
    memMib: fc.integer({ min: 0, max: most }),
    diskMib: fc.integer({ min: 0, max: most }),
    gpus: fc.integer({ min: 0, max: 2 }),
  });
const anAgent = fc
  .record({ id: fc.uuid(), active: fc.boolean(), free: vector(10), used: vector(10) })
  .map(({ id, active, free, used }) => ({ id, hostname: id, active, free, total: add(free, used) }));

describe("the explanation of a task without a place", () => {
  it("is given exactly when no agent in service has room, and every number in it is true", () => {
    fc.assert(
      fc.property(vector(12), fc.array(anAgent, { minLength: 1, maxLength: 6 }), (need, agents) => {
        const cause = explainNoFit(need, agents);
        const fitting = agents.some((agent) => agent.active && fits(need, agent.free));
        assert.equal(cause === undefined, fitting);
        if (cause === undefined) return;
        assert.equal(cause.agents, agents.length);
        const witness = agents.find((agent) => agent.id === cause.nearest.agentId);
        assert.ok(witness !== undefined);
        if (cause.kind === "never_fits") {
          assert.ok(agents.every((agent) => !fits(need, agent.total)));
          assert.deepEqual(cause.nearest.has, witness.total);
        } else {
          assert.ok(agents.some((agent) => fits(need, agent.total)));
          assert.deepEqual(cause.nearest.has, witness.free);
          assert.equal(
            cause.refusals.reduce((sum, refusal) => sum + refusal.agents, 0),
            agents.length,
          );
        }
        for (const kind of cause.nearest.lacking) assert.ok(need[kind] > cause.nearest.has[kind]);
      }),
    );
  });

  it("names the agent with the smallest shortfall", () => {
    const agent = (id: string, cpus: number) => {
      const total: ResourceVector = { cpusMilli: cpus * 1000, memMib: 1024, diskMib: 0, gpus: 0 };
      return { id, hostname: id, active: true, total, free: total };
    };
    const need: ResourceVector = { cpusMilli: 10_000, memMib: 512, diskMib: 0, gpus: 0 };
    const cause = explainNoFit(need, [agent("small", 2), agent("large", 8), agent("middle", 4)]);
    assert.ok(cause !== undefined);
    const [sentence] = sentences({ job: 1, state: "pending", atMs: 0, causes: [cause] });
    assert.equal(
      sentence,
      "it asks for 10 CPUs, more than any of 3 agents has; the nearest is large with 8 CPUs",
    );
  });
});
