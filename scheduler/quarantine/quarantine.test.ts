import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { playBlackHole, type BlackHoleWorld } from "./black-hole.builders.ts";
import { Evidence, ln, type Outcome } from "./evidence.ts";
import { Health } from "./health.ts";
import type { Standing } from "./standing.ts";

const MINUTE = 60_000;
const outcome = (fields: Partial<Outcome> = {}): Outcome => ({
  agent: "bad",
  account: "ada",
  shape: "small",
  job: 1,
  failed: true,
  blamed: false,
  lastedMs: 200,
  ...fields,
});

describe("what an agent has against it", () => {
  it("is little when its tasks fail as often elsewhere", () => {
    const evidence = new Evidence();
    for (let at = 0; at < 20; at += 1)
      for (const agent of ["bad", "good", "better"])
        evidence.report(outcome({ agent, failed: at % 2 === 0 }), 0);
    const { failures, proof, weight } = evidence.against("bad", 0);
    assert.ok(weight < proof / 2);
    assert.equal(failures, 0);
  });

  it("grows with each failure of what goes well elsewhere, and shrinks with each success", () => {
    const evidence = new Evidence();
    for (let at = 0; at < 20; at += 1) evidence.report(outcome({ agent: "good", failed: false }), 0);
    const weights = [true, true, true, false, false].map((failed) => {
      evidence.report(outcome({ failed }), 0);
      return evidence.against("bad", 0).weight;
    });
    const [one = 0, two = 0, three = 0, four = 0, five = 0] = weights;
    assert.ok(0 < one && one < two && two < three && three > four && four > five);
  });

  it("is not made up for by what went well before it went bad", () => {
    const evidence = new Evidence();
    for (let at = 0; at < 500; at += 1)
      for (const agent of ["bad", "good"]) evidence.report(outcome({ agent, failed: false }), at);
    for (let at = 0; at < 4; at += 1) evidence.report(outcome(), 1000 + at);
    const { proof, weight } = evidence.against("bad", 1010);
    assert.ok(weight > proof);
  });

  it("must be more where more was tried", () => {
    const proofs = [1, 1000].map((tries) => {
      const evidence = new Evidence();
      for (let at = 0; at < tries; at += 1) evidence.report(outcome({ failed: false }), 0);
      return evidence.against("bad", 0).proof;
    });
    assert.ok((proofs[0] ?? 0) + 6 < (proofs[1] ?? 0));
  });

  it("counts half after half an hour", () => {
    const evidence = new Evidence();
    for (const account of ["ada", "ben"]) {
      evidence.report(outcome({ agent: "good", account, failed: false }), 30 * MINUTE);
      evidence.report(outcome({ account }), 30 * MINUTE);
    }
    const now = evidence.against("bad", 30 * MINUTE);
    const later = evidence.against("bad", 60 * MINUTE);
    assert.deepEqual([now.failures, now.accounts, later.weight], [2, 2, now.weight / 2]);
    assert.deepEqual(evidence.against("bad", 30 * 24 * 60 * MINUTE).failures, 0);
  });

  it("is as much though another agent, that is known to be bad, cannot start such tasks either", () => {
    const against = (isKnown: boolean) => {
      const evidence = new Evidence();
      for (let at = 0; at < 5; at += 1) evidence.report(outcome({ agent: "worse", blamed: true }), 0);
      if (isKnown) evidence.convict("worse");
      for (let at = 0; at < 3; at += 1) evidence.report(outcome({ blamed: true }), 0);
      return evidence.against("bad", 0);
    };
    assert.ok(against(true).weight > against(true).proof);
    assert.ok(against(false).weight < against(false).proof / 2, "it may be the tasks' own fault");
  });

  it("is nothing any more once it is acquitted, and nothing of others goes with it", () => {
    const evidence = new Evidence();
    evidence.report(outcome(), 0);
    evidence.report(outcome({ agent: "other" }), 0);
    evidence.acquit("bad");
    assert.equal(evidence.against("bad", 0).weight, 0);
    assert.ok(evidence.against("other", 0).weight > 0);
  });

  it("is reckoned with a logarithm that is the logarithm", () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 1e6, noNaN: true }), (x) => {
        assert.ok(Math.abs(ln(x) - Math.log(x)) < 1e-12);
      }),
    );
  });
});

