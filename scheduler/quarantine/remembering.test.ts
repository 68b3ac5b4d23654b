import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import type { AgentTrust } from "../../store/trust.ts";
import type { Outcome } from "./evidence.ts";
import { Health } from "./health.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const outcome = (fields: Partial<Outcome> = {}): Outcome => ({
  agent: "bad",
  account: "ada",
  shape: "small",
  job: 1,
  failed: true,
  blamed: true,
  lastedMs: 200,
  ...fields,
});

/** One leader after the other, each of which knows what the one before it told. */
function terms(agents: readonly string[], standsIn: (other: string, agent: string) => boolean = () => true) {
  const stored = new Map<string, AgentTrust>();
  const begin = (nowMs: number): Health => {
    const health = new Health({ isOn: () => true, standsIn });
    for (const [agent, trust] of stored) health.restore(agent, trust, nowMs);
    for (const agent of agents) health.add(agent);
    return health;
  };
  const tell = (health: Health, nowMs: number): number => {
    const news = health.takeNews(nowMs);
    for (const [agent, trust] of news)
      if (trust === undefined) stored.delete(agent);
      else stored.set(agent, trust);
    return news.length;
  };
  return { begin, tell, stored };
}

/** A try there fails. */
function fail(health: Health, nowMs: number, fields: Partial<Outcome> = {}): void {
  health.started("bad", "t");
  health.ended(outcome(fields), "t", nowMs);
}

function goWellElsewhere(health: Health, nowMs: number): void {
  for (const account of ["ada", "ben"])
    for (let at = 0; at < 10; at += 1)
      health.ended(outcome({ agent: "good", account, failed: false, lastedMs: MINUTE }), "g", nowMs);
}

