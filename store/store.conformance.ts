import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { aJob, aSpec } from "../jobs/job.builders.ts";
import { newStatus } from "../jobs/transition.ts";
import {
  aDocument,
  aLease,
  allLive,
  anArray,
  anEntry,
  aRequest,
  ended,
  event,
  file,
  filed,
  launched,
  running,
} from "./store.builders.ts";
import { HOUR_MS } from "./projection.ts";
import type { JobQuery, Store } from "./store.ts";
import { CompactedError, FencedError, KeyInUseError, StoreUnavailableError } from "./store.ts";

/** An empty store. `again` opens another handle on it, as another process does. */
export type Open = () => Promise<{ readonly store: Store; again(): Promise<Store> }>;

/** What every store promises. A new one is done when this passes against the real thing. */
export function describeStore(name: string, open: Open): void {
  describe(`Store on ${name}`, { timeout: 120_000 }, () => {
    describeIds(open);
    describeInbox(open);
    describeJournal(open);
    describeJobs(open);
    describeAttempts(open);
    describeUsage(open);
    describeSharing(open);
    describeHandles(open);
  });
}

const idsOf = (jobs: readonly { readonly id: number }[]) => jobs.map(({ id }) => id);
const keysOf = (documents: readonly { readonly key: string }[]) => documents.map(({ key }) => key);

function describeIds(open: Open): void {
  describe("ids", () => {
    it("begin with 1 and follow each other", async () => {
      await using store = (await open()).store;
      assert.equal(await store.takeIds(1), 1);
      assert.equal(await store.takeIds(10), 2);
      assert.equal(await store.takeIds(1), 12);
    });

    it("are given to nobody twice, however many ask at once", async () => {
      const { store, again } = await open();
      await using a = store;
      await using b = await again();
      const counts = Array.from({ length: 60 }, (_, k) => 1 + (k % 5));
      const blocks = await Promise.all(
        counts.map(async (count, k) => ({ first: await (k % 2 === 0 ? a : b).takeIds(count), count })),
      );
      blocks.sort((x, y) => x.first - y.first);
      let next = 1;
      for (const { first, count } of blocks) {
        assert.ok(first >= next, `${first} was given twice`);
        next = first + count;
      }
    });

    it("are refused in numbers that are none", async () => {
      await using store = (await open()).store;
      for (const count of [0, -1, 1.5, NaN]) await assert.rejects(store.takeIds(count), RangeError);
    });
  });
}

