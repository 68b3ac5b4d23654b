import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import * as ranges from "../../resources/ranges.ts";
import { aJob, aSpec, aStart, anAttempt } from "./job.builders.ts";
import type { Attempt, AttemptEnd, JobEvent, JobStatus } from "./job.ts";
import { isFinal, parseTaskId, taskIdOf } from "./job.ts";
import type { SpecChanges } from "./spec-changes.ts";
import { usageOf } from "./usage.ts";
import type { Step } from "./derived-status.ts";
import { newStatus, transition } from "./transition.ts";

function moved(step: Step): { readonly status: JobStatus; readonly attempt: Attempt | undefined } {
  assert.equal(step.kind, "moved", JSON.stringify(step));
  return step.kind === "moved" ? { status: step.status, attempt: step.attempt } : assert.fail();
}
const taskId = taskIdOf(1, undefined, 1, 1);
const pending = newStatus(aJob());
const starting = moved(transition(1, pending, undefined, { type: "launched", start: aStart() }, 2000));
const running = moved(transition(1, starting.status, starting.attempt, { type: "running", taskId }, 3000));

describe("a job that was just accepted", () => {
  it("is pending with everything waiting", () => {
    assert.equal(pending.state, "pending");
    assert.deepEqual(pending.waiting, [[0, 0]]);
  });
  it("is held when it asked for that, and pending once released", () => {
    const held = newStatus(aJob({ spec: aSpec({ hold: true }) }));
    assert.deepEqual([held.state, held.reason], ["held", "HeldByUser"]);
    assert.equal(moved(transition(1, held, undefined, { type: "released" }, 2000)).status.state, "pending");
  });
  it("is cancelled at once on request, and stays so", () => {
    const { status } = moved(
      transition(1, pending, undefined, { type: "cancel_requested", by: "ada" }, 2000),
    );
    assert.deepEqual([status.state, status.reason, status.endedAtMs], ["cancelled", "ByUser", 2000]);
    assert.deepEqual(transition(1, status, undefined, { type: "launched", start: aStart() }, 3000), {
      kind: "ignored",
      why: "already_ended",
    });
  });
  it("fails when a job it waits for did not end as it should", () => {
    const { status } = moved(transition(1, pending, undefined, { type: "dependency_failed", on: 7 }, 2000));
    assert.deepEqual([status.state, status.reason], ["failed", "DependencyFailed"]);
    assert.match(status.message ?? "", /job 7/);
  });
});

describe("a job whose dependency cannot be met any more", () => {
  const failed = { type: "dependency_failed", on: 7, index: 3, hold: true } as const;
  const kept = moved(transition(1, pending, undefined, failed, 2000)).status;
  it("is held when it asked for that, and says for which", () => {
    assert.deepEqual([kept.state, kept.reason, kept.heldBy], ["held", "DependencyFailed", "dependency"]);
    assert.match(kept.message ?? "", /task 3 of job 7/);
    assert.equal(transition(1, kept, undefined, failed, 3000).kind, "ignored");
  });
  it("runs all the same once it is released, and is not held for it again", () => {
    const free = moved(transition(1, kept, undefined, { type: "released" }, 3000)).status;
    assert.equal(free.state, "pending");
    assert.equal(transition(1, free, undefined, failed, 4000).kind, "ignored");
  });
  it("waits for others instead when its dependencies are changed", () => {
    const changes = { dependencies: [{ job: 8, on: "end", unmet: "fail" }] } as const;
    const { status } = moved(transition(1, kept, undefined, { type: "changed", by: "ada", changes }, 3000));
    assert.deepEqual([status.state, status.unmet, status.message], ["pending", undefined, undefined]);
  });
  it("stays with an administrator who held it", () => {
    const held = moved(transition(1, pending, undefined, { type: "held", by: "admin" }, 2000)).status;
    const { status } = moved(transition(1, held, undefined, failed, 3000));
    assert.deepEqual([status.heldBy, status.reason], ["admin", "HeldByAdmin"]);
  });
});

