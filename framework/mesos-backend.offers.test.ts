import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { SchedulerCall } from "../proto/generated/types.ts";
import { aTask, observe } from "./backend.builders.ts";
import type { Observed } from "./backend.builders.ts";
import { aScalar, labelled } from "./offers/resources.builders.ts";
import { offersEvent, startTinyMaster } from "./tiny-master.builders.ts";
import type { TinyMaster } from "./tiny-master.builders.ts";

const timeout = 240_000;

/** What the master was told but for the subscription, in a word or two. */
function told(master: TinyMaster): readonly string[] {
  return master.calls().map((call: SchedulerCall) => {
    const { accept, decline } = call;
    const ids = (accept ?? decline)?.offer_ids?.map(({ value }) => value).join(" ") ?? "";
    return `${call.type} ${ids}`.trim();
  });
}

async function connected(
  master: TinyMaster,
  options: Partial<Parameters<typeof observe>[0]> = {},
): Promise<Observed> {
  const observed = observe({ masters: [master.url], ...options });
  await observed.start();
  await observed.until("connected");
  return observed;
}

/** Time passes, the stream lives. */
async function pass(master: TinyMaster, observed: Observed, seconds: number): Promise<void> {
  for (let at = 0; at < seconds; at += 5) {
    const records = observed.counts.get("records") ?? 0;
    master.send({ type: "HEARTBEAT" });
    await observed.counted("records", records + 1);
    observed.time.advance(5000);
  }
}

describe("offers", { timeout }, () => {
  it("that nobody answers are given back after a minute, and are void [C-40] [F-29] [F-34]", async () => {
    await using master = await startTinyMaster();
    await using observed = await connected(master);
    master.send(offersEvent("o1"));
    await observed.until("offers");
    await pass(master, observed, 30);
    master.send(offersEvent("o2"));
    await observed.until("offers", 2);
    await pass(master, observed, 30);
    assert.equal((await observed.until("rescinded")).offerId, "o1");
    observed.backend.launch({ agentId: "agent-1", offerIds: ["o1"], tasks: [aTask()], refuseMs: 0 });
    assert.equal((await observed.until("status")).update.state, "dropped");
    await pass(master, observed, 30);
    assert.equal((await observed.until("rescinded", 2)).offerId, "o2");
    await master.until("DECLINE", 2);
    assert.deepEqual(told(master), ["DECLINE o1", "DECLINE o2"]);
    assert.equal(observed.counts.get("offers_given_back"), 2);
  });

  it("that are declined one by one go as one call, those for another time apart", async () => {
    await using master = await startTinyMaster();
    await using observed = await connected(master);
    for (const id of ["o1", "o2", "o3", "o4", "o5"]) master.send(offersEvent(id));
    await observed.until("offers", 5);
    const { backend } = observed;
    for (const id of ["o1", "o2", "o3"]) backend.decline([id], 5000);
    backend.decline(["o4"], 60_000);
    backend.decline(["o5"], 5000);
    await master.until("DECLINE", 3);
    assert.deepEqual(told(master), ["DECLINE o1 o2 o3", "DECLINE o4", "DECLINE o5"]);
    assert.deepEqual(
      master.calls().map(({ decline }) => decline?.filters?.refuse_seconds),
      [5, 60, 5],
    );
  });

  it("whose DECLINE the master did not take are declined again [F-34]", async () => {
    let refused = false;
    await using master = await startTinyMaster({
      onCall: (call, response) => {
        if (call.type !== "DECLINE" || refused) return undefined;
        refused = true;
        response.writeHead(413).end("too large");
        return "answered";
      },
    });
    await using observed = await connected(master);
    master.send(offersEvent("o1"));
    await observed.until("offers");
    observed.backend.decline(["o1"], 5000);
    await observed.counted("calls_failed", 1);
    await pass(master, observed, 60);
    await master.until("DECLINE", 2);
    assert.deepEqual(told(master), ["DECLINE o1", "DECLINE o1"]);
  });

  it("that come twice are told once", async () => {
    await using master = await startTinyMaster();
    await using observed = await connected(master);
    master.send(offersEvent("o1"));
    master.send(offersEvent("o1"));
    master.send(offersEvent("o2"));
    await observed.until("offers", 2);
    const ids = observed.events.flatMap((event) =>
      event.type === "offers" ? event.offers.map(({ id }) => id) : [],
    );
    assert.deepEqual(ids, ["o1", "o2"]);
    assert.equal(observed.counts.get("offers_twice"), 1);
  });

  it("that come after SUPPRESS are taken all the same [C-42]", async () => {
    await using master = await startTinyMaster();
    await using observed = await connected(master);
    observed.backend.suppress();
    await master.until("SUPPRESS");
    master.send(offersEvent("o1"));
    await observed.until("offers");
  });

  it("one of which is gone spoil the launch: the others are given back, no task is lost [C-38] [F-28]", async () => {
    await using master = await startTinyMaster();
    await using observed = await connected(master);
    master.send(offersEvent("o1"));
    master.send(offersEvent("o2"));
    master.send({ type: "RESCIND", rescind: { offer_id: { value: "o2" } } });
    await observed.until("rescinded");
    observed.backend.launch({
      agentId: "agent-1",
      offerIds: ["o1", "o2"],
      tasks: [aTask(), aTask()],
      refuseMs: 0,
    });
    await observed.until("status", 2);
    await master.until("DECLINE");
    assert.deepEqual(told(master), ["DECLINE o1"]);
    for (const event of observed.events)
      if (event.type === "status") assert.equal(event.update.state, "dropped");
  });
});

