import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import type { Constraint } from "../spec/constraint.ts";
import { CONSTRAINT_OPS } from "../spec/constraint.ts";
import { requirementOf } from "./requirement.ts";
import type { JobSpec } from "../spec/spec.ts";
import { validateJobSpec } from "../submission/validate.ts";

const MIB = 1024 ** 2;
const GIB = 1024 ** 3;
const ok = { command: ["true"] };
const image = "alpine:3.20";

const problemsOf = (document: unknown) => {
  const result = validateJobSpec(document);
  return result.ok ? [] : result.problems;
};
const pointersOf = (document: unknown) =>
  problemsOf(document)
    .map(({ pointer, code }) => `${pointer} ${code}`)
    .sort();
const specOf = (document: unknown): JobSpec => {
  const result = validateJobSpec(document);
  assert.ok(result.ok, JSON.stringify(result));
  return result.spec;
};
const constraint = (op: string, given: object = {}) => ({
  ...ok,
  constraints: [{ attribute: "rack", op, ...given }],
});

describe("where a job runs", () => {
  it("is anywhere, with nothing around it, unless it says so", () => {
    const spec = specOf(ok);
    assert.deepEqual(
      [spec.image, spec.network, spec.scratch, spec.tmpfs, spec.constraints, spec.preemptible],
      [undefined, undefined, undefined, [], [], false],
    );
    assert.deepEqual(spec.resources, {
      cpus: 1,
      memoryBytes: GIB,
      diskBytes: 0,
      gpus: 0,
      ports: 0,
      portNames: [],
    });
    assert.equal(spec.retry.avoidFailedNodes, true);
  });

  it("may be written shortly, and is stored in one form", () => {
    const spec = specOf({
      ...ok,
      image,
      scratch: { bytes: GIB },
      network: { name: "weave", ports: [{ container: 80 }] },
      constraints: [
        { attribute: "rack", op: "eq", value: "r1" },
        { attribute: "zone", op: "exists" },
      ],
    });
    assert.deepEqual(spec.image, { ref: image, pull: "ifNotPresent" });
    assert.deepEqual(spec.scratch, { bytes: GIB, path: "/scratch" });
    assert.deepEqual(spec.network, { name: "weave", ports: [{ container: 80, protocol: "tcp" }] });
    assert.deepEqual(spec.constraints, [
      { attribute: "rack", op: "eq", values: ["r1"] },
      { attribute: "zone", op: "exists", values: [] },
    ]);
    assert.deepEqual(specOf({ ...ok, scratch: { bytes: GIB } }).scratch, { bytes: GIB, path: "scratch" });
  });

  it("drops a memory limit that limits nothing", () => {
    const limited = (memoryLimitBytes: number) =>
      specOf({ ...ok, resources: { memoryBytes: GIB, memoryLimitBytes } });
    assert.equal(limited(GIB).resources.memoryLimitBytes, undefined);
    assert.equal(limited(2 * GIB).resources.memoryLimitBytes, 2 * GIB);
    assert.deepEqual(requirementOf(limited(GIB)).features, []);
  });

  it("is tried again after preemption unless the job says what is tried again", () => {
    assert.deepEqual(specOf({ ...ok, preemptible: true }).retry.on, ["node", "launch", "preempt"]);
    assert.deepEqual(specOf({ ...ok, preemptible: true, retry: { on: ["oom"] } }).retry.on, ["oom"]);
    assert.deepEqual(specOf(ok).retry.on, ["node", "launch"]);
  });

  for (const [what, document, ...expected] of [
    ["an image with options pasted before it", { image: "-v /:/host alpine" }, "/image format"],
    ["an image with a broken digest", { image: "alpine@sha256:zz" }, "/image format"],
    ["the address of an image", { image: { ref: "http://evil/x" } }, "/image/ref format"],
    ["an image of 600 characters", { image: "a".repeat(600) }, "/image length"],
    ["an image that is a number", { image: 7 }, "/image type"],
    ["an image without a reference", { image: {} }, "/image/ref required"],
    [
      "an image that must not be pulled",
      { image: { ref: image, pull: "never" } },
      "/image/pull not_supported",
    ],
    ["an unknown pull policy", { image: { ref: image, pull: "sometimes" } }, "/image/pull format"],
    [
      "an unknown containerizer",
      { image: { ref: image, containerizer: "runc" } },
      "/image/containerizer format",
    ],
    ["fewer than no GPUs", { resources: { gpus: -1 } }, "/resources/gpus range"],
    ["half a GPU", { resources: { gpus: 0.5 } }, "/resources/gpus type"],
    ["GPUs beyond all measure", { resources: { gpus: 65 } }, "/resources/gpus range"],
    ["a model of no GPUs", { resources: { gpuModel: "A100" } }, "/resources/gpuModel conflict"],
    [
      "an endless GPU model",
      { resources: { gpus: 1, gpuModel: "x".repeat(65) } },
      "/resources/gpuModel length",
    ],
    [
      "GPUs in the containerizer that has none",
      { image: { ref: image, containerizer: "docker" }, resources: { gpus: 1 } },
      "/image/containerizer conflict",
    ],
    [
      "a memory limit below its memory",
      { resources: { memoryBytes: 2 * GIB, memoryLimitBytes: GIB } },
      "/resources/memoryLimitBytes range",
    ],
    ["shared memory of no container", { resources: { shmBytes: 64 * MIB } }, "/resources/shmBytes conflict"],
    [
      "shared memory larger than its memory",
      { image, resources: { memoryBytes: 128 * MIB, shmBytes: 256 * MIB } },
      "/resources/shmBytes range",
    ],
    ["33 ports", { resources: { ports: 33 } }, "/resources/ports range"],
    [
      "more names than ports",
      { resources: { ports: 1, portNames: ["a", "b"] } },
      "/resources/portNames conflict",
    ],
    [
      "a port's name that no variable can have",
      { resources: { ports: 1, portNames: ["a.b"] } },
      "/resources/portNames/0 format",
    ],
    [
      "two names of one variable",
      { resources: { ports: 2, portNames: ["my-ui", "MY_UI"] } },
      "/resources/portNames/1 conflict",
    ],
    [
      "a name both of its own and of its network",
      {
        resources: { ports: 1, portNames: ["http"] },
        network: { name: "weave", ports: [{ container: 80, name: "HTTP" }] },
      },
      "/network/ports/0/name conflict",
    ],
    [
      "33 ports in all",
      {
        resources: { ports: 30 },
        network: { name: "weave", ports: [{ container: 1 }, { container: 2 }, { container: 3 }] },
      },
      "/network/ports conflict",
    ],
    [
      "a port of the container twice",
      {
        network: {
          name: "weave",
          ports: [{ container: 53 }, { container: 53, protocol: "udp" }, { container: 53 }],
        },
      },
      "/network/ports/2/container conflict",
    ],
    [
      "a port that cannot be",
      { network: { name: "weave", ports: [{ container: 65_536 }] } },
      "/network/ports/0/container range",
    ],
    ["a network that is an option", { network: { name: "--net=host" } }, "/network/name format"],
    ["a network without a name", { network: {} }, "/network/name required"],
    [
      "a file system in the memory of the machine",
      { tmpfs: [{ path: "/t", bytes: MIB }] },
      "/tmpfs conflict",
    ],
    [
      "a file system in memory in the containerizer that has none",
      { image: { ref: image, containerizer: "mesos" }, tmpfs: [{ path: "/t", bytes: MIB }] },
      "/image/containerizer conflict",
    ],
    [
      "file systems in memory larger than it",
      {
        image,
        resources: { memoryBytes: GIB, shmBytes: 512 * MIB },
        tmpfs: [
          { path: "/a", bytes: 256 * MIB },
          { path: "/b", bytes: 257 * MIB },
        ],
      },
      "/tmpfs range",
    ],
    [
      "file systems in memory in each other",
      {
        image,
        tmpfs: [
          { path: "/a/b", bytes: MIB },
          { path: "/a", bytes: MIB },
          { path: "/ab", bytes: MIB },
        ],
      },
      "/tmpfs/1/path conflict",
    ],
    [
      "scratch space at the place of a file system in memory",
      { image, tmpfs: [{ path: "/a", bytes: MIB }], scratch: { bytes: GIB, path: "/a" } },
      "/scratch/path conflict",
    ],
    ...[
      "/proc/1/root",
      "/sys",
      "/dev/shm",
      "/etc/cron.d",
      "/",
      "a",
      "/a/../b",
      "//a",
      "/a/",
      "/a:ro",
      "/a,size=1",
      "",
    ].map(
      (path) =>
        [
          `a file system in memory at "${path}"`,
          { image, tmpfs: [{ path, bytes: MIB }] },
          "/tmpfs/0/path format",
        ] as const,
    ),
    ["scratch space at /etc", { image, scratch: { bytes: GIB, path: "/etc/x" } }, "/scratch/path format"],
    ["scratch space of nothing", { scratch: { bytes: 0 } }, "/scratch/bytes range"],
    ...["/scratch", "..", "a/b", ".", "stdout", "cmd.sh", ""].map(
      (path) =>
        [
          `scratch space of the sandbox at "${path}"`,
          { scratch: { bytes: GIB, path } },
          "/scratch/path format",
        ] as const,
    ),
  ] as const) {
    it(`is refused with ${what}`, () => assert.deepEqual(pointersOf({ ...ok, ...document }), expected));
  }

  it("is refused for all its faults at once", () => {
    assert.deepEqual(
      pointersOf({
        ...ok,
        image: "UPPER",
        resources: { gpus: 1.5, memoryLimitBytes: 4 * MIB, portNames: ["1"] },
        tmpfs: [{ path: "/proc", bytes: MIB }],
        constraints: [
          { attribute: "a b", op: "$where" },
          { attribute: "a", op: "eq" },
        ],
      }),
      [
        "/constraints/0/attribute format",
        "/constraints/0/op format",
        "/constraints/1/values required",
        "/image format",
        "/resources/gpus type",
        "/resources/memoryLimitBytes range",
        "/resources/portNames conflict",
        "/resources/portNames/0 format",
        "/tmpfs/0/path format",
      ],
    );
  });

  it("never has to guess why", () => {
    const told = (document: object) => problemsOf({ ...ok, ...document })[0];
    assert.match(told({ image: { ref: image, pull: "never" } })?.message ?? "", /nobody can know/);
    assert.match(told({ image: "Alpine" })?.message ?? "", /lower case/);
    assert.equal(
      told({ image, tmpfs: [{ path: "/dev/shm", bytes: MIB }] })?.hint,
      "resources.shmBytes sets its size",
    );
    assert.equal(told({ imge: "a" })?.hint, "did you mean image?");
  });
});

