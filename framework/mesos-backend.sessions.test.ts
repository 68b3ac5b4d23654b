import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { aRef, aTask, observe } from "./backend.builders.ts";
import { offersEvent, startTinyMaster } from "./tiny-master.builders.ts";

const timeout = 240_000;

describe("a session", { timeout }, () => {
  it("is dead after five intervals without a byte, and the next one begins with the same id", async () => {
    await using master = await startTinyMaster();
    await using observed = observe({ masters: [master.url] });
    await observed.start();
    await observed.until("connected");
    observed.time.advance(74_999);
    master.send({ type: "HEARTBEAT" });
    master.send(offersEvent("o1"));
    await observed.until("offers");
    observed.time.advance(74_999);
    assert.ok(observed.events.every(({ type }) => type !== "disconnected"));
    observed.time.advance(1);
    assert.match((await observed.until("disconnected")).cause, /no byte from .* for 75 s/);
    assert.equal(master.requests.filter(({ call }) => call?.type === "SUBSCRIBE").length, 1);
    observed.time.advance(500); // half of at most 1 s: it lived for long
    await observed.until("connected", 2);
    const { request } = await master.until("SUBSCRIBE", 2);
    assert.equal(request.call?.framework_id?.value, "fw-1");
    assert.equal(request.headers["mesos-stream-id"], undefined);
  });

  it("that is cut tells so once and subscribes again after a wait", async () => {
    await using master = await startTinyMaster();
    await using observed = observe({ masters: [master.url] });
    await observed.start();
    await observed.until("connected");
    master.cut();
    await observed.until("disconnected");
    observed.time.advance(1000);
    await observed.until("connected", 2);
    assert.deepEqual(
      observed.events.flatMap(({ type }) => (type === "agents" ? [] : [type])),
      ["connected", "disconnected", "connected"],
    );
  });

  it("is not disturbed by late answers of the one before", async () => {
    await using master = await startTinyMaster({
      onCall: (call) => (call.type === "KILL" ? "answered" : undefined),
    });
    await using observed = observe({ masters: [master.url] });
    await observed.start();
    await observed.until("connected");
    observed.backend.kill(aRef("1.1.1"), 0);
    const { response } = await master.until("KILL");
    master.cut();
    await observed.until("disconnected");
    observed.time.advance(1000);
    await observed.until("connected", 2);
    response.writeHead(403).end("Framework is not subscribed");
    observed.backend.revive();
    await master.until("REVIVE");
    master.send(offersEvent("o2"));
    await observed.until("offers");
    assert.equal(observed.events.filter(({ type }) => type === "disconnected").length, 1);
    assert.equal((await master.until("REVIVE")).request.headers["mesos-stream-id"], "stream-2");
  });

  it("that another scheduler takes over ends for good", async () => {
    await using master = await startTinyMaster();
    await using observed = observe({ masters: [master.url] });
    await observed.start();
    await observed.until("connected");
    master.send({ type: "ERROR", error: { message: "Framework failed over" } });
    assert.match((await observed.until("superseded")).cause, /another scheduler/);
    assert.equal(observed.time.pending(), 0);
    observed.time.advance(3_600_000);
    assert.equal(master.requests.filter(({ call }) => call?.type === "SUBSCRIBE").length, 1);
  });

  it("skips an event it cannot understand and goes on", async () => {
    await using master = await startTinyMaster();
    await using observed = observe({ masters: [master.url] });
    await observed.start();
    await observed.until("connected");
    master.send({ type: "RESCIND", rescind: { offer_id: 7 } });
    master.send({ type: "SOMETHING_NEW" });
    master.send(offersEvent("o1"));
    await observed.until("offers");
    assert.equal(observed.counts.get("records_unreadable"), 1);
  });
});