describe("the next leader", () => {
  it("leaves alone what was left alone, as long, and lets one task try it then", () => {
    const { begin, stored, tell } = terms(["bad", "good"]);
    const first = begin(0);
    goWellElsewhere(first, 0);
    for (const account of ["ada", "ben", "ada"]) fail(first, 1000, { account });
    tell(first, 1000);
    const untilMs = stored.get("bad")?.untilMs ?? 0;
    const next = begin(MINUTE);
    assert.equal(next.standing("bad").state, "quarantined");
    assert.deepEqual([next.mayStart("bad"), next.nextMs(), first.nextMs()], [0, untilMs, untilMs]);
    next.renew(untilMs);
    assert.equal(next.mayStart("bad"), 1);
  });

  it("convicts it again by the first try that fails, for a longer term each time", () => {
    const { begin, stored, tell } = terms(["bad", "good"]);
    const first = begin(0);
    goWellElsewhere(first, 0);
    for (const account of ["ada", "ben", "ada"]) fail(first, 0, { account });
    tell(first, 0);
    const lengths: number[] = [];
    for (let at = 0; at < 4; at += 1) {
      const untilMs = stored.get("bad")?.untilMs ?? 0;
      const leader = begin(untilMs);
      leader.renew(untilMs);
      fail(leader, untilMs);
      tell(leader, untilMs);
      lengths.push(((stored.get("bad")?.untilMs ?? 0) - untilMs) / MINUTE);
    }
    assert.deepEqual(lengths, [20, 60, 60, 60]);
  });

  it("counts the task of the one before as the try that it was", () => {
    const { begin, stored, tell } = terms(["bad", "good"]);
    const first = begin(0);
    goWellElsewhere(first, 0);
    for (const account of ["ada", "ben", "ada"]) fail(first, 0, { account });
    const untilMs = first.nextMs();
    first.renew(untilMs);
    tell(first, untilMs);
    assert.equal(stored.get("bad")?.state, "probation");
    const next = begin(untilMs + 1000);
    assert.equal(next.adopted("bad", "before it was tried", 0), false);
    assert.equal(next.adopted("bad", "canary", untilMs), true);
    assert.equal(next.mayStart("bad"), 0);
    next.ended(outcome(), "canary", untilMs + 2000);
    assert.equal(next.standing("bad").state, "quarantined");
  });

  it("knows what has not led to a verdict", () => {
    const { begin, tell } = terms(["bad", "good"]);
    for (const [at, account] of ["ada", "ben", "ada", "ben"].entries()) {
      const leader = begin(1000 * at);
      goWellElsewhere(leader, 1000 * at);
      fail(leader, 1000 * at, { account, lastedMs: MINUTE });
      tell(leader, 1000 * at);
    }
    assert.equal(begin(5000).standing("bad").state, "quarantined");
  });

  it("is told about twice an hour of an agent whose users make a mistake each minute", () => {
    const { begin, tell } = terms(["bad", "good"]);
    const leader = begin(0);
    let told = 0;
    for (let at = 0; at < 200; at += 1) {
      goWellElsewhere(leader, at * MINUTE);
      for (let one = 0; one < 9; one += 1) leader.ended(outcome({ failed: false }), "t", at * MINUTE);
      leader.ended(outcome({ blamed: false, lastedMs: MINUTE }), "t", at * MINUTE);
      told += tell(leader, at * MINUTE);
    }
    assert.ok(told <= 20, `${told} times in 200 minutes`);
  });

  it("is told to forget it once it has done well for six hours", () => {
    const { begin, stored, tell } = terms(["bad", "good"]);
    const leader = begin(0);
    goWellElsewhere(leader, 0);
    for (const account of ["ada", "ben", "ada"]) fail(leader, 0, { account });
    const untilMs = leader.nextMs();
    leader.renew(untilMs);
    leader.started("bad", "canary");
    leader.lasted("bad", "canary", MINUTE, untilMs + MINUTE);
    tell(leader, untilMs + MINUTE);
    assert.deepEqual([stored.get("bad")?.state, stored.get("bad")?.terms], ["well", 1]);
    for (let nowMs = untilMs; nowMs < untilMs + 7 * HOUR; nowMs += 10 * MINUTE) {
      leader.renew(nowMs);
      tell(leader, nowMs);
    }
    assert.equal(stored.size, 0);
  });

  it("keeps what is known of an agent that is away, and knows it when it comes back", () => {
    const { begin, stored, tell } = terms(["good"]);
    const first = begin(0);
    first.add("bad");
    goWellElsewhere(first, 0);
    for (const account of ["ada", "ben", "ada"]) fail(first, 0, { account });
    tell(first, 0);
    first.remove("bad", 1000);
    tell(first, 1000);
    const next = begin(2000);
    next.renew(2000);
    tell(next, 2000);
    assert.equal([...next.apart()].length, 0, "it is not there");
    next.add("bad");
    assert.deepEqual([next.mayStart("bad"), [...next.apart()]], [0, ["bad"]]);
    next.remove("bad", 3000);
    for (let nowMs = 3000; nowMs < 7 * HOUR; nowMs += HOUR) {
      next.renew(nowMs);
      tell(next, nowMs);
    }
    assert.equal(stored.size, 0, "it did not come back");
  });

  it("decides as one leader would have, whenever it comes", () => {
    const step = fc.record({
      afterMs: fc.integer({ min: 1, max: 10 * MINUTE }),
      agent: fc.constantFrom("bad", "good", "other"),
      account: fc.constantFrom("ada", "ben"),
      failed: fc.boolean(),
      takesOver: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const agents = ["bad", "good", "other"];
        const { begin, tell } = terms(agents);
        let leader = begin(0);
        let nowMs = 0;
        for (const { account, afterMs, agent, failed, takesOver } of steps) {
          nowMs += afterMs;
          leader.renew(nowMs);
          if (leader.mayStart(agent) > 0) {
            leader.started(agent, "t");
            leader.ended(outcome({ agent, account, failed }), "t", nowMs);
          }
          tell(leader, nowMs);
          const standings = agents.map((one) => leader.standing(one).state);
          const may = agents.map((one) => leader.mayStart(one));
          if (takesOver) leader = begin(nowMs);
          assert.deepEqual(
            agents.map((one) => leader.standing(one).state),
            standings,
          );
          assert.deepEqual(
            agents.map((one) => leader.mayStart(one)),
            may,
          );
        }
      }),
    );
  });
});

