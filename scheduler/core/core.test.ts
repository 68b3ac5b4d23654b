import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { fifoOrder } from "../../fair-share/order.ts";
import { aRetryPolicy, someResources } from "../../jobs/life/job.builders.ts";
import { sentences } from "../../offers/sentences.ts";
import { aCore, after, callsOf, job, known, launched, launchedIds, recorded } from "./core.builders.ts";

describe("a job that meets an offer", () => {
  it("is filed, launched and started in one decision, and the offer is used", () => {
    const c = aCore();
    c.connect();
    c.submit(job(1));
    const decision = c.cycle(c.offer("a1", 4));
    assert.deepEqual(launchedIds(decision), ["1.1.1"]);
    assert.deepEqual(recorded(decision), ["1:launched"]);
    assert.equal(callsOf(decision, "decline").length, 0);
  });

  it("runs, ends and is acknowledged after the record of it", () => {
    const c = aCore();
    c.connect();
    c.submit(job(1));
    c.cycle(c.offer("a1", 4));
    const running = c.cycle(c.status("1.1.1", "running", { acknowledgement: "u1" }));
    assert.deepEqual(recorded(running), ["1:running"]);
    assert.equal(callsOf(running, "acknowledge").length, 1);
    const ended = c.cycle(c.status("1.1.1", "finished", { acknowledgement: "u2" }));
    assert.deepEqual(recorded(ended), ["1:ended"]);
    assert.equal(c.core.explain(1), undefined);
  });

  it("[C-26] [F-19] changes nothing when the same news comes twice, and acknowledges it all the same", () => {
    const c = aCore();
    c.connect();
    c.submit(job(1));
    c.cycle(c.offer("a1", 4));
    c.cycle(c.status("1.1.1", "finished", { acknowledgement: "u1" }));
    const again = c.cycle(c.status("1.1.1", "finished", { acknowledgement: "u1" }));
    assert.deepEqual(recorded(again), []);
    assert.equal(callsOf(again, "acknowledge").length, 1);
  });
});

describe("one offer and many jobs", () => {
  it("is filled up to its size, small jobs passing one that does not fit", () => {
    const c = aCore();
    c.connect();
    const cpus = (n: number) => ({ resources: someResources({ cpus: n }) });
    c.submit(job(1, cpus(8)), job(2, cpus(2)), job(3, cpus(1)), job(4, cpus(2)));
    assert.deepEqual(launchedIds(c.cycle(c.offer("a1", 4))), ["2.1.1", "3.1.1"]);
  });

  it("goes by priority, then age, within one account", () => {
    const c = aCore();
    c.connect();
    c.submit(job(1, { priority: 10 }), job(2, { priority: 90 }), job(3, { priority: 90 }));
    assert.deepEqual(launchedIds(c.cycle(c.offer("a1", 2))), ["2.1.1", "3.1.1"]);
  });

  it("is shared equally among users, whoever came first with however many", () => {
    const c = aCore();
    c.connect();
    const many = Array.from({ length: 50 }, (_, n) => job(n + 1, { user: "ada" }));
    c.submit(...many, job(51, { user: "bob" }), job(52, { user: "bob" }));
    c.cycle(c.offer("a1", 1)); // ada's first begins
    c.advance(10_000);
    assert.deepEqual(launchedIds(c.cycle(c.offer("a2", 1))), ["51.1.1"]);
  });

  it("goes to the oldest under fifo", () => {
    const c = aCore({ policy: fifoOrder });
    c.connect();
    c.submit(job(1), job(2), job(3, { user: "bob" }));
    assert.deepEqual(launchedIds(c.cycle(c.offer("a1", 2))), ["1.1.1", "2.1.1"]);
  });
});

describe("offers when nothing waits", () => {
  it("[C-41] are suppressed once, and revived by the next job", () => {
    const c = aCore();
    assert.equal(callsOf(c.connect(), "suppress").length, 1);
    assert.equal(callsOf(c.advance(5000), "suppress").length, 0);
    const decision = c.submit(job(1));
    assert.equal(callsOf(decision, "revive").length, 1);
  });

  it("[C-42] are declined when they come all the same", () => {
    const c = aCore();
    c.connect();
    assert.equal(callsOf(c.cycle(c.offer("a1", 4)), "decline").length, 1);
  });
});

