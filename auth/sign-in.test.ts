import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { failuresIn } from "../store/failures.ts";
import { openMemoryStore } from "../store/memory.ts";
import { peopleIn } from "../store/people.ts";
import type { AuditEvent } from "./audit.ts";
import { createDirectories } from "./directories.ts";
import { localDirectory } from "./local-directory.ts";
import { createPasswords } from "./passwords.ts";
import { aDirectory, aLocalAccount, aPerson } from "./people.builders.ts";
import { createSignIn, networkOf } from "./sign-in.ts";

const LIMITS = { tries: 3, withinMs: 1000, lockMs: 500 };

async function aSignIn() {
  const clock = { nowMs: 10_000 };
  const store = openMemoryStore();
  const people = peopleIn(store);
  const passwords = createPasswords(4);
  const ldap = aDirectory(
    "ldap",
    aPerson("Ana"),
    aPerson("Eve", { disabled: true }),
    aPerson("Old", { expiresAtMs: 1 }),
  );
  for (const name of ["Ana", "Eve", "Old"]) ldap.passwords.set(name, "the right one");
  const once = aLocalAccount("loc", await passwords.hash("for one use"));
  await people.add({ ...once, password: { ...once.password, once: true } });
  const audited: AuditEvent[] = [];
  const pauses: number[] = [];
  const { signIn } = createSignIn({
    directories: createDirectories([localDirectory(people, passwords), ldap], {
      isShutOut: people.isShutOut,
      completed: (person) => person,
      knownMs: 0,
      unknownMs: 0,
      staleMs: 0,
      nowMs: () => clock.nowMs,
    }),
    passwords,
    tries: failuresIn(store),
    limits: LIMITS,
    changePassword: async (name, hash) => {
      await people.change(name, (account) => ({ ...account, password: { hash, changedAtMs: clock.nowMs } }));
    },
    audit: { record: async (event) => void audited.push(event) },
    nowMs: () => clock.nowMs,
    pause: async (ms) => void pauses.push(ms),
  });
  const attempt = (user: string, password: string, more: { newPassword?: string; address?: string } = {}) =>
    signIn({ user, password, address: "10.0.0.1", ...more });
  return { attempt, clock, ldap, people, audited, pauses };
}

