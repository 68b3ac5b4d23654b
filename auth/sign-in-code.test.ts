import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { makeSignInCode, SIGN_IN_CODE_MS, signInCodes } from "./sign-in-code.ts";

const TOKEN = `gd_${"a".repeat(43)}`;

describe("a code to sign in with", () => {
  it("gives the token once, and does not contain it", () => {
    const codes = signInCodes(TOKEN, () => 1000);
    const code = makeSignInCode(TOKEN, 1000);
    assert.doesNotMatch(code, /gd_|aaaa/);
    assert.equal(codes.redeem(code), TOKEN);
    assert.equal(codes.redeem(code), undefined);
    assert.equal(codes.redeem(makeSignInCode(TOKEN, 1000)), TOKEN);
  });

  it("is good for some minutes only, and not before it was made", () => {
    let nowMs = 1000;
    const codes = signInCodes(TOKEN, () => nowMs);
    const [first, second] = [makeSignInCode(TOKEN, 1000), makeSignInCode(TOKEN, 1000)];
    const future = makeSignInCode(TOKEN, 2000);
    assert.equal(codes.redeem(future), undefined);
    nowMs += SIGN_IN_CODE_MS;
    assert.equal(codes.redeem(first), TOKEN);
    nowMs += 1;
    assert.equal(codes.redeem(second), undefined);
  });

  it("is refused by a server that began later: the one before may have taken it", () => {
    assert.equal(signInCodes(TOKEN, () => 1001).redeem(makeSignInCode(TOKEN, 1000)), undefined);
  });

  it("needs the token to be made", () => {
    const codes = signInCodes(TOKEN, () => 1000);
    assert.equal(codes.redeem(makeSignInCode(`gd_${"b".repeat(43)}`, 1000)), undefined);
    const code = makeSignInCode(TOKEN, 1000);
    fc.assert(
      fc.property(fc.nat({ max: code.length - 1 }), fc.constantFrom("x", "7", ".", "é", ""), (at, letter) => {
        const other = code.slice(0, at) + letter + code.slice(at + 1);
        if (other !== code) assert.equal(codes.redeem(other), undefined);
      }),
    );
    fc.assert(fc.property(fc.string(), (text) => assert.equal(codes.redeem(text), undefined)));
    assert.equal(codes.redeem(code), TOKEN);
  });
});
