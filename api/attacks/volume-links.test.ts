import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe } from "node:test";
import { prepareLaunch } from "../../app/launch/prepare.ts";
import { volumeGuard } from "../../app/launch/volume-guard.ts";
import { aStart } from "../../jobs/life/job.builders.ts";
import type { SiteVolume } from "../../jobs/placement/volumes.ts";
import { attack, PROJECTS, refused } from "./attacks.builders.ts";

const site = realpathSync(mkdtempSync(join(tmpdir(), "godocker-links-")));
after(() => rmSync(site, { recursive: true, force: true }));

const volumes: readonly SiteVolume[] = [
  { name: "work", source: `${site}/data/\${user}/work`, mode: "rw" },
  { name: "refs", source: `${site}/refs`, mode: "ro" },
];
const options = {
  volumes,
  siteRules: {
    notify: { ports: [443], mailDomains: undefined },
    volumes,
    jobsDirectory: `${site}/jobs`,
    queues: [{ name: "default", limits: {} }],
    queueByDefault: "default",
    projects: PROJECTS,
    licences: {},
    executors: ["mesos"],
  } as const,
};

/** What ana, or whoever may write to the references, puts where a volume should be; and how a job names it. */
const LINKS: readonly (readonly [id: string, at: string, to: string, volume: object])[] = [
  ["A260", "data/ana/work", "/etc", { name: "work" }],
  ["A261", "data/ana/work", "../../data/bob", { name: "work" }],
  ["A262", "data/ana/work", "../../../../../../../../../proc/self/root", { name: "work" }],
  ["A263", "data/ana/work", "..", { name: "work" }],
  ["A264", "data/ana/work", "hop", { name: "work" }],
  ["A265", "data/ana/work", "/nowhere/on/this/machine", { name: "work" }],
  ["A266", "refs/in", "/root", { name: "refs", subPath: "in" }],
  ["A267", "refs/in", "../data/bob", { name: "refs", subPath: "in" }],
  ["A268", "refs/in", "/dev/shm", { name: "refs", subPath: "in" }],
];

describe("links where volumes should be", () => {
  before(() => {
    for (const directory of ["data/ana", "data/bob", "refs", "jobs"])
      mkdirSync(join(site, directory), { recursive: true });
    symlinkSync("/var", join(site, "data/ana/hop"));
  });

  for (const [id, at, to, volume] of LINKS)
    attack(
      id,
      `${at} to ${to} shows nothing: the job does not start`,
      async (world) => {
        rmSync(join(site, at), { recursive: true, force: true });
        symlinkSync(to, join(site, at));
        const answer = await world.send("POST", "/api/v2/jobs", {
          body: { command: ["cat", "passwd"], image: "debian", volumes: [{ mode: "ro", ...volume }] },
        });
        assert.equal(answer.statusCode, 201);
        const job = await world.store.job(Number(answer.json()["id"]));
        assert.ok(job);
        const held: number[] = [];
        const rules = { volumeRoots: [], volumeCheck: "seen" } as const;
        const launch = await prepareLaunch(
          job,
          { job: job.id, ...aStart({ job: job.id }), graceMs: 1 },
          {
            jobsDirectory: `${site}/jobs`,
            shared: false,
            onceUrl: (file) => file,
            volumes,
            rootFault: async () => undefined,
            volumeGuard: volumeGuard(rules, async (one) => void held.push(one)),
            runAs: async () => ({ runAs: { name: "ana", uid: 2000, gid: 2000 } }),
            secretsOf: async () => ({ ok: true, variables: {}, files: [] }),
          },
        );
        assert.match(launch.withheld ?? "", /leads to/);
        assert.deepEqual(held, [job.id]);
      },
      options,
    );

  for (const [id, volume] of [
    ["A270", { name: "work", subPath: "../../bob" }],
    ["A271", { name: "work", subPath: "/etc" }],
    ["A272", { name: "work", path: "/etc" }],
    ["A273", { name: "${user}" }],
    ["A274", { name: "refs", mode: "rw" }],
  ] as const)
    attack(
      id,
      `${JSON.stringify(volume)} is no volume`,
      async (world) =>
        refused(
          await world.send("POST", "/api/v2/jobs", {
            body: { command: ["true"], image: "debian", volumes: [volume] },
          }),
          422,
        ),
      options,
    );
});
