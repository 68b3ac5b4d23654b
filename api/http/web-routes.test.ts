import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { makeSignInCode, signInCodes } from "../../auth/sign-in-code.ts";
import { ANA, aWorld, BOB } from "../api.builders.ts";

const web = {
  html: "<!doctype html><title>GoDocker</title>",
  files: new Map([
    ["/assets/abc/web/main.ts", { mediaType: "text/javascript", bytes: Buffer.from("let a;") }],
  ]),
};
const nobody = { authorization: "" };

describe("the pages for browsers", () => {
  it("are one document at each of their addresses, for everybody", async () => {
    await using world = await aWorld({ web });
    for (const url of ["/", "/jobs?state=running", "/jobs/12", "/jobs/12/logs", "/nodes"]) {
      const answer = await world.app.inject({ url, headers: { host: "localhost" } });
      assert.equal(answer.statusCode, 200, url);
      assert.equal(answer.body, web.html);
      assert.equal(answer.headers["content-type"], "text/html; charset=utf-8");
    }
    const head = await world.app.inject({ method: "HEAD", url: "/", headers: { host: "localhost" } });
    assert.deepEqual([head.statusCode, head.body], [200, ""]);
  });

  it("may load, run and reach nothing but this server, and are shown inside no other page", async () => {
    await using world = await aWorld({ web });
    const { headers } = await world.app.inject({ url: "/", headers: { host: "localhost" } });
    const policy = String(headers["content-security-policy"]).split("; ");
    for (const rule of [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "connect-src 'self'",
      "img-src 'self' data:",
      "frame-ancestors 'none'",
      "base-uri 'none'",
      "form-action 'none'",
      "require-trusted-types-for 'script'",
    ])
      assert.ok(policy.includes(rule), rule);
    assert.equal(headers["x-frame-options"], "DENY");
    assert.equal(headers["x-content-type-options"], "nosniff");
    assert.equal(headers["referrer-policy"], "no-referrer");
    assert.equal(headers["cross-origin-opener-policy"], "same-origin");
    assert.equal(headers["cache-control"], "no-cache");
  });

  it("come with files that may be kept for ever, and no others", async () => {
    await using world = await aWorld({ web });
    const get = (url: string) => world.app.inject({ url, headers: { host: "localhost" } });
    const file = await get("/assets/abc/web/main.ts?x");
    assert.equal(file.body, "let a;");
    assert.equal(file.headers["content-type"], "text/javascript");
    assert.match(String(file.headers["cache-control"]), /immutable/);
    for (const url of [
      "/assets/",
      "/assets/abd/web/main.ts",
      "/assets/abc/web/../web/main.ts/..%2f..%2fpackage.json",
      "/assets/%2e%2e/package.json",
      "/jobs/12/nothing",
    ]) {
      const answer = await get(url);
      assert.equal(answer.statusCode, 404, url);
      assert.equal(answer.headers["cache-control"], "no-store", url);
    }
  });

  it("are refused for a foreign host, like everything", async () => {
    await using world = await aWorld({ web });
    assert.equal((await world.app.inject({ url: "/", headers: { host: "evil.example" } })).statusCode, 403);
  });

  it("are not there where only data are served", async () => {
    await using world = await aWorld();
    assert.equal((await world.app.inject({ url: "/", headers: { host: "localhost" } })).statusCode, 404);
  });
});

describe("signing a browser in", () => {
  const signIn = (world: Awaited<ReturnType<typeof aWorld>>, payload: object) =>
    world.inject({ method: "POST", url: "/api/v2/sign-in", headers: nobody, payload });

  it("gives the token for a code, once", async () => {
    await using world = await aWorld({ signInCodes: signInCodes(ANA, () => 1000) });
    const code = makeSignInCode(ANA, 1000);
    const answer = await signIn(world, { code });
    assert.deepEqual([answer.statusCode, answer.json()], [200, { token: ANA }]);
    assert.equal(answer.headers["cache-control"], "no-store");
    assert.equal((await signIn(world, { code })).statusCode, 404);
  });

  it("has one answer to all that is no code of this server", async () => {
    await using world = await aWorld({ signInCodes: signInCodes(ANA, () => 1000) });
    for (const payload of [{}, { code: 1 }, { code: ANA }, { code: makeSignInCode(BOB, 1000) }, []]) {
      const answer = await signIn(world, payload);
      assert.deepEqual([answer.statusCode, answer.json().code], [404, "not_found"]);
    }
  });

  it("leaves no code and no token in the log", async () => {
    await using world = await aWorld({ signInCodes: signInCodes(ANA, () => 1000) });
    const code = makeSignInCode(ANA, 1000);
    await signIn(world, { code });
    await signIn(world, { code });
    assert.ok(!world.logLines.some((line) => line.includes(code) || line.includes(ANA)));
  });
});
