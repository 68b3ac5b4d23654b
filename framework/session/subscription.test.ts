import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Candidate } from "../detection/detector.ts";
import { IDLE, stepSubscription } from "./subscription.ts";
import type {
  Subscription,
  SubscriptionEffect,
  SubscriptionInput,
  SubscriptionPolicy,
} from "./subscription.ts";

const policy: SubscriptionPolicy = {
  redirectHopsMax: 3,
  backoffFirstMs: 1000,
  backoffMaxMs: 15_000,
  slowFirstMs: 120_000,
  slowMaxMs: 300_000,
  onRemoved: "stop",
};

type Input = SubscriptionInput | ((now: Subscription) => SubscriptionInput);

/** Gives the inputs one after the other; a function makes one from the state it meets. */
function run(
  inputs: readonly Input[],
  { chance = 0.5, nowMs = 0, from = IDLE, with: given = policy } = {},
): { readonly state: Subscription; readonly effects: readonly SubscriptionEffect[] } {
  let state = from;
  const effects: SubscriptionEffect[] = [];
  for (const input of inputs) {
    const step = stepSubscription(state, typeof input === "function" ? input(state) : input, given, {
      nowMs,
      chance,
    });
    state = step.next;
    effects.push(...step.effects);
  }
  return { state, effects };
}

const candidates = (...urls: readonly string[]): readonly Candidate[] =>
  urls.map((baseUrl) => ({ baseUrl, id: baseUrl }));
const sighted = (...urls: readonly string[]): SubscriptionInput => ({
  type: "candidates",
  candidates: candidates(...urls),
  why: urls.length === 0 ? "nobody is registered" : "so it is configured",
});
const start = [{ type: "start" }, sighted("http://m1:5050", "http://m2:5050")] as const;
const lost = ({ session }: Subscription): SubscriptionInput => ({ type: "lost", session, cause: "cut" });
const denied = ({ session }: Subscription): SubscriptionInput => ({ type: "denied", session, cause: "401" });
const removed = ({ session }: Subscription): SubscriptionInput => ({
  type: "removed",
  session,
  cause: "gone",
});
const waitOver = ({ session }: Subscription): SubscriptionInput => ({ type: "wait_over", session });
const accepted = ({ session }: Subscription): SubscriptionInput => ({
  type: "subscribed",
  session,
  registrationId: "fw-1",
});
const redirectedTo =
  (location: string) =>
  ({ session }: Subscription): SubscriptionInput => ({ type: "redirected", session, location });

/** The addresses of the attempts. */
const attempts = (effects: readonly SubscriptionEffect[]): readonly string[] =>
  effects.flatMap((effect) => (effect.type === "connect" ? [effect.baseUrl] : []));
const waits = (effects: readonly SubscriptionEffect[]): readonly number[] =>
  effects.flatMap((effect) => (effect.type === "wait" ? [effect.ms] : []));
const told = (effects: readonly SubscriptionEffect[]): readonly string[] =>
  effects.flatMap((effect) => (effect.type === "emit" ? [effect.event.type] : []));

describe("a subscription that starts", () => {
  it("waits for somebody to subscribe with", () => {
    assert.deepEqual(run([{ type: "start" }]).effects, []);
  });

  it("connects to the first candidate at once", () => {
    assert.deepEqual(run(start).effects, [{ type: "connect", session: 1, baseUrl: "http://m1:5050" }]);
  });

  it("tells the registration when the master accepts it", () => {
    assert.deepEqual(run([...start, accepted]).effects.at(-1), {
      type: "emit",
      event: { type: "connected", registrationId: "fw-1" },
    });
  });

  it("tries every candidate before it waits, and says why only once [F-6]", () => {
    assert.deepEqual(run([...start, lost, lost]).effects, [
      { type: "connect", session: 1, baseUrl: "http://m1:5050" },
      { type: "close", session: 1 },
      { type: "connect", session: 2, baseUrl: "http://m2:5050" },
      { type: "close", session: 2 },
      { type: "emit", event: { type: "disconnected", cause: "cut" } },
      { type: "wait", session: 3, ms: 500, cause: "cut", why: "failed" },
    ]);
    assert.deepEqual(told(run([...start, lost, lost, waitOver, lost, lost]).effects), ["disconnected"]);
  });

  it("waits up to twice as long after each round, 15 s at most, for ever [C-14]", () => {
    const rounds = Array.from({ length: 100 }, () => [lost, lost, waitOver]).flat();
    const bounds = waits(run([...start, ...rounds], { chance: 0.999_999 }).effects).map((ms) =>
      Math.round(ms / 1000),
    );
    assert.deepEqual(bounds, [1, 2, 4, 8, ...Array.from({ length: 96 }, () => 15)]);
    assert.deepEqual(
      waits(run([...start, lost, lost], { chance: 0 }).effects),
      [0],
      "the whole span is used",
    );
  });
});

