import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { isDeepStrictEqual } from "node:util";
import { ApiError } from "../client/http.ts";
import { eventually } from "../local-cluster/testing/eventually.ts";
import { aSite, type Site } from "./site.builders.ts";

const SMALL = { cpus: 0.1, memoryBytes: 32 * 1024 ** 2 };
const SHARES = [
  { name: "default", parent: "science", weight: 2 },
  { name: "science", weight: 3 },
];

describe("limits of a whole installation", () => {
  let site: Site;
  const settings = (more: object) => ({ shares: SHARES, jobs: { defaults: { disk: "1MiB" } }, ...more });
  const submit = (more: object = {}) =>
    site.client.submit({ command: ["sleep", "600"], resources: { ...SMALL, ...more } });
  const isRunning = async (id: number) => (await site.client.get(id)).state === "running";
  before(async () => {
    site = await aSite({
      settings: settings({ quotas: [{ user: "*", tasks: 1, queuedJobs: 2 }], licences: { matlab: 1 } }),
    });
    await eventually(
      "the cluster is connected",
      async () => (await site.readiness("cluster")).status === "ok",
    );
  });
  after(() => site[Symbol.asyncDispose]());

  it("keep a job waiting, say so, and are shown with what is used of them", async () => {
    const [first, second] = [await submit(), await submit()];
    await eventually("the first runs", () => isRunning(first.id));
    await eventually("the limit keeps the second", async () => {
      const { causes } = await site.client.explain(second.id);
      return causes[0]?.kind === "quota";
    });
    const [quota] = await site.client.quotas();
    assert.equal(quota?.scope, "account");
    assert.deepEqual(
      quota.limits.map(({ of, limit, used }) => [of, limit, used]),
      [
        ["tasks", 1, 1],
        ["queuedJobs", 2, 1],
      ],
    );
    const { items, policy } = await site.client.shares();
    assert.equal(policy, "fair-share");
    assert.deepEqual(
      items
        .slice(0, 3)
        .map(({ parent, project, runningTasks, weight }) => [project, parent, weight, runningTasks]),
      [
        [undefined, undefined, 1, 1],
        ["science", undefined, 3, 1],
        ["default", "science", 2, 1],
      ],
    );
    await submit();
    const refused = await submit().catch((error: unknown) => error);
    assert.ok(refused instanceof ApiError);
    assert.equal(refused.code, "quota_exceeded");
  });

  it("are other ones at once when the configuration is read again", async () => {
    site.configure(settings({ quotas: [{ user: "*", tasks: 3 }], licences: { matlab: 2 } }));
    site.hangUp();
    await eventually("the others run", async () => (await isRunning(2)) && (await isRunning(3)));
    site.configure(settings({ quotas: [], licences: { matlab: 2 } }));
    site.hangUp();
    await eventually("two licences are there", async () => {
      const [licence] = await site.client.licences();
      return licence?.total === 2;
    });
    const ids = [
      (await submit({ licences: { matlab: 2 } })).id,
      (await submit({ licences: { matlab: 1 } })).id,
    ];
    await eventually("the first has them", () => isRunning(ids[0] ?? 0));
    await eventually("the second waits for one", async () => {
      const { causes } = await site.client.explain(ids[1] ?? 0);
      return isDeepStrictEqual(causes[0], { kind: "licence", name: "matlab", total: 2, inUse: 2, asks: 1 });
    });
    await site.client.cancel(ids[0] ?? 0);
    await eventually("the second has one", () => isRunning(ids[1] ?? 0));
  });

  it("that contradict each other are refused, and what held before holds on", async () => {
    site.configure(
      settings({
        shares: [
          { name: "a", parent: "b" },
          { name: "b", parent: "a" },
        ],
      }),
    );
    site.hangUp();
    await eventually("it is refused", () => site.logged().some(({ event }) => event === "config.refused"));
    const refused = site.logged().find(({ event }) => event === "config.refused");
    assert.match(
      refused?.faults?.join("\n") ?? "",
      /shares cannot be taken: shares are below each other in a ring/,
    );
    assert.equal((await site.client.shares()).items[1]?.project, "science");
  });
});
