import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { CONSTRAINT_OPS } from "../../jobs/spec/constraint.ts";
import type { Constraint } from "../../jobs/spec/constraint.ts";
import { meetsConstraints } from "../../local-cluster/master/state/constraints.ts";
import type { WantedOffer } from "../../offers/backend.ts";
import { firstUnmet } from "../../offers/constraints.ts";
import { encodeJson } from "../../proto/codec.ts";
import type { Attribute } from "../../proto/generated/types.ts";
import { fits } from "../../resources/vector.ts";
import { attributesOf } from "../offers/attributes.ts";
import { patternCost } from "./constraint-patterns.ts";
import { isWithin, offerNeedsOf } from "./offer-needs.ts";
import type { OfferNeeds } from "./offer-needs.ts";

function aWish(fields: Partial<WantedOffer["resources"]> & Partial<WantedOffer> = {}): WantedOffer {
  const { cpusMilli = 0, memMib = 0, diskMib = 0, gpus = 0, ports = 0, constraints = [] } = fields;
  return { resources: { cpusMilli, memMib, diskMib, gpus }, ports, constraints };
}

function on(attribute: string, op: Constraint["op"], ...values: readonly string[]): Constraint {
  return { attribute, op, values };
}

const quantities = ({ filters }: OfferNeeds): readonly unknown[] =>
  (filters?.min_allocatable_resources?.quantities ?? []).map(({ quantities: set = {} }) =>
    Object.fromEntries(Object.entries(set).map(([name, { value }]) => [name, value])),
  );
const groups = ({ constraints }: OfferNeeds): readonly unknown[] =>
  (constraints?.groups ?? []).map(({ attribute_constraints: all }) => all);

describe("the sizes of offers that are asked for", () => {
  it("are those of the wishes, in the units of Mesos", () => {
    const wish = aWish({ cpusMilli: 1500, memMib: 512, diskMib: 10, gpus: 1, ports: 2 });
    assert.deepEqual(quantities(offerNeedsOf([wish])), [
      { cpus: 1.5, mem: 512, disk: 10, gpus: 1, ports: 2 },
    ]);
  });

  it("are the smallest: what holds a larger one holds them, too", () => {
    const wishes = [
      aWish({ cpusMilli: 2000, memMib: 64 }),
      aWish({ cpusMilli: 1000, memMib: 512 }),
      aWish({ cpusMilli: 2000, memMib: 512 }),
      aWish({ cpusMilli: 1000, memMib: 512 }),
    ];
    assert.deepEqual(quantities(offerNeedsOf(wishes)), [
      { cpus: 1, mem: 512 },
      { cpus: 2, mem: 64 },
    ]);
  });

  it("are few, however many wishes there are", () => {
    const wishes = Array.from({ length: 2000 }, (_, at) =>
      aWish({ cpusMilli: 1000 + at, memMib: 4000 - at, diskMib: 7 }),
    );
    const found = quantities(offerNeedsOf(wishes));
    assert.ok(found.length > 1 && found.length <= 8);
  });

  it("are any when nothing is wished, or something that takes nothing", () => {
    assert.deepEqual(offerNeedsOf([]), {});
    assert.deepEqual(offerNeedsOf([aWish(), aWish({ cpusMilli: 1 })]), {});
  });
});