describe("a job that fits nowhere now", () => {
  it("is told which agent lacks what, with counts that add up", () => {
    const c = aCore();
    c.connect();
    c.cycle(c.inventory(["a1", 4, 64], ["a2", 2, 64]));
    c.submit(job(1, { resources: someResources({ cpus: 3 }) }));
    c.cycle(c.offer("a1", 2), c.offer("a2", 2));
    const explanation = c.core.explain(1);
    assert.ok(explanation !== undefined);
    const cause = explanation.causes.find((one) => one.kind === "no_room");
    assert.ok(cause?.kind === "no_room", JSON.stringify(explanation));
    assert.deepEqual(cause.refusals, [{ lacking: "cpusMilli", agents: 2, hostname: "a1.example" }]);
    assert.equal(cause.nearest.hostname, "a1.example");
    assert.match(sentences(explanation)[0] ?? "", /3 CPUs.*a1\.example.*2/);
  });

  it("is told when no agent could ever take it, and which is nearest", () => {
    const c = aCore();
    c.connect();
    c.cycle(c.inventory(["a1", 4, 64], ["a2", 2, 64]));
    c.submit(job(1, { resources: someResources({ cpus: 100 }) }));
    const cause = c.core.explain(1)?.causes[0];
    assert.ok(cause?.kind === "never_fits");
    assert.deepEqual([cause.nearest.hostname, cause.agents], ["a1.example", 2]);
  });
});

describe("a cancel", () => {
  it("ends a waiting job at once", () => {
    const c = aCore();
    c.connect();
    c.submit(job(1));
    assert.deepEqual(recorded(c.request({ verb: "cancel" })), ["taken", "1:cancel_requested"]);
    assert.deepEqual(launchedIds(c.cycle(c.offer("a1", 4))), []);
  });

  it("[C-45] kills what runs, again while it goes on, and ends as cancelled", () => {
    const c = aCore();
    c.connect();
    c.submit(job(1));
    c.cycle(c.offer("a1", 4), c.status("1.1.1", "running"));
    c.cycle(c.status("1.1.1", "running"));
    assert.equal(callsOf(c.request({ verb: "cancel" }), "kill").length, 1);
    assert.equal(callsOf(c.advance(11_000), "kill").length, 1);
    const ended = c.cycle(c.status("1.1.1", "killed"));
    const [record] = ended.records;
    assert.ok(record?.type === "job" && record.event.type === "ended");
    assert.equal(record.event.end.state, "cancelled");
  });

  it("with a grace time of its own stops with that, and without any when that is over", () => {
    const c = aCore();
    c.connect();
    c.submit(job(1, { graceSeconds: 30 }));
    c.cycle(c.offer("a1", 4), c.status("1.1.1", "running"));
    const graces = (decision: Parameters<typeof callsOf>[0]) =>
      callsOf(decision, "kill").map(({ graceMs }) => graceMs);
    assert.deepEqual(graces(c.request({ verb: "cancel", graceMs: 5000 })), [5000]);
    assert.deepEqual(graces(c.advance(4999)), []);
    assert.deepEqual(graces(c.advance(1)), [0]);
    assert.deepEqual(graces(c.advance(11_000)), [0]);
  });

  it("gives what stops already less time, and never more", () => {
    const c = aCore();
    c.connect();
    c.submit(job(1, { graceSeconds: 60 }));
    c.cycle(c.offer("a1", 4), c.status("1.1.1", "running"));
    const graces = (graceMs?: number) =>
      callsOf(c.request({ verb: "cancel", ...(graceMs === undefined ? {} : { graceMs }) }), "kill").map(
        (call) => call.graceMs,
      );
    assert.deepEqual(graces(), [60_000]);
    assert.deepEqual(graces(), [], "it is cancelled already");
    assert.deepEqual(graces(90_000), [], "that would be later");
    assert.deepEqual(graces(20_000), [20_000]);
    assert.deepEqual(graces(0), [0]);
    assert.deepEqual(graces(0), [], "there is no less");
  });

  it("of some tasks of an array ends those, and the others go on", () => {
    const c = aCore();
    c.connect();
    c.submit(job(1, { array: { from: 1, to: 6, step: 1 } }));
    c.cycle(c.offer("a1", 2));
    const elements = [[1, 3]] as const; // the tasks 2, which runs, and 3 and 4
    const decision = c.request({ verb: "cancel", elements });
    assert.deepEqual(recorded(decision), ["taken", "1:cancel_requested", "1:stopping"]);
    assert.deepEqual(
      callsOf(decision, "kill").map(({ task }) => task.taskId),
      ["1-2.1.1"],
    );
    const after = c.cycle(c.status("1-2.1.1", "killed"), c.offer("a1", 8));
    assert.deepEqual(launchedIds(after), ["1-5.1.1", "1-6.1.1"]);
  });

  it("of some tasks of a gang ends all of it", () => {
    const c = aCore();
    c.connect();
    c.submit(job(1, { array: { from: 1, to: 6, step: 1, gang: {} } }));
    c.request({ verb: "cancel", elements: [[1, 1]] });
    assert.deepEqual(launchedIds(c.cycle(c.offer("a1", 8))), []);
  });

  it("of tasks that others wait for settles those", () => {
    const c = aCore();
    c.connect();
    const dependencies = [{ job: 1, index: 2, on: "end", unmet: "fail" }] as const;
    c.submit(job(1, { hold: true, array: { from: 1, to: 6, step: 1 } }), job(7, { dependencies }));
    assert.deepEqual(launchedIds(c.cycle(c.offer("a1", 4))), []);
    c.request({ verb: "cancel", elements: [[1, 1]] });
    assert.deepEqual(launchedIds(c.cycle(c.offer("a1", 4))), ["7.1.1"]);
  });

  it("of a job that is over is taken out of the inbox and changes nothing", () => {
    const c = aCore();
    assert.deepEqual(recorded(c.request({ job: 77 })), ["taken"]);
  });
});

