import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { decodeJson, decodeProtobuf, encodeJson, encodeProtobuf } from "./codec.ts";
import type { MessageName } from "./codec.ts";
import { MESSAGES } from "./generated/descriptor.ts";
import { anyMessage } from "./messages.builders.ts";

const RUNS = { seed: 20_260_101, numRuns: 60 };

const names = Object.keys(MESSAGES) as MessageName[]; // both are generated from the same list of messages

describe("any message", () => {
  it("survives JSON, protobuf, and one after the other", () => {
    for (const type of ["mesos.v1.scheduler.Call", "mesos.v1.scheduler.Event"] as const) {
      fc.assert(
        fc.property(anyMessage(type), (message) => {
          assert.deepEqual(decodeJson(type, encodeJson(type, message)), message);
          const read = decodeProtobuf(type, encodeProtobuf(type, message));
          assert.deepEqual(read, message);
          assert.equal(encodeJson(type, read), encodeJson(type, message));
        }),
        RUNS,
      );
    }
  });

  it("survives in every type of message there is", () => {
    for (const type of names) {
      fc.assert(
        fc.property(anyMessage(type), (message) => {
          assert.deepEqual(decodeJson(type, encodeJson(type, message)), message);
          assert.deepEqual(decodeProtobuf(type, encodeProtobuf(type, message)), message);
        }),
        { ...RUNS, numRuns: 3 },
      );
    }
  });

  it("reads its own JSON with defaults as the same message with the defaults set", () => {
    const type = "mesos.v1.scheduler.Event";
    fc.assert(
      fc.property(anyMessage(type), (message) => {
        const json = encodeJson(type, message, { writeDefaults: true });
        assert.equal(encodeJson(type, decodeJson(type, json)), json);
      }),
      RUNS,
    );
  });
});

describe("arbitrary bytes", () => {
  it("are a message or a ProtoError, never another failure", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        try {
          const type = "mesos.v1.scheduler.Call";
          assert.deepEqual(
            decodeProtobuf(type, encodeProtobuf(type, decodeProtobuf(type, bytes))),
            decodeProtobuf(type, bytes),
          );
        } catch (error) {
          assert.equal(error instanceof Error && error.name, "ProtoError", String(error));
        }
      }),
      { seed: 7, numRuns: 2_000 },
    );
  });
});

describe("arbitrary JSON", () => {
  it("is a message or a ProtoError, never another failure", () => {
    const type = "mesos.v1.scheduler.Call";
    const member = fc.constantFrom(...(MESSAGES[type]?.map((field) => field.name) ?? []));
    fc.assert(
      fc.property(fc.dictionary(member, fc.jsonValue({ maxDepth: 3 })), (json) => {
        try {
          decodeJson(type, JSON.stringify(json));
        } catch (error) {
          assert.equal(error instanceof Error && error.name, "ProtoError", String(error));
        }
      }),
      { seed: 7, numRuns: 1_000 },
    );
  });
});