describe("a launch", { timeout }, () => {
  it("is one ACCEPT with one LAUNCH, cut out of the offers", async () => {
    await using master = await startTinyMaster();
    await using observed = observe({ masters: [master.url] });
    await observed.start();
    await observed.until("connected");
    master.send(offersEvent("o1", { cpus: 1, mem: 1024 }));
    master.send(offersEvent("o2", { cpus: 1.5, mem: 512.5 }));
    await observed.until("offers", 2);
    const task = aTask({ resources: { cpusMilli: 2500, memMib: 1100, diskMib: 0, gpus: 0 } });
    observed.backend.launch({ agentId: "agent-1", offerIds: ["o1", "o2"], tasks: [task], refuseMs: 5000 });
    const { accept } = (await master.until("ACCEPT")).request.call ?? {};
    assert.deepEqual(accept?.offer_ids, [{ value: "o1" }, { value: "o2" }]);
    assert.deepEqual(accept.filters, { refuse_seconds: 5 });
    assert.equal(accept.operations?.length, 1);
    const [info, ...others] = accept.operations[0]?.launch?.task_infos ?? [];
    assert.deepEqual(others, []);
    const allocation_info = { role: "batch" };
    assert.deepEqual(info?.resources, [
      { name: "cpus", type: "SCALAR", scalar: { value: 2.5 }, allocation_info },
      { name: "mem", type: "SCALAR", scalar: { value: 1100 }, allocation_info },
    ]);
  });

  it("on an offer that is no more ends as dropped, after the call, and gives the other offers back", async () => {
    await using master = await startTinyMaster();
    await using observed = observe({ masters: [master.url] });
    await observed.start();
    await observed.until("connected");
    master.send(offersEvent("o1"));
    master.send(offersEvent("o2"));
    master.send({ type: "RESCIND", rescind: { offer_id: { value: "o1" } } });
    assert.equal((await observed.until("rescinded")).offerId, "o1");
    observed.backend.launch({ agentId: "agent-1", offerIds: ["o1", "o2"], tasks: [aTask()], refuseMs: 5000 });
    assert.equal(
      observed.events.some(({ type }) => type === "status"),
      false,
    );
    assert.deepEqual((await observed.until("status")).update, {
      taskId: "1.1.1",
      agentId: "agent-1",
      state: "dropped",
      message: "Task launched with invalid offers: Offer o1 is no longer valid",
      reconciliation: false,
    });
    const { decline } = (await master.until("DECLINE")).request.call ?? {};
    assert.deepEqual(decline, { offer_ids: [{ value: "o2" }], filters: { refuse_seconds: 0 } });
  });

  it("on an offer of an earlier session ends as dropped", async () => {
    await using master = await startTinyMaster();
    await using observed = observe({ masters: [master.url] });
    await observed.start();
    await observed.until("connected");
    master.send(offersEvent("o1"));
    await observed.until("offers");
    master.cut();
    await observed.until("disconnected");
    observed.time.advance(1000);
    await observed.until("connected", 2);
    observed.backend.launch({ agentId: "agent-1", offerIds: ["o1"], tasks: [aTask()], refuseMs: 0 });
    assert.equal((await observed.until("status")).update.state, "dropped");
    assert.deepEqual(master.calls(), []);
  });
});

describe("stop", { timeout }, () => {
  it("lets calls that were made arrive, then ends every connection and emits nothing more", async () => {
    await using master = await startTinyMaster();
    await using observed = observe({ masters: [master.url] });
    await observed.start();
    await observed.until("connected");
    const before = observed.events.length;
    for (let index = 0; index < 20; index += 1) observed.backend.kill(aRef(`${index + 1}.1.1`), 1000);
    await observed.backend.stop();
    assert.equal(master.calls().length, 20);
    assert.equal(observed.events.slice(before).filter(({ type }) => type !== "agents").length, 0);
    assert.equal(observed.time.pending(), 0);
    observed.backend.revive();
    assert.equal(observed.counts.get("calls_dropped"), 1);
  });

  it("does not wait for a master that does not answer", async () => {
    await using master = await startTinyMaster({ onCall: () => "answered" });
    await using observed = observe({ masters: [master.url] });
    await observed.start();
    await observed.until("connected");
    observed.backend.revive();
    await master.until("REVIVE");
    const stopped = observed.backend.stop();
    observed.time.advance(2000);
    await stopped;
  });
});