describe("a held job", () => {
  it("does not start until it is released, by whoever may", () => {
    const c = aCore();
    c.connect();
    c.submit(job(1, { hold: true }));
    assert.deepEqual(launchedIds(c.cycle(c.offer("a1", 4))), []);
    c.request({ verb: "hold", admin: true });
    c.request({ verb: "release", admin: false });
    assert.deepEqual(launchedIds(c.cycle(c.offer("a1", 4))), []);
    c.request({ verb: "release", admin: true });
    assert.deepEqual(launchedIds(c.cycle(c.offer("a1", 4))), ["1.1.1"]);
  });
});

describe("a job that waits for another", () => {
  const chain = () => {
    const c = aCore();
    c.connect();
    c.submit(
      job(1),
      job(2, { dependencies: [after(1)] }),
      job(3, { dependencies: [after(2, { on: "end" })] }),
    );
    return c;
  };
  it("starts when that one succeeded", () => {
    const c = chain();
    assert.deepEqual(launchedIds(c.cycle(c.offer("a1", 4))), ["1.1.1"]);
    assert.equal(c.core.explain(2)?.causes[0]?.kind, "dependencies");
    assert.deepEqual(launchedIds(c.cycle(c.status("1.1.1", "finished"), c.offer("a1", 4))), ["2.1.1"]);
  });
  it("fails when that one failed, and frees what waits for any end of it", () => {
    const c = chain();
    c.cycle(c.offer("a1", 4));
    const failed = c.cycle(c.status("1.1.1", "failed", { exitCode: 3 }), c.offer("a1", 4));
    assert.deepEqual(recorded(failed), ["1:ended", "2:dependency_failed", "3:launched"]);
  });
  it("fails at once when that one fails in the very turn in which both are filed", () => {
    const c = aCore();
    c.connect();
    const of = (id: number, parent: number) => job(id, { dependencies: [after(parent)] });
    const parents = new Map([[1, known({ state: "failed" })]]);
    const inputs = [of(2, 1), of(3, 2), of(4, 3)].map(
      (one) => ({ type: "submitted", key: `job/${one.id}`, job: one, parents }) as const,
    );
    const failed = recorded(c.cycle(...inputs)).filter((record) => record.endsWith("dependency_failed"));
    assert.deepEqual(failed, ["2:dependency_failed", "3:dependency_failed", "4:dependency_failed"]);
  });
  it("goes by the stored state of a job that ended long ago", () => {
    const c = aCore();
    c.connect();
    const parents = new Map([[1, known({ state: "failed" })]]);
    const decision = c.cycle({
      type: "submitted",
      key: "job/2",
      job: job(2, { dependencies: [after(1)] }),
      parents,
    });
    assert.deepEqual(recorded(decision), ["2:filed", "taken", "2:dependency_failed"]);
  });
});

