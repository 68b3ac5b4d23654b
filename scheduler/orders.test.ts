import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { aRetryPolicy, someResources } from "../jobs/life/job.builders.ts";
import type { JobStatus, NewJob } from "../jobs/life/job.ts";
import type { SpecChanges } from "../jobs/life/spec-changes.ts";
import { newStatus } from "../jobs/life/transition.ts";
import type { Occasion } from "../jobs/spec/notify.ts";
import { sentences } from "../offers/sentences.ts";
import { aCore, after, callsOf, CAPABLE, job, known, launchedIds, recorded } from "./core/core.builders.ts";
import { Core } from "./core/core.ts";
import type { KnownParent } from "./state/decision.ts";

type Built = ReturnType<typeof aCore>;

const connected = (...options: Parameters<typeof aCore>): Built => {
  const c = aCore(...options);
  c.connect();
  return c;
};
const change = (
  c: Built,
  body: NewJob,
  changes: SpecChanges,
  parents: ReadonlyMap<number, KnownParent> = new Map(),
) =>
  c.cycle({
    type: "requested",
    key: "request/c",
    request: { job: body.id, verb: "change", by: "ada", admin: false, atMs: 0, changes },
    job: body,
    parents,
  });
const why = (c: Built, id: number) => {
  const explanation = c.core.explain(id);
  assert.ok(explanation !== undefined);
  return sentences(explanation).join("; ");
};
const at = (ms: number) => new Date(ms).toISOString();
const BEGAN = 1_000_000;

describe("a change of a waiting job", () => {
  it("moves it to its new place among those of its account", () => {
    const c = connected();
    const jobs = Array.from({ length: 20 }, (_, n) => job(n + 1));
    c.submit(...jobs);
    const [, second = assert.fail()] = jobs;
    assert.deepEqual(recorded(change(c, job(15), { priority: 90 })), ["taken", "15:changed"]);
    change(c, second, { priority: 1 });
    assert.deepEqual(launchedIds(c.cycle(c.offer("a1", 3))), ["15.1.1", "1.1.1", "3.1.1"]);
    assert.deepEqual(launchedIds(c.cycle(c.offer("a1", 17))).at(-1), "2.1.1");
  });

  it("sends it to other agents when its constraints change", () => {
    const c = connected();
    const zone = (value: string) => [{ attribute: "zone", op: "eq", values: [value] }] as const;
    c.submit(job(1, { constraints: zone("a") }));
    change(c, job(1, { constraints: zone("a") }), { constraints: zone("b") });
    assert.deepEqual(launchedIds(c.cycle(c.offer("a1", 4, 64, { attributes: { zone: "a" } }))), []);
    assert.deepEqual(launchedIds(c.cycle(c.offer("a2", 4, 64, { attributes: { zone: "b" } }))), ["1.1.1"]);
  });

  it("is laid over the one before it, though the store has not seen that yet", () => {
    const c = connected();
    const array = job(1, { array: { from: 1, to: 9, step: 1 } });
    c.submit(array, job(2, { priority: 60 }));
    change(c, array, { maxConcurrent: 2 });
    change(c, array, { priority: 90 });
    assert.deepEqual(launchedIds(c.cycle(c.offer("a1", 8))), ["1-1.1.1", "1-2.1.1", "2.1.1"]);
  });

  it("sets a new time limit for what starts then", () => {
    const c = connected();
    c.submit(job(1));
    change(c, job(1), { walltimeSeconds: 10 });
    c.cycle(c.offer("a1", 4));
    c.cycle(c.status("1.1.1", "running"));
    assert.equal(callsOf(c.advance(10_000), "kill").length, 1);
  });

  it("is not made once a task of it is under way", () => {
    const c = connected();
    c.submit(job(1));
    c.cycle(c.offer("a1", 4));
    assert.deepEqual(recorded(change(c, job(1), { priority: 1 })), ["taken"]);
  });

  it("lets it wait for other jobs than before", () => {
    const c = connected();
    c.submit(job(1), job(2), job(3, { dependencies: [after(1)], user: "bob" }));
    change(c, job(3, { dependencies: [after(1)] }), { dependencies: [after(2)] });
    c.cycle(c.offer("a1", 2));
    c.cycle(c.status("1.1.1", "failed", { exitCode: 1 }));
    assert.match(why(c, 3), /^it waits for job 2/);
    assert.deepEqual(launchedIds(c.cycle(c.status("2.1.1", "finished"), c.offer("a1", 4))), ["3.1.1"]);
  });

  it("fails it when what it is to wait for ended otherwise", () => {
    const c = connected();
    c.submit(job(2));
    const parents = new Map([[1, known({ state: "failed" })]]);
    const decision = change(c, job(2), { dependencies: [after(1)] }, parents);
    assert.deepEqual(recorded(decision), ["taken", "2:changed", "2:dependency_failed"]);
  });

  it("that would let it wait for itself is not made", () => {
    const c = connected();
    c.submit(job(1), job(2, { dependencies: [after(1)] }), job(3, { dependencies: [after(2)] }));
    assert.deepEqual(recorded(change(c, job(1), { dependencies: [after(3)] })), ["taken"]);
    assert.deepEqual(recorded(change(c, job(1), { dependencies: [after(1)] })), ["taken"]);
    assert.deepEqual(launchedIds(c.cycle(c.offer("a1", 4))), ["1.1.1"]);
  });

  it("holds for the next leader", () => {
    const core = new Core({ epoch: 2, halfLifeMs: 1, nowMs: BEGAN, tuning: connected().tuning });
    const status: JobStatus = { ...newStatus(job(2)), changes: { dependencies: [after(1)] } };
    core.loadJob(
      { ...job(2, { dependencies: [after(1)] }), status },
      [],
      new Map([[1, known({ state: "failed" })]]),
    );
    assert.deepEqual(recorded(core.step([], BEGAN)), ["2:dependency_failed"]);
  });
});