describe("a redirect", () => {
  it("is followed in a session of its own [C-15]", () => {
    const { effects, state } = run([...start, redirectedTo("//m9:5050/master/api/v1/scheduler")]);
    assert.deepEqual(effects.slice(1), [
      { type: "close", session: 1 },
      { type: "connect", session: 2, baseUrl: "http://m9:5050/master" },
    ]);
    assert.equal(state.phase, "connecting");
  });

  it("in a circle counts as no leader: after some hops the next one is tried, then a wait comes [F-5]", () => {
    const circle = Array.from({ length: 8 }, (_, hop) => redirectedTo(hop % 2 === 0 ? "//b:1" : "//a:1"));
    const { effects } = run([...start, ...circle]);
    const hops = ["http://b:1", "http://a:1", "http://b:1"];
    assert.deepEqual(attempts(effects), ["http://m1:5050", ...hops, "http://m2:5050", ...hops]);
    const last = effects.at(-1);
    assert.match(last?.type === "wait" ? last.cause : "", /none of them leads/);
  });

  it("to something that is no address is a failure like any other", () => {
    const { effects } = run([...start, redirectedTo("ftp://m9/")]);
    assert.deepEqual(effects.at(-1), { type: "connect", session: 2, baseUrl: "http://m2:5050" });
  });

  it("from https to http is never followed [C-16]", () => {
    const secure = run([{ type: "start" }, sighted("https://m1:5050"), redirectedTo("http://m2:5050")]);
    assert.deepEqual(attempts(secure.effects), ["https://m1:5050"]);
    const last = secure.effects.at(-1);
    assert.match(last?.type === "wait" ? last.cause : "", /from https to http/);
  });
});

describe("a session that breaks", () => {
  it("tells it, closes everything, and waits before it subscribes again with the same master [F-1]", () => {
    const { effects } = run([...start, accepted, lost, waitOver]);
    assert.deepEqual(effects.slice(2), [
      { type: "close", session: 1 },
      { type: "emit", event: { type: "disconnected", cause: "cut" } },
      { type: "wait", session: 2, ms: 1000, cause: "cut", why: "failed" },
      { type: "connect", session: 3, baseUrl: "http://m1:5050" },
    ]);
  });

  it("after a long life is not held against the next one", () => {
    const { state } = run([...start, accepted]);
    const { effects } = run([lost], { from: { ...state, failures: 4 }, nowMs: 15_000 });
    assert.deepEqual(waits(effects), [500]);
  });

  it("by silence is followed by one with the next master: this one may be frozen [F-2]", () => {
    const silent = ({ session }: Subscription): SubscriptionInput => ({
      type: "lost",
      session,
      cause: "no byte",
      silent: true,
    });
    assert.deepEqual(attempts(run([...start, accepted, silent, waitOver]).effects), [
      "http://m1:5050",
      "http://m2:5050",
    ]);
  });
});

describe("when another master leads", () => {
  const leads = (baseUrl: string, id: string): SubscriptionInput => ({
    type: "candidates",
    candidates: [{ baseUrl, id }],
    why: `ZooKeeper names ${id}`,
  });
  const first = [{ type: "start" }, leads("http://m1:5050", "a"), accepted] as const;

  it("a session that still works is left for it at once [F-3]", () => {
    const { effects } = run([...first, leads("http://m2:5050", "b")]);
    assert.deepEqual(effects.slice(2), [
      { type: "close", session: 1 },
      {
        type: "emit",
        event: {
          type: "disconnected",
          cause: "another master leads than http://m1:5050: ZooKeeper names b",
        },
      },
      { type: "connect", session: 2, baseUrl: "http://m2:5050" },
    ]);
  });

  it("at the address of the one before, it is another one", () => {
    assert.equal(attempts(run([...first, leads("http://m1:5050", "b")]).effects).length, 2);
  });

  it("a session that a redirect has brought to it stays", () => {
    const redirected = run([
      { type: "start" },
      leads("http://m1:5050", "a"),
      redirectedTo("//m2:5050"),
      accepted,
    ]);
    const { effects, state } = run([leads("http://m2:5050", "b")], { from: redirected.state });
    assert.deepEqual(effects, []);
    assert.equal(attempts(run([leads("http://m3:5050", "c")], { from: state }).effects).length, 1);
  });

  it("an attempt or a wait for another one ends, and the failures of before do not count", () => {
    for (const before of [[], [lost], [denied]]) {
      const { effects, state } = run([
        { type: "start" },
        leads("http://m1:5050", "a"),
        ...before,
        leads("http://m2:5050", "b"),
      ]);
      assert.equal(attempts(effects).at(-1), "http://m2:5050");
      assert.equal(state.failures, 0);
    }
  });

  it("nobody yet, a session that works stays, and one that breaks waits for somebody [F-36]", () => {
    const { effects, state } = run([...first, sighted()]);
    assert.equal(effects.length, 2);
    const after = run([lost], { from: state });
    assert.deepEqual(told(after.effects), ["disconnected"]);
    assert.deepEqual([after.state.phase, waits(after.effects)], ["searching", []]);
    assert.deepEqual(attempts(run([leads("http://m2:5050", "b")], { from: after.state }).effects), [
      "http://m2:5050",
    ]);
  });

  it("is not known, that is told once", () => {
    const blind = { type: "blind", cause: "zk://z1/mesos: no connection for 10 s" } as const;
    const { effects } = run([{ type: "start" }, blind, blind, sighted()]);
    assert.deepEqual(effects, [
      { type: "emit", event: { type: "disconnected", cause: "zk://z1/mesos: no connection for 10 s" } },
    ]);
    assert.deepEqual(run([...first, blind]).effects.length, 2, "a session is as good as before");
  });
});

