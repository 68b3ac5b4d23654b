import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ROOT } from "../api.builders.ts";
import { aPeopledWorld, PASSWORD } from "../context/identity.builders.ts";
import { SESSION_COOKIE } from "./request-credential.ts";

const LOG_IN = { method: "POST", url: "/api/v2/auth/login" } as const;

describe("signing in", () => {
  it("gives a token to who knows the password, under the name that the directory writes", async () => {
    await using world = await aPeopledWorld();
    const answer = await world.inject({ ...LOG_IN, payload: { user: "ANA", password: PASSWORD } });
    assert.deepEqual([answer.statusCode, answer.json().user, answer.json().roles], [200, "Ana", ["user"]]);
    assert.equal(answer.headers["set-cookie"], undefined);
    const who = await world.inject({ url: "/api/v2/whoami", as: answer.json().token });
    assert.deepEqual([who.statusCode, who.json().user], [200, "Ana"]);
  });

  it("gives a session to a browser, in a cookie that only it holds", async () => {
    await using world = await aPeopledWorld();
    const answer = await world.inject({
      ...LOG_IN,
      payload: { user: "ana", password: PASSWORD, as: "cookie" },
    });
    assert.equal(answer.json().token, undefined);
    const cookie = String(answer.headers["set-cookie"]);
    assert.match(
      cookie,
      new RegExp(
        `^${SESSION_COOKIE}=gd_[\\w-]{51}; Max-Age=43200; Path=/; Secure; HttpOnly; SameSite=Strict$`,
      ),
    );
    const headers = { host: "127.0.0.1", cookie: cookie.split(";")[0] };
    const who = await world.app.inject({ url: "/api/v2/whoami", headers });
    assert.deepEqual([who.statusCode, who.json().user], [200, "Ana"]);
  });

  it("is one answer to all that is wrong", async () => {
    await using world = await aPeopledWorld();
    const bodies = new Set<string>();
    for (const [user, password] of [
      ["ana", "wrong"],
      ["nobody", "wrong"],
      ["ana", ""],
      ["*", PASSWORD],
      ["ana)(&)", PASSWORD],
      ["\\00", PASSWORD],
    ] as const) {
      const answer = await world.inject({ ...LOG_IN, payload: { user, password } });
      assert.equal(answer.statusCode, 401, user);
      const { requestId: _, ...rest } = answer.json();
      bodies.add(JSON.stringify(rest));
    }
    assert.equal(bodies.size, 1);
  });

  it("C063 takes texts only, and tells nothing of what was typed", async () => {
    await using world = await aPeopledWorld();
    for (const payload of [
      { user: { $gt: "" }, password: { $gt: "" } },
      { user: "ana" },
      { user: "ana", password: "canary-of-this-test", extra: "canary-of-this-test" },
      { user: "canary-of-this-test".repeat(100), password: "canary-of-this-test" },
      { user: "ana", password: "canary-of-this-test".repeat(100) },
      { user: "ana", password: "x", as: "canary-of-this-test" },
    ]) {
      const answer = await world.inject({ ...LOG_IN, payload });
      assert.equal(answer.statusCode, 422, JSON.stringify(payload).slice(0, 60));
      assert.doesNotMatch(answer.body, /canary-of-this/);
    }
    assert.doesNotMatch(world.logLines.join("\n"), /canary-of-this/);
  });

  it("is locked after ten wrong tries, which the answer says, for people who have no account as well", async () => {
    await using world = await aPeopledWorld();
    for (const user of ["ana", "nobody"]) {
      for (let n = 0; n < 10; n += 1)
        assert.equal(
          (await world.inject({ ...LOG_IN, payload: { user, password: "wrong" } })).statusCode,
          401,
        );
      const locked = await world.inject({ ...LOG_IN, payload: { user, password: PASSWORD } });
      assert.deepEqual(
        [locked.statusCode, locked.json().code, locked.headers["retry-after"]],
        [429, "rate_limited", "900"],
      );
    }
    world.clock.nowMs += 900_000;
    assert.ok(await world.logIn("ana"));
  });

  it("says when the directory does not answer", async () => {
    await using world = await aPeopledWorld();
    world.ldap.away = true;
    const answer = await world.inject({ ...LOG_IN, payload: { user: "ana", password: PASSWORD } });
    assert.deepEqual([answer.statusCode, answer.json().code], [503, "directory_unavailable"]);
  });

  it("says to who gave the right password that it is too old, or must be changed, where the directory says so", async () => {
    await using world = await aPeopledWorld();
    for (const [why, says] of [
      ["expired", /has expired/],
      ["must-change", /must be changed first/],
    ] as const) {
      world.ldap.checkPassword = async () => ({ kind: "outdated", why });
      const answer = await world.inject({ ...LOG_IN, payload: { user: "ana", password: PASSWORD } });
      assert.equal(answer.statusCode, 401);
      assert.match(answer.json().detail, says);
    }
  });

  it("is not there where there is one user", async () => {
    await using world = await aPeopledWorld({ ways: [] });
    const answer = await world.inject({ ...LOG_IN, payload: { user: "ana", password: PASSWORD } });
    assert.equal(answer.statusCode, 404);
    assert.deepEqual((await world.inject({ url: "/api/v2/auth" })).json(), { ways: [] });
  });
});

