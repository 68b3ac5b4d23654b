import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { NO_STORED_RULES, withChange } from "../../accounts/stored-rules.ts";
import { ApiError } from "../../client/http.ts";
import { eventually } from "../../local-cluster/testing/eventually.ts";
import { aSite, type Site } from "../site.builders.ts";
import { withStoredRules } from "./stored-rules.ts";

const SMALL = { cpus: 0.1, memoryBytes: 32 * 1024 ** 2 };

describe("rules that administrators set over the API", () => {
  let site: Site;
  const submit = () => site.client.submit({ command: ["sleep", "600"], project: "bio", resources: SMALL });
  const stateOf = async (id: number) => (await site.client.get(id)).state;
  before(async () => {
    site = await aSite({ settings: { jobs: { defaults: { disk: "1MiB" } } } });
    await eventually("the cluster is there", async () => (await site.readiness("cluster")).status === "ok");
  });
  after(() => site[Symbol.asyncDispose]());

  it(
    "are gone by at once, by every process, and by the next scheduler too",
    { timeout: 240_000 },
    async () => {
      const { user } = await site.client.whoami();
      await site.client.createProject({ name: "bio", members: [user] });
      await site.client.setQuota({ project: "bio" }, { tasks: 1 });
      const [first, second] = [await submit(), await submit()];
      await eventually("the first runs", async () => (await stateOf(first.id)) === "running");
      await eventually("the limit keeps the second", async () => {
        const { causes } = await site.client.explain(second.id);
        return causes[0]?.kind === "quota";
      });

      const [node] = await site.client.nodes();
      assert.ok(node !== undefined);
      await site.client.drain(node.hostname, { reason: "a fan is loud" });
      await site.client.disableExecutor(node.executor);

      const { schedulers } = site;
      for (const scheduler of schedulers) await scheduler.stop();
      await site.startScheduler();
      await eventually("the next scheduler leads", async () => {
        const { causes } = await site.client.explain(second.id);
        return causes[0]?.kind === "quota";
      });
      const [quota] = await site.client.quotas({ project: "bio" });
      assert.deepEqual(
        quota?.limits.map(({ limit, of, used }) => [of, limit, used]),
        [["tasks", 1, 1]],
      );

      await site.client.setQuota({ project: "bio" }, { tasks: 2 });
      await eventually("the next scheduler knows what is drained", async () =>
        (await site.client.explain(second.id)).sentences.some((said) => said.includes("a fan is loud")),
      );
      await site.client.undrain(node.hostname);
      await eventually("the next scheduler knows what is switched off", async () =>
        (await site.client.explain(second.id)).sentences.some((said) => said.includes("switched off")),
      );
      await site.client.enableExecutor(node.executor);
      await eventually("the second runs, too", async () => (await stateOf(second.id)) === "running");
      await site.client.setMaintenance({ mode: "queue", message: "new disks" });
      const third = await submit();
      await eventually("nothing starts", async () => (await site.client.explain(third.id)).causes.length > 0);
      assert.equal(await stateOf(third.id), "pending");
      await site.client.setMaintenance({ mode: "off" });
      await site.client.removeQuota({ project: "bio" });
      await eventually("the third runs", async () => (await stateOf(third.id)) === "running");

      await site.client.removeMember("bio", user);
      const refused = await submit().catch((error: unknown) => error);
      assert.ok(refused instanceof ApiError && refused.status === 422);
      const told: string[] = [];
      for await (const { action } of site.client.audit({ order: "oldest" })) told.push(action);
      assert.deepEqual(told, [
        "project.create",
        "quota.set",
        "node.drain",
        "executor.disable",
        "quota.set",
        "node.undrain",
        "executor.enable",
        "maintenance.begin",
        "maintenance.end",
        "quota.remove",
        "project.change",
      ]);
    },
  );
});

describe("the configuration with stored rules above it", () => {
  const config = {
    projects: [{ name: "default" }, { name: "old", members: ["ana"] }],
    queues: [
      { name: "default", limits: {} },
      { name: "gpu", executors: ["mesos"], limits: { gpus: 8 } },
    ],
    shares: [{ name: "science", weight: 2 }],
    quotas: [{ project: "old", tasks: 5 }, { tasks: 100 }],
  };

  it("is itself without any", () => {
    assert.equal(withStoredRules(config, NO_STORED_RULES), config);
  });

  it("has what was changed, made and removed", () => {
    let rules = withChange(NO_STORED_RULES, { of: "project", name: "old" });
    rules = withChange(rules, { of: "project", name: "new", value: { members: ["bob"] } });
    rules = withChange(rules, {
      of: "quota",
      whose: { project: "old" },
      value: { project: "old", tasks: 1 },
    });
    rules = withChange(rules, { of: "share", name: "new", value: { parent: "science", weight: 3 } });
    rules = withChange(rules, { of: "queue", name: "new", value: { limits: { cpus: 4 } } });
    const gpu = { executors: ["mesos"], limits: { gpus: 4 } };
    rules = withChange(rules, { of: "queue", name: "gpu", value: { ...gpu, removed: true } });
    assert.deepEqual(withStoredRules(config, rules), {
      queues: [
        { name: "default", limits: {} },
        { name: "gpu", ...gpu, removed: true },
        { name: "new", limits: { cpus: 4 } },
      ],
      projects: [{ name: "default" }, { name: "new", members: ["bob"] }],
      shares: [
        { name: "science", weight: 2 },
        { name: "new", parent: "science", weight: 3 },
      ],
      quotas: [{ project: "old", tasks: 1 }, { tasks: 100 }],
    });
  });

  it("keeps its own shares when stored ones do not fit any more", () => {
    const rules = withChange(NO_STORED_RULES, {
      of: "share",
      name: "new",
      value: { parent: "nothing", weight: 3 },
    });
    assert.deepEqual(withStoredRules(config, rules).shares, config.shares);
  });

  it("starts nothing during maintenance, and keeps the other limits of the site", () => {
    const value = { mode: "queue", by: "root", sinceMs: 1 } as const;
    const { quotas } = withStoredRules(config, withChange(NO_STORED_RULES, { of: "maintenance", value }));
    assert.deepEqual(quotas, [{ project: "old", tasks: 5 }, { tasks: 0 }]);
  });
});
