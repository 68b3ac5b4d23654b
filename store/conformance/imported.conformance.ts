import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { aJob, aSpec } from "../../jobs/life/job.builders.ts";
import { HOUR_MS } from "../projection.ts";
import { aDocument, allLive, anArray, anEntry, ended, imported } from "../store.builders.ts";
import type { Open } from "../store.conformance.ts";
import { KeyInUseError } from "../store.ts";

const FIRST = 100 * HOUR_MS;
const SECOND = 200 * HOUR_MS + 60_000;

export function describeImported(open: Open): void {
  describe("a job that ended elsewhere", () => {
    const old = () => aDocument(7, { user: "ada", source: "legacy", spec: aSpec({ labels: { run: "a" } }) });

    it("is there with all that became of it, and never waits or lives", async () => {
      await using store = (await open()).store;
      await store.append(anEntry(1, [imported(old(), FIRST), imported(anArray(10, 3), SECOND)]));
      const job = await store.job(7);
      assert.deepEqual(
        { ...job?.status },
        {
          state: "failed",
          reason: "ExitCode",
          stateSinceMs: FIRST,
          waiting: [],
          retrying: {},
          starting: 0,
          running: 0,
          stopping: 0,
          unreachable: 0,
          succeeded: [],
          failed: [[0, 0]],
          cancelled: [],
          startedAtMs: FIRST - 1000,
          endedAtMs: FIRST,
          exitCode: 3,
        },
      );
      assert.deepEqual([job?.version, job?.updatedAtMs, job?.user], [1, 10_001, "ada"]);
      assert.deepEqual(await store.newJobs([7]), [old().job]);
      assert.deepEqual(await store.inbox(10), []);
      assert.deepEqual(await allLive(store), []);
      const attempts = await store.attempts(10, { limit: 9 });
      assert.deepEqual(
        attempts.map(({ taskId, endedAtMs }) => [taskId, endedAtMs]),
        [0, 1, 2].map((index) => [`10-${index}.1.1`, SECOND]),
      );
      const [{ records } = { records: [] }] = await store.entriesOf(7, 0, 9);
      assert.deepEqual(records, [imported(old(), FIRST)]);
    });

    it("is booked in the hours of its ends, together with what is there, and once", async () => {
      await using store = (await open()).store;
      const other = { user: "ada", spec: aSpec({ project: "p" }) };
      const records = [
        imported(old(), FIRST),
        imported(aDocument(8), FIRST + 1),
        imported(aDocument(9), SECOND),
        imported(aDocument(10, other), SECOND),
      ];
      await store.append(anEntry(1, records));
      await store.append(anEntry(2, [...records, imported(anArray(20, 2), FIRST)]));
      const sums = (await store.usage(0)).map(({ project, hourMs, cpuMilliMs }) => [
        project,
        hourMs,
        cpuMilliMs,
      ]);
      assert.deepEqual(
        sums.sort((a, b) => String(a).localeCompare(String(b))),
        [
          ["default", FIRST, 4_000_000],
          ["default", SECOND - 60_000, 1_000_000],
          ["p", SECOND - 60_000, 1_000_000],
        ].sort((a, b) => String(a).localeCompare(String(b))),
      );
      assert.equal((await store.job(20))?.used.wallMs, 2000);
      assert.equal((await store.job(7))?.version, 1);
    });

    it("is found and sorted like any other", async () => {
      await using store = (await open()).store;
      await store.append(anEntry(1, [imported(old(), SECOND), imported(aDocument(8), FIRST)]));
      const found = async (...filter: Parameters<typeof byLabel>) =>
        (await store.jobs({ filter: byLabel(...filter), limit: 9 })).map(({ id }) => id);
      assert.deepEqual(await found("run", "a"), [7]);
      const byEnd = await store.jobs({ sort: [{ field: "endedAt", descending: true }], limit: 9 });
      assert.deepEqual(
        byEnd.map(({ id }) => id),
        [7, 8],
      );
      const failed = { kind: "number", field: "exitCode", op: "=", value: 3 } as const;
      assert.equal(await store.countJobs({ filter: failed }, 9), 2);
      assert.equal((await store.archive(SECOND, 100)) > 0, true);
      assert.deepEqual(
        (await store.jobs({ limit: 9 })).map(({ id }) => id),
        [7],
      );
      assert.equal((await store.job(8))?.status.endedAtMs, FIRST);
    });

    it("keeps its number: nothing else can be submitted under it, and nothing moves it", async () => {
      await using store = (await open()).store;
      await store.append(anEntry(1, [imported(old(), FIRST)]));
      const another = { kind: "job", key: "job/7", job: aJob({ id: 7, user: "bob" }) } as const;
      await assert.rejects(store.submit([another]), KeyInUseError);
      await store.submit([old()]);
      await store.append(anEntry(2, [imported(aDocument(7, { user: "bob" }), SECOND), ended(7)]));
      assert.deepEqual([(await store.job(7))?.user, (await store.job(7))?.version], ["ada", 1]);
      assert.equal((await store.usage(0)).length, 1);
    });
  });
}

function byLabel(key: string, value: string) {
  return { kind: "label", key, value } as const;
}