describe("signing in with a password", () => {
  it("lets in who knows it, under the name that the directory writes", async () => {
    const { attempt, audited } = await aSignIn();
    const outcome = await attempt("ANA", "the right one");
    assert.ok(outcome.kind === "signed-in" && outcome.person.name === "Ana");
    assert.deepEqual(
      [audited[0]?.action, audited[0]?.outcome, audited[0]?.actor?.name],
      ["sign-in", "done", "Ana"],
    );
  });

  it("answers everything else in one way, and no sooner than it would have taken", async () => {
    const { attempt, pauses, audited } = await aSignIn();
    const tries: readonly (readonly [string, string])[] = [
      ["Ana", "a wrong one"],
      ["nobody", "a wrong one"],
      ["Eve", "the right one"],
      ["Old", "the right one"],
      ["Ana", ""],
      ["*", "the right one"],
      ["Ana)(&)", "the right one"],
      ["An\0a", "the right one"],
      ["x".repeat(10_000), "the right one"],
    ];
    for (const [n, [user, password]] of tries.entries())
      assert.deepEqual(
        await attempt(user, password, { address: `10.0.0.${n}` }),
        { kind: "refused" },
        user.slice(0, 20),
      );
    assert.equal(pauses.length, tries.length);
    assert.ok(pauses.every((ms) => ms === 700));
    assert.ok(audited.every(({ outcome, actor }) => outcome === "refused" && actor === undefined));
    assert.doesNotMatch(JSON.stringify(audited), /right one|wrong one|xxxx/);
  });

  it("locks an account after so many tries, whoever they come from and whether or not there is one", async () => {
    for (const user of ["ana", "nobody"]) {
      const { attempt, audited, clock } = await aSignIn();
      for (let n = 0; n < 3; n += 1)
        assert.equal(
          (await attempt(n === 0 ? user.toUpperCase() : user, "wrong", { address: `10.0.0.${n}` })).kind,
          "refused",
        );
      assert.deepEqual(await attempt(user, "the right one", { address: "10.9.9.9" }), {
        kind: "locked",
        untilMs: 10_500,
      });
      const { action, address, outcome, reason, resource } = audited.at(-1) ?? {};
      assert.deepEqual(
        [action, outcome, resource, address, reason],
        ["sign-in.lock", "refused", `user/${user}`, "10.9.9.9", "too many tries of this account"],
      );
      clock.nowMs = 10_500;
      assert.equal((await attempt(user, "the right one")).kind, user === "ana" ? "signed-in" : "refused");
    }
  });

  it("is not counted when it succeeds", async () => {
    const { attempt } = await aSignIn();
    for (let n = 0; n < 40; n += 1) assert.equal((await attempt("ana", "the right one")).kind, "signed-in");
  });

  it("lets nobody try one password with many accounts from one address, also not between their own", async () => {
    const { attempt } = await aSignIn();
    let refused = 0;
    for (let n = 0; n < 200; n += 1) {
      await attempt("ana", "the right one", { address: "10.0.0.7" });
      const { kind } = await attempt(`user${n}`, "wrong", { address: "10.0.0.7" });
      if (kind === "locked") break;
      refused += 1;
    }
    assert.equal(refused, 30);
    assert.equal((await attempt("ana", "the right one", { address: "10.0.0.8" })).kind, "signed-in");
  });

  it("holds ten thousand guesses to a few", async () => {
    const { attempt, ldap } = await aSignIn();
    const before = ldap.asked;
    const kinds = new Map<string, number>();
    for (let n = 0; n < 10_000; n += 1) {
      const { kind } = await attempt("ana", `guess ${n}`, { address: `10.${n % 250}.${n % 7}.1` });
      kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    }
    assert.deepEqual(Object.fromEntries(kinds), { refused: 3, locked: 9997 });
    assert.equal(ldap.asked - before, 3);
  });

  it("counts nothing against anybody while a directory is away", async () => {
    const { attempt, ldap } = await aSignIn();
    ldap.away = true;
    for (let n = 0; n < 10; n += 1) assert.equal((await attempt("ana", "wrong")).kind, "unavailable");
    ldap.away = false;
    assert.equal((await attempt("ana", "the right one")).kind, "signed-in");
  });
});

describe("a password for one use", () => {
  it("lets in with a new one only, which is good from then on", async () => {
    const { attempt } = await aSignIn();
    assert.deepEqual(await attempt("loc", "for one use"), { kind: "new-password-needed" });
    const weak = await attempt("loc", "for one use", { newPassword: "password1234" });
    assert.ok(weak.kind === "new-password-needed" && weak.why !== undefined);
    const same = await attempt("loc", "for one use", { newPassword: "for one use" });
    assert.equal(same.kind, "new-password-needed");
    const fourth = await attempt("loc", "for one use", { newPassword: "violet tram 84 moss" });
    assert.equal(fourth.kind, "locked", "those were tries like any others");
  });

  it("is gone when it was used", async () => {
    const { attempt } = await aSignIn();
    const fresh = "violet tram 84 moss";
    assert.equal((await attempt("loc", "for one use", { newPassword: fresh })).kind, "signed-in");
    assert.equal((await attempt("loc", "for one use")).kind, "refused");
    assert.equal((await attempt("LOC", fresh)).kind, "signed-in");
  });
});

describe("the network of an address", () => {
  it("is the address itself, of IPv6 its first half", () => {
    assert.equal(networkOf("10.1.2.3"), "10.1.2.3");
    assert.equal(networkOf("::ffff:10.1.2.3"), "10.1.2.3");
    for (const address of ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::1", "2001:0DB8:0001:2:ffff::"])
      assert.equal(networkOf(address), "2001:db8:1:2");
    assert.equal(networkOf("::1"), "0:0:0:0");
    assert.equal(networkOf("fe80::1%eth0"), "fe80:0:0:0");
  });
});
