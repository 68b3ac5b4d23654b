import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { auditEntry, auditIn, verifyAudit, type AuditQuery, type AuditRecord } from "../audit.ts";
import type { Open } from "../store.conformance.ts";
import type { Store } from "../store.ts";

const ALL: AuditQuery = { order: "oldest", limit: 1000 };

async function aLog(store: Store, count: number): Promise<readonly AuditRecord[]> {
  let atMs = 1000;
  const log = auditIn(store, () => (atMs += 1000));
  for (let k = 1; k <= count; k += 1) {
    await log.record({
      action: k % 2 === 0 ? "token.create" : "access.deny",
      outcome: "done",
      actor: { name: k % 3 === 0 ? "bob" : "ana" },
      resource: `job/${k}`,
      ...(k % 4 === 0 ? { project: "bio" } : {}),
    });
  }
  return log.list(ALL);
}

export function describeAudit(open: Open): void {
  describe("the audit log", () => {
    it("keeps entries in their order, each with the hash of the one before", async () => {
      await using store = (await open()).store;
      const records = await aLog(store, 4);
      assert.deepEqual(
        records.map(({ seq }) => seq),
        [1, 2, 3, 4],
      );
      const entry = auditEntry(records[1] ?? assert.fail("it has two entries"));
      assert.equal(entry.prevHash, records[0]?.hash);
      assert.equal(entry.action, "token.create");
      assert.deepEqual(entry["actor"], { name: "ana" });
      assert.deepEqual(await verifyAudit(store), { entries: 4, head: records[3]?.hash, faults: [] });
    });

    it("is whole when it is empty", async () => {
      await using store = (await open()).store;
      assert.deepEqual((await verifyAudit(store)).faults, []);
      assert.deepEqual(await store.audit(ALL), []);
    });

    it("is one chain, however many processes write at once", async () => {
      const { store, again } = await open();
      await using a = store;
      await using b = await again();
      await using c = await again();
      const logs = [a, b, c].map((each) => auditIn(each, () => 1000));
      const writers = Array.from({ length: 90 }, (_, k) =>
        (logs[k % 3] ?? assert.fail("there are three")).record({
          action: "x.y",
          outcome: "done",
          resource: `n/${k}`,
        }),
      );
      await Promise.all(writers);
      const records = await a.audit(ALL);
      assert.deepEqual(
        records.map(({ seq }) => seq),
        Array.from({ length: 90 }, (_, k) => k + 1),
      );
      assert.equal(new Set(records.map(({ resource }) => resource)).size, 90);
      assert.deepEqual((await verifyAudit(b)).faults, []);
    });

    it("gives a number to one writer only", async () => {
      await using store = (await open()).store;
      const [record] = await aLog(store, 1);
      assert.ok(record !== undefined);
      assert.equal(await store.addAudit([{ ...record, hash: "0".repeat(64) }]), 0);
      assert.equal(await store.addAudit([{ ...record, seq: 3 }]), 0);
      assert.deepEqual(await store.audit(ALL), [record]);
    });

    it("is searched by who, what, of what and when, from either end", async () => {
      await using store = (await open()).store;
      await aLog(store, 12);
      const found = async (query: Partial<AuditQuery>) =>
        (await store.audit({ ...ALL, ...query })).map(({ seq }) => seq);
      assert.deepEqual(await found({ actor: "bob" }), [3, 6, 9, 12]);
      assert.deepEqual(await found({ action: "token." }), [2, 4, 6, 8, 10, 12]);
      assert.deepEqual(await found({ action: "token.create", actor: "ana" }), [2, 4, 8, 10]);
      assert.deepEqual(await found({ resource: "job/7" }), [7]);
      assert.deepEqual(await found({ sinceMs: 10_000, untilMs: 12_000 }), [9, 10]);
      assert.deepEqual(await found({ after: 9 }), [10, 11, 12]);
      assert.deepEqual(await found({ order: "newest", after: 9, limit: 2 }), [8, 7]);
      assert.deepEqual(await found({ reach: { actor: "bob", projects: ["bio"] } }), [3, 4, 6, 8, 9, 12]);
      assert.deepEqual(await found({ reach: { actor: "eve", projects: [] } }), []);
      assert.deepEqual(await found({ action: "%" }), []);
    });

    it("keeps an entry that is too long by what it is about", async () => {
      await using store = (await open()).store;
      const log = auditIn(store, () => 1);
      const long = { action: "config.change", outcome: "done", after: "x".repeat(100_000) };
      await log.record(long);
      const [record] = await log.list(ALL);
      assert.ok((record?.body.length ?? Infinity) < 1000);
      assert.deepEqual((await verifyAudit(store)).faults, []);
    });
  });
}
