import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import type { Requirement } from "../jobs/placement/requirement.ts";
import type { ResourceVector } from "../resources/vector.ts";
import { add, fits } from "../resources/vector.ts";
import { firstUnmet } from "./constraints.ts";
import { explainNoFit, type Seen } from "./explain.ts";
import { sentences } from "./sentences.ts";

const vector = (most: number) =>
  fc.record({
    cpusMilli: fc.integer({ min: 0, max: most }),
    memMib: fc.integer({ min: 0, max: most }),
    diskMib: fc.integer({ min: 0, max: most }),
    gpus: fc.integer({ min: 0, max: 2 }),
  });
const anyAgent = fc
  .record({
    id: fc.uuid(),
    active: fc.boolean(),
    free: vector(10),
    used: vector(10),
    zone: fc.constantFrom("a", "b"),
    freePorts: fc.integer({ min: 0, max: 3 }),
  })
  .map(({ id, active, free, freePorts, used, zone }) => ({
    id,
    hostname: id,
    attributes: { zone },
    active,
    free,
    freePorts,
    total: add(free, used),
  }));

const inZone = (zone: string) => ({ attribute: "zone", op: "eq" as const, values: [zone] });
const need = (resources: ResourceVector, more: Partial<Requirement> = {}): Requirement => ({
  resources,
  ports: 0,
  constraints: [],
  features: [],
  preemptible: false,
  ...more,
});
const anyNeed = fc
  .record({
    resources: vector(12),
    ports: fc.integer({ min: 0, max: 3 }),
    zone: fc.constantFrom("a", undefined),
  })
  .map(({ ports, resources, zone }) =>
    need(resources, { ports, constraints: zone === undefined ? [] : [inZone(zone)] }),
  );

const agent = (id: string, cpus: number, more: Partial<Seen> = {}): Seen => {
  const total: ResourceVector = { cpusMilli: cpus * 1000, memMib: 1024, diskMib: 0, gpus: 0 };
  return { id, hostname: id, attributes: {}, active: true, total, free: total, ...more };
};
const cpus = (count: number): ResourceVector => ({
  cpusMilli: count * 1000,
  memMib: 512,
  diskMib: 0,
  gpus: 0,
});
const said = (cause: ReturnType<typeof explainNoFit>) => {
  assert.ok(cause !== undefined);
  return sentences({ job: 1, state: "pending", atMs: 0, causes: [cause] })[0];
};

describe("the explanation of a task without a place", () => {
  it("is given exactly when no agent takes it, and every number in it is true", () => {
    fc.assert(
      fc.property(anyNeed, fc.array(anyAgent, { minLength: 1, maxLength: 6 }), (asked, agents) => {
        const cause = explainNoFit(asked, agents);
        const { constraints, ports, resources } = asked;
        const suitable = agents.filter((one) => firstUnmet(constraints, one) === undefined);
        const takes = suitable.some(
          (one) => one.active && fits(resources, one.free) && ports <= one.freePorts,
        );
        assert.equal(cause === undefined, takes);
        if (cause === undefined) return;
        assert.equal(cause.agents, agents.length);
        if (cause.refusals !== undefined) {
          assert.equal(
            cause.refusals.reduce((sum, refusal) => sum + refusal.agents, 0),
            agents.length,
          );
          for (const { hostname, lacking } of cause.refusals) {
            const shown = agents.find((one) => one.hostname === hostname);
            assert.ok(shown !== undefined);
            if (lacking === "inactive") assert.ok(!shown.active);
            else if (lacking === "constraint") assert.ok(firstUnmet(constraints, shown) !== undefined);
            else if (lacking === "ports") assert.ok(shown.freePorts < ports);
            else if (lacking in shown.free) assert.ok(!fits(resources, shown.free));
            else assert.fail(lacking);
          }
        }
        if (cause.kind === "no_match") {
          assert.ok(suitable.every((one) => !one.active || firstUnmet(constraints, one) !== undefined));
          return;
        }
        const witness = agents.find((one) => one.id === cause.nearest.agentId);
        assert.ok(witness !== undefined && suitable.includes(witness));
        if (cause.kind === "never_fits") {
          assert.ok(suitable.every((one) => !fits(resources, one.total)));
          assert.deepEqual(cause.nearest.has, witness.total);
        } else {
          assert.ok(fits(resources, witness.total));
          assert.deepEqual(cause.nearest.has, witness.free);
        }
        for (const kind of cause.nearest.lacking) assert.ok(resources[kind] > cause.nearest.has[kind]);
      }),
    );
  });

  it("names the agent with the smallest shortfall", () => {
    assert.equal(
      said(explainNoFit(need(cpus(10)), [agent("small", 2), agent("large", 8), agent("middle", 4)])),
      "it asks for 10 CPUs, more than any of 3 agents has; the nearest is large with 8 CPUs",
    );
  });

  it("says which constraint keeps it from how many agents", () => {
    const agents = [agent("n1", 8, { attributes: { zone: "b" } }), agent("n2", 8), agent("n3", 8)];
    assert.equal(
      said(explainNoFit(need(cpus(1), { constraints: [inZone("a")] }), agents)),
      "no agent is of a kind that it may use (3 agents: 3 without zone = a)",
    );
    const mixed = [agent("n1", 2, { attributes: { zone: "a" } }), agent("n2", 8)];
    assert.equal(
      said(explainNoFit(need(cpus(4), { constraints: [inZone("a")] }), mixed)),
      "it asks for 4 CPUs, more than any of 2 agents has; the nearest is n1 with 2 CPUs " +
        "(1 without enough cpu, 1 without zone = a)",
    );
  });

  it("says that ports are what is missing", () => {
    assert.equal(
      said(explainNoFit(need(cpus(1), { ports: 2 }), [agent("n1", 4, { freePorts: 1 })])),
      "it asks for 2 host ports (1 agent: 1 without enough free ports)",
    );
  });
});
