import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { aSpec } from "../../jobs/job.builders.ts";
import { newStatus } from "../../jobs/transition.ts";
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
import type { JobQuery, Store } from "../store.ts";

const idsOf = (jobs: readonly { readonly id: number }[]) => jobs.map(({ id }) => id);

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
