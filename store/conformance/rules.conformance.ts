import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { NO_STORED_RULES, type RulesChange } from "../../accounts/stored-rules.ts";
import type { Open } from "../store.conformance.ts";
import { anEntry } from "../store.builders.ts";
import type { InboxDocument, RulesRecord } from "../store.ts";

const BIO: RulesChange = { of: "project", name: "bio", value: { members: ["ana"], owners: ["olaf"] } };
const QUOTA: RulesChange = {
  of: "quota",
  whose: { project: "bio" },
  value: { project: "bio", cpusMilli: 4000 },
};

function rules(revision: number, change: RulesChange): RulesRecord {
  return { type: "rules", revision, change, by: "root" };
}

function wanted(record: RulesRecord): InboxDocument & { readonly kind: "record" } {
  return { kind: "record", key: `record/rules/${record.revision}`, record };
}

export function describeRules(open: Open): void {
  describe("rules of administrators", () => {
    it("are none at first, and what the journal says for every process", async () => {
      const { store, again } = await open();
      await using a = store;
      await using b = await again();
      assert.deepEqual(await b.rules(), NO_STORED_RULES);
      await a.append(anEntry(1, [rules(1, BIO), rules(2, QUOTA)]));
      const found = await b.rules();
      assert.equal(found.revision, 2);
      assert.deepEqual(found.projects, { bio: { revision: 1, value: BIO.value } });
      assert.deepEqual(Object.values(found.quotas), [{ revision: 2, value: QUOTA.value }]);
    });

    it("stay as they are when a change was made for another revision", async () => {
      await using store = (await open()).store;
      await store.append(anEntry(1, [rules(1, BIO)]));
      await store.append(anEntry(2, [rules(1, QUOTA), rules(3, QUOTA)]));
      assert.deepEqual((await store.rules()).quotas, {});
      assert.equal((await store.rules()).revision, 1);
    });

    it("outlive the entries that made them", async () => {
      await using store = (await open()).store;
      await store.append(anEntry(1, [rules(1, BIO)]));
      await store.append(anEntry(2, []));
      await store.compact(2);
      assert.equal((await store.rules()).revision, 1);
    });

    it("are asked for through the inbox, one change for a revision", async () => {
      await using store = (await open()).store;
      const document = wanted(rules(1, BIO));
      await store.submit([document]);
      await store.submit([document]);
      assert.deepEqual(await store.inbox(10), [document]);
      await assert.rejects(store.submit([{ ...document, record: rules(1, QUOTA) }]), {
        name: "KeyInUseError",
      });
      await store.append(anEntry(1, [document.record, { type: "taken", key: document.key }]));
      assert.deepEqual(await store.inbox(10), []);
      assert.equal((await store.rules()).revision, 1);
    });
  });

  describe("a look with special rights", () => {
    it("stands in the history of the job", async () => {
      await using store = (await open()).store;
      const look = {
        type: "look",
        job: 7,
        by: "root",
        what: "its files",
        reason: "ticket 12, disk full",
      } as const;
      const document = { kind: "record", key: "record/look/a", record: look } as const;
      await store.submit([document]);
      await store.append(anEntry(1, [look, { type: "taken", key: document.key }]));
      const found = await store.entriesOf(7, 0, 10);
      assert.deepEqual(
        found.map(({ records }) => records),
        [[look]],
      );
      assert.deepEqual(await store.entriesOf(8, 0, 10), []);
    });
  });
}