function describeInbox(open: Open): void {
  describe("the inbox", () => {
    it("gives documents back as they came, oldest first, up to the limit", async () => {
      await using store = (await open()).store;
      const documents = [aDocument(7), aRequest("request/1"), aDocument(3, { user: "bob" }), aDocument(5)];
      await store.submit(documents.slice(0, 2));
      await store.submit(documents.slice(2));
      assert.deepEqual(await store.inbox(10), documents);
      assert.deepEqual(await store.inbox(3), documents.slice(0, 3));
      assert.deepEqual(await store.inbox(0), []);
    });

    it("shows a submission to other handles once it is answered", async () => {
      const { store, again } = await open();
      await using a = store;
      await using b = await again();
      await a.submit([aDocument(1)]);
      assert.deepEqual(await b.inbox(10), [aDocument(1)]);
    });

    it("keeps one of documents that were submitted again", async () => {
      await using store = (await open()).store;
      await store.submit([aDocument(1), aRequest("request/1")]);
      await store.submit([aRequest("request/1"), aDocument(2), aDocument(1)]);
      assert.deepEqual(keysOf(await store.inbox(10)), ["job/1", "request/1", "job/2"]);
    });

    it("refuses another document under a key in use, with all that came with it", async () => {
      await using store = (await open()).store;
      await store.submit([aDocument(1)]);
      await assert.rejects(store.submit([aDocument(2), aDocument(1, { user: "bob" })]), KeyInUseError);
      assert.deepEqual(await store.inbox(10), [aDocument(1)]);
    });

    it("does not let a refused call harm those that came at the same time", async () => {
      await using store = (await open()).store;
      await store.submit([aDocument(1)]);
      const others = Array.from({ length: 20 }, (_, k) => store.submit([aDocument(10 + k)]));
      const refused = store.submit([aDocument(2), aDocument(1, { user: "bob" })]);
      others.push(...Array.from({ length: 20 }, (_, k) => store.submit([aDocument(40 + k)])));
      await assert.rejects(refused, KeyInUseError);
      await Promise.all(others);
      assert.equal((await store.inbox(100)).length, 41);
      assert.equal(await store.job(2), undefined);
    });

    it("loses what an entry files and what it takes", async () => {
      await using store = (await open()).store;
      await store.submit([
        aDocument(1),
        aRequest("request/1"),
        aDocument(2),
        aRequest("request/2"),
        aDocument(3),
      ]);
      await store.append(
        anEntry(1, [
          event(1, { type: "filed" }),
          { type: "taken", key: "request/1" },
          { type: "taken", key: "job/3" },
        ]),
      );
      assert.deepEqual(keysOf(await store.inbox(10)), ["job/2", "request/2"]);
      assert.equal(await store.job(3), undefined, "a job that was taken without being filed is refused");
    });

    it("does not come back to what an entry took when that is submitted again", async () => {
      await using store = (await open()).store;
      const documents = [aDocument(1), aRequest("request/1"), aDocument(2)];
      await store.submit(documents);
      await store.append(
        anEntry(1, [...filed(1), { type: "taken", key: "request/1" }, { type: "taken", key: "job/2" }]),
      );
      await store.submit(documents);
      assert.deepEqual(await store.inbox(10), []);
      await assert.rejects(store.submit([aDocument(1, { user: "bob" })]), KeyInUseError);
    });

    it("takes nothing for nothing", async () => {
      await using store = (await open()).store;
      await store.submit([]);
      assert.deepEqual(await store.inbox(10), []);
    });

    it("refuses keys that do not fit their documents", async () => {
      await using store = (await open()).store;
      await assert.rejects(store.submit([{ ...aDocument(1), key: "job/2" }]), RangeError);
      await assert.rejects(store.submit([aRequest("job/1")]), RangeError);
    });
  });
}

