import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { IDLE, stepSubscription } from "./subscription.ts";
import type { SubscriptionInput, SubscriptionPolicy } from "./subscription.ts";

const policy: Omit<SubscriptionPolicy, "onRemoved"> = {
  redirectHopsMax: 3,
  backoffFirstMs: 1000,
  backoffMaxMs: 15_000,
  slowFirstMs: 120_000,
  slowMaxMs: 300_000,
};

describe("any course of events", () => {
  const kinds = [
    "start",
    "stop",
    "candidates",
    "blind",
    "wait_over",
    "redirected",
    "subscribed",
    "lost",
    "denied",
    "removed",
    "refused",
    "superseded",
  ] as const;
  const anInput = fc.record({
    kind: fc.constantFrom(...kinds),
    /** 0 is the present session. */
    age: fc.constantFrom(0, 0, 0, 1, 2, -1),
    location: fc.constantFrom("//m2:5050/master/api/v1/scheduler", "m3:1", "", "https://m4"),
    urls: fc.subarray(["http://m1:5050", "http://m2:5050", "https://m3:5050"]),
    silent: fc.boolean(),
    passMs: fc.nat(30_000),
    chance: fc.double({ min: 0, max: 0.999, noNaN: true }),
  });

  it("keeps one connection at most, in sessions that only grow, with bounded waits, and never gets stuck", () => {
    fc.assert(
      fc.property(
        fc.array(anInput, { maxLength: 80 }),
        fc.constantFrom("stop", "register-anew"),
        (steps, onRemoved) => {
          let state = IDLE;
          let nowMs = 0;
          let open: number | undefined;
          let newest = 0;
          let waiting: number | undefined;
          let connected = false;
          let mayConnect = false;
          let insecure = false;
          for (const { kind, age, passMs, chance, ...parts } of steps) {
            nowMs += passMs;
            const input = inputOf(kind, state.session - age, parts);
            const { next, effects } = stepSubscription(
              state,
              input,
              { ...policy, onRemoved },
              { nowMs, chance },
            );
            if (kind === "start") mayConnect = true;
            if ("session" in input && age !== 0)
              assert.deepEqual({ next, effects }, { next: state, effects: [] });
            if (!mayConnect) assert.deepEqual(effects, []);
            for (const effect of effects) {
              switch (effect.type) {
                case "connect":
                  assert.equal(open, undefined, "two connections");
                  assert.ok(effect.session > newest);
                  newest = open = effect.session;
                  waiting = undefined;
                  // An attempt that began with https never goes over plain HTTP.
                  if (next.hops === 0) insecure = effect.baseUrl.startsWith("http:");
                  assert.ok(insecure || effect.baseUrl.startsWith("https:"), effect.baseUrl);
                  if (effect.baseUrl.startsWith("https:")) insecure = false;
                  break;
                case "close":
                  assert.equal(effect.session, open);
                  open = undefined;
                  break;
                case "wait":
                  assert.ok(effect.session > newest);
                  newest = waiting = effect.session;
                  if (effect.why === "failed") assert.ok(effect.ms >= 0 && effect.ms <= policy.backoffMaxMs);
                  else assert.ok(effect.ms >= policy.slowFirstMs / 2 && effect.ms <= policy.slowMaxMs);
                  assert.equal(open, undefined, "waits while connected");
                  break;
                case "emit":
                  assert.ok(!(connected && effect.event.type === "connected"), "connected twice");
                  assert.ok(!(connected && effect.event.type === "removed"), "removed while connected");
                  connected = effect.event.type === "connected";
                  if (effect.event.type === "refused" || effect.event.type === "superseded")
                    mayConnect = false;
                  break;
                default:
                  effect satisfies never;
              }
            }
            if (kind === "stop") [mayConnect, connected] = [false, false];
            state = next;
            // Somebody is always on the way to report: a connection, a timer, or who looks for masters.
            assert.equal(open !== undefined, state.phase === "connecting" || state.phase === "subscribed");
            if (state.phase === "waiting") assert.equal(waiting, state.session);
            if (state.phase === "searching") assert.deepEqual(state.candidates, []);
            assert.equal(state.phase === "subscribed", connected);
          }
        },
      ),
    );
  });

  function inputOf(
    kind: (typeof kinds)[number],
    session: number,
    {
      location,
      urls,
      silent,
    }: { readonly location: string; readonly urls: readonly string[]; readonly silent: boolean },
  ): SubscriptionInput {
    switch (kind) {
      case "start":
      case "stop":
        return { type: kind };
      case "candidates":
        return { type: kind, candidates: urls.map((baseUrl) => ({ baseUrl, id: baseUrl })), why: "told" };
      case "blind":
        return { type: kind, cause: "nobody knows" };
      case "wait_over":
        return { type: kind, session };
      case "redirected":
        return { type: kind, session, location };
      case "subscribed":
        return { type: kind, session, registrationId: "fw-1" };
      case "lost":
        return { type: kind, session, cause: "cut", silent };
      case "denied":
      case "removed":
      case "refused":
      case "superseded":
        return { type: kind, session, cause: "why" };
      default:
        return kind satisfies never;
    }
  }
});
