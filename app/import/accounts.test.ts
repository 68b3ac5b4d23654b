import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { loadConfig } from "../../config/loading/load.ts";
import { accountsText, readAccounts } from "./accounts.ts";
import { anOldDatabase, type OldContent } from "./old-database.builders.ts";

async function textOf(content: OldContent): Promise<string | undefined> {
  return accountsText(await readAccounts(anOldDatabase(content)), "mongodb://old/god");
}

function loaded(text: string) {
  const config = loadConfig({
    files: [{ name: "accounts.json5", text }],
    env: {},
    set: [],
    readFile: () => assert.fail("nothing names a file"),
    home: "/home/ada",
  });
  assert.ok(config.ok, JSON.stringify(config.ok ? [] : config.problems));
  return config.config;
}

describe("users and projects of GoDocker 1.x", () => {
  it("become a valid part of a configuration", async () => {
    const text = await textOf({
      users: [
        { id: "alice", usage: { prio: 100, quota_time: 36_000 } },
        { id: "bob", usage: { prio: "25" } },
        { id: "strange name", usage: { prio: 1, quota_time: 5 } },
        { id: "carol" },
      ],
      projects: [
        { id: "default", prio: 50 },
        { id: "Proj 1", prio: 75, members: ["alice", 5, "carol"], quota_time: 3600 },
        { id: "lab", prio: 0, members: null },
      ],
    });
    const { projects, shares, quotas } = loaded(text ?? "");
    assert.deepEqual(projects, [
      { name: "default" },
      { name: "proj-1", members: ["alice", "carol"] },
      { name: "lab", members: [] },
    ]);
    assert.deepEqual(shares, [
      { name: "default", weight: 1, users: { alice: 2, bob: 0.5 } },
      { name: "proj-1", weight: 1.5, users: { alice: 2 } },
      { name: "lab", weight: 0.02 },
    ]);
    assert.deepEqual(quotas, [
      { user: "alice", cpuHours: 10, window: "month" },
      { project: "proj-1", cpuHours: 1, window: "month" },
    ]);
  });

  it("that are all as usual need none", async () => {
    assert.equal(await textOf({ users: [{ id: "alice", usage: { prio: 50 } }] }), undefined);
    assert.equal(await textOf({}), undefined);
  });

  it("leave their keys behind, and it is said", async () => {
    const credentials = { apikey: "APIKEY1234", private: "PRIVATE", public: "ssh-ed25519 AAAA" };
    const content = {
      users: [{ id: "alice", credentials, password: "HASH", usage: { prio: 9, quota_cpu: 4 } }],
    };
    const accounts = await readAccounts(anOldDatabase(content));
    assert.doesNotMatch(`${JSON.stringify(accounts)}${await textOf(content)}`, /APIKEY|PRIVATE|HASH|AAAA/);
    assert.match(accounts.notes.join("\n"), /API keys, passwords and ssh keys/);
    assert.match(accounts.notes.join("\n"), /quota_cpu and quota_ram of 1 accounts/);
  });
});