function describeJournal(open: Open): void {
  describe("the journal", () => {
    it("is empty at first", async () => {
      await using store = (await open()).store;
      assert.equal(await store.lastEntry(), undefined);
      assert.deepEqual(await store.entries(0, 10), []);
    });

    it("gives entries back as they were, ascending, after a number, up to the limit", async () => {
      await using store = (await open()).store;
      const entries = [
        anEntry(1, [{ type: "led", instance: "leader-1" }]),
        anEntry(2),
        anEntry(3, [{ type: "registered", backend: "mesos", registrationId: "f1" }], {
          epoch: 2,
          writer: "leader-2",
        }),
      ];
      for (const entry of entries) await store.append(entry);
      assert.deepEqual(await store.entries(0, 10), entries);
      assert.deepEqual(await store.entries(1, 1), [entries[1]]);
      assert.deepEqual(await store.entries(3, 10), []);
      assert.deepEqual(await store.lastEntry(), entries[2]);
    });

    it("leaves no number out", async () => {
      await using store = (await open()).store;
      await assert.rejects(store.append(anEntry(2)), RangeError);
      await store.append(anEntry(1));
      await assert.rejects(store.append(anEntry(3)), RangeError);
      assert.deepEqual(await store.entries(0, 10), [anEntry(1)]);
    });

    it("lets one of two leaders have a number, and nothing of the other's entry takes effect", async () => {
      const { store, again } = await open();
      await using a = store;
      await using b = await again();
      await file(a, 1, aDocument(1), aDocument(2));
      await a.submit([aRequest("request/1")]);
      await a.append(anEntry(2, [launched(1)], { writer: "a" }));
      const lost = b.append(
        anEntry(
          2,
          [
            event(1, { type: "cancel_requested", by: "ada" }),
            launched(2),
            { type: "taken", key: "request/1" },
            { type: "registered", backend: "mesos", registrationId: "f1" },
          ],
          { writer: "b" },
        ),
      );
      await assert.rejects(lost, FencedError);
      for (const reader of [a, b]) {
        assert.equal((await reader.lastEntry())?.writer, "a");
        assert.equal((await reader.job(1))?.status.state, "starting");
        assert.equal((await reader.job(2))?.status.state, "pending");
        assert.deepEqual(await reader.attempts(2, { limit: 10 }), []);
        assert.deepEqual(keysOf(await reader.inbox(10)), ["request/1"]);
        assert.equal(await reader.registration("mesos"), undefined);
      }
    });

    it("has one winner of many that append at once, and tells which", async () => {
      const { store, again } = await open();
      await using a = store;
      await using b = await again();
      const writers = Array.from({ length: 10 }, (_, k) => `w${k}`);
      const results = await Promise.allSettled(
        writers.map((writer, k) => (k % 2 === 0 ? a : b).append(anEntry(1, [], { writer }))),
      );
      const winners = writers.filter((_, k) => results[k]?.status === "fulfilled");
      assert.equal(winners.length, 1);
      for (const result of results)
        if (result.status === "rejected") assert.ok(result.reason instanceof FencedError);
      assert.deepEqual(
        (await b.entries(0, 10)).map(({ writer }) => writer),
        winners,
      );
    });

    it("does not let an old number be taken again, not even a compacted one", async () => {
      await using store = (await open()).store;
      for (const n of [1, 2, 3]) await store.append(anEntry(n));
      await store.compact(2);
      for (const n of [0, 1, 2, 3]) await assert.rejects(store.append(anEntry(n)), FencedError);
    });

    it("loses what is compacted, and tells readers of it that it is gone", async () => {
      await using store = (await open()).store;
      for (const n of [1, 2, 3, 4]) await store.append(anEntry(n));
      await store.compact(2);
      await assert.rejects(
        store.entries(1, 10),
        (error) => error instanceof CompactedError && error.oldest === 3,
      );
      assert.deepEqual(await store.entries(2, 10), [anEntry(3), anEntry(4)]);
    });

    it("keeps its last entry whatever is compacted, and goes on after it", async () => {
      await using store = (await open()).store;
      for (const n of [1, 2]) await store.append(anEntry(n));
      await store.compact(2);
      await store.compact(50);
      assert.deepEqual(await store.lastEntry(), anEntry(2));
      await store.append(anEntry(3));
      assert.deepEqual(await store.entries(1, 10), [anEntry(2), anEntry(3)]);
    });

    it("keeps all views when it is compacted", async () => {
      await using store = (await open()).store;
      await file(store, 1, aDocument(1), aDocument(2));
      await store.append(anEntry(2, [launched(1), launched(2), running(1)]));
      await store.append(
        anEntry(3, [ended(1), { type: "registered", backend: "mesos", registrationId: "f1" }]),
      );
      const look = async () => ({
        jobs: await store.jobs({ limit: 10 }),
        attempts: await store.attempts(1, { limit: 10 }),
        live: await allLive(store),
        usage: await store.usage(0),
        registration: await store.registration("mesos"),
      });
      const before = await look();
      await store.compact(3);
      assert.deepEqual(await look(), before);
    });

    it("remembers what a backend called us last", async () => {
      await using store = (await open()).store;
      assert.equal(await store.registration("mesos"), undefined);
      await store.append(anEntry(1, [{ type: "registered", backend: "mesos", registrationId: "f1" }]));
      await store.append(
        anEntry(2, [
          { type: "registered", backend: "docker", registrationId: "d1" },
          { type: "registered", backend: "mesos", registrationId: "f2" },
        ]),
      );
      assert.equal(await store.registration("mesos"), "f2");
      assert.equal(await store.registration("docker"), "d1");
    });
  });
}

