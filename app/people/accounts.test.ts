import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { aPerson } from "../../auth/people.builders.ts";
import { DirectoryUnavailableError } from "../../auth/directory.ts";
import { aJob } from "../../jobs/life/job.builders.ts";
import { loadConfig } from "../../config/loading/load.ts";
import { accountOnAgents, launchAccounts } from "./accounts.ts";
import type { Person } from "../../accounts/person.ts";

const CONFIG = (() => {
  const loaded = loadConfig({ files: [], env: {}, set: [], readFile: () => "", home: "/home/ana" });
  assert.ok(loaded.ok);
  return loaded.config;
})();
const THEN = { name: "ana", uid: 2000, gid: 2000, groups: [] };

function aSite(find: () => Person | undefined, isShared = true) {
  const held: number[] = [];
  const runAs = launchAccounts(
    CONFIG,
    {
      isShared,
      directories: {
        find: async () => find(),
        checkPassword: async () => ({ kind: "unknown" }),
        async *people() {},
        forget: () => undefined,
      },
    },
    { nowMs: () => 1000, hold: async (job) => void held.push(job) },
  );
  return { runAs, held };
}

describe("whom a task runs as", () => {
  it("is who started the server, where there is one user", async () => {
    const { runAs } = aSite(() => undefined, false);
    assert.deepEqual(await runAs(aJob({ user: "ana" })), { runAs: accountOnAgents(CONFIG) });
  });

  it("is the job's owner as their directory knows them now", async () => {
    const { runAs, held } = aSite(() => aPerson("ana", { gid: 3000, groups: [4000] }));
    assert.deepEqual(await runAs(aJob({ user: "ana", account: THEN })), {
      runAs: { name: "ana", uid: 2000, gid: 3000, groups: [4000] },
    });
    assert.deepEqual(held, []);
  });

  it("is nobody when the owner is gone, disabled, without ids, of the system or another account by now; the job is held", async () => {
    const { uid: _, ...noIds } = aPerson("ana");
    for (const [person, why] of [
      [undefined, /no directory/],
      [aPerson("ana", { disabled: true }), /disabled/],
      [aPerson("ana", { expiresAtMs: 1000 }), /expired/],
      [noIds, /no user and group id/],
      [aPerson("ana", { uid: 0 }), /user id 0/],
      [aPerson("ana", { uid: 999 }), /below 1000/],
      [aPerson("ana", { uid: 2001 }), /had the user id 2000 .* 2001 now/],
    ] as const) {
      const { runAs, held } = aSite(() => person);
      const account = await runAs(aJob({ id: 7, user: "ana", account: THEN }));
      assert.ok("why" in account && why.test(account.why), JSON.stringify(account));
      assert.equal(account.runAs.uid, undefined);
      assert.deepEqual(held, [7]);
    }
  });

  it("is what was written down at the submission while the directory is away; without that it waits", async () => {
    const { runAs, held } = aSite(() => {
      throw new DirectoryUnavailableError("away");
    });
    assert.deepEqual(await runAs(aJob({ user: "ana", account: THEN })), { runAs: THEN });
    const before = await runAs(aJob({ user: "ana" }));
    assert.ok("why" in before);
    assert.deepEqual(held, []);
  });
});