describe("an array", () => {
  const array = (maxConcurrent?: number) =>
    job(1, {
      array: { from: 10, to: 18, step: 2, ...(maxConcurrent === undefined ? {} : { maxConcurrent }) },
    });
  it("starts its tasks under their indices", () => {
    const c = aCore();
    c.connect();
    c.submit(array());
    assert.deepEqual(launchedIds(c.cycle(c.offer("a1", 3))), ["1-10.1.1", "1-12.1.1", "1-14.1.1"]);
  });
  it("keeps its own limit, and says so", () => {
    const c = aCore();
    c.connect();
    c.submit(array(2));
    assert.deepEqual(launchedIds(c.cycle(c.offer("a1", 8))), ["1-10.1.1", "1-12.1.1"]);
    assert.equal(c.core.explain(1)?.causes[0]?.kind, "throttle");
    assert.deepEqual(launchedIds(c.cycle(c.status("1-10.1.1", "finished"), c.offer("a1", 8))), ["1-14.1.1"]);
  });
});

describe("an attempt that fails", () => {
  const retrying = {
    retry: aRetryPolicy({
      maxAttempts: 2,
      on: ["exit:75"],
      backoff: { initialSeconds: 10, factor: 2, maxSeconds: 60 },
    }),
  };
  it("is tried again after its backoff, up to its limit", () => {
    const c = aCore();
    c.connect();
    c.submit(job(1, retrying));
    c.cycle(c.offer("a1", 1));
    c.cycle(c.status("1.1.1", "running"));
    c.cycle(c.status("1.1.1", "failed", { exitCode: 75 }));
    assert.deepEqual(launchedIds(c.cycle(c.offer("a1", 1))), []);
    assert.equal(c.core.explain(1)?.causes[0]?.kind, "backoff");
    c.advance(10_000);
    assert.deepEqual(launchedIds(c.cycle(c.offer("a1", 1))), ["1.2.1"]);
    c.cycle(c.status("1.2.1", "running"));
    c.cycle(c.status("1.2.1", "failed", { exitCode: 75 }));
    assert.equal(c.core.explain(1), undefined, "two attempts, no third");
  });
  it("is not tried again for an exit code that nobody named", () => {
    const c = aCore();
    c.connect();
    c.submit(job(1, retrying));
    c.cycle(c.offer("a1", 1));
    c.cycle(c.status("1.1.1", "failed", { exitCode: 1 }));
    assert.equal(c.core.explain(1), undefined);
  });
  it("is launched again without a charge when its offer was void", () => {
    const c = aCore();
    c.connect();
    c.submit(job(1, { retry: { ...retrying.retry, maxAttempts: 1 } }));
    for (const attempt of [1, 2, 3]) {
      assert.deepEqual(launchedIds(c.cycle(c.offer("a1", 1))), [`1.${attempt}.1`]);
      c.cycle(c.status(`1.${attempt}.1`, "dropped"));
      c.advance(1000);
    }
  });
});

describe("a time limit", () => {
  it("stops the task from when it runs, and fails the job as Walltime", () => {
    const c = aCore();
    c.connect();
    c.submit(job(1, { walltimeSeconds: 60 }));
    c.cycle(c.offer("a1", 1));
    c.advance(100_000);
    c.cycle(c.status("1.1.1", "running"));
    assert.equal(callsOf(c.advance(59_000), "kill").length, 0);
    assert.equal(callsOf(c.advance(1000), "kill").length, 1);
    const [record] = c.cycle(c.status("1.1.1", "killed")).records;
    assert.ok(record?.type === "job" && record.event.type === "ended");
    assert.equal(record.event.end.reason, "Walltime");
  });
});

