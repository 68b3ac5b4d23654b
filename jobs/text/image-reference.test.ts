import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { imageReferenceFault } from "./image-reference.ts";

const DIGEST = `sha256:${"0123456789abcdef".repeat(4)}`;

describe("the reference of an image", () => {
  for (const reference of [
    "alpine",
    "alpine:3.20",
    "a",
    "biocontainers/blast:2.15.0--pl5321_0",
    "quay.io/bio/x__y/z-w--v:v1",
    "localhost/x",
    "localhost:5000/team/app:1_2.3-4",
    "127.0.0.1:5000/x",
    "[2001:db8::1]:5000/x",
    "REGISTRY.example.org/x",
    `alpine@${DIGEST}`,
    `ghcr.io/a/b:tag@${DIGEST}`,
    `a@sha512:${"ab".repeat(64)}`,
    `a:${"t".repeat(128)}`,
  ]) {
    it(`may be ${reference.slice(0, 60)}`, () => assert.equal(imageReferenceFault(reference), undefined));
  }

  for (const reference of [
    "",
    "-v /:/host alpine",
    " alpine",
    "alpine\n",
    "--privileged",
    "Alpine",
    "a/B",
    "alpine:",
    "alpine:-x",
    "alpine:a/b",
    `alpine:${"t".repeat(129)}`,
    "alpine@",
    "alpine@sha256:zz",
    `alpine@sha256:${"A".repeat(64)}`,
    `alpine@md5:${"a".repeat(32)}`,
    `alpine@${DIGEST}@${DIGEST}`,
    "http://evil/x",
    "docker://alpine",
    "/alpine",
    "a//b",
    "alpine/",
    "../x",
    "a..b",
    "a___b",
    "_a",
    "a-",
    "host:0/x",
    "host:99999/x",
    "-host.org/x",
    "host_name:5000/x",
    "$(id)",
    "a;b",
    "ä",
    "f".repeat(64),
    "a".repeat(256),
    `${"a/".repeat(300)}a`,
  ]) {
    it(`may not be ${JSON.stringify(reference.slice(0, 60))}`, () =>
      assert.equal(typeof imageReferenceFault(reference), "string"));
  }

  const host = "(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])";
  const component = "[a-z0-9]+(?:(?:[._]|__|[-]+)[a-z0-9]+)*";
  const grammar = new RegExp(
    `^(?:${host}(?:\\.${host})*(?::[0-9]+)?/)?${component}(?:/${component})*(?::\\w[\\w.-]{0,127})?$`,
  );

  it("is never taken when the published grammar does not take it", () => {
    const part = fc.constantFrom("a", "b0", "A", ".", "-", "_", "/", ":", "1", "x.y");
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 8 }), (parts) => {
        const reference = parts.join("");
        if (imageReferenceFault(reference) === undefined) assert.match(reference, grammar);
      }),
      { numRuns: 5000 },
    );
  });

  it("is taken whenever it is made by the published grammar", () => {
    const registry = fc.stringMatching(
      /^(?:[a-z][a-z0-9]{0,5}\.[a-z]{2,3}|localhost)(?::[1-9][0-9]{0,3})?\/$/,
    );
    const name = fc.stringMatching(/^[a-z0-9]{1,4}(?:(?:\.|_|__|-{1,3})[a-z0-9]{1,4}){0,3}$/);
    const path = fc.array(name, { minLength: 1, maxLength: 3 });
    const tag = fc.stringMatching(/^:[A-Za-z0-9_][A-Za-z0-9_.-]{0,20}$/);
    const digest = fc.constantFrom(`@${DIGEST}`, "");
    fc.assert(
      fc.property(registry, path, fc.oneof(tag, fc.constant("")), digest, (host, names, version, hash) => {
        assert.equal(imageReferenceFault(`${host}${names.join("/")}${version}${hash}`), undefined);
      }),
      { numRuns: 1000 },
    );
  });
});
