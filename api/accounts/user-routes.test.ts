import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ROOT } from "../api.builders.ts";
import { aPerson } from "../../auth/people.builders.ts";
import { aPeopledWorld, PASSWORD } from "../context/identity.builders.ts";

const USERS = "/api/v2/users";

describe("accounts that are kept here", () => {
  it("are made with a password for one sign-in, which must change it", async () => {
    await using world = await aPeopledWorld();
    const payload = {
      name: "Caro",
      uid: 3001,
      gid: 3001,
      groups: [40],
      home: "/home/caro",
      mail: "c@example.org",
    };
    const made = await world.inject({ method: "POST", url: USERS, as: ROOT, payload });
    assert.equal(made.statusCode, 201);
    const { password, user } = made.json();
    assert.deepEqual([user.name, user.directory, user.uid, user.disabled], ["Caro", "local", 3001, false]);
    const logIn = (body: object) =>
      world.inject({ method: "POST", url: "/api/v2/auth/login", payload: { user: "caro", ...body } });
    const first = await logIn({ password });
    assert.deepEqual([first.statusCode, first.json().code], [403, "new_password_needed"]);
    const weak = await logIn({ password, newPassword: "password1234" });
    assert.deepEqual([weak.statusCode, weak.json().code], [403, "new_password_needed"]);
    assert.equal((await logIn({ password, newPassword: PASSWORD })).statusCode, 200);
    assert.equal((await logIn({ password })).statusCode, 401);
    assert.equal((await logIn({ password: PASSWORD })).statusCode, 200);
  });

  it("have names that nobody else has, in whatever letters", async () => {
    await using world = await aPeopledWorld();
    const add = async (name: string) =>
      (await world.inject({ method: "POST", url: USERS, as: ROOT, payload: { name } })).statusCode;
    assert.deepEqual([await add("caro"), await add("CARO"), await add("aNa")], [201, 422, 422]);
    for (const name of ["a/b", "a b\u0000", " x", "..", "x".repeat(129)])
      assert.equal(await add(name), 422, name.slice(0, 9));
  });

  it("are changed, given a new password and removed; tokens go with the old one", async () => {
    await using world = await aPeopledWorld();
    await world.inject({ method: "POST", url: USERS, as: ROOT, payload: { name: "caro" } });
    const reset = await world.inject({ method: "POST", url: `${USERS}/caro:reset-password`, as: ROOT });
    const payload = { user: "caro", password: reset.json().password, newPassword: PASSWORD };
    const as = (await world.inject({ method: "POST", url: "/api/v2/auth/login", payload })).json().token;
    assert.equal((await world.inject({ url: "/api/v2/whoami", as })).statusCode, 200);
    const change = { roles: ["user", "operator"], expiresAt: "2999-01-01" };
    const changed = await world.inject({ method: "PATCH", url: `${USERS}/caro`, as: ROOT, payload: change });
    assert.deepEqual([changed.statusCode, changed.json().roles], [200, ["user", "operator"]]);
    await world.inject({ method: "POST", url: `${USERS}/caro:reset-password`, as: ROOT });
    assert.equal((await world.inject({ url: "/api/v2/whoami", as })).statusCode, 401);
    assert.equal((await world.inject({ method: "DELETE", url: `${USERS}/CARO`, as: ROOT })).statusCode, 204);
    assert.equal((await world.inject({ url: `${USERS}/caro`, as: ROOT })).statusCode, 404);
  });

  it("are refused with what is wrong", async () => {
    await using world = await aPeopledWorld();
    for (const payload of [
      {},
      { name: "" },
      { name: "x", uid: 0 },
      { name: "x", uid: 1.5 },
      { name: "x", uid: 4_294_967_295 },
      { name: "x", home: "relative" },
      { name: "x", mail: "nobody" },
      { name: "x", roles: ["root"] },
      { name: "x", roles: [] },
      { name: "x", password: "secret" },
      { name: "x", expiresAt: "soon" },
      { name: { $ne: "" } },
    ])
      assert.equal(
        (await world.inject({ method: "POST", url: USERS, as: ROOT, payload })).statusCode,
        422,
        JSON.stringify(payload),
      );
  });
});