function describeJobs(open: Open): void {
  describe("jobs", () => {
    it("are the same before and after they are filed", async () => {
      const { store, again } = await open();
      await using a = store;
      await using b = await again();
      const held = aDocument(2, { spec: aSpec({ hold: true }) });
      await a.submit([aDocument(1), held]);
      const look = async () => ({
        one: await b.job(1),
        two: await b.job(2),
        all: await b.jobs({ limit: 10 }),
      });
      const before = await look();
      assert.deepEqual(before.one, { ...aDocument(1).job, status: newStatus(aDocument(1).job) });
      assert.equal(before.two?.status.state, "held");
      assert.deepEqual(before.all, [before.two, before.one]);
      await a.append(anEntry(1, [...filed(1), ...filed(2)]));
      assert.deepEqual(await look(), before);
    });

    it("are not there when nobody submitted them", async () => {
      await using store = (await open()).store;
      assert.equal(await store.job(1), undefined);
      assert.deepEqual(await store.jobs({ limit: 10 }), []);
    });

    it("stand where the last entry left them", async () => {
      await using store = (await open()).store;
      await file(store, 1, aDocument(1));
      await store.append(anEntry(2, [launched(1), running(1)], { atMs: 20_000 }));
      const one = await store.job(1);
      assert.deepEqual(
        { state: one?.status.state, started: one?.status.startedAtMs, running: one?.status.running },
        { state: "running", started: 20_000, running: 1 },
      );
      await store.append(anEntry(3, [ended(1)], { atMs: 30_000 }));
      assert.deepEqual((await store.job(1))?.status.endedAtMs, 30_000);
    });

    it("are filed and moved on by one entry", async () => {
      await using store = (await open()).store;
      await store.submit([aDocument(1)]);
      await store.append(anEntry(1, [...filed(1), event(1, { type: "cancel_requested", by: "ada" })]));
      assert.equal((await store.job(1))?.status.state, "cancelled");
      assert.deepEqual(await allLive(store), []);
    });

    it("are not filed twice", async () => {
      await using store = (await open()).store;
      await file(store, 1, aDocument(1));
      await store.append(anEntry(2, [launched(1)]));
      await store.append(anEntry(3, filed(1)));
      assert.equal((await store.job(1))?.status.state, "starting");
    });

    it("that do not exist are not moved by an entry", async () => {
      await using store = (await open()).store;
      await store.append(anEntry(1, [...filed(1), launched(1), running(2)]));
      assert.equal(await store.job(1), undefined);
      assert.deepEqual(await store.attempts(1, { limit: 10 }), []);
    });

    it("keep every byte of what was asked", async () => {
      await using store = (await open()).store;
      const spec = aSpec({
        name: "naïve 🧬 'quotes' \"and\" \\",
        script: "#!/bin/sh\n\tprintf '%s\\0' \"$1\" # \u0000\u001f\u2028\r\n",
        env: { A: "", __proto__x: "y", "b.c": "$d" },
        labels: { 'a."b"': "c%_", "$.x": "'" },
        resources: { cpus: 0.001, memoryBytes: 2 ** 40, diskBytes: 0 },
      });
      const document = aDocument(1, { spec, user: "O'Brien" });
      await store.submit([document]);
      assert.deepEqual((await store.newJobs([1]))[0], document.job);
      await store.append(anEntry(1, filed(1)));
      assert.deepEqual((await store.newJobs([1]))[0], document.job);
      assert.deepEqual(idsOf(await store.jobs({ user: "O'Brien", name: spec.name, limit: 1 })), [1]);
    });

    it("give the bodies of a batch in the order of its ids, without unknown ones", async () => {
      await using store = (await open()).store;
      await file(store, 1, aDocument(1), aDocument(2), aDocument(3));
      await store.submit([aDocument(9)]);
      assert.deepEqual(idsOf(await store.newJobs([9, 3, 77, 1])), [9, 3, 1]);
      assert.deepEqual(await store.newJobs([]), []);
    });

    describe("that are looked for", () => {
      /** Odd ids are filed, even ones are in the inbox. */
      const populate = async (store: Store) => {
        const documents = [
          aDocument(1, { user: "ada", spec: aSpec({ name: "a", project: "p" }) }),
          aDocument(2, { user: "ada", spec: aSpec({ name: "b", project: "q", labels: { run: "1" } }) }),
          aDocument(3, { user: "bob", spec: aSpec({ name: "a", project: "p", labels: { run: "1" } }) }),
          aDocument(4, { user: "bob", spec: aSpec({ name: "a", project: "p", labels: { run: "2" } }) }),
          aDocument(5, { user: "ada", spec: aSpec({ name: "b", project: "p", labels: { sun: "1" } }) }),
          aDocument(6, { user: "ada", spec: aSpec({ name: "a", project: "p", hold: true }) }),
          aDocument(7, { user: "eve", spec: aSpec({ name: "c", project: "r" }) }),
        ];
        await store.submit(documents);
        await store.append(anEntry(1, [1, 3, 5, 7].flatMap(filed)));
        await store.append(anEntry(2, [launched(3), running(3), ended(3), launched(5), running(5)]));
      };

      const cases: readonly [string, Omit<JobQuery, "limit">, readonly number[]][] = [
        ["come newest first", {}, [7, 6, 5, 4, 3, 2, 1]],
        ["are found by user", { user: "ada" }, [6, 5, 2, 1]],
        ["are found by project", { project: "p" }, [6, 5, 4, 3, 1]],
        ["are found by name", { name: "a" }, [6, 4, 3, 1]],
        ["are found by label", { label: { key: "run", value: "1" } }, [3, 2]],
        ["are found by one state", { states: ["pending"] }, [7, 4, 2, 1]],
        ["are found by several states", { states: ["running", "succeeded", "held"] }, [6, 5, 3]],
        ["are found by final states", { states: ["succeeded", "failed", "cancelled"] }, [3]],
        ["are none of no states", { states: [] }, []],
        ["are found from an id downwards", { beforeId: 4 }, [3, 2, 1]],
        [
          "are found by all filters together",
          { user: "ada", project: "p", name: "a", states: ["pending"] },
          [1],
        ],
        ["are found by label and user", { user: "ada", label: { key: "run", value: "1" } }, [2]],
        ["are none when the label's key is another one", { label: { key: "sun", value: "2" } }, []],
        ["are none of an inherited label", { label: { key: "constructor", value: "x" } }, []],
        ["are none of somebody unknown", { user: "nobody" }, []],
      ];
      for (const [promise, query, ids] of cases) {
        it(promise, async () => {
          await using store = (await open()).store;
          await populate(store);
          assert.deepEqual(idsOf(await store.jobs({ ...query, limit: 10 })), ids);
        });
      }

      it("come in pages that leave nothing out and repeat nothing", async () => {
        await using store = (await open()).store;
        await populate(store);
        const found: number[] = [];
        for (let beforeId: number | undefined; ;) {
          const page = await store.jobs({ limit: 2, ...(beforeId === undefined ? {} : { beforeId }) });
          found.push(...idsOf(page));
          beforeId = page.at(-1)?.id;
          if (page.length < 2) break;
        }
        assert.deepEqual(found, [7, 6, 5, 4, 3, 2, 1]);
      });

      it("are refused for a limit that is none", async () => {
        await using store = (await open()).store;
        for (const limit of [-1, 1.5, NaN, Infinity]) await assert.rejects(store.jobs({ limit }), RangeError);
      });
    });

    describe("that have not ended", () => {
      it("come ascending with their live attempts only", async () => {
        await using store = (await open()).store;
        await store.submit([anArray(5, 3), aDocument(2), aDocument(9), aDocument(4)]);
        await store.append(anEntry(1, [5, 2, 9].flatMap(filed)));
        await store.append(
          anEntry(2, [
            launched(9),
            launched(5, { index: 0 }),
            launched(5, { index: 1 }),
            launched(2),
            running(5, { index: 1 }),
            running(5, { index: 0 }),
          ]),
        );
        await store.append(anEntry(3, [ended(5, { index: 0 }), ended(9)]));
        const live = await allLive(store);
        assert.deepEqual(
          live.map(({ job, live: attempts }) => [job.id, attempts.map(({ taskId }) => taskId)]),
          [
            [2, ["2.1.1"]],
            [5, ["5-1.1.1"]],
          ],
        );
        assert.deepEqual(live[1]?.job, await store.job(5));
        assert.deepEqual(live[1]?.live[0]?.state, "running");
      });

      it("come all, however many they are", async () => {
        await using store = (await open()).store;
        const ids = Array.from({ length: 1234 }, (_, k) => k + 1);
        await file(store, 1, ...ids.map((id) => aDocument(id)));
        await store.append(
          anEntry(
            2,
            ids.map((id) => launched(id)),
          ),
        );
        await store.append(
          anEntry(
            3,
            ids.filter((id) => id % 10 === 0).map((id) => ended(id)),
          ),
        );
        const live = await allLive(store);
        assert.deepEqual(
          live.map(({ job }) => job.id),
          ids.filter((id) => id % 10 !== 0),
        );
        assert.ok(live.every(({ live: attempts }) => attempts.length === 1));
      });
    });
  });
}