describe("a job's constraint", () => {
  for (const [what, document, ...expected] of [
    ["an operation that is code", constraint("$where"), "/constraints/0/op format"],
    ["no value for eq", constraint("eq"), "/constraints/0/values required"],
    ["two values for eq", constraint("eq", { values: ["a", "b"] }), "/constraints/0/values conflict"],
    ["no values for in", constraint("in", { values: [] }), "/constraints/0/values required"],
    ["a value for exists", constraint("exists", { value: "x" }), "/constraints/0/value conflict"],
    ["values in two ways", constraint("in", { value: "x", values: ["y"] }), "/constraints/0/values conflict"],
    ["text for gt", constraint("gt", { value: "much" }), "/constraints/0/value format"],
    ["infinity for lt", constraint("lt", { value: "1e999" }), "/constraints/0/value format"],
    ["a number in place of text", constraint("gt", { value: 8 }), "/constraints/0/value type"],
    [
      "a value of 257 characters",
      constraint("eq", { value: "x".repeat(257) }),
      "/constraints/0/value length",
    ],
    ["a line end in its value", constraint("eq", { value: "a\nb" }), "/constraints/0/value format"],
    ["a pattern that is cut off", constraint("match", { value: "[" }), "/constraints/0/value format"],
    ["a pattern that looks back", constraint("match", { value: "(a)\\1" }), "/constraints/0/value format"],
    ["a pattern that looks ahead", constraint("match", { value: "(?=a)a" }), "/constraints/0/value format"],
    ["a repetition of a repetition", constraint("match", { value: "(a+)+$" }), "/constraints/0/value format"],
    [
      "a pattern that grows when it is compiled",
      constraint("match", { value: "x{1000}".repeat(30) }),
      "/constraints/0/value format",
    ],
    [
      "33 of them",
      { ...ok, constraints: Array.from({ length: 33 }, () => ({ attribute: "a", op: "exists" })) },
      "/constraints length",
    ],
  ] as const) {
    it(`is refused with ${what}`, () => assert.deepEqual(pointersOf(document), expected));
  }

  it("says what is wrong with a pattern", () => {
    assert.match(problemsOf(constraint("match", { value: "[a" }))[0]?.message ?? "", /missing closing \]/);
  });
});

