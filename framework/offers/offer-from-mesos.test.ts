import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import fc from "fast-check";
import type { Offer } from "../../offers/offer.ts";
import { decodeJson } from "../../proto/codec.ts";
import type { Offer as MesosOffer, Resource } from "../../proto/generated/types.ts";
import { offerFromMesos } from "./offer-from-mesos.ts";
import { sortResources } from "./offered-resources.ts";
import { anOffer, aScalar, aVolume, labelled, reservedFor, somePorts } from "./resources.builders.ts";

const GOLDEN = join(
  import.meta.dirname,
  "..",
  "..",
  "integration",
  "mesos-conformance",
  "golden",
  "offer.json",
);

function mapped(resources: readonly Resource[], role = "batch", fields: Partial<MesosOffer> = {}): Offer {
  const offered = sortResources(resources, { framework: "godocker", role });
  return offerFromMesos(anOffer(resources, fields), offered, "fw-1");
}

function leftOut(...resources: readonly Resource[]): number {
  return sortResources(resources, { framework: "godocker", role: "batch" }).leftOut;
}

describe("an offer recorded from Mesos", () => {
  it("is counted in our units", () => {
    const event = decodeJson("mesos.v1.scheduler.Event", readFileSync(GOLDEN));
    const [offer] = event.offers?.offers ?? [];
    assert.ok(offer);
    const offered = sortResources(offer.resources ?? [], { framework: "godocker", role: "conformance" });
    assert.deepEqual(offerFromMesos(offer, offered, "fw-1"), {
      id: "<offer-1>",
      agentId: "<agent-1>",
      hostname: "<host>",
      access: "http://<host>:5051#fw-1",
      attributes: { rack: "r1", zone: "a" },
      lot: "conformance",
      resources: { cpusMilli: 4000, memMib: 4096, diskMib: 10_000, gpus: 0 },
      ports: [[31_000, 31_099]],
      reservations: [],
    });
  });
});

describe("amounts in an offer", () => {
  it("are CPUs in rounded thousandths, and whole MiB and GPUs, never more than there is [C-34]", () => {
    const resources = [aScalar("cpus", 0.1 + 0.2), aScalar("mem", 1023.999), aScalar("disk", 10.5)];
    assert.deepEqual(mapped([...resources, aScalar("gpus", 2)]).resources, {
      cpusMilli: 300,
      memMib: 1023,
      diskMib: 10,
      gpus: 2,
    });
  });

  it("of several classes are added before they are rounded", () => {
    assert.equal(
      mapped([aScalar("mem", 0.5), aScalar("mem", 0.5, reservedFor("batch"))]).resources.memMib,
      1,
    );
  });

  it("are only those a task of ours can use up", () => {
    const one = (fields: Partial<Resource>, role?: string): number =>
      mapped([aScalar("cpus", 1, fields)], role).resources.cpusMilli;
    assert.equal(one({}), 1000);
    assert.equal(one({ role: "*" }), 1000);
    assert.equal(one(reservedFor("batch")), 1000);
    assert.equal(one({ role: "batch" }), 1000);
    assert.equal(one(reservedFor("lab"), "lab/batch"), 1000);
    assert.equal(
      one(
        {
          reservations: [
            { type: "STATIC", role: "lab" },
            { type: "DYNAMIC", role: "lab/batch" },
          ],
        },
        "lab/batch",
      ),
      1000,
    );
    assert.equal(one(reservedFor("lab/batch"), "lab"), 0);
    assert.equal(one(reservedFor("laboratory"), "lab/batch"), 0);
    assert.equal(one(reservedFor("other")), 0);
    assert.equal(one({ role: "other" }), 0);
    assert.equal(one({ provider_id: { value: "csi" } }), 0);
  });

  it("that can be taken away stand apart", () => {
    const offer = mapped([aScalar("cpus", 1), aScalar("cpus", 7, { revocable: {} })]);
    assert.equal(offer.resources.cpusMilli, 1000);
    assert.deepEqual(offer.revocable, { cpusMilli: 7000, memMib: 0, diskMib: 0, gpus: 0 });
    assert.equal(mapped([aScalar("cpus", 1)]).revocable, undefined);
  });

  it("of ports are ranges, joined, whatever their order and overlaps", () => {
    const offer = mapped([somePorts([31_005, 31_009], [31_000, 31_006]), somePorts([32_000, 32_000])]);
    assert.deepEqual(offer.ports, [
      [31_000, 31_009],
      [32_000, 32_000],
    ]);
  });

  it("of ports end where ports end", () => {
    assert.deepEqual(mapped([somePorts([1, Number.MAX_SAFE_INTEGER])]).ports, [[1, 65_535]]);
    assert.deepEqual(mapped([somePorts([70_000, 80_000])]).ports, []);
  });
});

