import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { changedSince, idsOf, isActive, personKey, samePerson, type Person } from "./person.ts";

const RULES = { minUid: 1000, minGid: 100 };

function aPerson(fields: Partial<Person> = {}): Person {
  return {
    name: "Ana",
    uid: 2000,
    gid: 2000,
    groups: [],
    groupNames: [],
    roles: ["user"],
    directory: "ldap",
    ...fields,
  };
}

describe("the name of an account", () => {
  it("is the same in whatever letters it is typed", () => {
    for (const [a, b] of [
      ["Ana", "ana"],
      ["ZO\u00cb", "zoe\u0308"],
      ["Ada.Lovelace", "ADA.LOVELACE"],
    ] as const)
      assert.ok(samePerson(a, b), `${a} ${b}`);
    for (const [a, b] of [
      ["ana", "anna"],
      ["zoe", "zo\u00eb"],
      ["", ""],
      ["a/b", "a/b"],
    ] as const)
      assert.ok(!samePerson(a, b), `${a} ${b}`);
  });

  it("is none with what separates names elsewhere, or what nobody sees", () => {
    for (const name of [
      "",
      " ana",
      "ana ",
      "a/b",
      "a:b",
      "a\\b",
      ".",
      "..",
      "a\0b",
      "a\nb",
      "a\u200bb",
      "a\u202eb",
      "x".repeat(129),
    ])
      assert.equal(personKey(name), undefined, JSON.stringify(name));
  });

  it("has one key, which is its own key", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 20 }), (name) => {
        const key = personKey(name);
        if (key !== undefined) assert.equal(personKey(key), key);
      }),
    );
  });
});

describe("whom jobs run as", () => {
  it("is who owns them, with the groups of people", () => {
    const person = aPerson({ groups: [27, 100, 2000, 3000], home: "/home/ana" });
    assert.deepEqual(idsOf(person, RULES, 0), {
      ok: true,
      ids: { name: "Ana", uid: 2000, gid: 2000, groups: [100, 3000], home: "/home/ana" },
    });
  });

  it("is never root, an account of the system, nobody or somebody who has left", () => {
    for (const fields of [
      { name: "root" },
      { name: "ROOT" },
      { uid: 0 },
      { uid: 33 },
      { uid: -1 },
      { uid: 2000.5 },
      { uid: 4_294_967_295 },
      { gid: 0 },
      { gid: 27 },
      { disabled: true as const },
      { expiresAtMs: 5 },
      { groups: Array.from({ length: 5000 }, (_, n) => 5000 + n) },
    ])
      assert.equal(idsOf(aPerson(fields), RULES, 5).ok, false, JSON.stringify(fields).slice(0, 60));
    const { uid: _, ...nobody } = aPerson();
    assert.equal(idsOf(nobody, RULES, 5).ok, false);
  });

  it("may not change between submission and launch", () => {
    const then = { name: "Ana", uid: 2000, gid: 2000, groups: [] };
    assert.equal(changedSince(then, { ...then, gid: 3000, groups: [5] }), undefined);
    assert.match(changedSince(then, { ...then, uid: 2001 }) ?? "", /2000 .* 2001/);
  });
});

describe("an account", () => {
  it("is active until it is disabled or expires", () => {
    assert.equal(isActive(aPerson({ expiresAtMs: 5 }), 4), true);
    assert.equal(isActive(aPerson({ expiresAtMs: 5 }), 5), false);
    assert.equal(isActive(aPerson({ disabled: true }), 0), false);
  });
});
