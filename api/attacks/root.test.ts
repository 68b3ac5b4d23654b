import assert from "node:assert/strict";
import { describe } from "node:test";
import type { RootGrant } from "../../jobs/submission/root-policy.ts";
import { ANA, AUDITOR, EVE, OPERATOR, READER, ROOT } from "../api.builders.ts";
import { attack, PROJECTS, refused, type Attacked } from "./attacks.builders.ts";

const BUILDER = "registry.example.org/build/debian:12";
const WISH = { command: ["id"], image: BUILDER, rootInContainer: true };

/** Jobs of bio may be root in images for building, and nobody else's in any. */
const grants: readonly RootGrant[] = [{ images: ["registry.example.org/build/*"], projects: ["bio"] }];
const rules = (root: readonly RootGrant[]) => ({
  siteRules: {
    notify: { ports: [443], mailDomains: undefined },
    volumes: [{ name: "work", source: "/data/work", mode: "rw" }],
    jobsDirectory: "/data/jobs",
    queues: [{ name: "default", limits: {} }],
    queueByDefault: "default",
    projects: PROJECTS,
    licences: {},
    executors: ["mesos"],
    root,
  } as const,
  volumes: [{ name: "work", source: "/data/work", mode: "rw" }] as const,
});

const submit = (world: Attacked, fields: object, as = ANA) =>
  world.send("POST", "/api/v2/jobs", { as, body: { ...WISH, ...fields } });
const entries = async (world: Attacked, outcome: string) =>
  (await world.store.audit({ order: "oldest", action: "job.root", limit: 100 })).filter(({ body }) =>
    body.includes(`"outcome":"${outcome}"`),
  );

describe("being root in a container", () => {
  for (const [id, as] of [
    ["A240", ANA],
    ["A241", OPERATOR],
    ["A242", ROOT],
  ] as const)
    attack(
      id,
      `is for nobody where the site says nothing (${as.slice(3, 7)})`,
      async (world) => {
        const answer = await submit(world, {}, as);
        refused(answer, 422);
        assert.match(answer.body, /"pointer":"\/rootInContainer"/);
        assert.equal((await entries(world, "refused")).length, 1);
      },
      rules([]),
    );

  for (const [id, what, fields] of [
    ["A243", "another project", { project: "default" }],
    ["A244", "another image", { project: "bio", image: "debian" }],
    ["A245", "an image that only begins alike", { project: "bio", image: "registry.example.org/builder/x" }],
    [
      "A246",
      "an image of another registry with the name in its path",
      { project: "bio", image: "evil.example.org/registry.example.org/build/debian" },
    ],
    ["A247", "no image", { project: "bio", image: undefined }],
    ["A248", "an image that climbs", { project: "bio", image: "registry.example.org/build/../other/debian" }],
    ["A249", "a volume to write to", { project: "bio", volumes: [{ name: "work", mode: "rw" }] }],
    ["A250", "a word that is no wish", { project: "bio", rootInContainer: "true" }],
    ["A251", "a number of a user beside it", { project: "bio", uid: 0 }],
  ] as const)
    attack(
      id,
      `is not for ${what}`,
      async (world) => refused(await submit(world, fields), 422),
      rules(grants),
    );

  attack(
    "A252",
    "is not for who is no member of the project, nor for tokens that only read",
    async (world) => {
      refused(await submit(world, { project: "bio" }, EVE), 422);
      refused(await submit(world, { project: "bio" }, READER), 403);
      refused(await submit(world, { project: "bio" }, AUDITOR), 403);
    },
    rules(grants),
  );

  attack(
    "A253",
    "is no change that somebody makes to a job afterwards",
    async (world) => {
      await world.lead(1, { type: "cancel_requested", by: "ana" });
      const changes = { rootInContainer: true, image: BUILDER };
      refused(await world.send("POST", "/api/v2/jobs/1:retry", { as: ROOT, body: { changes } }), 403);
      refused(
        await world.send("PATCH", "/api/v2/jobs/2", {
          body: { rootInContainer: true },
          headers: { "if-match": "*", "content-type": "application/merge-patch+json" },
        }),
        422,
      );
    },
    rules(grants),
  );

  attack(
    "A254",
    "is looked at when a job is tried again",
    async (world) => {
      await world.lead(2, { type: "cancel_requested", by: "ana" });
      const changes = { rootInContainer: true, image: BUILDER };
      refused(await world.send("POST", "/api/v2/jobs/2:retry", { body: { changes } }), 422);
    },
    rules(grants),
  );

  attack(
    "A255",
    "is refused in each line of a batch",
    async (world) => {
      const lines = [WISH, { ...WISH, project: "bio", image: "debian" }, { command: ["true"] }];
      const answer = await world.send("POST", "/api/v2/jobs:batch", {
        raw: lines.map((line) => JSON.stringify(line)).join("\n"),
        headers: { "content-type": "application/x-ndjson" },
      });
      const told = answer.body
        .trim()
        .split("\n")
        .map((line): Record<string, unknown> => JSON.parse(line));
      assert.deepEqual(
        told.map((line) => "problem" in line),
        [true, true, false],
      );
      assert.equal((await entries(world, "refused")).length, 2);
    },
    rules(grants),
  );

  attack(
    "A256",
    "is written down before it is taken, and for ever",
    async (world) => {
      const answer = await submit(world, { project: "bio" });
      assert.equal(answer.statusCode, 201);
      const [entry] = await entries(world, "done");
      assert.deepEqual(
        [entry?.actor, entry?.resource, entry?.project],
        ["ana", `job/${String(answer.json()["id"])}`, "bio"],
      );
    },
    rules(grants),
  );
});
