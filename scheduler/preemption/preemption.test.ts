import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { amounts, reaches, sum } from "../backfill/outlook.builders.ts";
import { taskIdOf } from "../../jobs/life/job.ts";
import { runPreemptionWorld } from "./preemption-world.builders.ts";
import { Preemptions } from "./preemptions.ts";
import { chooseVictims, type AgentLoad, type Claims, type RunningTask, type Taking } from "./victims.ts";
import { aTask, MINUTE, NOW, sharesOf, someScene, type Scene } from "./victims.builders.ts";

const full = (...tasks: readonly RunningTask[]): AgentLoad => ({ agent: "a", free: amounts(0), tasks });
const poor = (cpus: number) => ({ account: "poor", priority: 50, need: amounts(cpus) });
const named = (taking: Taking | undefined) => taking?.victims.map(({ task }) => task);

describe("who gives way", () => {
  const taken = (agents: readonly AgentLoad[], cpus: number, fields: Partial<Claims> = {}) =>
    chooseVictims(poor(cpus), agents, sharesOf(agents, ["rich", "poor"], 8, fields), NOW);
  const eight = Array.from({ length: 8 }, (_, at) =>
    aTask({ task: `t${at}`, sinceMs: NOW - (60 + at) * MINUTE }),
  );

  it("is whoever did least so far, and no more tasks than are needed", () => {
    assert.deepEqual(named(taken([full(...eight)], 2)), ["t0", "t1"]);
  });

  it("is nobody when the beneficiary would have as much afterwards as who gave", () => {
    assert.equal(named(taken([full(...eight)], 3))?.length, 3);
    assert.equal(taken([full(...eight)], 4), undefined);
  });

  it("is nobody whose job does not allow it, who began only now, who is all but done, or who is stopped already", () => {
    for (const fields of [
      { preemptible: false },
      { sinceMs: NOW - 9 * MINUTE },
      { sinceMs: NOW - 96 * MINUTE, limitMs: 100 * MINUTE },
      { stopping: true },
    ])
      assert.equal(taken([full(...eight.map((task) => ({ ...task, ...fields })))], 1), undefined);
  });

  it("is on the agent where the least is lost", () => {
    const young = {
      ...full(...eight.slice(0, 4).map((task) => ({ ...task, sinceMs: NOW - 11 * MINUTE }))),
      agent: "b",
    };
    assert.equal(taken([full(...eight.slice(4)), young], 1)?.agent, "b");
  });

  it("is not who has nothing of what is missing", () => {
    const other = aTask({ task: "gpu", amounts: amounts(0, { gpus: 1 }), sinceMs: NOW - 20 * MINUTE });
    assert.deepEqual(named(taken([full(other, ...eight)], 1)), ["t0"]);
  });

  it("is, by priority, one's own task of the least, and nobody else's", () => {
    const own = (task: string, priority: number) => aTask({ task, account: "poor", priority });
    const agents = [
      full(aTask({ task: "x", priority: 0 }), own("low", 20), own("lower", 10), own("same", 50)),
    ];
    const claims = sharesOf(agents, ["rich", "poor"], 8, { by: "priority" });
    assert.deepEqual(named(chooseVictims(poor(1), agents, claims, NOW)), ["lower"]);
    assert.equal(chooseVictims(poor(3), agents, claims, NOW), undefined);
  });

  /** What must hold of every taking, said without regard to how it was found. */
  const legal = (
    { account, agents, cpus, accounts, need, priority }: Scene,
    by: Claims["by"],
    found: Taking,
  ) => {
    const claims = sharesOf(agents, accounts, cpus, { by });
    const load = agents.find(({ agent }) => agent === found.agent);
    assert.ok(load !== undefined);
    const room = (victims: readonly RunningTask[]) =>
      sum([load.free, ...victims.map((task) => task.amounts)]);
    assert.ok(reaches(room(found.victims), amounts(need)), "it fits afterwards");
    for (const one of found.victims) {
      assert.ok(
        !reaches(room(found.victims.filter((task) => task !== one)), amounts(need)),
        "nobody in vain",
      );
      assert.ok(one.preemptible && !one.stopping && NOW - one.sinceMs >= 10 * MINUTE);
      if (by === "priority") assert.ok(one.account === account && one.priority < priority);
    }
    if (by === "priority") return;
    const gains = claims.standing(account) + claims.worth(account, amounts(need));
    assert.ok(claims.standing(account) < 1);
    for (const [victim, own] of Map.groupBy(found.victims, (task) => task.account)) {
      const left =
        claims.standing(victim) - own.reduce((lost, task) => lost + claims.worth(victim, task.amounts), 0);
      assert.ok(victim !== account && claims.standing(victim) > 1 && gains <= left - 0.1 + 1e-9);
    }
  };

  for (const by of ["shares", "priority"] as const)
    it(`is never wronged, whatever runs (${by})`, () => {
      let found = 0;
      fc.assert(
        fc.property(someScene(), (scene) => {
          const { account, accounts, agents, cpus, need, priority } = scene;
          const beneficiary = { account, priority, need: amounts(need) };
          const taking = chooseVictims(beneficiary, agents, sharesOf(agents, accounts, cpus, { by }), NOW);
          if (taking === undefined) return;
          found += 1;
          legal(scene, by, taking);
        }),
        { numRuns: 1000 },
      );
      assert.ok(found > 10, "there was something to check");
    });

  it("is wronged, and the check sees it, when the room goes to whoever is above the share already", () => {
    const agents = [full(...eight)];
    const scene = { agents, cpus: 8, accounts: ["rich", "poor"], account: "rich", priority: 50, need: 1 };
    assert.throws(() => legal(scene, "shares", { agent: "a", victims: eight.slice(0, 1), lost: 0 }));
  });

  it("takes from nobody and gives back to none: two accounts never take from each other in turn", () => {
    fc.assert(
      fc.property(someScene(), ({ account, accounts, agents, cpus, need }) => {
        const taking = chooseVictims(
          { account, priority: 50, need: amounts(need) },
          agents,
          sharesOf(agents, accounts, cpus),
          NOW,
        );
        if (taking === undefined) return;
        const gone = new Set(taking.victims);
        const load = agents.find(({ agent }) => agent === taking.agent);
        const rest = (load?.tasks ?? []).filter((task) => !gone.has(task));
        const free = sum([
          load?.free ?? amounts(0),
          ...taking.victims.map((task) => task.amounts),
          amounts(-need),
        ]);
        const begun = aTask({ task: "new", account, amounts: amounts(need), sinceMs: 0 });
        const after = agents.map((one) => (one === load ? { ...one, free, tasks: [...rest, begun] } : one));
        const claims = sharesOf(after, accounts, cpus);
        for (const { account: victim, amounts: needed } of taking.victims) {
          const back = chooseVictims({ account: victim, priority: 50, need: needed }, after, claims, NOW);
          assert.ok(back === undefined || back.victims.every((task) => task.account !== account));
        }
      }),
      { numRuns: 1000 },
    );
  });
});

