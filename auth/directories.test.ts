import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createDirectories } from "./directories.ts";
import { DirectoryUnavailableError } from "./directory.ts";
import { aDirectory, aPerson } from "./people.builders.ts";

function aSite() {
  const clock = { nowMs: 0 };
  const out = new Set<string>();
  const local = aDirectory("local", aPerson("root2", { uid: 3000 }));
  const ldap = aDirectory(
    "ldap",
    aPerson("Ana", { uid: 2001 }),
    aPerson("Bob"),
    aPerson("root2", { uid: 4000 }),
  );
  ldap.passwords.set("Ana", "right").set("root2", "of ldap");
  const directories = createDirectories([local, ldap], {
    isShutOut: async (name) => out.has(name),
    completed: (person) => (person.name === "Bob" ? { ...person, roles: ["user", "operator"] } : person),
    knownMs: 100,
    unknownMs: 10,
    staleMs: 1000,
    nowMs: () => clock.nowMs,
  });
  return { directories, local, ldap, clock, out };
}

describe("several directories", () => {
  it("are asked in their order, and the first that knows a name decides", async () => {
    const { directories } = aSite();
    assert.equal((await directories.find("ROOT2"))?.uid, 3000);
    assert.equal((await directories.find("ana"))?.uid, 2001);
    assert.equal(await directories.find("nobody"), undefined);
    assert.deepEqual((await directories.find("bob"))?.roles, ["user", "operator"]);
  });

  it("never take the password of one for the account of another", async () => {
    const { directories, local } = aSite();
    assert.equal((await directories.checkPassword("root2", "of ldap")).kind, "wrong");
    local.away = true;
    await assert.rejects(directories.checkPassword("root2", "of ldap"), DirectoryUnavailableError);
    await assert.rejects(directories.find("root2"), DirectoryUnavailableError);
  });

  it("are never asked about a name that no account could have, nor with an empty password", async () => {
    const { directories, ldap, local } = aSite();
    for (const name of ["", "a\0b", " ana", "x".repeat(500)]) {
      assert.equal(await directories.find(name), undefined);
      assert.equal((await directories.checkPassword(name, "right")).kind, "unknown");
    }
    assert.equal((await directories.checkPassword("Ana", "")).kind, "unknown");
    assert.equal(ldap.asked + local.asked, 0);
  });

  it("list everybody once", async () => {
    const { directories } = aSite();
    const people = await Array.fromAsync(directories.people());
    assert.deepEqual(people.map(({ name, directory }) => `${name} ${directory}`).sort(), [
      "Ana ldap",
      "Bob ldap",
      "root2 local",
    ]);
  });
});

describe("what directories say", () => {
  it("is remembered for a while, also that there is nobody, and asked once for many at a time", async () => {
    const { directories, ldap, clock } = aSite();
    await Promise.all(Array.from({ length: 20 }, () => directories.find("ana")));
    assert.equal(ldap.asked, 1);
    clock.nowMs = 99;
    await directories.find("ANA");
    assert.equal(ldap.asked, 1);
    clock.nowMs = 100;
    await directories.find("ana");
    assert.equal(ldap.asked, 2);
    await directories.find("nobody");
    clock.nowMs = 109;
    await directories.find("nobody");
    assert.equal(ldap.asked, 3);
    clock.nowMs = 110;
    await directories.find("nobody");
    assert.equal(ldap.asked, 4);
    directories.forget("ana");
    await directories.find("ana");
    assert.equal(ldap.asked, 5);
  });

  it("holds on while a directory is away, for so long, and for nobody new", async () => {
    const { directories, ldap, clock, out } = aSite();
    await directories.find("ana");
    ldap.away = true;
    clock.nowMs = 999;
    assert.equal((await directories.find("ana"))?.uid, 2001);
    await assert.rejects(directories.find("bob"), DirectoryUnavailableError);
    out.add("Ana");
    assert.equal((await directories.find("ana"))?.disabled, true, "who is shut out here stays out");
    clock.nowMs = 1000;
    await assert.rejects(directories.find("ana"), DirectoryUnavailableError);
  });

  it("is of no use to a password: that is asked for each time", async () => {
    const { directories, ldap } = aSite();
    assert.equal((await directories.checkPassword("ana", "right")).kind, "right");
    ldap.passwords.set("Ana", "another");
    assert.equal((await directories.checkPassword("ana", "right")).kind, "wrong");
  });

  it("does not let in who is shut out here", async () => {
    const { directories, out } = aSite();
    out.add("Ana");
    assert.equal((await directories.find("ana"))?.disabled, true);
    const check = await directories.checkPassword("ana", "right");
    assert.ok(check.kind === "right" && check.person.disabled === true);
  });
});
