import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { aPeopledWorld, PASSWORD } from "../../context/identity.builders.ts";
import { createAuthenticator } from "../../../auth/authenticator.ts";
import { createBearerExchange, TOKEN_SECONDS } from "./bearer.ts";
import { aLegacyWorld, KEYS } from "../godocker-1.builders.ts";

const FROM = { address: "10.0.0.1", requestId: "r" };
const SECRET = "a secret that all processes share";

function anExchange(secret = SECRET) {
  const keys = new Map([["APIKEY1234", "alice"]]);
  const clock = { nowMs: 1_700_000_000_000 };
  const auth = createAuthenticator([
    {
      name: "keys",
      identify: async (shown) => {
        const user = shown.kind === "bearer" ? keys.get(shown.token) : undefined;
        return user === undefined ? undefined : { user, roles: ["user"], via: "token" };
      },
    },
  ]);
  return {
    exchange: createBearerExchange(
      auth,
      async () => secret,
      () => clock.nowMs,
    ),
    keys,
    clock,
  };
}

async function aToken({ exchange }: ReturnType<typeof anExchange>): Promise<string> {
  const token = await exchange.tokenFor("alice", "APIKEY1234", FROM);
  assert.ok(token !== undefined);
  return token;
}

describe("a token of 1.0", () => {
  it("is given for user and key that belong together, as plain ASCII, without the key to be read in it", async () => {
    const one = anExchange();
    const token = await aToken(one);
    assert.match(token, /^[\w-]+\.[\w-]+\.[\w-]+$/);
    const text = token
      .split(".")
      .map((part) => Buffer.from(part, "base64url").toString())
      .join(" ");
    assert.doesNotMatch(text, /APIKEY1234/);
    assert.equal(await one.exchange.tokenFor("bob", "APIKEY1234", FROM), undefined);
    assert.equal(await one.exchange.tokenFor("alice", "APIKEY9999", FROM), undefined);
  });

  it("stands for its user, in whatever letters the scheme is written, on every process", async () => {
    const token = await aToken(anExchange());
    for (const scheme of ["Bearer", "bearer", "BEARER"])
      assert.equal((await anExchange().exchange.authenticate(`${scheme} ${token}`))?.user, "alice");
    assert.equal(await anExchange("another secret").exchange.authenticate(`Bearer ${token}`), undefined);
  });

  it("ends with its key, and after its time", async () => {
    const one = anExchange();
    const token = await aToken(one);
    one.keys.clear();
    assert.equal(await one.exchange.authenticate(`Bearer ${token}`), undefined);
    const two = anExchange();
    two.clock.nowMs += (TOKEN_SECONDS - 1) * 1000;
    assert.equal((await two.exchange.authenticate(`Bearer ${token}`))?.user, "alice");
    two.clock.nowMs += 1000;
    assert.equal(await two.exchange.authenticate(`Bearer ${token}`), undefined);
  });

  it("is worth nothing when anything in it was changed", async () => {
    const one = anExchange();
    const token = await aToken(one);
    for (let at = 0; at < token.length; at += 1) {
      const other = token[at] === "A" ? "B" : "A";
      const changed = token.slice(0, at) + other + token.slice(at + 1);
      // The last letter of a part has bits that mean nothing, so that it may decode to the same: then it is another text.
      assert.equal(await one.exchange.authenticate(`Bearer ${changed}`), undefined, `letter ${at}`);
    }
  });

  it("is no way into REST v2; the key itself is one everywhere", async () => {
    await using world = await aLegacyWorld();
    const ask = async (url: string, token: string) =>
      (await world.app.inject({ url, headers: { host: "127.0.0.1", authorization: `Bearer ${token}` } }))
        .statusCode;
    const token = await world.tokenOf("alice");
    assert.deepEqual(
      [
        await ask("/api/1.0/task/active", token),
        await ask("/api/v2/jobs", token),
        await ask("/api/1.0/task/active", KEYS.alice),
        await ask("/api/v2/jobs", KEYS.alice),
      ],
      [200, 401, 200, 200],
    );
  });
});

describe("a password in the place of an API key", () => {
  const asked = async (user: string, apikey: string) => {
    await using world = await aPeopledWorld();
    const answer = await world.app.inject({
      method: "POST",
      url: "/api/1.0/authenticate",
      headers: { host: "127.0.0.1" },
      payload: { user, apikey },
    });
    const token = answer.statusCode === 200 ? answer.json().token : "";
    const own = await world.app.inject({
      url: `/api/1.0/user/Ana/project`,
      headers: { host: "127.0.0.1", authorization: `Bearer ${token}` },
    });
    return { status: answer.statusCode, token, own: own.statusCode, asked: world.ldap.asked };
  };

  it("gives a token that shows the directory no password again", async () => {
    const { status, token, own } = await asked("ANA", PASSWORD);
    assert.deepEqual([status, own], [200, 200]);
    const claims = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());
    assert.deepEqual([claims.sub, claims.exp - claims.iat], ["Ana", 43_200]);
  });

  it("is no way to try keys: those count as nobody's", async () => {
    assert.deepEqual((await asked("ana", "wrong")).status, 401);
    const { status, asked: questions } = await asked("ana", `gd_${"x".repeat(51)}`);
    assert.deepEqual([status, questions], [401, 0]);
  });
});