describe("a session of a browser", () => {
  const unsafe = { method: "POST", url: "/api/v2/tokens", payload: { name: "t" } } as const;

  it("changes something only for pages of this server", async () => {
    await using world = await aPeopledWorld();
    const cookie = await world.session("ana");
    const send = async (headers: Readonly<Record<string, string>>) =>
      (await world.app.inject({ ...unsafe, headers: { host: "127.0.0.1", cookie, ...headers } })).statusCode;
    assert.equal(await send({}), 403);
    assert.equal(await send({ origin: "https://evil.example.org" }), 403);
    assert.equal(await send({ "sec-fetch-site": "cross-site" }), 403);
    assert.equal(await send({ origin: "http://127.0.0.1" }), 201);
    assert.equal(await send({ "sec-fetch-site": "same-origin" }), 201);
    assert.equal(await send({ "x-godocker": "1" }), 201);
  });

  it("C166 is of no use to a form of another page", async () => {
    await using world = await aPeopledWorld();
    const headers = {
      host: "127.0.0.1",
      cookie: await world.session("ana"),
      origin: "http://127.0.0.1",
      "content-type": "text/plain",
    };
    const answer = await world.app.inject({ ...unsafe, headers, payload: '{"name":"t"}' });
    assert.equal(answer.statusCode, 415);
  });

  it("does not stand in for a header that cannot be read", async () => {
    await using world = await aPeopledWorld();
    const headers = { host: "127.0.0.1", cookie: await world.session("ana"), authorization: "Basic eA==" };
    assert.equal((await world.app.inject({ url: "/api/v2/whoami", headers })).statusCode, 401);
  });

  it("ends with signing out, and the browser forgets it", async () => {
    await using world = await aPeopledWorld();
    const cookie = await world.session("ana");
    const headers = { host: "127.0.0.1", cookie, origin: "http://127.0.0.1" };
    const out = await world.app.inject({ method: "POST", url: "/api/v2/auth/logout", headers });
    assert.equal(out.statusCode, 204);
    assert.match(String(out.headers["set-cookie"]), /^__Host-gd_session=; Max-Age=0;/);
    assert.equal(out.headers["clear-site-data"], '"cookies", "storage"');
    assert.equal((await world.app.inject({ url: "/api/v2/whoami", headers })).statusCode, 401);
  });
});