describe("reservations of ours in an offer", () => {
  it("are not for just any task, and are told with their volumes", () => {
    const offer = mapped([
      aScalar("cpus", 4),
      aScalar("cpus", 2, labelled("job-7")),
      aScalar("mem", 64, labelled("job-7")),
      aScalar("disk", 10, labelled("task-1.1.1")),
      aVolume("task-1.1.1", 100),
    ]);
    assert.deepEqual(offer.resources, { cpusMilli: 4000, memMib: 0, diskMib: 0, gpus: 0 });
    assert.deepEqual(offer.reservations, [
      { id: "job-7", resources: { cpusMilli: 2000, memMib: 64, diskMib: 0, gpus: 0 }, volumes: [] },
      {
        id: "task-1.1.1",
        resources: { cpusMilli: 0, memMib: 0, diskMib: 110, gpus: 0 },
        volumes: ["task-1.1.1"],
      },
    ]);
  });

  it("are those with our name: another GoDocker's are left alone", () => {
    const offer = mapped([aScalar("cpus", 2, labelled("job-7", "other"))]);
    assert.deepEqual([offer.resources.cpusMilli, offer.reservations], [0, []]);
  });
});

describe("what an offer holds that we cannot use", () => {
  for (const [what, resource] of [
    ["a volume of others", aVolume("data", 10, reservedFor("batch"))],
    ["a shared volume", { ...aVolume("data", 10), shared: {} }],
    ["a disk that is a mount", aScalar("disk", 10, { disk: { source: { type: "MOUNT" } } })],
    ["an amount below zero", aScalar("cpus", -1)],
    ["no number", aScalar("mem", Number.NaN)],
    ["more than can be counted", aScalar("mem", Number.POSITIVE_INFINITY)],
    ["less than a thousandth", aScalar("cpus", 0.0004)],
    ["a kind we do not know", aScalar("network_bandwidth", 10)],
    ["an odd name", aScalar("__proto__", 10)],
    ["a set", { name: "labels", type: "SET", set: { item: ["a"] } }],
    ["text", { name: "cpus", type: "TEXT" }],
    ["ports backwards", somePorts([10, 5])],
    ["ports as a scalar", aScalar("ports", 10)],
  ] as const) {
    it(`is left out and counted: ${what}`, () => {
      assert.equal(leftOut(resource), 1);
      const offer = mapped([resource, aScalar("cpus", 1)]);
      assert.deepEqual(offer.resources, { cpusMilli: 1000, memMib: 0, diskMib: 0, gpus: 0 });
    });
  }

  it("never breaks anything, whatever it is", () => {
    const anyResource = fc.record<Resource>({
      name: fc.constantFrom("cpus", "mem", "disk", "gpus", "ports", "", "__proto__", "x"),
      type: fc.constantFrom("SCALAR", "RANGES", "SET", "TEXT"),
      scalar: fc.record({ value: fc.double() }),
      ranges: fc.record({
        range: fc.array(fc.record({ begin: fc.nat(), end: fc.maxSafeNat() }), { maxLength: 4 }),
      }),
    });
    fc.assert(
      fc.property(fc.array(anyResource, { maxLength: 6 }), (resources) => {
        const { resources: vector, ports } = mapped(resources);
        for (const amount of Object.values(vector)) assert.ok(Number.isSafeInteger(amount) && amount >= 0);
        for (const [first, last] of ports) assert.ok(first >= 0 && first <= last && last <= 65_535);
      }),
    );
  });
});

describe("a planned absence of an agent [C-44]", () => {
  const start = { nanoseconds: 1_795_508_678_356_000_000 };

  it("is told in milliseconds", () => {
    const unavailability = { start, duration: { nanoseconds: 3_600_000_000_000 } };
    assert.deepEqual(mapped([], "batch", { unavailability }).unavailability, {
      startMs: 1_795_508_678_356,
      endMs: 1_795_512_278_356,
    });
  });

  it("without an end is for good", () => {
    assert.deepEqual(mapped([], "batch", { unavailability: { start } }).unavailability, {
      startMs: 1_795_508_678_356,
    });
  });
});

describe("attributes of an agent", () => {
  it("are text, the first of a name", () => {
    const range = [{ begin: 1, end: 2 }];
    const { attributes } = mapped([], "batch", {
      attributes: [
        { name: "rack", type: "TEXT", text: { value: "r1" } },
        { name: "rack", type: "TEXT", text: { value: "r2" } },
        { name: "level", type: "SCALAR", scalar: { value: 2.5 } },
        { name: "rows", type: "RANGES", ranges: { range: [...range, { begin: 5, end: 5 }] } },
        { name: "__proto__", type: "TEXT", text: { value: "x" } },
      ],
    });
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
    assert.equal(mapped([]).access, "http://node1.example:5051#fw-1");
  });

  it("puts IPv6 in brackets", () => {
    const url = { scheme: "https", address: { ip: "fd00::1", port: 6051 } };
    assert.equal(mapped([], "batch", { url }).access, "https://[fd00::1]:6051#fw-1");
  });
});
