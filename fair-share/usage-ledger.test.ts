import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { bookedCost, costRate, UsageLedger } from "./usage-ledger.ts";

const HOUR = 3_600_000;
const near = (a: number, b: number, what: string) =>
  assert.ok(Math.abs(a - b) <= 1e-6 * Math.max(1, Math.abs(a), Math.abs(b)), `${what}: ${a} and ${b}`);

describe("usage that decays", () => {
  it("is halved after a half-life", () => {
    const ledger = new UsageLedger({ halfLifeMs: HOUR, originMs: 0 });
    ledger.charge("a", 1000, 0);
    near(ledger.usage("a", HOUR), 500, "after one");
    near(ledger.usage("a", 3 * HOUR), 125, "after three");
  });

  it("of a running task is what its charges in small steps would be", () => {
    const whole = new UsageLedger({ halfLifeMs: HOUR, originMs: 0 });
    const steps = new UsageLedger({ halfLifeMs: HOUR, originMs: 0 });
    whole.begin("a", 2000, 1000);
    const stepMs = 100;
    for (let at = 1000; at < 1000 + 2 * HOUR; at += stepMs) steps.charge("a", 2000 * stepMs, at + stepMs / 2);
    whole.end("a", 2000, 1000 + 2 * HOUR);
    near(whole.usage("a", 5 * HOUR), steps.usage("a", 5 * HOUR), "closed form and sum");
  });

  it("keeps the order of accounts while time alone passes", () => {
    const charges = fc.array(fc.tuple(fc.constantFrom("a", "b", "c"), fc.nat(1e9), fc.nat(HOUR)), {
      maxLength: 20,
    });
    fc.assert(
      fc.property(charges, fc.nat(1000), (list, hours) => {
        const ledger = new UsageLedger({ halfLifeMs: HOUR, originMs: 0 });
        for (const [account, cost, atMs] of list) ledger.charge(account, cost, atMs);
        const difference = (atMs: number) => Math.sign(ledger.usage("a", atMs) - ledger.usage("b", atMs));
        assert.equal(difference(HOUR), difference(HOUR + hours * 1000));
      }),
    );
  });

  it("outlives any number of half-lives without overflow", () => {
    const ledger = new UsageLedger({ halfLifeMs: 1000, originMs: 0 });
    ledger.begin("a", 1000, 0);
    ledger.charge("b", 1, 10_000_000);
    near(ledger.usage("b", 10_000_000), 1, "charged just now");
    assert.ok(Number.isFinite(ledger.usage("a", 10_000_000)));
    ledger.end("a", 1000, 20_000_000);
    assert.ok(ledger.usage("a", 20_000_000) > 0);
  });

  it("is nothing for an account that never ran", () => {
    assert.equal(new UsageLedger({ halfLifeMs: HOUR, originMs: 0 }).usage("nobody", HOUR), 0);
  });
});

describe("the cost of resources", () => {
  it("is the dominant one of cpu and memory", () => {
    assert.equal(costRate({ cpusMilli: 2000, memMib: 4096, diskMib: 0, gpus: 0 }), 2000);
    assert.equal(costRate({ cpusMilli: 500, memMib: 8192, diskMib: 0, gpus: 0 }), 2000);
    assert.equal(bookedCost({ cpuMilliMs: 10, memMibMs: 4096 }), 1000);
  });
});