describe("a job that waits for one task of an array", () => {
  const array = job(1, { array: { from: 10, to: 12, step: 1 }, retry: aRetryPolicy({ maxAttempts: 1 }) });
  const child = (fields: Parameters<typeof after>[1]) =>
    job(2, { user: "bob", dependencies: [after(1, { index: 11, ...fields })] });

  it("starts when that one has succeeded, whatever the others do", () => {
    const c = connected();
    c.submit(array, child({}));
    c.cycle(c.offer("a1", 3));
    assert.match(why(c, 2), /^it waits for task 11 of job 1 \(starting\) to succeed/);
    c.cycle(c.status("1-10.1.1", "failed", { exitCode: 1 }));
    assert.deepEqual(launchedIds(c.cycle(c.status("1-11.1.1", "finished"), c.offer("a1", 4))), ["2.1.1"]);
  });

  it("fails when that one failed, and not before its last attempt", () => {
    const c = connected();
    const again = job(1, { array: { indices: [11, 12] }, retry: aRetryPolicy({ on: ["any"] }) });
    c.submit(again, child({}));
    c.cycle(c.offer("a1", 2));
    assert.deepEqual(recorded(c.cycle(c.status("1-11.1.1", "failed", { exitCode: 1 }))), ["1:ended"]);
    c.advance(5000);
    c.cycle(c.offer("a1", 1));
    const last = recorded(c.cycle(c.status("1-11.2.1", "failed", { exitCode: 1 })));
    assert.deepEqual(
      last.filter((one) => one !== "judged"),
      ["1:ended", "2:dependency_failed"],
    );
  });

  it("is settled by a cancel of what waits", () => {
    const c = connected();
    c.submit(array, child({ on: "end" }));
    c.cycle(c.offer("a1", 1)); // only task 10
    assert.deepEqual(launchedIds(c.request({ job: 1, verb: "cancel" })), []);
    assert.deepEqual(launchedIds(c.cycle(c.offer("a1", 1))), ["2.1.1"]);
  });

  it("goes by the stored end of that task", () => {
    const c = connected();
    const parents = new Map([
      [1, known({ state: "failed", failed: [[0, 0]], succeeded: [[1, 2]] }, array.spec.array)],
    ]);
    c.cycle({ type: "submitted", key: "job/2", job: child({}), parents });
    assert.deepEqual(launchedIds(c.cycle(c.offer("a1", 4))), ["2.1.1"]);
  });

  it("never starts when there is no such task", () => {
    const c = connected();
    const parents = new Map([[1, known({ state: "succeeded", succeeded: [[0, 0]] })]]);
    const decision = c.cycle({ type: "submitted", key: "job/2", job: child({}), parents });
    assert.deepEqual(recorded(decision), ["2:filed", "taken", "2:dependency_failed"]);
  });
});

describe("a job that is to be held when a dependency cannot be met", () => {
  it("is held, says why, and starts once somebody releases it", () => {
    const c = connected();
    c.submit(
      job(1, { retry: aRetryPolicy({ maxAttempts: 1 }) }),
      job(2, { dependencies: [after(1, { unmet: "hold" })] }),
    );
    c.cycle(c.offer("a1", 1));
    c.cycle(c.status("1.1.1", "failed", { exitCode: 1 }));
    assert.match(why(c, 2), /held because job 1 did not end as it should; `godocker release`/);
    assert.deepEqual(launchedIds(c.cycle(c.offer("a1", 4))), []);
    c.request({ job: 2, verb: "release" });
    assert.deepEqual(launchedIds(c.cycle(c.offer("a1", 4))), ["2.1.1"]);
  });

  it("is not held by the next leader for what was released", () => {
    const core = new Core({ epoch: 2, halfLifeMs: 1, nowMs: BEGAN, tuning: connected().tuning });
    const body = job(2, { dependencies: [after(1, { unmet: "hold" })] });
    const parents = new Map([[1, known({ state: "failed" })]]);
    core.loadJob({ ...body, status: { ...newStatus(body), unmet: [{ job: 1 }] } }, [], parents);
    assert.deepEqual(recorded(core.step([], BEGAN)), []);
  });
});

