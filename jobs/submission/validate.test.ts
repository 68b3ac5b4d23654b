import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { validateJobSpec } from "./validate.ts";

const problemsOf = (document: unknown) => {
  const result = validateJobSpec(document);
  return result.ok ? [] : result.problems;
};
const pointersOf = (document: unknown) =>
  problemsOf(document).map(({ pointer, code }) => `${pointer} ${code}`);
const ok = { command: ["true"] };
const gang = (fields: object) => ({ ...ok, array: { from: 1, to: 64, gang: true, ...fields } });

describe("a job's document", () => {
  it("gets every default, and stays untouched itself", () => {
    const document = { command: ["/bin/sleep", "1"], resources: { cpus: 2 } };
    const result = validateJobSpec(document);
    assert.ok(result.ok);
    assert.deepEqual(
      [result.spec.name, result.spec.project, result.spec.priority, result.spec.resources.memoryBytes],
      ["sleep", "default", 50, 1024 ** 3],
    );
    assert.deepEqual(document, { command: ["/bin/sleep", "1"], resources: { cpus: 2 } });
  });

  it("is valid again as it came out", () => {
    const first = validateJobSpec({
      script: "echo hi",
      array: { from: 1, to: 9, step: 2 },
      volumes: [{ name: "work" }],
    });
    assert.ok(first.ok);
    assert.deepEqual(validateJobSpec(first.spec), first);
  });

  it("has its gang in one form, whichever way it was written", () => {
    const written = [true, {}, { uniform: "rack" }, false].map((value) =>
      validateJobSpec(gang({ gang: value })),
    );
    assert.deepEqual(
      written.map((result) => (result.ok ? result.spec.array?.gang : result.problems)),
      [{}, {}, { uniform: "rack" }, undefined],
    );
    for (const result of written) if (result.ok) assert.deepEqual(validateJobSpec(result.spec), result);
  });

  it("has its instants in UTC, whatever the zone they were written in", () => {
    const result = validateJobSpec({ ...ok, notBefore: "2030-01-31T18:00:00+02:00" });
    assert.ok(result.ok);
    assert.equal(result.spec.notBefore, "2030-01-31T16:00:00.000Z");
  });

  it("is told all its faults at once", () => {
    const pointers = pointersOf({
      comand: ["x"],
      script: "a",
      resources: { cpus: -1 },
      priority: "high",
      hold: 1,
    });
    assert.deepEqual(pointers.sort(), [
      "/comand unknown_field",
      "/hold type",
      "/priority type",
      "/resources/cpus range",
    ]);
  });

  it("is asked whether a known field was meant", () => {
    assert.equal(problemsOf({ ...ok, resources: { memryBytes: 1 } })[0]?.hint, "did you mean memoryBytes?");
    assert.equal(
      problemsOf({ ...ok, retry: { on: ["nod"] } })[0]?.allowed,
      "node, launch, pull, preempt, oom, any, exit:N",
    );
  });

  for (const field of ["spread", "steps"]) {
    it(`is refused with ${field}, whose effect this version does not have`, () => {
      assert.deepEqual(pointersOf({ ...ok, [field]: "x" }), [`/${field} not_supported`]);
    });
  }
  it("is refused with fields inside others, too", () => {
    assert.deepEqual(pointersOf({ ...ok, image: { ref: "a", kind: "appc" } }), ["/image/kind not_supported"]);
  });

  for (const [what, document, ...expected] of [
    ["no program", {}, "/command required"],
    ["a warning of no time limit", { ...ok, signal: { name: "USR1", beforeSeconds: 9 } }, "/signal conflict"],
    [
      "a warning before it begins",
      { ...ok, walltimeSeconds: 60, signal: { name: "USR1", beforeSeconds: 60 } },
      "/signal/beforeSeconds range",
    ],
    [
      "a warning that nobody hears",
      { ...ok, walltimeSeconds: 60, signal: { name: "KILL", beforeSeconds: 9 } },
      "/signal/name format",
    ],
    ["fewer processes than a shell needs", { ...ok, resources: { pids: 15 } }, "/resources/pids range"],
    ["a secret as nothing", { ...ok, secrets: [{ name: "db" }] }, "/secrets/0 required"],
    ["a secret as two", { ...ok, secrets: [{ name: "db", env: "A", file: "a" }] }, "/secrets/0 conflict"],
    [
      "a value for a secret",
      { ...ok, secrets: [{ name: "db", env: "A", value: "x" }] },
      "/secrets/0/value unknown_field",
    ],
    ["two programs", { ...ok, script: "x" }, "/script conflict"],
    ["a list", [], " type"],
    ["null", null, " type"],
    ["a newline in its name", { ...ok, name: "a\nb" }, "/name format"],
    ["a slash in its name", { ...ok, name: "../../etc/cron.d/x" }, "/name format"],
    ["a right-to-left override in its name", { ...ok, name: "a\u202eb" }, "/name format"],
    ["an empty name", { ...ok, name: "" }, "/name format", "/name length"],
    ["a NUL in its command", { command: ["a\0b"] }, "/command/0 format"],
    ["an empty command", { command: [] }, "/command length"],
    ["an empty program", { command: [""] }, "/command/0 length"],
    ["a NUL in its script", { script: "a\0b" }, "/script format"],
    ["a script over the limit", { script: "x".repeat(1024 * 1024 + 1) }, "/script too_large"],
    ["a #! line too long", { script: `#!${"x".repeat(5000)}\n` }, "/script length"],
    ["a name with = in its environment", { ...ok, env: { "A=B": "1" } }, "/env/A=B format"],
    ["LD_PRELOAD in its environment", { ...ok, env: { LD_PRELOAD: "x" } }, "/env/LD_PRELOAD format"],
    [
      "GODOCKER_ names in its environment",
      { ...ok, env: { GODOCKER_JOB_ID: "1" } },
      "/env/GODOCKER_JOB_ID format",
    ],
    ["no cpus", { ...ok, resources: { cpus: 0 } }, "/resources/cpus range"],
    ["negative cpus", { ...ok, resources: { cpus: -1 } }, "/resources/cpus range"],
    ["infinite cpus", { ...ok, resources: { cpus: Infinity } }, "/resources/cpus type"],
    ["cpus in text", { ...ok, resources: { cpus: "2" } }, "/resources/cpus type"],
    ["cpus finer than a thousandth", { ...ok, resources: { cpus: 1.0001 } }, "/resources/cpus range"],
    [
      "memory beyond all measure",
      { ...ok, resources: { memoryBytes: 2 ** 60 } },
      "/resources/memoryBytes range",
    ],
    [
      "half a byte",
      { ...ok, resources: { memoryBytes: 1.5 } },
      "/resources/memoryBytes range",
      "/resources/memoryBytes type",
    ],
    ["no time", { ...ok, walltimeSeconds: 0 }, "/walltimeSeconds range"],
    ["endless time", { ...ok, walltimeSeconds: 99_999_999_999 }, "/walltimeSeconds range"],
    ["a start without a zone", { ...ok, notBefore: "2030-01-31T18:00:00" }, "/notBefore format"],
    ["a start on a day that is none", { ...ok, notBefore: "2030-02-31T18:00:00Z" }, "/notBefore format"],
    ["a deadline beyond all years", { ...ok, deadline: "9999-12-31T23:59:59-12:00" }, "/deadline format"],
    [
      "a start so late that its time limit goes beyond the deadline",
      {
        ...ok,
        notBefore: "2030-01-31T18:00:00Z",
        walltimeSeconds: 3600,
        deadline: "2030-01-31T19:00:00+00:00",
      },
      "/deadline range",
    ],
    [
      "a job to wait for twice, but not with two of its tasks",
      { ...ok, dependencies: [{ job: 1, index: 1 }, { job: 1, index: 2 }, { job: 1 }, { job: 1, index: 1 }] },
      "/dependencies/3/job conflict",
    ],
    ["a notification to nobody", { ...ok, notify: [{}] }, "/notify/0 conflict"],
    [
      "a notification to two",
      { ...ok, notify: [{ url: "https://a.example/", email: "a@b.org" }] },
      "/notify/0 conflict",
    ],
    ["a notification by ftp", { ...ok, notify: [{ url: "ftp://a.example/" }] }, "/notify/0/url format"],
    [
      "a password in a webhook",
      { ...ok, notify: [{ url: "https://u:p@a.example/" }] },
      "/notify/0/url format",
    ],
    [
      "two mail addresses in one",
      { ...ok, notify: [{ email: "a@b.org, c@d.org" }] },
      "/notify/0/email format",
    ],
    [
      "a mail header in an address",
      { ...ok, notify: [{ email: "a@b.org\nBcc: c" }] },
      "/notify/0/email format",
    ],
    [
      "an occasion twice",
      { ...ok, notify: [{ on: ["start", "start"], email: "a@b.org" }] },
      "/notify/0/on conflict",
    ],
    [
      "a place for a volume without an image",
      { ...ok, volumes: [{ name: "a", path: "/a" }] },
      "/volumes/0/path conflict",
    ],
    [
      "volumes one in the other",
      {
        ...ok,
        image: "a",
        volumes: [
          { name: "a", path: "/x" },
          { name: "b", path: "/x/y" },
        ],
      },
      "/volumes/1/path conflict",
    ],
    [
      "a volume in the system's places",
      { ...ok, image: "a", volumes: [{ name: "a", path: "/etc/x" }] },
      "/volumes/0/path format",
    ],
    [
      "a way out of a volume",
      { ...ok, volumes: [{ name: "a", subPath: "x/../../etc" }] },
      "/volumes/0/subPath format",
    ],
    [
      "an absolute part of a volume",
      { ...ok, volumes: [{ name: "a", subPath: "/etc" }] },
      "/volumes/0/subPath format",
    ],
    ["a relative place to begin", { ...ok, workdir: "x" }, "/workdir format"],
    ["a place to begin with a way up", { ...ok, workdir: "/a/../b" }, "/workdir format"],
    ["a file outside its directory", { ...ok, io: { stdout: "../x" } }, "/io/stdout format"],
    ["a pattern for nothing", { ...ok, io: { stdout: "%q.out" } }, "/io/stdout format"],
    ["a pattern without its letter", { ...ok, io: { stdout: "x%" } }, "/io/stdout format"],
    ["the index of a job that is no array", { ...ok, io: { stderr: "%a.err" } }, "/io/stderr format"],
    ["two places for its errors", { ...ok, io: { stderr: "e", join: true } }, "/io/join conflict"],
    ["a priority too high", { ...ok, priority: 101 }, "/priority range"],
    ["an array backwards", { ...ok, array: { from: 5, to: 1 } }, "/array/to range"],
    ["an array of a million and one", { ...ok, array: { from: 0, to: 1_000_000 } }, "/array/to range"],
    ["an array of nothing", { ...ok, array: {} }, "/array required"],
    ["half an array", { ...ok, array: { from: 1 } }, "/array/to required"],
    ["an index twice", { ...ok, array: { indices: [1, 1] } }, "/array/indices conflict"],
    ["a gang, some tasks at a time", gang({ maxConcurrent: 2 }), "/array/maxConcurrent conflict"],
    ["a gang with steps", gang({ step: 2 }), "/array/step conflict"],
    ["a gang of ten thousand and one", gang({ to: 10_001 }), "/array/gang range"],
    ["a gang of nothing known", gang({ gang: { rack: "r1" } }), "/array/gang/rack unknown_field"],
    ["a gang on agents alike in nothing", gang({ gang: { uniform: "" } }), "/array/gang/uniform format"],
    ["a list and a range", { ...ok, array: { from: 1, to: 2, indices: [1] } }, "/array conflict"],
    ["a volume twice", { ...ok, volumes: [{ name: "a" }, { name: "a" }] }, "/volumes/1/name conflict"],
    ["a volume outside", { ...ok, volumes: [{ name: "../../etc" }] }, "/volumes/0/name format"],
    [
      "dependencies beyond the limit",
      { ...ok, dependencies: Array.from({ length: 101 }, (_, n) => ({ job: n + 1 })) },
      "/dependencies length",
    ],
    ["__proto__", JSON.parse('{"command":["x"],"__proto__":{"isAdmin":true}}'), "/__proto__ unknown_field"],
    ["constructor", { ...ok, constructor: { prototype: {} } }, "/constructor unknown_field"],
    ["a user of its choice", { ...ok, user: "root", uid: 0 }, "/uid unknown_field", "/user unknown_field"],
    [
      "a state of its choice",
      { ...ok, state: "succeeded", id: 1 },
      "/id unknown_field",
      "/state unknown_field",
    ],
  ] as const) {
    it(`is refused with ${what}`, () => assert.deepEqual(pointersOf(document).sort(), expected));
  }

  it("may hold shell text as plain text", () => {
    assert.deepEqual(
      pointersOf({
        command: ["echo", "'; cat /etc/shadow; '"],
        name: "a; touch $(id) `id`",
        env: { X: "1; rm -rf ~" },
      }),
      [],
    );
  });

  it("never puts control characters into what it says", () => {
    const told = JSON.stringify(problemsOf({ ...ok, "a\u001b]0;x\u0007": 1, name: "\u001b[2J" }));
    assert.ok(!told.includes("\\u001b"), told);
  });
});