describe("a job that is suspended", () => {
  const suspended = moved(transition(1, running.status, undefined, { type: "suspended", by: "user" }, 4000));
  const paused = moved(transition(1, suspended.status, running.attempt, { type: "paused", taskId }, 5000));
  it("is suspended with its tasks", () => {
    assert.deepEqual([paused.status.state, paused.status.reason], ["suspended", "SuspendedByUser"]);
    assert.deepEqual(
      [paused.attempt?.state, paused.status.running, paused.status.suspended],
      ["suspended", 0, 1],
    );
  });
  it("runs on when it is resumed, with the pause counted", () => {
    const free = moved(transition(1, paused.status, undefined, { type: "resumed" }, 7000)).status;
    const { attempt, status } = moved(
      transition(1, free, paused.attempt, { type: "continued", taskId }, 8000),
    );
    assert.deepEqual([status.state, status.suspended], ["running", undefined]);
    assert.deepEqual([attempt?.pausedMs, attempt?.pausedSinceMs], [3000, undefined]);
  });
  it("can be stopped, and its pause ends there", () => {
    const stop = { type: "stopping", taskId, cause: "DeadlineReached" } as const;
    const { attempt, status } = moved(transition(1, paused.status, paused.attempt, stop, 6000));
    assert.deepEqual([attempt?.state, attempt?.pausedMs, status.stopping], ["stopping", 1000, 1]);
  });
  it("must have something under way", () => {
    const step = transition(1, pending, undefined, { type: "suspended", by: "user" }, 4000);
    assert.deepEqual(step, { kind: "ignored", why: "not_running" });
  });
});

describe("a change of a job", () => {
  const change = (status: JobStatus, changes: SpecChanges) =>
    transition(1, status, undefined, { type: "changed", by: "ada", changes }, 9000);
  it("is laid over those before, also while it waits to be tried again", () => {
    const end = { state: "failed", reason: "NodeLost", message: "gone", retryAtMs: 14_000 } as const;
    const first = moved(change(pending, { priority: 1, name: "a" })).status;
    const again = moved(transition(1, first, undefined, { type: "launched", start: aStart() }, 2000));
    const { status } = moved(
      transition(1, again.status, again.attempt, { type: "ended", taskId, end }, 3000),
    );
    const changed = moved(change(status, { priority: 2 })).status;
    assert.deepEqual(
      [changed.changes, changed.reason, changed.message],
      [{ priority: 2, name: "a" }, "Backoff", "gone"],
    );
  });
  it("is not made to what is under way", () => {
    assert.deepEqual(change(running.status, { priority: 1 }), { kind: "ignored", why: "not_waiting" });
  });
});

describe("a job that cannot end by its deadline any more", () => {
  it("fails with what waits of it", () => {
    const { status } = moved(transition(1, pending, undefined, { type: "deadline_passed" }, 2000));
    assert.deepEqual([status.state, status.reason], ["failed", "Deadline"]);
  });
});

