import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { someResources } from "../../jobs/life/job.builders.ts";
import { sentences } from "../../offers/sentences.ts";
import { aCore, callsOf, job, launched, launchedIds, recorded, vector } from "../core/core.builders.ts";
import type { Decision } from "../state/decision.ts";

const GIB = 1024 ** 3;
const wide = (id: number, fields: Parameters<typeof job>[1] = {}) =>
  job(id, { user: "wilma", resources: someResources({ cpus: 16, memoryBytes: 16 * GIB }), ...fields });
const done = (operationId: string) => ({ type: "operation", operationId, state: "done" }) as const;
const reservation = (id: string, cpus: number, memGib: number) => ({
  reservations: [{ id, resources: vector(cpus, memGib, 0), volumes: [] }],
});
const operationId = (decision: Decision): string => {
  const [call] = [...callsOf(decision, "reserve"), ...callsOf(decision, "unreserve")];
  assert.ok(call !== undefined, "no operation was asked for");
  return call.order.operationId;
};

/** A wide job that has been passed over by small ones for long enough: agent a1 is emptied for it. */
function aPlan(options: Parameters<typeof aCore>[0] = {}, fields: Parameters<typeof job>[1] = {}) {
  // Whatever is known of the ends of those: nobody else may use what is free, so it is collected at once.
  const c = aCore({ reserveAfterMs: 60_000, backfill: { mode: "off", assumedMs: 86_400_000 }, ...options });
  c.connect();
  c.cycle(c.inventory(["a1", 16, 64], ["a2", 8, 64]));
  c.submit(wide(1, fields), ...Array.from({ length: 40 }, (_, n) => job(n + 2, { walltimeSeconds: 300 })));
  c.cycle(c.offer("a1", 16, 8), c.offer("a2", 8));
  c.advance(15_000);
  c.cycle(c.status("2.1.1", "finished"), c.offer("a1", 1, 4)); // a small one passes it
  c.advance(15_000);
  c.advance(15_000);
  c.advance(15_000);
  c.advance(15_000);
  return c;
}

