import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { aRetryPolicy } from "../jobs/life/job.builders.ts";
import type { Fault } from "../offers/backend.ts";
import { sentences } from "../offers/sentences.ts";
import type { JudgedRecord } from "../store/trust.ts";
import { aCore, job, launched, launchedIds } from "./core/core.builders.ts";
import type { Decision } from "./state/decision.ts";

/** Three agents of 8 cpus; tasks of two users succeed on a2, and fail at once on a1. */
function aBlackHole(options: Parameters<typeof aCore>[0] = {}) {
  const c = aCore(options);
  c.connect();
  c.cycle(c.inventory(["a1", 8, 64], ["a2", 8, 64], ["a3", 8, 64]));
  const jobs = Array.from({ length: 60 }, (_, at) => job(at + 1, { user: at % 2 === 0 ? "ada" : "ben" }));
  c.submit(...jobs);
  let lost = 0;
  const judged = new Map<string, JudgedRecord>();
  let nowMs = 1_000_000;
  const run = (agent: string, count: number): Decision => {
    const started = launched(c.cycle(c.offer(agent, count)));
    c.advance(200);
    nowMs += 200;
    lost += agent === "a1" ? started.length : 0;
    const decision = c.cycle(
      ...started.map(({ taskId }) =>
        agent === "a1"
          ? c.status(taskId, "failed", { exitCode: 127, agentId: agent })
          : c.status(taskId, "finished", { agentId: agent }),
      ),
    );
    for (const record of decision.records) if (record.type === "judged") judged.set(record.agentId, record);
    return decision;
  };
  for (let round = 0; round < 3; round += 1) run("a2", 8);
  return { c, run, judged, lost: () => lost, nowMs: () => nowMs };
}

describe("an agent on which everything fails", () => {
  it("is left alone after a few attempts, and those who wait are told", () => {
    const { c, run, lost } = aBlackHole();
    for (let round = 0; round < 20; round += 1) run("a1", 1);
    assert.ok(lost() <= 5, `${lost()} attempts`);
    c.submit(job(99, { constraints: [{ attribute: "hostname", op: "eq", values: ["a1.example"] }] }));
    const explanation = c.core.explain(99);
    assert.ok(explanation !== undefined);
    assert.match(
      sentences(explanation).join("\n"),
      /1 with room, left alone until \d\d:\d\d UTC since too many tasks failed there \(a1\.example\)/,
    );
    assert.equal(c.cycle(c.offer("a1", 8)).offers.declined.quarantined, 1);
  });

  it("gets one task after its term, and everything again when that one goes well", () => {
    const { c, run } = aBlackHole();
    for (let round = 0; round < 20; round += 1) run("a1", 1);
    c.advance(30 * 60_000);
    const [canary, ...others] = launched(c.cycle(c.offer("a1", 8)));
    assert.ok(canary !== undefined);
    assert.equal(others.length, 0);
    assert.deepEqual(launchedIds(c.cycle(c.offer("a1", 7))), []);
    c.cycle(c.status(canary.taskId, "running"));
    c.advance(60_000);
    assert.equal(launched(c.cycle(c.offer("a1", 3))).length, 3, "it has run for a minute");
  });

  it("gets another task when the one that tries it is lost", () => {
    const { c, run } = aBlackHole();
    for (let round = 0; round < 20; round += 1) run("a1", 1);
    c.advance(30 * 60_000);
    const [canary] = launched(c.cycle(c.offer("a1", 8)));
    assert.ok(canary !== undefined);
    c.cycle(c.status(canary.taskId, "dropped"));
    assert.equal(launched(c.cycle(c.offer("a1", 8))).length, 1);
  });

  it("is tried like any other where the site wants it so", () => {
    const { run, lost } = aBlackHole({ quarantine: false });
    for (let round = 0; round < 20; round += 1) run("a1", 1);
    assert.equal(lost(), 20);
  });

  it("is as good as any when an operator has drained it and opens it again, for the next leader, too", () => {
    const { c, run } = aBlackHole();
    for (let round = 0; round < 20; round += 1) run("a1", 1);
    c.core.configure({ closings: [{ node: "a1.example", by: "olga", sinceMs: 0, reason: "a new disk" }] });
    const { policy, records } = c.cycle();
    assert.deepEqual(
      records.filter(({ type }) => type === "judged"),
      [{ type: "judged", backend: "mesos", agentId: "a1" }],
    );
    assert.deepEqual(
      policy.verdicts.map(({ before, standing }) => [before, standing.state]),
      [["quarantined", "well"]],
    );
    c.core.configure({ closings: [] });
    c.cycle();
    assert.equal(launched(c.cycle(c.offer("a1", 3))).length, 3);
  });

  it("is told of, once for each change", () => {
    const { c, run } = aBlackHole();
    const told: string[] = [];
    for (let round = 0; round < 20; round += 1)
      for (const { agentId, standing } of run("a1", 1).policy.verdicts)
        told.push(`${agentId} ${standing.state}`);
    assert.deepEqual(told.slice(-1), ["a1 quarantined"]);
    const counts = c.core.countApart();
    assert.equal(counts.held + counts.quarantined + counts.probation, 1);
  });
});