describe("a job with a start time", () => {
  it("waits for it, says so, and starts then", () => {
    const c = connected();
    c.submit(job(1, { notBefore: at(BEGAN + 60_000) }));
    assert.deepEqual(launchedIds(c.cycle(c.offer("a1", 4))), []);
    assert.match(why(c, 1), /^it may not start before 00:17 UTC/);
    assert.equal(callsOf(c.advance(60_000), "revive").length, 1);
    assert.deepEqual(launchedIds(c.cycle(c.offer("a1", 4))), ["1.1.1"]);
  });
});

describe("a job with a deadline", () => {
  const deadline = at(BEGAN + 60_000);
  it("fails when its time limit leaves no time to start any more", () => {
    const c = connected();
    c.submit(job(1, { deadline, walltimeSeconds: 20 }));
    assert.deepEqual(recorded(c.advance(39_999)), []);
    assert.deepEqual(recorded(c.advance(1)), ["1:deadline_passed"]);
  });

  it("is stopped at it, and not tried again", () => {
    const c = connected();
    c.submit(job(1, { deadline, retry: aRetryPolicy({ on: ["any"], maxAttempts: 5 }) }));
    c.cycle(c.offer("a1", 4));
    c.cycle(c.status("1.1.1", "running"));
    assert.equal(callsOf(c.advance(60_000), "kill").length, 1);
    const [record] = c.cycle(c.status("1.1.1", "killed")).records;
    assert.ok(record?.type === "job" && record.event.type === "ended");
    assert.deepEqual(record.event.end, {
      state: "failed",
      reason: "Deadline",
      message: "stopped at its deadline",
    });
    assert.equal(c.core.explain(1), undefined);
  });

  it("is not tried again when the next attempt could not end by it", () => {
    const c = connected();
    const retry = aRetryPolicy({ on: ["any"], maxAttempts: 5 });
    c.submit(job(1, { deadline, walltimeSeconds: 50, retry }));
    c.cycle(c.offer("a1", 4));
    c.cycle(c.status("1.1.1", "running"));
    c.advance(6000);
    const [record] = c.cycle(c.status("1.1.1", "failed", { exitCode: 1 })).records;
    assert.ok(record?.type === "job" && record.event.type === "ended");
    assert.match(
      record.event.end.message ?? "",
      /it exited with 1; its deadline leaves no time to try again/,
    );
    assert.equal(c.core.explain(1), undefined);
  });

  it("can be given more time while it waits", () => {
    const c = connected();
    c.submit(job(1, { deadline }));
    change(c, job(1, { deadline }), { deadline: at(BEGAN + 120_000) });
    assert.deepEqual(recorded(c.advance(60_000)), []);
    assert.deepEqual(recorded(c.advance(60_000)), ["1:deadline_passed"]);
  });
});

describe("a hold of an array that has begun", () => {
  it("starts no more of its tasks until it is released", () => {
    const c = connected();
    c.submit(job(1, { array: { from: 1, to: 5, step: 1 } }));
    c.cycle(c.offer("a1", 2));
    c.request({ verb: "hold" });
    assert.deepEqual(launchedIds(c.cycle(c.offer("a1", 8), c.status("1-1.1.1", "finished"))), []);
    c.request({ verb: "release" });
    assert.deepEqual(launchedIds(c.cycle(c.offer("a1", 1))), ["1-3.1.1"]);
  });
});

