import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ROOT } from "../../api/api.builders.ts";
import { aPeopledWorld } from "../../api/context/identity.builders.ts";
import { identityMethods, type Token } from "../../client/identity.ts";
import { inOrder, peoplePage, SCOPES, wantedToken, whoami } from "./identity.ts";

const signal = new AbortController().signal;

describe("the form of a new token", () => {
  it("says what is missing, and else what is wanted", () => {
    assert.match(String(wantedToken(" ", "30", [])), /a name/);
    for (const days of ["", "0", "-1", "1.5", "99999"])
      assert.match(String(wantedToken("n", days, [])), /number of days/, days);
    assert.deepEqual(wantedToken(" nightly ", "30", []), { name: "nightly", lifetimeSeconds: 2_592_000 });
    assert.deepEqual(wantedToken("n", "1", ["jobs:read"]), {
      name: "n",
      scopes: ["jobs:read"],
      lifetimeSeconds: 86_400,
    });
  });

  it("offers scopes that the server takes, all of them", async () => {
    await using world = await aPeopledWorld();
    const connection = { baseUrl: await world.listen(), token: ROOT, fetch, source: "web" };
    const wanted = wantedToken("all", "30", SCOPES);
    assert.ok(typeof wanted !== "string");
    const made = await identityMethods(connection).createToken(wanted);
    assert.deepEqual(made.scopes?.toSorted(), SCOPES.toSorted());
  });
});

describe("tokens and people", () => {
  it("have this one first, then sessions, then the newest", () => {
    const token = (id: string, more: Partial<Token>): Token => ({
      id,
      kind: "token",
      name: id,
      via: "password",
      createdAt: "2030-01-01T00:00:00Z",
      expiresAt: "2031-01-01T00:00:00Z",
      ...more,
    });
    const shown = inOrder([
      token("old", {}),
      token("new", { createdAt: "2030-02-01T00:00:00Z" }),
      token("browser", { kind: "session" }),
      token("this", { current: true }),
    ]);
    assert.deepEqual(
      shown.map(({ id }) => id),
      ["this", "browser", "new", "old"],
    );
  });

  it("are shown to who may see them, and who may is known", async () => {
    await using world = await aPeopledWorld();
    const base = { baseUrl: await world.listen(), fetch, source: "web" };
    const admin = { ...base, token: ROOT };
    const ana = { ...base, token: await world.logIn("ana") };
    assert.ok((await whoami(admin, signal)).permissions.includes("users:write"));
    assert.ok(!(await whoami(ana, signal)).permissions.includes("users:read"));
    assert.deepEqual(
      (await peoplePage(admin, "AN", undefined, signal)).items.map(({ name }) => name),
      ["Ana"],
    );
    await assert.rejects(peoplePage(ana, "", undefined, signal), /./);
  });
});
