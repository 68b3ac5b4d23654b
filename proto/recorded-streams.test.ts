// Byte streams recorded from Apache Mesos 1.12.0. Their format: integration/mesos-conformance/traces/README.md.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { decodeJson, decodeProtobuf, encodeJson, encodeProtobuf } from "./codec.ts";
import type { MessageName } from "./codec.ts";
import { RecordIoDecoder } from "./recordio.ts";

const TRACES = join(import.meta.dirname, "..", "integration", "mesos-conformance", "traces");

type Recorded = { readonly head: string; readonly body: Uint8Array };

/** Takes the HTTP head and the chunked coding off; a stream that was cut ends where it was cut. */
function recorded(file: string): Recorded {
  const bytes = readFileSync(join(TRACES, file));
  const bodyAt = bytes.indexOf("\r\n\r\n") + 4;
  const head = bytes.toString("latin1", 0, bodyAt);
  if (!/^transfer-encoding: chunked/im.test(head))
    return { head, body: new Uint8Array(bytes.subarray(bodyAt)) };
  const chunks: Uint8Array[] = [];
  for (let at = bodyAt; at < bytes.length;) {
    const lineEnd = bytes.indexOf("\r\n", at);
    const size = Number.parseInt(bytes.toString("latin1", at, lineEnd), 16);
    assert.ok(Number.isInteger(size), `chunk size at ${at} of ${file}`);
    chunks.push(bytes.subarray(lineEnd + 2, lineEnd + 2 + size));
    at = lineEnd + 2 + size + 2;
  }
  return { head, body: new Uint8Array(Buffer.concat(chunks)) };
}

function records(body: Uint8Array): Uint8Array[] {
  const decoder = new RecordIoDecoder({ recordBytesMax: 1 << 20 });
  const found = decoder.push(body);
  decoder.end();
  return found;
}

/** Mesos writes no value that we read and write differently: the objects are equal, and all defaults are there. */
function survivesJson(type: MessageName, record: Uint8Array): void {
  const original: unknown = JSON.parse(new TextDecoder().decode(record));
  const message = decodeJson(type, record);
  assert.deepEqual(JSON.parse(encodeJson(type, message, { writeDefaults: true })), original);
  assert.deepEqual(JSON.parse(encodeJson(type, message)), original);
  assert.deepEqual(decodeProtobuf(type, encodeProtobuf(type, message)), message);
}

const EVENT = "mesos.v1.scheduler.Event";
const files = readdirSync(TRACES);
const events = files.filter((file) => file.endsWith(".json") && !file.startsWith("session-"));

describe("event streams recorded from a Mesos master", () => {
  it("are there", () => assert.ok(events.length >= 30, `${events.length} traces`));

  for (const file of events) {
    const trace = JSON.parse(readFileSync(join(TRACES, file), "utf8")) as {
      readonly title: string;
      readonly events: readonly string[];
      readonly received: string;
      readonly content_type: string;
    }; // the fields that traces/README.md promises of every trace

    it(`${file}: ${trace.title}`, () => {
      const found = records(recorded(trace.received).body);
      if (trace.content_type === "application/json") {
        for (const record of found) survivesJson(EVENT, record);
        assert.deepEqual(
          found.map((record) => decodeJson(EVENT, record).type),
          trace.events,
        );
      } else {
        assert.equal(trace.content_type, "application/x-protobuf");
        for (const record of found) {
          const event = decodeProtobuf(EVENT, record);
          const again = encodeProtobuf(EVENT, event);
          assert.deepEqual(decodeProtobuf(EVENT, again), event);
          assert.equal(again.length, record.length); // nothing was dropped, nothing added
          assert.deepEqual(decodeJson(EVENT, encodeJson(EVENT, event)), event);
        }
        assert.deepEqual(
          found.map((record) => decodeProtobuf(EVENT, record).type),
          trace.events,
        );
      }
    });
  }

  it("begin with a SUBSCRIBE that decodes", () => {
    for (const file of files.filter((name) => name.endsWith(".out.bin") && !name.startsWith("session-"))) {
      const { head, body } = recorded(file);
      const type = "mesos.v1.scheduler.Call";
      const json = /^content-type: application\/json/im.test(head);
      const call = json ? decodeJson(type, body) : decodeProtobuf(type, body);
      assert.equal(call.type, "SUBSCRIBE", file);
      assert.ok(call.subscribe?.framework_info.name, file);
    }
  });
});

describe("container sessions recorded from a Mesos agent", () => {
  it("carry ProcessIO out", () => {
    for (const file of ["session-pipe-output.in.bin", "session-tty-output.in.bin"]) {
      const found = records(recorded(file).body);
      assert.ok(found.length >= 3, file);
      for (const record of found) survivesJson("mesos.v1.agent.ProcessIO", record);
    }
  });

  it("carry agent calls in", () => {
    for (const file of ["session-pipe-input.out.bin", "session-tty-input.out.bin"]) {
      const found = records(recorded(file).body);
      assert.ok(found.length >= 4, file);
      for (const record of found) survivesJson("mesos.v1.agent.Call", record);
    }
  });

  it("end with the exit status", () => {
    for (const file of ["session-pipe-wait.in.bin", "session-tty-wait.in.bin"]) {
      const { body } = recorded(file);
      survivesJson("mesos.v1.agent.Response", body);
      const { wait_nested_container: end } = decodeJson("mesos.v1.agent.Response", body);
      assert.equal(end?.exit_status, 7 << 8);
    }
  });
});