describe("the agents that are asked for", () => {
  it("are those that meet the constraints of one wish", () => {
    const wishes = [
      aWish({ cpusMilli: 1, constraints: [on("rack", "eq", "r1"), on("hostname", "ne", "n7")] }),
      aWish({ cpusMilli: 1, constraints: [on("os", "in", "a.b", "c")] }),
    ];
    assert.deepEqual(groups(offerNeedsOf(wishes)), [
      [
        { selector: { attribute_name: "rack" }, predicate: { text_equals: { value: "r1" } } },
        { selector: { pseudoattribute_type: "HOSTNAME" }, predicate: { text_not_equals: { value: "n7" } } },
      ],
      [{ selector: { attribute_name: "os" }, predicate: { text_matches: { regex: "a\\.b|c" } } }],
    ]);
  });

  it("are all as soon as one wish is for any agent", () => {
    const wishes = [aWish({ cpusMilli: 1, constraints: [on("rack", "eq", "r1")] }), aWish({ cpusMilli: 1 })];
    assert.deepEqual(groups(offerNeedsOf(wishes)), []);
    const hosts = [aWish({ cpusMilli: 1, constraints: [on("hostname", "exists")] })];
    assert.deepEqual(groups(offerNeedsOf(hosts)), []);
  });

  it("are more than wished where Mesos cannot compare, or only at length", () => {
    const long = Array.from({ length: 50 }, (_, at) => `node-${at}`);
    for (const constraint of [
      on("mem", "gt", "4"),
      on("rack", "match", "(a{100})"),
      on("rack", "in", ...long),
    ]) {
      assert.deepEqual(
        groups(offerNeedsOf([aWish({ cpusMilli: 1, constraints: [constraint] })])),
        [[{ selector: { attribute_name: constraint.attribute }, predicate: { exists: {} } }]],
        constraint.op,
      );
    }
    const many = Array.from({ length: 17 }, (_, at) =>
      aWish({ cpusMilli: 1, constraints: [on("rack", "eq", String(at))] }),
    );
    assert.deepEqual(groups(offerNeedsOf(many)), []);
  });
});

describe("the size of a pattern", () => {
  it("is foreseen for plain ones", () => {
    for (const pattern of ["r[0-9]+", "gpu.*", "a|b", "node-\\d\\d", "(x|y)z?", "grüße"])
      assert.ok((patternCost(pattern) ?? 100) <= 60, pattern);
  });

  it("is not known for others", () => {
    for (const pattern of [
      "a{1000}",
      "\\pL",
      "(?i)a",
      "[^a]",
      "a**",
      "(",
      "a)",
      "[z-a]",
      "*",
      "^a$",
      "\\",
      "[[:alpha:]]",
    ])
      assert.equal(patternCost(pattern), undefined, pattern);
  });
});

// --- whatever is wished ----------------------------------------------------------------------------------------------

const NAMES = ["rack", "os", "hostname", "zone"];
const aText = fc.oneof(
  fc.constantFrom("r1", "r2", "a.b", "3", "3.5", "", "grüße", "x|y", "(", "n1"),
  fc.string({ maxLength: 4 }),
  fc.string({ unit: "grapheme", maxLength: 3 }),
);
const aPattern = fc.oneof(
  aText,
  fc.constantFrom(
    "r[0-9]",
    "r.*",
    ".",
    "a|b",
    "r1|r2",
    "(r1|a\\.b)x?",
    "[a-z]+",
    "\\d",
    "x{2}",
    "(?i)R1",
    "[^r].*",
  ),
);
const aConstraint: fc.Arbitrary<Constraint> = fc
  .record({
    attribute: fc.constantFrom(...NAMES),
    op: fc.constantFrom(...CONSTRAINT_OPS),
    values: fc.array(aText, { minLength: 1, maxLength: 4 }),
    pattern: aPattern,
  })
  .map(({ attribute, op, values, pattern }) => ({
    attribute,
    op,
    values: op === "match" ? [pattern] : values,
  }));
const amount = (max: number): fc.Arbitrary<number> => fc.oneof(fc.constant(0), fc.nat(max));
const aVector = fc.record({
  cpusMilli: amount(8000),
  memMib: amount(4096),
  diskMib: amount(100),
  gpus: amount(2),
});
const anyWish: fc.Arbitrary<WantedOffer> = fc.record({
  resources: aVector,
  ports: amount(3),
  constraints: fc.array(aConstraint, { maxLength: 3 }),
});
const anAttribute: fc.Arbitrary<Attribute> = fc.oneof(
  fc.record({
    name: fc.constantFrom(...NAMES),
    type: fc.constant("TEXT" as const),
    text: aText.map((value) => ({ value })),
  }),
  fc.record({
    name: fc.constantFrom(...NAMES),
    type: fc.constant("SCALAR" as const),
    scalar: fc.constantFrom(1, 3, 3.5).map((value) => ({ value })),
  }),
);
const anAgent = fc.record({ hostname: aText, attributes: fc.array(anAttribute, { maxLength: 4 }) });

interface Given {
  readonly resources: WantedOffer["resources"];
  readonly ports: number;
  readonly agent: { readonly hostname: string; readonly attributes: readonly Attribute[] };
}

