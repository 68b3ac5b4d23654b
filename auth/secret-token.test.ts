import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { hashOfToken, isSecretToken, makeSecretToken } from "./secret-token.ts";

describe("a token", () => {
  it("is one of its own, in the form that scanners look for", () => {
    const made = new Set(Array.from({ length: 100 }, makeSecretToken));
    assert.equal(made.size, 100);
    for (const token of made) {
      assert.match(token, /^gd_[\w-]{51}$/);
      assert.ok(isSecretToken(token));
    }
  });

  it("C106 is none with any letter changed", () => {
    const token = makeSecretToken();
    for (let at = 0; at < token.length; at += 1) {
      const changed = token.slice(0, at) + (token[at] === "a" ? "b" : "a") + token.slice(at + 1);
      assert.equal(isSecretToken(changed), false, `letter ${at}`);
    }
    for (const text of ["", "gd_", `${token}a`, token.slice(1), token.toUpperCase()])
      assert.equal(isSecretToken(text), false, text);
  });

  it("is kept as its SHA-256", () => {
    assert.equal(hashOfToken("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  });
});
