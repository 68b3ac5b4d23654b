import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { IDLE, stepSubscription } from "./subscription.ts";
import type { Subscription, SubscriptionEffect, SubscriptionInput } from "./subscription.ts";

const policy = {
  masters: ["http://m1:5050", "http://m2:5050"],
  redirectHopsMax: 3,
  backoffFirstMs: 1000,
  backoffMaxMs: 15_000,
};

/** Gives the inputs one after the other; a function makes one from the state it meets. */
function run(
  inputs: readonly (SubscriptionInput | ((now: Subscription) => SubscriptionInput))[],
  { chance = 0.5, nowMs = 0, from = IDLE } = {},
): { readonly state: Subscription; readonly effects: readonly SubscriptionEffect[] } {
  let state = from;
  const effects: SubscriptionEffect[] = [];
  for (const input of inputs) {
    const step = stepSubscription(state, typeof input === "function" ? input(state) : input, policy, {
      nowMs,
      chance,
    });
    state = step.next;
    effects.push(...step.effects);
  }
  return { state, effects };
}

const start = { type: "start" } as const;
const lost = ({ session }: Subscription): SubscriptionInput => ({ type: "lost", session, cause: "cut" });
const waitOver = ({ session }: Subscription): SubscriptionInput => ({ type: "wait_over", session });
const accepted = ({ session }: Subscription): SubscriptionInput => ({
  type: "subscribed",
  session,
  registrationId: "fw-1",
});
const redirectedTo =
  (location: string) =>
  ({ session }: Subscription): SubscriptionInput => ({ type: "redirected", session, location });

describe("a subscription that starts", () => {
  it("connects to the first master at once", () => {
    assert.deepEqual(run([start]).effects, [{ type: "connect", session: 1, baseUrl: "http://m1:5050" }]);
  });

  it("tells the registration when the master accepts it", () => {
    assert.deepEqual(run([start, accepted]).effects.at(-1), {
      type: "emit",
      event: { type: "connected", registrationId: "fw-1" },
    });
  });

  it("tries every master before it waits, and says why only once", () => {
    assert.deepEqual(run([start, lost, lost]).effects, [
      { type: "connect", session: 1, baseUrl: "http://m1:5050" },
      { type: "close", session: 1 },
      { type: "connect", session: 2, baseUrl: "http://m2:5050" },
      { type: "close", session: 2 },
      { type: "emit", event: { type: "disconnected", cause: "cut" } },
      { type: "wait", session: 3, ms: 500, cause: "cut" },
    ]);
    const second = run([start, lost, lost, waitOver, lost, lost]).effects;
    assert.equal(second.filter(({ type }) => type === "emit").length, 1);
  });

  it("waits up to twice as long after each round, 15 s at most", () => {
    const rounds = Array.from({ length: 6 }, () => [lost, lost, waitOver]).flat();
    const waits = run([start, ...rounds], { chance: 0.999_999 }).effects.flatMap((effect) =>
      effect.type === "wait" ? [Math.round(effect.ms / 1000)] : [],
    );
    assert.deepEqual(waits, [1, 2, 4, 8, 15, 15]);
  });
});

describe("a redirect", () => {
  it("is followed in a session of its own", () => {
    const { effects, state } = run([start, redirectedTo("//m9:5050/master/api/v1/scheduler")]);
    assert.deepEqual(effects.slice(1), [
      { type: "close", session: 1 },
      { type: "connect", session: 2, baseUrl: "http://m9:5050/master" },
    ]);
    assert.equal(state.phase, "connecting");
  });

  it("in a circle counts as no leader: after some hops the next master is tried, then a wait comes", () => {
    const circle = Array.from({ length: 8 }, (_, hop) => redirectedTo(hop % 2 === 0 ? "//b:1" : "//a:1"));
    const { effects } = run([start, ...circle]);
    const connects = effects.flatMap((effect) => (effect.type === "connect" ? [effect.baseUrl] : []));
    const hops = ["http://b:1", "http://a:1", "http://b:1"];
    assert.deepEqual(connects, ["http://m1:5050", ...hops, "http://m2:5050", ...hops]);
    const last = effects.at(-1);
    assert.match(last?.type === "wait" ? last.cause : "", /none of them leads/);
  });

  it("to something that is no address is a failure like any other", () => {
    const { effects } = run([start, redirectedTo("ftp://m9/")]);
    assert.deepEqual(effects.at(-1), { type: "connect", session: 2, baseUrl: "http://m2:5050" });
  });
});

