import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createAccountBook } from "../../api/godocker-1/frame/account-book.ts";
import { taskOf } from "../../api/godocker-1/tasks/find-task.ts";
import { checkStore } from "../../store/check.ts";
import { newMemoryState, type MemoryState } from "../../store/memory-state.ts";
import { openMemoryStore } from "../../store/memory.ts";
import { aDocument, aLease, allLive, anEntry, filed } from "../../store/store.builders.ts";
import { anEndedTask, anOldArray, anOldTask, recordedTasks } from "./old-database.builders.ts";
import { at, type OldDocument } from "./old-values.ts";
import { imported, NOW, some } from "./run-import.builders.ts";

describe("an import from GoDocker 1.x", () => {
  it("brings ended jobs with their numbers and books what they used in the hour of their end", async () => {
    await using store = openMemoryStore();
    const jobsover = some(3, (id) => anEndedTask(id * 10, 3600, { requirements: { cpu: id } }));
    const report = await imported({ jobsover }, store);
    assert.deepEqual([report.ended.jobs, report.ended.cpuHours, report.left], [3, 6, []]);
    assert.deepEqual(
      (await store.jobs({ limit: 9 })).map(({ id, status, source }) => [id, status.state, source]),
      [30, 20, 10].map((id) => [id, "succeeded", "legacy"]),
    );
    const booked = await store.usage(0);
    assert.equal(
      booked.reduce((sum, { cpuMilliMs }) => sum + cpuMilliMs, 0),
      6 * 3600 * 1000 * 1000,
    );
    assert.equal(booked[0]?.hourMs, Math.floor((1_500_000_020 + 3600) / 3600) * 3_600_000);
    assert.deepEqual(await allLive(store), []);
    assert.ok((await store.takeIds(1)) > 30);
    assert.deepEqual((await checkStore(store)).faults, []);
  });

  it("makes an array one job whose tasks have the numbers behind its own", async () => {
    await using store = openMemoryStore();
    const jobsover = anOldArray(5, [1, 4, 7, 10], (id, fields) =>
      anEndedTask(id, 60, { ...fields, ...(id === 8 ? { status: { exitcode: 2 } } : {}) }),
    );
    const report = await imported({ jobsover }, store);
    assert.deepEqual([report.ended.jobs, report.ended.arrayTasks], [1, 4]);
    const job = await store.job(5);
    assert.deepEqual(job?.spec.array, { from: 1, to: 10, step: 3 });
    assert.deepEqual(
      [job?.status.state, job?.status.failed, job?.status.succeeded],
      [
        "failed",
        [[2, 2]],
        [
          [0, 1],
          [3, 3],
        ],
      ],
    );
    assert.equal((await store.attempts(5, { limit: 9 })).length, 4);
    assert.equal(await store.job(6), undefined);
  });

  it("has its tasks found by their numbers, also when lists leave it out", async () => {
    await using store = openMemoryStore();
    const jobsover = anOldArray(
      500,
      Array.from({ length: 200 }, (_, k) => k + 1),
      (id, fields) => anEndedTask(id, 60, fields),
    );
    await imported({ jobsover: [anEndedTask(499), ...jobsover, anEndedTask(701)] }, store);
    for (const elsewhere of [false, true]) {
      if (elsewhere) await store.archive(NOW, 10_000);
      assert.equal((await taskOf(store, 501))?.element, 0);
      assert.equal((await taskOf(store, 700))?.element, 199);
      assert.equal((await taskOf(store, 701))?.element, undefined);
      assert.equal(await taskOf(store, 702), undefined);
      assert.equal(await taskOf(store, 3), undefined);
    }
  });

  it("makes single jobs of an array whose tasks have other numbers, and says so", async () => {
    await using store = openMemoryStore();
    const [parent, one, two] = anOldArray(5, [1, 2], (id, fields) => anEndedTask(id, 60, fields));
    const jobsover = [parent, { ...one, id: 90 }, { ...two, id: 91 }].map((task) => task ?? {});
    const report = await imported({ jobsover }, store);
    assert.equal(report.ended.jobs, 3);
    assert.deepEqual(
      report.changed.map(({ jobs }) => jobs),
      [[5, 90, 91]],
    );
  });

  it("submits jobs that wait, with their dates, and what they wait for", async () => {
    await using store = openMemoryStore();
    const jobs = [
      anOldTask(3, { requirements: { tasks: ["1"] } }),
      anOldTask(4, { requirements: { tasks: [3] } }),
      ...anOldArray(10, [1, 2, 3], anOldTask),
    ];
    const report = await imported({ jobs, jobsover: [anEndedTask(1)] }, store);
    assert.deepEqual([report.pending.jobs, report.left], [3, []]);
    const waiting = await store.inbox(9);
    assert.deepEqual(
      waiting.map(({ key }) => key),
      ["job/3", "job/4", "job/10"],
    );
    const four = await store.job(4);
    assert.deepEqual(
      four?.spec.dependencies.map(({ job, on }) => [job, on]),
      [[3, "end"]],
    );
    assert.equal(four?.submittedAtMs, 1_500_000_004_000);
    assert.deepEqual((await store.job(10))?.spec.array, { from: 1, to: 3, step: 1 });
  });

  it("says what this site refuses, and what runs, and takes neither", async () => {
    await using store = openMemoryStore();
    const meta = { Node: { Name: "node7" } };
    const jobs = [
      anOldTask(1, { container: { root: true } }),
      anOldTask(2, { requirements: { cpu: 100 } }),
      anOldTask(3, { requirements: { tasks: [4] } }),
      anOldTask(4, { status: { primary: "running" }, container: { id: "abc", meta } }),
      anOldTask(5, { status: { primary: "reschedule" } }),
      anOldTask(6, { requirements: { executor: "sge" } }),
    ];
    const report = await imported({ jobs }, store);
    assert.deepEqual(report.running, [{ id: 4, node: "node7", container: "abc" }]);
    const why = new Map(report.left.flatMap((remark) => remark.jobs.map((id) => [id, remark.why] as const)));
    assert.deepEqual([...why.keys()].sort(), [1, 2, 3, 5, 6]);
    assert.match(why.get(1) ?? "", /Root jobs are not allowed/);
    assert.match(why.get(2) ?? "", /resources\.cpus: is more than the queue allows/);
    assert.match(why.get(3) ?? "", /no task 4/);
    assert.match(why.get(5) ?? "", /state "reschedule"/);
    assert.match(why.get(6) ?? "", /executor/);
    assert.deepEqual(await store.inbox(9), []);
  });

  it("run again takes what ended meanwhile", async () => {
    await using store = openMemoryStore();
    const running = anOldTask(7, { status: { primary: "running" } });
    await imported({ jobs: [running], jobsover: [anEndedTask(3), anEndedTask(9)] }, store);
    const report = await imported({ jobsover: [3, 7, 9].map((id) => anEndedTask(id)) }, store);
    assert.deepEqual([report.ended.jobs, report.ended.alreadyThere, report.left], [1, 2, []]);
    assert.equal((await store.job(7))?.status.state, "succeeded");
  });

  it("keeps quotas and members for /api/1.0, once", async () => {
    await using store = openMemoryStore();
    const content = {
      users: [{ id: "alice", usage: { prio: 80, quota_time: 3600 }, credentials: { apikey: "APIKEY1234" } }],
      projects: [{ id: "Proj 1", prio: 100, members: ["alice"], quota_cpu: 5 }],
    };
    const report = await imported(content, store);
    const book = createAccountBook({ store, configured: () => [], nowMs: () => NOW });
    assert.deepEqual(
      [(await book.settings("alice")).prio, (await book.settings("alice")).quota_time],
      [80, 3600],
    );
    assert.deepEqual((await book.project("proj-1"))?.members, ["alice"]);
    await book.setSettings("alice", { prio: 10, quota_time: 0, quota_cpu: 0, quota_ram: 0 });
    await imported(content, store);
    assert.equal((await book.settings("alice")).prio, 10);
    assert.match(report.notes.join("\n"), /API keys.*do not come along/);
    assert.doesNotMatch(JSON.stringify([report, ...(await store.keptUnder("", "", 99))]), /APIKEY1234/);
  });
});

