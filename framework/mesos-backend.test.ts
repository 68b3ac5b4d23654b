import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { aTask, observe } from "./backend.builders.ts";
import { offersEvent, startTinyMaster } from "./tiny-master.builders.ts";

const timeout = 20_000;
const aRef = (taskId: string) => ({
  taskId: aTask({ taskId: taskId as never }).taskId,
  agentId: "agent-1",
  access: "",
});

describe("a backend that starts", { timeout }, () => {
  it("subscribes as a new framework, with all that Mesos must know", async () => {
    await using master = await startTinyMaster();
    await using observed = observe({
      masters: [master.url],
      framework: {
        user: "ada",
        name: "godocker",
        role: "batch",
        failoverTimeoutSeconds: 604_800,
        webuiUrl: "http://godocker/",
        hostname: "front1",
      },
      credentials: { principal: "gd", secret: "s3cret" },
    });
    await observed.start();
    assert.deepEqual(await observed.until("connected"), { type: "connected", registrationId: "fw-1" });
    const { request } = await master.until("SUBSCRIBE");
    assert.equal(request.path, "/api/v1/scheduler");
    assert.equal(request.headers["content-type"], "application/json");
    assert.equal(request.headers.accept, "application/json");
    assert.equal(request.headers["mesos-stream-id"], undefined);
    assert.equal(request.headers.authorization, `Basic ${Buffer.from("gd:s3cret").toString("base64")}`);
    assert.deepEqual(request.json, {
      type: "SUBSCRIBE",
      subscribe: {
        framework_info: {
          user: "ada",
          name: "godocker",
          failover_timeout: 604_800,
          checkpoint: true,
          hostname: "front1",
          principal: "gd",
          webui_url: "http://godocker/",
          capabilities: [
            { type: "MULTI_ROLE" },
            { type: "PARTITION_AWARE" },
            { type: "TASK_KILLING_STATE" },
            { type: "RESERVATION_REFINEMENT" },
          ],
          roles: ["batch"],
        },
      },
    });
  });

  it("with a stored id names it twice", async () => {
    await using master = await startTinyMaster();
    await using observed = observe({ masters: [master.url] });
    await observed.start("fw-7");
    assert.equal((await observed.until("connected")).registrationId, "fw-7");
    const { call } = (await master.until("SUBSCRIBE")).request;
    assert.equal(call?.framework_id?.value, "fw-7");
    assert.equal(call.subscribe?.framework_info.id?.value, "fw-7");
  });

  it("asks for offers of agents with GPUs only when told to", async () => {
    await using master = await startTinyMaster();
    const framework = { user: "ada", name: "x", role: "batch", failoverTimeoutSeconds: 60, gpus: true };
    await using observed = observe({ masters: [master.url], framework });
    assert.equal(observed.backend.capabilities.gpus, true);
    await observed.start();
    const { call } = (await master.until("SUBSCRIBE")).request;
    assert.ok(call?.subscribe?.framework_info.capabilities?.some(({ type }) => type === "GPU_RESOURCES"));
  });

  it("cannot be made of options that cannot work", () => {
    assert.throws(() => observe({ masters: [] }), RangeError);
    assert.throws(() => observe({ masters: ["zk://z1:2181/mesos"] }), RangeError);
    const credentials = { principal: "a:b", secret: "c" };
    assert.throws(() => observe({ masters: ["http://m1:5050"], credentials }), RangeError);
  });
});

