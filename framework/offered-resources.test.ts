import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import fc from "fast-check";
import { decodeJson } from "../proto/codec.ts";
import type { Offer as MesosOffer, Resource, ResourceReservationInfo } from "../proto/generated/types.ts";
import { offerFromMesos, remainderOf, takeResources, usableResources } from "./offered-resources.ts";

const GOLDEN = join(import.meta.dirname, "..", "integration", "mesos-conformance", "golden", "offer.json");

function aResource(name: string, value: number, fields: Partial<Resource> = {}): Resource {
  return { name, type: "SCALAR", scalar: { value }, allocation_info: { role: "batch" }, ...fields };
}

function reserved(role: string): { readonly reservations: readonly ResourceReservationInfo[] } {
  return { reservations: [{ type: "DYNAMIC", role, principal: "op" }] };
}

function anOffer(resources: readonly Resource[], fields: Partial<MesosOffer> = {}): MesosOffer {
  return {
    id: { value: "o1" },
    framework_id: { value: "fw-1" },
    agent_id: { value: "agent-1" },
    hostname: "node1",
    url: { scheme: "http", address: { hostname: "node1.example", port: 5051 }, path: "/slave(1)" },
    resources,
    ...fields,
  };
}

function mapped(resources: readonly Resource[], role = "batch") {
  return offerFromMesos(anOffer(resources), usableResources(resources, role), "fw-1").resources;
}

describe("an offer recorded from Mesos", () => {
  it("is counted in our units", () => {
    const event = decodeJson("mesos.v1.scheduler.Event", readFileSync(GOLDEN));
    const [offer] = event.offers?.offers ?? [];
    assert.ok(offer);
    const usable = usableResources(offer.resources ?? [], "conformance");
    assert.deepEqual(offerFromMesos(offer, usable, "fw-1"), {
      id: "<offer-1>",
      agentId: "<agent-1>",
      hostname: "<host>",
      access: "http://<host>:5051#fw-1",
      attributes: { rack: "r1", zone: "a" },
      resources: { cpusMilli: 4000, memMib: 4096, diskMib: 10_000, gpus: 0 },
      ports: [[31_000, 31_099]],
    });
  });
});

describe("amounts in an offer", () => {
  it("are CPUs in rounded thousandths, and whole MiB and GPUs, never more than there is", () => {
    const resources = [aResource("cpus", 0.1 + 0.2), aResource("mem", 1023.999), aResource("disk", 10.5)];
    assert.deepEqual(mapped([...resources, aResource("gpus", 2)]), {
      cpusMilli: 300,
      memMib: 1023,
      diskMib: 10,
      gpus: 2,
    });
  });

  it("of several classes are added before they are rounded", () => {
    assert.equal(mapped([aResource("mem", 0.5), aResource("mem", 0.5, reserved("batch"))]).memMib, 1);
  });

  it("are only those a task of ours can use up", () => {
    const one = (fields: Partial<Resource>, role?: string): number =>
      mapped([aResource("cpus", 1, fields)], role).cpusMilli;
    assert.equal(one({}), 1000);
    assert.equal(one({ role: "*" }), 1000);
    assert.equal(one(reserved("batch")), 1000);
    assert.equal(one({ role: "batch" }), 1000);
    assert.equal(one(reserved("lab"), "lab/batch"), 1000);
    assert.equal(one(reserved("lab/batch"), "lab"), 0);
    assert.equal(one(reserved("other")), 0);
    assert.equal(one({ role: "other" }), 0);
    assert.equal(one({ revocable: {} }), 0);
    assert.equal(one({ provider_id: { value: "csi" } }), 0);
    const persistence = { id: "p1" };
    assert.equal(mapped([aResource("disk", 1, { disk: { persistence }, ...reserved("batch") })]).diskMib, 0);
    assert.equal(mapped([aResource("disk", 1, { disk: { source: { type: "MOUNT" } } })]).diskMib, 0);
  });

  it("of ports are ranges, joined", () => {
    const ports = (begin: number, end: number): Resource => ({
      name: "ports",
      type: "RANGES",
      ranges: { range: [{ begin, end }] },
    });
    const usable = [ports(31_005, 31_009), ports(31_000, 31_004), ports(32_000, 32_000)];
    assert.deepEqual(offerFromMesos(anOffer(usable), usable, "fw-1").ports, [
      [31_000, 31_009],
      [32_000, 32_000],
    ]);
  });
});