describe("an agent that fails what goes well elsewhere", () => {
  const cluster = (...agents: readonly string[]) => {
    const health = new Health({ isOn: () => true, standsIn: () => true });
    for (const agent of agents) health.add(agent);
    return health;
  };
  const fail = (health: Health, atMs: number, fields: Partial<Outcome> = {}): Standing => {
    health.ended(outcome(fields), "t", atMs);
    return health.standing("bad");
  };

  it("is held for a minute after three fast failures of two accounts", () => {
    const health = cluster("bad", "good");
    const states = ["ada", "ada", "ben"].map((account) => fail(health, 1000, { account }).state);
    assert.deepEqual(states, ["well", "well", "held"]);
    assert.equal(health.nextMs(), 61_000);
    assert.deepEqual(
      health.renew(61_000).map(({ standing }) => standing.state),
      ["probation"],
    );
  });

  it("is not, for the fast failures of one account that never did better", () => {
    const health = cluster("bad", "good");
    for (let at = 0; at < 50; at += 1) assert.equal(fail(health, 1000 * at).state, "well");
  });

  it("is quarantined, also for slow failures, when much speaks against it", () => {
    const health = cluster("bad", "good");
    for (const account of ["ada", "ben"])
      for (let at = 0; at < 10; at += 1)
        health.ended(outcome({ agent: "good", account, failed: false, lastedMs: MINUTE }), "t", 0);
    const states = ["ada", "ben", "ada"].map(
      (account) => fail(health, MINUTE, { account, lastedMs: MINUTE }).state,
    );
    assert.equal(states.at(-1), "quarantined");
    assert.equal(health.mayStart("bad"), 0);
  });

  it("may be tried by one task after its term, and is free when that goes well", () => {
    const health = cluster("bad", "good");
    for (const account of ["ada", "ada", "ben"]) fail(health, 0, { account });
    health.renew(MINUTE);
    assert.equal(health.mayStart("bad"), 1);
    health.started("bad", "canary");
    assert.equal(health.mayStart("bad"), 0);
    health.ended(outcome({ failed: false, lastedMs: MINUTE }), "canary", 2 * MINUTE);
    assert.deepEqual([health.standing("bad").state, health.mayStart("bad")], ["well", Infinity]);
  });

  it("serves a longer term each time its one task fails, an hour at most", () => {
    const health = cluster("bad", "good");
    for (const account of ["ada", "ada", "ben"]) fail(health, 0, { account });
    const terms = [];
    for (let nowMs = MINUTE, at = 0; at < 4; at += 1) {
      health.renew(nowMs);
      for (let good = 0; good < 10; good += 1)
        health.ended(outcome({ agent: "good", failed: false, lastedMs: MINUTE }), "good", nowMs);
      health.started("bad", "canary");
      health.ended(outcome(), "canary", nowMs);
      terms.push((health.nextMs() - nowMs) / MINUTE);
      nowMs = health.nextMs();
    }
    assert.deepEqual(terms, [20, 60, 60, 60]);
  });

  it("gives its one task's place to another when that one says nothing of it", () => {
    const health = cluster("bad", "good");
    for (const account of ["ada", "ada", "ben"]) fail(health, 0, { account });
    health.renew(MINUTE);
    health.started("bad", "canary");
    health.over("bad", "canary");
    assert.equal(health.mayStart("bad"), 1);
  });

  it("is trusted again at once when the rule is switched off", () => {
    let isOn = true;
    const health = new Health({ isOn: () => isOn, standsIn: () => true });
    for (const agent of ["bad", "good"]) health.add(agent);
    for (const account of ["ada", "ada", "ben"]) fail(health, 0, { account });
    isOn = false;
    health.renew(1);
    assert.equal(health.mayStart("bad"), Infinity);
  });
});

describe("agents apart", () => {
  /** Two fifths of them fail everything. */
  const apartOf = (count: number, standsIn: (other: string, agent: string) => boolean = () => true) => {
    const health = new Health({ isOn: () => true, standsIn });
    const agents = Array.from({ length: count }, (_, at) => `a${at}`);
    for (const agent of agents) health.add(agent);
    for (let at = 0; at < 30; at += 1)
      for (const [place, agent] of agents.entries())
        health.ended(outcome({ agent, account: `u${at % 3}`, failed: 5 * place < 2 * count }), "t", at * 100);
    return [...health.apart()].length;
  };

  it("are none of one, one of two or three, and never more than a tenth", () => {
    assert.deepEqual(
      [1, 2, 3, 10, 19, 20, 50].map((count) => apartOf(count)),
      [0, 1, 1, 1, 1, 2, 5],
    );
  });

  it("are never all of a class", () => {
    assert.equal(
      apartOf(20, () => false),
      0,
    );
  });
});

describe("a black hole", () => {
  const world: BlackHoleWorld = {
    agents: Array.from({ length: 20 }, () => 8),
    bad: [3],
    badFromS: 1000,
    accounts: 10,
    ownFaults: 0.02,
    hours: 3,
    blamed: false,
  };
  const worst = ({ losses }: ReturnType<typeof playBlackHole>, agent = 3) =>
    Math.max(...(losses[agent] ?? []));

  it("costs at most five attempts an hour", () => {
    assert.ok(worst(playBlackHole(world)) <= 5, `${worst(playBlackHole(world))}`);
    assert.ok(worst(playBlackHole({ ...world, blamed: true })) <= 5);
    assert.ok(worst(playBlackHole({ ...world, hours: 1 }, false)) > 1000, "and thousands without the rule");
  });

  it("costs as little among two or three agents, and these are never kept from all work", () => {
    for (const agents of [2, 3]) {
      const small = { ...world, agents: Array.from({ length: agents }, () => 8), bad: [1] };
      const result = playBlackHole(small);
      assert.ok(worst(result, 1) <= 5, `${agents} agents: ${worst(result, 1)}`);
      assert.equal(result.strangledS, 0);
    }
  });

  it("is used all the same where it is all there is", () => {
    const result = playBlackHole({ ...world, agents: [8], bad: [0] });
    assert.deepEqual([result.apartMost, result.strangledS], [0, 0]);
  });

  it("works again within its term, once it is fixed", () => {
    const { backAfterS } = playBlackHole({ ...world, mendedAtS: 1600 });
    assert.ok(backAfterS <= 1200, `${backAfterS} s`);
  });

  it("is next to no agent whose users make mistakes", () => {
    for (const ownFaults of [0.02, 0.1, 0.3]) {
      const { apartS, apartMost } = playBlackHole({ ...world, bad: [], ownFaults, hours: 1 });
      assert.ok(apartS <= 0.01 * world.agents.length * 3600, `${ownFaults}: ${apartS} s`);
      assert.ok(apartMost <= 2);
    }
  });
});
