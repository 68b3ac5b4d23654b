import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { hostWord } from "./labels.ts";
import { isPerProject, namespaceOf, ourPodsPath, ownerOf, pullSecretsOf } from "./names.ts";

const NAMESPACE = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const SECRET = /^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/;
const projects = fc.stringMatching(/^[a-z0-9][a-z0-9._-]{0,62}$/);

describe("the namespace of a task", () => {
  it("is one for all, or that of its project", () => {
    const owner = ownerOf({ labels: { "godocker.project": "biology", "godocker.user": "ana" } });
    assert.equal(namespaceOf(owner, { namespace: "batch" }), "batch");
    assert.equal(namespaceOf(owner, { namespace: "jobs-${project}-x" }), "jobs-biology-x");
    assert.deepEqual(
      [isPerProject({ namespace: "batch" }), isPerProject({ namespace: "b-${project}" })],
      [false, true],
    );
    assert.equal(ourPodsPath({ namespace: "batch" }), "/api/v1/namespaces/batch/pods");
    assert.equal(ourPodsPath({ namespace: "b-${project}" }), "/api/v1/pods");
  });

  it("can always be one, and no two projects share it", () => {
    const prefixes = fc.stringMatching(/^[a-z][a-z0-9-]{0,44}$/);
    fc.assert(
      fc.property(prefixes, projects, projects, (prefix, one, other) => {
        const of = (project: string): string =>
          namespaceOf({ project, user: "" }, { namespace: `${prefix}-\${project}` });
        assert.match(of(one), NAMESPACE);
        if (one !== other) assert.notEqual(of(one), of(other));
      }),
    );
  });
});

describe("secrets for images", () => {
  it("may be those of the project and of the user", () => {
    const imagePullSecrets = ["common", "registry-${project}", "${user}.registry"];
    assert.deepEqual(pullSecretsOf({ project: "biology", user: "ana" }, { imagePullSecrets }), [
      "common",
      "registry-biology",
      "ana.registry",
    ]);
  });

  it("have names that secrets can have, and nobody gets those of somebody else", () => {
    const users = fc.string({ unit: "grapheme", minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(users, users, (one, other) => {
        const of = (user: string): string =>
          pullSecretsOf({ project: "p", user }, { imagePullSecrets: ["registry-${user}"] })[0] ?? "";
        assert.match(of(one), SECRET);
        if (one !== other) assert.notEqual(of(one), of(other));
      }),
    );
    // What stands in a name is no pattern of its own.
    assert.equal(hostWord("a-b", 20), "a-b");
    assert.notEqual(hostWord("a.b", 20), "a-b");
  });
});