describe("tokens", () => {
  it("are made, shown once, listed and revoked", async () => {
    await using world = await aPeopledWorld();
    const as = await world.logIn("ana");
    const payload = { name: "nightly", scopes: ["jobs:read"], lifetimeSeconds: 3600 };
    const made = await world.inject({ method: "POST", url: "/api/v2/tokens", as, payload });
    assert.equal(made.statusCode, 201);
    const { token, ...shown } = made.json();
    const listed = (await world.inject({ url: "/api/v2/tokens", as })).json().items;
    assert.deepEqual(
      listed.find((one: { id: string }) => one.id === shown.id),
      shown,
    );
    assert.doesNotMatch(JSON.stringify(listed), new RegExp(token));
    assert.equal((await world.inject({ url: "/api/v2/jobs", as: token })).statusCode, 200);
    assert.equal(
      (await world.inject({ method: "POST", url: "/api/v2/jobs", as: token, payload: { command: ["true"] } }))
        .statusCode,
      403,
    );
    const gone = await world.inject({ method: "DELETE", url: `/api/v2/tokens/${shown.id}`, as });
    assert.equal(gone.statusCode, 204);
    assert.equal((await world.inject({ url: "/api/v2/jobs", as: token })).statusCode, 401);
    assert.equal(
      (await world.inject({ method: "DELETE", url: `/api/v2/tokens/${shown.id}`, as })).statusCode,
      404,
    );
  });

  it("never allow more than what made them", async () => {
    await using world = await aPeopledWorld();
    const as = await world.logIn("ana");
    const make = async (token: string, body: object) =>
      world.inject({ method: "POST", url: "/api/v2/tokens", as: token, payload: { name: "t", ...body } });
    const narrow = (await make(as, { scopes: ["jobs:read", "tokens"] })).json().token;
    assert.equal((await make(narrow, { scopes: ["jobs:write"] })).statusCode, 422);
    assert.deepEqual((await make(narrow, {})).json().scopes, ["jobs:read", "tokens"]);
    assert.equal((await make(as, { scopes: ["admin:*"] })).statusCode, 422, "she has no role for it");
    assert.equal((await make(ROOT, { scopes: ["admin:*"] })).statusCode, 201);
    const only = (await make(as, { scopes: ["jobs:read"] })).json().token;
    assert.equal((await make(only, {})).statusCode, 403);
    for (const lifetimeSeconds of [0, 59, 1.5, 366 * 86_400, -1])
      assert.equal((await make(as, { lifetimeSeconds })).statusCode, 422, String(lifetimeSeconds));
  });

  it("are refreshed: another secret for the same, until the same time, and the one before is good no more", async () => {
    await using world = await aPeopledWorld();
    const as = await world.logIn("ana");
    const payload = { name: "n", scopes: ["jobs:read", "tokens"], lifetimeSeconds: 3600 };
    const made = (await world.inject({ method: "POST", url: "/api/v2/tokens", as, payload })).json();
    world.clock.nowMs += 600_000;
    const refresh = (token: string) =>
      world.inject({ method: "POST", url: "/api/v2/auth/refresh", as: token });
    const answer = await refresh(made.token);
    assert.equal(answer.statusCode, 200);
    const { expiresAt, token, user } = answer.json();
    assert.deepEqual([user, expiresAt], ["Ana", made.expiresAt]);
    assert.notEqual(token, made.token);
    const listed = (await world.inject({ url: "/api/v2/tokens", as: token })).json().items;
    const own = listed.find(({ current }: { current?: boolean }) => current === true);
    assert.deepEqual([own.name, own.scopes], ["n", ["jobs:read", "tokens"]]);
    assert.equal((await refresh(made.token)).statusCode, 401);
    assert.equal((await refresh(ROOT)).statusCode, 404);
    const narrow = { name: "r", scopes: ["jobs:read"] };
    const reader = (
      await world.inject({ method: "POST", url: "/api/v2/tokens", as, payload: narrow })
    ).json();
    assert.equal((await refresh(reader.token)).statusCode, 403);
  });

  it("are refreshed by one of two who show the same at once", async () => {
    await using world = await aPeopledWorld();
    const as = await world.logIn("ana");
    const both = await Promise.all(
      [1, 2].map(() => world.inject({ method: "POST", url: "/api/v2/auth/refresh", as })),
    );
    assert.deepEqual(both.map(({ statusCode }) => statusCode).toSorted(), [200, 401]);
    assert.equal((await world.inject({ url: "/api/v2/users/ana/tokens", as: ROOT })).json().items.length, 1);
  });

  it("of a browser are refreshed in its cookie, and end no later", async () => {
    await using world = await aPeopledWorld();
    const cookie = await world.session("ana");
    world.clock.nowMs += 1_200_000;
    const send = (shown: string, url: string, method: "GET" | "POST") =>
      world.app.inject({ method, url, headers: { host: "127.0.0.1", cookie: shown, "x-godocker": "1" } });
    const answer = await send(cookie, "/api/v2/auth/refresh", "POST");
    assert.equal(answer.statusCode, 200);
    assert.equal(answer.json().token, undefined);
    const set = String(answer.headers["set-cookie"]);
    assert.match(
      set,
      /^__Host-gd_session=gd_[^;]+; Max-Age=42000; Path=\/; Secure; HttpOnly; SameSite=Strict$/,
    );
    assert.equal((await send(cookie, "/api/v2/whoami", "GET")).statusCode, 401);
    assert.equal((await send(set.split(";")[0] ?? "", "/api/v2/whoami", "GET")).statusCode, 200);
  });

  it("are their owner's alone", async () => {
    await using world = await aPeopledWorld();
    const [ana, bob] = [await world.logIn("ana"), await world.logIn("bob")];
    const [own] = (await world.inject({ url: "/api/v2/tokens", as: ana })).json().items;
    assert.equal(
      (await world.inject({ method: "DELETE", url: `/api/v2/tokens/${own.id}`, as: bob })).statusCode,
      404,
    );
    assert.equal((await world.inject({ url: "/api/v2/users/Ana/tokens", as: bob })).statusCode, 403);
    assert.equal((await world.inject({ url: "/api/v2/users/ana/tokens", as: ROOT })).json().items.length, 1);
    assert.equal(
      (await world.inject({ method: "DELETE", url: `/api/v2/users/ana/tokens/${own.id}`, as: ROOT }))
        .statusCode,
      204,
    );
    assert.equal((await world.inject({ url: "/api/v2/whoami", as: ana })).statusCode, 401);
  });
});