function describeAttempts(open: Open): void {
  describe("attempts", () => {
    it("come in the order of their launches, up to the limit, of one element when asked", async () => {
      await using store = (await open()).store;
      await file(store, 1, anArray(1, 3), aDocument(2));
      const again = { state: "failed", reason: "NodeLost", retryAtMs: 0 } as const;
      await store.append(anEntry(2, [launched(1, { index: 2 }), launched(2), launched(1, { index: 0 })]));
      await store.append(anEntry(3, [ended(1, { index: 2 }, again), launched(1, { index: 1 })]));
      await store.append(anEntry(4, [launched(1, { index: 2, attempt: 2 })]));
      const taskIds = async (query: { readonly element?: number; readonly limit: number }) =>
        (await store.attempts(1, query)).map(({ taskId }) => taskId);
      assert.deepEqual(await taskIds({ limit: 10 }), ["1-2.1.1", "1-0.1.1", "1-1.1.1", "1-2.2.1"]);
      assert.deepEqual(await taskIds({ limit: 2 }), ["1-2.1.1", "1-0.1.1"]);
      assert.deepEqual(await taskIds({ element: 2, limit: 10 }), ["1-2.1.1", "1-2.2.1"]);
      assert.deepEqual(await taskIds({ element: 2, limit: 1 }), ["1-2.1.1"]);
      assert.deepEqual(await store.attempts(3, { limit: 10 }), []);
    });

    it("tell what happened to them", async () => {
      await using store = (await open()).store;
      await file(store, 1, aDocument(1));
      await store.append(anEntry(2, [launched(1)], { atMs: 20_000 }));
      await store.append(anEntry(3, [running(1)], { atMs: 21_000 }));
      await store.append(anEntry(4, [ended(1, {}, { state: "failed", reason: "ExitCode", exitCode: 3 })]));
      const [attempt] = await store.attempts(1, { limit: 10 });
      assert.deepEqual(attempt, {
        job: 1,
        element: 0,
        attempt: 1,
        charged: 1,
        epoch: 1,
        taskId: "1.1.1",
        placement: { backend: "mesos", agentId: "a1", hostname: "node1", access: "" },
        resources: { cpusMilli: 1000, memMib: 1024, diskMib: 0, gpus: 0 },
        state: "failed",
        reason: "ExitCode",
        exitCode: 3,
        launchedAtMs: 20_000,
        runningAtMs: 21_000,
        endedAtMs: 10_004,
      });
    });

    it("are launched, run and ended by one entry", async () => {
      await using store = (await open()).store;
      await file(store, 1, aDocument(1));
      await store.append(anEntry(2, [launched(1), running(1), ended(1)]));
      assert.equal((await store.attempts(1, { limit: 1 }))[0]?.state, "succeeded");
      assert.equal((await store.job(1))?.status.state, "succeeded");
    });

    it("are not moved by what is said of them under another job", async () => {
      await using store = (await open()).store;
      await file(store, 1, aDocument(1), aDocument(2));
      await store.append(anEntry(2, [launched(1), launched(2)]));
      await store.append(anEntry(3, [event(2, { type: "running", taskId: launchedTask(1) })]));
      assert.equal((await store.job(1))?.status.state, "starting");
      assert.equal((await store.job(2))?.status.state, "starting");
    });
  });
}

