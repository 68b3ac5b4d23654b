import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { aSpec } from "../life/job.builders.ts";
import { rootProblems, type RootGrant } from "./root-policy.ts";
import { validateJobSpec } from "./validate.ts";

describe("being root in a container", () => {
  const wish = (fields: Parameters<typeof aSpec>[0] = {}) =>
    aSpec({
      image: { ref: "registry.example.org/build/debian:12", pull: "ifNotPresent" },
      rootInContainer: true,
      ...fields,
    });
  const grants: readonly RootGrant[] = [
    { images: ["registry.example.org/build/*"], projects: ["packaging"] },
    { images: ["docker.io/library/alpine"], users: ["ana"] },
  ];
  const told = (spec: ReturnType<typeof wish>, user = "ana", of = grants) =>
    rootProblems(spec, user, of).map(({ pointer, message }) => `${pointer}: ${message}`);

  it("is for nobody, unless the site says otherwise", () => {
    assert.deepEqual(told(wish(), "ana", []), [
      "/rootInContainer: this site does not let this job be root in its container",
    ]);
    assert.deepEqual(told(aSpec(), "ana", []), []);
  });

  it("is for the jobs that are named, in the images that are named", () => {
    assert.deepEqual(told(wish({ project: "packaging" }), "eve"), []);
    assert.deepEqual(told(wish({ image: { ref: "alpine:3", pull: "always" } })), []);
    assert.deepEqual(told(wish({ image: { ref: "alpine", pull: "always" } }), "eve"), [
      "/rootInContainer: this site does not let this job be root in its container",
    ]);
    for (const ref of [
      "debian",
      "evil.example.org/registry.example.org/build/x",
      "registry.example.org/other/x",
      "alpine.evil.org/alpine",
    ])
      assert.deepEqual(told(wish({ project: "packaging", image: { ref, pull: "always" } })), [
        `/rootInContainer: this site does not let jobs be root in the image ${ref}`,
      ]);
  });

  it("is for everybody where a grant names nobody", () => {
    assert.deepEqual(told(wish(), "eve", [{ images: ["*/*"] }]), []);
  });

  it("is of a container, so it needs an image", () => {
    const { image: _, ...bare } = wish({ project: "packaging" });
    assert.match(told(bare)[0] ?? "", /only a job with an image/);
  });

  it("reads volumes and writes none", () => {
    const volumes = [
      { name: "a", mode: "ro" },
      { name: "b", mode: "rw" },
    ] as const;
    assert.deepEqual(told(wish({ project: "packaging", volumes })), [
      "/volumes/1/mode: a job that is root in its container can only read volumes",
    ]);
  });

  it("is stored when it is wanted only", () => {
    const document = (rootInContainer: boolean) => ({ command: ["id"], image: "debian", rootInContainer });
    const stored = (wanted: boolean) => {
      const checked = validateJobSpec(document(wanted));
      assert.ok(checked.ok);
      return checked.spec.rootInContainer;
    };
    assert.deepEqual([stored(true), stored(false)], [true, undefined]);
  });
});
