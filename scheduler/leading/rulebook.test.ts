import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { RulesChange, StoredRules } from "../../accounts/stored-rules.ts";
import { openMemoryStore } from "../../store/memory.ts";
import type { InboxDocument, JournalRecord, RulesRecord } from "../../store/store.ts";
import { openRulebook, type RecordDocument } from "./rulebook.ts";

const BIO: RulesChange = { of: "project", name: "bio", value: { members: ["ana"] } };
const QUOTA: RulesChange = { of: "quota", whose: { project: "bio" }, value: { project: "bio", tasks: 1 } };

function asked(revision: number, change: RulesChange, name = ""): RecordDocument {
  const record: RulesRecord = { type: "rules", revision, change, by: "root" };
  return { kind: "record", key: `record/rules/${revision}${name}`, record };
}

async function aBook() {
  const store = openMemoryStore();
  let n = 0;
  const told: StoredRules[] = [];
  const append = async (records: readonly JournalRecord[]) => {
    n += 1;
    await store.append({ n, epoch: 1, atMs: 1, writer: "w", records });
  };
  const open = () => openRulebook(store, append, (rules) => told.push(rules));
  return { store, told, open, book: await open() };
}

const { signal } = new AbortController();

describe("the rules that a leader goes by", () => {
  it("are told at the beginning and after each change, which is in the journal then", async () => {
    const { book, store, told } = await aBook();
    const documents: readonly InboxDocument[] = [asked(1, BIO), asked(2, QUOTA)];
    await store.submit(documents);
    await book.file([asked(1, BIO), asked(2, QUOTA)], signal);
    assert.deepEqual(
      told.map(({ revision }) => revision),
      [0, 2],
    );
    assert.deepEqual(await store.rules(), told.at(-1));
    assert.deepEqual(await store.inbox(10), []);
  });

  it("are those of the store for the next leader", async () => {
    const { book, open, told } = await aBook();
    await book.file([asked(1, BIO)], signal);
    await open();
    assert.equal(told.at(-1)?.revision, 1);
  });

  it("are not changed by who saw earlier ones; the request is dealt with all the same", async () => {
    const { book, store, told } = await aBook();
    await book.file([asked(1, BIO)], signal);
    const late = asked(1, QUOTA, "/late");
    await store.submit([late]);
    await book.file([late], signal);
    assert.equal(told.length, 2);
    assert.deepEqual((await store.rules()).quotas, {});
    assert.deepEqual(await store.inbox(10), []);
  });

  it("need no entry when nothing is asked", async () => {
    const { book, store } = await aBook();
    await book.file([], signal);
    assert.equal(await store.lastEntry(), undefined);
  });
});