describe("a preemption under way", () => {
  const limits = { partPerMinute: 0.05 };
  const taking = (job: number, part = 0.01) => ({ job, agent: "a", victims: ["t"], part, graceMs: 10_000 });

  it("is over when its job starts there, and a fault when it starts elsewhere or not at all", () => {
    const preemptions = new Preemptions();
    for (const job of [1, 2, 3]) preemptions.begin(taking(job), limits, 0);
    assert.equal(preemptions.started(1, "a", 5000), "started");
    assert.equal(preemptions.started(2, "b", 5000), "elsewhere");
    assert.deepEqual(preemptions.expire(39_999), []);
    assert.deepEqual(
      preemptions.expire(40_000).map(({ job }) => job),
      [3],
    );
    assert.equal(preemptions.started(4, "a", 5000), undefined);
  });

  it("is the only one of its job, and after a fault none follows soon", () => {
    const preemptions = new Preemptions();
    assert.ok(preemptions.mayBegin(1, 0));
    preemptions.begin(taking(1), limits, 0);
    assert.ok(!preemptions.mayBegin(1, 30_000));
    preemptions.expire(40_000);
    assert.deepEqual(
      [339_999, 340_000].map((atMs) => preemptions.mayBegin(1, atMs)),
      [false, true],
    );
    preemptions.begin(taking(1), limits, 340_000);
    preemptions.withdraw(1, 350_000);
    assert.deepEqual(
      [949_999, 950_000].map((atMs) => preemptions.mayBegin(1, atMs)),
      [false, true],
    );
  });

  it("is paid for before the next one: in the long run no more than the rate is taken", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0.001, max: 0.3, noNaN: true }), { maxLength: 50 }), (parts) => {
        const preemptions = new Preemptions();
        let nowMs = 0;
        let taken = 0;
        for (const [job, part] of parts.entries()) {
          while (!preemptions.mayBegin(job, nowMs)) nowMs += 1000;
          assert.ok(taken <= (limits.partPerMinute * nowMs) / MINUTE + 1e-6);
          preemptions.begin(taking(job, part), limits, nowMs);
          taken += part;
        }
      }),
    );
  });
});

describe("an hour of preemptions in a full cluster", () => {
  it("stops no task again and again, no two jobs for each other, and gives no room back to whom it was taken from", () => {
    let preemptions = 0;
    for (let seed = 1; seed <= 25; seed += 1) {
      const { faults, mostOfOne, preemptions: some } = runPreemptionWorld(seed);
      assert.deepEqual(faults, [], `seed ${seed}`);
      assert.ok(mostOfOne <= 6, `seed ${seed}: one task was stopped ${mostOfOne} times`);
      preemptions += some;
    }
    assert.ok(preemptions > 100, `only ${preemptions} preemptions were seen`);
  });

  it("shows what a scheduler does that gives the room to those who gave way", () => {
    const found: string[] = [];
    for (let seed = 1; found.length === 0 && seed <= 25; seed += 1) {
      const { faults } = runPreemptionWorld(seed, (decision, { stoppedFor }) => ({
        ...decision,
        calls: decision.calls.map((call) => {
          if (call.type !== "launch") return call;
          const attempts = call.order.attempts.map((attempt) => {
            const victim = [...stoppedFor].find(([, taker]) => taker === attempt.job)?.[0];
            const taskId = taskIdOf(victim ?? 0, undefined, 9, 1);
            return victim === undefined ? attempt : { ...attempt, job: victim, taskId };
          });
          return { ...call, order: { ...call.order, attempts } };
        }),
      }));
      found.push(...faults.filter((fault) => fault.includes("which gave way")));
    }
    assert.ok(found.length > 0, "no seed showed it");
  });
});
