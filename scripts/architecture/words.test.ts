import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { replacedWords } from "./words.ts";

const found = (path: string, text: string) => replacedWords([{ path, text }]).length;

describe("words that the style guide replaces", () => {
  it("are found in comments, titles and prose, with their line", () => {
    assert.match(
      replacedWords([{ path: "jobs/x.ts", text: "const a = 1;\n// whose turn it is\n" }])[0] ?? "",
      /^jobs\/x\.ts:2: write "fair-share order", not "whose turn" \(docs\/contributing\/style\.md\)/,
    );
    assert.equal(found("jobs/x.test.ts", 'it("shows whose turn it is", () => {});'), 1);
    assert.equal(found("docs/x.md", "Each knob has\na metric."), 1);
  });

  it("may stand in code and in what is quoted", () => {
    assert.equal(found("jobs/x.ts", 'const knob = "knob";'), 0);
    assert.equal(
      found("docs/x.md", 'The flag `--knob`, and "no knob" as a test says.\n\n```sh\nknob\n```\n'),
      0,
    );
  });
});
