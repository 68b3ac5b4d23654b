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
    assert.equal(problemsOf({ ...ok, retry: { on: ["nod"] } })[0]?.allowed, "node, launch, oom, any, exit:N");
  });

  for (const field of [
    "image",
    "queue",
    "notify",
    "network",
    "signal",
    "notBefore",
    "io",
    "steps",
    "workdir",
  ]) {
    it(`is refused with ${field}, whose effect this version does not have`, () => {
      assert.deepEqual(pointersOf({ ...ok, [field]: "x" }), [`/${field} not_supported`]);
    });
  }
  it("is refused with GPUs and ports, too", () => {
    assert.deepEqual(pointersOf({ ...ok, resources: { gpus: 1, ports: 1 } }), [
      "/resources/gpus not_supported",
      "/resources/ports not_supported",
    ]);
  });

  for (const [what, document, ...expected] of [
    ["no program", {}, "/command required"],
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
    ["a priority too high", { ...ok, priority: 101 }, "/priority range"],
    ["an array backwards", { ...ok, array: { from: 5, to: 1 } }, "/array/to range"],
    ["an array of a million and one", { ...ok, array: { from: 0, to: 1_000_000 } }, "/array/to range"],
    ["an array of nothing", { ...ok, array: {} }, "/array required"],
    ["half an array", { ...ok, array: { from: 1 } }, "/array/to required"],
    ["an index twice", { ...ok, array: { indices: [1, 1] } }, "/array/indices conflict"],
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