describe("the next leader", () => {
  /** All that the first one said of agents, in another core. */
  const takenOver = (first: ReturnType<typeof aBlackHole>, nowMs: number) => {
    const c = aCore({ nowMs });
    for (const { agentId, backend, trust } of first.judged.values())
      if (trust !== undefined) c.core.loadTrust({ backend, agentId, trust });
    return c;
  };

  it("goes on with what is in the journal, and explains it", () => {
    const first = aBlackHole();
    for (let round = 0; round < 20; round += 1) first.run("a1", 1);
    assert.equal(first.judged.get("a1")?.trust?.state, "quarantined");
    const c = takenOver(first, first.nowMs());
    c.connect();
    c.submit(job(99, { constraints: [{ attribute: "hostname", op: "eq", values: ["a1.example"] }] }));
    assert.deepEqual(launchedIds(c.cycle(c.offer("a1", 8), c.offer("a2", 8))), []);
    c.cycle(c.inventory(["a1", 8, 64], ["a2", 8, 64], ["a3", 8, 64]));
    assert.match(
      sentences(c.core.explain(99) ?? assert.fail("it waits")).join("\n"),
      /1 with room, left alone until \d\d:\d\d UTC since too many tasks failed there \(a1\.example\)/,
    );
    assert.deepEqual(c.core.agents().find(({ id }) => id === "a1")?.standing?.state, "quarantined");
    const timerMs = c.core.nextTimerMs() ?? Infinity;
    assert.ok(timerMs <= (first.judged.get("a1")?.trust?.untilMs ?? 0), "it looks when the term is over");
  });

  it("finds its term over, and tries it with one task", () => {
    const first = aBlackHole();
    for (let round = 0; round < 20; round += 1) first.run("a1", 1);
    const c = takenOver(first, first.nowMs() + 3_600_000);
    c.connect();
    c.submit(job(98), job(99));
    c.cycle(c.inventory(["a1", 8, 64], ["a2", 8, 64], ["a3", 8, 64]));
    assert.equal(launched(c.cycle(c.offer("a1", 8))).length, 1);
  });
});

describe("a task that tries an agent", () => {
  const HOUR = 3_600_000;
  /** The term of a1 is over, and everything fails there still. */
  const onTrial = () => {
    const { c, run } = aBlackHole();
    for (let round = 0; round < 20; round += 1) run("a1", 1);
    for (let round = 0; round < 8; round += 1) run("a2", 8); // nobody waits any more
    c.advance(HOUR);
    return c;
  };
  type World = ReturnType<typeof onTrial>;
  const startOn = (c: World, agentId: string, cpus = 1) =>
    launched(c.cycle(c.offer(agentId, cpus)))[0] ?? assert.fail(`nothing starts on ${agentId}`);
  /** @returns when the next attempt may start; `undefined`: never */
  const fail = (c: World, taskId: string, agentId: string, fault: Fault): number | undefined => {
    const { records } = c.cycle(c.status(taskId, "failed", { fault, agentId }));
    for (const record of records)
      if (record.type === "job" && record.event.type === "ended") return record.event.end.retryAtMs;
    return assert.fail("it has not ended");
  };

  const once = { retry: aRetryPolicy({ maxAttempts: 1 }) };

  it("and cannot be started costs its job no attempt, also where it has only one", () => {
    for (const fault of ["launch", "image"] as const) {
      const c = onTrial();
      c.submit(job(99, once));
      assert.notEqual(fail(c, startOn(c, "a1").taskId, "a1", fault), undefined);
      c.advance(1000);
      const elsewhere = startOn(c, "a2");
      assert.equal(elsewhere.taskId, "99.2.1");
      assert.equal(fail(c, elsewhere.taskId, "a2", fault), undefined);
    }
  });

  it("and was running when its agent failed costs one: its program may have done something", () => {
    const c = onTrial();
    c.submit(job(99, once));
    const { taskId } = startOn(c, "a1");
    c.cycle(c.status(taskId, "running"));
    assert.equal(fail(c, taskId, "a1", "agent"), undefined);
  });

  it("is not always of the same job where several can go nowhere else", () => {
    const c = onTrial();
    const only = { constraints: [{ attribute: "hostname", op: "eq", values: ["a1.example"] }] } as const;
    c.submit(job(98, { priority: 50, ...only }), job(99, { priority: 100, ...only }));
    const tried: string[] = [];
    for (let minute = 0; minute < 4 * 60; minute += 1) {
      for (const { taskId } of launched(c.cycle(c.offer("a1", 1)))) {
        tried.push(taskId.split(".")[0] ?? "");
        fail(c, taskId, "a1", "launch");
      }
      c.advance(60_000);
    }
    assert.deepEqual(tried, ["99", "99", "98", "99", "98"]);
    assert.deepEqual(
      [98, 99].filter((id) => c.core.explain(id) === undefined),
      [],
      "both wait still",
    );
  });
});

describe("a job that cannot be started anywhere", () => {
  it("is not tried on a fourth node that does well with others", () => {
    const c = aCore();
    c.connect();
    c.cycle(c.inventory(["a1", 8, 64], ["a2", 8, 64], ["a3", 8, 64], ["a4", 8, 64]));
    c.submit(job(1, { retry: aRetryPolicy({ maxAttempts: 20, on: ["any"] }) }));
    let tries = 0;
    for (const agent of ["a1", "a2", "a3", "a4"]) {
      for (const { taskId } of launched(c.cycle(c.offer(agent, 8)))) {
        tries += 1;
        c.cycle(c.status(taskId, "failed", { agentId: agent, fault: "image", message: "no such image" }));
      }
      c.advance(3_600_000);
    }
    assert.equal(tries, 3);
    assert.equal(c.core.explain(1), undefined, "it has ended");
  });
});