describe("attributes of an agent", () => {
  it("are text, the first of a name", () => {
    const range = [{ begin: 1, end: 2 }];
    const offer = anOffer([], {
      attributes: [
        { name: "rack", type: "TEXT", text: { value: "r1" } },
        { name: "rack", type: "TEXT", text: { value: "r2" } },
        { name: "level", type: "SCALAR", scalar: { value: 2.5 } },
        { name: "rows", type: "RANGES", ranges: { range: [...range, { begin: 5, end: 5 }] } },
        { name: "__proto__", type: "TEXT", text: { value: "x" } },
      ],
    });
    const { attributes } = offerFromMesos(offer, [], "fw-1");
    assert.deepEqual(Object.entries(attributes), [
      ["rack", "r1"],
      ["level", "2.5"],
      ["rows", "[1-2, 5-5]"],
      ["__proto__", "x"],
    ]);
  });
});

describe("the address of an agent", () => {
  it("names host, port and framework", () => {
    assert.equal(offerFromMesos(anOffer([]), [], "fw-1").access, "http://node1.example:5051#fw-1");
  });

  it("puts IPv6 in brackets", () => {
    const url = { scheme: "https", address: { ip: "fd00::1", port: 6051 } };
    assert.equal(offerFromMesos(anOffer([], { url }), [], "fw-1").access, "https://[fd00::1]:6051#fw-1");
  });
});

describe("resources of a task", () => {
  it("come from reserved ones first, and keep what was offered with them", () => {
    const remainder = remainderOf([
      aResource("cpus", 2),
      aResource("cpus", 0.3, reserved("batch")),
      aResource("mem", 100),
    ]);
    assert.deepEqual(takeResources(remainder, { cpus: 1000, mem: 50_000 }).resources, [
      aResource("cpus", 0.3, reserved("batch")),
      aResource("cpus", 0.7),
      aResource("mem", 50),
    ]);
    assert.deepEqual(takeResources(remainder, { cpus: 1300 }).resources, [aResource("cpus", 1.3)]);
  });

  it("of which there is too little are named, and nothing is taken", () => {
    const remainder = remainderOf([aResource("cpus", 1), aResource("mem", 10)]);
    const wanted = { cpus: 1000, mem: 11_000, disk: 1000, gpus: 0 };
    assert.deepEqual(takeResources(remainder, wanted), { lacking: ["mem", "disk"] });
    assert.ok(takeResources(remainder, { cpus: 1000, mem: 10_000 }).resources);
  });

  it("never exceed the offers, and add up exactly", () => {
    const anAmount = fc.integer({ min: 0, max: 5000 });
    const offered = fc.array(fc.tuple(anAmount, fc.constantFrom({}, reserved("batch"))), { maxLength: 5 });
    fc.assert(
      fc.property(offered, fc.array(anAmount, { maxLength: 10 }), (offers, tasks) => {
        const remainder = remainderOf(
          offers.map(([amount, fields]) => aResource("cpus", amount / 1000, fields)),
        );
        let left = offers.reduce((sum, [amount]) => sum + amount, 0);
        for (const amount of tasks) {
          const { resources } = takeResources(remainder, { cpus: amount });
          assert.equal(resources === undefined, amount > left);
          if (resources === undefined) continue;
          const sum = resources.reduce(
            (total, { scalar }) => total + Math.round((scalar?.value ?? 0) * 1000),
            0,
          );
          assert.equal(sum, amount);
          assert.ok(resources.every(({ scalar }) => (scalar?.value ?? 0) > 0));
          left -= amount;
        }
      }),
    );
  });
});
