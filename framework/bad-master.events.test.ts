import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { encodeRecord } from "../proto/recordio.ts";
import { observe } from "./backend.builders.ts";
import { recordOf, startBadMaster, STREAM_HEAD, subscribedEvent } from "./bad-master.builders.ts";
import type { BareAnswer } from "./bad-master.builders.ts";
import { offersEvent, startTinyMaster } from "./tiny-master.builders.ts";

const timeout = 240_000;
const limits = { answerTimeoutMs: 30_000 };

const offer = (fields: object): object => {
  const { offers } = offersEvent("o1") as { offers: { offers: readonly object[] } }; // of our builders
  return { type: "OFFERS", offers: { offers: offers.offers.map((one) => ({ ...one, ...fields })) } };
};

describe(
  "an event that makes no sense is left out, told once, and counted, and the session goes on:",
  { timeout },
  () => {
    const status = { task_id: { value: "1.1.1" }, state: "TASK_RUNNING" };
    for (const [what, event, counter] of [
      ["null", null, "records_unreadable"],
      ["a list", [{ type: "OFFERS" }], "records_unreadable"],
      ["a number", 7, "records_unreadable"],
      ["a string", "OFFERS", "records_unreadable"],
      ["an offer without an agent", offer({ agent_id: undefined }), "records_unreadable"],
      ["an offer without a host", offer({ hostname: undefined }), "records_unreadable"],
      ["an offer of an agent that is a number", offer({ agent_id: 7 }), "records_unreadable"],
      [
        "a status without a task",
        { type: "UPDATE", update: { status: { state: "TASK_RUNNING" } } },
        "records_unreadable",
      ],
      [
        "a status with a uuid that is none",
        { type: "UPDATE", update: { status: { ...status, uuid: "!" } } },
        "records_unreadable",
      ],
      ["no type", { heartbeat: {} }, "records_odd"],
      ["a type that nobody knows", { type: "SOMETHING_NEW", something_new: {} }, "records_odd"],
      ["SUBSCRIBED a second time", subscribedEvent(), "records_odd"],
      [
        "SUBSCRIBED a second time, with another id",
        subscribedEvent({ framework_id: { value: "x" } }),
        "records_odd",
      ],
    ] as const) {
      it(what, async () => {
        await using master = await startTinyMaster();
        await using observed = observe({ masters: [master.url], limits });
        await observed.start();
        await observed.until("connected");
        const before = observed.logged.length;
        for (let time = 0; time < 3; time += 1) master.send(event);
        master.send(offersEvent("o2"));
        assert.equal((await observed.until("offers")).offers[0]?.id, "o2");
        assert.equal(observed.counts.get(counter), 3);
        const said = observed.logged.slice(before).filter((line) => line.includes('"cause"'));
        assert.equal(said.length, 1, said.join("\n"));
        assert.deepEqual(
          observed.events.flatMap(({ type }) => (type === "agents" ? [] : [type])),
          ["connected", "offers"],
        );
        observed.backend.revive();
        assert.equal((await master.until("REVIVE")).request.call?.framework_id?.value, "fw-1");
      });
    }

    it("an offer that is held already, whatever it holds now", async () => {
      await using master = await startTinyMaster();
      await using observed = observe({ masters: [master.url], limits });
      await observed.start();
      await observed.until("connected");
      master.send(offersEvent("o1"));
      master.send(offersEvent("o1", { cpus: 400 }));
      master.send(offersEvent("o2"));
      await observed.until("offers", 2);
      assert.deepEqual(
        observed.events.flatMap((event) => (event.type === "offers" ? event.offers.map(({ id }) => id) : [])),
        ["o1", "o2"],
      );
      assert.equal(observed.counts.get("offers_twice"), 1);
      assert.equal(observed.logged.filter((line) => line.includes("held already")).length, 1);
    });
  },
);

