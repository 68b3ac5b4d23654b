import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { LocalAccount } from "../../accounts/local-account.ts";
import type { StoredCredential } from "../../accounts/credential.ts";
import { credentialsIn, TooManyCredentialsError } from "../credentials.ts";
import { failuresIn } from "../failures.ts";
import { peopleIn } from "../people.ts";
import type { Open } from "../store.conformance.ts";

function anAccount(name: string, fields: Partial<LocalAccount> = {}): LocalAccount {
  return {
    name,
    groups: [],
    roles: ["user"],
    createdAtMs: 1000,
    password: { hash: "h", changedAtMs: 1000 },
    ...fields,
  };
}

function aCredential(id: string, fields: Partial<StoredCredential> = {}): StoredCredential {
  return {
    id,
    kind: "token",
    user: "ana",
    name: id,
    via: "password",
    createdAtMs: 1000,
    expiresAtMs: 9000,
    ...fields,
  };
}

const MANY = { most: 100 };
const THREE = { tries: 3, withinMs: 1000, lockMs: 500 };

export function describePeople(open: Open): void {
  describe("accounts of an installation", () => {
    it("are found by every process, in whatever letters their name is typed", async () => {
      const { store, again } = await open();
      await using a = store;
      await using b = await again();
      assert.equal(await peopleIn(a).add(anAccount("Zo\u00eb", { uid: 2000 })), true);
      for (const typed of ["Zo\u00eb", "ZO\u00cb", "zoe\u0308"])
        assert.equal((await peopleIn(b).find(typed))?.uid, 2000, typed);
      assert.equal(await peopleIn(b).find("zoe"), undefined);
      assert.equal(await peopleIn(b).find(" zo\u00eb"), undefined);
    });

    it("are one for each name: of several that add it at once one succeeds", async () => {
      const { store, again } = await open();
      await using a = store;
      await using b = await again();
      const added = await Promise.all(
        ["ana", "Ana", "ANA", "aNa"].map((name, n) => peopleIn(n % 2 === 0 ? a : b).add(anAccount(name))),
      );
      assert.equal(added.filter(Boolean).length, 1);
    });

    it("are changed, listed in order and removed", async () => {
      await using store = (await open()).store;
      const people = peopleIn(store);
      for (const name of ["bob", "Ana", "caro"]) await people.add(anAccount(name));
      const changed = await people.change("ANA", (before) => ({ ...before, home: "/home/ana" }));
      assert.deepEqual([changed?.name, changed?.home], ["Ana", "/home/ana"]);
      assert.equal(await people.change("dora", (before) => before), undefined);
      const names = (found: readonly LocalAccount[]) => found.map(({ name }) => name);
      assert.deepEqual(names(await people.list("", 2)), ["Ana", "bob"]);
      assert.deepEqual(names(await people.list("bob", 2)), ["caro"]);
      assert.deepEqual([await people.remove("bob"), await people.remove("bob")], [true, false]);
      assert.deepEqual(names(await people.list("", 9)), ["Ana", "caro"]);
    });

    it("keep every change of several processes", async () => {
      const { store, again } = await open();
      await using a = store;
      await using b = await again();
      await peopleIn(a).add(anAccount("ana"));
      await Promise.all(
        Array.from({ length: 8 }, (_, n) =>
          peopleIn(n % 2 === 0 ? a : b).change("ana", (was) => ({ ...was, groups: [...was.groups, n] })),
        ),
      );
      assert.deepEqual([...((await peopleIn(a).find("ana"))?.groups ?? [])].sort(), [0, 1, 2, 3, 4, 5, 6, 7]);
    });

    it("are shut out whether or not they are kept here", async () => {
      await using store = (await open()).store;
      const people = peopleIn(store);
      await people.shutOut("Ana", { by: "root", atMs: 1, reason: "left" });
      assert.deepEqual([await people.isShutOut("ana"), await people.isShutOut("an")], [true, false]);
      assert.deepEqual([await people.letIn("ana"), await people.letIn("ana")], [true, false]);
      assert.equal(await people.isShutOut("Ana"), false);
    });
  });

  describe("tokens and sessions", () => {
    it("are found by the hash of their secret, by every process, until they are removed", async () => {
      const { store, again } = await open();
      await using a = store;
      await using b = await again();
      await credentialsIn(a).add("h1", aCredential("t1"), MANY);
      assert.deepEqual(await credentialsIn(b).find("h1"), aCredential("t1"));
      assert.equal(await credentialsIn(b).find("h2"), undefined);
      assert.equal(await credentialsIn(b).remove("ana", "t1"), true);
      assert.equal(await credentialsIn(b).remove("ana", "t1"), false);
      assert.equal(await credentialsIn(a).find("h1"), undefined);
      assert.deepEqual(await credentialsIn(a).list("ana"), []);
    });

    it("are their owner's: nobody else lists or removes them", async () => {
      await using store = (await open()).store;
      const credentials = credentialsIn(store);
      for (const [n, user] of ["ana", "an", "ana/x", "Ana"].entries())
        await credentials.add(`h${n}`, aCredential("t", { user, name: user }), MANY);
      for (const user of ["ana", "an", "ana/x", "Ana"])
        assert.deepEqual(
          (await credentials.list(user)).map(({ name }) => name),
          [user],
        );
      assert.equal(await credentials.remove("bob", "t"), false);
      assert.equal(await credentials.removeAll("ana"), 1);
      assert.deepEqual(await credentials.owners(), ["Ana", "an", "ana/x"]);
    });

    it("are so many for a user at most; those that ended do not count, and of sessions the oldest one ends", async () => {
      await using store = (await open()).store;
      const credentials = credentialsIn(store);
      await credentials.add("h1", aCredential("t1", { expiresAtMs: 2000 }), { most: 1 });
      await assert.rejects(credentials.add("h2", aCredential("t2"), { most: 1 }), TooManyCredentialsError);
      for (const n of [1, 2, 3])
        await credentials.add(`s${n}`, aCredential(`s${n}`, { kind: "session", createdAtMs: 1000 + n }), {
          most: 2,
        });
      assert.deepEqual((await credentials.list("ana")).map(({ id }) => id).sort(), ["s2", "s3", "t1"]);
      await credentials.add("h4", aCredential("t4", { createdAtMs: 3000 }), { most: 1 });
    });

    it("tell when they were used last, which never brings one back", async () => {
      await using store = (await open()).store;
      const credentials = credentialsIn(store);
      await credentials.add("h1", aCredential("t1"), MANY);
      await credentials.used("h1", 5000, "10.0.0.1");
      await credentials.used("h1", 4000, "10.0.0.2");
      const found = await credentials.find("h1");
      assert.deepEqual([found?.lastUsedAtMs, found?.lastUsedFrom], [5000, "10.0.0.1"]);
      await credentials.removeAll("ana");
      await credentials.used("h1", 6000, "10.0.0.1");
      assert.equal(await credentials.find("h1"), undefined);
    });

    it("are swept when they have expired, or were idle too long", async () => {
      await using store = (await open()).store;
      const credentials = credentialsIn(store);
      await credentials.add("h1", aCredential("old", { expiresAtMs: 2000 }), MANY);
      await credentials.add("h2", aCredential("idle", { idleMs: 500 }), MANY);
      await credentials.add("h3", aCredential("good"), MANY);
      assert.equal(await credentials.sweep(3000), 2);
      assert.deepEqual(
        (await credentials.list("ana")).map(({ id }) => id),
        ["good"],
      );
    });
  });

  describe("tries that failed", () => {
    it("lock what they are about, for every process, and for a time", async () => {
      const { store, again } = await open();
      await using a = store;
      await using b = await again();
      assert.equal(await failuresIn(a).attempt("account/ana", THREE, 1000), undefined);
      assert.equal(await failuresIn(b).attempt("account/ana", THREE, 1001), undefined);
      assert.equal(await failuresIn(a).attempt("account/ana", THREE, 1002), undefined);
      assert.equal(await failuresIn(b).attempt("account/ana", THREE, 1003), 1502);
      assert.equal(await failuresIn(a).attempt("account/bob", THREE, 1003), undefined);
      assert.equal(await failuresIn(a).attempt("account/ana", THREE, 1502), undefined);
      assert.equal(await failuresIn(b).attempt("account/ana", THREE, 1503), undefined, "it begins anew");
    });

    it("are never more than allowed, however many come at once", async () => {
      const { store, again } = await open();
      await using a = store;
      await using b = await again();
      const all = await Promise.all(
        Array.from({ length: 12 }, (_, n) => failuresIn(n % 2 === 0 ? a : b).attempt("x", THREE, 1000)),
      );
      assert.equal(all.filter((until) => until === undefined).length, 3);
    });

    it("are forgotten with time, by success, and one by one when they were none", async () => {
      await using store = (await open()).store;
      const failures = failuresIn(store);
      for (const atMs of [1000, 1001, 2100]) await failures.attempt("old", THREE, atMs);
      assert.equal(await failures.attempt("old", THREE, 2101), undefined);
      for (let n = 0; n < 9; n += 1) {
        assert.equal(await failures.attempt("good", THREE, 1000), undefined);
        await failures.forgive("good");
      }
      for (let n = 0; n < 9; n += 1) {
        assert.equal(await failures.attempt("none", THREE, 1000), undefined);
        await failures.takeBack("none");
      }
      await failures.attempt("none", THREE, 1000);
      assert.equal(await failures.sweep(1000), 0);
      assert.equal(await failures.sweep(9000), 2);
    });
  });
}
