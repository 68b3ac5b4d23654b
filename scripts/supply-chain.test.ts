import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, it } from "node:test";
import { supplyFaults } from "./supply-chain.ts";

const LOCK = readFileSync(join(dirname(import.meta.dirname), "package-lock.json"), "utf8");
const FINE = { version: "1.0.0", integrity: "sha512-AAAA", license: "MIT" };

describe("the packages of others", () => {
  it("have their hashes, licences that fit, and run nothing when they are installed", () => {
    assert.deepEqual(supplyFaults(LOCK), []);
  });

  for (const [what, fault, words] of [
    ["without a hash", { integrity: undefined }, /SHA-512/],
    ["with a weak hash", { integrity: "sha1-AAAA" }, /SHA-512/],
    ["from an address", { resolved: "https://example.org/x.tgz" }, /where it comes from/],
    ["with a script", { hasInstallScript: true }, /runs a script/],
    ["under another licence", { license: "AGPL-3.0-only" }, /AGPL-3.0-only/],
    ["without a licence", { license: undefined }, /does not name/],
    ["that is a link", { link: true }, /is a link/],
  ] as const)
    it(`are refused ${what}`, () => {
      const packages = { "": {}, "node_modules/good": FINE, "node_modules/x": { ...FINE, ...fault } };
      const [found, ...others] = supplyFaults(JSON.stringify({ packages }));
      assert.match(found ?? "", words);
      assert.match(found ?? "", /^node_modules\/x: /);
      assert.deepEqual(others, []);
    });

  it("are not too many", () => {
    const dependencies = Object.fromEntries(Array.from({ length: 41 }, (_, at) => [`p${at}`, "1"]));
    assert.match(
      supplyFaults(JSON.stringify({ packages: { "": { dependencies } } })).join(),
      /41 dependencies/,
    );
  });
});
