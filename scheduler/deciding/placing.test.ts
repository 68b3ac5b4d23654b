import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { aRetryPolicy, someResources } from "../../jobs/life/job.builders.ts";
import type { Constraint } from "../../jobs/spec/constraint.ts";
import * as ranges from "../../resources/ranges.ts";
import { NO_RESOURCES } from "../../resources/vector.ts";
import { CAPABLE, aCore, callsOf, job, launched, launchedIds, vector } from "../core/core.builders.ts";

const cpus = (count: number) => ({ resources: someResources({ cpus: count }) });

describe("offers of one agent in two lots", () => {
  it("are answered each by itself: no task takes from both", () => {
    const c = aCore();
    c.connect();
    c.submit(job(1, cpus(3)), job(2, cpus(2)), job(3, cpus(2)));
    const decision = c.cycle(c.offer("a1", 2, 8, { lot: "batch" }), c.offer("a1", 2, 8, { lot: "night" }));
    assert.deepEqual(
      callsOf(decision, "launch").map(({ order }) => [order.offerIds, order.attempts.map((one) => one.job)]),
      [
        [["o1"], [2]],
        [["o2"], [3]],
      ],
    );
  });
  it("are put together within a lot", () => {
    const c = aCore();
    c.connect();
    c.submit(job(1, cpus(3)));
    const decision = c.cycle(c.offer("a1", 2, 8, { lot: "batch" }), c.offer("a1", 2, 8, { lot: "batch" }));
    assert.deepEqual(callsOf(decision, "launch")[0]?.order.offerIds, ["o1", "o2"]);
  });
  it("[C-43] lose only the one that is rescinded, and nothing when it is not known", () => {
    const c = aCore();
    c.connect();
    c.submit(job(1, cpus(1)));
    const decision = c.cycle(
      c.offer("a1", 2),
      c.offer("a1", 2),
      c.fromBackend({ type: "rescinded", offerId: "o1" }),
      c.fromBackend({ type: "rescinded", offerId: "never-seen" }),
    );
    assert.deepEqual(callsOf(decision, "launch")[0]?.order.offerIds, ["o2"]);
  });
});

describe("an array of which two tasks may run at once", () => {
  it("leaves no room that another of its tasks could use, where they avoid different agents", () => {
    const c = aCore({ quarantine: false });
    c.connect();
    c.cycle(c.inventory(["a1", 8, 64], ["a2", 8, 64]));
    const retry = aRetryPolicy({ maxAttempts: 3, on: ["launch"] });
    c.submit(job(1, { retry, array: { from: 0, to: 2, step: 1, maxConcurrent: 2 } }));
    const fail = (agentId: string, count: number) => {
      const started = launched(c.cycle(c.offer(agentId, count)));
      assert.equal(started.length, count);
      c.cycle(...started.map(({ taskId }) => c.status(taskId, "failed", { agentId, fault: "launch" })));
    };
    fail("a1", 2);
    fail("a2", 1);
    c.advance(60_000);
    // Both that avoid a1 have the cycle, and a2 has room for one of them.
    const starts = launched(c.cycle(c.offer("a1", 2), c.offer("a2", 1)));
    assert.deepEqual(starts.map(({ placement }) => placement.agentId).toSorted(), ["a1", "a2"]);
  });
});

describe("host ports", () => {
  const ports = (count: number) => ({ resources: someResources({ ports: count }) });
  it("are the lowest that are free, and are in the journal and in the launch", () => {
    const c = aCore();
    c.connect();
    c.submit(job(1, ports(2)));
    const decision = c.cycle(
      c.offer("a1", 4, 8, {
        ports: [
          [31_000, 31_000],
          [31_005, 31_009],
        ],
      }),
    );
    assert.deepEqual(launched(decision)[0]?.ports, [31_000, 31_005]);
    const [record] = decision.records;
    assert.ok(record?.type === "job" && record.event.type === "launched");
    assert.deepEqual(record.event.start.ports, [31_000, 31_005]);
  });
  it("[C-36] are inside what is offered, and no two tasks of one answer share one", () => {
    const offered = fc
      .uniqueArray(fc.integer({ min: 31_000, max: 31_030 }), { maxLength: 20 })
      .map((all) => ranges.normalise(all.map((port) => [port, port] as const)));
    fc.assert(
      fc.property(offered, fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 8 }), (free, wanted) => {
        const c = aCore();
        c.connect();
        c.submit(...wanted.map((count, n) => job(n + 1, ports(count))));
        const given = launched(c.cycle(c.offer("a1", 64, 64, { ports: free })));
        const all = given.flatMap((attempt) => attempt.ports ?? []);
        assert.equal(new Set(all).size, all.length);
        assert.ok(all.every((port) => ranges.contains(free, port)));
        for (const attempt of given) assert.equal(attempt.ports?.length ?? 0, wanted[attempt.job - 1]);
      }),
    );
  });
  it("keep a job from an agent that has too few", () => {
    const c = aCore();
    c.connect();
    c.submit(job(1, ports(3)), job(2, ports(1)));
    assert.deepEqual(launchedIds(c.cycle(c.offer("a1", 4, 8, { ports: [[31_000, 31_001]] }))), ["2.1.1"]);
  });
});

