import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { aJob, aSpec } from "../../jobs/life/job.builders.ts";
import { openMemoryStore } from "../../store/memory.ts";
import { secretsIn } from "../../store/secrets.ts";
import { StoreUnavailableError, type Store } from "../../store/store.ts";
import { jobHolds } from "../wiring/job-holds.ts";
import { taskSecrets } from "./task-secrets.ts";

const KEYS = { current: "k1", keys: new Map([["k1", new Uint8Array(32)]]) };
const JOB = aJob({
  id: 5,
  user: "ana",
  spec: aSpec({
    secrets: [
      { name: "db", env: "DB" },
      { name: "db", file: "db.txt" },
    ],
  }),
});

const holdIn = (store: Store, nowMs = () => 3) => jobHolds(store, nowMs);

describe("the secrets of a task", () => {
  it("are those of the job's owner as they are when it starts", async () => {
    await using store = openMemoryStore();
    const secrets = secretsIn(store, KEYS);
    await secrets.put("ana", "db", "old", { nowMs: 1, most: 9 });
    await secrets.put("bob", "db", "bob's", { nowMs: 1, most: 9 });
    await secrets.put("ana", "db", "new", { nowMs: 2, most: 9 });
    assert.deepEqual(await taskSecrets(secrets, holdIn(store))(JOB), {
      ok: true,
      variables: { DB: "new" },
      files: [{ name: "db.txt", value: "new" }],
    });
  });

  it("that are not there hold the job, so that its owner can release it", async () => {
    await using store = openMemoryStore();
    const got = await taskSecrets(secretsIn(store, KEYS), holdIn(store))(JOB);
    assert.deepEqual(got, {
      ok: false,
      why: 'there is no secret "db"; the job is held until it is released',
    });
    const [document] = await store.inbox(10);
    assert.deepEqual(document?.kind === "request" ? document.request : undefined, {
      job: 5,
      verb: "hold",
      by: "godocker",
      admin: false,
      atMs: 3,
    });
  });

  it("that are missing for many tasks of a job at once are one reason to hold it, and later one again", async () => {
    await using store = openMemoryStore();
    let nowMs = 10_000;
    const secretsOf = taskSecrets(
      secretsIn(store, KEYS),
      holdIn(store, () => nowMs),
    );
    for (let n = 0; n < 5; n += 1) assert.equal((await secretsOf(JOB)).ok, false);
    assert.equal((await store.inbox(10)).length, 1);
    nowMs += 2000;
    await secretsOf(JOB);
    assert.equal((await store.inbox(10)).length, 2);
  });

  it("that another key sealed hold it, too, and the reason names the key file", async () => {
    await using store = openMemoryStore();
    await secretsIn(store, KEYS).put("ana", "db", "v", { nowMs: 1, most: 9 });
    const others = { current: "k2", keys: new Map([["k2", new Uint8Array(32).fill(1)]]) };
    const got = await taskSecrets(secretsIn(store, others), holdIn(store))(JOB);
    assert.match(got.ok ? "" : got.why, /secrets\.keyFile/);
    assert.equal((await store.inbox(10)).length, 1);
  });

  it("that a store cannot tell just now only keep the task, not the job", async () => {
    await using store = openMemoryStore();
    const away = {
      reveal: async () => {
        throw new StoreUnavailableError("the disk is away");
      },
    };
    assert.deepEqual(await taskSecrets(away, holdIn(store))(JOB), {
      ok: false,
      why: "the disk is away",
    });
    assert.deepEqual(await store.inbox(10), []);
  });

  it("are none of a job that names none", async () => {
    await using store = openMemoryStore();
    const got = await taskSecrets(secretsIn(store, KEYS), holdIn(store))(aJob());
    assert.deepEqual(got, { ok: true, variables: {}, files: [] });
  });
});
