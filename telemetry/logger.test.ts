import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createLogger, LINE_BYTES_MAX, LINES_PER_SECOND_MAX } from "./logger.ts";
import type { LogLevel } from "./logger.ts";

function aLog(level: LogLevel = "debug") {
  const lines: string[] = [];
  const clock = { nowMs: Date.UTC(2026, 0, 2, 3, 4, 5, 6) };
  const log = createLogger({
    level,
    nowMs: () => clock.nowMs,
    write: (line) => lines.push(line),
    fields: { instance: "i1" },
  });
  const last = () => JSON.parse(lines.at(-1) ?? "");
  return { log, lines, last, clock };
}

describe("the level of a log", () => {
  it("may change while it is used, also for its children", () => {
    let level: LogLevel = "warn";
    const lines: string[] = [];
    const log = createLogger({ level: () => level, nowMs: () => 0, write: (line) => lines.push(line) });
    const child = log.child({ component: "api" });
    child.info("left out");
    level = "debug";
    child.info("written");
    assert.deepEqual(
      lines.map((line) => JSON.parse(line).msg),
      ["written"],
    );
  });
});

describe("a log line", () => {
  it("is one JSON object with time, level, message and the fields of its logger", () => {
    const { log, lines, last } = aLog();
    log.child({ component: "api" }).info("job stored", { job: 7 });
    assert.deepEqual(last(), {
      instance: "i1",
      component: "api",
      job: 7,
      ts: "2026-01-02T03:04:05.006Z",
      level: "info",
      msg: "job stored",
    });
    assert.match(lines[0] ?? "", /\}\n$/);
  });

  it("stays one line, and harmless on a terminal, whatever is in it", () => {
    const { log, lines, last } = aLog();
    const name = 'a\r\n{"level":"error"}\u001b[2J\u009b1m\u202e\u2028';
    log.info("x", { name });
    assert.doesNotMatch(lines[0]?.slice(0, -1) ?? "\n", /[\u0000-\u001f\u007f-\u009f\u2028-\u202e]/);
    assert.equal(last().name, name);
  });

  it("cannot be given another level, time or message by a field", () => {
    const { log, last } = aLog();
    log.info("real", { level: "error", msg: "forged", ts: "never" });
    assert.deepEqual([last().level, last().msg], ["info", "real"]);
  });

  it("never holds a secret, by its name or by its looks", () => {
    const { log, lines } = aLog();
    const token = `gd_${"S3cret".repeat(7)}x`;
    log.warn("x", {
      token: "S3cret",
      clientSecret: "S3cret",
      headers: { Authorization: "Bearer S3cretS3cret", "set-cookie": "S3cret" },
      url: "mongodb://u:S3cret@h/db",
      text: `it said Bearer S3cretS3cret and password=S3cret and ${token}`,
      path: "/once/1.1.1/S3cretS3cretS3cretS3cretS3cret/cmd.sh",
      key: "-----BEGIN RSA PRIVATE KEY-----\nS3cret\n-----END RSA PRIVATE KEY-----",
      err: new Error(`cannot use ${token}`, { cause: new Error("mysql://u:S3cret@h") }),
    });
    assert.doesNotMatch(lines[0] ?? "S3cret", /S3cret/);
  });

  it("tells an error's code and message, and its stack only for debugging", () => {
    const error = Object.assign(new Error("disk full"), { code: "ENOSPC" });
    const debug = aLog("debug");
    debug.log.error("x", { err: error });
    assert.match(debug.last().err.stack, /disk full/);
    const info = aLog("info");
    info.log.error("x", { err: error });
    assert.deepEqual(info.last().err, { code: "ENOSPC", message: "disk full" });
  });

  it("is at most 8 KiB, and says when something is missing", () => {
    const { log, lines, last } = aLog();
    log.info("x", {
      first: 1,
      list: Array.from({ length: 1000 }, () => "é".repeat(1000)),
      deep: { a: { b: { c: { d: 1 } } } },
    });
    log.info("y".repeat(100_000), { a: "z".repeat(100_000) });
    for (const line of lines) assert.ok(Buffer.byteLength(line) <= LINE_BYTES_MAX);
    assert.equal(JSON.parse(lines[0] ?? "").first, 1);
    assert.equal(JSON.parse(lines[0] ?? "").truncated, true);
    assert.equal(last().level, "info");
  });

  it("takes values that JSON does not", () => {
    const { log, last } = aLog();
    const circular: Record<string, unknown> = {};
    circular.self = circular;
    log.info("x", {
      big: 1n,
      nan: Number.NaN,
      circular,
      run: () => 1,
      bytes: new Uint8Array(3),
      when: new Date(0),
    });
    assert.deepEqual(
      [last().big, last().nan, last().bytes, last().when],
      ["1", "NaN", "[3 bytes]", "1970-01-01T00:00:00.000Z"],
    );
  });
});

describe("a logger", () => {
  it("leaves out what is below its level", () => {
    const { log, lines } = aLog("warn");
    log.debug("a");
    log.info("b");
    log.warn("c");
    log.error("d");
    assert.equal(lines.length, 2);
  });

  it("writes one message at most a hundred times a second, and counts the rest", () => {
    const { log, lines, last, clock } = aLog();
    for (let n = 0; n < 250; n += 1) log.info("again");
    log.info("another");
    assert.equal(lines.length, LINES_PER_SECOND_MAX + 1);
    clock.nowMs += 1000;
    log.info("again");
    assert.equal(last().suppressed, 150);
  });
});