describe("an import that is told only", () => {
  it("tells the same and writes nothing", async () => {
    const content = {
      jobs: [
        anOldTask(20, { requirements: { tasks: [21] } }),
        anOldTask(21),
        anOldTask(22, { requirements: { tasks: [20, 1] } }),
      ],
      jobsover: some(10, (id) => anEndedTask(id)),
    };
    const state = newMemoryState();
    const before = JSON.stringify(stateOf(state));
    const told = await imported(content, openMemoryStore(state), { dryRun: true });
    assert.equal(JSON.stringify(stateOf(state)), before);
    const done = await imported(content, openMemoryStore(state));
    assert.deepEqual([told.ended, told.left, told.changed], [done.ended, done.left, done.changed]);
    assert.deepEqual(told.pending.jobs, done.pending.jobs);
  });
});

describe("a store that an import must not touch", () => {
  it("is one in which jobs have numbers of old ones", async () => {
    await using store = openMemoryStore();
    await store.submit([aDocument(await store.takeIds(1))]);
    await assert.rejects(
      imported({ jobsover: [anEndedTask(1)] }, store),
      /have numbers that jobs of the old database have: 1\./,
    );
    assert.equal(await store.lastEntry(), undefined);
  });

  it("is one that a scheduler leads", { timeout: 240_000 }, async () => {
    await using store = openMemoryStore();
    let lease = aLease({ ttlMs: 400 });
    await store.replaceLease(undefined, lease);
    const renewing = setInterval(() => {
      const next = { ...lease, renewal: lease.renewal + 1 };
      void store.replaceLease(lease, next);
      lease = next;
    }, 50);
    await assert.rejects(imported({ jobsover: [anEndedTask(1)] }, store), /a scheduler is at work/);
    clearInterval(renewing);
    assert.equal(await store.job(1), undefined);
  });

  it("keeps a job that came meanwhile under an old number, and says which", async () => {
    await using store = openMemoryStore();
    await imported({ jobsover: [anEndedTask(1)] }, store);
    const mine = aDocument(await store.takeIds(1), { user: "bob" });
    await store.submit([mine]);
    await store.append(anEntry(((await store.lastEntry())?.n ?? 0) + 1, filed(2), { epoch: 9 }));
    const report = await imported({ jobsover: [anEndedTask(1), anEndedTask(2)] }, store);
    assert.deepEqual(report.left, [{ why: "another job has its number here", jobs: [2] }]);
    assert.equal((await store.job(2))?.user, "bob");
  });
});