function launchedTask(job: number) {
  const record = launched(job);
  if (record.type !== "job" || record.event.type !== "launched") throw new Error("not a launch");
  return record.event.start.taskId;
}

function describeUsage(open: Open): void {
  describe("usage", () => {
    const at = HOUR_MS * 1000;

    it("is booked by the end of an attempt, into the hour of the entry and the job's account", async () => {
      await using store = (await open()).store;
      await file(store, 1, aDocument(1, { user: "ada", spec: aSpec({ project: "p" }) }));
      await store.append(anEntry(2, [launched(1)], { atMs: at - 5000 }));
      await store.append(anEntry(3, [running(1)], { atMs: at - 1000 }));
      assert.deepEqual(await store.usage(0), []);
      await store.append(anEntry(4, [ended(1)], { atMs: at + 1000 }));
      assert.deepEqual(await store.usage(0), [
        { user: "ada", project: "p", hourMs: at, cpuMilliMs: 2_000_000, memMibMs: 2_048_000, gpuMs: 0 },
      ]);
    });

    it("is booked once, however often the end is told", async () => {
      await using store = (await open()).store;
      await file(store, 1, aDocument(1), aDocument(2));
      await store.append(anEntry(2, [launched(1), launched(2), running(1)], { atMs: at }));
      await store.append(anEntry(3, [ended(1), ended(1)], { atMs: at + 1000 }));
      const booked = await store.usage(0);
      assert.equal(booked[0]?.cpuMilliMs, 1_000_000);
      await store.append(anEntry(4, [ended(1)], { atMs: at + 2000 }));
      await assert.rejects(store.append(anEntry(4, [ended(1)], { atMs: at + 2000 })), FencedError);
      assert.deepEqual(await store.usage(0), booked);
    });

    it("adds up within a bucket and keeps accounts and hours apart", async () => {
      await using store = (await open()).store;
      const spec = aSpec({ project: "q" });
      await file(
        store,
        1,
        aDocument(1),
        aDocument(2),
        aDocument(3, { user: "bob" }),
        aDocument(4, { spec }),
        aDocument(5),
      );
      const all = [1, 2, 3, 4, 5];
      await store.append(
        anEntry(
          2,
          all.flatMap((id) => [launched(id), running(id)]),
          { atMs: at },
        ),
      );
      await store.append(anEntry(3, [ended(1), ended(3)], { atMs: at + 1000 }));
      await store.append(anEntry(4, [ended(2), ended(4)], { atMs: at + 2000 }));
      await store.append(anEntry(5, [ended(5)], { atMs: at + HOUR_MS }));
      const sums = new Map(
        (await store.usage(0)).map(({ user, project, hourMs, cpuMilliMs }) => [
          `${user} ${project} ${hourMs - at}`,
          cpuMilliMs,
        ]),
      );
      assert.deepEqual(
        sums,
        new Map([
          ["ada default 0", 3_000_000],
          ["bob default 0", 1_000_000],
          ["ada q 0", 2_000_000],
          [`ada default ${HOUR_MS}`, HOUR_MS * 1000],
        ]),
      );
    });

    it("is nothing for an attempt that never ran", async () => {
      await using store = (await open()).store;
      await file(store, 1, aDocument(1));
      await store.append(anEntry(2, [launched(1), ended(1, {}, { state: "failed", reason: "Launch" })]));
      assert.deepEqual(await store.usage(0), []);
    });

    it("is told from the hour on that holds the moment asked for", async () => {
      await using store = (await open()).store;
      await file(store, 1, aDocument(1), aDocument(2));
      await store.append(anEntry(2, [launched(1), launched(2), running(1), running(2)], { atMs: at }));
      await store.append(anEntry(3, [ended(1)], { atMs: at + 1000 }));
      await store.append(anEntry(4, [ended(2)], { atMs: at + HOUR_MS }));
      const hours = async (sinceMs: number) =>
        (await store.usage(sinceMs)).map(({ hourMs }) => hourMs - at).sort();
      assert.deepEqual(await hours(at), [0, HOUR_MS]);
      assert.deepEqual(await hours(at + HOUR_MS - 1), [0, HOUR_MS]);
      assert.deepEqual(await hours(at + HOUR_MS), [HOUR_MS]);
      assert.deepEqual(await hours(at + 2 * HOUR_MS), []);
    });

    it("is told also where sums grow beyond exact integers", async () => {
      await using store = (await open()).store;
      const year = 365 * 24 * HOUR_MS;
      await file(store, 1, anArray(1, 300));
      const indices = Array.from({ length: 300 }, (_, index) => ({ index }));
      await store.append(
        anEntry(
          2,
          indices.flatMap((which) => [launched(1, which), running(1, which)]),
          { atMs: at },
        ),
      );
      await store.append(
        anEntry(
          3,
          indices.map((which) => ended(1, which)),
          { atMs: at + year },
        ),
      );
      const [bucket] = await store.usage(0);
      assert.ok(bucket !== undefined && bucket.memMibMs > 2 ** 53);
      assert.ok(Math.abs(bucket.memMibMs / (300 * 1024 * year) - 1) < 1e-12);
    });
  });
}

