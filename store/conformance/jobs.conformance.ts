import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { aSpec, someResources } from "../../jobs/life/job.builders.ts";
import type { JobFilter, NumberField, NumberOp, SortField, WordField } from "../../jobs/query/job-filter.ts";
import type { NewJob } from "../../jobs/life/job.ts";
import type { JobSpec } from "../../jobs/spec/spec.ts";
import { newStatus } from "../../jobs/life/transition.ts";
import { NOTHING_USED } from "../projection.ts";
import {
  aDocument,
  allLive,
  anArray,
  anEntry,
  ended,
  event,
  file,
  filed,
  launched,
  running,
} from "../store.builders.ts";
import type { Open } from "../store.conformance.ts";
import type { JobPlace, JobQuery, Store, StoredJob } from "../store.ts";

const idsOf = (jobs: readonly { readonly id: number }[]) => jobs.map(({ id }) => id);

const word = (field: WordField, ...values: readonly string[]): JobFilter => ({ kind: "word", field, values });
const all = (...of: readonly JobFilter[]): JobFilter => ({ kind: "all", of });

export function describeJobs(open: Open): void {
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
      assert.deepEqual(before.one, {
        ...aDocument(1).job,
        status: newStatus(aDocument(1).job),
        version: 0,
        updatedAtMs: 1000,
        used: NOTHING_USED,
      });
      assert.equal(before.two?.status.state, "held");
      assert.deepEqual(before.all, [before.two, before.one]);
      await a.append(anEntry(1, [...filed(1), ...filed(2)], { atMs: 1000 }));
      const versionOf = (job: StoredJob | undefined) =>
        job === undefined ? undefined : { ...job, version: 1 };
      const { one, two, all: both } = before;
      assert.deepEqual(await look(), { one: versionOf(one), two: versionOf(two), all: both.map(versionOf) });
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

    it("stand somewhere by their ids: those that are there, waiting, filed, hidden or archived", async () => {
      await using store = (await open()).store;
      const held = aDocument(2, { user: "bob", spec: aSpec({ hold: true, project: "p" }) });
      await store.submit([aDocument(1), held, aDocument(3), aDocument(4)]);
      const look = async () => [...(await store.standings([4, 3, 2, 1, 7, 1]))].sort((a, b) => a.id - b.id);
      const [one, two, three, four] = [aDocument(1), held, aDocument(3), aDocument(4)].map(({ job }) => ({
        id: job.id,
        user: job.user,
        project: job.spec.project,
        state: newStatus(job).state,
        ...(job === held.job ? { reason: "HeldByUser" } : {}),
      }));
      assert.deepEqual(await look(), [one, two, three, four]);
      await store.append(
        anEntry(
          1,
          [1, 2, 3, 4].flatMap((id) => filed(id)),
        ),
      );
      assert.deepEqual(await look(), [one, two, three, four]);
      const end = { state: "failed", reason: "ExitCode", exitCode: 3 } as const;
      await store.append(
        anEntry(2, [launched(1), running(1), ended(1, {}, end), launched(3), ended(3, {}, end)]),
      );
      const over = [{ ...one, ...end }, two, { ...three, ...end }, four];
      assert.deepEqual(await look(), over);
      await store.hide([1]);
      await store.archive(Number.MAX_SAFE_INTEGER, 100);
      assert.deepEqual(await look(), over);
      assert.deepEqual(await store.standings([]), []);
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
        resources: someResources({ cpus: 0.001, memoryBytes: 2 ** 40, portNames: ["a b"] }),
        constraints: [{ attribute: "$where.x", op: "match", values: ["(\\d+|'\"\u0000)"] }],
      });
      const document = aDocument(1, { spec, user: "O'Brien" });
      await store.submit([document]);
      assert.deepEqual((await store.newJobs([1]))[0], document.job);
      await store.append(anEntry(1, filed(1)));
      assert.deepEqual((await store.newJobs([1]))[0], document.job);
      assert.deepEqual(
        idsOf(
          await store.jobs({
            filter: all(word("user", "O'Brien"), { kind: "name", glob: spec.name }),
            limit: 1,
          }),
        ),
        [1],
      );
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
        const two = someResources({ cpus: 2 });
        const document = (id: number, user: string, spec: Partial<JobSpec>, more: Partial<NewJob> = {}) =>
          aDocument(id, {
            user,
            submittedAtMs: 1000 + id * 100,
            spec: aSpec({ project: "p", ...spec }),
            ...more,
          });
        const documents = [
          document(1, "ada", { name: "a", resources: two }),
          document(2, "ada", { name: "b", project: "q", labels: { run: "1" }, priority: 90 }),
          document(3, "bob", { name: "a", labels: { run: "1" } }),
          document(
            4,
            "bob",
            { name: "a", labels: { run: "2" }, resources: { ...two, cpus: 3 } },
            { retryOf: 3 },
          ),
          document(5, "ada", { name: "b", labels: { sun: "1" } }),
          document(6, "ada", { name: "a", hold: true }),
          document(7, "eve", { name: "long-7", project: "r", array: { from: 1, to: 2, step: 1 } }),
        ];
        await store.submit(documents);
        await store.append(anEntry(1, [1, 3, 5, 7].flatMap(filed)));
        await store.append(anEntry(2, [launched(3), running(3), ended(3), launched(5), running(5)]));
      };

      const label = (key: string, value?: string): JobFilter => ({
        kind: "label",
        key,
        ...(value === undefined ? {} : { value }),
      });
      const number = (field: NumberField, op: NumberOp, value: number): JobFilter => ({
        kind: "number",
        field,
        op,
        value,
      });
      const name = (glob: string): JobFilter => ({ kind: "name", glob });
      const by = (...fields: readonly SortField[]) => fields.map((field) => ({ field, descending: false }));
      const cases: readonly [string, Omit<JobQuery, "limit">, readonly number[]][] = [
        ["come newest first", {}, [7, 6, 5, 4, 3, 2, 1]],
        ["are found by user", { filter: word("user", "ada") }, [6, 5, 2, 1]],
        ["are found by one of several users", { filter: word("user", "bob", "eve") }, [7, 4, 3]],
        ["are found by project", { filter: word("project", "p") }, [6, 5, 4, 3, 1]],
        ["are found by name", { filter: name("a") }, [6, 4, 3, 1]],
        ["are found by a part of the name", { filter: name("lo*g-?") }, [7]],
        ["are not found by a part where a star is missing", { filter: name("long") }, []],
        ["have brackets in names as text", { filter: name("[a]*") }, []],
        ["are found by label", { filter: label("run", "1") }, [3, 2]],
        ["are found by the key of a label", { filter: label("run") }, [4, 3, 2]],
        ["are found by one state", { filter: word("state", "pending") }, [7, 4, 2, 1]],
        ["are found by several states", { filter: word("state", "running", "succeeded", "held") }, [6, 5, 3]],
        ["are found by final states", { filter: word("state", "succeeded", "failed", "cancelled") }, [3]],
        ["are none of no states", { filter: word("state") }, []],
        ["are found by reason", { filter: word("reason", "HeldByUser") }, [6]],
        [
          "are found by the machine that they ran on",
          { filter: { kind: "node", hostname: "node1" } },
          [5, 3],
        ],
        ["are found by being an array", { filter: { kind: "array", isArray: true } }, [7]],
        ["are found by exit code", { filter: number("exitCode", "=", 0) }, [3]],
        ["are found by cpus", { filter: number("cpus", ">", 1) }, [4, 1]],
        ["are found by when they came", { filter: number("createdAt", ">=", 1400) }, [7, 6, 5, 4]],
        ["are found by their start", { filter: number("startedAt", ">", 0) }, [5, 3]],
        ["are found by their end", { filter: number("endedAt", "<=", 10_002) }, [3]],
        ["are found by what happened to them last", { filter: number("updatedAt", ">", 10_001) }, [5, 3]],
        ["are found by what they repeat", { filter: number("retryOf", "=", 3) }, [4]],
        [
          "are found by what they are not",
          { filter: { kind: "not", of: number("exitCode", "=", 0) } },
          [7, 6, 5, 4, 2, 1],
        ],
        ["are found by either", { filter: { kind: "any", of: [label("sun"), word("user", "eve")] } }, [7, 5]],
        [
          "are found by all filters together",
          { filter: all(word("user", "ada"), word("project", "p"), name("a"), word("state", "pending")) },
          [1],
        ],
        ["are found by label and user", { filter: all(word("user", "ada"), label("run", "1")) }, [2]],
        ["are none when the label's key is another one", { filter: label("sun", "2") }, []],
        ["are none of an inherited label", { filter: label("constructor", "x") }, []],
        ["are none of somebody unknown", { filter: word("user", "nobody") }, []],
        ["come from a place on", { after: { values: [], id: 4 } }, [3, 2, 1]],
        ["come oldest first", { sort: by("id") }, [1, 2, 3, 4, 5, 6, 7]],
        ["come by priority, then by id", { sort: by("priority") }, [1, 3, 4, 5, 6, 7, 2]],
        ["come by cpus from above", { sort: [{ field: "cpus", descending: true }] }, [4, 1, 7, 6, 5, 3, 2]],
        ["come by state and start", { sort: by("state", "startedAt") }, [6, 1, 2, 4, 7, 5, 3]],
        [
          "come by state, the latest of each first",
          { sort: [...by("state"), { field: "createdAt", descending: true }] },
          [6, 7, 4, 2, 1, 5, 3],
        ],
        [
          "come from a place in that order on",
          {
            sort: [...by("state"), { field: "createdAt", descending: true }],
            after: { values: ["pending", 1400], id: 4 },
          },
          [2, 1, 5, 3],
        ],
        ["come sorted with a label", { filter: label("run"), sort: by("state") }, [2, 4, 3]],
      ];
      describe("by what they are", () => {
        let store: Store;
        before(async () => {
          ({ store } = await open());
          await populate(store);
        });
        after(() => store[Symbol.asyncDispose]());
        for (const [promise, query, ids] of cases) {
          it(promise, async () => {
            assert.deepEqual(idsOf(await store.jobs({ ...query, limit: 10 })), ids);
          });
        }
      });

      it("come in pages that leave nothing out and repeat nothing", async () => {
        await using store = (await open()).store;
        await populate(store);
        const found: number[] = [];
        for (let place: JobPlace | undefined; ;) {
          const page = await store.jobs({ limit: 2, ...(place === undefined ? {} : { after: place }) });
          found.push(...idsOf(page));
          const last = page.at(-1);
          if (last === undefined) break;
          place = { values: [], id: last.id };
        }
        assert.deepEqual(found, [7, 6, 5, 4, 3, 2, 1]);
      });

      it("are counted, up to a limit", async () => {
        await using store = (await open()).store;
        await populate(store);
        assert.equal(await store.countJobs({}, 100), 7);
        assert.equal(await store.countJobs({}, 5), 5);
        assert.equal(await store.countJobs({ filter: word("user", "ada") }, 100), 4);
      });

      it("are left out when they are hidden, which only ended ones can be", async () => {
        await using store = (await open()).store;
        await populate(store);
        await store.hide([3, 5, 2, 99]);
        await store.hide([3]);
        assert.deepEqual(idsOf(await store.jobs({ limit: 10 })), [7, 6, 5, 4, 2, 1]);
        assert.equal(await store.countJobs({}, 100), 6);
        assert.equal((await store.job(3))?.hidden, true);
        assert.equal((await store.job(5))?.hidden, undefined);
      });

      it("are refused for a limit that is none", async () => {
        await using store = (await open()).store;
        for (const limit of [-1, 1.5, NaN, Infinity]) await assert.rejects(store.jobs({ limit }), RangeError);
      });
    });

    it("are seen as they were changed, wherever their submission is read", async () => {
      const { store, again } = await open();
      await using a = store;
      await using b = await again();
      const spec = aSpec({ description: "old", labels: { run: "1" }, array: { from: 1, to: 9, step: 1 } });
      await a.submit([aDocument(1, { spec }), aDocument(2)]);
      const changes = {
        name: "new",
        description: null,
        priority: 99,
        walltimeSeconds: 60,
        labels: { run: "2" },
        maxConcurrent: 3,
      };
      await a.append(anEntry(1, [...filed(1), ...filed(2)]));
      await a.append(anEntry(2, [event(1, { type: "changed", by: "ada", changes })]));
      const { description: _, ...rest } = spec;
      const { description: _d, maxConcurrent: _m, ...replaced } = changes;
      const changed = { ...rest, ...replaced, array: { ...spec.array, maxConcurrent: 3 } };
      const live = await allLive(b);
      const [found] = await b.newJobs([1]);
      for (const job of [await b.job(1), (await b.jobs({ limit: 9 }))[1], found, live[0]?.job])
        assert.deepEqual(job?.spec, changed);
      assert.deepEqual(
        idsOf(await b.jobs({ filter: { kind: "label", key: "run", value: "2" }, limit: 9 })),
        [1],
      );
      assert.deepEqual(await b.jobs({ filter: { kind: "label", key: "run", value: "1" }, limit: 9 }), []);
      assert.deepEqual(idsOf(await b.jobs({ filter: { kind: "name", glob: "new" }, limit: 9 })), [1]);
      assert.deepEqual(
        idsOf(await b.jobs({ sort: [{ field: "priority", descending: true }], limit: 9 })),
        [1, 2],
      );
      await a.submit([aDocument(1, { spec })]); // the submission is what it was
    });

    it("have a version that every entry about them changes, and sums of what they used", async () => {
      await using store = (await open()).store;
      await store.submit([aDocument(1), aDocument(2)]);
      const look = async (id: number) => {
        const job = await store.job(id);
        return [job?.version, job?.updatedAtMs, job?.used.wallMs, job?.used.cpuMilliMs];
      };
      assert.deepEqual(await look(1), [0, 1000, 0, 0]);
      await store.append(anEntry(1, [...filed(1), ...filed(2)], { atMs: 5000 }));
      await store.append(anEntry(2, [launched(1), running(1)], { atMs: 6000 }));
      assert.deepEqual(await look(1), [2, 6000, 0, 0]);
      await store.append(anEntry(3, [ended(1)], { atMs: 6500 }));
      assert.deepEqual(await look(1), [3, 6500, 500, 500_000]);
      assert.deepEqual(await look(2), [1, 5000, 0, 0]);
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
        const { version: _v, updatedAtMs: _u, used: _used, ...job } = (await store.job(5)) ?? {};
        assert.deepEqual(live[1]?.job, job);
        assert.deepEqual(live[1]?.live[0]?.state, "running");
        const some = await store.liveJobsOf([9, 5, 4, 77, 2, 5]); // ended, in the inbox, not there, twice
        assert.deepEqual(
          [...some].sort((a, b) => a.job.id - b.job.id),
          live,
        );
        assert.deepEqual(await store.liveJobsOf([]), []);
      });

      it("come all, however many they are", async () => {
        await using store = (await open()).store;
        const ids = Array.from({ length: 1120 }, (_, k) => k + 1);
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
