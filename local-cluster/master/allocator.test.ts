import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { parseAttributes, parseResources } from "../resources/parse.ts";
import { add, contains, EMPTY_POOL, poolOf, subtract, totalMilli } from "../resources/pool.ts";
import type { Pool } from "../resources/pool.ts";
import { allocate } from "./allocator.ts";
import type { Candidate, FreeAgent } from "./allocator.ts";
import { clearRoles, isRefused, refuse, refuseMs } from "./filters.ts";

const pool = (text: string): Pool => poolOf(parseResources(text));

const anAgent = (id: string, text: string, attributes = "", free = text): FreeAgent => ({
  id,
  info: { hostname: id, attributes: parseAttributes(attributes) },
  total: pool(text),
  free: pool(free),
});

const aCandidate = (
  id: string,
  fields: Partial<Candidate> & {
    capabilities?: readonly ("GPU_RESOURCES" | "RESERVATION_REFINEMENT")[];
  } = {},
): Candidate => {
  const { capabilities = [], ...rest } = fields;
  const types = ["MULTI_ROLE" as const, ...capabilities];
  return {
    id,
    info: { user: "u", name: id, roles: ["test"], capabilities: types.map((type) => ({ type })) },
    roles: ["test"],
    filters: new Map(),
    constraints: undefined,
    allocated: new Map(),
    ...rest,
  };
};

const given = (
  agents: readonly FreeAgent[],
  candidates: readonly Candidate[],
  total = pool("cpus:8;mem:8192"),
): string[] =>
  allocate(agents, candidates, total, 0).map(
    ({ agentId, frameworkId, role }) => `${agentId}→${frameworkId}/${role}`,
  );

describe("an agent with free resources", () => {
  const agent = anAgent("a", "cpus:4;mem:1024;ports:[1-9]");

  it("is offered as a whole to the framework that holds least", () => {
    const rich = aCandidate("rich", { allocated: new Map([["test", pool("cpus:2")]]) });
    const poor = aCandidate("poor", { allocated: new Map([["test", pool("cpus:1")]]) });
    const [only, ...more] = allocate([agent], [rich, poor], pool("cpus:8;mem:8192"), 0);
    assert.equal(only?.frameworkId, "poor");
    assert.ok(only !== undefined && contains(only.pool, agent.free));
    assert.deepEqual(more, []);
  });

  it("goes round among equals: what one gets counts at once", () => {
    const agents = [agent, anAgent("b", "cpus:4;mem:1024")];
    assert.deepEqual(given(agents, [aCandidate("x"), aCandidate("y")]), ["a→x/test", "b→y/test"]);
  });

  it("is passed over by a framework that refused as much or more", () => {
    const candidate = aCandidate("x");
    refuse(candidate.filters, "test", "a", agent.free, 10);
    assert.deepEqual(given([agent], [candidate]), []);
    const grown = anAgent("a", "cpus:5;mem:1024;ports:[1-9]");
    assert.deepEqual(given([grown], [candidate]), ["a→x/test"]);
    assert.equal(allocate([agent], [candidate], EMPTY_POOL, 11).length, 1);
  });

  it("is not worth an offer below 0.01 cpus and 32 MiB", () => {
    assert.deepEqual(
      given([anAgent("a", "cpus:4;mem:99", "", "cpus:0.005;mem:31;disk:500")], [aCandidate("x")]),
      [],
    );
    assert.deepEqual(given([anAgent("a", "cpus:4;mem:99", "", "cpus:0.005;mem:32")], [aCandidate("x")]), [
      "a→x/test",
    ]);
  });

  it("is measured by the framework's own minimum where it has one", () => {
    const info = aCandidate("x").info;
    const filters = (cpus: number) => ({
      test: { min_allocatable_resources: { quantities: [{ quantities: { cpus: { value: cpus } } }] } },
    });
    assert.deepEqual(given([agent], [aCandidate("x", { info: { ...info, offer_filters: filters(5) } })]), []);
    assert.deepEqual(given([agent], [aCandidate("x", { info: { ...info, offer_filters: filters(4) } })]), [
      "a→x/test",
    ]);
  });

  it("with gpus is kept for those who want gpus", () => {
    const gpus = anAgent("g", "cpus:4;mem:1024;gpus:2");
    assert.deepEqual(given([gpus], [aCandidate("x"), aCandidate("y", { capabilities: ["GPU_RESOURCES"] })]), [
      "g→y/test",
    ]);
  });

  it("must meet the framework's constraints", () => {
    const constraints = (value: string) => ({
      role_constraints: {
        test: {
          groups: [
            {
              attribute_constraints: [
                { selector: { attribute_name: "rack" }, predicate: { text_equals: { value } } },
              ],
            },
          ],
        },
      },
    });
    const racked = anAgent("a", "cpus:4;mem:1024", "rack:r1");
    assert.deepEqual(given([racked], [aCandidate("x", { constraints: constraints("r2") })]), []);
    assert.deepEqual(given([racked], [aCandidate("x", { constraints: constraints("r1") })]), ["a→x/test"]);
  });
});

describe("allocations of any cluster", () => {
  it("never give away more than is free", () => {
    const anyPool = fc
      .record({ cpus: fc.integer({ min: 0, max: 8 }), mem: fc.integer({ min: 0, max: 256 }) })
      .map(({ cpus, mem }) => `cpus:${cpus};mem:${mem}`);
    fc.assert(
      fc.property(fc.array(anyPool, { maxLength: 5 }), fc.integer({ min: 0, max: 4 }), (texts, count) => {
        const agents = texts.map((text, index) => anAgent(`a${index}`, text));
        const candidates = Array.from({ length: count }, (_, index) =>
          aCandidate(`f${index}`, { roles: ["r", `r${index}`] }),
        );
        const total = agents.reduce((sum, { total }) => add(sum, total), EMPTY_POOL);
        const allocations = allocate(agents, candidates, total, 0);
        for (const agent of agents) {
          const taken = allocations
            .filter(({ agentId }) => agentId === agent.id)
            .reduce((sum, { pool }) => add(sum, pool), EMPTY_POOL);
          assert.ok(contains(agent.free, taken));
          const left = subtract(agent.free, taken);
          const worth = totalMilli(left, "cpus") >= 10 || totalMilli(left, "mem") >= 32_000;
          assert.equal(worth && count > 0, false);
        }
      }),
    );
  });
});

describe("refuse_seconds", () => {
  it("is read as Mesos reads it", () => {
    assert.equal(refuseMs(undefined, 100), 5000);
    assert.equal(refuseMs(-1, 100), 5000);
    assert.equal(refuseMs(Number.NaN, 100), 5000);
    assert.equal(refuseMs(0, 100), 0);
    assert.equal(refuseMs(0.01, 100), 100);
    assert.equal(refuseMs(1e12, 100), 365 * 86_400_000);
  });

  it("is forgotten with REVIVE of the role", () => {
    const filters = new Map();
    refuse(filters, "r", "a", pool("cpus:1"), 10);
    assert.equal(isRefused(filters, "r", "a", pool("cpus:1"), 5), true);
    clearRoles(filters, ["r"]);
    assert.equal(isRefused(filters, "r", "a", pool("cpus:1"), 5), false);
  });

  it("keeps one filter where a wider and longer one says the same", () => {
    const filters = new Map();
    for (const cpus of [1, 2, 3]) refuse(filters, "r", "a", pool(`cpus:${cpus}`), 10 * cpus);
    assert.equal(filters.get("r").get("a").length, 1);
  });
});
