import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { parseAttributes, parseResources } from "../../resources/parse.ts";
import { add, contains, EMPTY_POOL, poolOf, subtract, totalMilli } from "../../resources/pool.ts";
import { poolText } from "../../resources/text.ts";
import type { Pool } from "../../resources/pool.ts";
import { allocate } from "./allocator.ts";
import type { Candidate, FreeAgent, RoleQuota } from "./allocator.ts";
import { clearRoles, isRefused, refuse, refuseMs } from "../state/filters.ts";

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
    offersMade: new Map(),
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

describe("an agent with free resources [M-20]", () => {
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

  it("is passed over by a framework that refused as much or more [M-21]", () => {
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

  it("is measured by the framework's own minimum where it has one [M-23]", () => {
    const info = aCandidate("x").info;
    const filters = (cpus: number) => ({
      test: { min_allocatable_resources: { quantities: [{ quantities: { cpus: { value: cpus } } }] } },
    });
    assert.deepEqual(given([agent], [aCandidate("x", { info: { ...info, offer_filters: filters(5) } })]), []);
    assert.deepEqual(given([agent], [aCandidate("x", { info: { ...info, offer_filters: filters(4) } })]), [
      "a→x/test",
    ]);
  });

  it("with gpus is kept for those who want gpus [M-24]", () => {
    const gpus = anAgent("g", "cpus:4;mem:1024;gpus:2");
    assert.deepEqual(given([gpus], [aCandidate("x"), aCandidate("y", { capabilities: ["GPU_RESOURCES"] })]), [
      "g→y/test",
    ]);
  });

  it("must meet the framework's constraints [M-23]", () => {
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

describe("refuse_seconds [M-21]", () => {
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

describe("operators' policy", () => {
  const amounts = (values: Readonly<Record<string, number>>): ReadonlyMap<string, number> =>
    new Map(Object.entries(values));
  const quota = (role: string, fields: Partial<RoleQuota>): RoleQuota => ({
    role,
    guarantees: new Map(),
    limits: new Map(),
    consumed: new Map(),
    ...fields,
  });
  const offered = (
    candidates: readonly Candidate[],
    quotas: readonly RoleQuota[],
    weights: ReadonlyMap<string, number> = new Map(),
    agents = [anAgent("a", "cpus:4;mem:1024;ports:[1-9]")],
  ): Record<string, string> =>
    Object.fromEntries(
      allocate(agents, candidates, pool("cpus:8;mem:8192"), 0, { weights, quotas }).map((allocation) => [
        `${allocation.agentId}→${allocation.frameworkId}`,
        poolText(allocation.pool),
      ]),
    );

  it("cuts scalars to a role's limit; what has no limit is offered whole", () => {
    const limited = quota("test", { limits: amounts({ cpus: 1500 }), consumed: amounts({ cpus: 500 }) });
    assert.deepEqual(offered([aCandidate("f")], [limited]), { "a→f": "cpus:1; mem:1024; ports:[1-9]" });
    const full = quota("test", { limits: amounts({ cpus: 1500 }), consumed: amounts({ cpus: 1500 }) });
    assert.deepEqual(offered([aCandidate("f")], [full]), { "a→f": "mem:1024; ports:[1-9]" });
  });

  it("counts roles below a top-level role with it", () => {
    const nested = aCandidate("f", { roles: ["test/a"] });
    const limited = quota("test", { limits: amounts({ cpus: 1000, mem: 0 }) });
    assert.deepEqual(offered([nested], [limited]), { "a→f": "cpus:1; ports:[1-9]" });
  });

  it("serves guarantees first, whoever holds less", () => {
    const other = aCandidate("other", { roles: ["other"] });
    const owner = aCandidate("owner", { allocated: new Map([["test", pool("cpus:2")]]) });
    const guaranteed = quota("test", {
      guarantees: amounts({ cpus: 3000 }),
      consumed: amounts({ cpus: 2000 }),
    });
    assert.deepEqual(offered([other, owner], [guaranteed]), {
      "a→owner": "cpus:1; mem:1024; ports:[1-9]",
      "a→other": "cpus:3",
    });
  });

  it("keeps free what the guarantee of an absent role needs", () => {
    const guaranteed = quota("absent", { guarantees: amounts({ cpus: 3000 }) });
    assert.deepEqual(offered([aCandidate("f")], [guaranteed]), { "a→f": "cpus:1; mem:1024; ports:[1-9]" });
  });

  it("never offers more than the limits, nor eats into guarantees, whatever there is", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 8 }), { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 0, max: 12 }),
        fc.integer({ min: 0, max: 12 }),
        (sizes, limit, guarantee) => {
          const agents = sizes.map((cpus, at) => anAgent(`a${at}`, `cpus:${cpus};mem:64`));
          const total = sizes.reduce((sum, cpus) => sum + cpus, 0);
          const quotas = [
            quota("test", { limits: amounts({ cpus: limit * 1000 }) }),
            quota("absent", { guarantees: amounts({ cpus: guarantee * 1000 }) }),
          ];
          const made = allocate(agents, [aCandidate("f")], pool("cpus:64"), 0, {
            weights: new Map(),
            quotas,
          });
          const given = made.reduce((sum, allocation) => sum + totalMilli(allocation.pool, "cpus"), 0);
          assert.equal(given, 1000 * Math.min(limit, Math.max(0, total - guarantee)));
        },
      ),
    );
  });

  it("divides a role's share by its weight", () => {
    const heavy = aCandidate("heavy", { roles: ["heavy"], allocated: new Map([["heavy", pool("cpus:3")]]) });
    const light = aCandidate("light", { roles: ["light"], allocated: new Map([["light", pool("cpus:2")]]) });
    assert.deepEqual(Object.keys(offered([heavy, light], [])), ["a→light"]);
    assert.deepEqual(Object.keys(offered([heavy, light], [], new Map([["heavy", 2]]))), ["a→heavy"]);
  });
});
