import assert from "node:assert/strict";
import type { ServerResponse } from "node:http";
import { describe, it } from "node:test";
import { observe } from "./backend.builders.ts";
import {
  answering,
  changeable,
  connected,
  framework,
  reconnect,
  saying,
  subscription,
  update,
  updates,
} from "./standing.builders.ts";
import { startTinyMaster } from "./tiny-master.builders.ts";

const timeout = 240_000;

describe("a framework that is changed while it runs", { timeout }, () => {
  it("is told to the master with all that must stay, and to the next one, too [C-50]", async () => {
    await using master = await startTinyMaster(answering());
    await using observed = await connected(master);
    const change = { ...changeable, roles: ["batch", "gpu"], failoverTimeoutSeconds: 90, hostname: "front2" };
    assert.deepEqual(await observed.backend.reconfigure({ framework: change }), { state: "applied" });
    const { framework_info: info } = await update(master, 1);
    assert.deepEqual(info, {
      user: "ada",
      name: "godocker",
      id: { value: "fw-1" },
      failover_timeout: 90,
      checkpoint: true,
      roles: ["batch", "gpu"],
      hostname: "front2",
      principal: "gd",
      capabilities: [
        { type: "MULTI_ROLE" },
        { type: "PARTITION_AWARE" },
        { type: "TASK_KILLING_STATE" },
        { type: "RESERVATION_REFINEMENT" },
        { type: "SHARED_RESOURCES" },
      ],
    });
    observed.backend.suppress();
    const { call } = (await master.until("SUPPRESS")).request;
    assert.deepEqual(call?.suppress?.roles, ["batch", "gpu"]);
    const again = await reconnect(master, observed, 2);
    assert.deepEqual(again.subscribe?.framework_info, info);
  });

  it("stays as it was when the master refuses", async () => {
    const texts = [
      [400, "FrameworkInfo update is not valid: no"],
      [403, "Not authorized to register framework fw-1 with roles { secret }"],
    ] as const;
    for (const [status, text] of texts) {
      await using master = await startTinyMaster(answering(saying(status, text)));
      await using observed = await connected(master);
      const result = await observed.backend.reconfigure({ framework: { ...changeable, roles: ["secret"] } });
      assert.deepEqual(result, { state: "refused", cause: `HTTP ${status} ${text}` });
      assert.ok(observed.events.every(({ type }) => type !== "disconnected"));
      const again = await reconnect(master, observed, 2);
      assert.deepEqual(again.subscribe?.framework_info.roles, ["batch"]);
    }
  });

  it("without a session waits for the next one", async () => {
    await using master = await startTinyMaster(answering());
    await using observed = await connected(master);
    master.cut();
    await observed.until("disconnected");
    const result = await observed.backend.reconfigure({ framework: { ...changeable, roles: ["gpu"] } });
    assert.equal(result.state, "deferred");
    observed.time.advance(1000);
    await observed.until("connected", 2);
    const again = await subscription(master, 2);
    assert.deepEqual(again.subscribe?.framework_info.roles, ["gpu"]);
    assert.equal(updates(master), 0);
  });

  it("while the subscription is under way is told right after it", async () => {
    let open: ServerResponse | undefined;
    await using master = await startTinyMaster({
      ...answering(),
      onSubscribe: (response, nth) => {
        if (nth > 1) return undefined;
        open = response;
        return "answered";
      },
    });
    await using observed = observe({ masters: [master.url], framework });
    await observed.start();
    await master.until("SUBSCRIBE");
    assert.equal(
      (await observed.backend.reconfigure({ framework: { ...changeable, name: "new" } })).state,
      "deferred",
    );
    const record = JSON.stringify({ type: "SUBSCRIBED", subscribed: { framework_id: { value: "fw-9" } } });
    open?.writeHead(200, { "content-type": "application/json", "mesos-stream-id": "s" });
    open?.write(`${record.length}\n${record}`);
    assert.equal((await update(master, 1)).framework_info.name, "new");
  });

  it("in a way that the next master refuses goes back to what was taken before [F-45]", async () => {
    const message = "Not authorized to register framework fw-1 with roles { gpu }";
    await using master = await startTinyMaster({
      onSubscribe: (response, nth) => {
        if (nth !== 2) return undefined;
        const record = JSON.stringify({ type: "ERROR", error: { message } });
        response.writeHead(200, { "content-type": "application/json", "mesos-stream-id": "s" });
        response.end(`${record.length}\n${record}`);
        return "answered";
      },
    });
    await using observed = await connected(master);
    master.cut();
    await observed.until("disconnected");
    await observed.backend.reconfigure({ framework: { ...changeable, roles: ["gpu"] } });
    observed.time.advance(1000);
    await observed.waiting(2);
    observed.time.advance(2000);
    await observed.until("connected", 2);
    assert.deepEqual((await subscription(master, 2)).subscribe?.framework_info.roles, ["gpu"]);
    assert.deepEqual((await subscription(master, 3)).subscribe?.framework_info.roles, ["batch"]);
    assert.ok(
      observed.logged.some((line) => line.includes("the one of before stays") && line.includes(message)),
    );
  });

  it("waits for the next subscription with a master that cannot change it [F-49]", async () => {
    const master_info = { id: "m", ip: 1, port: 5050, version: "1.8.1" };
    await using master = await startTinyMaster({ subscribed: { master_info } });
    await using observed = await connected(master);
    const result = await observed.backend.reconfigure({ framework: { ...changeable, roles: ["gpu"] } });
    assert.deepEqual(result, { state: "deferred", cause: "Mesos 1.8.1 cannot change a live framework" });
    await using unknown = await startTinyMaster(answering(saying(501, "")));
    await using other = await connected(unknown);
    assert.equal(
      (await other.backend.reconfigure({ framework: { ...changeable, roles: ["gpu"] } })).state,
      "deferred",
    );
    for (const [one, from] of [
      [observed, master],
      [other, unknown],
    ] as const) {
      const again = await reconnect(from, one, 2);
      assert.deepEqual(again.subscribe?.framework_info.roles, ["gpu"]);
    }
  });

  it("cannot be changed to what would never do", async () => {
    await using master = await startTinyMaster();
    await using observed = await connected(master);
    for (const change of [{ roles: [] }, { roles: ["a", "a"] }, { failoverTimeoutSeconds: 1e12 }])
      assert.throws(
        () => observed.backend.reconfigure({ framework: { ...changeable, ...change } }),
        RangeError,
      );
  });

  it("may be told anew what to do when it is removed", async () => {
    await using master = await startTinyMaster(answering());
    await using observed = await connected(master);
    await observed.backend.reconfigure({ framework: changeable, onRemoved: "register-anew" });
    master.send({ type: "ERROR", error: { message: "Framework has been removed" } });
    await observed.until("removed");
  });
});

describe("suppression", { timeout }, () => {
  it("is told to the next session, too, and ends there unless it is asked for again [C-20]", async () => {
    await using master = await startTinyMaster();
    await using observed = await connected(master);
    observed.backend.suppress();
    await master.until("SUPPRESS");
    const again = await reconnect(master, observed, 2);
    assert.deepEqual(again.subscribe?.suppressed_roles, ["batch"]);
    observed.time.advance(1000);
    await master.until("REVIVE");
    const third = await reconnect(master, observed, 3);
    assert.equal(third.subscribe?.suppressed_roles, undefined);
  });

  it("that is asked for again holds", async () => {
    await using master = await startTinyMaster(answering());
    await using observed = await connected(master);
    observed.backend.suppress();
    await reconnect(master, observed, 2);
    observed.backend.suppress();
    observed.time.advance(60_000);
    await observed.backend.reconfigure({ framework: { ...changeable, hostname: "x" } });
    assert.deepEqual((await update(master, 1)).suppressed_roles, ["batch"]);
    assert.ok(master.calls().every(({ type }) => type !== "REVIVE"));
    observed.backend.revive();
    await master.until("REVIVE");
    assert.equal((await reconnect(master, observed, 3)).subscribe?.suppressed_roles, undefined);
  });
});
