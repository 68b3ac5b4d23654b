import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { gzipSync } from "node:zlib";
import { encodeRecord } from "../proto/recordio.ts";
import { observe } from "./backend.builders.ts";
import { recordOf, startBadMaster, STREAM_HEAD, subscribedEvent } from "./bad-master.builders.ts";
import type { BareAnswer, Misbehaviour } from "./bad-master.builders.ts";
import type { FrameworkCount } from "./connection/ports.ts";
import { offersEvent, startTinyMaster } from "./tiny-master.builders.ts";

const timeout = 240_000;
const MIB = 1024 * 1024;
/** What a client may take before it notices, with what lies in the buffers between. */
const TAKEN_MAX = 24 * MIB;
const limits = { recordBytesMax: 4 * MIB, answerTimeoutMs: 30_000, callTimeoutMs: 75_000 };

interface Bad {
  readonly what: string;
  readonly misbehave: Misbehaviour;
  /** Of the one message that is logged. */
  readonly cause: RegExp;
  /** Default: `subscriptions_lost`. */
  readonly counter?: FrameworkCount;
  /** What must pass before it is noticed. */
  readonly afterMs?: number;
}

const plain = (status: string, body: string, headers: readonly string[] = []): string =>
  [`HTTP/1.1 ${status}`, ...headers, `Content-Length: ${Buffer.byteLength(body)}`, "", body].join("\r\n");

const html = "<!DOCTYPE html><html><body><h1>Welcome</h1></body></html>";

/** The subscription is accepted, then these bytes come. */
const stream =
  (...parts: readonly (string | Uint8Array)[]): Misbehaviour =>
  async ({ write, chunk, goOn }) => {
    write(STREAM_HEAD);
    chunk(recordOf(subscribedEvent()));
    await goOn; // what is in one piece with garbage may be lost with it
    for (const part of parts) chunk(part);
  };

const ANSWERS: readonly Bad[] = [
  {
    what: "bytes that are no HTTP",
    misbehave: ({ write }) => write("\0\x01garbage\r\n\r\n"),
    cause: /HTTP/i,
  },
  {
    what: "a page of HTML with status 200",
    misbehave: ({ write }) => write(plain("200 OK", html, ["Content-Type: text/html"])),
    cause: /text\/html/,
  },
  {
    what: "a page of HTML with status 502",
    misbehave: ({ write }) => write(plain("502 Bad Gateway", html, ["Content-Type: text/html"])),
    cause: /HTTP 502 <!DOCTYPE/,
  },
  {
    what: "an error without an end",
    misbehave: ({ write, flood }) => {
      write("HTTP/1.1 502 Bad Gateway\r\n\r\n");
      return flood("x".repeat(MIB));
    },
    cause: /HTTP 502 xxx/,
  },
  {
    what: "events in another type than was asked for",
    misbehave: ({ write }) =>
      write(STREAM_HEAD.replace("application/json", "application/x-protobuf") + "4\r\n2\n{}\r\n"),
    cause: /application\/x-protobuf/,
  },
  {
    what: "events that are compressed",
    misbehave: ({ write, chunk }) => {
      write(STREAM_HEAD.replace("\r\n\r\n", "\r\nContent-Encoding: gzip\r\n\r\n"));
      chunk(gzipSync(recordOf(subscribedEvent())));
    },
    cause: /gzip/,
  },
  {
    what: "nothing, and closes at once",
    misbehave: ({ socket }) => socket.end(),
    cause: /other side closed/,
  },
  {
    what: "a reset",
    misbehave: ({ socket }) => {
      socket.resetAndDestroy();
    },
    cause: /ECONNRESET|other side closed/,
  },
  {
    what: "a head, and closes then",
    misbehave: ({ socket, write }) => {
      write(STREAM_HEAD);
      socket.end();
    },
    cause: /other side closed|terminated/,
  },
  {
    what: "an empty body",
    misbehave: ({ write }) => write(plain("200 OK", "", ["Content-Type: application/json"])),
    cause: /ended the stream/,
  },
  {
    what: "headers byte by byte, without an end",
    misbehave: ({ write }) => write("HTTP/1.1 200 OK\r\nContent-Ty"),
    cause: /no byte .* for 30 s/,
    afterMs: 30_000,
  },
  {
    what: "a flood of headers",
    misbehave: ({ write, flood }) => {
      write("HTTP/1.1 200 OK\r\n");
      return flood(`X-More: ${"x".repeat(1000)}\r\n`);
    },
    cause: /header/i,
  },
  {
    what: "a redirect without a place",
    misbehave: ({ write }) => write(plain("307 Temporary Redirect", "")),
    cause: /HTTP 307/,
  },
  {
    what: "a redirect to garbage",
    misbehave: ({ write }) => write(plain("307 Temporary Redirect", "", ["Location: //:::"])),
    cause: /redirects to .*not an address/,
    counter: "redirects",
  },
];

const RECORDS: readonly Bad[] = [
  { what: "of negative length", misbehave: stream("-5\n{}"), cause: /byte 0x2d in the length/ },
  { what: "of a length that is no number", misbehave: stream("abc\n{}"), cause: /byte 0x61 in the length/ },
  { what: "of no length", misbehave: stream("\n{}"), cause: /length of a record is empty/ },
  { what: "of 10 GB", misbehave: stream("10000000000\n{"), cause: /longer than 4194304 bytes/ },
  {
    what: "whose length does not end",
    misbehave: async (to) => {
      await stream()(to);
      await to.flood(`a\r\n${"1".repeat(10)}\r\n`);
    },
    cause: /longer than 4194304 bytes/,
  },
  {
    what: "that does not end",
    misbehave: stream(`${4 * MIB}\n{"type":"OFF`),
    cause: /no byte .* for 75 s/,
    afterMs: 75_000,
  },
  {
    what: "that is no UTF-8",
    misbehave: stream("4\n", new Uint8Array([0xff, 0xfe, 0xc0, 0x80])),
    cause: /utf-8|encoded/i,
  },
  { what: "that is half an event", misbehave: stream('14\n{"type":"OFFER'), cause: /syntax error/ },
  {
    what: "that is HTML",
    misbehave: stream(encodeRecord(html)),
    cause: /not valid JSON|syntax error|Unexpected/,
  },
];

