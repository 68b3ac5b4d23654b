import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { aWorld } from "../../api/api.builders.ts";
import { NO_ACCOUNT_RULES } from "../../fair-share/account-rules.ts";
import { aDeskAt } from "../cli.builders.ts";

const NONE_RUNNING = { cpusMilli: 0, memMib: 0, diskMib: 0, gpus: 0, tasks: 0 };

async function aSite() {
  const quotas = [{ project: "default", memMib: 2048, cpuHours: 100 }, { gpus: 4 }];
  const world = await aWorld({ accountRules: () => ({ ...NO_ACCOUNT_RULES, quotas }) });
  const share = { weight: 1, held: 0.5, usedCpuHours: 12.3456, key: 0.12345, runningTasks: 7 };
  world.accounts = {
    atMs: 0,
    policy: "fair-share",
    shares: [
      share,
      { ...share, project: "science", weight: 3 },
      { ...share, project: "default", parent: "science" },
      { ...share, project: "default", user: "ana", position: 1 },
    ],
    quotas: [
      {
        project: "default",
        running: { ...NONE_RUNNING, memMib: 512 },
        hours: [
          {
            kind: "cpuHours",
            window: "month",
            limitHours: 100,
            usedHours: 100,
            isExhausted: true,
            windowEndsAtMs: Date.UTC(2030, 1, 1),
          },
        ],
      },
      { running: { ...NONE_RUNNING, gpus: 1 }, hours: [] },
    ],
    licences: [{ name: "matlab", total: 3, inUse: 2 }],
  };
  return world;
}

describe("limits and shares for people", () => {
  it("are a line each, and say when hours come back", async () => {
    await using world = await aSite();
    using desk = await aDeskAt(world);
    const { exit, stdout } = await desk.run("quota");
    assert.equal(exit, 0);
    assert.equal(
      stdout,
      [
        "WHOSE    LIMIT OF              USED  LIMIT     LEFT  NOTE",
        "default  memory at once     512 MiB  2 GiB  1.5 GiB  -",
        "default  CPU hours a month      100    100        0  used up; comes back 2030-02-01 00:00 UTC",
        "site     GPUs at once             1      4        3  -",
        "",
      ].join("\n"),
    );
  });

  it("show the tree as one", async () => {
    await using world = await aSite();
    using desk = await aDeskAt(world);
    const { stdout } = await desk.run("shares", "--columns", "share,weight,position");
    assert.equal(
      stdout,
      [
        "SHARE        WEIGHT  POSITION",
        "site              1         -",
        "  science         3         -",
        "    default       1         -",
        "      ana         1         1",
        "",
      ].join("\n"),
    );
  });

  it("tell licences, and refuse two questions at once", async () => {
    await using world = await aSite();
    using desk = await aDeskAt(world);
    assert.equal((await desk.run("licences", "-q")).stdout, "matlab\n");
    const both = await desk.run("quota", "--user", "ana", "--project", "default");
    assert.equal(both.exit, 2);
    assert.match(both.stderr, /two questions/);
  });
});

describe("a job too many", () => {
  it("ends with 8, says which limit it is, and where to see what is left", async () => {
    const quotas = [{ user: "ana", queuedJobs: 0 }];
    await using world = await aWorld({ accountRules: () => ({ ...NO_ACCOUNT_RULES, quotas }) });
    using desk = await aDeskAt(world);
    const { exit, stderr } = await desk.run("submit", "--", "true");
    assert.equal(exit, 8);
    assert.match(stderr, /ana in the project default may have 0 jobs that wait[^]*godocker quota/);
  });
});

describe("a job that asks for licences", () => {
  it("says so by a flag or in its script, and sees them again", async () => {
    await using world = await aWorld();
    using desk = await aDeskAt(world);
    desk.file("job.sh", "#!/bin/sh\n#GODOCKER --licence ansys\ntrue\n");
    const { exit, stderr } = await desk.run("submit", "--licence", "matlab:2", "job.sh");
    assert.equal(exit, 0, stderr);
    const job = (await world.inject({ url: "/api/v2/jobs/1" })).json();
    assert.deepEqual(job.resources.licences, { ansys: 1, matlab: 2 });
    assert.match((await desk.run("show", "1")).stdout, /1 × licence ansys, 2 × licence matlab/);
  });

  it("is refused with the nearest name, and with the flag", async () => {
    await using world = await aWorld();
    using desk = await aDeskAt(world);
    const { exit, stderr } = await desk.run("submit", "--licence", "matlap", "--", "true");
    assert.equal(exit, 3);
    assert.match(stderr, /--licence.*there is no licence "matlap"[^]*did you mean matlab\?/);
  });
});
