import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { aCore, job, vector } from "../core/core.builders.ts";
import type { CoreInput } from "../state/decision.ts";
import { offerLedger } from "./offer-ledger.ts";

/** A core and the ledger of its offers; each cycle comes a second after what it takes in. */
function aLedger(most = 10) {
  const c = aCore();
  const ledger = offerLedger(most);
  let nowMs = 0;
  const cycle = (...inputs: readonly CoreInput[]) => {
    for (const input of inputs) if (input.type === "backend") ledger.heard(input.backend, input.event, nowMs);
    nowMs += 1000;
    ledger.answered(c.cycle(...inputs).calls, nowMs);
  };
  cycle(c.fromBackend({ type: "connected", registrationId: "f-1" }));
  return { c, ledger, cycle };
}

describe("the ledger of offers", () => {
  it("says what each was used for, or why it was declined, and how long it was held", () => {
    const { c, ledger, cycle } = aLedger();
    c.submit(job(1), job(2));
    cycle(c.offer("n1", 1), c.offer("n2", 0.5));
    assert.deepEqual(
      ledger
        .list()
        .map(({ hostname, outcome, reason, receivedAtMs, endedAtMs, tasks }) => [
          hostname,
          outcome,
          reason ?? tasks,
          (endedAtMs ?? 0) - receivedAtMs,
        ]),
      [
        ["n2.example", "declined", "cpu", 1000],
        ["n1.example", "used", ["1.1.1"], 1000],
      ],
    );
  });

  it("knows which are rescinded, and which a lost connection has taken", () => {
    const { c, ledger } = aLedger();
    const offer = c.offer("n1", 1);
    assert.ok(offer.type === "backend" && offer.event.type === "offers");
    ledger.heard("mesos", offer.event, 5);
    ledger.heard("other", offer.event, 5);
    ledger.heard("mesos", { type: "rescinded", offerId: "o1" }, 7);
    ledger.heard("mesos", { type: "disconnected", cause: "it was cut" }, 8);
    ledger.heard("other", { type: "disconnected", cause: "it was cut" }, 9);
    assert.deepEqual(
      ledger.list().map(({ backend, endedAtMs, outcome }) => [backend, outcome, endedAtMs]),
      [
        ["other", "void", 9],
        ["mesos", "rescinded", 7],
      ],
    );
  });

  it("keeps the newest, and no more", () => {
    const { c, ledger, cycle } = aLedger(3);
    for (let n = 1; n <= 5; n += 1) cycle(c.offer(`n${n}`, n));
    assert.deepEqual(
      ledger.list().map(({ agentId, resources }) => [agentId, resources]),
      [5, 4, 3].map((n) => [`n${n}`, vector(n, 64)]),
    );
  });
});
