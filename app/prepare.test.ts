import assert from "node:assert/strict";
import { readFileSync, statSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { aJob, aSpec, aStart } from "../jobs/job.builders.ts";
import { prepareLaunch, type PrepareOptions } from "./prepare.ts";

describe("preparing a launch", () => {
  let directory: string;
  let options: PrepareOptions;
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), "godocker-prepare-"));
    options = {
      jobsDirectory: directory,
      shared: true,
      onceUrl: (file) => `http://api/once/${file}`,
      volumes: new Map([["work", "/data/work"]]),
      runAs: () => "batch",
    };
  });
  after(() => rm(directory, { recursive: true, force: true }));
  const { command: _, ...withoutCommand } = aSpec();
  const script = "#!/bin/sh\necho $1 `id` $(id)\n";
  const scripted = aJob({ id: 123, spec: { ...withoutCommand, script, args: ["a b", "$(id)"] } });
  const attempt = { job: 123, ...aStart({ job: 123 }), graceMs: 1000 };

  it("writes the script byte for byte where 1.0 put it, and executes it with its arguments as they are", async () => {
    const launch = await prepareLaunch(scripted, attempt, options);
    const path = join(directory, "pairtree_root/12/3/task/cmd.sh");
    assert.deepEqual(launch.argv, [path, "a b", "$(id)"]);
    assert.equal(readFileSync(path, "utf8"), script);
    assert.equal(statSync(path).mode & 0o777, 0o755);
    assert.equal(launch.env.GODOCKER_JOB_DIR, join(directory, "pairtree_root/12/3/task"));
  });

  it("gives a script that says nothing of its interpreter to /bin/sh", async () => {
    const plain = aJob({ id: 123, spec: { ...withoutCommand, script: "echo hi\n" } });
    assert.equal((await prepareLaunch(plain, attempt, options)).argv[0], "/bin/sh");
  });

  it("has the script fetched where no disk is shared", async () => {
    const launch = await prepareLaunch(scripted, attempt, { ...options, shared: false });
    assert.deepEqual(launch.files, [{ url: "http://api/once/cmd.sh", name: "cmd.sh", executable: true }]);
    assert.deepEqual(launch.argv, ["./cmd.sh", "a b", "$(id)"]);
    assert.equal(launch.env.GODOCKER_JOB_DIR, undefined);
  });

  it("tells where the volumes are, and refuses one that is no longer configured", async () => {
    const volumes = (name: string) => aJob({ spec: aSpec({ volumes: [{ name, mode: "ro" }] }) });
    const launch = await prepareLaunch(volumes("work"), attempt, options);
    assert.equal(launch.env.GODOCKER_VOLUME_WORK, "/data/work");
    await assert.rejects(prepareLaunch(volumes("gone"), attempt, options), /gone is no longer configured/);
  });

  it("shows people whose task it is", async () => {
    const launch = await prepareLaunch(scripted, attempt, options);
    assert.equal(launch.name, "job (ada)");
    assert.deepEqual(launch.labels, {
      "godocker.job": "123",
      "godocker.user": "ada",
      "godocker.project": "default",
    });
  });
});
