import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { observe } from "./backend.builders.ts";
import { startTinyMaster } from "./tiny-master.builders.ts";

const timeout = 240_000;

describe("a backend that starts", { timeout }, () => {
  it("subscribes as a new framework, with all that Mesos must know [C-1] [C-49]", async () => {
    await using master = await startTinyMaster();
    await using observed = observe({
      masters: [master.url],
      framework: {
        user: "ada",
        name: "godocker",
        roles: ["batch"],
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
            { type: "SHARED_RESOURCES" },
          ],
          roles: ["batch"],
        },
      },
    });
  });

  it("with a stored id names it twice [C-10]", async () => {
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
    const framework = { user: "ada", name: "x", roles: ["batch"], failoverTimeoutSeconds: 60, gpus: true };
    await using observed = observe({ masters: [master.url], framework });
    assert.equal(observed.backend.capabilities.gpus, true);
    await observed.start();
    const { call } = (await master.until("SUBSCRIBE")).request;
    assert.ok(call?.subscribe?.framework_info.capabilities?.some(({ type }) => type === "GPU_RESOURCES"));
  });

  it("cannot be made of options that cannot work", () => {
    assert.throws(() => observe({ masters: [] }), RangeError);
    assert.throws(() => observe({ masters: ["zk://z1:2181"] }), RangeError);
    assert.throws(() => observe({ masters: ["zk://z1:2181/mesos", "http://m1:5050"] }), RangeError);
    const credentials = { principal: "a:b", secret: "c" };
    assert.throws(() => observe({ masters: ["http://m1:5050"], credentials }), RangeError);
    const framework = { user: "ada", name: "x", roles: [], failoverTimeoutSeconds: 60 };
    assert.throws(() => observe({ masters: ["http://m1:5050"], framework }), RangeError);
    const tls = { certificateFile: "/no/key" };
    assert.throws(() => observe({ masters: ["https://m1:5050"], tls }), RangeError);
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
        reservations: [],
      },
    ]);
    await observed.timerWithin(3000);
    observed.time.advance(3000);
    assert.equal((await observed.until("agents", 2)).agents[0]?.total.cpusMilli, 2000);
    const asking = master.requests.filter(({ path }) => path === "/slaves");
    assert.ok(asking.every(({ headers }) => headers.authorization?.startsWith("Basic ")));
  });

  it("comes more seldom where it is long: half a MiB a second on average", async () => {
    let asked = 0;
    await using master = await startTinyMaster({
      slaves: (response) => {
        asked += 1;
        response
          .writeHead(200, { "content-type": "application/json" })
          .end(slaves(asked).padEnd(2 * 1024 * 1024));
      },
    });
    await using observed = observe({ masters: [master.url], limits: { inventoryIntervalMs: 3000 } });
    await observed.start();
    await observed.until("agents");
    await observed.timerWithin(4000);
    observed.time.advance(3999);
    assert.ok(observed.time.dueWithin(1), "it was asked for before that");
    observed.time.advance(1);
    assert.equal((await observed.until("agents", 2)).agents[0]?.total.cpusMilli, 2000);
  });

  it("that has not changed is told again only when anything else was said since", async () => {
    let asked = 0;
    await using master = await startTinyMaster({
      slaves: (response) => {
        asked += 1;
        response
          .writeHead(200, { "content-type": "application/json" })
          .end(slaves(1).padEnd(1000 + (asked === 4 ? 1 : 0)));
      },
    });
    await using observed = observe({ masters: [master.url], limits: { inventoryIntervalMs: 3000 } });
    await observed.start();
    const told = (): number => observed.events.filter(({ type }) => type === "agents").length;
    /** Another answer was read whole: the next question is planned. */
    const again = async (): Promise<void> => {
      await observed.timerWithin(3000);
      observed.time.advance(3000);
      await observed.timerWithin(3000);
    };
    await observed.until("agents");
    await again();
    assert.deepEqual([asked, told()], [2, 1]);
    master.send({ type: "FAILURE", failure: { agent_id: { value: "agent-1" } } });
    await observed.until("agent_lost");
    await again();
    assert.deepEqual([asked, told()], [3, 2]);
    await again();
    assert.deepEqual([asked, told()], [4, 3], "another text may say something else");
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