describe("a wide job", () => {
  it("that is passed over for long enough gets what is offered of one agent, step by step", () => {
    const c = aPlan();
    const first = c.cycle(c.offer("a1", 2, 20));
    const [reserve] = callsOf(first, "reserve");
    assert.deepEqual(
      [reserve?.order.agentId, reserve?.order.offerIds, reserve?.order.reservation],
      ["a1", ["o4"], "job-1"],
    );
    assert.deepEqual(reserve?.order.resources, vector(2, 16, 0), "never more than is missing");
    c.cycle(c.fromBackend(done(operationId(first))));
    const second = c.cycle(c.offer("a1", 3, 4, reservation("job-1", 2, 16)));
    assert.deepEqual(callsOf(second, "reserve")[0]?.order.resources, vector(3, 0, 0));
    assert.deepEqual(launchedIds(second), [], "small ones do not get it");
  });
  for (const quota of [
    { user: "wilma", tasks: 0 },
    { user: "wilma", jobs: 0 },
  ])
    it(`gets nothing any more when limits let none of it start (${JSON.stringify(quota)})`, () => {
      const c = aPlan();
      assert.equal(c.core.countReservations().planned, 1);
      c.core.configure({ quotas: [quota] });
      assert.deepEqual(callsOf(c.cycle(c.offer("a1", 2, 20)), "reserve"), []);
      assert.equal(c.core.countReservations().planned, 0);
    });
  it("starts from its reservation as soon as that and the offers are enough", () => {
    const c = aPlan();
    c.cycle(c.fromBackend(done(operationId(c.cycle(c.offer("a1", 10, 20))))));
    const decision = c.cycle(c.offer("a1", 8, 4, reservation("job-1", 10, 16)));
    const [start, ...others] = launched(decision);
    assert.deepEqual(
      [start?.taskId, start?.reservation, start?.resources.cpusMilli],
      ["1.1.1", "job-1", 16_000],
    );
    assert.equal(others.length, 2, "the 2 CPUs that it leaves are for others");
    assert.ok(others.every((other) => other.reservation === undefined));
  });
  it("goes elsewhere when there is room meanwhile, and what was collected is given back", () => {
    const c = aPlan();
    c.cycle(c.fromBackend(done(operationId(c.cycle(c.offer("a1", 2, 4))))));
    const elsewhere = c.cycle(c.offer("a3", 16));
    assert.deepEqual(
      launched(elsewhere).map((one) => [one.taskId, one.placement.agentId, one.reservation]),
      [["1.1.1", "a3", undefined]],
    );
    const back = callsOf(c.cycle(c.offer("a1", 0, 0, reservation("job-1", 2, 4))), "unreserve");
    assert.deepEqual(back[0]?.order.reservations, ["job-1"]);
  });
  for (const mode of ["easy", "conservative"] as const) {
    /** All of a node of 4 CPUs is wanted, which small ones pass by. @returns what of it is reserved */
    const reservedBeside = (small: Parameters<typeof job>[1]) => {
      const c = aCore({ reserveAfterMs: 60_000, backfill: { mode, assumedMs: 86_400_000 } });
      c.connect();
      c.cycle(c.inventory(["a1", 4, 64]));
      const resources = someResources({ cpus: 4, memoryBytes: GIB });
      c.submit(wide(1, { resources }), ...Array.from({ length: 9 }, (_, n) => job(n + 2, small)));
      c.cycle(c.offer("a1", 3));
      c.advance(15_000);
      c.cycle(c.status("2.1.1", "finished"), c.offer("a1", 1)); // a small one passes it
      for (let waited = 0; waited < 60_000; waited += 15_000) c.advance(15_000);
      const decision = c.cycle(c.status("3.1.1", "finished"), c.offer("a1", 2));
      assert.deepEqual(launchedIds(decision), [], "it is kept for the wide one");
      return callsOf(decision, "reserve").map(({ order }) => [order.reservation, order.resources.cpusMilli]);
    };
    it(`gets what is free reserved at once where nobody can say when the rest will be (${mode})`, () => {
      assert.deepEqual(reservedBeside({}), [["job-1", 2000]]);
    });
    it(`gets nothing reserved long before the others must be over (${mode})`, () => {
      assert.deepEqual(reservedBeside({ walltimeSeconds: 3600 }), []);
    });
  }
  for (const [what, verb] of [
    ["is cancelled", "cancel"],
    ["is held", "hold"],
  ] as const) {
    it(`that ${what} gives back what was collected`, () => {
      const c = aPlan();
      c.cycle(c.fromBackend(done(operationId(c.cycle(c.offer("a1", 2, 4))))));
      c.request({ verb });
      const decision = c.cycle(c.offer("a1", 1, 4, reservation("job-1", 2, 4)));
      assert.deepEqual(callsOf(decision, "unreserve")[0]?.order.reservations, ["job-1"]);
      assert.equal(callsOf(decision, "launch").length, 0, "one answer to one offer");
    });
  }
  it("gets another agent when its own is lost", () => {
    const c = aPlan();
    c.cycle(c.offer("a1", 2, 20));
    c.cycle(c.fromBackend({ type: "agent_lost", agentId: "a1" }), c.inventory(["a2", 8, 64], ["a3", 32, 64]));
    c.cycle(c.offer("a3", 1, 4));
    c.advance(15_000);
    assert.equal(callsOf(c.cycle(c.offer("a3", 1, 4)), "reserve")[0]?.order.agentId, "a3");
  });
  it("is told that a node is being emptied for it, and how far that is", () => {
    const c = aPlan();
    c.cycle(c.fromBackend(done(operationId(c.cycle(c.offer("a1", 6, 20))))));
    const explanation = c.core.explain(1);
    assert.ok(explanation !== undefined);
    const cause = explanation.causes.find((one) => one.kind === "reserving");
    assert.deepEqual([cause?.agentId, cause?.reserved.cpusMilli], ["a1", 6000]);
    assert.ok(
      sentences(explanation).includes("node a1.example is being emptied for it: 6 of 16 CPUs so far"),
      sentences(explanation).join("\n"),
    );
  });
  it("whose job is an array gives the agent to others after each of its tasks", () => {
    const c = aPlan({}, { array: { from: 1, to: 3, step: 1 } });
    c.cycle(c.fromBackend(done(operationId(c.cycle(c.offer("a1", 10, 20))))));
    const start = c.cycle(c.offer("a1", 6, 0, reservation("job-1", 10, 16)));
    assert.deepEqual(launchedIds(start), ["1-1.1.1"]);
    const after = c.cycle(
      c.status("1-1.1.1", "finished"),
      c.offer("a1", 6, 48, reservation("job-1", 10, 16)),
    );
    assert.deepEqual(callsOf(after, "unreserve")[0]?.order.reservations, ["job-1"]);
  });
  it("keeps others from what is meant for it, and they are told so", () => {
    const c = aPlan();
    c.cycle(c.offer("a1", 2, 20)); // asked for; the answer is under way
    const decision = c.cycle(c.offer("a1", 1, 4));
    assert.deepEqual([launchedIds(decision), decision.offers.declined], [[], { reserved: 1 }]);
    const waiting = c.core.explain(40);
    assert.ok(waiting !== undefined);
    assert.match(sentences(waiting).join("\n"), /1 with room that is kept for job 1 \(a1\.example\)/);
  });
});