function describeSharing(open: Open): void {
  describe("the lease", () => {
    it("is not there at first, and then as it was written", async () => {
      const { store, again } = await open();
      await using a = store;
      await using b = await again();
      assert.equal(await a.lease(), undefined);
      assert.equal(await a.replaceLease(undefined, aLease()), true);
      assert.deepEqual(await b.lease(), aLease());
      assert.equal(await b.replaceLease(aLease(), aLease({ holder: "b", renewal: 2, held: false })), true);
      assert.deepEqual(await a.lease(), aLease({ holder: "b", renewal: 2, held: false }));
    });

    it("stays as it is when it is not the expected one", async () => {
      await using store = (await open()).store;
      await store.replaceLease(undefined, aLease());
      for (const expected of [undefined, aLease({ renewal: 2 }), aLease({ holder: "b" })])
        assert.equal(await store.replaceLease(expected, aLease({ holder: "c" })), false);
      assert.deepEqual(await store.lease(), aLease());
    });

    it("goes to one of many who want it at once", async () => {
      const { store, again } = await open();
      await using a = store;
      await using b = await again();
      await a.replaceLease(undefined, aLease());
      const wanted = Array.from({ length: 20 }, (_, k) => aLease({ holder: `h${k}`, renewal: 2 }));
      const got = await Promise.all(
        wanted.map((next, k) => (k % 2 === 0 ? a : b).replaceLease(aLease(), next)),
      );
      const winners = wanted.filter((_, k) => got[k] === true);
      assert.equal(winners.length, 1);
      assert.deepEqual(await a.lease(), winners[0]);
    });
  });

  describe("a shared secret", () => {
    it("is one for all who ask for it, and another one under another name", async () => {
      const { store, again } = await open();
      await using a = store;
      await using b = await again();
      const [first, ...others] = await Promise.all(
        Array.from({ length: 6 }, (_, k) => (k % 2 === 0 ? a : b).sharedSecret("cursor")),
      );
      assert.ok(first !== undefined && first.length >= 32);
      for (const other of others) assert.equal(other, first);
      assert.notEqual(await a.sharedSecret("session"), first);
    });
  });
}

