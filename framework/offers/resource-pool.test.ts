import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import type { Resource } from "../../proto/generated/types.ts";
import { sortResources } from "./offered-resources.ts";
import { poolOf, revocableNames, takeResources } from "./resource-pool.ts";
import type { Amounts, Pool, Wanted } from "./resource-pool.ts";
import { aScalar, aVolume, labelled, reservedFor, somePorts } from "./resources.builders.ts";

function aPool(...resources: readonly Resource[]): Pool {
  return poolOf([sortResources(resources, { framework: "godocker", role: "batch" })]);
}

function want(amounts: Amounts, fields: Partial<Wanted> = {}): Wanted {
  return { amounts, ports: [], revocable: new Set(), ...fields };
}

function taken(pool: Pool, wanted: Wanted): readonly Resource[] {
  const result = takeResources(pool, wanted);
  assert.ok("resources" in result, "lacking" in result ? result.lacking.join() : "");
  return result.resources;
}

describe("resources of a task", () => {
  const pool = aPool(
    aScalar("cpus", 2),
    aScalar("cpus", 0.3, reservedFor("batch")),
    aScalar("cpus", 1, labelled("job-7")),
    aScalar("mem", 100),
  );

  it("come from what operators reserved first, and keep all that was offered with them [C-34]", () => {
    assert.deepEqual(taken(pool, want({ cpus: 1000, mem: 50_000 })), [
      aScalar("cpus", 0.3, reservedFor("batch")),
      aScalar("cpus", 0.7),
      aScalar("mem", 50),
    ]);
  });

  it("come from the reservation of their job before all else", () => {
    assert.deepEqual(taken(pool, want({ cpus: 1400 }, { reservation: "job-7" })), [
      aScalar("cpus", 1, labelled("job-7")),
      aScalar("cpus", 0.3, reservedFor("batch")),
      aScalar("cpus", 0.1),
    ]);
  });

  it("never come from the reservation of another job, nor out of a volume", () => {
    assert.deepEqual(takeResources(pool, want({ cpus: 2301 })), { lacking: ["cpus"] });
    const volume = aPool(aVolume("task-1.1.1", 100));
    assert.deepEqual(takeResources(volume, want({ disk: 1000 }, { reservation: "task-1.1.1" })), {
      lacking: ["disk"],
    });
  });

  it("of which there is too little are named, and nothing is taken", () => {
    assert.deepEqual(takeResources(pool, want({ cpus: 1000, mem: 101_000, disk: 1 })), {
      lacking: ["mem", "disk"],
    });
  });

  it("are ports as ranges, of the class that has them", () => {
    const ports = aPool(somePorts([10, 12]), { ...somePorts([20, 22]), ...reservedFor("batch") });
    assert.deepEqual(taken(ports, want({}, { ports: [22, 10, 11] })), [
      { ...somePorts([22, 22]), ...reservedFor("batch") },
      somePorts([10, 11]),
    ]);
  });

  it("never mix, of one name, what can be taken away with what cannot [C-35]", () => {
    const mixed = aPool(aScalar("cpus", 2), aScalar("cpus", 3, { revocable: {} }), aScalar("mem", 10));
    assert.deepEqual([...revocableNames(mixed, { cpus: 3000, mem: 1000 })], ["cpus"]);
    assert.deepEqual(taken(mixed, want({ cpus: 3000 }, { revocable: new Set(["cpus"]) })), [
      aScalar("cpus", 3, { revocable: {} }),
    ]);
    assert.deepEqual([...revocableNames(mixed, { cpus: 4000 })], []);
    assert.deepEqual(takeResources(mixed, want({ cpus: 4000 })), { lacking: ["cpus"] });
  });

  it("never exceed the offers, and add up exactly [C-34]", () => {
    const anAmount = fc.integer({ min: 1, max: 5000 });
    const offered = fc.array(fc.tuple(anAmount, fc.constantFrom({}, reservedFor("batch"))), { maxLength: 5 });
    fc.assert(
      fc.property(offered, fc.array(anAmount, { maxLength: 10 }), (offers, tasks) => {
        let rest = aPool(...offers.map(([amount, fields]) => aScalar("cpus", amount / 1000, fields)));
        let left = offers.reduce((sum, [amount]) => sum + amount, 0);
        for (const amount of tasks) {
          const result = takeResources(rest, want({ cpus: amount }));
          assert.equal("lacking" in result, amount > left);
          if ("lacking" in result) continue;
          const thousandths = result.resources.map(({ scalar }) => (scalar?.value ?? 0) * 1000);
          assert.equal(Math.round(thousandths.reduce((sum, one) => sum + one, 0)), amount);
          assert.ok(thousandths.every((one) => one > 0));
          left -= amount;
          ({ rest } = result);
        }
      }),
    );
  });

  it("are ports that nobody else has [C-36]", () => {
    const somePort = fc.integer({ min: 31_000, max: 31_020 });
    fc.assert(
      fc.property(fc.array(fc.uniqueArray(somePort, { maxLength: 4 }), { maxLength: 6 }), (orders) => {
        let rest = aPool(somePorts([31_000, 31_005], [31_010, 31_015]));
        const given = new Set<number>();
        for (const ports of orders) {
          const result = takeResources(rest, want({}, { ports }));
          const isFree = (port: number): boolean =>
            !given.has(port) && ((port >= 31_000 && port <= 31_005) || (port >= 31_010 && port <= 31_015));
          assert.equal("lacking" in result, !ports.every(isFree));
          if ("lacking" in result) continue;
          for (const port of ports) given.add(port);
          ({ rest } = result);
        }
      }),
    );
  });
});