describe("a job that only waits for its place in fair-share order", () => {
  it("gets no agent for itself: everything that starts goes before it anyway", () => {
    const c = aCore({ reserveAfterMs: 10_000 });
    c.connect();
    c.cycle(c.inventory(["a1", 2, 64]));
    c.submit(...Array.from({ length: 10 }, (_, n) => job(n + 1)));
    c.cycle(c.offer("a1", 2));
    for (let n = 1; n < 6; n += 1) {
      c.advance(15_000);
      const decision = c.cycle(c.status(`${n}.1.1`, "finished"), c.offer("a1", 1));
      assert.deepEqual([callsOf(decision, "reserve").length, launchedIds(decision)], [0, [`${n + 2}.1.1`]]);
    }
  });
  it("does not see room for it in the rests of a full agent", () => {
    const c = aCore({ reserveAfterMs: 10_000 });
    c.connect();
    c.cycle(c.inventory(["a1", 2, 64]));
    c.submit(...Array.from({ length: 10 }, (_, n) => job(n + 1)));
    c.cycle(c.offer("a1", 2));
    for (let n = 0; n < 8; n += 1) {
      assert.deepEqual(callsOf(c.cycle(c.offer("a1", 0, 40)), "reserve"), []);
      c.advance(15_000);
    }
  });
  it("of a size that no agent ever has gets none either", () => {
    const c = aPlan();
    c.submit(wide(99, { resources: someResources({ cpus: 99 }) }));
    for (let n = 0; n < 10; n += 1) c.advance(15_000);
    assert.ok(c.core.explain(99)?.causes.some((cause) => cause.kind === "never_fits"));
    assert.equal(
      c.core.explain(99)?.causes.some((cause) => cause.kind === "reserving"),
      false,
    );
  });
});

