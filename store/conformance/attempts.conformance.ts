import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { aSpec } from "../../jobs/life/job.builders.ts";
import { taskIdOf } from "../../jobs/life/job.ts";
import { HOUR_MS } from "../projection.ts";
import {
  aDocument,
  anArray,
  anEntry,
  ended,
  event,
  file,
  filed,
  imported,
  launched,
  running,
} from "../store.builders.ts";
import type { Open } from "../store.conformance.ts";
import type { AttemptQuery } from "../store.ts";
import { FencedError } from "../store.ts";

export function describeAttempts(open: Open): void {
  describe("attempts", () => {
    it("come in the order of their launches, up to the limit, of one element when asked", async () => {
      await using store = (await open()).store;
      await file(store, 1, anArray(1, 3), aDocument(2));
      const again = { state: "failed", reason: "NodeLost", retryAtMs: 0 } as const;
      await store.append(anEntry(2, [launched(1, { index: 2 }), launched(2), launched(1, { index: 0 })]));
      await store.append(anEntry(3, [ended(1, { index: 2 }, again), launched(1, { index: 1 })]));
      await store.append(anEntry(4, [launched(1, { index: 2, attempt: 2 })]));
      const taskIds = async (query: AttemptQuery) =>
        (await store.attempts(1, query)).map(({ taskId }) => taskId);
      assert.deepEqual(await taskIds({ limit: 10 }), ["1-2.1.1", "1-0.1.1", "1-1.1.1", "1-2.2.1"]);
      assert.deepEqual(await taskIds({ limit: 2 }), ["1-2.1.1", "1-0.1.1"]);
      assert.deepEqual(await taskIds({ element: 2, limit: 10 }), ["1-2.1.1", "1-2.2.1"]);
      assert.deepEqual(await taskIds({ element: 2, limit: 1 }), ["1-2.1.1"]);
      assert.deepEqual(await store.attempts(3, { limit: 10 }), []);
      const newestFirst = true;
      assert.deepEqual(await taskIds({ newestFirst, limit: 3 }), ["1-2.2.1", "1-1.1.1", "1-0.1.1"]);
      const [middle, second] = [taskIdOf(1, 1, 1, 1), taskIdOf(1, 2, 2, 1)];
      assert.deepEqual(await taskIds({ newestFirst, after: middle, limit: 9 }), ["1-0.1.1", "1-2.1.1"]);
      assert.deepEqual(await taskIds({ after: middle, limit: 9 }), ["1-2.2.1"]);
      assert.deepEqual(await taskIds({ newestFirst, after: second, element: 2, limit: 9 }), ["1-2.1.1"]);
      assert.deepEqual(await taskIds({ after: taskIdOf(2, undefined, 1, 1), limit: 9 }), []);
    });

    it("are as old as the launch that made them, whatever named them before it in the same entry", async () => {
      await using store = (await open()).store;
      await store.submit([anArray(1, 3), anArray(2, 3)]);
      const [zero, one] = [{ index: 0 }, { index: 1 }];
      await store.append(
        anEntry(1, [
          launched(1, zero), // its job is not there yet, so this changes nothing
          ...filed(1),
          ...filed(2),
          launched(1, one),
          launched(1, zero),
          launched(2, one),
          launched(2, zero),
          imported(anArray(2, 3), HOUR_MS), // it is there, so this changes nothing
        ]),
      );
      for (const job of [1, 2])
        assert.deepEqual(
          (await store.attempts(job, { limit: 9 })).map(({ index }) => index),
          [1, 0],
        );
    });

    it("are told by the latest of each job and of each element, in the order that is asked for", async () => {
      await using store = (await open()).store;
      await file(store, 1, anArray(1, 3), aDocument(2), aDocument(3));
      await store.append(anEntry(2, [launched(1, { index: 2 }), launched(2), launched(1, { index: 0 })]));
      const again = { state: "failed", reason: "NodeLost", retryAtMs: 0 } as const;
      await store.append(anEntry(3, [ended(1, { index: 2 }, again)]));
      await store.append(anEntry(4, [launched(1, { index: 2, attempt: 2 })]));
      const taskIds = async (...of: readonly { readonly job: number; readonly element?: number }[]) =>
        (await store.latestAttempts(of)).map(({ taskId }) => taskId);
      assert.deepEqual(await taskIds({ job: 3 }, { job: 2 }, { job: 1 }), ["2.1.1", "1-2.2.1"]);
      assert.deepEqual(
        await taskIds({ job: 1, element: 2 }, { job: 1, element: 1 }, { job: 1, element: 0 }),
        ["1-2.2.1", "1-0.1.1"],
      );
      assert.deepEqual(await taskIds(), []);
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

export function describeUsage(open: Open): void {
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
      const hours = async (sinceMs: number, beforeMs?: number) =>
        (await store.usage(sinceMs, beforeMs)).map(({ hourMs }) => hourMs - at).sort();
      assert.deepEqual(await hours(at), [0, HOUR_MS]);
      assert.deepEqual(await hours(at + HOUR_MS - 1), [0, HOUR_MS]);
      assert.deepEqual(await hours(at + HOUR_MS), [HOUR_MS]);
      assert.deepEqual(await hours(at + 2 * HOUR_MS), []);
      assert.deepEqual(await hours(at, at + HOUR_MS), [0]);
      assert.deepEqual(await hours(at, at + HOUR_MS + 1), [0, HOUR_MS]);
      assert.deepEqual(await hours(at, at), []);
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
