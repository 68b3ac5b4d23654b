import assert from "node:assert/strict";
import { createHash, generateKeyPairSync } from "node:crypto";
import { describe, it } from "node:test";
import { DirectoryUnavailableError } from "./directory.ts";
import { aProvider, CLIENT, jwt, type TestProvider } from "./oidc-provider.builders.ts";
import { createOidc } from "./oidc.ts";
import { aPerson } from "./people.builders.ts";

const REDIRECT = new URL("https://godocker.example.org/api/v2/auth/oidc/callback");

function aClient(provider: TestProvider, clock = { nowMs: Date.now() }) {
  const people = new Map([["ana", aPerson("Ana")]]);
  const oidc = createOidc(
    {
      issuer: provider.issuer,
      clientId: CLIENT.clientId,
      clientSecret: () => CLIENT.secret,
      redirectUrl: REDIRECT,
      userClaim: "preferred_username",
    },
    { directories: { find: async (name) => people.get(name.toLowerCase()) }, nowMs: () => clock.nowMs },
  );
  /** The provider of these tests takes the nonce from the code. */
  const signIn = async (changed: Readonly<Record<string, string>> = {}) => {
    const { pending } = await oidc.begin();
    const query = new URLSearchParams({ code: pending.nonce, state: pending.state, ...changed });
    return oidc.finish(`?${query}`, pending);
  };
  return { oidc, people, clock, signIn };
}

describe("signing in at a provider", () => {
  it("sends people there with PKCE, state and nonce, and to the one address back", async () => {
    await using provider = await aProvider();
    const { url, pending } = await aClient(provider).oidc.begin();
    const query = Object.fromEntries(url.searchParams);
    assert.equal(url.origin, provider.issuer.origin);
    assert.deepEqual(
      [query.redirect_uri, query.response_type, query.client_id],
      [REDIRECT.href, "code", "godocker"],
    );
    assert.deepEqual([query.state, query.nonce], [pending.state, pending.nonce]);
    const challenge = createHash("sha256").update(pending.verifier).digest("base64url");
    assert.deepEqual([query.code_challenge, query.code_challenge_method], [challenge, "S256"]);
  });

  it("lets in whom a directory of the site knows, under its spelling", async () => {
    await using provider = await aProvider();
    const outcome = await aClient(provider).signIn();
    assert.ok(outcome.kind === "signed-in" && outcome.person.name === "Ana");
    assert.ok((provider.asked.form.get("code_verifier") ?? "").length >= 43);
    assert.match(provider.asked.authorization ?? "", /^Basic /);
  });

  it("lets in nobody whom no directory knows, or who is disabled", async () => {
    await using provider = await aProvider();
    const { signIn, people } = aClient(provider);
    people.set("ana", aPerson("Ana", { disabled: true }));
    assert.equal((await signIn()).kind, "refused");
    people.clear();
    assert.equal((await signIn()).kind, "refused");
    provider.idToken = (claims) =>
      jwt({ alg: "RS256", kid: "k1" }, { ...claims, preferred_username: { $ne: "" } }, provider.privateKey);
    assert.equal((await signIn()).kind, "refused");
  });

  it("needs the state that this browser was sent away with, and not too late", async () => {
    await using provider = await aProvider();
    const { signIn, oidc, clock } = aClient(provider);
    assert.equal((await signIn({ state: "of somebody else" })).kind, "refused");
    assert.equal((await signIn({ iss: "https://evil.example.org" })).kind, "refused");
    assert.equal((await signIn({ error: "access_denied" })).kind, "refused");
    const { pending } = await oidc.begin();
    clock.nowMs += 600_001;
    const query = new URLSearchParams({ code: pending.nonce, state: pending.state });
    assert.equal((await oidc.finish(`?${query}`, pending)).kind, "refused");
  });

  it("waits for a provider that is away", async () => {
    await using provider = await aProvider();
    const { signIn } = aClient(provider);
    provider.away = true;
    await assert.rejects(signIn(), DirectoryUnavailableError);
    provider.away = false;
    assert.equal((await signIn()).kind, "signed-in");
  });
});

describe("a token of a provider", () => {
  const forged: Readonly<
    Record<string, (provider: TestProvider, claims: Record<string, unknown>) => string>
  > = {
    "C101 without a signature": (_, claims) => jwt({ alg: "none" }, claims),
    "C102 signed with the public key as a secret": ({ publicKey }, claims) =>
      jwt({ alg: "HS256", kid: "k1" }, claims, publicKey.export({ type: "spki", format: "pem" }).toString()),
    "C102 signed with the client's secret": (_, claims) => jwt({ alg: "HS256" }, claims, CLIENT.secret),
    "C103 that names a key of its own place": (_, claims) =>
      jwt(
        { alg: "RS256", kid: "../../dev/null" },
        claims,
        generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey,
      ),
    "C104 that brings its key": (_, claims) => {
      const own = generateKeyPairSync("rsa", { modulusLength: 2048 });
      return jwt({ alg: "RS256", jwk: own.publicKey.export({ format: "jwk" }) }, claims, own.privateKey);
    },
    "C105 whose end is a text": ({ privateKey }, claims) =>
      jwt({ alg: "RS256", kid: "k1" }, { ...claims, exp: String(claims.exp) }, privateKey),
    "that has ended": ({ privateKey }, claims) =>
      jwt({ alg: "RS256", kid: "k1" }, { ...claims, exp: 1000 }, privateKey),
    "for another client": ({ privateKey }, claims) =>
      jwt({ alg: "RS256", kid: "k1" }, { ...claims, aud: "other" }, privateKey),
    "of another provider": ({ privateKey }, claims) =>
      jwt({ alg: "RS256", kid: "k1" }, { ...claims, iss: "https://evil.example.org" }, privateKey),
    "for another sign-in": ({ privateKey }, claims) =>
      jwt({ alg: "RS256", kid: "k1" }, { ...claims, nonce: "other" }, privateKey),
    "that is none": () => "x.y.z",
  };
  for (const [what, make] of Object.entries(forged))
    it(`${what} lets nobody in`, async () => {
      await using provider = await aProvider();
      provider.idToken = (claims) => make(provider, claims);
      assert.equal((await aClient(provider).signIn()).kind, "refused");
    });

  it("C106 with any bit of its signature flipped lets nobody in", async () => {
    await using provider = await aProvider();
    const { signIn } = aClient(provider);
    const good = provider.idToken;
    for (let at = 0; at < 2048; at += 97) {
      provider.idToken = (claims) => {
        const [header, body, signature = ""] = good(claims).split(".");
        const bytes = Buffer.from(signature, "base64url");
        bytes[at >> 3] = (bytes[at >> 3] ?? 0) ^ (1 << (at & 7));
        return `${header}.${body}.${bytes.toString("base64url")}`;
      };
      assert.equal((await signIn()).kind, "refused", `bit ${at}`);
    }
  });
});