describe("a subscription that is denied", () => {
  it("is tried with every candidate, and then again after minutes [C-17] [F-44] [F-45]", () => {
    const round = [denied, denied, waitOver];
    const { effects } = run([...start, ...round, ...round, ...round, denied, denied], { chance: 0 });
    assert.equal(attempts(effects).length, 8);
    assert.deepEqual(waits(effects), [60_000, 120_000, 150_000, 150_000]);
    const atMost = run([...start, ...round, ...round, ...round], { chance: 0.999_999 }).effects;
    assert.deepEqual(
      waits(atMost).map((ms) => Math.round(ms / 1000)),
      [120, 240, 300],
    );
  });

  it("waits for minutes also when the other candidates are down", () => {
    const { effects } = run([...start, denied, lost]);
    assert.deepEqual(effects.at(-1), { type: "wait", session: 3, ms: 90_000, cause: "401", why: "denied" });
  });

  it("says so although it was known to be disconnected, and only once", () => {
    const { effects } = run([...start, accepted, lost, waitOver, denied, denied, waitOver, denied, denied]);
    assert.deepEqual(effects.flatMap((effect) => (effect.type === "emit" ? [effect.event] : [])).slice(1), [
      { type: "disconnected", cause: "cut" },
      { type: "disconnected", cause: "401" },
    ]);
  });

  it("and then accepted is as good as new", () => {
    const { state } = run([...start, denied, denied, waitOver, accepted]);
    assert.deepEqual([state.denials, state.denial, state.told], [0, undefined, "connected"]);
  });
});

describe("a registration that the master has removed", () => {
  const anew: SubscriptionPolicy = { ...policy, onRemoved: "register-anew" };

  it("ends everything, with how to go on, where that is wished [C-48] [F-23]", () => {
    const { effects, state } = run([...start, removed]);
    assert.deepEqual(told(effects), ["refused"]);
    const last = effects.at(-1);
    assert.match(
      last?.type === "emit" && "cause" in last.event ? last.event.cause : "",
      /gone.*register-anew/,
    );
    assert.equal(state.phase, "ended");
  });

  it("is told, and after a wait there is a new one, where that is wished [C-48] [F-23]", () => {
    const { effects } = run([...start, accepted, lost, waitOver, removed, waitOver], { with: anew });
    assert.deepEqual(
      effects.slice(6).map(({ type }) => type),
      ["close", "emit", "wait", "connect"],
    );
    assert.deepEqual(told(effects), ["connected", "disconnected", "removed"]);
  });

  it("is the end of the session it had", () => {
    const { effects } = run([...start, accepted, removed], { with: anew });
    assert.deepEqual(told(effects), ["connected", "disconnected", "removed"]);
  });

  it("soon after a new one was made, waits for minutes: no storm of registrations [F-48]", () => {
    const again = [accepted, removed, waitOver];
    const { effects } = run([...start, ...again, ...again, ...again], { with: anew, chance: 0 });
    assert.deepEqual(waits(effects), [0, 60_000, 60_000]);
  });
});

describe("what arrives of an earlier session", () => {
  it("changes nothing", () => {
    const { state } = run([...start, accepted, lost, waitOver, accepted]);
    for (const type of ["lost", "denied", "removed", "refused", "superseded"] as const) {
      const step = run([{ type, session: 1, cause: "late" }], { from: state });
      assert.deepEqual(step, { state, effects: [] });
    }
  });
});

describe("the end of a subscription", () => {
  for (const type of ["superseded", "refused"] as const) {
    it(`is told when it is ${type}, and nothing is tried again [C-48]`, () => {
      const end = ({ session }: Subscription): SubscriptionInput => ({ type, session, cause: "why" });
      const { effects, state } = run([...start, accepted, end]);
      assert.deepEqual(effects.slice(2), [
        { type: "close", session: 1 },
        { type: "emit", event: { type, cause: "why" } },
      ]);
      const more = run([lost, waitOver, accepted, sighted("http://m3:5050")], { from: state });
      assert.deepEqual(more, { state, effects: [] });
    });
  }

  it("by stop tells nothing, and start begins anew", () => {
    const { effects, state } = run([...start, accepted, { type: "stop" }]);
    assert.deepEqual(effects.slice(2), [{ type: "close", session: 1 }]);
    assert.deepEqual(run(start, { from: state }).effects, [
      { type: "connect", session: 2, baseUrl: "http://m1:5050" },
    ]);
  });
});