describe("a suspended job", () => {
  const pausing = { ...CAPABLE, pause: true };
  const running = (capabilities = pausing) => {
    const c = aCore({ capabilities });
    c.connect();
    c.submit(job(1, { array: { from: 1, to: 4, step: 1 }, walltimeSeconds: 60 }));
    c.cycle(c.offer("a1", 2));
    c.cycle(c.status("1-1.1.1", "running"));
    return c;
  };
  it("has its running tasks paused and starts no other", () => {
    const c = running();
    const decision = c.request({ verb: "suspend" });
    assert.deepEqual(recorded(decision), ["taken", "1:suspended", "1:paused"]);
    assert.deepEqual(
      callsOf(decision, "pause").map(({ task }) => task.taskId),
      ["1-1.1.1"],
    );
    assert.deepEqual(launchedIds(c.cycle(c.offer("a1", 8))), []);
    assert.match(why(c, 1), /it is suspended; `godocker resume` lets it go on/);
  });
  it("has a task paused that begins only then", () => {
    const c = running();
    c.request({ verb: "suspend" });
    assert.deepEqual(recorded(c.cycle(c.status("1-2.1.1", "running"))), ["1:running", "1:paused"]);
  });
  it("goes on when it is resumed, and its time limit with it", () => {
    const c = running();
    c.advance(30_000);
    c.request({ verb: "suspend" });
    assert.equal(callsOf(c.advance(100_000), "kill").length, 0);
    const resumed = c.request({ verb: "resume" });
    assert.deepEqual(recorded(resumed), ["taken", "1:resumed", "1:continued"]);
    assert.equal(callsOf(resumed, "resume").length, 1);
    assert.equal(callsOf(c.advance(29_999), "kill").length, 0);
    assert.equal(callsOf(c.advance(1), "kill").length, 1);
  });
  it("is told again after a new connection, also that it goes on", () => {
    const c = running();
    c.request({ verb: "suspend" });
    assert.equal(callsOf(c.connect(), "pause").length, 1);
    c.request({ verb: "resume" });
    assert.equal(callsOf(c.connect(), "resume").length, 1);
  });
  it("stays so when an administrator did it, until one resumes it", () => {
    const c = running();
    c.request({ verb: "suspend", admin: true });
    assert.deepEqual(recorded(c.request({ verb: "resume" })), ["taken"]);
    assert.equal(callsOf(c.request({ verb: "resume", admin: true }), "resume").length, 1);
  });
  it("is killed like any other", () => {
    const c = running();
    c.request({ verb: "suspend" });
    assert.deepEqual(
      callsOf(c.request({ verb: "cancel" }), "kill").map(({ task }) => task.taskId),
      ["1-1.1.1", "1-2.1.1"],
    );
  });
  it("is none where its cluster cannot pause", () => {
    const c = running(CAPABLE);
    assert.deepEqual(recorded(c.request({ verb: "suspend" })), ["taken"]);
  });
});

describe("a task behind a partition", () => {
  const away = (onUnreachable: "replace" | "wait") => {
    const c = connected({ unreachableTimeoutMs: 60_000 });
    c.submit(job(1, { resources: someResources({ cpus: 4 }), retry: aRetryPolicy({ onUnreachable }) }));
    c.cycle(c.offer("a1", 4));
    c.cycle(c.status("1.1.1", "running"));
    c.cycle(c.status("1.1.1", "unreachable"));
    return c;
  };
  it("is replaced after the timeout", () => {
    assert.deepEqual(recorded(away("replace").advance(60_000)), ["1:ended"]);
  });
  it("is waited for when the job asks for that, and asked for meanwhile", () => {
    const c = away("wait");
    const decision = c.advance(3_600_000);
    assert.deepEqual(recorded(decision), []);
    assert.ok(callsOf(decision, "reconcile").length > 0);
    assert.deepEqual(recorded(c.cycle(c.status("1.1.1", "gone"))), ["1:ended"]);
  });
});

describe("what somebody wants to be told of", () => {
  const notify = (...on: readonly Occasion[]) => ({ notify: [{ on, url: "https://a.example/" }] });
  it("is noted with the record of it, once, and nothing else is", () => {
    const c = connected();
    c.submit(
      job(1, { ...notify("start", "success"), array: { from: 1, to: 2, step: 1 } }),
      job(2, { user: "bob" }),
    );
    c.cycle(c.offer("a1", 3));
    assert.deepEqual(recorded(c.cycle(c.status("1-1.1.1", "running"))), ["1:running", "notice"]);
    c.cycle(c.status("1-2.1.1", "running"));
    assert.deepEqual(recorded(c.cycle(c.status("1-1.1.1", "finished"))), ["1:ended"]);
    assert.deepEqual(recorded(c.cycle(c.status("1-2.1.1", "finished"))), ["1:ended", "notice"]);
    assert.deepEqual(recorded(c.cycle(c.status("2.1.1", "finished"))), ["2:ended"]);
  });
  it("is also an end that came from elsewhere", () => {
    const c = connected();
    c.submit(job(1), job(2, { dependencies: [after(1)], ...notify("failure") }), job(3, notify("cancel")));
    assert.deepEqual(recorded(c.request({ job: 3, verb: "cancel" })), [
      "taken",
      "3:cancel_requested",
      "notice",
    ]);
    const records = recorded(c.request({ job: 1, verb: "cancel" }));
    assert.deepEqual(records, ["taken", "1:cancel_requested", "2:dependency_failed", "notice"]);
  });
});
