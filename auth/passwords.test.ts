import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createPasswords, makeFirstPassword, passwordFault } from "./passwords.ts";

const QUICK = createPasswords(4);

describe("the hash of a password", () => {
  it("is made by scrypt with N = 2^17, r = 8, p = 1, each with a salt of its own", async () => {
    const passwords = createPasswords();
    const hash = await passwords.hash("violet tram 84 moss");
    assert.match(hash, /^scrypt\$17\$8\$1\$[\w-]{22}\$[\w-]{43}$/);
    assert.equal(await passwords.matches("violet tram 84 moss", hash), true);
    assert.equal(await passwords.matches("violet tram 84 mosS", hash), false);
    assert.notEqual(await QUICK.hash("x"), await QUICK.hash("x"));
  });

  it("is right for the same letters, however they are composed", async () => {
    const hash = await QUICK.hash("zo\u00eb's password");
    assert.equal(await QUICK.matches("zoe\u0308's password", hash), true);
  });

  it("is right for nothing when there is none, or none that can be read", async () => {
    for (const hash of [undefined, "", "plain", "scrypt$17$8$1$x$y", `${await QUICK.hash("x")}$`])
      assert.equal(await QUICK.matches("x", hash), false);
  });

  it("of one that is too long is never right, not even by its beginning", async () => {
    const long = "violet tram ".repeat(200);
    const hash = await QUICK.hash(long.slice(0, 1024));
    assert.equal(await QUICK.matches(long, hash), false);
  });
});

describe("a new password", () => {
  it("is taken when it is long and nobody's favourite", () => {
    for (const password of [
      "violet tram 84 moss",
      "korrekt Pferd Batterie",
      makeFirstPassword(),
      "\u5bc6".repeat(3) + "xkq vw plo9",
    ])
      assert.equal(passwordFault(password, "ana"), undefined, password);
  });

  it("is refused when it is short, or is what is tried first", () => {
    for (const password of [
      "short",
      "elevenchars",
      "password1234",
      "Password123!",
      "P@ssw0rd!2024",
      "123456789012",
      "qwertyuiop12",
      "aaaaaaaaaaaaaaa",
      "abcabcabcabcabc",
      "abcdefghijklmn",
      "letmein-letmein",
      "administrator1",
      "iloveyou12345",
      "ana-ana-ana-ana",
      "mariecurie2024",
      "correct horse battery staple",
      "1qaz2wsx3edc4rfv",
      "x".repeat(1025),
    ])
      assert.notEqual(passwordFault(password, "marie.curie"), undefined, password.slice(0, 30));
  });

  it("for the first sign-in is another one each time", () => {
    assert.equal(new Set(Array.from({ length: 100 }, makeFirstPassword)).size, 100);
    assert.match(makeFirstPassword(), /^[a-z2-9]{5}(-[a-z2-9]{5}){3}$/);
  });
});
