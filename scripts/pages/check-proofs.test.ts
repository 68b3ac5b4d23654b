import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { pathToFileURL } from "node:url";
import { tagsIn, titlesIn, verify, withoutTags, type TaggedRun } from "./check-proofs.ts";

// Tags of these tests are put together, or they would be proofs themselves.
const tag = (name: string): string => `[${name}]`;

describe("titles with tags", () => {
  it("are found in every kind of literal, with their placeholders", () => {
    const source = [
      `it("lasts ${tag("M-1")}", () => {});`,
      `  ["row", 'says "no" ${tag("C-2")} ${tag("F-3")}'],`,
      `it(\`\${state} is \${meaning} ${tag("C-28")}\`, () => {});`,
      `it("without", () => {});`,
      `// a comment that names ${tag("C-4")}`,
    ].join("\n");
    assert.deepEqual(titlesIn(source), [
      `lasts ${tag("M-1")}`,
      `says "no" ${tag("C-2")} ${tag("F-3")}`,
      `\${state} is \${meaning} ${tag("C-28")}`,
    ]);
  });

  it("are shown without them", () => {
    const title = `ends ${tag("C-2")} ${tag("F-3")}`;
    assert.deepEqual([tagsIn(title), withoutTags(title)], [["C-2", "F-3"], "ends"]);
  });
});

describe("a run", () => {
  const proof = { check: "C-28", path: "a.test.ts", title: `\${state} is understood ${tag("C-28")}` };
  const ran = (fields: Partial<TaggedRun> = {}): TaggedRun => ({
    path: "a.test.ts",
    title: `TASK_LOST is understood ${tag("C-28")}`,
    outcome: "passed",
    ...fields,
  });
  const problems = (...runs: readonly TaggedRun[]) => verify([proof], runs, ["a.test.ts"]).problems;

  it("confirms the tests that passed in it", () => {
    assert.deepEqual(problems(ran()), []);
  });

  it("does not confirm a test that did not run, failed, or ran elsewhere", () => {
    assert.match(problems()[0] ?? "", /did not run/);
    assert.match(problems(ran(), ran({ outcome: "failed" }))[0] ?? "", /failed/);
    assert.match(problems(ran({ path: "b.test.ts" }))[0] ?? "", /did not run/);
  });

  it("confirms a shared suite by the title that a test file gave it", () => {
    assert.deepEqual(problems(ran({ path: "shared.conformance.ts" })), []);
  });

  it("does not confirm a skipped test, which needs a reason", () => {
    assert.match(problems(ran({ outcome: "skipped" }))[0] ?? "", /skipped without a reason/);
    const { skipped, problems: none } = verify(
      [proof],
      [ran({ outcome: "skipped", reason: "needs root" })],
      ["a.test.ts"],
    );
    assert.deepEqual([none, skipped.length], [[], 1]);
  });

  it("shows tags that only came to be when it ran", () => {
    const made = ran({ title: `made up ${tag("F-9")}` });
    assert.match(problems(ran(), made)[0] ?? "", /do not stand in a literal/);
  });

  it("of some files says nothing about the others", () => {
    assert.deepEqual(verify([proof], [], ["b.test.ts"]), { problems: [], skipped: [] });
  });
});

describe("the reporter", () => {
  let directory = "";
  before(() => {
    directory = mkdtempSync(join(tmpdir(), "tagged-tests-"));
  });
  after(() => rmSync(directory, { recursive: true, force: true }));

  it("writes down how each tagged test and suite ended, and of a suite without a test that it was skipped", () => {
    const file = join(directory, "some.test.mjs");
    writeFileSync(
      file,
      `import { describe, it } from "node:test";
      describe("a suite ${tag("C-1")}", () => {
        it("passes ${tag("C-2")}", () => {});
        it("is plain", () => {});
        it("is skipped ${tag("C-3")}", { skip: "needs root" }, () => {});
      });
      describe("an empty suite ${tag("C-4")}", () => {
        it("is skipped", { skip: "needs root" }, () => {});
      });
      describe("a bad suite ${tag("C-5")}", () => {
        it("fails ${tag("C-6")}", () => { throw new Error("no"); });
      });`,
    );
    const report = join(directory, "report");
    const reporter = pathToFileURL(join(import.meta.dirname, "../tagged-tests-reporter.ts")).href;
    // Within a test of its own, Node would not run tests.
    const { NODE_TEST_CONTEXT: _, ...env } = process.env;
    spawnSync(
      process.execPath,
      ["--test", `--test-reporter=${reporter}`, `--test-reporter-destination=${report}`, file],
      { env },
    );
    const lines = readFileSync(report, "utf8").trimEnd().split("\n");
    const outcomes = lines.map((line) => {
      const { title, outcome, reason } = JSON.parse(line) as TaggedRun; // of the reporter
      return [tagsIn(title)[0], outcome, reason];
    });
    assert.deepEqual(outcomes.toSorted(), [
      ["C-1", "passed", undefined],
      ["C-2", "passed", undefined],
      ["C-3", "skipped", "needs root"],
      ["C-4", "skipped", "all its tests were skipped"],
      ["C-5", "failed", undefined],
      ["C-6", "failed", undefined],
    ]);
  });
});
