import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { manualTime } from "../../framework/manual-time.builders.ts";
import type { Offer } from "../../offers/offer.ts";
import { NO_RESOURCES } from "../../resources/vector.ts";
import { createMetrics } from "../../telemetry/metrics.ts";
import { meteredBackend } from "./metered-backend.ts";
import { scriptedBackend } from "../scripted-backend.builders.ts";

const anOffer = (id: string): Offer => ({
  id,
  agentId: "a1",
  hostname: "node1",
  access: "",
  attributes: {},
  lot: "",
  resources: NO_RESOURCES,
  ports: [],
  reservations: [],
});

describe("a metered backend", () => {
  it("counts offers, how long each was held, and how many are held now [C-57]", async (t) => {
    const inner = scriptedBackend();
    const time = manualTime();
    const metrics = createMetrics({ version: "1", jobStates: [] });
    t.after(() => metrics.close());
    const backend = meteredBackend(inner, metrics, time.nowMs);
    metrics.readClusters(() => [{ executor: "mesos", state: "connected", offersHeld: backend.offersHeld() }]);
    await backend.start({ registrationId: undefined, emit: () => undefined });
    inner.tell({ type: "offers", offers: ["o1", "o2", "o3", "o4", "o5"].map(anOffer) });
    time.advance(200);
    backend.decline(["o1"], 5000);
    time.advance(500);
    backend.launch({ agentId: "a1", offerIds: ["o2"], tasks: [], refuseMs: 0 });
    inner.tell({ type: "rescinded", offerId: "o3" });
    const { text } = await metrics.expose();
    assert.match(text, /^godocker_offers_received_total 5$/m);
    assert.match(text, /^godocker_offers_rescinded_total 1$/m);
    assert.match(text, /^godocker_offers_outstanding 2$/m);
    assert.match(text, /^godocker_offer_hold_seconds_bucket\{le="0.25"\} 1$/m);
    assert.match(text, /^godocker_offer_hold_seconds_bucket\{le="1"\} 2$/m);
    inner.tell({ type: "disconnected", cause: "gone" });
    assert.match((await metrics.expose()).text, /^godocker_offers_outstanding 0$/m);
  });

  it("counts what it is told to do, and passes it on in order", async (t) => {
    const inner = scriptedBackend();
    const metrics = createMetrics({ version: "1", jobStates: [] });
    t.after(() => metrics.close());
    const backend = meteredBackend(inner, metrics, () => 0);
    await backend.start({ registrationId: undefined, emit: () => undefined });
    backend.suppress();
    backend.revive();
    backend.reconcile([]);
    backend.answerMaintenance(["r1", "r2"], true, 0);
    backend.answerMaintenance(["r3"], false, 0);
    inner.tell({ type: "removed", cause: "torn down" });
    const { text } = await metrics.expose();
    assert.match(text, /^godocker_offer_calls_total\{call="suppress"\} 1$/m);
    assert.match(text, /^godocker_reconcile_rounds_total\{kind="implicit"\} 1$/m);
    assert.match(text, /^godocker_maintenance_answers_total\{answer="accepted"\} 2$/m);
    assert.match(text, /^godocker_maintenance_answers_total\{answer="declined"\} 1$/m);
    assert.match(text, /^godocker_executor_removed_total\{executor="mesos"\} 1$/m);
    assert.deepEqual(inner.calls, [
      "suppress",
      "revive",
      "reconcile",
      "answerMaintenance",
      "answerMaintenance",
    ]);
  });
});
