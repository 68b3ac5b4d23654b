import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { manualClock } from "../../coordination/manual-clock.builders.ts";
import { fairShareOrder } from "../../fair-share/order.ts";
import { aHistory, type Happening } from "../../store/history.builders.ts";
import { openMemoryStore } from "../../store/memory.ts";
import { aDocument, anEntry, ended, event, file, filed, launched } from "../../store/store.builders.ts";
import { StoreUnavailableError, type Store } from "../../store/store.ts";
import { aSpec } from "../../jobs/life/job.builders.ts";
import type { JobSpec } from "../../jobs/spec/spec.ts";
import type { Backend } from "../../offers/backend.ts";
import { after, CAPABLE } from "../core/core.builders.ts";
import type { Core } from "../core/core.ts";
import { takeOver } from "../leader.ts";
import { loadCore } from "./loading.ts";
import { readAhead, type ReadAhead, type ReadJobs } from "./reading-ahead.ts";
import { DEFAULT_TUNING, type Tuning } from "../state/tuning.ts";
import { silentBackend } from "../silent-backend.builders.ts";

const TUNING: Tuning = {
  ...DEFAULT_TUNING,
  policy: fairShareOrder,
  unreachableTimeoutMs: 60_000,
  refuseMs: 60_000,
};
const NOW_MS = 50_000_000;

/**
 * What somebody else does to the store, one thing before each call of the one who reads. The jobs that he sees are those
 * before the last entry now and then: some stores write them after it.
 */
function whileItIsRead(store: Store, history: readonly Happening[]) {
  const rest = [...history];
  const late = openMemoryStore();
  let isLate = false;
  /** What has not reached it. */
  const behind: ((one: Store) => Promise<void>)[] = [];
  let isEnded = false;
  const jobs = (): Store => {
    isLate = !isLate && !isEnded;
    return isLate ? late : store;
  };
  const happen = async (): Promise<void> => {
    const next = rest.shift();
    const last = (await store.lastEntry())?.n ?? 0;
    // What a store refuses has no effect.
    const submit = (one: Store) =>
      next?.type === "submit" ? one.submit(next.documents).catch(() => undefined) : Promise.resolve();
    await submit(store);
    behind.push(submit);
    if (next?.type === "append") {
      for (const act of behind.splice(0)) await act(late);
      const entry = anEntry(last + 1, next.records, { atMs: 1_000_000 + last });
      await store.append(entry);
      behind.push((one) => one.append(entry));
    }
    if (next?.type === "compact") await store.compact(last - next.keep);
  };
  const read: Pick<Store, "entries" | "lastEntry" | "liveJobs" | "liveJobsOf"> = {
    lastEntry: async () => (await happen(), store.lastEntry()),
    entries: async (n, limit) => (await happen(), store.entries(n, limit)),
    liveJobsOf: async (ids) => (await happen(), jobs().liveJobsOf(ids)),
    // Each batch is of a moment of its own.
    async *liveJobs() {
      for (let id = 1; id <= 5; id += 1) {
        await happen();
        yield await jobs().liveJobsOf([id]);
      }
    },
  };
  return {
    read,
    /** @returns the number of the entry with which a new leader begins */
    async end(): Promise<number> {
      while (rest.length > 0) await happen();
      isEnded = true;
      const n = ((await store.lastEntry())?.n ?? 0) + 1;
      await store.append(anEntry(n, [{ type: "led", instance: "l2" }]));
      return n;
    },
  };
}

async function aCore(store: Store, read?: ReadJobs): Promise<Core> {
  const { core } = await loadCore({
    store,
    backends: [{ name: "mesos", capabilities: CAPABLE }],
    options: { epoch: 2, halfLifeMs: 3_600_000, nowMs: NOW_MS, tuning: TUNING },
    leavesOut: () => false,
    onFault: (_, error) => {
      throw error;
    },
    ...(read === undefined ? {} : { read }),
  });
  return core;
}

function known(core: Core) {
  const dump = core.dump();
  return { ...dump, jobs: [...dump.jobs].sort((a, b) => a.id - b.id) };
}

/** Reads `looks` times, and on until it is taken. */
async function reading(
  store: ReturnType<typeof whileItIsRead>["read"],
  looks: number,
  othersMax = 20_000,
): Promise<{ readonly ahead: ReadAhead; readonly troubles: unknown[] }> {
  const clock = manualClock();
  const troubles: unknown[] = [];
  // Pauses do not last with this clock, whatever a look takes.
  const ahead = readAhead({
    store,
    tuning: TUNING,
    clock,
    othersMax,
    trouble: (error) => troubles.push(error),
  });
  void ahead.run(new AbortController().signal);
  await clock.advance(looks * 1000);
  return { ahead, troubles };
}