const megabytes = (most: number) => fc.integer({ min: 1, max: most }).map((count) => count * MIB);
const portName = fc.stringMatching(/^[A-Za-z][A-Za-z0-9_-]{0,8}$/);
const text = fc.stringMatching(/^[ -~äß]{0,20}$/);
const aConstraint: fc.Arbitrary<Constraint> = fc.constantFrom(...CONSTRAINT_OPS).chain((op) => {
  const attribute = fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9._/-]{0,10}$/);
  const values: fc.Arbitrary<string[]> =
    op === "exists" || op === "absent"
      ? fc.constant([])
      : op === "in" || op === "notIn"
        ? fc.array(text, { minLength: 1, maxLength: 4 })
        : op === "gt" || op === "lt"
          ? fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => [String(value)])
          : op === "match"
            ? fc.constantFrom(["a+"], ["(a|b){2,3}"], ["[0-9]*"])
            : text.map((value) => [value]);
  return fc.record({ attribute, op: fc.constant(op), values });
});
const aDocument = fc.record(
  {
    command: fc.constant(["true"]),
    image: fc.oneof(
      fc.constantFrom("alpine", "ghcr.io/a/b:1.2", "localhost:5000/x@sha256:" + "ab".repeat(32)),
      fc.record(
        { ref: fc.constant("a/b"), pull: fc.constantFrom("always", "ifNotPresent") },
        { requiredKeys: ["ref"] },
      ),
    ),
    resources: fc.record(
      {
        gpus: fc.integer({ min: 0, max: 8 }),
        memoryBytes: fc.integer({ min: 4 * MIB, max: GIB }),
        memoryLimitBytes: fc.integer({ min: GIB, max: 2 * GIB }),
        ports: fc.integer({ min: 4, max: 16 }),
        portNames: fc.uniqueArray(portName, {
          maxLength: 4,
          selector: (name) => name.toUpperCase().replaceAll("-", "_"),
        }),
      },
      { requiredKeys: ["ports"] },
    ),
    network: fc.record(
      {
        name: fc.constantFrom("weave", "Calico-2"),
        ports: fc.uniqueArray(
          fc.record({
            container: fc.integer({ min: 1, max: 65_535 }),
            protocol: fc.constantFrom("tcp", "udp"),
          }),
          { maxLength: 8, selector: ({ container, protocol }) => `${container}/${protocol}` },
        ),
      },
      { requiredKeys: ["name"] },
    ),
    scratch: fc.record({ bytes: megabytes(100) }),
    constraints: fc.array(aConstraint, { maxLength: 5 }),
    preemptible: fc.boolean(),
  },
  { requiredKeys: ["command"] },
);

describe("any valid document", () => {
  it("is valid again as it came out, and comes out the same", () => {
    fc.assert(
      fc.property(aDocument, (document) => {
        const spec = specOf(document);
        assert.deepEqual(specOf(spec), spec);
        assert.deepEqual(specOf(JSON.parse(JSON.stringify(spec))), spec);
      }),
      { numRuns: 500 },
    );
  });
});

describe("any document at all", () => {
  it("is answered with a spec or with its faults, never with an error", () => {
    const junk = fc.anything({ maxDepth: 3 });
    const fields = [
      "image",
      "network",
      "tmpfs",
      "scratch",
      "constraints",
      "preemptible",
      "resources",
      "retry",
    ];
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...fields), junk), (document) => {
        const result = validateJobSpec({ ...ok, ...document });
        assert.ok(result.ok || result.problems.length > 0);
      }),
      { numRuns: 1000 },
    );
  });
});