describe("constraints", () => {
  const inZone = (zone: string): Constraint => ({ attribute: "zone", op: "eq", values: [zone] });
  it("send a job to the agents that meet them, and let others pass", () => {
    const c = aCore();
    c.connect();
    c.submit(job(1, { constraints: [inZone("b")] }), job(2));
    assert.deepEqual(launchedIds(c.cycle(c.offer("a1", 1, 8, { attributes: { zone: "a" } }))), ["2.1.1"]);
    assert.deepEqual(launchedIds(c.cycle(c.offer("a2", 1, 8, { attributes: { zone: "b" } }))), ["1.1.1"]);
  });
  it("are added to by the rules of the site, also while it runs", () => {
    const c = aCore({ agentRules: [{ when: "gpus", require: [inZone("b")] }] });
    c.connect();
    c.submit(job(1, { resources: someResources({ gpus: 1 }) }));
    const more = { attributes: { zone: "a" }, resources: { ...vector(4, 8), gpus: 1 } };
    assert.deepEqual(launchedIds(c.cycle(c.offer("a1", 4, 8, more))), []);
    c.core.configure({ agentRules: [] });
    assert.deepEqual(launchedIds(c.cycle(c.offer("a1", 4, 8, more))), ["1.1.1"]);
  });
  it("of a cluster are what it can do at all", () => {
    const c = aCore();
    c.core.addBackend("swarm", undefined, { ...CAPABLE, gpus: false });
    c.cycle({ type: "backend", backend: "swarm", event: { type: "connected", registrationId: "s" } });
    c.submit(job(1, { resources: someResources({ gpus: 1 }) }));
    const offer = c.offer("a1", 4, 8, { resources: { ...vector(4, 8), gpus: 1 } });
    assert.ok(offer.type === "backend");
    assert.deepEqual(launchedIds(c.cycle({ ...offer, backend: "swarm" })), []);
    assert.deepEqual(launchedIds(c.cycle(offer)), ["1.1.1"]);
  });
});

describe("what a site runs beside each task", () => {
  it("takes room of its own, and is not charged to the job", () => {
    const c = aCore({ overhead: { ...NO_RESOURCES, cpusMilli: 500 } });
    c.connect();
    c.submit(job(1), job(2), job(3));
    const started = launched(c.cycle(c.offer("a1", 4, 64)));
    assert.deepEqual(
      started.map(({ taskId, resources }) => [taskId, resources.cpusMilli]),
      [
        ["1.1.1", 1000],
        ["2.1.1", 1000],
      ],
    );
  });
});

describe("resources that can be taken away", () => {
  it("are for jobs that allow it", () => {
    const c = aCore();
    c.connect();
    c.submit(job(1), job(2, { preemptible: true }));
    const more = { resources: vector(0, 0), revocable: vector(8, 64) };
    assert.deepEqual(launchedIds(c.cycle(c.offer("a1", 0, 0, more))), ["2.1.1"]);
  });
  it("[C-35] make up all of a kind or nothing of it", () => {
    const c = aCore();
    c.connect();
    c.submit(job(1, { preemptible: true, ...cpus(3) }));
    const mixed = { resources: vector(2, 8), revocable: vector(2, 8) };
    assert.deepEqual(launchedIds(c.cycle(c.offer("a1", 0, 0, mixed))), [], "2 and 2 CPUs are not 3");
    const perKind = { resources: vector(0, 8), revocable: vector(3, 0) };
    assert.deepEqual(launchedIds(c.cycle(c.offer("a2", 0, 0, perKind))), ["1.1.1"]);
  });
  it("are used up before others, so that these are left for jobs that need them", () => {
    const c = aCore();
    c.connect();
    c.submit(job(1, { preemptible: true }), job(2));
    const more = { resources: vector(1, 8), revocable: vector(1, 8) };
    assert.deepEqual(launchedIds(c.cycle(c.offer("a1", 0, 0, more))), ["1.1.1", "2.1.1"]);
  });
});