describe("an agent that no other can stand in for", () => {
  const alone = () => {
    const { begin } = terms(["bad", "good", "better"], () => false);
    const health = begin(0);
    goWellElsewhere(health, 0);
    for (const account of ["ada", "ben", "ada"]) fail(health, 0, { account });
    return health;
  };

  it("is tried by one task at a time, after pauses that grow: four in the first hour, three in each further one", () => {
    const health = alone();
    assert.deepEqual([health.standing("bad").state, [...health.throttled()]], ["throttled", ["bad"]]);
    const tries: number[] = [];
    for (let nowMs = 1000; nowMs < 3 * HOUR; nowMs += 1000) {
      health.renew(nowMs);
      if (health.mayStart("bad") === 0) continue;
      assert.equal(health.mayStart("bad"), 1);
      goWellElsewhere(health, nowMs);
      tries.push(Math.floor(nowMs / HOUR));
      fail(health, nowMs);
    }
    assert.deepEqual(
      [0, 1, 2].map((hour) => tries.filter((one) => one === hour).length),
      [4, 3, 3],
    );
  });

  it("is as good as any as soon as a try goes well", () => {
    const health = alone();
    health.renew(MINUTE);
    health.started("bad", "canary");
    assert.equal(health.mayStart("bad"), 0);
    health.lasted("bad", "canary", MINUTE, 2 * MINUTE);
    assert.deepEqual([health.standing("bad").state, health.mayStart("bad")], ["well", Infinity]);
    goWellElsewhere(health, 2 * MINUTE);
    for (const account of ["ada", "ben", "ada", "ben"]) fail(health, 2 * MINUTE, { account });
    assert.equal(health.nextMs(), 3 * MINUTE, "its first pause is as short as before");
  });

  it("is not paused for what nobody knows to go well elsewhere", () => {
    const { begin } = terms(["bad", "good", "better"], () => false);
    const health = begin(0);
    for (let at = 0; at < 50; at += 1)
      health.ended(outcome({ account: `u${at % 3}`, blamed: false }), "t", at * 1000);
    assert.equal(health.standing("bad").state, "well");
  });

  it("is never paused where no other is trusted", () => {
    const { begin } = terms(["bad"], () => false);
    const health = begin(0);
    goWellElsewhere(health, 0);
    for (let at = 0; at < 50; at += 1) fail(health, at * 1000, { account: `u${at % 3}` });
    assert.deepEqual([health.standing("bad").state, health.mayStart("bad")], ["well", Infinity]);
  });

  it("may have had one: when that is gone it is not left alone any longer", () => {
    const { begin } = terms(["bad", "good", "better"], (other) => other === "good");
    const health = begin(0);
    goWellElsewhere(health, 0);
    for (const account of ["ada", "ben", "ada"]) fail(health, 0, { account });
    assert.equal(health.standing("bad").state, "quarantined");
    health.remove("good", 1000);
    health.renew(1000);
    assert.deepEqual([health.standing("bad").state, health.nextMs()], ["throttled", 61_000]);
  });
});

describe("an agent that waits for a task that tries it", () => {
  it("may be used by a gang when none has come for a minute", () => {
    const { begin } = terms(["bad", "good"]);
    const health = begin(0);
    fail(health, 0);
    assert.deepEqual([health.standing("bad").state, health.mayStartTogether("bad")], ["wary", false]);
    assert.equal(health.nextMs(), MINUTE);
    health.renew(MINUTE);
    assert.deepEqual([health.mayStart("bad"), health.mayStartTogether("bad")], [1, true]);
    health.started("bad", "canary");
    assert.equal(health.mayStartTogether("bad"), false);
  });
});

describe("an agent on trial", () => {
  const after = (fields: Partial<Outcome>) => {
    const { begin } = terms(["bad", "good"]);
    const health = begin(0);
    for (let at = 0; at < 6; at += 1) fail(health, at, fields);
    return health.standing("bad").state;
  };

  it("is convicted when one task after the other could not be started there, of whomever they are", () => {
    assert.equal(after({}), "quarantined");
  });

  it("is not for an image that one user has named wrong, nor for programs of one user", () => {
    assert.deepEqual([after({ image: true }), after({ blamed: false })], ["wary", "well"]);
  });
});

describe("tasks that run elsewhere", () => {
  const kind = { account: "ada", shape: "small" };
  const failures = (isAdopted: boolean, blamed: boolean) => {
    const { begin } = terms(["bad", "good"]);
    const health = begin(0);
    for (let at = 0; at < 20; at += 1) health.runs(`r${at}`, { agent: "good", ...kind }, 0, isAdopted);
    for (let at = 0; at < 4; at += 1) fail(health, MINUTE + at, { blamed });
    return health.standing("bad").state;
  };

  it("show that they go well long before they end", () => {
    assert.equal(failures(false, false), "quarantined");
  });

  it("show the next leader that they can be started, and not how often they fail", () => {
    assert.deepEqual([failures(true, true), failures(true, false)], ["quarantined", "well"]);
  });

  it("show nothing of a task that lasted longer", () => {
    const { begin } = terms(["bad", "good"]);
    const health = begin(0);
    for (let at = 0; at < 20; at += 1) health.runs(`r${at}`, { agent: "good", ...kind }, 0, false);
    for (let at = 0; at < 8; at += 1) fail(health, MINUTE + at, { blamed: false, lastedMs: 2 * MINUTE });
    assert.equal(health.standing("bad").state, "well");
  });
});