describe("a proxy that signs people in", () => {
  it("is believed from its address, and nobody else", async () => {
    await using world = await aPeopledWorld({ ways: ["password", "header"] });
    const who = async (remoteAddress: string, user: string) =>
      world.app.inject({
        url: "/api/v2/whoami",
        remoteAddress,
        headers: { host: "127.0.0.1", "x-remote-user": user },
      });
    const known = await who("127.0.0.1", "ANA");
    assert.deepEqual([known.statusCode, known.json().user], [200, "Ana"]);
    assert.equal((await who("10.0.0.9", "ana")).statusCode, 401);
    assert.equal((await who("127.0.0.1", "nobody")).statusCode, 401);
    const headers = { host: "127.0.0.1", "x-remote-user": "ana" };
    const unsafe = await world.app.inject({
      method: "POST",
      url: "/api/v2/tokens",
      headers,
      payload: { name: "t" },
    });
    assert.equal(unsafe.statusCode, 403, "a foreign page could have sent it");
  });
});

describe("jobs of people", () => {
  it("have written down whom they run as", async () => {
    await using world = await aPeopledWorld();
    const as = await world.logIn("ana");
    const body = { command: ["id"], user: "root", uid: 0 };
    assert.equal(
      (await world.inject({ method: "POST", url: "/api/v2/jobs", as, payload: body })).statusCode,
      422,
    );
    const made = await world.inject({
      method: "POST",
      url: "/api/v2/jobs",
      as,
      payload: { command: ["id"] },
    });
    const job = await world.store.job(made.json().id);
    assert.deepEqual([job?.user, job?.account], ["Ana", { name: "Ana", uid: 2001, gid: 2000, groups: [] }]);
  });
});
