import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { fillIoPattern, ioPatternFault } from "./io-pattern.ts";

const values = { job: 12, index: 3, name: "blast", user: "ada", hostname: "node1.example.org" };

describe("a pattern of a file name", () => {
  for (const [pattern, filled] of [
    ["slurm-%j.out", "slurm-12.out"],
    ["%A_%a.out", "12_3.out"],
    ["%x-%u-%N", "blast-ada-node1"],
    ["%5j/%02a", "00012/03"],
    ["100%%", "100%"],
    ["%%j", "%j"],
    ["/dev/null", "/dev/null"],
  ] as const)
    it(`${pattern} is ${filled}`, () => {
      assert.equal(ioPatternFault(pattern, true), undefined);
      assert.equal(fillIoPattern(pattern, values), filled);
    });

  it("does not lead elsewhere by the name of a job", () => {
    assert.throws(() => fillIoPattern("%x", { ...values, name: ".." }), /"\.\."/);
    assert.throws(() => fillIoPattern("a/%u/b", { ...values, user: ".." }), RangeError);
  });

  it("leads nowhere else, whatever it is", () => {
    const text = fc.string({
      unit: fc.constantFrom("%", "j", "a", "x", ".", "/", "5", "é", " "),
      maxLength: 12,
    });
    fc.assert(
      fc.property(text, text, (pattern, name) => {
        if (ioPatternFault(pattern, true) !== undefined || name.includes("/")) return;
        let filled: string;
        try {
          filled = fillIoPattern(pattern, { ...values, name });
        } catch {
          return;
        }
        const segments = filled.replace(/^\//, "").split("/");
        assert.ok(
          segments.every((one) => one !== "" && one !== "." && one !== ".."),
          filled,
        );
        assert.equal(filled.startsWith("/"), pattern.startsWith("/"));
      }),
    );
  });
});