describe("offers of what cannot be", { timeout }, () => {
  const scalar = (name: string, value: unknown): object => ({ name, type: "SCALAR", scalar: { value } });
  for (const [what, resources] of [
    ["negative scalars", [scalar("cpus", -4), scalar("mem", -1)]],
    ["scalars beyond any number", [scalar("cpus", 1e308), scalar("mem", 1e308)]],
    [
      "kinds that nobody knows",
      [scalar("qubits", 8), { name: "colours", type: "SET", set: { item: ["red"] } }],
    ],
    ["ports that are a scalar", [scalar("ports", 5)]],
    ["cpus that are a range", [{ name: "cpus", type: "RANGES", ranges: { range: [{ begin: 1, end: 9 }] } }]],
  ] as const) {
    it(`(${what}) are offers of nothing`, async () => {
      await using master = await startTinyMaster();
      await using observed = observe({ masters: [master.url], limits });
      await observed.start();
      await observed.until("connected");
      master.send(offer({ resources }));
      const [first] = (await observed.until("offers")).offers;
      assert.deepEqual(first?.resources, { cpusMilli: 0, memMib: 0, diskMib: 0, gpus: 0 });
      assert.deepEqual(first.ports, []);
    });
  }

  it("keep the ports that can be", async () => {
    await using master = await startTinyMaster();
    await using observed = observe({ masters: [master.url], limits });
    await observed.start();
    await observed.until("connected");
    const range = [
      { begin: 0, end: 2 },
      { begin: 31_000, end: 30_000 },
      { begin: 65_000, end: 9_007_199_254_740_991 },
      ...Array.from({ length: 10_000 }, (_, index) => ({
        begin: 1_000_000 + 2 * index,
        end: 1_000_000 + 2 * index,
      })),
    ];
    master.send(offer({ resources: [{ name: "ports", type: "RANGES", ranges: { range } }] }));
    const [first] = (await observed.until("offers")).offers;
    assert.deepEqual(first?.ports, [
      [0, 2],
      [65_000, 65_535],
    ]);
  });
});

describe("an interval of heartbeats", { timeout }, () => {
  for (const [what, value, deadAfterMs, odd] of [
    ["0 s is 15 s", 0, 75_000, 1],
    ["less is 15 s", -15, 75_000, 1],
    ["31 years is 15 s", 1e9, 75_000, 1],
    ["1 s is 1 s", 1, 5000, undefined],
    ["none is 15 s", undefined, 75_000, undefined],
  ] as const) {
    it(`is believed within bounds: ${what} [C-13]`, async () => {
      await using good = await startTinyMaster();
      await using master = await startBadMaster(good.url, ({ write, chunk }) => {
        write(STREAM_HEAD);
        chunk(recordOf(subscribedEvent({ heartbeat_interval_seconds: value })));
      });
      await using observed = observe({ masters: [master.url], limits });
      await observed.start();
      await observed.until("connected");
      assert.equal(observed.counts.get("records_odd"), odd);
      observed.time.advance(deadAfterMs - 1);
      assert.equal(
        observed.events.some(({ type }) => type === "disconnected"),
        false,
      );
      observed.time.advance(1);
      await observed.until("disconnected");
    });
  }

  for (const value of ["NaN", "soon", {}, null]) {
    it(`of ${JSON.stringify(value)} is 15 s, or no SUBSCRIBED`, async () => {
      await using good = await startTinyMaster();
      await using master = await startBadMaster(good.url, ({ write, chunk }) => {
        write(STREAM_HEAD);
        chunk(recordOf(subscribedEvent({ heartbeat_interval_seconds: value })));
      });
      await using observed = observe({ masters: [master.url], limits });
      await observed.start();
      await master.subscribed(1);
      await observed.waiting(0);
      await Promise.race([observed.until("connected"), observed.logs(/cannot be understood/)]);
      observed.time.advance(75_000);
      await observed.until("disconnected");
      observed.time.advance(15_000);
      await observed.until("connected", observed.events.some(({ type }) => type === "connected") ? 2 : 1);
    });
  }
});

