import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { AccountRules } from "../../fair-share/account-rules.ts";
import type { AccountsView } from "../../fair-share/views.ts";
import { aWorld, BOB, ROOT, submitted } from "../api.builders.ts";

const NONE_RUNNING = { cpusMilli: 0, memMib: 0, diskMib: 0, gpus: 0, tasks: 0 };
const share = { weight: 1, held: 0.25, usedCpuHours: 2, key: 0.5, runningTasks: 1 };

const RULES: AccountRules = {
  shares: [
    { name: "science", parent: -1, weight: 1 },
    { name: "biology", parent: 0, weight: 1 },
  ],
  quotas: [
    { cpusMilli: 64_000 },
    { project: "science", cpuHours: 100, window: "month" },
    { user: "*", tasks: 5, queuedTasks: 50, arrayTasks: 10, memMib: 2048 },
  ],
};
const VIEW: AccountsView = {
  atMs: Date.UTC(2030, 0, 2),
  policy: "fair-share",
  shares: [
    share,
    { ...share, project: "science" },
    { ...share, project: "biology", parent: "science", position: 1 },
    { ...share, project: "biology", user: "ana", position: 2 },
    { ...share, project: "biology", user: "bob" },
  ],
  quotas: [
    { running: { ...NONE_RUNNING, cpusMilli: 1500 }, hours: [] },
    {
      project: "science",
      running: NONE_RUNNING,
      hours: [
        {
          kind: "cpuHours",
          window: "month",
          limitHours: 100,
          usedHours: 101,
          isExhausted: true,
          windowEndsAtMs: Date.UTC(2030, 1, 1),
        },
      ],
    },
    { project: "biology", user: "ana", running: { ...NONE_RUNNING, tasks: 3, memMib: 1024 }, hours: [] },
  ],
  licences: [{ name: "matlab", total: 3, inUse: 2 }],
};
const SITE_RULES = {
  notify: { ports: [], mailDomains: undefined },
  volumes: [],
  queues: [{ name: "default", limits: {} }],
  queueByDefault: "default",
  projects: [
    { name: "default", members: [] },
    { name: "biology", members: ["ana"] },
  ],
  licences: {},
  executors: ["mesos"],
};

async function aSite() {
  const world = await aWorld({ accountRules: () => RULES, siteRules: SITE_RULES });
  world.accounts = VIEW;
  return world;
}

describe("asking for one's quotas", () => {
  it("tells the limits of the account, what it is part of and the site, with what is used of them", async () => {
    await using world = await aSite();
    await submitted(world, { project: "biology", array: { from: 1, to: 4 } });
    const answer = await world.inject({ url: "/api/v2/quotas/me" });
    assert.equal(answer.statusCode, 200, answer.body);
    assert.deepEqual(answer.json().items, [
      {
        scope: "account",
        project: "biology",
        user: "ana",
        limits: [
          { of: "memoryBytes", limit: 2 ** 31, used: 2 ** 30, left: 2 ** 30 },
          { of: "tasks", limit: 5, used: 3, left: 2 },
          { of: "queuedTasks", limit: 50, used: 4, left: 46 },
          { of: "arrayTasks", limit: 10 },
        ],
      },
      {
        scope: "project",
        project: "science",
        limits: [
          {
            of: "cpuHours",
            limit: 100,
            used: 101,
            left: 0,
            window: "month",
            returnsAt: "2030-02-01T00:00:00.000Z",
            isUsedUp: true,
          },
        ],
      },
      { scope: "site", limits: [{ of: "cpus", limit: 64, used: 1.5, left: 62.5 }] },
    ]);
  });

  it("tells soft limits, and those of a user in all projects together", async () => {
    const quotas: AccountRules["quotas"] = [
      { project: "biology", soft: true, cpusMilli: 8000, tasks: 2 },
      { user: "*", acrossProjects: true, diskMib: 2048 },
    ];
    await using world = await aWorld({
      accountRules: () => ({ ...RULES, quotas }),
      siteRules: SITE_RULES,
    });
    world.accounts = {
      ...VIEW,
      quotas: [
        { user: "ana", running: { ...NONE_RUNNING, diskMib: 512, tasks: 9 }, hours: [] },
        { project: "biology", running: { ...NONE_RUNNING, cpusMilli: 9000, tasks: 1 }, hours: [] },
      ],
    };
    assert.deepEqual((await world.inject({ url: "/api/v2/quotas/me" })).json().items, [
      {
        scope: "user",
        user: "ana",
        limits: [{ of: "diskBytes", limit: 2 ** 31, used: 2 ** 29, left: 2 ** 31 - 2 ** 29 }],
      },
      {
        scope: "project",
        project: "biology",
        soft: true,
        limits: [
          { of: "cpus", limit: 8, used: 9, left: 0 },
          { of: "tasks", limit: 2, used: 1, left: 1 },
        ],
      },
    ]);
  });

  it("is answered for others to administrators, for projects to their members", async () => {
    await using world = await aSite();
    const status = async (path: string, as?: string) =>
      (await world.inject({ url: `/api/v2/quotas/${path}`, ...(as === undefined ? {} : { as }) })).statusCode;
    assert.equal(await status("user/ana"), 200);
    assert.equal(await status("user/ana", BOB), 404);
    assert.equal(await status("user/ana", ROOT), 200);
    assert.equal(await status("project/biology"), 200);
    assert.equal(await status("project/biology", BOB), 404);
    assert.equal(await status("project/nothing", ROOT), 404);
  });

  it("says that nobody knows while there is no leader", async () => {
    await using world = await aSite();
    world.accounts = undefined;
    for (const path of ["quotas/me", "shares", "licences"]) {
      const answer = await world.inject({ url: `/api/v2/${path}` });
      assert.deepEqual([answer.statusCode, answer.json().code], [503, "no_leader"], path);
    }
  });
});

describe("asking for shares and licences", () => {
  it("shows the tree, of other users to administrators only", async () => {
    await using world = await aSite();
    const names = async (as?: string) => {
      const answer = await world.inject({ url: "/api/v2/shares", ...(as === undefined ? {} : { as }) });
      return answer
        .json()
        .items.map((item: { scope: string; project?: string; user?: string }) =>
          [item.scope, item.project, item.user].filter((word) => word !== undefined).join(" "),
        );
    };
    assert.deepEqual(await names(), ["site", "project science", "project biology", "account biology ana"]);
    assert.equal((await names(ROOT)).at(-1), "account biology bob");
  });

  it("says how many licences are in use", async () => {
    await using world = await aSite();
    const answer = await world.inject({ url: "/api/v2/licences" });
    assert.deepEqual(answer.json().items, [{ name: "matlab", total: 3, inUse: 2 }]);
  });
});
