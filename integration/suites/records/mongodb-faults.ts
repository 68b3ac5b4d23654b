import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, beforeEach, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import fc from "fast-check";
import { MongoClient } from "mongodb";
import { eventually } from "../../../local-cluster/testing/eventually.ts";
import { aHistory } from "../../../store/history.builders.ts";
import { everything, live } from "../../../store/living.builders.ts";
import { openMemoryStore } from "../../../store/memory.ts";
import { openMongoStore } from "../../../store/mongodb/mongodb.ts";
import { aQuery } from "../../../store/query.builders.ts";
import {
  aDocument,
  aLease,
  anArray,
  anEntry,
  aRequest,
  aTrust,
  ended,
  event,
  file,
  filed,
  judged,
  launched,
  running,
} from "../../../store/store.builders.ts";
import {
  FencedError,
  StoreUnavailableError,
  type JournalEntry,
  type Note,
  type Store,
} from "../../../store/store.ts";
import { startFerretDb, type TestDatabase } from "../../services/ferretdb.ts";
import { startMongoProxy, WIRE_FAULTS, type MongoProxy, type WireFault } from "../../services/mongo-proxy.ts";

/** A server that says nothing for a third of it has gone. */
const TIMEOUT_MS = 6000;

/** How many times as many cases as usual the properties try. */
const DEPTH = Number(process.env["PROPERTY_DEPTH"] ?? 1);

const home = mkdtempSync(join(tmpdir(), "godocker-mongodb-faults-"));
let server: TestDatabase;
let proxy: MongoProxy;
let databases = 0;

