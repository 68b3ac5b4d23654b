import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { aJob, aSpec, aStart } from "../../jobs/life/job.builders.ts";
import type { LegacyTask } from "../../jobs/spec/legacy.ts";
import type { JobSpec } from "../../jobs/spec/spec.ts";
import { prepareLaunch, type PrepareOptions } from "./prepare.ts";
import { volumeGuard } from "./volume-guard.ts";

const LEGACY: LegacyTask = {
  name: "job",
  description: "",
  tags: [],
  image: "debian:12",
  network: true,
  notifyByMail: false,
  volumes: [],
  requirements: { label: [], tasks: [] },
  owner: { uid: 1, gid: 1, sgids: [] },
};

describe("a job of GoDocker 1.0", () => {
  let directory: string;
  let options: PrepareOptions;
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), "godocker-legacy-"));
    options = {
      jobsDirectory: directory,
      shared: true,
      onceUrl: (file) => `http://api/once/${file}`,
      volumes: [{ name: "home", source: "/data/home", mode: "rw" }],
      rootFault: async () => undefined,
      volumeGuard: volumeGuard({ volumeRoots: [], volumeCheck: "off" }, async () => undefined),
      runAs: async ({ user }) => ({ runAs: { name: user } }),
      secretsOf: async () => ({ ok: true, variables: {}, files: [] }),
    };
  });
  after(() => rm(directory, { recursive: true, force: true }));

  let lastId = 100;
  const prepared = async (
    script: string,
    fields: Partial<JobSpec> = {},
    legacy: Partial<LegacyTask> = {},
  ) => {
    const { command: _, ...rest } = aSpec();
    lastId += 1;
    const job = aJob({ id: lastId, legacy: { ...LEGACY, ...legacy }, spec: { ...rest, script, ...fields } });
    const index = job.spec.array === undefined ? {} : { index: 4, element: 1 };
    const attempt = { ...aStart({ job: job.id, ...index }), job: job.id, graceMs: 1 };
    const launch = await prepareLaunch(job, attempt, options);
    return { ...launch, directory: launch.env.GODOCKER_JOB_DIR ?? "" };
  };
  const run = async (script: string, fields: Partial<JobSpec> = {}, legacy: Partial<LegacyTask> = {}) => {
    const launch = await prepared(script, fields, legacy);
    const [program, ...args] = launch.argv;
    const ended = spawnSync(program, args, {
      env: { PATH: process.env.PATH, ...launch.env },
      encoding: "utf8",
    });
    const read = (name: string) => readFileSync(join(launch.directory, name), "utf8");
    return { ...launch, status: ended.status, read };
  };

  it("finds its files where 1.0 put them, and leaves its output there", async () => {
    const ran = await run("#!/bin/bash\npwd; echo oops >&2; exit 3");
    assert.equal(ran.status, 3);
    assert.deepEqual([ran.read("god.log"), ran.read("god.err")], [`${ran.directory}\n`, "oops\n"]);
    assert.match(ran.read("god.info"), /^\d{10}\n\d{10}\n$/);
    assert.equal(ran.read("cmd.sh"), "#!/bin/bash\npwd; echo oops >&2; exit 3");
    for (const [name, mode] of [
      ["cmd.sh", 0o755],
      ["godocker.sh", 0o755],
      ["wrapper.sh", 0o755],
    ] as const)
      assert.equal(statSync(join(ran.directory, name)).mode & 0o777, mode, name);
    assert.ok(ran.directory.endsWith("/pairtree_root/10/1/task"));
  });

  it("is told what it knows by its variables, the misspelt ones among them", async () => {
    const ran = await run("env", {
      array: { from: 1, to: 9, step: 3 },
      volumes: [{ name: "home", mode: "rw" }],
    });
    const env = ran.read("god.log").split("\n");
    for (const line of [
      `GODOCKER_JID=${lastId + 2}`,
      `GODOCKER_PWD=${ran.directory}`,
      "GODOCKER_HOME=/data/home",
      "GODOCKER_DATA=/mnt/god-data",
      ...["GODOCKER", "GOGOCKER"].flatMap((prefix) => [
        `${prefix}_TASK_ID=4`,
        `${prefix}_TASK_FIRST=1`,
        `${prefix}_TASK_LAST=9`,
        `${prefix}_TASK_STEP=3`,
      ]),
    ])
      assert.ok(env.includes(line), line);
    assert.ok(ran.directory.endsWith("/task/4"));
  });

  it("runs by bash when it does not say by what", async () => {
    assert.equal((await run("[[ a == a ]] && echo bash")).read("god.log"), "bash\n");
  });

  it("has the addresses that it asked for in a file", async () => {
    const uris = ["http://a/1", "http://a/2"];
    const ran = await run("#!/bin/sh\ntrue", {}, { requirements: { label: [], tasks: [], uris } });
    assert.equal(ran.read("godocker-uris.txt"), "http://a/1\nhttp://a/2");
    assert.equal(existsSync(join((await run("true")).directory, "godocker-uris.txt")), false);
  });

  it("is given the stop to end in its own way, and its code is told", async () => {
    const script = "#!/bin/bash\ntrap 'echo bye; exit 7' TERM\ntouch ready\nwhile :; do sleep 0.01; done";
    const { argv, directory: own, env } = await prepared(script);
    const [program] = argv;
    const child = spawn(program, { env: { PATH: process.env.PATH, ...env } });
    while (!existsSync(join(own, "ready"))) await new Promise((resolve) => setTimeout(resolve, 5));
    child.kill("SIGTERM");
    const [code] = await once(child, "exit");
    assert.equal(code, 7);
    assert.equal(readFileSync(join(own, "god.log"), "utf8"), "bye\n");
    assert.match(readFileSync(join(own, "god.info"), "utf8"), /^\d{10}\n\d{10}\n$/);
  });

  it("in an image sees its directory where 1.0 had it, and nothing else of the machine", async () => {
    const launch = await prepared("true", {
      image: { ref: "debian:12", pull: "ifNotPresent" },
      volumes: [{ name: "home", mode: "ro", path: "/mnt/home" }],
    });
    assert.deepEqual(launch.argv, ["/mnt/go-docker/wrapper.sh"]);
    assert.deepEqual(launch.mounts, [
      { source: "/data/home", path: "/mnt/home", mode: "ro" },
      { source: launch.directory, path: "/mnt/go-docker", mode: "rw" },
    ]);
    assert.deepEqual([launch.env.GODOCKER_PWD, launch.env.GODOCKER_HOME], ["/mnt/go-docker", "/mnt/home"]);
  });

  it("cannot have a file of somebody else written over by a link that it left", async () => {
    const victim = join(directory, "victim");
    writeFileSync(victim, "mine");
    const own = join(directory, "pairtree_root", String(lastId + 1).replace(/(..)(.)/, "$1/$2"), "task");
    mkdirSync(own, { recursive: true });
    for (const name of ["cmd.sh", `cmd.sh.${lastId + 1}.1.1.part`]) symlinkSync(victim, join(own, name));
    const launch = await prepared("echo theirs");
    assert.equal(launch.directory, own);
    assert.equal(readFileSync(victim, "utf8"), "mine");
    assert.equal(readFileSync(join(own, "cmd.sh"), "utf8"), "echo theirs");
  });

  it(
    "owns its directory, where the server may give it away",
    { skip: process.getuid?.() !== 0 },
    async () => {
      const account = { name: "batch", uid: 1001, gid: 100 };
      const { command: _, ...rest } = aSpec();
      const job = aJob({ id: 50, legacy: LEGACY, spec: { ...rest, script: "true" } });
      const launch = await prepareLaunch(
        job,
        { ...aStart({ job: 50 }), job: 50, graceMs: 1 },
        { ...options, runAs: async () => ({ runAs: account }) },
      );
      const { uid, gid } = statSync(launch.env.GODOCKER_JOB_DIR ?? "");
      assert.deepEqual([uid, gid], [1001, 100]);
      assert.equal(statSync(join(directory, "pairtree_root")).uid, 0);
    },
  );

  it("has its script fetched where no disk is shared, and its output in the sandbox", async () => {
    const { command: _, ...rest } = aSpec();
    const job = aJob({ id: 7, legacy: LEGACY, spec: { ...rest, script: "echo hi" } });
    const attempt = { ...aStart({ job: 7 }), job: 7, graceMs: 1 };
    const launch = await prepareLaunch(job, attempt, { ...options, shared: false });
    assert.deepEqual(launch.files, [{ url: "http://api/once/cmd.sh", name: "cmd.sh", executable: true }]);
    assert.deepEqual([launch.env.GODOCKER_PWD, launch.env.GODOCKER_JID], [".", "7"]);
  });
});