describe("a session that breaks", () => {
  it("tells it, closes everything, and waits before it subscribes again with the same master", () => {
    const { effects } = run([start, accepted, lost, waitOver]);
    assert.deepEqual(effects.slice(2), [
      { type: "close", session: 1 },
      { type: "emit", event: { type: "disconnected", cause: "cut" } },
      { type: "wait", session: 2, ms: 1000, cause: "cut" },
      { type: "connect", session: 3, baseUrl: "http://m1:5050" },
    ]);
  });

  it("after a long life is not held against the next one", () => {
    const { state } = run([start, accepted]);
    const { effects } = run([lost], { from: { ...state, failures: 4 }, nowMs: 15_000 });
    assert.deepEqual(effects.at(-1), { type: "wait", session: 2, ms: 500, cause: "cut" });
  });
});

describe("what arrives of an earlier session", () => {
  it("changes nothing", () => {
    const { state } = run([start, accepted, lost, waitOver, accepted]);
    for (const type of ["lost", "refused", "superseded"] as const) {
      const step = run([{ type, session: 1, cause: "late" }], { from: state });
      assert.deepEqual(step, { state, effects: [] });
    }
  });
});

describe("the end of a subscription", () => {
  for (const type of ["superseded", "refused"] as const) {
    it(`is told when it is ${type}, and nothing is tried again`, () => {
      const end = ({ session }: Subscription): SubscriptionInput => ({ type, session, cause: "why" });
      const { effects, state } = run([start, accepted, end]);
      assert.deepEqual(effects.slice(2), [
        { type: "close", session: 1 },
        { type: "emit", event: { type, cause: "why" } },
      ]);
      assert.deepEqual(run([lost, waitOver, accepted], { from: state }), { state, effects: [] });
    });
  }

  it("by stop tells nothing, and start begins anew", () => {
    const { effects, state } = run([start, accepted, { type: "stop" }]);
    assert.deepEqual(effects.slice(2), [{ type: "close", session: 1 }]);
    assert.deepEqual(run([start], { from: state }).effects, [
      { type: "connect", session: 2, baseUrl: "http://m1:5050" },
    ]);
  });
});

describe("any course of events", () => {
  const kinds = ["start", "stop", "wait_over", "redirected", "subscribed", "lost", "refused", "superseded"];
  const anInput = fc.record({
    kind: fc.constantFrom(...kinds),
    /** 0 is the present session. */
    age: fc.constantFrom(0, 0, 0, 1, 2, -1),
    location: fc.constantFrom("//m2:5050/master/api/v1/scheduler", "m3:1", "", "https://m4"),
    passMs: fc.nat(30_000),
    chance: fc.double({ min: 0, max: 0.999, noNaN: true }),
  });

  it("keeps one connection at most, in sessions that only grow, with bounded waits", () => {
    fc.assert(
      fc.property(fc.array(anInput, { maxLength: 60 }), (steps) => {
        let state = IDLE;
        let nowMs = 0;
        let open: number | undefined;
        let newest = 0;
        let connected = false;
        let mayConnect = false;
        for (const { kind, age, location, passMs, chance } of steps) {
          nowMs += passMs;
          const session = state.session - age;
          const input = inputOf(kind, session, location);
          const { next, effects } = stepSubscription(state, input, policy, { nowMs, chance });
          if (kind === "start") mayConnect = true;
          const foreign = kind !== "start" && kind !== "stop" && age !== 0;
          if (foreign) assert.deepEqual({ next, effects }, { next: state, effects: [] });
          if (!mayConnect) assert.deepEqual(effects, []);
          for (const effect of effects) {
            switch (effect.type) {
              case "connect":
                assert.equal(open, undefined, "two connections");
                assert.ok(effect.session > newest);
                newest = open = effect.session;
                break;
              case "close":
                assert.equal(effect.session, open);
                open = undefined;
                break;
              case "wait":
                assert.ok(effect.session > newest);
                newest = effect.session;
                assert.ok(effect.ms >= 0 && effect.ms <= policy.backoffMaxMs);
                assert.equal(open, undefined, "waits while connected");
                break;
              case "emit":
                assert.ok(!(connected && effect.event.type === "connected"), "connected twice");
                connected = effect.event.type === "connected";
                if (effect.event.type === "refused" || effect.event.type === "superseded") mayConnect = false;
                break;
              default:
                effect satisfies never;
            }
          }
          if (kind === "stop") [mayConnect, connected] = [false, false];
          state = next;
          // It never gets stuck: somebody is always on the way to report.
          assert.equal(open !== undefined, state.phase === "connecting" || state.phase === "subscribed");
          assert.equal(state.phase === "subscribed", connected);
        }
      }),
    );
  });

  function inputOf(kind: string, session: number, location: string): SubscriptionInput {
    switch (kind) {
      case "start":
      case "stop":
        return { type: kind };
      case "wait_over":
        return { type: kind, session };
      case "redirected":
        return { type: kind, session, location };
      case "subscribed":
        return { type: kind, session, registrationId: "fw-1" };
      case "refused":
      case "superseded":
        return { type: kind, session, cause: "why" };
      default:
        return { type: "lost", session, cause: "cut" };
    }
  }
});
