import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createAuthenticator } from "../../auth/authenticator.ts";
import { createBearerExchange, TOKEN_SECONDS } from "./bearer.ts";
import { aLegacyWorld, KEYS } from "./godocker-1.builders.ts";

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
  const token = await exchange.tokenFor("alice", "APIKEY1234");
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
    assert.equal(await one.exchange.tokenFor("bob", "APIKEY1234"), undefined);
    assert.equal(await one.exchange.tokenFor("alice", "APIKEY9999"), undefined);
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
