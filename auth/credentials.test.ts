import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { credentialsIn } from "../store/credentials.ts";
import { openMemoryStore } from "../store/memory.ts";
import { issuedCredentials, type NewCredential } from "./credentials.ts";
import { aPerson } from "./people.builders.ts";
import { hashOfToken } from "./secret-token.ts";

const DAY_MS = 86_400_000;
const WANTED: NewCredential = { kind: "token", user: "Ana", name: "t", via: "password", lifetimeMs: DAY_MS };

function aSite(store = openMemoryStore(), clock = { nowMs: 1_000_000 }) {
  const people = new Map([["Ana", aPerson("Ana", { roles: ["user", "operator"] })]]);
  const credentials = credentialsIn(store);
  const issued = issuedCredentials({
    store: credentials,
    directories: { find: async (name) => people.get(name) },
    rememberMs: 2000,
    nowMs: () => clock.nowMs,
  });
  return { issued, credentials, people, clock, store };
}

describe("a token that was made", () => {
  it("is its owner's, with the roles that they have now", async () => {
    const { issued, people } = aSite();
    const { secret, credential } = await issued.make(WANTED);
    assert.deepEqual(await issued.callerOf(secret, "any", "10.0.0.1"), {
      user: "Ana",
      roles: ["user", "operator"],
      via: "token",
      credentialId: credential.id,
    });
    people.set("Ana", aPerson("Ana"));
    assert.deepEqual((await issued.callerOf(secret, "any", "10.0.0.1"))?.roles, ["user"]);
  });

  it("allows what it was made for", async () => {
    const { issued } = aSite();
    const { secret } = await issued.make({ ...WANTED, scopes: ["jobs:read"] });
    assert.deepEqual((await issued.callerOf(secret, "any", undefined))?.scopes, ["jobs:read"]);
  });

  it("is nowhere in the store as it is", async () => {
    const { issued, store } = aSite();
    const { secret } = await issued.make(WANTED);
    const kept = JSON.stringify(await store.keptUnder("", "", 100));
    assert.ok(kept.includes(hashOfToken(secret)) && !kept.includes(secret.slice(3, 40)));
  });

  it("ends when it expires, or its owner does, or the name is another person's", async () => {
    const { issued, people, clock } = aSite();
    const { secret } = await issued.make(WANTED);
    for (const person of [
      undefined,
      aPerson("Ana", { disabled: true }),
      aPerson("Ana", { expiresAtMs: 1 }),
      aPerson("ana"),
    ]) {
      if (person === undefined) people.delete("Ana");
      else people.set("Ana", person);
      assert.equal(await issued.callerOf(secret, "any", undefined), undefined);
    }
    people.set("Ana", aPerson("Ana"));
    assert.notEqual(await issued.callerOf(secret, "any", undefined), undefined);
    clock.nowMs += DAY_MS;
    assert.equal(await issued.callerOf(secret, "any", undefined), undefined);
  });

  it("ends everywhere within five seconds of its revocation", async () => {
    const here = aSite();
    const there = aSite(here.store, here.clock);
    const { secret, credential } = await here.issued.make(WANTED);
    assert.notEqual(await there.issued.callerOf(secret, "any", undefined), undefined);
    await here.credentials.remove("Ana", credential.id);
    here.issued.forget();
    assert.equal(await here.issued.callerOf(secret, "any", undefined), undefined, "at once");
    here.clock.nowMs += 4999;
    assert.equal(await there.issued.callerOf(secret, "any", undefined), undefined);
  });

  it("says when it was used last, and not that a stream still goes on", async () => {
    const { issued, credentials, clock } = aSite();
    const { secret } = await issued.make(WANTED);
    await issued.callerOf(secret, "any", undefined);
    assert.equal((await credentials.list("Ana"))[0]?.lastUsedAtMs, undefined);
    await issued.callerOf(secret, "any", "10.0.0.1");
    clock.nowMs += 30_000;
    await issued.callerOf(secret, "any", "10.0.0.2");
    const [used] = await credentials.list("Ana");
    assert.deepEqual([used?.lastUsedAtMs, used?.lastUsedFrom], [1_000_000, "10.0.0.1"]);
  });
});

describe("a session", () => {
  it("ends when it is idle, and goes on while it is used, up to its end", async () => {
    const { issued, clock } = aSite();
    const minute = 60_000;
    const { secret } = await issued.make({
      ...WANTED,
      kind: "session",
      lifetimeMs: 120 * minute,
      idleMs: 30 * minute,
    });
    for (let n = 0; n < 5; n += 1) {
      clock.nowMs += 20 * minute;
      assert.notEqual(await issued.callerOf(secret, "session", "10.0.0.1"), undefined, `after ${n}`);
    }
    clock.nowMs += 20 * minute;
    assert.equal(await issued.callerOf(secret, "session", "10.0.0.1"), undefined, "it has its end");
    const idle = await issued.make({
      ...WANTED,
      kind: "session",
      lifetimeMs: 120 * minute,
      idleMs: 30 * minute,
    });
    clock.nowMs += 31 * minute;
    assert.equal(await issued.callerOf(idle.secret, "session", "10.0.0.1"), undefined);
  });

  it("is no cookie when it is a token", async () => {
    const { issued } = aSite();
    const { secret } = await issued.make(WANTED);
    assert.equal(await issued.callerOf(secret, "session", undefined), undefined);
  });
});
