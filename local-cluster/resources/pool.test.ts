import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import type { Resource } from "../../proto/generated/types.ts";
import { parseAttributes, parseResources } from "./parse.ts";
import { add, contains, poolOf, resourcesOf, subtract, totalMilli } from "./pool.ts";
import { poolText } from "./text.ts";
import { resourcesProblem } from "./validation.ts";

const scalar = (name: string, value: number, fields: Partial<Resource> = {}): Resource => ({
  name,
  type: "SCALAR",
  scalar: { value },
  ...fields,
});

const aScalar = fc
  .tuple(
    fc.constantFrom("cpus", "mem"),
    fc.integer({ min: 1, max: 100_000 }),
    fc.constantFrom(undefined, "batch"),
  )
  .map(([name, milli, role]) =>
    scalar(name, milli / 1000, role === undefined ? {} : { reservations: [{ type: "DYNAMIC", role }] }),
  );
const aRange = fc
  .tuple(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 0, max: 9 }))
  .map(([begin, more]): Resource => ({
    name: "ports",
    type: "RANGES",
    ranges: { range: [{ begin, end: begin + more }] },
  }));
const aResource = fc.oneof(aScalar, aRange);
const aPool = fc.array(aResource, { maxLength: 6 }).map((resources) => poolOf(resources));
const asText = (pool: ReturnType<typeof poolOf>): string[] =>
  resourcesOf(pool, { reservations: "stack" })
    .map((resource) => JSON.stringify(resource))
    .sort();

describe("sums of resources", () => {
  it("contain both parts, whatever the order", () => {
    fc.assert(
      fc.property(aPool, aPool, (a, b) => {
        const sum = add(a, b);
        assert.ok(contains(sum, a) && contains(sum, b));
        assert.deepEqual(asText(sum), asText(add(b, a)));
      }),
    );
  });

  it("give back what was added, in exact thousandths", () => {
    const scalars = fc.array(aScalar, { maxLength: 6 }).map((resources) => poolOf(resources));
    fc.assert(
      fc.property(aPool, scalars, (a, b) => assert.deepEqual(asText(subtract(add(a, b), b)), asText(a))),
    );
    const tenth = poolOf([scalar("cpus", 0.1)]);
    const all = add(tenth, add(tenth, tenth));
    assert.deepEqual(resourcesOf(all, { reservations: "stack" }), [scalar("cpus", 0.3)]);
  });

  it("keep a reserved cpu apart from a free one", () => {
    const reserved = poolOf([scalar("cpus", 1, { reservations: [{ type: "STATIC", role: "batch" }] })]);
    assert.equal(contains(poolOf([scalar("cpus", 4)]), reserved), false);
    assert.equal(totalMilli(add(poolOf([scalar("cpus", 4)]), reserved), "cpus"), 5000);
  });

  it("read the old format of reservations as the new one", () => {
    const old = poolOf([
      scalar("cpus", 1, { role: "batch", reservation: { principal: "p" } }),
      scalar("mem", 1, { role: "*" }),
    ]);
    const stack = [{ type: "DYNAMIC", role: "batch", principal: "p" }] as const;
    const renewed = poolOf([scalar("cpus", 1, { reservations: stack }), scalar("mem", 1)]);
    assert.ok(contains(old, renewed) && contains(renewed, old));
    assert.deepEqual(resourcesOf(old, { reservations: "role", allocatedTo: "batch" }), [
      scalar("cpus", 1, {
        role: "batch",
        reservation: { principal: "p" },
        allocation_info: { role: "batch" },
      }),
      scalar("mem", 1, { role: "*", allocation_info: { role: "batch" } }),
    ]);
  });

  it("hide stacked reservations from those who know only one [M-24]", () => {
    const refined = poolOf([
      scalar("cpus", 1, {
        reservations: [
          { type: "STATIC", role: "a" },
          { type: "DYNAMIC", role: "a/b" },
        ],
      }),
    ]);
    assert.deepEqual(resourcesOf(refined, { reservations: "role" }), []);
  });

  it("are printed as Mesos prints them", () => {
    const pool = poolOf([
      scalar("cpus", 1.5),
      { name: "ports", type: "RANGES", ranges: { range: [{ begin: 1, end: 2 }] } },
    ]);
    assert.equal(poolText(pool, "batch"), "cpus(allocated: batch):1.5; ports(allocated: batch):[1-2]");
  });
});

describe("resources of a message", () => {
  it("are refused in Mesos' words", () => {
    assert.equal(
      resourcesProblem([scalar("cpus", -1)]),
      "Resource 'cpus:-1' is invalid: Invalid scalar resource: value <= 0",
    );
    assert.equal(
      resourcesProblem([scalar("cpus", 0.0001)]),
      "Resource 'cpus:0' is invalid: Invalid scalar resource: value <= 0",
    );
    const overlapping: Resource = {
      name: "ports",
      type: "RANGES",
      ranges: {
        range: [
          { begin: 1, end: 5 },
          { begin: 5, end: 6 },
        ],
      },
    };
    assert.match(resourcesProblem([overlapping]) ?? "", /overlapping ranges$/);
    assert.equal(resourcesProblem([scalar("cpus", 0)]), undefined);
  });
});

describe("the flags --resources and --attributes", () => {
  it("read scalars, ranges and sets", () => {
    assert.deepEqual(parseResources("cpus:0.5;ports:[1-2,4-5];zones:{a,b}"), [
      scalar("cpus", 0.5),
      {
        name: "ports",
        type: "RANGES",
        ranges: {
          range: [
            { begin: 1, end: 2 },
            { begin: 4, end: 5 },
          ],
        },
      },
      { name: "zones", type: "SET", set: { item: ["a", "b"] } },
    ]);
    assert.deepEqual(parseAttributes("rack:r1;level:10"), [
      { name: "rack", type: "TEXT", text: { value: "r1" } },
      { name: "level", type: "SCALAR", scalar: { value: 10 } },
    ]);
  });

  it("say what they expected instead", () => {
    assert.throws(() => parseResources("cpus:four"), /'cpus:four': expected a number/);
    assert.throws(() => parseResources("ports:[9-1]"), /'9-1' is not a range/);
    assert.throws(() => parseResources("cpus"), /not of the form name:value/);
    assert.throws(() => parseResources("gpus:0.5"), /whole number/);
  });
});
