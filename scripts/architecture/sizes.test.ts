import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { STILL_LONG } from "./layers.ts";
import { sizeOf, tooLong } from "./sizes.ts";
import { sourceFiles } from "./sources.ts";

const lines = (count: number): string => "  run();\n".repeat(count);

describe("the size of a file", () => {
  it("counts lines, comment lines and functions", () => {
    const text = `// why\nexport function f() {\n${lines(3)}}\n\n/** one\n * two */\nconst g = () => 1; // behind code\n`;
    assert.deepEqual(sizeOf({ path: "jobs/x.ts", text }), {
      path: "jobs/x.ts",
      lines: 10,
      commentLines: 3,
      functions: [
        { line: 2, lines: 5 },
        { line: 10, lines: 1 },
      ],
    });
  });

  it("is within the limits in all product code", () => {
    assert.deepEqual(tooLong(sourceFiles()), []);
  });

  it("is reported with the line of a function that is too long", () => {
    const text = `\nexport function f() {\n${lines(99)}}\n`;
    assert.match(tooLong([{ path: "jobs/x.ts", text }])[0] ?? "", /^jobs\/x\.ts:2: a function of 101 lines/);
    assert.deepEqual(tooLong([{ path: "jobs/x.test.ts", text }]), []);
    assert.match(
      tooLong([{ path: "jobs/x.ts", text: lines(401) }])[0] ?? "",
      /^jobs\/x\.ts:1: a file of 401/,
    );
  });

  it("is still too large only in files that are", () => {
    const long = new Set(
      sourceFiles()
        .filter(({ path }) => STILL_LONG.has(path))
        .map(sizeOf)
        .filter((file) => file.lines > 400 || file.functions.some((one) => one.lines > 100))
        .map(({ path }) => path),
    );
    assert.deepEqual(new Set(STILL_LONG), long);
  });
});