describe("an agent that cannot be reached", () => {
  it("is a flag on its tasks; after the timeout they are lost and tried elsewhere", () => {
    const c = aCore();
    c.connect();
    c.submit(job(1));
    c.cycle(c.offer("a1", 1));
    c.cycle(c.status("1.1.1", "running"));
    assert.deepEqual(recorded(c.cycle(c.status("1.1.1", "unreachable"))), ["1:unreachable"]);
    assert.deepEqual(recorded(c.advance(59_000)), []);
    assert.deepEqual(recorded(c.advance(1000)), ["1:ended"]);
    c.advance(5000);
    assert.deepEqual(launchedIds(c.cycle(c.offer("a2", 1))), ["1.2.1"]);
  });
  it("makes no difference when it is back in time", () => {
    const c = aCore();
    c.connect();
    c.submit(job(1));
    c.cycle(c.offer("a1", 1));
    c.cycle(c.status("1.1.1", "running"), c.status("1.1.1", "unreachable"));
    assert.deepEqual(recorded(c.cycle(c.status("1.1.1", "running"))), ["1:reachable"]);
    assert.deepEqual(recorded(c.advance(120_000)), []);
  });
});

describe("an agent that is lost", () => {
  it("[F-10] makes the core ask for its tasks, since one that had just ended may never be told", () => {
    const c = aCore();
    c.connect();
    c.submit(job(1), job(2));
    c.cycle(c.offer("a1", 1), c.offer("a2", 1));
    const decision = c.cycle(c.fromBackend({ type: "agent_lost", agentId: "a1" }));
    assert.deepEqual(
      callsOf(decision, "reconcile").map((call) => call.tasks.map((task) => task.taskId)),
      [["1.1.1"]],
    );
  });
});

describe("a reconciliation that somebody wants", () => {
  it("asks for what is live and for the rest, and tells again what should stop", () => {
    const c = aCore();
    c.connect();
    c.submit(job(1));
    c.cycle(c.offer("a1", 1));
    c.request({ verb: "cancel" });
    const decision = c.cycle({ type: "reconcile" });
    assert.deepEqual(
      callsOf(decision, "reconcile").map((call) => call.tasks.map((task) => task.taskId)),
      [["1.1.1"], []],
    );
    assert.equal(callsOf(decision, "kill").length, 1);
  });

  it("asks no cluster that is away", () => {
    const c = aCore();
    assert.deepEqual(callsOf(c.cycle({ type: "reconcile" }), "reconcile"), []);
  });
});

describe("a new connection", () => {
  it("asks for what is live, then for what is not known, and kills what nobody accounts for", () => {
    const c = aCore();
    c.connect();
    c.submit(job(1));
    c.cycle(c.offer("a1", 1));
    const decision = c.connect();
    assert.deepEqual(
      callsOf(decision, "reconcile").map((call) => call.tasks.map((task) => task.taskId)),
      [["1.1.1"], []],
    );
    const orphan = c.cycle(c.status("9.1.1", "running", { acknowledgement: "u" }));
    assert.deepEqual(
      callsOf(orphan, "kill").map((call) => call.task.taskId),
      ["9.1.1"],
    );
    assert.equal(callsOf(orphan, "acknowledge").length, 1);
  });
  it("leaves tasks of others alone", () => {
    const c = aCore();
    c.connect();
    for (const foreign of ["their-task", "1.1.99"]) {
      assert.equal(callsOf(c.cycle(c.status(foreign, "running")), "kill").length, 0, foreign);
    }
  });
  it("[C-9] stores the registration before anything is launched under it", () => {
    assert.deepEqual(recorded(aCore().connect()), ["registered"]);
  });
});

describe("every offer", () => {
  it("is answered in the turn in which it came, one answer for all offers of an agent", () => {
    const c = aCore();
    c.connect();
    c.submit(job(1, { resources: someResources({ cpus: 3 }) }));
    const decision = c.cycle(c.offer("a1", 2), c.offer("a1", 2), c.offer("a2", 2));
    const [launch] = callsOf(decision, "launch");
    assert.deepEqual(launch?.order.offerIds, ["o1", "o2"]);
    assert.deepEqual(
      callsOf(decision, "decline").flatMap((call) => call.offerIds),
      ["o3"],
    );
    assert.equal(launched(decision).length, 1);
  });
  it("[C-43] is forgotten when it is rescinded before the cycle", () => {
    const c = aCore();
    c.connect();
    c.submit(job(1));
    const decision = c.cycle(c.offer("a1", 4), c.fromBackend({ type: "rescinded", offerId: "o1" }));
    assert.deepEqual([launchedIds(decision), callsOf(decision, "decline")], [[], []]);
  });
});