async function noticed(bad: Bad, misbehave: Misbehaviour, connects: number, times = 1): Promise<void> {
  await using good = await startTinyMaster();
  await using master = await startBadMaster(good.url, misbehave, times);
  await using observed = observe({ masters: [master.url], limits });
  await observed.start();
  await master.subscribed(times);
  if (connects > 0) await observed.until("connected");
  master.goOn();
  if (bad.afterMs !== undefined) {
    await observed.timerWithin(bad.afterMs);
    observed.time.advance(bad.afterMs);
  }
  const { cause } = await observed.until("disconnected");
  assert.match(cause, bad.cause);
  const said = observed.logged.filter((line) => line.includes("trying again"));
  assert.equal(said.length, 1);
  assert.match(said[0] ?? "", bad.cause);
  assert.ok(cause.length < 5000, "the cause is short enough to be read");
  assert.equal(observed.counts.get(bad.counter ?? "subscriptions_lost"), times);
  observed.time.advance(15_000);
  await observed.until("connected", connects + 1);
  good.send(offersEvent("o1"));
  await observed.until("offers");
  assert.equal(observed.events.filter(({ type }) => type === "disconnected").length, 1);
  assert.ok(master.bytesTaken() < TAKEN_MAX, `${master.bytesTaken()} bytes taken`);
}

describe("a master that answers a subscription with", { timeout }, () => {
  for (const bad of ANSWERS)
    it(`${bad.what}: told once, counted, tried again`, () => noticed(bad, bad.misbehave, 0));

  for (const [what, location] of [
    ["itself", ({ url }: BareAnswer) => `${url}/api/v1/scheduler`],
    ["1,000 other places", ({ url }: BareAnswer, nth: number) => `${url}/${nth}/api/v1/scheduler`],
  ] as const) {
    it(`a redirect to ${what}: given up after a few, told once, counted, tried again`, async () => {
      let nth = 0;
      const misbehave: Misbehaviour = (to) => {
        nth += 1;
        to.write(plain("307 Temporary Redirect", "", [`Location: ${location(to, nth)}`]));
      };
      const hops = 6; // the first place and five redirects
      await noticed({ what, misbehave, cause: /6 redirects/, counter: "redirects" }, misbehave, 0, hops);
    });
  }
});

describe("a stream with a record", { timeout }, () => {
  for (const bad of RECORDS)
    it(`${bad.what} ends: told once, counted, tried again [C-4] [C-12] [F-41]`, () =>
      noticed(bad, bad.misbehave, 1));
});

describe("an answer to something else than SUBSCRIBE", { timeout }, () => {
  for (const [what, bytes] of [
    ["that is no HTTP", "\0garbage\r\n\r\n"],
    ["that is half a head", "HTTP/1.1 202 Acc"],
  ] as const) {
    it(`${what} ends the session: told once, counted, tried again`, async () => {
      await using master = await startTinyMaster({
        onCall: ({ type }, { socket }) => {
          if (type !== "REVIVE") return undefined;
          socket?.end(bytes);
          return "answered";
        },
      });
      await using observed = observe({ masters: [master.url], limits });
      await observed.start();
      await observed.until("connected");
      observed.backend.revive();
      assert.match((await observed.until("disconnected")).cause, /^REVIVE: /);
      assert.equal(observed.logged.filter((line) => line.includes("trying again")).length, 1);
      assert.equal(observed.counts.get("calls_failed"), 1);
      observed.time.advance(15_000);
      await observed.until("connected", 2);
    });
  }

  it("with a body that does not end is taken, and the rest is not read", async () => {
    let pushed = 0;
    await using master = await startTinyMaster({
      onCall: (_, response) => {
        const more = (): void => {
          if (response.destroyed || pushed > TAKEN_MAX) return;
          pushed += MIB;
          response.write("x".repeat(MIB), more);
        };
        response.writeHead(202);
        more();
        return "answered";
      },
    });
    await using observed = observe({ masters: [master.url], limits });
    await observed.start();
    await observed.until("connected");
    observed.backend.revive();
    observed.backend.suppress();
    await master.until("SUPPRESS");
    assert.ok(pushed < TAKEN_MAX, `${pushed} bytes`);
    assert.equal(
      observed.events.some(({ type }) => type === "disconnected"),
      false,
    );
  });

  for (const [what, body] of [
    ["HTML", html],
    ["no list", '{"slaves":{"length":1e9}}'],
    ["brackets a million deep", "[".repeat(1_000_000)],
    ["more than is read", "x".repeat(2 * MIB)],
  ] as const) {
    it(`that holds ${what} instead of the agents is told, counted, and asked for again`, async () => {
      let asked = 0;
      await using master = await startTinyMaster({
        slaves: (response) => {
          asked += 1;
          response.writeHead(200, { "content-type": "application/json" });
          response.end(asked === 1 ? body : '{"slaves":[]}');
        },
      });
      await using observed = observe({
        masters: [master.url],
        limits: { ...limits, inventoryBytesMax: MIB },
      });
      await observed.start();
      await observed.counted("inventory_failures", 1);
      assert.equal(observed.logged.filter((line) => line.includes("list of agents")).length, 1);
      await observed.timerWithin(5000);
      observed.time.advance(5000);
      await observed.until("agents");
    });
  }
});