describe("a job on its way", () => {
  it("is starting once launched, running once its task runs", () => {
    assert.equal(starting.status.state, "starting");
    assert.deepEqual(starting.status.waiting, []);
    assert.deepEqual([running.status.state, running.status.startedAtMs], ["running", 3000]);
    assert.equal(running.attempt?.runningAtMs, 3000);
  });
  it("is given its ports at the start, and its address once that is known", () => {
    const start = aStart({ ports: [31_000] });
    const launch = moved(transition(1, pending, undefined, { type: "launched", start }, 2000));
    assert.deepEqual(launch.attempt?.ports, [31_000]);
    const event = { type: "running", taskId, address: "10.0.0.7" } as const;
    const { attempt } = moved(transition(1, launch.status, launch.attempt, event, 3000));
    assert.deepEqual([attempt?.address, attempt?.ports], ["10.0.0.7", [31_000]]);
  });
  it("says why it is being stopped, also when something else happens meanwhile", () => {
    const event = { type: "stopping", taskId, cause: "Maintenance" } as const;
    const stopping = moved(transition(1, running.status, running.attempt, event, 4000));
    assert.deepEqual([stopping.status.state, stopping.status.reason], ["stopping", "Maintenance"]);
    const away = moved(
      transition(1, stopping.status, stopping.attempt, { type: "unreachable", taskId }, 5000),
    );
    assert.equal(away.status.reason, "Maintenance");
  });
  it("is cancelled all the same when its node is being left at that moment", () => {
    const leave = { type: "stopping", taskId, cause: "Maintenance" } as const;
    const leaving = moved(transition(1, running.status, running.attempt, leave, 4000));
    const asked = moved(
      transition(1, leaving.status, undefined, { type: "cancel_requested", by: "ada" }, 4500),
    );
    const cancel = { type: "stopping", taskId, cause: "CancelRequested" } as const;
    const stopping = moved(transition(1, asked.status, leaving.attempt, cancel, 4500));
    assert.deepEqual([stopping.attempt?.stopCause, stopping.status.stopping], ["CancelRequested", 1]);
    assert.equal(transition(1, stopping.status, stopping.attempt, leave, 4600).kind, "ignored");
  });
  it("begins another grace time when it is told one while it stops", () => {
    const stop = { type: "stopping", taskId, cause: "CancelRequested" } as const;
    const stopping = moved(transition(1, running.status, running.attempt, stop, 4000));
    assert.deepEqual([stopping.attempt?.graceMs, stopping.attempt?.stoppingSinceMs], [undefined, 4000]);
    const hurried = moved(transition(1, stopping.status, stopping.attempt, { ...stop, graceMs: 0 }, 5000));
    assert.deepEqual([hurried.attempt?.graceMs, hurried.attempt?.stoppingSinceMs], [0, 5000]);
    assert.deepEqual([hurried.status.state, hurried.status.stopping], ["stopping", 1]);
  });
  it("ignores a second launch of what is live already", () => {
    const again = transition(
      1,
      running.status,
      undefined,
      { type: "launched", start: aStart({ attempt: 2 }) },
      4000,
    );
    assert.deepEqual(again, { kind: "ignored", why: "not_waiting" });
  });
  it("succeeds when its task did", () => {
    const end = { state: "succeeded", exitCode: 0 } as const;
    const { status, attempt } = moved(
      transition(1, running.status, running.attempt, { type: "ended", taskId, end }, 9000),
    );
    assert.deepEqual([status.state, status.exitCode, status.endedAtMs], ["succeeded", 0, 9000]);
    assert.equal(attempt?.state, "succeeded");
  });
  it("ignores the same end twice", () => {
    const event = { type: "ended", taskId, end: { state: "succeeded" } } as const;
    const first = moved(transition(1, running.status, running.attempt, event, 9000));
    assert.equal(transition(1, first.status, first.attempt, event, 9001).kind, "ignored");
  });
  it("ignores news of another attempt", () => {
    const foreign = taskIdOf(1, undefined, 2, 1);
    const step = transition(1, running.status, running.attempt, { type: "running", taskId: foreign }, 4000);
    assert.deepEqual(step, { kind: "ignored", why: "unknown_task" });
  });
  it("is stopping until its task has ended after a cancel, then cancelled", () => {
    const asked = moved(
      transition(1, running.status, undefined, { type: "cancel_requested", by: "ada" }, 4000),
    ).status;
    assert.deepEqual([asked.state, asked.reason], ["stopping", "CancelRequested"]);
    const told = moved(
      transition(1, asked, running.attempt, { type: "stopping", taskId, cause: "CancelRequested" }, 4000),
    );
    const end = { state: "cancelled", reason: "ByUser" } as const;
    assert.equal(
      moved(transition(1, told.status, told.attempt, { type: "ended", taskId, end }, 5000)).status.state,
      "cancelled",
    );
  });
  it("carries a flag, not another state, while its agent is away", () => {
    const away = moved(transition(1, running.status, running.attempt, { type: "unreachable", taskId }, 4000));
    assert.deepEqual([away.status.state, away.status.unreachable], ["running", 1]);
    const back = moved(transition(1, away.status, away.attempt, { type: "reachable", taskId }, 5000));
    assert.equal(back.status.unreachable, 0);
  });
});

