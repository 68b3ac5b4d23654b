import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { someResources } from "../../jobs/life/job.builders.ts";
import { aCore, callsOf, job, launchedIds, vector } from "../core/core.builders.ts";
import type { Decision } from "../state/decision.ts";

const GIB = 1024 ** 3;
const of = (id: number, cpus: number, memGib: number, ports = 0) =>
  job(id, { resources: someResources({ cpus, memoryBytes: memGib * GIB, ports }) });
const wished = (decision: Decision) => callsOf(decision, "want").map((call) => call.wishes);
const bare = (decision: Decision) =>
  wished(decision).map((wishes) =>
    wishes.map(({ resources }) => [resources.cpusMilli / 1000, resources.memMib / 1024]),
  );

describe("what the core wishes for", () => {
  it("is the smallest of what waits: all that is useful is at least as large as one of these", () => {
    const c = aCore();
    c.connect();
    assert.deepEqual(bare(c.submit(of(1, 4, 2), of(2, 2, 4), of(3, 8, 8))), [
      [
        [2, 4],
        [4, 2],
      ],
    ]);
  });
  it("never hides an offer that something would start on", () => {
    const size = fc.record({
      cpus: fc.integer({ min: 1, max: 6 }),
      memGib: fc.integer({ min: 1, max: 6 }),
      ports: fc.integer({ min: 0, max: 2 }),
    });
    fc.assert(
      fc.property(fc.array(size, { minLength: 1, maxLength: 12 }), size, (jobs, offer) => {
        const c = aCore();
        c.connect();
        const [wishes = []] = wished(
          c.submit(...jobs.map((one, n) => of(n + 1, one.cpus, one.memGib, one.ports))),
        );
        const has = vector(offer.cpus, offer.memGib);
        const isShown =
          wishes.length === 0 ||
          wishes.some(
            ({ ports, resources }) =>
              resources.cpusMilli <= has.cpusMilli && resources.memMib <= has.memMib && ports <= offer.ports,
          );
        const ports = offer.ports === 0 ? [] : ([[31_000, 30_999 + offer.ports]] as const);
        const decision = c.cycle(c.offer("a1", offer.cpus, offer.memGib, { ports }));
        if (launchedIds(decision).length > 0) assert.ok(isShown);
      }),
    );
  });
  it("names the constraints that all of it has", () => {
    const c = aCore();
    c.connect();
    const common = { attribute: "zone", op: "eq", values: ["a"] } as const;
    const own = { attribute: "rack", op: "exists", values: [] } as const;
    const [wishes] = wished(
      c.submit(job(1, { constraints: [common, own] }), job(2, { constraints: [common] })),
    );
    assert.deepEqual(wishes?.[0]?.constraints, [common]);
  });
  it("is told again only when the sizes that wait change: wider at once, narrower after a while", () => {
    const c = aCore();
    c.connect();
    assert.deepEqual(bare(c.submit(of(1, 4, 4))), [[[4, 4]]]);
    assert.deepEqual(bare(c.submit(of(2, 4, 4))), []);
    assert.deepEqual(bare(c.submit(of(3, 1, 1))), [[[1, 1]]]);
    assert.deepEqual(bare(c.cycle(c.offer("a1", 1, 1))), [], "4 CPUs wait; 1 was wished a moment ago");
    assert.deepEqual(bare(c.advance(10_000)), [[[4, 4]]]);
  });
  it("is repeated to a new connection", () => {
    const c = aCore();
    c.connect();
    c.submit(of(1, 4, 4));
    c.cycle(c.fromBackend({ type: "disconnected", cause: "cut" }));
    assert.deepEqual(bare(c.connect()), [[[4, 4]]]);
  });
  it("is everything when too many sizes wait, or reservations must be found", () => {
    const c = aCore();
    c.connect();
    assert.deepEqual(bare(c.submit(of(1, 9, 9))), [[[9, 9]]]);
    const left = { id: "job-7", resources: vector(1, 1, 0), volumes: [] };
    assert.deepEqual(bare(c.cycle(c.inventory(["a1", 4, 64, { reservations: [left] }]))), [[]]);
    c.cycle(c.inventory(["a1", 4, 64]));
    assert.deepEqual(bare(c.advance(10_000)), [[[9, 9]]]);
    const many = Array.from({ length: 9 }, (_, n) => of(n + 10, n + 1, 9 - n));
    assert.deepEqual(bare(c.submit(...many)), [[]]);
  });
});