describe("a job that may not use an agent", () => {
  it("does not hide those behind it: a long one before a maintenance", () => {
    const c = aCore({ nowMs: 0, maintenance: { policy: "finish", marginMs: 60_000, assumedMs: 86_400_000 } });
    c.connect();
    c.submit(
      job(1, { walltimeSeconds: 7200 }),
      job(2),
      job(3, { walltimeSeconds: 3600 }),
      job(4, { walltimeSeconds: 3540 }),
    );
    const decision = c.cycle(c.offer("a1", 8, 64, { unavailability: { startMs: 3_600_000 } }));
    assert.deepEqual(launchedIds(decision), ["4.1.1"], "an hour is too long with a minute's margin");
    assert.deepEqual(launchedIds(c.cycle(c.offer("a2", 8))), ["1.1.1", "2.1.1", "3.1.1"]);
  });
  it("does not hide one that comes later, when there was none before", () => {
    const c = aCore({ nowMs: 0, maintenance: { policy: "finish", marginMs: 60_000, assumedMs: 86_400_000 } });
    c.connect();
    c.submit(job(1, { walltimeSeconds: 7200 }), job(2));
    const unavailability = { startMs: 3_600_000 };
    for (let n = 0; n < 2; n += 1)
      assert.deepEqual(launchedIds(c.cycle(c.offer("a1", 8, 64, { unavailability }))), []);
    c.submit(job(3, { walltimeSeconds: 60 }));
    assert.deepEqual(launchedIds(c.cycle(c.offer("a1", 8, 64, { unavailability }))), ["3.1.1"]);
    c.submit(job(4, { walltimeSeconds: 120 }));
    assert.deepEqual(launchedIds(c.cycle(c.offer("a1", 8, 64, { unavailability }))), ["4.1.1"]);
  });
  it("[F-16] does not hide those behind it: one that failed there", () => {
    const c = aCore();
    c.connect();
    c.cycle(c.inventory(["a1", 4, 64], ["a2", 4, 64]));
    c.submit(job(1));
    c.cycle(c.offer("a1", 1));
    c.cycle(c.status("1.1.1", "failed", { fault: "launch" }));
    c.submit(job(2));
    c.advance(5000);
    assert.deepEqual(launchedIds(c.cycle(c.offer("a1", 4))), ["2.1.1"]);
    assert.deepEqual(launchedIds(c.cycle(c.offer("a2", 4))), ["1.2.1"]);
  });
  it("goes there again when no other agent would do", () => {
    const c = aCore();
    c.connect();
    c.cycle(c.inventory(["a1", 4, 64], ["small", 0.5, 64]));
    c.submit(job(1));
    c.cycle(c.offer("a1", 1));
    c.cycle(c.status("1.1.1", "failed", { fault: "launch" }));
    c.advance(5000);
    assert.deepEqual(launchedIds(c.cycle(c.offer("a1", 4))), ["1.2.1"]);
  });
  it("goes there again when its owner allows it", () => {
    const c = aCore();
    c.connect();
    c.cycle(c.inventory(["a1", 4, 64], ["a2", 4, 64]));
    const { retry } = job(1).spec;
    c.submit(job(1, { retry: { ...retry, avoidFailedNodes: false } }));
    c.cycle(c.offer("a1", 1));
    c.cycle(c.status("1.1.1", "failed", { fault: "launch" }));
    c.advance(5000);
    assert.deepEqual(launchedIds(c.cycle(c.offer("a1", 4))), ["1.2.1"]);
  });
});

