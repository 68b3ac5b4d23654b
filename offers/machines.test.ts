import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { isSameMachine, sharedMachines, type Machine } from "./machines.ts";

describe("two clusters mean the same machine", () => {
  const same: readonly (readonly [string, Machine, Machine])[] = [
    ["by an id that both tell", { hostname: "a", ids: { os: "1" } }, { hostname: "b", ids: { os: "1" } }],
    [
      "by one of several ids: systems are installed anew, and machines started again",
      { hostname: "a", ids: { os: "1", hardware: "h" } },
      { hostname: "a", ids: { os: "2", hardware: "h" } },
    ],
    [
      "by its name, where they tell no id of one kind",
      { hostname: "n1", ids: { os: "1" } },
      { hostname: "N1." },
    ],
    ["by its name with and without the domain", { hostname: "n1.lab.example" }, { hostname: "n1" }],
    ["by its address", { hostname: "10.0.0.1" }, { hostname: "10.0.0.1" }],
  ];
  for (const [how, a, b] of same)
    it(how, () => assert.deepEqual([isSameMachine(a, b), isSameMachine(b, a)], [true, true]));
});

describe("two clusters mean different machines", () => {
  const different: readonly (readonly [string, Machine, Machine])[] = [
    [
      "by an id that both tell, whatever they are called",
      { hostname: "n1", ids: { os: "1" } },
      { hostname: "n1", ids: { os: "2" } },
    ],
    ["by their names", { hostname: "n1" }, { hostname: "n2" }],
    ["by their domains", { hostname: "n1.lab.example" }, { hostname: "n1.cloud.example" }],
    [
      "where they are called what every machine is called",
      { hostname: "localhost" },
      { hostname: "localhost" },
    ],
    ["where one is called by an address", { hostname: "10.0.0.1" }, { hostname: "10" }],
  ];
  for (const [how, a, b] of different)
    it(how, () => assert.deepEqual([isSameMachine(a, b), isSameMachine(b, a)], [false, false]));
});

describe("machines of several clusters", () => {
  it("belong to the cluster that comes first", () => {
    const machines = [
      { backend: "mesos", hostname: "n1.lab" },
      { backend: "mesos", hostname: "n2.lab" },
      { backend: "docker", hostname: "n2" },
      { backend: "swarm", hostname: "n2" },
      { backend: "swarm", hostname: "n3" },
    ];
    const [, owner, docker, swarm] = machines;
    assert.deepEqual(
      [...sharedMachines(machines)],
      [
        [docker, owner],
        [swarm, owner],
      ],
    );
  });

  it("are found as by comparing each with each, and never within one cluster", () => {
    const few = fc.option(fc.constantFrom("1", "2"), { nil: undefined });
    const machine = fc.record({
      backend: fc.constantFrom("a", "b", "c"),
      hostname: fc.constantFrom("n1", "n1.x", "n1.y", "n2", "localhost", "10.0.0.1"),
      ids: fc.record({ os: few, boot: few }).map(({ boot, os }) => ({
        ...(os === undefined ? {} : { os }),
        ...(boot === undefined ? {} : { boot }),
      })),
    });
    fc.assert(
      fc.property(fc.array(machine, { maxLength: 12 }), (machines) => {
        const kept: (typeof machines)[number][] = [];
        const found = sharedMachines(machines);
        for (const one of machines) {
          const expected = kept.some((other) => other.backend !== one.backend && isSameMachine(one, other));
          assert.equal(found.has(one), expected);
          const owner = found.get(one);
          if (owner === undefined) kept.push(one);
          else assert.ok(owner.backend !== one.backend && isSameMachine(owner, one));
        }
      }),
    );
  });
});