describe("SUBSCRIBED", { timeout }, () => {
  it("without an id of the framework is none: told, counted, tried again", async () => {
    await using good = await startTinyMaster();
    await using master = await startBadMaster(good.url, ({ write, chunk }) => {
      write(STREAM_HEAD);
      chunk(recordOf(subscribedEvent({ framework_id: undefined })));
    });
    await using observed = observe({ masters: [master.url], limits });
    await observed.start();
    await observed.logs(/cannot be understood.*framework_id/);
    assert.equal(observed.counts.get("records_unreadable"), 1);
    observed.time.advance(30_000);
    await observed.until("disconnected");
    observed.time.advance(15_000);
    await observed.until("connected");
  });

  it("that never comes, while heartbeats do: told, counted, tried again", async () => {
    await using good = await startTinyMaster();
    await using master = await startBadMaster(good.url, async ({ write, chunk, goOn }) => {
      write(STREAM_HEAD);
      chunk(recordOf({ type: "HEARTBEAT" }));
      await goOn;
      chunk(recordOf({ type: "HEARTBEAT" }));
    });
    await using observed = observe({ masters: [master.url], limits });
    await observed.start();
    await observed.counted("records_odd", 1);
    observed.time.advance(20_000);
    master.goOn();
    await observed.counted("records_odd", 2);
    observed.time.advance(10_000);
    assert.match((await observed.until("disconnected")).cause, /no SUBSCRIBED .*within 30 s/);
    assert.equal(observed.counts.get("subscriptions_lost"), 1);
    observed.time.advance(15_000);
    await observed.until("connected");
  });

  it("that comes late begins the session; what came before it is of no session", async () => {
    await using good = await startTinyMaster();
    await using master = await startBadMaster(good.url, ({ write, chunk }) => {
      write(STREAM_HEAD);
      chunk(recordOf(offersEvent("early")));
      chunk(recordOf(subscribedEvent()));
      chunk(recordOf(offersEvent("o1")));
    });
    await using observed = observe({ masters: [master.url], limits });
    await observed.start();
    assert.equal((await observed.until("offers")).offers[0]?.id, "o1");
    assert.equal(observed.counts.get("records_odd"), 1);
    assert.equal(observed.logged.filter((line) => line.includes("before SUBSCRIBED")).length, 1);
    observed.time.advance(60_000);
    assert.equal(
      observed.events.some(({ type }) => type === "disconnected"),
      false,
    );
  });
});

describe("a stream that is odd, but can be read", { timeout }, () => {
  const records = Buffer.concat([
    Buffer.from("0\n"),
    recordOf(subscribedEvent()),
    recordOf({ type: "HEARTBEAT", __proto__: { x: 1 }, constructor: "ß" }),
    encodeRecord(` ${"[".repeat(100_000)}${"]".repeat(100_000)}`),
    recordOf(offersEvent("grüße")),
  ]);
  for (const [what, misbehave] of [
    [
      "comes byte by byte, each a chunk of its own [C-3]",
      ({ write, chunk }: BareAnswer) => {
        write(STREAM_HEAD);
        for (const byte of records) chunk(new Uint8Array([byte]));
      },
    ],
    [
      "comes by HTTP/1.0, with nothing but the end of the connection to end it",
      ({ write }: BareAnswer) => {
        write("HTTP/1.0 200 OK\r\nContent-Type: application/json; charset=utf-8\r\n\r\n");
        write(records);
      },
    ],
  ] as const) {
    it(`and ${what} is read`, async () => {
      await using good = await startTinyMaster();
      await using master = await startBadMaster(good.url, misbehave);
      await using observed = observe({ masters: [master.url], limits });
      await observed.start();
      assert.equal((await observed.until("offers")).offers[0]?.id, "grüße");
    });
  }
});