describe("what became of offers", () => {
  it("[C-57] is told with every decision, the useless ones by what they lack", () => {
    const c = aCore();
    c.connect();
    assert.deepEqual(c.cycle(c.offer("a1", 4)).offers, { used: 0, declined: { nothing_waits: 1 } });
    c.submit(job(1, { ...cpus(4), constraints: [{ attribute: "zone", op: "exists", values: [] }] }));
    const zone = { attributes: { zone: "a" } };
    assert.deepEqual(c.cycle(c.offer("a1", 2, 64, zone)).offers.declined, { cpu: 1 });
    assert.deepEqual(c.cycle(c.offer("a1", 4, 0, zone)).offers.declined, { mem: 1 });
    assert.deepEqual(c.cycle(c.offer("a1", 8)).offers.declined, { constraint: 1 });
    const leaving = { ...zone, unavailability: { startMs: 1_100_000 } };
    assert.deepEqual(c.cycle(c.offer("a1", 8, 64, leaving)).offers.declined, { maintenance: 1 });
    assert.deepEqual(c.cycle(c.offer("a1", 8, 64, zone)).offers, { used: 1, declined: {} });
  });
  it("[C-39] is a refusal: long while nothing waits, short for the rests of a used one", () => {
    const c = aCore({ refuseMs: 60_000, refuseRestsMs: 5000, refuseIdleMs: 3_600_000 });
    c.connect();
    assert.equal(callsOf(c.cycle(c.offer("a1", 4)), "decline")[0]?.refuseMs, 3_600_000);
    c.submit(job(1), job(2, cpus(8)));
    assert.equal(callsOf(c.cycle(c.offer("a1", 4)), "launch")[0]?.order.refuseMs, 5000);
    assert.equal(callsOf(c.cycle(c.offer("a2", 4)), "decline")[0]?.refuseMs, 60_000);
    c.core.configure({ refuseMs: 30_000 });
    assert.equal(callsOf(c.cycle(c.offer("a2", 4)), "decline")[0]?.refuseMs, 30_000);
  });
});

describe("a cycle that would start very much", () => {
  it("starts a part of it, and the rest in the turn that follows at once", () => {
    const c = aCore({ launchesMax: 2 });
    c.connect();
    c.submit(...[1, 2, 3].map((id) => job(id)));
    assert.deepEqual(launchedIds(c.cycle(c.offer("a1", 2), c.offer("a2", 2))), ["1.1.1", "2.1.1"]);
    assert.equal(c.core.nextTimerMs(), 1_000_000);
    assert.deepEqual(launchedIds(c.cycle()), ["3.1.1"]);
  });
});

describe("the same events", () => {
  it("lead to the same decisions, whatever is changed meanwhile", () => {
    const history = () => {
      const c = aCore();
      const decisions = [c.connect(), c.submit(job(1), job(2), job(3, cpus(4)))];
      decisions.push(c.cycle(c.offer("a1", 1)));
      c.core.configure({ refuseMs: 1000, reserveAfterMs: 5000 });
      decisions.push(c.cycle(c.offer("a2", 2)), c.advance(20_000), c.cycle(c.offer("a1", 1)));
      return JSON.stringify(decisions);
    };
    assert.equal(history(), history());
  });
});

describe("a job that may use some clusters only", () => {
  const twoClusters = (queueExecutors: Readonly<Record<string, readonly string[]>> = {}) => {
    const c = aCore({ queueExecutors });
    c.core.addBackend("docker", undefined, CAPABLE);
    c.connect();
    c.cycle({ type: "backend", backend: "docker", event: { type: "connected", registrationId: "d-1" } });
    return c;
  };
  it("starts on the one that it names", () => {
    const c = twoClusters();
    c.submit(job(1, { executor: "docker" }), job(2, { executor: "mesos" }));
    assert.deepEqual(launchedIds(c.cycle(c.offer("a1", 8))), ["2.1.1"]);
    const causes = c.core.explain(1)?.causes ?? [];
    assert.ok(
      causes.some((cause) => cause.kind === "no_match"),
      JSON.stringify(causes),
    );
  });
  it("starts on those of its queue, also when that has changed since", () => {
    const c = twoClusters({ short: ["docker"] });
    c.submit(job(1, { queue: "short" }));
    assert.deepEqual(launchedIds(c.cycle(c.offer("a1", 8))), []);
    c.core.configure({ queueExecutors: { short: ["mesos", "docker"] } });
    assert.deepEqual(launchedIds(c.cycle(c.offer("a1", 8))), ["1.1.1"]);
  });
});
