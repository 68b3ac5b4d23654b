import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { observe } from "./backend.builders.ts";
import type { Observed } from "./backend.builders.ts";
import { offersEvent, startTinyMaster } from "./tiny-master.builders.ts";
import type { TinyMaster } from "./tiny-master.builders.ts";

const timeout = 240_000;

async function connected(master: TinyMaster): Promise<Observed> {
  const observed = observe({ masters: [master.url] });
  await observed.start();
  await observed.until("connected");
  return observed;
}

const isConnected = ({ events }: Observed): boolean => events.every(({ type }) => type !== "disconnected");

describe("heartbeats", { timeout }, () => {
  for (const [seconds, patienceMs] of [
    [15, 75_000],
    [2, 10_000],
    [undefined, 75_000],
    [0, 75_000],
    [-3, 75_000],
    [0.000_01, 75_000],
    [1e9, 75_000],
    [300, 1_500_000],
  ] as const) {
    it(`every ${seconds} s, as SUBSCRIBED tells, may be missed for ${patienceMs / 1000} s [C-12] [C-13]`, async () => {
      await using master = await startTinyMaster({ subscribed: { heartbeat_interval_seconds: seconds } });
      await using observed = await connected(master);
      observed.time.advance(patienceMs - 1);
      assert.ok(isConnected(observed));
      observed.time.advance(1);
      assert.match(
        (await observed.until("disconnected")).cause,
        new RegExp(`no byte from .* for ${patienceMs / 1000} s`),
      );
    });
  }

  it("are not needed while anything else comes [C-12]", async () => {
    await using master = await startTinyMaster();
    await using observed = await connected(master);
    for (let nth = 1; nth <= 5; nth += 1) {
      observed.time.advance(74_000);
      master.send({ type: "SOMETHING_NEW" });
      master.send({ type: "RESCIND", rescind: { offer_id: { value: "o1" } } });
      await observed.until("rescinded", nth);
    }
    assert.ok(isConnected(observed));
  });

  it("are counted by a clock that cannot be set [F-38]", async (t) => {
    await using master = await startTinyMaster();
    await using observed = await connected(master);
    const set = t.mock.method(Date, "now", () => 4e12);
    observed.time.advance(60_000);
    assert.ok(isConnected(observed));
    observed.time.advance(15_000);
    await observed.until("disconnected");
    set.mock.restore();
  });
});

describe("a process that stands still", { timeout }, () => {
  it("for a while reads first what came meanwhile [C-56] [F-42]", async () => {
    await using master = await startTinyMaster();
    await using observed = await connected(master);
    observed.time.advance(50_000);
    master.send({ type: "HEARTBEAT" }); // lies in the buffers while nobody reads
    observed.time.jump(40_000);
    assert.ok(isConnected(observed));
    master.send(offersEvent("o1"));
    await observed.until("offers");
    observed.time.advance(60_000);
    assert.ok(isConnected(observed));
  });

  it("and finds nothing then has lost its session all the same", async () => {
    await using master = await startTinyMaster();
    await using observed = await connected(master);
    observed.time.advance(50_000);
    observed.time.jump(40_000);
    assert.ok(isConnected(observed));
    observed.time.advance(1000);
    assert.match((await observed.until("disconnected")).cause, /no byte/);
  });

  it("for longer than heartbeats may be missed takes it for a disconnect [F-43]", async () => {
    await using master = await startTinyMaster();
    await using observed = await connected(master);
    master.send(offersEvent("stale"));
    observed.time.jump(90_000);
    assert.match((await observed.until("disconnected")).cause, /this process stood still for/);
    observed.time.advance(1000);
    await observed.until("connected", 2);
  });
});

describe("the status", { timeout }, () => {
  it("tells of the session, its age, and when a byte came last [C-57]", async () => {
    const master_info = { id: "m", ip: 1, port: 5050, version: "1.12.0" };
    await using master = await startTinyMaster({ subscribed: { master_info } });
    await using observed = observe({ masters: [master.url] });
    const before = observed.backend.status();
    assert.deepEqual(before, {
      phase: "idle",
      denied: false,
      forMs: 0,
      pendingCalls: 0,
      masters: master.url,
    });
    await observed.start();
    await observed.until("connected");
    observed.time.advance(20_000);
    master.send(offersEvent("o1"));
    await observed.until("offers");
    observed.time.advance(5000);
    assert.deepEqual(observed.backend.status(), {
      phase: "subscribed",
      denied: false,
      forMs: 25_000,
      silentMs: 5000,
      baseUrl: master.url,
      masterVersion: "1.12.0",
      frameworkId: "fw-1",
      pendingCalls: 0,
      masters: master.url,
    });
    observed.backend.revive();
    assert.equal(observed.backend.status().pendingCalls, 1);
  });

  it("tells why there is none, and since when [C-57]", async () => {
    await using master = await startTinyMaster();
    await using observed = await connected(master);
    master.cut();
    await observed.until("disconnected");
    observed.time.advance(200);
    const { phase, forMs, cause, frameworkId, silentMs } = observed.backend.status();
    assert.deepEqual([phase, forMs, frameworkId, silentMs], ["waiting", 200, "fw-1", undefined]);
    assert.match(cause ?? "", /ended the stream|other side closed|terminated/);
    assert.equal(observed.counts.get("subscriptions"), 1);
    assert.equal(observed.counts.get("subscriptions_lost"), 1);
  });
});
