import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { loadConfig } from "../../config/loading/load.ts";
import { formatProblem } from "../../config/formats/problem.ts";
import { accountFaults } from "./account-faults.ts";

/** Of a file with these lines. */
function faultsOf(...lines: readonly string[]): readonly string[] {
  const loaded = loadConfig({
    files: [{ name: "godocker.json5", text: lines.join("\n") }],
    env: {},
    set: [],
    readFile: () => "",
    home: "/home/ada",
  });
  assert.ok(loaded.ok, JSON.stringify(loaded));
  return accountFaults(loaded.config, loaded.sources).map(formatProblem);
}

describe("shares and quotas of the configuration", () => {
  it("are taken when they fit together", () => {
    const faults = faultsOf(
      "{",
      '  projects: [{ name: "default" }, { name: "biology" }],',
      '  shares: [{ name: "biology", parent: "science", users: { ada: 2 } }, { name: "science", weight: 3 }],',
      '  quotas: [{ project: "science", cpus: 0 }, { user: "*", queuedTasks: 100 }],',
      "}",
    );
    assert.deepEqual(faults, []);
  });

  it("are refused with all faults at once, each with its line", () => {
    const faults = faultsOf(
      "{",
      '  projects: [{ name: "default" }, { name: "biology" }],',
      "  shares: [",
      '    { name: "biology", parent: "sience", weight: 0 }, { name: "science", weight: -1 },',
      '    { name: "a", parent: "b" }, { name: "b", parent: "a" },',
      "  ],",
      '  quotas: [{ project: "biologie", cpus: 1 }],',
      "}",
    );
    const sharesLines = faults.filter((fault) => fault.startsWith("godocker.json5:3:3 shares"));
    assert.equal(sharesLines.length, 4);
    assert.match(
      sharesLines.join("\n"),
      /weight is 0[^]*weight is -1[^]*did you mean "science"[^]*in a ring/,
    );
    assert.match(faults[4] ?? "", /^godocker.json5:7:3 quotas cannot be taken: there is no project biologie/);
    assert.equal(faults.length, 5);
  });

  it("may name any project where none are configured", () => {
    assert.deepEqual(faultsOf('{ quotas: [{ project: "anything", tasks: 1 }] }'), []);
  });
});