describe("an attempt that failed with a retry left", () => {
  const end = { state: "failed", reason: "NodeLost", retryAtMs: 14_000 } as const;
  const SPENT = { node: 1 };
  it("puts its job back into the queue until the backoff is over", () => {
    const { status, attempt } = moved(
      transition(1, running.status, running.attempt, { type: "ended", taskId, end }, 9000),
    );
    assert.deepEqual([status.state, status.reason], ["pending", "Backoff"]);
    assert.deepEqual(status.retrying, { 0: { attempts: 1, charged: 1, spent: SPENT, eligibleAtMs: 14_000 } });
    assert.equal(attempt?.state, "failed");
  });
  it("is not charged when it never began", () => {
    const dropped = { ...end, neverBegan: true } as const;
    const event = { type: "ended", taskId, end: dropped } as const;
    const { status } = moved(transition(1, starting.status, starting.attempt, event, 9000));
    assert.equal(status.retrying[0]?.charged, 0);
  });
  it("is not charged, though it ran, when it had to leave its node", () => {
    const away = { ...end, reason: "Maintenance" } as const;
    const event = { type: "ended", taskId, end: away } as const;
    const { status, attempt } = moved(transition(1, running.status, running.attempt, event, 9000));
    assert.deepEqual([status.retrying[0]?.charged, status.retrying[0]?.attempts], [0, 1]);
    assert.ok(attempt !== undefined && usageOf(attempt) !== undefined, "what it held is the account's");
  });
  it("is not charged when it was preempted for another job, and says for which", () => {
    const stop = { type: "stopping", taskId, cause: "Preempted", stoppedFor: 77 } as const;
    const stopping = moved(transition(1, running.status, running.attempt, stop, 8000));
    assert.deepEqual([stopping.status.reason, stopping.attempt?.stoppedFor], ["Preempted", 77]);
    const event = { type: "ended", taskId, end: { ...end, reason: "Preempted" } } as const;
    const { status, attempt } = moved(transition(1, stopping.status, stopping.attempt, event, 9000));
    assert.deepEqual([status.retrying[0]?.charged, attempt?.reason], [0, "Preempted"]);
  });
  it("is charged when the cluster took away what it ran on", () => {
    const event = { type: "ended", taskId, end: { ...end, reason: "Preempted" } } as const;
    const { status } = moved(transition(1, running.status, running.attempt, event, 9000));
    assert.equal(status.retrying[0]?.charged, 1);
  });
  it("is not charged when another task of its gang did not start", () => {
    const event = { type: "ended", taskId, end: { ...end, reason: "GangIncomplete" } } as const;
    const { status } = moved(transition(1, running.status, running.attempt, event, 9000));
    assert.equal(status.retrying[0]?.charged, 0);
  });
  it("remembers the agents to avoid over all tries, the last eight", () => {
    const failOn = (status: JobStatus, attempt: number, agentId: string, avoidAgent: boolean) => {
      const placement = { backend: "mesos", agentId, hostname: agentId, access: "" };
      const start = aStart({ attempt, placement });
      const launch = moved(transition(1, status, undefined, { type: "launched", start }, 2000));
      const failed = { ...end, ...(avoidAgent ? { avoidAgent } : {}) };
      const event = { type: "ended", taskId: start.taskId, end: failed } as const;
      return { launch, ...moved(transition(1, launch.status, launch.attempt, event, 9000)) };
    };
    let { status } = failOn(pending, 1, "a1", true);
    ({ status } = failOn(status, 2, "other", false));
    assert.deepEqual(status.retrying[0]?.avoid, ["a1"]);
    assert.deepEqual(failOn(status, 3, "a2", true).launch.attempt?.avoid, ["a1"]);
    for (const [at, agent] of ["a2", "a3", "a1", "a4", "a5", "a6", "a7", "a8", "a9"].entries()) {
      ({ status } = failOn(status, at + 3, agent, true));
    }
    assert.deepEqual(status.retrying[0]?.avoid, ["a3", "a1", "a4", "a5", "a6", "a7", "a8", "a9"]);
  });
  it("ends its job when that was cancelled meanwhile", () => {
    const asked = moved(
      transition(1, running.status, undefined, { type: "cancel_requested", by: "ada" }, 4000),
    ).status;
    const { status } = moved(transition(1, asked, running.attempt, { type: "ended", taskId, end }, 9000));
    assert.equal(status.state, "failed");
  });
});