before(async () => {
  server = await startFerretDb({ directory: join(home, "data") });
  proxy = await startMongoProxy(server.port);
});
beforeEach(() => proxy.disturb());
after(async () => {
  await proxy[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
  rmSync(home, { recursive: true, force: true });
});

/** An empty one: through the proxy, and beside it as another process. */
function aDatabase() {
  databases += 1;
  const name = `faults${databases}`;
  return {
    url: `${server.url}/${name}`,
    disturbed: () => openMongoStore({ url: `${proxy.url}/${name}`, timeoutMs: TIMEOUT_MS }),
    straight: () => openMongoStore({ url: `${server.url}/${name}`, timeoutMs: 30_000 }),
  };
}

const aNote = (key: string): Note => ({ key, body: key, atMs: 1000, expiresAtMs: 9000 });

/** What API processes and a leader do with a store, everything of it at least once. */
async function day(store: Store): Promise<readonly unknown[]> {
  const first = await store.takeIds(5);
  assert.ok((await store.takeIds(1)) >= first + 5, "ids are given once");
  const outcomes: unknown[] = [];
  const tell = async (act: Promise<unknown>) => void outcomes.push(await act.catch(String));
  await tell(store.submit([aDocument(1)]));
  await tell(store.submit([anArray(2, 3), aDocument(3), aRequest("request/1")], [aNote("n1")]));
  await tell(store.submit([aDocument(9)], [aNote("n1")])); // the key is taken
  await tell(store.append(anEntry(1, [{ type: "led", instance: "leader-1" }])));
  await tell(
    store.append(
      anEntry(2, [
        ...[1, 2, 3].flatMap(filed),
        { type: "taken", key: "request/1" },
        { type: "registered", backend: "mesos", registrationId: "f1" },
      ]),
    ),
  );
  await tell(
    store.append(
      anEntry(3, [launched(1), launched(2, { index: 0 }), launched(2, { index: 1 }), launched(3)]),
    ),
  );
  await tell(
    store.append(anEntry(4, [running(1), running(2, { index: 0 }), running(2, { index: 1 }), running(3)])),
  );
  await tell(
    store.append(
      anEntry(5, [ended(1), ended(2, { index: 0 }), event(3, { type: "cancel_requested", by: "ada" })]),
    ),
  );
  await tell(store.append(anEntry(5, [ended(3)], { writer: "late" }))); // another leader's number
  await tell(store.append(anEntry(6, [ended(2, { index: 1 }), launched(2, { index: 2 })])));
  await tell(store.append(anEntry(7, [judged("a1", aTrust()), judged("a2", aTrust())])));
  await tell(store.append(anEntry(8, [judged("a1", aTrust({ terms: 2 })), judged("a2")])));
  await tell(store.submit([aDocument(1), aRequest("request/2")])); // once more what was taken
  await tell(store.replaceLease(undefined, aLease()));
  await tell(store.replaceLease(aLease(), aLease({ renewal: 2 })));
  await tell(store.replaceLease(aLease(), aLease({ renewal: 3 })));
  await tell(store.keep("k", undefined, "a"));
  await tell(store.keep("k", 1, "b"));
  await tell(store.keep("k", 1, "c"));
  await tell(store.hide([1]));
  await tell(store.compact(2));
  return outcomes;
}

async function seenOf(store: Store) {
  return {
    ...(await everything(store, [], 1000)),
    notes: await store.notes(["n1"], 1000),
    lease: await store.lease(),
    kept: await store.kept("k"),
  };
}

/** Each request that writes something, by what it is part of. */
const WRITES: readonly (readonly [what: string, command: string, collection: string])[] = [
  ["a block of ids", "insert", "blocks"],
  ["documents of the inbox", "insert", "inbox"],
  ["a note", "insert", "notes"],
  ["the fate of a submission", "insert", "calls"],
  ["an entry of the journal", "insert", "entries"],
  ["jobs that are filed", "insert", "jobs"],
  ["jobs that move", "update", "jobs"],
  ["attempts that begin", "insert", "attempts"],
  ["attempts that change", "update", "attempts"],
  ["usage that begins", "insert", "usage"],
  ["usage that grows", "update", "usage"],
  ["keys that are taken", "insert", "taken"],
  ["what leaves the inbox", "delete", "inbox"],
  ["a registration", "insert", "registrations"],
  ["an agent that is judged", "insert", "trust"],
  ["an agent that is judged again", "update", "trust"],
  ["the first lease", "insert", "lease"],
  ["a lease that is renewed", "update", "lease"],
  ["a kept value", "update", "kept"],
  ["the compaction", "delete", "entries"],
];

const READS: readonly (readonly [what: string, command: string, collection: string])[] = [
  ["the last entry", "find", "entries"],
  ["jobs", "find", "jobs"],
  ["attempts", "find", "attempts"],
  ["the inbox", "find", "inbox"],
];
/** Of a read there is no difference between before and after. */
const READ_FAULTS: readonly WireFault[] = [
  "cut before",
  "cut inside the answer",
  "silence after",
  "not primary",
  "slow",
];

async function dayOfMemory() {
  await using store = openMemoryStore();
  return { outcomes: await day(store), seen: await seenOf(store) };
}

describe("a store on MongoDB, when one request meets a fault", { timeout: 1_800_000 }, () => {
  const scenarios = [
    ...WRITES.flatMap((write) => WIRE_FAULTS.map((fault) => [fault, ...write] as const)),
    ...READS.flatMap((read) => READ_FAULTS.map((fault) => [fault, ...read] as const)),
  ];
  const wanted = Math.min(scenarios.length, Number(process.env["INTEGRATION_SCENARIOS"] ?? scenarios.length));
  const chosen = Array.from(
    { length: wanted },
    (_, at) => scenarios[Math.floor((at * scenarios.length) / wanted)],
  );
  for (const [fault, what, command, collection] of chosen.flatMap((one) =>
    one === undefined ? [] : [one],
  )) {
    it(`loses nothing and does nothing twice: ${fault}, of ${what}`, async () => {
      const database = aDatabase();
      const expected = await dayOfMemory();
      await using store = await database.disturbed();
      proxy.disturb({ fault, command, collection });
      assert.deepEqual(await day(store), expected.outcomes);
      assert.equal(proxy.met, 1, "the fault happened");
      proxy.disturb();
      if (fault === "cut, done late") await sleep(400); // then it has come
      await using other = await database.straight();
      assert.deepEqual(await seenOf(other), expected.seen);
      assert.deepEqual(await seenOf(store), expected.seen);
    });
  }
});

describe("a store on MongoDB, when a process ends in the middle", { timeout: 600_000 }, () => {
  for (const [what, command, collection] of WRITES.slice(4, 13)) {
    it(`of an entry, before ${what}: the next leader finishes the entry first`, async () => {
      const database = aDatabase();
      const entries: readonly JournalEntry[] = [
        anEntry(1, [
          ...[1, 2, 3].flatMap(filed),
          { type: "registered", backend: "mesos", registrationId: "f1" },
        ]),
        anEntry(2, [launched(1), launched(2, { index: 0 }), launched(3)]),
        anEntry(3, [running(1), running(2, { index: 0 }), running(3)], { atMs: 20_000 }),
        anEntry(4, [ended(1)], { atMs: 21_000 }),
        // All that an entry can change at once.
        anEntry(
          5,
          [
            ...filed(4),
            { type: "taken", key: "request/1" },
            launched(4),
            ended(2, { index: 0 }),
            launched(2, { index: 1 }),
            ended(3),
          ],
          { atMs: 22_000 },
        ),
      ];
      const begin = async (store: Store) => {
        await store.submit([aDocument(1), anArray(2, 3), aDocument(3), aDocument(4), aRequest("request/1")]);
        for (const entry of entries.slice(0, 4)) await store.append(entry);
      };
      const [last] = entries.slice(4);
      assert.ok(last !== undefined);
      const next = anEntry(6, [{ type: "led", instance: "leader-2" }], { writer: "leader-2", epoch: 2 });
      await using memory = openMemoryStore();
      await begin(memory);
      await memory.append(last);
      await using ending = await database.disturbed();
      await begin(ending);
      // From there on nothing of its writes arrives: as if it were killed.
      proxy.disturb({ fault: "cut before", command, collection, times: Infinity });
      await assert.rejects(ending.append(last), StoreUnavailableError);
      assert.ok(proxy.met > 0 || command === "update");
      await using heir = await database.straight();
      const stands = (await heir.lastEntry())?.n === last.n;
      if (!stands) await heir.append(last); // its entry was not stored: nothing of it is to be seen
      await heir.append(next);
      await memory.append(next);
      assert.deepEqual(await seenOf(heir), await seenOf(memory));
    });
  }

  it("of a submission: nobody sees a part of it, and its keys are free again", async () => {
    const database = aDatabase();
    await using ending = await database.disturbed();
    proxy.disturb({ fault: "cut before", command: "insert", collection: "calls", times: Infinity });
    await assert.rejects(ending.submit([aDocument(1), aDocument(2)], [aNote("n1")]), StoreUnavailableError);
    await using other = await database.straight();
    assert.deepEqual(
      [
        await other.inbox(9),
        await other.jobs({ limit: 9 }),
        await other.job(1),
        await other.notes(["n1"], 1000),
      ],
      [[], [], undefined, []],
    );
    await other.submit([aDocument(2), aDocument(3)], [aNote("n1")]);
    proxy.disturb();
    assert.deepEqual(await other.inbox(9), [aDocument(2), aDocument(3)]);
  });
});

describe("a store on MongoDB with two leaders", { timeout: 900_000 }, () => {
  it("lets the views of the second one stand when the first one goes on late", async () => {
    const database = aDatabase();
    await using slow = await database.disturbed();
    await using quick = await database.straight();
    await using memory = openMemoryStore();
    const first = anEntry(2, [launched(1), running(1)]);
    const second = anEntry(3, [ended(1)], { writer: "leader-2", epoch: 2 });
    for (const store of [memory, slow]) await file(store, 1, aDocument(1));
    proxy.disturb({ fault: "slow", command: "update", collection: "jobs", ms: 900 });
    const late = slow.append(first);
    await eventually("the entry is there", async () => (await quick.lastEntry())?.n === 2);
    await quick.append(second);
    await late;
    for (const entry of [first, second]) await memory.append(entry);
    assert.deepEqual(await seenOf(quick), await seenOf(memory));
    assert.equal(proxy.met, 1);
    await assert.rejects(slow.append(anEntry(3)), FencedError);
  });

  it("does not take an entry that arrives after its number is taken", async () => {
    const database = aDatabase();
    await using slow = await database.disturbed();
    await using quick = await database.straight();
    await file(slow, 1, aDocument(1));
    proxy.disturb({ fault: "slow", command: "insert", collection: "entries", ms: 600 });
    const late = slow.append(anEntry(2, [launched(1)], { writer: "late" }));
    await quick.append(anEntry(2, [event(1, { type: "cancel_requested", by: "ada" })], { writer: "quick" }));
    await assert.rejects(late, FencedError);
    assert.equal((await quick.job(1))?.status.state, "cancelled");
    assert.deepEqual(await quick.attempts(1, { limit: 9 }), []);
  });

  it("does not take an entry whose number was compacted meanwhile", async () => {
    const database = aDatabase();
    await using slow = await database.disturbed();
    await using quick = await database.straight();
    await file(slow, 1, aDocument(1));
    proxy.disturb({ fault: "slow", command: "insert", collection: "entries", ms: 900 });
    const late = slow.append(anEntry(2, [launched(1)], { writer: "late" }));
    for (const n of [2, 3, 4]) await quick.append(anEntry(n, [], { writer: "quick" }));
    await quick.compact(3);
    await assert.rejects(late, FencedError);
    assert.deepEqual(await quick.attempts(1, { limit: 9 }), []);
    assert.deepEqual(await quick.entries(3, 9), [anEntry(4, [], { writer: "quick" })]);
    await assert.rejects(quick.entries(1, 9), /before 4 are compacted/);
  });
});

describe("a store on MongoDB to which documents come late", { timeout: 900_000 }, () => {
  it("does not come back to what an entry took, when its first writing arrives after that", async () => {
    const lateMs = 5000;
    const database = aDatabase();
    await using store = await database.disturbed();
    const arrived = { fault: "cut, done late", command: "insert", collection: "inbox", ms: lateMs } as const;
    proxy.disturb(arrived);
    await store.submit([aDocument(1)]);
    proxy.disturb(arrived);
    await store.submit([aRequest("request/1")]);
    await store.append(anEntry(1, [...filed(1), { type: "taken", key: "request/1" }]));
    await using client = await new MongoClient(database.url).connect();
    const inbox = client.db().collection("inbox");
    assert.equal(await inbox.countDocuments(), 0);
    await eventually("both are there again", async () => (await inbox.countDocuments()) === 2);
    assert.deepEqual(await store.inbox(9), []);
    assert.deepEqual(
      (await store.jobs({ limit: 9 })).map(({ id, version }) => [id, version]),
      [[1, 1]],
    );
    assert.equal(await store.countJobs({}, 9), 1);
  });
});

describe("a store on MongoDB whose server is away", { timeout: 900_000 }, () => {
  it("is killed and started again under load: what was answered is there, once", async () => {
    const database = aDatabase();
    await using api = await database.straight();
    await using leader = await database.straight();
    const accepted: number[] = [];
    const stop = new AbortController();
    const submitting = (async () => {
      while (!stop.signal.aborted) {
        const id = await api.takeIds(2);
        await api.submit([aDocument(id), aDocument(id + 1)]);
        accepted.push(id, id + 1);
      }
    })();
    const leading = (async () => {
      for (let n = 1; !stop.signal.aborted || (await leader.inbox(1)).length > 0; n += 1) {
        const ids = (await leader.inbox(20)).flatMap((document) =>
          document.kind === "job" ? [document.job.id] : [],
        );
        await leader.append(
          anEntry(
            n,
            ids.flatMap((id) => [...filed(id), launched(id), running(id)]),
            { atMs: n * 1000 },
          ),
        );
        n += 1;
        await leader.append(
          anEntry(
            n,
            ids.map((id) => ended(id)),
            { atMs: n * 1000 },
          ),
        );
      }
    })();
    for (let round = 0; round < 4; round += 1) {
      const had = accepted.length;
      await eventually("jobs are accepted", () => accepted.length > had + 6);
      await server.restart();
    }
    stop.abort();
    await submitting;
    await leading;
    const jobs = await api.jobs({ limit: 100_000 });
    assert.deepEqual(
      jobs.map(({ id }) => id).sort((a, b) => a - b),
      accepted.toSorted((a, b) => a - b),
    );
    assert.ok(jobs.every(({ status }) => status.state === "succeeded"));
    const [bucket] = await api.usage(0);
    assert.equal(
      bucket?.cpuMilliMs,
      jobs.reduce((sum, { used }) => sum + used.cpuMilliMs, 0),
    );
    assert.equal(bucket?.cpuMilliMs, accepted.length * 1_000_000);
  });

  it("says so in time, and goes on when the server is back", async () => {
    const database = aDatabase();
    await using store = await database.disturbed();
    await store.submit([aDocument(1)]);
    proxy.disturb();
    proxy.down();
    const startedMs = performance.now();
    for (const act of [
      () => store.submit([aDocument(2)]),
      () => store.append(anEntry(1)),
      () => store.job(1),
      () => store.takeIds(1),
    ])
      await assert.rejects(act(), (error) => {
        assert.ok(error instanceof StoreUnavailableError);
        assert.match(error.message, /mongodb:\/\/127.* is unavailable: The database does not answer/);
        return true;
      });
    assert.ok(performance.now() - startedMs < 8 * TIMEOUT_MS);
    proxy.up();
    await store.append(anEntry(1, filed(1)));
    assert.equal((await store.job(1))?.version, 1);
  });

  it("is slow with everything, and still right", async () => {
    const database = aDatabase();
    const expected = await dayOfMemory();
    await using store = await database.disturbed();
    proxy.disturb({ fault: "slow", ms: 100, times: Infinity });
    assert.deepEqual(await day(store), expected.outcomes);
    proxy.disturb();
    assert.deepEqual(await seenOf(store), expected.seen);
  });
});

describe("a store on MongoDB and one in memory", { timeout: 900_000 * DEPTH }, () => {
  it("cannot be told apart after any history", async () => {
    await fc.assert(
      fc.asyncProperty(aHistory, fc.array(aQuery, { maxLength: 12 }), async (history, queries) => {
        await using memory = openMemoryStore();
        await using mongo = await aDatabase().straight();
        assert.deepEqual(await live(mongo, history), await live(memory, history));
        const nowMs = history.length;
        assert.deepEqual(await everything(mongo, queries, nowMs), await everything(memory, queries, nowMs));
      }),
      { numRuns: 25 },
    );
  });
});

describe("FerretDB without the proxy that orders its writes", { timeout: 900_000 }, () => {
  it("is refused, with the reason", async () => {
    await using bare = await startFerretDb({ directory: join(home, "bare"), bare: true });
    await assert.rejects(openMongoStore({ url: `${bare.url}/godocker` }), (error) => {
      assert.ok(error instanceof StoreUnavailableError);
      assert.match(error.message, /loses updates that meet: of 24 .* won. It is FerretDB without a proxy/);
      return true;
    });
  });
});
