import assert from "node:assert/strict";
import { posix } from "node:path";
import { describe, it } from "node:test";
import fc from "fast-check";
import { sandboxPath, SandboxPathError } from "./sandbox-path.ts";

describe("a path below a sandbox", () => {
  it("has one way to be written", () => {
    for (const [text, path] of [
      ["", ""],
      [".", ""],
      ["out.txt", "out.txt"],
      ["./a//b/./c/", "a/b/c"],
      ["...", "..."],
      ["..a/b..", "..a/b.."],
      ["naïve ☃/%2e%2e/a\\b", "naïve ☃/%2e%2e/a\\b"],
      ["x".repeat(255), "x".repeat(255)],
    ] as const) {
      assert.equal(sandboxPath(text), path);
    }
  });

  it("is refused when it leads out, or can be of no file", () => {
    for (const [text, why] of [
      ["/etc/passwd", /absolute/],
      ["//x", /absolute/],
      ["..", /out of the sandbox/],
      ["a/../../b", /out of the sandbox/],
      ["a/..", /out of the sandbox/],
      ["a\0b", /no path can have/],
      ["\ud800", /no path can have/],
      ["x".repeat(256), /longer/],
      ["é".repeat(128), /longer/],
      ["x/".repeat(3000), /longer/],
    ] as const) {
      const isRefusal = (error: unknown) => error instanceof SandboxPathError && why.test(error.message);
      assert.throws(() => sandboxPath(text), isRefusal, JSON.stringify(text));
    }
  });

  it("stays below whatever directory it is put under", () => {
    const part = fc.oneof(fc.constantFrom("", ".", "..", "a", "\0", "\\", "…"), fc.string());
    fc.assert(
      fc.property(fc.array(part), (parts) => {
        let path: string;
        try {
          path = sandboxPath(parts.join("/"));
        } catch (error) {
          assert.ok(error instanceof SandboxPathError);
          return;
        }
        const joined = posix.join("/top/sandbox", path);
        assert.equal(joined, path === "" ? "/top/sandbox" : `/top/sandbox/${path}`);
        assert.equal(sandboxPath(path), path);
      }),
    );
  });
});