describe("which agent is emptied", () => {
  it("is the one that is free first by the limits of what runs there", () => {
    const c = aCore({ reserveAfterMs: 10_000 });
    c.connect();
    c.cycle(c.inventory(["a1", 16, 64], ["a2", 16, 64], ["a3", 16, 64]));
    const running = (id: number, walltimeSeconds?: number) =>
      job(id, {
        resources: someResources({ cpus: 10 }),
        ...(walltimeSeconds === undefined ? {} : { walltimeSeconds }),
      });
    for (const [id, agent, limit] of [
      [1, "a1", 3600],
      [2, "a2", 600],
      [3, "a3", undefined],
    ] as const) {
      c.submit(running(id, limit));
      c.cycle(c.offer(agent, 16));
      c.cycle(c.status(`${id}.1.1`, "running"));
    }
    c.submit(wide(10), job(11));
    c.advance(2500);
    c.cycle(c.offer("a1", 1)); // job 11 passes
    for (let n = 0; n < 8; n += 1) c.advance(2500);
    assert.equal(c.core.explain(10)?.causes.find((cause) => cause.kind === "reserving")?.agentId, "a2");
  });
  it("is changed when nobody can say when it will be free, and of another one somebody can", () => {
    const c = aPlan();
    c.cycle(c.inventory(["a1", 16, 64], ["a2", 8, 64], ["a4", 16, 64]));
    const plannedOn = () => c.core.explain(1)?.causes.find((cause) => cause.kind === "reserving")?.agentId;
    c.submit(job(50, { user: "zoe", resources: someResources({ cpus: 10 }), walltimeSeconds: 60 }));
    c.cycle(c.offer("a4", 10, 20)); // the rest of it is not ours
    c.cycle(c.status("50.1.1", "running"));
    assert.equal(plannedOn(), "a1");
    c.advance(15_000);
    assert.equal(plannedOn(), "a1", "of a4 nobody can say, either");
    c.cycle(c.offer("a4", 6, 40));
    c.advance(15_000);
    assert.equal(plannedOn(), "a4");
  });
  it("is not one that goes away before the job could end", () => {
    const c = aPlan({ nowMs: 0 });
    c.request({ job: 1, verb: "hold" });
    c.cycle(c.offer("a1", 1, 4, { unavailability: { startMs: 600_000 } }));
    c.request({ job: 1, verb: "release" });
    for (let n = 0; n < 10; n += 1) c.advance(15_000);
    assert.equal(
      c.core.explain(1)?.causes.some((cause) => cause.kind === "reserving"),
      false,
    );
  });
});

describe("an operation", () => {
  it("that failed is not repeated at once; another agent is tried later", () => {
    const c = aPlan();
    const failed = operationId(c.cycle(c.offer("a1", 2, 4)));
    c.cycle(c.fromBackend({ type: "operation", operationId: failed, state: "failed" }));
    assert.equal(callsOf(c.cycle(c.offer("a1", 2, 4)), "reserve").length, 0);
    c.cycle(c.inventory(["a1", 16, 64], ["a2", 8, 64], ["a3", 16, 64]));
    c.cycle(c.offer("a3", 1, 4));
    c.advance(15_000);
    assert.equal(callsOf(c.cycle(c.offer("a3", 1, 4)), "reserve")[0]?.order.agentId, "a3");
  });
  it("of which nothing is heard is asked for after a minute, and after a new connection", () => {
    const c = aPlan();
    const open = operationId(c.cycle(c.offer("a1", 2, 4)));
    const asked = (decision: Decision) =>
      callsOf(decision, "reconcile_operations").flatMap((call) => call.operations);
    assert.deepEqual(asked(c.advance(59_000)), []);
    assert.deepEqual(asked(c.advance(1000)), [{ operationId: open, agentId: "a1" }]);
    c.cycle(c.fromBackend({ type: "disconnected", cause: "cut" }));
    assert.deepEqual(asked(c.connect()), [{ operationId: open, agentId: "a1" }]);
    c.cycle(c.fromBackend(done(open)));
    assert.deepEqual(asked(c.advance(60_000)), []);
  });
  it("whose effect an offer shows is taken as done", () => {
    const c = aPlan();
    c.cycle(c.offer("a1", 2, 20));
    const next = c.cycle(c.offer("a1", 3, 4, reservation("job-1", 2, 16)));
    assert.deepEqual(callsOf(next, "reserve")[0]?.order.resources, vector(3, 0, 0));
  });
  it("is not asked for again and again where it fails", () => {
    const c = aCore();
    c.connect();
    c.submit(job(1), job(2));
    const first = c.cycle(c.offer("a1", 1, 4, reservation("job-7", 1, 1)));
    c.cycle(c.fromBackend({ type: "operation", operationId: operationId(first), state: "failed" }));
    const again = c.cycle(c.offer("a1", 1, 4, reservation("job-7", 1, 1)));
    assert.deepEqual([callsOf(again, "unreserve").length, launchedIds(again)], [0, ["1.1.1"]]);
    c.advance(10_000);
    assert.equal(callsOf(c.cycle(c.offer("a1", 1, 4, reservation("job-7", 1, 1))), "unreserve").length, 1);
  });
});

