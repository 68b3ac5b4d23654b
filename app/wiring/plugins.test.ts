import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, describe, it } from "node:test";
import { eventually } from "../../local-cluster/testing/eventually.ts";
import { aSite, type Site } from "../site.builders.ts";

const EXAMPLES = join(dirname(dirname(import.meta.dirname)), "examples", "plugins");

const SMALL = { cpus: 0.1, memoryBytes: 64 * 1024 * 1024 };

/** A policy that never comes back once somebody waits. */
const POLICY = `export default { kind: "policy", contract: 1, name: "moody", create: () => ({
  name: "moody", settings: {}, keysAt: (snapshot) => { while (snapshot.figures(snapshot.waiting[0].account).user !== "user1"); return () => 1; },
}) };`;
/** It ends jobs by their name. */
const WATCHER = `export default { kind: "watcher", contract: 1, name: "reaper", create: () => ({
  everySeconds: 1,
  look: (tasks) => tasks.filter(({ name }) => name === "doomed").map(({ job }) => ({ job, action: "kill", reason: "it is doomed" })),
}) };`;
const STATUS = `export default { kind: "status", contract: 1, name: "moody-status", create: () => ({ report: () => process.exit(1) }) };`;

describe("a site with plugins", () => {
  let site: Site;
  let directory: string;
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), "godocker-site-plugins-"));
    const write = (name: string, text: string): string => {
      writeFileSync(join(directory, name), text);
      return join(directory, name);
    };
    site = await aSite({
      settings: {
        plugins: [
          { use: write("policy.ts", POLICY), timeout: "1s" },
          { use: write("watcher.ts", WATCHER) },
          { use: write("status.ts", STATUS) },
          { use: join(EXAMPLES, "free-space.ts"), options: { paths: ["/"], leastPercent: 0 } },
          { use: join(EXAMPLES, "dry-run.ts"), options: { machines: 1, taskSeconds: 0 } },
        ],
      },
    });
    await eventually(
      "the clusters are connected",
      async () => (await site.readiness("cluster")).detail === "mesos, dry-run",
    );
  });
  after(async () => {
    await site[Symbol.asyncDispose]();
    await rm(directory, { recursive: true, force: true });
  });

  it("runs jobs on the cluster of a plugin", async () => {
    const { id } = await site.client.submit({ command: ["true"], executor: "dry-run", resources: SMALL });
    await eventually("the job is done", async () => (await site.client.get(id)).state === "succeeded");
  });

  it("starts jobs while the policy of a plugin never comes back, then by the built-in one, and says so", async () => {
    await eventually("it is set aside", async () => {
      const { id } = await site.client.submit({ command: ["true"], executor: "mesos", resources: SMALL });
      await eventually("the job is done", async () => (await site.client.get(id)).state === "succeeded");
      return /moody \(policy\) is set aside for \d+ s: it did not answer keys within 1 s/.test(
        (await site.readiness("scheduler")).detail,
      );
    });
  });

  it("lets watchers end jobs", async () => {
    const { id } = await site.client.submit({
      command: ["sleep", "600"],
      name: "doomed",
      executor: "mesos",
      resources: SMALL,
    });
    await eventually("the job is ended", async () => (await site.client.get(id)).state === "cancelled");
  });

  it("shows what status plugins tell", async () => {
    await eventually("it has begun", async () =>
      /^\/: .* GiB free/.test((await site.readiness("plugin free-space")).detail),
    );
  });

  it("serves on while a status plugin ends its process again and again", async () => {
    await eventually("it is set aside", async () =>
      (await site.readiness("plugins")).detail.includes("moody-status (status) is set aside"),
    );
    assert.equal((await site.readiness("plugins")).status, "degraded");
  });
});