describe("what a scheduler reads before it leads", { timeout: 600_000 }, () => {
  it("makes the core that the store makes, whatever happens meanwhile", async () => {
    let taken = 0;
    let runs = 0;
    await fc.assert(
      fc.asyncProperty(aHistory, fc.nat(6), fc.constantFrom(0, 1, 20_000), async (history, looks, room) => {
        const store = openMemoryStore();
        const others = whileItIsRead(store, history);
        const { ahead } = await reading(others.read, looks, room);
        const read = await ahead.take(await others.end());
        runs += 1;
        if (read === undefined) return; // compacted under it
        taken += 1;
        const [one, other] = [await aCore(store, read), await aCore(store)];
        assert.deepEqual(known(one), known(other));
        assert.deepEqual(one.step([], NOW_MS), other.step([], NOW_MS));
        assert.deepEqual(known(one), known(other));
      }),
    );
    assert.ok(taken > runs / 2, `${taken} of ${runs} could be taken`);
  });

  it("makes the core that the store makes of jobs that wait for others, for a time, or to be tried again", async () => {
    const store = openMemoryStore();
    const specs: readonly Partial<JobSpec>[] = [
      {},
      { dependencies: [after(1)] },
      { dependencies: [after(3)] },
      { notBefore: new Date(NOW_MS + 5000).toISOString() },
      { notBefore: new Date(NOW_MS - 5000).toISOString() },
      { deadline: new Date(NOW_MS + 9000).toISOString() },
      { deadline: new Date(NOW_MS - 9000).toISOString() },
      { hold: true },
      { array: { from: 0, to: 9, step: 1, maxConcurrent: 2 } },
      { project: "other", priority: 70 },
      {},
    ];
    const jobs = specs.map((fields, at) => aDocument(at + 1, { spec: aSpec(fields) }));
    await file(store, 1, ...jobs.toReversed());
    const again = { state: "failed", reason: "NodeLost", retryAtMs: NOW_MS + 3000 } as const;
    await store.append(
      anEntry(2, [launched(1), launched(11), ended(11, {}, again), launched(9, { index: 4 })]),
    );
    const { ahead } = await reading(store, 2);
    await store.append(anEntry(3, [{ type: "led", instance: "l2" }]));
    const read = await ahead.take(3);
    assert.deepEqual(
      [[...(read?.prepared.jobs.keys() ?? [])].sort((a, b) => a - b), read?.others.map(({ job }) => job.id)],
      [
        [8, 10],
        [1, 2, 3, 4, 5, 6, 7, 9, 11],
      ],
    );
    const [one, other] = [await aCore(store, read), await aCore(store)];
    for (const nowMs of [NOW_MS, NOW_MS + 3000, NOW_MS + 5000, NOW_MS + 9000]) {
      assert.deepEqual(one.step([], nowMs), other.step([], nowMs));
      assert.deepEqual(known(one), known(other));
      assert.equal(one.nextTimerMs(), other.nextTimerMs());
    }
  });

  it("makes the core that the store makes of gangs and others that are changed in its first cycle", async () => {
    const store = openMemoryStore();
    const gang = { from: 0, to: 3, step: 1, gang: {} };
    const apart = [{ attribute: "hostname", op: "apart", job: 3 }] as const;
    const all = [aSpec({ array: gang }), aSpec({ affinity: apart }), aSpec()];
    const documents = all.map((spec, at) => aDocument(at + 1, { spec }));
    await file(store, 1, ...documents);
    const { ahead } = await reading(store, 2);
    await store.append(anEntry(2, [{ type: "led", instance: "l2" }]));
    const read = await ahead.take(2);
    assert.equal(read?.prepared.jobs.size, 3);
    const [one, other] = [await aCore(store, read), await aCore(store)];
    const changes = documents.map(({ job }) => ({
      type: "requested" as const,
      key: `request/${job.id}`,
      request: {
        job: job.id,
        verb: "change" as const,
        by: "ada",
        admin: false,
        atMs: NOW_MS,
        changes: { priority: 90 },
      },
      parents: new Map(),
      job,
    }));
    for (const inputs of [changes, []]) {
      assert.deepEqual(one.step(inputs, NOW_MS), other.step(inputs, NOW_MS));
      assert.deepEqual(known(one), known(other));
      for (const { job } of documents) assert.deepEqual(one.explain(job.id), other.explain(job.id));
    }
  });

  it("is what a leader begins with: it reads no more of the store than what has changed", async () => {
    const store = openMemoryStore();
    await file(store, 1, aDocument(1), aDocument(2));
    await store.append(anEntry(2, [launched(1)]));
    const { ahead } = await reading(store, 1);
    await file(store, 3, aDocument(3));
    let loads = 0;
    const counted: Store = { ...store, liveJobs: (unreadable) => ((loads += 1), store.liveJobs(unreadable)) };
    const idle: Backend = { ...silentBackend(), name: "mesos", capabilities: CAPABLE };
    const leader = await takeOver(
      {
        store: counted,
        backends: [idle],
        nowMs: () => NOW_MS,
        wait: () => new Promise((resolve) => setImmediate(resolve)),
        wake: () => undefined,
        prepare: () => Promise.reject(new Error("nothing is to be launched")),
        observe: () => undefined,
      },
      { instance: "l2", halfLifeMs: 3_600_000, tuning: TUNING, pollMs: 10, journalEntries: 1000 },
      ahead,
    );
    assert.equal(loads, 0);
    assert.deepEqual([...leader.countByState()].sort(), [
      ["pending", 2],
      ["starting", 1],
    ]);
    assert.equal((await store.lastEntry())?.n, 4);
  });

  it("is nothing when entries were compacted that it had not seen: the store is read", async () => {
    const store = openMemoryStore();
    await file(store, 1, aDocument(1));
    const others = whileItIsRead(store, []);
    const { ahead } = await reading(others.read, 0);
    for (let n = 2; n < 9; n += 1) await store.append(anEntry(n, n === 2 ? [launched(1)] : []));
    await store.compact(7);
    assert.equal(await ahead.take(await others.end()), undefined);
  });

  it("is nothing when the store cannot be read", async () => {
    const store = openMemoryStore();
    await file(store, 1, aDocument(1));
    const away = new StoreUnavailableError("away");
    const broken = { ...whileItIsRead(store, []).read, liveJobsOf: () => Promise.reject(away) };
    const { ahead, troubles } = await reading(broken, 2);
    assert.equal(await ahead.take(1), undefined);
    assert.ok(troubles.includes(away));
  });

  it("is nothing when it does not know the entry from which it is to be used", async () => {
    const store = openMemoryStore();
    await file(store, 1, aDocument(1));
    const { ahead } = await reading(store, 1);
    assert.equal(await ahead.take(2), undefined);
  });

  it("can be taken once, for a core makes its jobs its own", async () => {
    const store = openMemoryStore();
    await file(store, 1, aDocument(1));
    const { ahead } = await reading(store, 1);
    assert.equal((await ahead.take(1))?.prepared.jobs.size, 1);
    assert.equal(await ahead.take(1), undefined);
  });

  it("names the jobs that cannot be read, until they can be", async () => {
    const store = openMemoryStore();
    await file(store, 1, aDocument(1), aDocument(2));
    const cause = new Error("torn");
    let isTorn = true;
    const torn: Pick<Store, "entries" | "lastEntry" | "liveJobs" | "liveJobsOf"> = {
      lastEntry: () => store.lastEntry(),
      entries: (n, limit) => store.entries(n, limit),
      async liveJobsOf(ids, unreadable) {
        if (isTorn && ids.includes(2)) unreadable?.(2, cause);
        return (await store.liveJobsOf(ids)).filter(({ job }) => !isTorn || job.id !== 2);
      },
      async *liveJobs(unreadable) {
        yield await torn.liveJobsOf([1, 2], unreadable);
      },
    };
    const first = await (await reading(torn, 1)).ahead.take(1);
    assert.deepEqual([[...(first?.unreadable ?? [])], first?.prepared.jobs.size], [[[2, cause]], 1]);
    const { ahead } = await reading(torn, 1);
    isTorn = false;
    await store.append(anEntry(2, [event(2, { type: "held", by: "user" })]));
    const second = await ahead.take(2);
    assert.deepEqual([second?.unreadable.size, second?.prepared.jobs.size], [0, 2]);
  });

  it("follows the journal while nobody takes it: little is left to read then", async () => {
    const store = openMemoryStore();
    const ids = Array.from({ length: 50 }, (_, k) => k + 1);
    await store.submit(ids.map((id) => aDocument(id)));
    await store.append(anEntry(1, ids.flatMap(filed)));
    const asked: (readonly number[])[] = [];
    const counted: Pick<Store, "entries" | "lastEntry" | "liveJobs" | "liveJobsOf"> = {
      lastEntry: () => store.lastEntry(),
      entries: (n, limit) => store.entries(n, limit),
      liveJobs: () => store.liveJobs(),
      liveJobsOf: (wanted) => (asked.push(wanted), store.liveJobsOf(wanted)),
    };
    const clock = manualClock();
    const ahead = readAhead({
      store: counted,
      tuning: TUNING,
      clock,
      trouble: (error) => assert.fail(String(error)),
    });
    void ahead.run(new AbortController().signal);
    await clock.advance(0);
    await store.append(
      anEntry(
        2,
        ids.map((id) => launched(id)),
      ),
    );
    await store.append(
      anEntry(
        3,
        ids.slice(1).map((id) => ended(id)),
      ),
    );
    await clock.advance(3000);
    await store.append(anEntry(4));
    await clock.advance(3000);
    asked.length = 0;
    await store.append(anEntry(5, [{ type: "led", instance: "l2" }]));
    const read = await ahead.take(5);
    assert.deepEqual(asked, []);
    assert.deepEqual(
      [read?.prepared.jobs.size, read?.others.map(({ job, live }) => [job.id, live.length])],
      [0, [[1, 1]]],
    );
  });
});