describe("calls", { timeout }, () => {
  it("reach the master in the order they were made, one at a time, over a connection that carries nothing else", async () => {
    await using master = await startTinyMaster({
      onCall: (_, response) => {
        setImmediate(() => response.writeHead(202, { "content-length": 0 }).end());
        return "answered";
      },
    });
    await using observed = observe({ masters: [master.url] });
    await observed.start();
    await observed.until("connected");
    const { backend } = observed;
    for (let index = 0; index < 50; index += 1) {
      backend.kill(aRef(`${index + 1}.1.1`), 1000);
      if (index % 10 === 9) backend.reconcile([aRef(`${index + 1}.1.1`)]);
    }
    await master.until("KILL", 50);
    await master.until("RECONCILE", 5);
    const order = master
      .calls()
      .map(({ type, kill, reconcile }) =>
        [type, kill?.task_id.value ?? reconcile?.tasks?.[0]?.task_id.value].join(" "),
      );
    const wanted = Array.from({ length: 50 }, (_, index) => {
      const kill = `KILL ${index + 1}.1.1`;
      return index % 10 === 9 ? [kill, `RECONCILE ${index + 1}.1.1`] : [kill];
    }).flat();
    assert.deepEqual(order, wanted);
    assert.equal(master.concurrent(), 1);
    const connections = (subscribe: boolean): Set<number> =>
      new Set(
        master.requests.flatMap(({ call, connection }) =>
          call !== undefined && (call.type === "SUBSCRIBE") === subscribe ? [connection] : [],
        ),
      );
    assert.equal(connections(false).size, 1);
    assert.equal([...connections(false)].filter((one) => connections(true).has(one)).length, 0);
    for (const { call, headers } of master.requests) {
      if (call !== undefined && call.type !== "SUBSCRIBE") {
        assert.equal(headers["mesos-stream-id"], "stream-1");
        assert.equal(call.framework_id?.value, "fw-1");
      }
    }
  });

  it("say what Mesos understands", async () => {
    await using master = await startTinyMaster();
    await using observed = observe({ masters: [master.url] });
    await observed.start();
    await observed.until("connected");
    const { backend } = observed;
    backend.suppress();
    backend.revive();
    backend.decline(["o1", "o2"], 120_000);
    backend.kill({ ...aRef("1.1.1"), agentId: "" }, 2500);
    backend.reconcile([]);
    backend.acknowledge({
      taskId: "1.1.1",
      agentId: "agent-1",
      state: "running",
      reconciliation: false,
      acknowledgement: { agentId: "agent-1", taskId: "1.1.1", uuid: "xouZtZ2yTO+AP1ZN1K8iAA==" },
    });
    backend.acknowledge({ taskId: "1.1.1", agentId: "agent-1", state: "error", reconciliation: false });
    backend.reconcile([aRef("1.1.1")]);
    await master.until("RECONCILE", 2);
    const framework_id = { value: "fw-1" };
    const json = master.requests.flatMap(({ call, json }) =>
      call?.type === "SUBSCRIBE" ? [] : (json ?? []),
    );
    assert.deepEqual(json, [
      { framework_id, type: "SUPPRESS", suppress: { roles: ["batch"] } },
      { framework_id, type: "REVIVE", revive: { roles: ["batch"] } },
      {
        framework_id,
        type: "DECLINE",
        decline: { offer_ids: [{ value: "o1" }, { value: "o2" }], filters: { refuse_seconds: 120 } },
      },
      {
        framework_id,
        type: "KILL",
        kill: { task_id: { value: "1.1.1" }, kill_policy: { grace_period: { nanoseconds: 2_500_000_000 } } },
      },
      { framework_id, type: "RECONCILE", reconcile: {} },
      {
        framework_id,
        type: "ACKNOWLEDGE",
        acknowledge: {
          agent_id: { value: "agent-1" },
          task_id: { value: "1.1.1" },
          uuid: "xouZtZ2yTO+AP1ZN1K8iAA==",
        },
      },
      {
        framework_id,
        type: "RECONCILE",
        reconcile: { tasks: [{ task_id: { value: "1.1.1" }, agent_id: { value: "agent-1" } }] },
      },
    ]);
  });

  it("about many tasks are split, in order", async () => {
    await using master = await startTinyMaster();
    await using observed = observe({ masters: [master.url] });
    await observed.start();
    await observed.until("connected");
    const tasks = Array.from({ length: 2500 }, (_, index) => aRef(`${index + 1}.1.1`));
    observed.backend.reconcile(tasks);
    await master.until("RECONCILE", 3);
    const lists = master.calls().map(({ reconcile }) => reconcile?.tasks ?? []);
    assert.deepEqual(
      lists.map((list) => list.length),
      [1000, 1000, 500],
    );
    assert.deepEqual(
      lists.flat().map(({ task_id }) => task_id.value),
      tasks.map(({ taskId }) => taskId),
    );
  });

  it("made while disconnected are dropped and counted", async () => {
    await using master = await startTinyMaster();
    await using observed = observe({ masters: [master.url] });
    observed.backend.revive();
    await observed.start();
    observed.backend.kill(aRef("1.1.1"), 0);
    await observed.until("connected");
    observed.backend.suppress();
    await master.until("SUPPRESS");
    assert.deepEqual(
      master.calls().map(({ type }) => type),
      ["SUPPRESS"],
    );
    assert.equal(observed.counts.get("calls_dropped"), 2);
  });

  it("that one is refused are logged with the answer, and the next ones go on", async () => {
    await using master = await startTinyMaster({
      onCall: (call, response) => {
        if (call.type !== "KILL") return undefined;
        response
          .writeHead(400, { "content-type": "text/plain" })
          .end("Failed to validate scheduler::Call: no");
        return "answered";
      },
    });
    await using observed = observe({ masters: [master.url] });
    await observed.start();
    await observed.until("connected");
    observed.backend.kill(aRef("1.1.1"), 0);
    observed.backend.revive();
    await master.until("REVIVE");
    assert.ok(observed.logged.some((line) => line.includes("Failed to validate scheduler::Call: no")));
    assert.equal(
      observed.events.some(({ type }) => type === "disconnected"),
      false,
    );
  });

  for (const [status, body] of [
    [400, "The stream ID 'stream-1' included in this request didn't match"],
    [400, "Framework cannot be found"],
    [403, "Framework is not subscribed"],
    [503, "No leader elected"],
  ] as const) {
    it(`answered ${status} ${body} end the session`, async () => {
      await using master = await startTinyMaster({
        onCall: (_, response) => {
          response.writeHead(status).end(body);
          return "answered";
        },
      });
      await using observed = observe({ masters: [master.url] });
      await observed.start();
      await observed.until("connected");
      observed.backend.revive();
      assert.match(
        (await observed.until("disconnected")).cause,
        new RegExp(`REVIVE was answered HTTP ${status}`),
      );
      observed.time.advance(15_000);
      await observed.until("connected", 2);
    });
  }

  it("without an answer in time end the session", async () => {
    await using master = await startTinyMaster({ onCall: () => "answered" });
    await using observed = observe({ masters: [master.url], limits: { callTimeoutMs: 5000 } });
    await observed.start();
    await observed.until("connected");
    observed.backend.revive();
    await master.until("REVIVE");
    observed.time.advance(5000);
    assert.match((await observed.until("disconnected")).cause, /no answer to REVIVE within 5 s/);
  });

  it("whose connection breaks end the session", async () => {
    await using master = await startTinyMaster({
      onCall: (_, response) => {
        response.destroy();
        return "answered";
      },
    });
    await using observed = observe({ masters: [master.url] });
    await observed.start();
    await observed.until("connected");
    observed.backend.revive();
    assert.match((await observed.until("disconnected")).cause, /REVIVE/);
  });

  it("beyond the bound of the queue end the session, but not within the call", async () => {
    await using master = await startTinyMaster({ onCall: () => "answered" });
    await using observed = observe({ masters: [master.url], limits: { callQueueMax: 3 } });
    await observed.start();
    await observed.until("connected");
    for (let index = 0; index < 6; index += 1) observed.backend.revive();
    assert.equal(
      observed.events.some(({ type }) => type === "disconnected"),
      false,
    );
    assert.match((await observed.until("disconnected")).cause, /more than 3 calls wait/);
  });
});

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
    assert.equal(observed.events.at(-1)?.type, "offers");
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
    master.send({
      type: "UPDATE",
      update: { status: { task_id: { value: "1.1.1" }, state: "TASK_DREAMING" } },
    });
    master.send({ type: "SOMETHING_NEW" });
    master.send(offersEvent("o1"));
    await observed.until("offers");
    assert.equal(observed.counts.get("records_unreadable"), 1);
  });

  it("declines announced maintenance and tells it to operators", async () => {
    await using master = await startTinyMaster();
    await using observed = observe({ masters: [master.url] });
    await observed.start();
    await observed.until("connected");
    const unavailability = { start: { nanoseconds: 1 } };
    const inverse = {
      id: { value: "i1" },
      agent_id: { value: "agent-1" },
      framework_id: { value: "fw-1" },
      unavailability,
    };
    master.send({ type: "INVERSE_OFFERS", inverse_offers: { inverse_offers: [inverse] } });
    const { call } = (await master.until("DECLINE_INVERSE_OFFERS")).request;
    assert.deepEqual(call?.decline_inverse_offers?.inverse_offer_ids, [{ value: "i1" }]);
    assert.ok(observed.logged.some((line) => line.includes("maintenance") && line.includes("agent-1")));
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

describe("finding the leader", { timeout }, () => {
  it("follows redirects with the whole call, and makes all further calls there", async () => {
    await using leader = await startTinyMaster();
    const credentials = { principal: "gd", secret: "s3cret" };
    await using other = await startTinyMaster({
      onSubscribe: (response) => {
        const location = `//${new URL(leader.url).host}/master/api/v1/scheduler`;
        response.writeHead(307, { location, "content-length": 0 }).end();
        return "answered";
      },
    });
    await using observed = observe({ masters: [other.url], credentials });
    await observed.start();
    await observed.until("connected");
    observed.backend.revive();
    await leader.until("REVIVE");
    await observed.until("agents");
    assert.equal(other.requests.length, 1);
    const [subscribe] = leader.requests;
    assert.deepEqual(subscribe?.json, other.requests[0]?.json);
    for (const { path, headers } of leader.requests) {
      assert.ok(path.startsWith("/master/"), path);
      assert.equal(headers.authorization, `Basic ${Buffer.from("gd:s3cret").toString("base64")}`);
    }
  });

  it("gives up on masters that redirect to each other, and tries again later", async () => {
    let urlOfB = "";
    await using a = await startTinyMaster({
      onSubscribe: (response, nth) => {
        if (nth > 3) return undefined; // by now it leads
        response.writeHead(307, { location: `${urlOfB}/api/v1/scheduler` }).end();
        return "answered";
      },
    });
    await using b = await startTinyMaster({
      onSubscribe: (response) => {
        response.writeHead(307, { location: `${a.url}/api/v1/scheduler` }).end();
        return "answered";
      },
    });
    urlOfB = b.url;
    await using observed = observe({ masters: [a.url] });
    await observed.start();
    assert.match((await observed.until("disconnected")).cause, /redirect to each other/);
    assert.equal(a.requests.length + b.requests.length, 6);
    observed.time.advance(1000);
    await observed.until("connected");
  });

  it("goes on to the next master when one is down", async () => {
    await using master = await startTinyMaster();
    const dead = await startTinyMaster();
    await dead[Symbol.asyncDispose]();
    await using observed = observe({ masters: [dead.url, master.url] });
    await observed.start();
    await observed.until("connected");
    assert.equal(observed.time.nowMs(), 0);
  });

  it("waits while there is no leader", async () => {
    await using master = await startTinyMaster({
      onSubscribe: (response, nth) => {
        if (nth > 2) return undefined;
        response.writeHead(503).end("No leader elected");
        return "answered";
      },
    });
    await using observed = observe({ masters: [master.url] });
    await observed.start();
    assert.match((await observed.until("disconnected")).cause, /HTTP 503 No leader elected/);
    observed.time.advance(500);
    await master.until("SUBSCRIBE", 2);
    await observed.waiting(2);
    observed.time.advance(1000);
    await observed.until("connected");
  });

  it("does not wait for ever for a master that does not answer", async () => {
    await using frozen = await startTinyMaster({ onSubscribe: () => "answered" });
    await using master = await startTinyMaster();
    await using observed = observe({ masters: [frozen.url, master.url], limits: { answerTimeoutMs: 4000 } });
    await observed.start();
    await frozen.until("SUBSCRIBE");
    observed.time.advance(4000);
    await observed.until("connected");
  });
});

describe("a subscription that is refused", { timeout }, () => {
  for (const [message, remedy] of [
    ["Framework has been removed", /Forget the stored framework id/],
    ["Not authorized to register framework  with roles { batch }", /ACLs/],
    ["'FrameworkInfo.roles' contains invalid role: Role '/a' cannot start with a slash", /role/],
    ["Something that no master said so far", /log of the master/],
  ] as const) {
    it(`with "${message}" says what to do, and ends`, async () => {
      await using master = await startTinyMaster({
        onSubscribe: (response) => {
          const record = JSON.stringify({ type: "ERROR", error: { message } });
          response.writeHead(200, { "content-type": "application/json", "mesos-stream-id": "s" });
          response.end(`${record.length}\n${record}`);
          return "answered";
        },
      });
      await using observed = observe({ masters: [master.url] });
      await observed.start("fw-7");
      const { cause } = await observed.until("refused");
      assert.ok(cause.startsWith(message), cause);
      assert.match(cause, remedy);
      assert.equal(observed.time.pending(), 0);
      assert.equal(observed.events.length, 1);
    });
  }

  it("for its credentials says so", async () => {
    await using master = await startTinyMaster({
      onSubscribe: (response) => {
        response.writeHead(401, { "www-authenticate": 'Basic realm="mesos"' }).end("401 Unauthorized.");
        return "answered";
      },
    });
    await using observed = observe({ masters: [master.url] });
    await observed.start();
    assert.match((await observed.until("refused")).cause, /credentials .*HTTP 401.*Configure principal/);
  });

  it("can be started again after a stop", async () => {
    await using master = await startTinyMaster({
      onSubscribe: (response, nth) => {
        if (nth > 1) return undefined;
        response.writeHead(401).end();
        return "answered";
      },
    });
    await using observed = observe({ masters: [master.url] });
    await observed.start("fw-7");
    await observed.until("refused");
    await observed.backend.stop();
    await observed.start("fw-7");
    await observed.until("connected");
  });
});

describe("the inventory", { timeout }, () => {
  const slaves = (cpus: number): string =>
    JSON.stringify({
      slaves: [
        {
          id: "agent-1",
          hostname: "node1",
          attributes: { rack: "r1", level: 3 },
          resources: { cpus, mem: 1024.5, disk: 100, gpus: 0, ports: "[31000-31009]" },
          active: true,
        },
      ],
    });

  it("comes after the subscription and from time to time, with credentials", async () => {
    let asked = 0;
    await using master = await startTinyMaster({
      slaves: (response) => {
        asked += 1;
        response.writeHead(200, { "content-type": "application/json" }).end(slaves(asked));
      },
    });
    await using observed = observe({
      masters: [master.url],
      credentials: { principal: "gd", secret: "s" },
      limits: { inventoryIntervalMs: 3000 },
    });
    await observed.start();
    assert.deepEqual((await observed.until("agents")).agents, [
      {
        id: "agent-1",
        hostname: "node1",
        attributes: { rack: "r1", level: "3" },
        total: { cpusMilli: 1000, memMib: 1024, diskMib: 100, gpus: 0 },
        active: true,
      },
    ]);
    await observed.timerWithin(3000);
    observed.time.advance(3000);
    assert.equal((await observed.until("agents", 2)).agents[0]?.total.cpusMilli, 2000);
    const asking = master.requests.filter(({ path }) => path === "/slaves");
    assert.ok(asking.every(({ headers }) => headers.authorization?.startsWith("Basic ")));
  });

  it("that cannot be had is a warning, no more", async () => {
    let asked = 0;
    await using master = await startTinyMaster({
      slaves: (response) => {
        asked += 1;
        if (asked === 1) response.writeHead(403).end("no");
        else response.writeHead(200).end(slaves(1));
      },
    });
    await using observed = observe({ masters: [master.url], limits: { inventoryIntervalMs: 3000 } });
    await observed.start();
    await observed.until("connected");
    await observed.timerWithin(3000);
    observed.time.advance(3000);
    await observed.until("agents");
    assert.equal(observed.counts.get("inventory_failures"), 1);
    assert.equal(
      observed.events.some(({ type }) => type === "disconnected"),
      false,
    );
  });
});

describe("stop", { timeout }, () => {
  it("lets calls that were made arrive, then ends every connection and emits nothing more", async () => {
    await using master = await startTinyMaster();
    await using observed = observe({ masters: [master.url] });
    await observed.start();
    await observed.until("connected");
    const before = observed.events.length;
    for (let index = 0; index < 20; index += 1) observed.backend.kill(aRef(`${index + 1}.1.1`), 0);
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
