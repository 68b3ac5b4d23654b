import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { decodeProtobuf, encodeProtobuf } from "./codec.ts";
import { ProtoError } from "./proto-error.ts";

const CALL = "mesos.v1.scheduler.Call";
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
const fromHex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, "hex"));

const notProtobuf = (message: RegExp, act: () => unknown): void =>
  assert.throws(
    act,
    (error) => error instanceof ProtoError && error.kind === "not_protobuf" && message.test(error.message),
  );

describe("protobuf", () => {
  it("is written with the field numbers of Mesos v1", () => {
    // framework_id = 1 { value = 1 "f" }, type = 2 SUPPRESS (12), suppress = 16 { roles = 1 "r" }
    const call = { framework_id: { value: "f" }, type: "SUPPRESS", suppress: { roles: ["r"] } } as const;
    assert.equal(hex(encodeProtobuf(CALL, call)), "0a030a0166100c8201030a0172");
  });

  it("keeps the presence of optional fields that hold their zero", () => {
    const info = { user: "", name: "", role: "", checkpoint: false, failover_timeout: 0 };
    const type = "mesos.v1.FrameworkInfo";
    assert.deepEqual(decodeProtobuf(type, encodeProtobuf(type, info)), info);
    assert.deepEqual(decodeProtobuf(type, encodeProtobuf(type, { user: "", name: "" })), {
      user: "",
      name: "",
    });
  });

  it("does not write defaults", () => {
    assert.equal(encodeProtobuf("mesos.v1.Filters", {}).length, 0);
  });

  it("reads an enum number without a name as unset", () => {
    assert.deepEqual(decodeProtobuf(CALL, fromHex("1063")), {});
  });

  it("refuses an enum number without a name where the field is required", () => {
    // Attribute { name = 1 "a", type = 2 number 9 }
    notProtobuf(/missing required 'type'/, () => decodeProtobuf("mesos.v1.Attribute", fromHex("0a01611009")));
  });

  it("ignores unknown fields", () => {
    // field 100, varint 1; then type = KILL
    assert.deepEqual(decodeProtobuf(CALL, fromHex("a006011006")), { type: "KILL" });
  });

  it("is refused when it breaks off, is no protobuf or lacks required fields", () => {
    const whole = encodeProtobuf(CALL, { type: "KILL", kill: { task_id: { value: "a-task" } } });
    notProtobuf(/^Not a mesos.v1.scheduler.Call: /, () =>
      decodeProtobuf(CALL, whole.subarray(0, whole.length - 1)),
    );
    notProtobuf(/./, () => decodeProtobuf(CALL, new TextEncoder().encode('{"type":"KILL"}')));
    notProtobuf(/missing required 'task_id'/, () => decodeProtobuf(CALL, fromHex("10063200")));
  });

  it("is refused when it is nested without end", () => {
    let bytes: Uint8Array = new Uint8Array();
    for (let depth = 0; depth < 200; depth++) {
      const length = bytes.length < 128 ? [bytes.length] : [(bytes.length & 127) | 128, bytes.length >> 7];
      bytes = new Uint8Array([0x0a, 0, 0x12, ...length, ...bytes]);
    }
    notProtobuf(/depth/, () => decodeProtobuf("mesos.v1.ContainerID", bytes));
  });

  it("shares no memory with what was read", () => {
    const bytes = encodeProtobuf("mesos.v1.UUID", { value: new Uint8Array([1, 2]) });
    const uuid = decodeProtobuf("mesos.v1.UUID", bytes);
    bytes.fill(0);
    assert.deepEqual(uuid, { value: new Uint8Array([1, 2]) });
  });

  it("carries the ends of the 64-bit ranges", () => {
    for (const nanoseconds of [-(2 ** 63), -1, 0, 2 ** 53, 2 ** 63 - 1024]) {
      const bytes = encodeProtobuf("mesos.v1.TimeInfo", { nanoseconds });
      assert.equal(decodeProtobuf("mesos.v1.TimeInfo", bytes).nanoseconds, nanoseconds);
    }
    const range = { begin: 2 ** 63, end: 2 ** 64 - 2048 };
    assert.deepEqual(
      decodeProtobuf("mesos.v1.Value.Range", encodeProtobuf("mesos.v1.Value.Range", range)),
      range,
    );
  });
});