describe("announced maintenance [C-44]", { timeout }, () => {
  const unavailability = { start: { nanoseconds: 5_000_000_000 } };
  const inverse = (id: string, agent?: string): object => ({
    type: "INVERSE_OFFERS",
    inverse_offers: {
      inverse_offers: [
        {
          id: { value: id },
          framework_id: { value: "fw-1" },
          ...(agent === undefined ? {} : { agent_id: { value: agent } }),
          unavailability,
        },
      ],
    },
  });

  it("is told, answered once, and not after it was taken back", async () => {
    await using master = await startTinyMaster();
    await using observed = await connected(master);
    for (const event of [inverse("i1", "agent-1"), inverse("i2"), inverse("i3", "agent-2")])
      master.send(event);
    master.send({
      type: "RESCIND_INVERSE_OFFER",
      rescind_inverse_offer: { inverse_offer_id: { value: "i3" } },
    });
    assert.deepEqual(await observed.until("maintenance_rescinded"), {
      type: "maintenance_rescinded",
      requestId: "i3",
    });
    assert.deepEqual(await observed.until("maintenance"), {
      type: "maintenance",
      requestId: "i1",
      agentId: "agent-1",
      unavailability: { startMs: 5000 },
    });
    assert.equal("agentId" in (await observed.until("maintenance", 2)), false);
    observed.backend.answerMaintenance(["i1", "i3", "odd"], true, 60_000);
    observed.backend.answerMaintenance(["i1", "i2"], false, 300_000);
    await master.until("DECLINE_INVERSE_OFFERS");
    const framework_id = { value: "fw-1" };
    assert.deepEqual(master.calls(), [
      {
        framework_id,
        type: "ACCEPT_INVERSE_OFFERS",
        accept_inverse_offers: { inverse_offer_ids: [{ value: "i1" }], filters: { refuse_seconds: 60 } },
      },
      {
        framework_id,
        type: "DECLINE_INVERSE_OFFERS",
        decline_inverse_offers: { inverse_offer_ids: [{ value: "i2" }], filters: { refuse_seconds: 300 } },
      },
    ]);
  });
});