describe("a reservation that nobody wants", () => {
  for (const id of ["job-77", "task-1.1.1", "of-somebody-who-is-gone"]) {
    it(`(${id}) is given back when an offer shows it`, () => {
      const c = aCore();
      c.connect();
      const decision = c.cycle(c.offer("a1", 2, 4, reservation(id, 1, 1)));
      const [call] = callsOf(decision, "unreserve");
      assert.deepEqual([call?.order.offerIds, call?.order.reservations], [["o1"], [id]]);
      assert.deepEqual(recorded(decision), [], "the journal knows nothing of reservations");
    });
  }
  it("keeps offers coming until the inventory shows it no more, also when nothing waits", () => {
    const c = aCore();
    assert.equal(callsOf(c.connect(), "suppress").length, 1);
    const left = { id: "task-9.1.1", resources: vector(0, 0, 100), volumes: ["task-9.1.1"] };
    const seen = c.cycle(c.inventory(["a1", 4, 64, { reservations: [left] }]));
    assert.equal(callsOf(seen, "revive").length, 1);
    const shown = c.cycle(c.offer("a1", 4, 8, { reservations: [left] }));
    assert.equal(callsOf(c.cycle(c.fromBackend(done(operationId(shown)))), "suppress").length, 1);
  });
  it("is not one of a task that runs", () => {
    const c = aCore();
    c.connect();
    c.submit(job(1));
    c.cycle(c.offer("a1", 1));
    const volume = { id: "task-1.1.1", resources: vector(0, 0, 100), volumes: ["task-1.1.1"] };
    const decision = c.cycle(c.inventory(["a1", 4, 64, { reservations: [volume] }]));
    assert.deepEqual([callsOf(decision, "revive").length, callsOf(decision, "suppress").length], [0, 0]);
    assert.equal(callsOf(c.cycle(c.offer("a1", 1, 4, { reservations: [volume] })), "unreserve").length, 0);
    const ended = c.cycle(c.status("1.1.1", "finished"), c.offer("a1", 1, 4, { reservations: [volume] }));
    assert.equal(callsOf(ended, "unreserve").length, 1);
  });
});

describe("a leader that has just begun", () => {
  const restarted = (jobs: readonly ReturnType<typeof job>[]) => {
    const c = aCore();
    c.connect();
    c.submit(...jobs);
    return c;
  };
  it("takes up the reservation of a job that still waits", () => {
    const c = restarted([wide(1)]);
    const kept = { id: "job-1", resources: vector(10, 16, 0), volumes: [] };
    c.cycle(c.inventory(["a1", 16, 64, { reservations: [kept] }]));
    const decision = c.cycle(c.offer("a1", 6, 4, { reservations: [kept] }));
    assert.equal(launched(decision)[0]?.reservation, "job-1");
  });
  it("takes up one for an agent, and gives others back: two would wait for each other", () => {
    const c = restarted([wide(1), wide(2)]);
    const kept = [1, 2].map((id) => ({ id: `job-${id}`, resources: vector(8, 16, 0), volumes: [] }));
    c.cycle(c.inventory(["a1", 16, 64, { reservations: kept }]));
    const decision = c.cycle(c.offer("a1", 0, 4, { reservations: kept }));
    assert.deepEqual(callsOf(decision, "unreserve")[0]?.order.reservations, ["job-2"]);
  });
  it("does not take up what comes later", () => {
    const c = restarted([wide(1)]);
    c.cycle(c.inventory(["a1", 16, 64]));
    const decision = c.cycle(c.offer("a1", 0, 4, reservation("job-1", 8, 16)));
    assert.deepEqual(callsOf(decision, "unreserve")[0]?.order.reservations, ["job-1"]);
  });
});
