import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, it } from "node:test";
import { auditIn, verifyAudit, type AuditRecord } from "./audit.ts";
import { newMemoryState } from "./memory-state.ts";
import { openMemoryStore } from "./memory.ts";

/** A log of ten entries, and the hand of somebody who can write to the store. */
async function tampered(change: (records: AuditRecord[]) => void): Promise<readonly string[]> {
  const state = newMemoryState();
  await using store = openMemoryStore(state);
  const log = auditIn(store, () => 1000);
  for (let k = 1; k <= 10; k += 1)
    await log.record({ action: "quota.set", outcome: "done", actor: { name: "root" }, resource: `n/${k}` });
  assert.deepEqual((await verifyAudit(store)).faults, []);
  change(state.audit);
  return (await verifyAudit(store)).faults;
}

function at(records: AuditRecord[], k: number): AuditRecord {
  return records[k] ?? assert.fail(`there is an entry ${k}`);
}

describe("verifying the audit log", () => {
  it("finds an entry whose text was changed", async () => {
    const faults = await tampered((records) => {
      records[4] = { ...at(records, 4), body: at(records, 4).body.replace("root", "nobody") };
    });
    assert.match(faults.join("\n"), /entry 5 .* is not what was written/);
  });

  it("finds an entry whose text and hash were changed: the next one does not follow it", async () => {
    const faults = await tampered((records) => {
      const body = at(records, 4).body.replace('"root"', '"fool"');
      const hash = createHash("sha256").update(body).digest("hex");
      records[4] = { ...at(records, 4), actor: "fool", body, hash };
    });
    assert.deepEqual(faults, ["entry 6 of the audit log follows another one than stands before it"]);
  });

  it("finds that an entry was taken out", async () => {
    assert.match((await tampered((records) => void records.splice(4, 1))).join("\n"), /entry 5 .* missing/);
    assert.match(
      (await tampered((records) => void records.splice(2, 3))).join("\n"),
      /entries 3 to 5 .* missing/,
    );
  });

  it("finds that the last entries were taken out", async () => {
    assert.match(
      (await tampered((records) => void records.splice(8, 2))).join("\n"),
      /ends with entry 8, and had reached entry 10/,
    );
  });

  it("finds that the first entries were taken out", async () => {
    assert.match(
      (await tampered((records) => void records.splice(0, 1))).join("\n"),
      /entry 1 of .* missing/,
    );
  });

  it("finds entries that changed places", async () => {
    const faults = await tampered((records) => {
      const [a, b] = [at(records, 3), at(records, 4)];
      records[3] = { ...b, seq: a.seq };
      records[4] = { ...a, seq: b.seq };
    });
    assert.match(faults.join("\n"), /entry 4 .* follows another one/);
  });

  it("finds that an entry was put between", async () => {
    const faults = await tampered((records) => {
      const copy = at(records, 4);
      for (let k = 5; k < records.length; k += 1) records[k] = { ...at(records, k), seq: k + 2 };
      records.splice(5, 0, { ...copy, seq: 6 });
    });
    assert.ok(faults.length > 0);
  });

  it("finds that an entry is found by other words than it has", async () => {
    const faults = await tampered((records) => {
      records[2] = { ...at(records, 2), actor: "somebody else" };
    });
    assert.deepEqual(faults, ["entry 3 of the audit log is found by other words than it has"]);
  });
});
