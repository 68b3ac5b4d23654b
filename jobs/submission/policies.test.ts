import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { imageName, imageProblems, type ImagePolicy } from "./image-policy.ts";
import { grantedVolumes, type SiteVolume } from "../placement/volumes.ts";

const ANY: ImagePolicy = { allow: [], deny: [], digest: false };
const DIGEST = `sha256:${"a".repeat(64)}`;

function isAllowed(ref: string, policy: Partial<ImagePolicy>): boolean {
  return imageProblems({ image: { ref, pull: "ifNotPresent" } }, { ...ANY, ...policy }).length === 0;
}

describe("images that a site allows", () => {
  it("are any without a policy, and none is needed", () => {
    assert.ok(isAllowed("whatever/it:is", {}));
    assert.deepEqual(imageProblems({}, { ...ANY, digest: true }), []);
  });

  it("are known by the name that registries give them", () => {
    for (const [ref, name] of [
      ["debian:12", "docker.io/library/debian"],
      ["debian", "docker.io/library/debian"],
      ["biocontainers/blast:2.15", "docker.io/biocontainers/blast"],
      ["docker.io/debian", "docker.io/library/debian"],
      ["index.docker.io/library/debian:12", "docker.io/library/debian"],
      ["DOCKER.io/library/debian", "docker.io/library/debian"],
      ["registry.example.org:5000/a/b:1", "registry.example.org:5000/a/b"],
      ["localhost/x", "localhost/x"],
      [`debian@${DIGEST}`, "docker.io/library/debian"],
    ] as const)
      assert.equal(imageName(ref).name, name, ref);
  });

  it("are those of a pattern, and no name that only looks like one", () => {
    const policy = { allow: ["docker.io/library/*", "registry.example.org/bio/*"] };
    for (const ref of [
      "debian:12",
      "library/debian",
      "registry.example.org/bio/blast:1",
      "Registry.Example.ORG/bio/x",
    ])
      assert.ok(isAllowed(ref, policy), ref);
    for (const ref of [
      "evil/debian",
      "docker.io.evil.com/library/debian",
      "registry.example.org.evil.com/bio/blast",
      "evil.com/registry.example.org/bio/blast",
      "registry.example.org:5000/bio/blast",
      "registry.example.org/bio",
      "registry.example.org/biology/x",
      "evil.com/docker.io/library/debian",
      "localhost/library/debian",
    ])
      assert.ok(!isAllowed(ref, policy), ref);
  });

  it("are not those that are denied, whatever else is said", () => {
    assert.ok(!isAllowed("evil/x:latest", { allow: ["*"], deny: ["evil/*"] }));
    assert.ok(!isAllowed("docker.io/evil/x", { deny: ["evil/*"] }));
  });

  it("are named by digest where the site wants that", () => {
    assert.ok(isAllowed(`debian@${DIGEST}`, { digest: true }));
    assert.ok(isAllowed(`debian:12@${DIGEST}`, { digest: true }));
    assert.ok(!isAllowed("debian:12", { digest: true }));
  });
});

const place = (name: string) => `$\{${name}}`;

describe("volumes that a job may name", () => {
  const volumes: readonly SiteVolume[] = [
    { name: "open", source: "/data/open", mode: "rw" },
    { name: "home", source: `/home/${place("user")}`, mode: "rw" },
    { name: "team", source: `/teams/${place("project")}/shared`, mode: "rw" },
    {
      name: "genomes",
      source: "/data/genomes",
      mode: "rw",
      acl: [
        { users: ["ana"], mode: "rw" },
        { projects: ["bio"], mode: "ro" },
      ],
    },
    { name: "reference", source: "/data/reference", mode: "ro", acl: [{ mode: "rw" }] },
  ];
  const granted = (user: string, project: string) =>
    grantedVolumes(volumes, { user, project }).map(({ name, source, mode }) => `${name} ${source} ${mode}`);

  it("are those that are granted to its owner or its project, and written to by those who may", () => {
    assert.deepEqual(granted("ana", "geo"), [
      "open /data/open rw",
      "home /home/ana rw",
      "team /teams/geo/shared rw",
      "genomes /data/genomes rw",
      "reference /data/reference ro",
    ]);
    assert.ok(granted("bob", "bio").includes("genomes /data/genomes ro"));
    assert.ok(!granted("bob", "geo").some((each) => each.startsWith("genomes")));
  });

  it("are below the directory of that name, and nowhere else, whatever the name is", () => {
    for (const user of [
      "..",
      ".",
      "",
      "../root",
      "a/b",
      ".ssh",
      "a\0b",
      "a b",
      "$&",
      place("project"),
      "ana/",
      "é",
    ])
      assert.deepEqual(
        grantedVolumes(volumes, { user, project: "bio" }).filter(({ name }) => name === "home"),
        [],
        user,
      );
    fc.assert(
      fc.property(fc.string(), fc.string(), (user, project) => {
        for (const { name, source } of grantedVolumes(volumes, { user, project })) {
          if (name === "home") assert.equal(source, `/home/${user}`);
          assert.match(source, /^(\/[A-Za-z0-9_][A-Za-z0-9._@-]*)+$/);
          assert.ok(!source.split("/").includes(".."));
        }
      }),
    );
  });
});