describe("shutting somebody out", () => {
  it("ends their tokens and sessions, whichever directory knows them, until they are let in", async () => {
    await using world = await aPeopledWorld();
    const as = await world.logIn("ana");
    const cookie = await world.session("ana");
    const set = (disabled: boolean) =>
      world.inject({
        method: "PATCH",
        url: `${USERS}/ANA`,
        as: ROOT,
        payload: { disabled, ...(disabled ? { reason: "left" } : {}) },
      });
    assert.deepEqual([(await set(true)).statusCode, (await set(true)).json().disabled], [200, true]);
    assert.equal((await world.inject({ url: "/api/v2/whoami", as })).statusCode, 401);
    assert.equal(
      (await world.app.inject({ url: "/api/v2/whoami", headers: { host: "127.0.0.1", cookie } })).statusCode,
      401,
    );
    await assert.rejects(world.logIn("ana"), /not_signed_in/);
    assert.equal((await set(false)).json().disabled, false);
    assert.ok(await world.logIn("ana"));
  });

  it("works while their directory does not answer", async () => {
    await using world = await aPeopledWorld();
    const as = await world.logIn("ana");
    world.ldap.away = true;
    const out = await world.inject({
      method: "PATCH",
      url: `${USERS}/ana`,
      as: ROOT,
      payload: { disabled: true },
    });
    assert.deepEqual([out.statusCode, out.json().disabled], [200, true]);
    world.clock.nowMs += 60_000;
    assert.notEqual((await world.inject({ url: "/api/v2/whoami", as })).statusCode, 200);
    world.ldap.away = false;
    assert.equal((await world.inject({ url: "/api/v2/whoami", as })).statusCode, 401);
  });

  it("is within a minute everywhere, also when a directory says it", async () => {
    await using world = await aPeopledWorld();
    const as = await world.logIn("ana");
    world.ldap.known.delete("ana");
    world.clock.nowMs += 20_001;
    assert.equal((await world.inject({ url: "/api/v2/whoami", as })).statusCode, 401);
  });

  it("is nothing that one does to oneself, or that people do", async () => {
    await using world = await aPeopledWorld();
    const as = await world.logIn("ana");
    const change = { method: "PATCH", payload: { disabled: true } } as const;
    assert.equal((await world.inject({ ...change, url: `${USERS}/bob`, as })).statusCode, 403);
    assert.equal((await world.inject({ ...change, url: `${USERS}/ana`, as })).statusCode, 403);
    assert.equal((await world.inject({ ...change, url: `${USERS}/nobody`, as: ROOT })).statusCode, 404);
    const edit = await world.inject({ method: "PATCH", url: `${USERS}/ana`, as: ROOT, payload: { uid: 5 } });
    assert.equal(edit.statusCode, 422, "LDAP is changed in LDAP");
  });
});

describe("people", () => {
  it("are listed for administrators and nobody else", async () => {
    await using world = await aPeopledWorld();
    const names = async (as: string) =>
      (await world.inject({ url: USERS, as })).json().items.map(({ name }: { name: string }) => name);
    assert.deepEqual(await names(ROOT), ["Ana", "bob"]);
    const as = await world.logIn("ana");
    assert.equal((await world.inject({ url: `${USERS}/ANA`, as: ROOT })).json().uid, 2001);
    assert.equal((await world.inject({ url: `${USERS}/nobody`, as: ROOT })).statusCode, 404);
    for (const url of [USERS, `${USERS}/ana`, `${USERS}/bob`, `${USERS}/nobody`])
      assert.equal((await world.inject({ url, as })).statusCode, 403, url);
  });

  it("come in pages, by name, whatever order their directories have, and as they were on the first", async () => {
    await using world = await aPeopledWorld();
    for (let n = 0; n < 250; n += 1)
      world.ldap.known.set(`p${n}`, aPerson(`p${String((n * 7) % 250).padStart(3, "0")}`));
    const page = async (query: string) => (await world.inject({ url: `${USERS}?${query}`, as: ROOT })).json();
    const names: string[] = [];
    let query = "limit=100";
    for (let pages = 0; pages < 3; pages += 1) {
      const { items, next } = await page(query);
      names.push(...items.map(({ name }: { name: string }) => name));
      query = `limit=100&cursor=${next}`;
      assert.equal(next === undefined, pages === 2);
      // Whoever comes meanwhile is on the next first page.
      world.ldap.known.set("aaron", aPerson("aaron"));
    }
    assert.equal(names.length, 252);
    assert.deepEqual(names.slice(0, 3), ["Ana", "bob", "p000"]);
    assert.deepEqual(
      names,
      names.toSorted((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1)),
    );
    assert.deepEqual(
      (await page("name=AAR")).items.map(({ name }: { name: string }) => name),
      ["aaron"],
    );
    const { next } = await page("name=p&limit=1");
    assert.equal((await page(`name=q&cursor=${next}`)).code, "bad_cursor");
  });

  it("who are gone have what they left behind removed", async () => {
    await using world = await aPeopledWorld();
    await world.logIn("ana");
    await world.logIn("bob");
    world.ldap.known.delete("bob");
    world.clock.nowMs += 60_000;
    const sync = async (query: string) =>
      (await world.inject({ method: "POST", url: `${USERS}:sync${query}`, as: ROOT })).json();
    assert.deepEqual(await sync("?dryRun=true"), { known: 1, gone: ["bob"], ended: 0 });
    assert.deepEqual(await sync(""), { known: 1, gone: ["bob"], ended: 1 });
    assert.deepEqual(await sync(""), { known: 1, gone: [], ended: 0 });
  });
});