describe("an array", () => {
  it("says how many of its tasks failed", () => {
    let status = newStatus(aJob({ spec: aSpec({ array: { from: 1, to: 3, step: 1 } }) }));
    for (const element of [0, 1, 2]) {
      const start = aStart({ element, index: element + 1 });
      const launched = moved(transition(1, status, undefined, { type: "launched", start }, 2000));
      const end = { state: element === 1 ? "failed" : "succeeded", message: "it exited with 3" } as const;
      status = moved(
        transition(1, launched.status, launched.attempt, { type: "ended", taskId: start.taskId, end }, 3000),
      ).status;
    }
    assert.equal(status.state, "failed");
    assert.match(status.message ?? "", /^1 of 3 tasks failed/);
  });
});

describe("some tasks of an array that are cancelled", () => {
  const job = aJob({ spec: aSpec({ array: { from: 0, to: 9, step: 1 } }) });
  const begun = moved(
    transition(
      1,
      newStatus(job),
      undefined,
      { type: "launched", start: aStart({ element: 0, index: 0 }) },
      2000,
    ),
  );
  const cancel = (elements: ranges.Ranges) =>
    transition(1, begun.status, undefined, { type: "cancel_requested", by: "ada", elements }, 3000);

  it("do not start any more; the others go on", () => {
    const { cancelled, cancelledBy, state, waiting } = moved(cancel([[3, 5]])).status;
    assert.deepEqual(
      { cancelled, cancelledBy, state, waiting },
      {
        cancelled: [[3, 5]],
        cancelledBy: undefined,
        state: "starting",
        waiting: [
          [1, 2],
          [6, 9],
        ],
      },
    );
  });
  it("change nothing but by what becomes of them where they run", () => {
    assert.deepEqual(cancel([[0, 0]]), { kind: "ignored", why: "not_waiting" });
  });
  it("are counted in what is said of the job in the end", () => {
    const left = moved(cancel([[1, 9]]));
    const end = { state: "succeeded", exitCode: 0 } as const;
    const taskId = aStart({ element: 0, index: 0 }).taskId;
    const { message, reason, state } = moved(
      transition(1, left.status, begun.attempt, { type: "ended", taskId, end }, 4000),
    ).status;
    assert.deepEqual([state, reason, message], ["cancelled", "ByUser", "9 of 10 tasks were cancelled"]);
  });
  it("are not tried again when they were being stopped for another reason", () => {
    const taskId = aStart({ element: 0, index: 0 }).taskId;
    const stop = (cause: "WalltimeReached" | "CancelRequested") =>
      ({ type: "stopping", taskId, cause }) as const;
    const late = moved(transition(1, begun.status, begun.attempt, stop("WalltimeReached"), 3000));
    const unwanted = moved(transition(1, late.status, late.attempt, stop("CancelRequested"), 3100));
    assert.equal(unwanted.attempt?.stopCause, "CancelRequested");
    const again = transition(1, unwanted.status, unwanted.attempt, stop("WalltimeReached"), 3200);
    assert.equal(again.kind, "ignored");
  });
});

