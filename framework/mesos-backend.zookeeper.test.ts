import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { observe } from "./backend.builders.ts";
import type { Observed } from "./backend.builders.ts";
import { masterNode, masterNodeAt, startTinyZooKeeper } from "./detection/tiny-zookeeper.builders.ts";
import type { TinyZooKeeper } from "./detection/tiny-zookeeper.builders.ts";
import { offersEvent, startTinyMaster } from "./tiny-master.builders.ts";

const timeout = 240_000;

function inZooKeeper(zk: TinyZooKeeper, options: Partial<Parameters<typeof observe>[0]> = {}): Observed {
  return observe({ masters: [`zk://u:s3cret@${zk.address}/mesos`], ...options });
}

async function stopped(observed: Observed): Promise<void> {
  const ended = observed.backend.stop();
  observed.time.advance(3000);
  await ended;
}

describe("the leader that ZooKeeper names", { timeout }, () => {
  it("is subscribed with, and the password is logged nowhere [C-52]", async () => {
    await using zk = await startTinyZooKeeper();
    await using master = await startTinyMaster();
    zk.put("/mesos/json.info_0000000001", masterNodeAt(master.url));
    const observed = inZooKeeper(zk);
    await observed.start();
    await observed.until("connected");
    assert.equal(observed.backend.status().masters, `zk://u:***@${zk.address}/mesos`);
    assert.ok(observed.logged.every((line) => !line.includes("s3cret")));
    await stopped(observed);
    assert.equal(observed.time.pending(), 0);
  });

  it("is waited for while there is none, which is told once", async () => {
    await using zk = await startTinyZooKeeper();
    await using master = await startTinyMaster();
    const observed = inZooKeeper(zk);
    await observed.start();
    assert.match((await observed.until("disconnected")).cause, /no master is registered at zk:\/\/u:\*\*\*@/);
    zk.put("/mesos/json.info_0000000001", masterNodeAt(master.url));
    await observed.until("connected");
    await stopped(observed);
  });

  it("is tried by its address and by its name", async () => {
    await using zk = await startTinyZooKeeper();
    await using master = await startTinyMaster();
    const port = Number(new URL(master.url).port);
    const address = { ip: "127.0.0.1", hostname: "no-such-host.invalid", port };
    zk.put("/mesos/json.info_0000000001", masterNode({ address }));
    const observed = inZooKeeper(zk);
    await observed.start();
    await observed.until("connected");
    await stopped(observed);
  });

  it("that a redirect contradicts is followed there: ZooKeeper may be late [F-4]", async () => {
    await using zk = await startTinyZooKeeper();
    await using leader = await startTinyMaster();
    await using other = await startTinyMaster({
      onSubscribe: (response) => {
        response.writeHead(307, { location: `//${new URL(leader.url).host}/master/api/v1/scheduler` }).end();
        return "answered";
      },
    });
    zk.put("/mesos/json.info_0000000001", masterNodeAt(other.url));
    const observed = inZooKeeper(zk);
    await observed.start();
    await observed.until("connected");
    await stopped(observed);
  });
});

describe("a change of leader in ZooKeeper", { timeout }, () => {
  it("is followed at once while the old stream is alive, with the same id [F-3]", async () => {
    await using zk = await startTinyZooKeeper();
    await using old = await startTinyMaster();
    await using next = await startTinyMaster();
    zk.put("/mesos/json.info_0000000001", masterNodeAt(old.url));
    zk.put("/mesos/json.info_0000000002", masterNodeAt(next.url));
    const observed = inZooKeeper(zk);
    await observed.start();
    await observed.until("connected");
    zk.remove("/mesos/json.info_0000000001");
    assert.match((await observed.until("disconnected")).cause, /another master leads/);
    await observed.until("connected", 2); // and no time has passed
    assert.equal((await next.until("SUBSCRIBE")).request.call?.framework_id?.value, "fw-1");
    old.send(offersEvent("late"));
    next.send(offersEvent("o1"));
    const { offers } = await observed.until("offers");
    assert.equal(offers[0]?.id, "o1");
    await stopped(observed);
  });

  it("is followed at once when the old leader is frozen in the middle of an attempt [F-2] [F-3]", async () => {
    await using zk = await startTinyZooKeeper();
    await using frozen = await startTinyMaster({ onSubscribe: () => "answered" });
    await using next = await startTinyMaster();
    zk.put("/mesos/json.info_0000000001", masterNodeAt(frozen.url));
    const observed = inZooKeeper(zk);
    await observed.start();
    await frozen.until("SUBSCRIBE");
    zk.put("/mesos/json.info_0000000002", masterNodeAt(next.url));
    zk.remove("/mesos/json.info_0000000001");
    await observed.until("connected");
    await stopped(observed);
  });

  it("ends the wait after the death of the one before [F-1]", async () => {
    await using zk = await startTinyZooKeeper();
    const old = await startTinyMaster();
    await using next = await startTinyMaster();
    zk.put("/mesos/json.info_0000000001", masterNodeAt(old.url));
    zk.put("/mesos/json.info_0000000002", masterNodeAt(next.url));
    const observed = inZooKeeper(zk);
    await observed.start();
    await observed.until("connected");
    await old[Symbol.asyncDispose]();
    await observed.until("disconnected");
    await observed.waiting(1);
    zk.remove("/mesos/json.info_0000000001");
    await observed.until("connected", 2);
    await stopped(observed);
  });
});

describe("a session with the leader", { timeout }, () => {
  it("outlives ZooKeeper, and what is unreadable in it [F-36] [F-37]", async () => {
    await using zk = await startTinyZooKeeper();
    await using master = await startTinyMaster();
    zk.put("/mesos/json.info_0000000001", masterNodeAt(master.url));
    const observed = inZooKeeper(zk, { limits: { zooKeeperSessionMs: 3000 } });
    await observed.start();
    await observed.until("connected");
    zk.put("/mesos/json.info_0000000000", "garbage");
    await observed.untilLogged(/of no use/);
    await zk.stop();
    const lost = observed.untilLogged(/session with ZooKeeper is lost/);
    let over = false;
    void lost.then(() => (over = true));
    while (!over) {
      observed.time.advance(500);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    master.send(offersEvent("o1"));
    await observed.until("offers");
    assert.ok(observed.events.every(({ type }) => type !== "disconnected"));
    await stopped(observed);
  });
});