/** What a master does with the needs. */
function comes({ filters, constraints }: OfferNeeds, { resources, ports, agent }: Given): boolean {
  const { cpusMilli, memMib, diskMib, gpus } = resources;
  const amounts: Readonly<Record<string, number>> = {
    cpus: cpusMilli / 1000,
    mem: memMib,
    disk: diskMib,
    gpus,
    ports,
  };
  const sets = filters?.min_allocatable_resources?.quantities;
  const isLarge =
    sets === undefined ||
    sets.some(({ quantities: set = {} }) =>
      Object.entries(set).every(([name, { value }]) => (amounts[name] ?? 0) >= value),
    );
  const role = constraints === undefined ? {} : { role_constraints: { batch: constraints } };
  return isLarge && meetsConstraints(role, "batch", { ...agent, resources: [] });
}

function satisfies({ resources, ports, agent }: Given, wish: WantedOffer): boolean {
  const seen = { hostname: agent.hostname, attributes: attributesOf(agent.attributes) };
  return (
    fits(wish.resources, resources) && wish.ports <= ports && firstUnmet(wish.constraints, seen) === undefined
  );
}

describe("whatever is wished", () => {
  it("an offer that would satisfy one of the wishes is never kept from us", () => {
    let satisfied = 0;
    let kept = 0;
    fc.assert(
      fc.property(
        fc.array(anyWish, { maxLength: 14 }),
        fc.array(fc.record({ more: aVector, agent: anAgent, ports: amount(5), at: fc.nat() }), {
          maxLength: 20,
        }),
        (wishes, offers) => {
          const needs = offerNeedsOf(wishes);
          for (const { more, agent, ports, at } of offers) {
            // Often just as much as one of the wishes is for.
            const wish = wishes[at % Math.max(1, wishes.length)];
            const offer = { resources: at % 2 === 0 ? (wish?.resources ?? more) : more, ports, agent };
            if (wishes.some((one) => satisfies(offer, one))) {
              satisfied += 1;
              assert.ok(comes(needs, offer), JSON.stringify({ needs, offer }));
            } else if (!comes(needs, offer)) kept += 1;
          }
        },
      ),
      { numRuns: 2000 },
    );
    assert.ok(satisfied > 1000 && kept > 1000, `${satisfied} satisfied, ${kept} kept back`);
  });

  it("Mesos can read it, and it is within bounds", () => {
    fc.assert(
      fc.property(fc.array(anyWish, { maxLength: 40 }), (wishes) => {
        const { filters, constraints } = offerNeedsOf(wishes);
        const sets = filters?.min_allocatable_resources?.quantities;
        assert.ok(sets === undefined || (sets.length > 0 && sets.length <= 8));
        for (const { quantities: set = {} } of sets ?? []) {
          assert.ok(Object.keys(set).length > 0);
          assert.ok(Object.values(set).every(({ value }) => value >= 0.001));
        }
        assert.ok(
          constraints === undefined ||
            ((constraints.groups?.length ?? 0) > 0 && (constraints.groups?.length ?? 0) <= 16),
        );
        for (const { attribute_constraints: all = [] } of constraints?.groups ?? []) {
          assert.ok(all.length > 0 && all.length <= 16);
          for (const { predicate } of all)
            assert.ok((patternCost(predicate.text_matches?.regex ?? "") ?? 100) <= 60);
        }
        encodeJson("mesos.v1.scheduler.Call", {
          type: "SUBSCRIBE",
          subscribe: {
            framework_info: {
              user: "u",
              name: "n",
              offer_filters: filters === undefined ? {} : { r: filters },
            },
            offer_constraints: { role_constraints: constraints === undefined ? {} : { r: constraints } },
          },
        });
      }),
    );
  });

  it("one more wish never asks for less", () => {
    fc.assert(
      fc.property(
        fc.array(anyWish, { minLength: 1, maxLength: 5 }),
        anyWish,
        fc.array(fc.record({ resources: aVector, agent: anAgent, ports: amount(5) }), { maxLength: 20 }),
        (wishes, more, offers) => {
          const few = offerNeedsOf(wishes);
          const many = offerNeedsOf([...wishes, more]);
          assert.ok(isWithin(few, few));
          assert.ok(isWithin(few, many), JSON.stringify({ few, many }));
          if (!isWithin(many, few)) return;
          for (const offer of offers) assert.ok(!comes(many, offer) || comes(few, offer));
        },
      ),
    );
  });
});
