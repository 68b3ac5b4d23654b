import assert from "node:assert/strict";
import { describe, it } from "node:test";
import corpus from "./bad-inputs.json" with { type: "json" };
import { loadConfig } from "./loading/load.ts";
import { formatProblem } from "./formats/problem.ts";

describe("bad input in a configuration", () => {
  for (const input of corpus) {
    it(`${input.name}: refused, with its place and something valid`, () => {
      const found = loadConfig({
        files: input.file === undefined ? [] : [{ name: "a.json5", text: input.file }],
        env: input.env ?? {},
        set: [],
        home: "/home/ana",
        readFile: () => "",
      });
      assert.ok(!found.ok, "it was taken");
      const lines = found.problems.map(formatProblem);
      for (const words of input.says) {
        assert.ok(
          lines.some((line) => line.includes(words)),
          lines.join("\n"),
        );
      }
      if (input.faults !== undefined) assert.equal(lines.length, input.faults, lines.join("\n"));
      for (const line of lines) assert.match(line, / — valid: ./);
      assert.equal(({} as Record<string, unknown>).server, undefined);
    });
  }
});