describe("any history of events", () => {
  const TASKS = 4;
  const someEvent = fc.record({
    element: fc.integer({ min: 0, max: TASKS - 1 }),
    type: fc.constantFrom(
      "launched",
      "running",
      "unreachable",
      "reachable",
      "stopping",
      "ended",
      "retried",
      "cancel_requested",
      "task_cancelled",
      "held",
      "released",
      "suspended",
      "resumed",
      "paused",
      "continued",
      "changed",
      "deadline_passed",
      "dependency_failed",
      "dependency_kept",
    ),
    state: fc.constantFrom("succeeded" as const, "failed" as const, "cancelled" as const),
  });

  it("keeps each task in exactly one place, counts live attempts rightly, and never leaves a final state", () => {
    fc.assert(
      fc.property(fc.array(someEvent, { maxLength: 80 }), (script) => {
        let status = newStatus(aJob({ spec: aSpec({ array: { from: 0, to: TASKS - 1, step: 1 } }) }));
        const attempts = new Map<number, Attempt>();
        let tries = 0;
        for (const { element, type, state } of script) {
          const before = status;
          const attempt = attempts.get(element);
          const known = attempt?.taskId ?? taskIdOf(1, element, 99, 1);
          tries += 1;
          const event: JobEvent =
            type === "launched"
              ? { type, start: aStart({ element, index: element, attempt: tries }) }
              : type === "ended"
                ? { type, taskId: known, end: { state } }
                : type === "retried"
                  ? { type: "ended", taskId: known, end: { state: "failed", retryAtMs: 5 } }
                  : type === "stopping"
                    ? { type, taskId: known, cause: "WalltimeReached" }
                    : type === "cancel_requested"
                      ? { type, by: "ada" }
                      : type === "task_cancelled"
                        ? { type: "cancel_requested", by: "ada", elements: [[element, TASKS]] }
                        : type === "held"
                          ? { type, by: "user" }
                          : type === "suspended"
                            ? { type, by: "user" }
                            : type === "released" || type === "resumed" || type === "deadline_passed"
                              ? { type }
                              : type === "changed"
                                ? { type, by: "ada", changes: { priority: tries } }
                                : type === "dependency_failed"
                                  ? { type, on: 9 }
                                  : type === "dependency_kept"
                                    ? { type: "dependency_failed", on: 9, index: tries, hold: true }
                                    : { type, taskId: known };
          const whole = type === "launched" || !("taskId" in event);
          const step = transition(1, status, whole ? undefined : attempt, event, tries);
          if (step.kind === "ignored") continue;
          assert.ok(!isFinal(before.state), "moved after its end");
          status = step.status;
          if (step.attempt !== undefined) attempts.set(step.attempt.element, step.attempt);
          const live = [...attempts.values()].filter((one) => !isFinal(one.state));
          const sets = [
            status.waiting,
            status.succeeded,
            status.failed,
            status.cancelled,
            live.map((one) => [one.element, one.element] as const),
          ];
          const all = sets.flatMap((set) => Array.from(ranges.values(set))).sort((a, b) => a - b);
          assert.deepEqual(all, [0, 1, 2, 3]);
          for (const kind of ["starting", "running", "suspended", "stopping"] as const) {
            assert.equal(status[kind] ?? 0, live.filter((one) => one.state === kind).length, kind);
          }
          if (type === "changed") assert.equal(status.changes?.priority, tries);
          assert.equal(status.unreachable, live.filter((one) => one.unreachableSinceMs !== undefined).length);
          assert.equal(isFinal(status.state), status.waiting.length === 0 && live.length === 0);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe("a task id", () => {
  it("tells job, index, attempt and epoch", () => {
    assert.deepEqual(parseTaskId(taskIdOf(12, 3, 2, 7)), { job: 12, index: 3, attempt: 2, epoch: 7 });
    assert.deepEqual(parseTaskId("12.1.7"), { job: 12, attempt: 1, epoch: 7 });
  });
  it("is not read from what is no task id", () => {
    for (const text of ["", "12", "12.1", "a.1.1", "12-3", "0.1.1", "12.01.1", "1.1.1 ", "12-3.1.1.1"]) {
      assert.equal(parseTaskId(text), undefined, text);
    }
  });
  it("is used for attempts of the builder, too", () => assert.equal(anAttempt().taskId, "1.1.1"));
});

describe("a job that is held while one of its tasks starts", () => {
  const job = aJob();
  const start = aStart();
  const launched = moved(transition(1, newStatus(job), undefined, { type: "launched", start }, 2000));
  const held = moved(transition(1, launched.status, undefined, { type: "held", by: "user" }, 2100));
  const end: AttemptEnd = {
    state: "failed",
    reason: "LaunchDropped",
    message: "the secret is not there",
    neverBegan: true,
    retryAtMs: 3000,
  };
  const after = moved(
    transition(1, held.status, launched.attempt, { type: "ended", taskId: start.taskId, end }, 2200),
  );

  it("says why that task came to nothing, as long as it is held", () => {
    const { heldBy, message, reason, state } = after.status;
    assert.deepEqual(
      [state, reason, heldBy, message],
      ["held", "HeldByUser", "user", "the secret is not there"],
    );
    const byAdmin = moved(transition(1, after.status, undefined, { type: "held", by: "admin" }, 2300)).status;
    assert.deepEqual([byAdmin.reason, byAdmin.message], ["HeldByAdmin", "the secret is not there"]);
  });

  it("says so no more once it is released", () => {
    const free = moved(transition(1, after.status, undefined, { type: "released" }, 2300)).status;
    assert.deepEqual([free.state, free.message], ["pending", undefined]);
  });
});