describe("documents that nobody expects", () => {
  it("are told, and stop nothing", async () => {
    await using store = openMemoryStore();
    const jobsover: OldDocument[] = [
      {},
      { id: "x" },
      { id: 4 },
      { id: "5", status: { primary: "over" } },
      { id: 6.5, status: null },
      anEndedTask(7),
      anEndedTask(7),
      { ...anEndedTask(8), parent_task_id: 999 },
      { ...anEndedTask(9), parent_task_id: 9 },
      { ...anEndedTask(10), user: null, meta: 5, requirements: "none", container: [], command: null },
      anEndedTask(1e15),
    ];
    const report = await imported({ jobsover, jobs: [anOldTask(7)] }, store);
    assert.deepEqual(
      (await store.jobs({ limit: 99 })).map(({ id }) => id),
      [9, 8, 7],
    );
    assert.equal(report.left.filter(({ jobs }) => jobs.length === 0).length, 4);
    assert.deepEqual(
      report.left.flatMap(({ jobs }) => jobs).sort((a, b) => a - b),
      [4, 5, 10],
    );
    assert.deepEqual(report.changed.find(({ why }) => why.includes("twice"))?.jobs, [7]);
  });

  it("are the recorded ones, too: each comes over or is told", async () => {
    for (const { name, task } of recordedTasks()) {
      await using store = openMemoryStore();
      const primary = String(at(task, "status", "primary"));
      const isOver = primary === "over" || primary === "archived";
      const report = await imported(isOver ? { jobsover: [task] } : { jobs: [task] }, store);
      const [ended, pending] = [report.ended.jobs, report.pending.jobs];
      assert.equal(
        ended + pending + report.running.length + report.left.flatMap(({ jobs }) => jobs).length,
        1,
        name,
      );
      assert.equal(ended, isOver ? 1 : 0, name);
    }
  });
});

function stateOf(state: MemoryState) {
  return { ...state, inbox: [...state.inbox], jobs: [...state.jobs], kept: [...state.kept] };
}