function describeHandles(open: Open): void {
  describe("a handle", () => {
    it("that is closed refuses everything, and the others go on", async () => {
      const { store, again } = await open();
      await using other = await again();
      await store.submit([aDocument(1)]);
      await store[Symbol.asyncDispose]();
      await assert.rejects(store.job(1), StoreUnavailableError);
      await assert.rejects(store.submit([aDocument(2)]), StoreUnavailableError);
      await assert.rejects(store.append(anEntry(1)), StoreUnavailableError);
      await assert.rejects(allLive(store), StoreUnavailableError);
      assert.deepEqual((await other.job(1))?.spec, aJob().spec);
      await store[Symbol.asyncDispose]();
    });

    it("finds what others left when all of them are closed", async () => {
      const { store, again } = await open();
      const firstId = await store.takeIds(5);
      await file(store, 1, aDocument(1), aDocument(2));
      await store.append(anEntry(2, [launched(1), running(1), launched(2)], { atMs: HOUR_MS }));
      await store.append(
        anEntry(3, [ended(1), { type: "registered", backend: "mesos", registrationId: "f" }], {
          atMs: 2 * HOUR_MS,
        }),
      );
      await store.submit([aDocument(3), aRequest("request/1")]);
      await store.replaceLease(undefined, aLease());
      const look = async (handle: Store) => ({
        inbox: await handle.inbox(10),
        entries: await handle.entries(0, 10),
        jobs: await handle.jobs({ limit: 10 }),
        attempts: await handle.attempts(1, { limit: 10 }),
        live: await allLive(handle),
        usage: await handle.usage(0),
        registration: await handle.registration("mesos"),
        lease: await handle.lease(),
        secret: await handle.sharedSecret("s"),
      });
      const before = await look(store);
      await store[Symbol.asyncDispose]();
      await using later = await again();
      assert.deepEqual(await look(later), before);
      assert.equal(await later.takeIds(1), firstId + 5);
    });
  });
}