describe("reservations", { timeout }, () => {
  const order = { agentId: "agent-1", operationId: "op-1" };
  const resources = { cpusMilli: 1000, memMib: 0, diskMib: 0, gpus: 0 };
  const capable = (
    response: Parameters<NonNullable<Parameters<typeof startTinyMaster>[0]>["slaves"] & object>[0],
  ): void => {
    const agent = {
      id: "agent-1",
      hostname: "node1",
      active: true,
      capabilities: ["RESOURCE_PROVIDER", "AGENT_OPERATION_FEEDBACK"],
    };
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ slaves: [agent] }));
  };

  it("are asked for with an id, told when they are done, and acknowledged [C-25]", async () => {
    await using master = await startTinyMaster({ slaves: capable });
    await using observed = await connected(master);
    await observed.until("agents");
    master.send(offersEvent("o1"));
    await observed.until("offers");
    observed.backend.reserve({ ...order, offerIds: ["o1"], reservation: "job-7", resources });
    const { request } = await master.until("ACCEPT");
    assert.deepEqual(request.call?.accept?.operations?.[0]?.id, { value: "op-1" });
    const status = {
      operation_id: { value: "op-1" },
      state: "OPERATION_FINISHED",
      uuid: { value: "xouZtZ2yTO+AP1ZN1K8iAA==" },
      agent_id: { value: "agent-1" },
    };
    master.send({ type: "UPDATE_OPERATION_STATUS", update_operation_status: { status } });
    assert.deepEqual(await observed.until("operation"), {
      type: "operation",
      operationId: "op-1",
      state: "done",
    });
    await master.until("ACKNOWLEDGE_OPERATION_STATUS");
    observed.backend.reconcileOperations([{ operationId: "op-1", agentId: "agent-1" }]);
    const { request: asked } = await master.until("RECONCILE_OPERATIONS");
    assert.deepEqual(asked.call?.reconcile_operations?.operations, [
      { operation_id: { value: "op-1" }, agent_id: { value: "agent-1" } },
    ]);
  });

  it("of an agent that tells nothing have an unknown outcome", async () => {
    await using master = await startTinyMaster();
    await using observed = await connected(master);
    master.send(offersEvent("o1"));
    await observed.until("offers");
    observed.backend.reserve({ ...order, offerIds: ["o1"], reservation: "job-7", resources });
    assert.equal((await observed.until("operation")).state, "unknown");
    const { request } = await master.until("ACCEPT");
    assert.equal(request.call?.accept?.operations?.[0]?.id, undefined);
  });

  it("without an offer or without anything to be done fail at once, and offers go back", async () => {
    await using master = await startTinyMaster();
    await using observed = await connected(master);
    observed.backend.unreserve({ ...order, offerIds: ["gone"], reservations: ["job-7"] });
    assert.match((await observed.until("operation")).message ?? "", /Offer gone is no longer valid/);
    master.send(offersEvent("o1"));
    await observed.until("offers");
    observed.backend.unreserve({ ...order, offerIds: ["o1"], reservations: ["job-7"] });
    assert.equal((await observed.until("operation", 2)).state, "failed");
    await master.until("DECLINE");
    assert.deepEqual(told(master), ["DECLINE o1"]);
  });

  it("in an offer are told, and given back", async () => {
    await using master = await startTinyMaster();
    await using observed = await connected(master);
    const event = JSON.parse(JSON.stringify(offersEvent("o1")));
    event.offers.offers[0].resources.push(aScalar("cpus", 2, labelled("job-7")));
    master.send(event);
    const [offer] = (await observed.until("offers")).offers;
    assert.deepEqual(
      offer?.reservations.map(({ id }) => id),
      ["job-7"],
    );
    observed.backend.unreserve({ ...order, offerIds: ["o1"], reservations: ["job-7"] });
    const { request } = await master.until("ACCEPT");
    assert.deepEqual(request.call?.accept?.operations, [
      { type: "UNRESERVE", unreserve: { resources: [aScalar("cpus", 2, labelled("job-7"))] } },
    ]);
  });
});
