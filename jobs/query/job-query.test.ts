import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { matchesFilter, matchesGlob } from "./job-filter.ts";
import type { JobFilter } from "./job-filter.ts";
import { aJob, aSpec } from "../life/job.builders.ts";
import { parseInstant, parseJobQuery, QUERY_LIMITS } from "./job-query.ts";
import { newStatus } from "../life/transition.ts";

function terms(query: string): readonly JobFilter[] {
  const parsed = parseJobQuery(query);
  assert.ok(parsed.ok, parsed.ok ? "" : parsed.message);
  return parsed.filter.kind === "all" ? parsed.filter.of : [parsed.filter];
}

function fault(query: string): readonly [number, string] {
  const parsed = parseJobQuery(query);
  assert.ok(!parsed.ok, query);
  return [parsed.at, parsed.message];
}

describe("a search", () => {
  it("has terms that must all hold, a minus for not and a comma for or", () => {
    assert.deepEqual(terms('state:failed,cancelled user:ana  cpus>8 name:"blast *" -project:bio'), [
      {
        kind: "any",
        of: [
          { kind: "word", field: "state", values: ["failed"] },
          { kind: "word", field: "state", values: ["cancelled"] },
        ],
      },
      { kind: "word", field: "user", values: ["ana"] },
      { kind: "number", field: "cpus", op: ">", value: 8 },
      { kind: "name", glob: "blast *" },
      { kind: "not", of: { kind: "word", field: "project", values: ["bio"] } },
    ]);
  });

  it("looks for a word alone in names", () => {
    assert.deepEqual(terms('blast -"a b"'), [
      { kind: "name", glob: "*blast*" },
      { kind: "not", of: { kind: "name", glob: "*a b*" } },
    ]);
  });

  it("reads sizes, times, labels and yes or no", () => {
    assert.deepEqual(
      terms("memory>=4G created<2026-01-31 label:run label:a.b=c=d array:true exitCode:137 id=7"),
      [
        { kind: "number", field: "memoryBytes", op: ">=", value: 4 * 1024 ** 3 },
        { kind: "number", field: "createdAt", op: "<", value: Date.UTC(2026, 0, 31) },
        { kind: "label", key: "run" },
        { kind: "label", key: "a.b", value: "c=d" },
        { kind: "array", isArray: true },
        { kind: "number", field: "exitCode", op: "=", value: 137 },
        { kind: "number", field: "id", op: "=", value: 7 },
      ],
    );
  });

  it("of nothing is everything", () => {
    assert.deepEqual(terms("  "), []);
  });

  it("tells where it is wrong, and what was meant", () => {
    for (const [query, at, message] of [
      ["state:failed) OR (1=1", 12, /not expected/],
      ["stat:failed", 0, /did you mean state/],
      ["state:faild", 6, /no state; states are pending/],
      ["user:", 5, /missing/],
      ['name:"a', 5, /not closed/],
      ["cpus>a", 5, /no number/],
      ["cpus>1,2", 5, /only one value/],
      ["user>a", 5, /no order/],
      ["memory>4", 7, /no unit/],
      ["created>yesterday", 8, /no time/],
      ["ended<2026-02-30", 6, /no time/],
      ["array:yes", 6, /true or false/],
      ["a\nb", 1, /not expected/],
      ["x ".repeat(QUERY_LIMITS.terms + 1), 2 * QUERY_LIMITS.terms, /at most 32 terms/],
      [`user:${"a,".repeat(QUERY_LIMITS.values)}a`, 5 + 2 * QUERY_LIMITS.values, /at most 20 values/],
      ["x".repeat(QUERY_LIMITS.characters + 1), QUERY_LIMITS.characters, /at most 1000/],
      ["constructor:x", 0, /no field/],
    ] as const) {
      const [where, why] = fault(query);
      assert.match(why, message, query);
      assert.equal(where, at, query);
    }
  });

  it("is read or refused whatever it is", () => {
    const pieces = fc.constantFrom(
      "state",
      "user",
      ":",
      "<",
      ">=",
      "=",
      '"',
      "\\",
      ",",
      " ",
      "-",
      "(",
      "a",
      "7",
      "é",
      "*",
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 40 }), (parts) => {
        const parsed = parseJobQuery(parts.join(""));
        if (!parsed.ok) assert.ok(parsed.at >= 0 && parsed.at <= parts.join("").length);
        else assert.equal(typeof matchesFilter(aSubject(), parsed.filter), "boolean");
      }),
    );
  });
});

function aSubject() {
  const job = aJob({ spec: aSpec({ name: "blast", labels: { run: "1" } }) });
  return { job: { ...job, status: newStatus(job) }, updatedAtMs: 1000, hasRunOn: () => false };
}

describe("a filter", () => {
  it("finds what a search says", () => {
    for (const [query, wanted] of [
      ["blast state:pending label:run=1", true],
      ["name:bl?st -label:run=2", true],
      ["name:last", false],
      ["cpus>=1 cpus<2 gpus:0", true],
      ["exitCode<200", false],
      ["-exitCode<200", true],
      ["started>2000-01-01", false],
      ["created>1970-01-01 array:false", true],
      ["label:constructor", false],
    ] as const) {
      const parsed = parseJobQuery(query);
      assert.ok(parsed.ok);
      assert.equal(matchesFilter(aSubject(), parsed.filter), wanted, query);
    }
  });
});

describe("a name with stars", () => {
  it("matches as the pattern says", () => {
    for (const [glob, text, wanted] of [
      ["*", "", true],
      ["a*c", "abbc", true],
      ["a*c", "abcd", false],
      ["?", "🧬", true],
      ["?", "", false],
      ["[a]*", "a", false],
      ["**b**", "abc", true],
    ] as const)
      assert.equal(matchesGlob(glob, text), wanted, `${glob} ${text}`);
  });

  it("agrees with a pattern of the language", () => {
    const letters = fc.stringMatching(/^[ab]{0,8}$/);
    const globs = fc.stringMatching(/^[ab*?]{0,8}$/);
    fc.assert(
      fc.property(globs, letters, (glob, text) => {
        const pattern = new RegExp(`^${glob.replaceAll("*", ".*").replaceAll("?", ".")}$`);
        assert.equal(matchesGlob(glob, text), pattern.test(text));
      }),
    );
  });

  it("of many stars takes no time that grows without bounds", () => {
    // Tried in all ways, these would take longer than anybody lives.
    assert.equal(matchesGlob(`${"*a".repeat(60)}*b`, "a".repeat(128)), false);
  });
});

describe("a time", () => {
  it("is a day or an instant of the calendar", () => {
    for (const [text, atMs] of [
      ["1970-01-01", 0],
      ["1970-01-01T00:00:01Z", 1000],
      ["1970-01-01t01:00:00.5+01:00", 500],
      ["2024-02-29", Date.UTC(2024, 1, 29)],
      ["2023-02-29", undefined],
      ["2026-13-01", undefined],
      ["2026-01-01T25:00:00Z", undefined],
      ["2026-1-1", undefined],
      ["1e3", undefined],
    ] as const)
      assert.equal(parseInstant(text), atMs, text);
  });
});
