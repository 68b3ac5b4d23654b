import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { decodeJson, decodeProtobuf, encodeJson, encodeProtobuf } from "./codec.ts";
import type { MessageName } from "./codec.ts";
import type { SchedulerCall, TaskInfo } from "./generated/types.ts";
import { ProtoError } from "./proto-error.ts";
import type { ProtoErrorKind } from "./proto-error.ts";

const CALL = "mesos.v1.scheduler.Call";

function refused(kind: ProtoErrorKind, message: string | RegExp, act: () => unknown): void {
  assert.throws(act, (error) => {
    assert.ok(error instanceof ProtoError, String(error));
    assert.equal(error.kind, kind);
    if (typeof message === "string") assert.equal(error.message, message);
    else assert.match(error.message, message);
    return true;
  });
}

const doesNotMap = (type: MessageName, json: unknown, message: string | RegExp): void =>
  refused("not_convertible", message, () => decodeJson(type, JSON.stringify(json)));

const accept = (...operations: readonly unknown[]): unknown => ({ type: "ACCEPT", accept: { operations } });
const launch = (task: unknown): unknown => accept({ type: "LAUNCH", launch: { task_infos: [task] } });
const aTask: TaskInfo = { name: "t", task_id: { value: "1.1.1" }, agent_id: { value: "S0" } };

function launched(task: Readonly<Record<string, unknown>>): TaskInfo {
  const call = decodeJson(CALL, JSON.stringify(launch({ ...aTask, ...task })));
  const [info] = call.accept?.operations?.[0]?.launch?.task_infos ?? [];
  assert.ok(info);
  return info;
}

describe("JSON that is read: names and presence", () => {
  it("takes snake_case names and drops unknown members, camelCase ones among them", () => {
    const json = { type: "KILL", kill: { task_id: { value: "t" }, agentId: { value: "a" } }, extra: [{}] };
    assert.deepEqual(decodeJson(CALL, JSON.stringify(json)), {
      type: "KILL",
      kill: { task_id: { value: "t" } },
    });
  });

  it("takes null for absent, also within arrays and maps", () => {
    const json = { type: "REVIVE", framework_id: null, revive: { roles: ["a", null, "b"] } };
    assert.deepEqual(decodeJson(CALL, JSON.stringify(json)), {
      type: "REVIVE",
      revive: { roles: ["a", "b"] },
    });
    assert.deepEqual(launched({ limits: { cpus: null, mem: { value: 1 } } }).limits, { mem: { value: 1 } });
  });

  it("leaves repeated fields and maps without elements absent", () => {
    assert.deepEqual(launched({ resources: [], limits: {} }), aTask);
  });

  it("takes a single value for a repeated field as one element", () => {
    const json = '{"type":"DECLINE","decline":{"offer_ids":{"value":"O1"}}}';
    assert.deepEqual(decodeJson(CALL, json).decline, { offer_ids: [{ value: "O1" }] });
  });

  it("refuses an array for a singular field, and within an array", () => {
    doesNotMap(CALL, { type: ["KILL"] }, "Not expecting a JSON array for field 'type'");
    doesNotMap(CALL, { kill: [] }, "Not expecting a JSON array for field 'kill'");
    doesNotMap(CALL, { revive: { roles: [["a"]] } }, "Not expecting a JSON array for field 'roles'");
  });

  it("lets the last of duplicate keys win", () => {
    assert.equal(decodeJson(CALL, '{"type":"KILL","type":"REVIVE"}').type, "REVIVE");
  });

  it("keeps an empty message as a message that is there", () => {
    assert.deepEqual(decodeJson(CALL, '{"type":"RECONCILE","reconcile":{}}').reconcile, {});
  });

  it("reads no member by heritage", () => {
    assert.deepEqual(decodeJson(CALL, '{"__proto__":{"type":"KILL"}}'), {});
  });

  it("keeps map keys that JavaScript treats specially", () => {
    const json = '{"value":0.0},"constructor":{"value":1.0}';
    const task = JSON.stringify(aTask).replace(/}$/, `,"limits":{"__proto__":${json}}}`);
    const read = decodeJson("mesos.v1.TaskInfo", task);
    assert.deepEqual(Object.keys(read.limits ?? {}), ["__proto__", "constructor"]);
    assert.ok(encodeJson("mesos.v1.TaskInfo", read).includes(`"limits":{"__proto__":${json}}`));
    assert.deepEqual(decodeProtobuf("mesos.v1.TaskInfo", encodeProtobuf("mesos.v1.TaskInfo", read)), read);
  });

  it("keeps one member of a oneof when several are given", () => {
    const json = '{"text_equals":{"value":"x"},"exists":{},"not_exists":{}}';
    const predicate = decodeJson("mesos.v1.scheduler.AttributeConstraint.Predicate", json);
    assert.deepEqual(predicate, { text_equals: { value: "x" } });
  });

  it("takes text as UTF-8 bytes too", () => {
    assert.equal(decodeJson("mesos.v1.TaskID", new TextEncoder().encode('{"value":"µ\\/"}')).value, "µ/");
  });
});

describe("JSON that is read: values", () => {
  it("reads bytes from padded base64", () => {
    assert.deepEqual(launched({ data: "AP//" }).data, new Uint8Array([0, 255, 255]));
    assert.deepEqual(launched({ data: "AA==" }).data, new Uint8Array([0]));
    assert.deepEqual(launched({ data: "" }).data, new Uint8Array(0));
    for (const data of ["A-__", "AA*=", "AA==AA"]) {
      doesNotMap(CALL, launch({ ...aTask, data }), "Failed to base64 decode bytes field 'data'");
    }
  });

  it("reads 64-bit numbers from numbers and from strings", () => {
    const completion = (nanoseconds: unknown): unknown =>
      launched({ max_completion_time: { nanoseconds } }).max_completion_time?.nanoseconds;
    assert.equal(completion(60_000_000_000), 60_000_000_000);
    assert.equal(completion("60000000000"), 60_000_000_000);
    assert.equal(completion(-1), -1);
  });

  it("loses at most 128 ns of a time of today, as doubles do", () => {
    const exact = 1_795_503_567_350_000_001n;
    const time = decodeJson("mesos.v1.TimeInfo", `{"nanoseconds":${exact}}`);
    const off = BigInt(time.nanoseconds) - exact;
    assert.ok(off <= 128n && off >= -128n);
  });

  it("cuts the fraction of a number for an integer field", () => {
    assert.equal(decodeJson("mesos.v1.DurationInfo", '{"nanoseconds":-1.9}').nanoseconds, -1);
  });

  it("refuses numbers that the field cannot hold", () => {
    const range = /^The number for field '\w+' is out of the range of u?int(32|64)$/;
    doesNotMap("mesos.v1.Port", { number: -1 }, range);
    doesNotMap("mesos.v1.Port", { number: 2 ** 32 }, range);
    doesNotMap("mesos.v1.Address", { port: 2 ** 31 }, range);
    doesNotMap("mesos.v1.DurationInfo", { nanoseconds: 2 ** 63 }, range);
    doesNotMap("mesos.v1.Value.Range", { begin: 2 ** 64, end: 0 }, range);
    refused("not_convertible", range, () => decodeJson("mesos.v1.DurationInfo", '{"nanoseconds":1e999}'));
  });

  it("reads doubles from numbers, strings and the words for infinity", () => {
    const limit = (value: unknown): unknown =>
      launched({ limits: { mem: { value } } }).limits?.["mem"]?.value;
    assert.equal(limit(0.5), 0.5);
    assert.equal(limit("1e3"), 1000);
    assert.equal(limit("Infinity"), Infinity);
    assert.equal(limit("-Infinity"), -Infinity);
    for (const value of ["", "much", "0x10", " 1", "NaN", "1."]) {
      const text = `Failed to parse '${value}' as a JSON number for field 'value'`;
      doesNotMap(CALL, launch({ ...aTask, limits: { mem: { value } } }), text);
    }
  });

  it("reads booleans from booleans and from their words", () => {
    const shell = (value: unknown): unknown => launched({ command: { shell: value } }).command?.shell;
    assert.deepEqual([true, false, "true", "false"].map(shell), [true, false, true, false]);
    const text = "Failed to parse 'yes' as a JSON boolean for field 'shell'";
    doesNotMap(CALL, launch({ ...aTask, command: { shell: "yes" } }), text);
    doesNotMap(
      CALL,
      launch({ ...aTask, command: { shell: 1 } }),
      "Not expecting a JSON number for field 'shell'",
    );
  });

  it("treats an unknown enum name as unset", () => {
    assert.deepEqual(decodeJson(CALL, '{"type":"FOO"}'), {});
    const info = '{"user":"u","name":"n","capabilities":[{"type":"NEWER"},{"type":"MULTI_ROLE"}]}';
    assert.deepEqual(decodeJson("mesos.v1.FrameworkInfo", info).capabilities, [{}, { type: "MULTI_ROLE" }]);
  });

  it("skips an unknown name in a list of enum values", () => {
    const json = '{"capabilities":["CHOWN","NEWER","KILL"]}';
    assert.deepEqual(decodeJson("mesos.v1.CapabilityInfo", json), { capabilities: ["CHOWN", "KILL"] });
  });

  it("refuses an unknown enum name where the field is required", () => {
    doesNotMap("mesos.v1.Resource", { name: "cpus", type: "VECTOR" }, "Failed to find enum for 'VECTOR'");
  });

  it("refuses a number for an enum, as for every field that holds no number", () => {
    doesNotMap(CALL, { type: 1 }, "Not expecting a JSON number for field 'type'");
    doesNotMap(CALL, { kill: 1 }, "Not expecting a JSON number for field 'kill'");
    doesNotMap("mesos.v1.TaskID", { value: 1 }, "Not expecting a JSON number for field 'value'");
  });

  it("refuses values of another kind", () => {
    doesNotMap(CALL, { kill: "t" }, "Not expecting a JSON string for field 'kill'");
    doesNotMap(CALL, { kill: true }, "Not expecting a JSON boolean for field 'kill'");
    doesNotMap("mesos.v1.TaskID", { value: {} }, "Not expecting a JSON object for field 'value'");
    doesNotMap(
      "mesos.v1.DurationInfo",
      { nanoseconds: {} },
      "Not expecting a JSON object for field 'nanoseconds'",
    );
    doesNotMap(CALL, launch({ ...aTask, limits: 1 }), "Not expecting a JSON number for field 'limits'");
  });

  it("does not echo more than a little of what a peer sent", () => {
    doesNotMap("mesos.v1.Value.Scalar", { value: "x".repeat(1_000_000) }, /^.{1,150}$/);
  });
});

describe("JSON that is no message", () => {
  const notJson = (json: string | Uint8Array, message: string | RegExp): void =>
    refused("not_json", message, () => decodeJson(CALL, json));

  it("is told apart from text that is no JSON", () => {
    notJson("{", /^syntax error at line 1 near: $/);
    notJson("", /^syntax error at line 1 near: $/);
    notJson('{\n"type": "KILL",\n  oops,\n}', "syntax error at line 3 near: oops,");
    notJson("hello", /not valid JSON/);
    notJson(new Uint8Array([0x22, 0xff, 0x22]), /./);
    for (const json of ["[]", "1", '"x"', "null"]) {
      refused("not_convertible", "Expecting a JSON object", () => decodeJson(CALL, json));
    }
  });

  it("names every missing required field with its path, after the whole object was read", () => {
    doesNotMap(
      CALL,
      { subscribe: { frameworkInfo: {} } },
      "Missing required fields: subscribe.framework_info",
    );
    doesNotMap(
      CALL,
      accept({ launch: { task_infos: [aTask, { agent_id: {} }] } }),
      "Missing required fields: accept.operations[0].launch.task_infos[1].name, " +
        "accept.operations[0].launch.task_infos[1].task_id, " +
        "accept.operations[0].launch.task_infos[1].agent_id.value",
    );
    doesNotMap(
      "mesos.v1.TaskInfo",
      { ...aTask, limits: { cpus: {} } },
      "Missing required fields: limits[0].value.value",
    );
  });

  it("is refused when it is nested without end, not a stack overflow", () => {
    const json = `${'{"value":"c","parent":'.repeat(50_000)}{"value":"c"}${"}".repeat(50_000)}`;
    refused("not_convertible", /messages within each other$/, () => decodeJson("mesos.v1.ContainerID", json));
  });
});

describe("JSON that is written", () => {
  const command = { type: "SUBSCRIBE", subscribe: { framework_info: { user: "u", name: "n" } } } as const;

  it("holds only what is set, in declaration order", () => {
    const { subscribe, type } = command;
    assert.equal(
      encodeJson(CALL, { subscribe, type }),
      '{"type":"SUBSCRIBE","subscribe":{"framework_info":{"user":"u","name":"n"}}}',
    );
    assert.equal(encodeJson("mesos.v1.scheduler.Event", { type: "HEARTBEAT" }), '{"type":"HEARTBEAT"}');
  });

  it("holds declared defaults on demand, except those of deprecated fields", () => {
    assert.equal(
      encodeJson("mesos.v1.FrameworkInfo", command.subscribe.framework_info, { writeDefaults: true }),
      '{"user":"u","name":"n","failover_timeout":0.0,"checkpoint":false}',
    );
    assert.equal(encodeJson("mesos.v1.Filters", {}, { writeDefaults: true }), '{"refuse_seconds":5.0}');
    assert.equal(
      encodeJson("mesos.v1.ContainerInfo.DockerInfo", { image: "i" }, { writeDefaults: true }),
      '{"image":"i","network":"HOST","privileged":false}',
    );
    assert.equal(
      encodeJson(
        "mesos.v1.Resource",
        { name: "cpus", type: "SCALAR", scalar: { value: 1 } },
        { writeDefaults: true },
      ),
      '{"name":"cpus","type":"SCALAR","scalar":{"value":1.0}}',
    );
  });

  it("leaves set values alone where there is a default", () => {
    const json = encodeJson("mesos.v1.CommandInfo", { shell: false }, { writeDefaults: true });
    assert.equal(json, '{"shell":false}');
  });

  it("has doubles with a decimal point, infinity as a string and integers as numbers", () => {
    const written = [15, 0.1, -0, 1e300, Infinity, -Infinity].map((value) =>
      encodeJson("mesos.v1.Value.Scalar", { value }),
    );
    assert.deepEqual(written, [
      '{"value":15.0}',
      '{"value":0.1}',
      '{"value":-0.0}',
      '{"value":1e+300}',
      '{"value":"Infinity"}',
      '{"value":"-Infinity"}',
    ]);
    const time = encodeJson("mesos.v1.TimeInfo", { nanoseconds: 1_502_325_165_000_000_000 });
    assert.equal(time, '{"nanoseconds":1502325165000000000}');
  });

  it("has bytes in padded base64, also of a view into a larger buffer", () => {
    const data = new Uint8Array([9, 9, 251, 255, 9]).subarray(2, 4);
    assert.equal(encodeJson("mesos.v1.Secret.Value", { data }), '{"data":"+/8="}');
  });

  it("has {} for an empty message and nothing for empty lists and maps", () => {
    const resource = { name: "cpus", type: "SCALAR", revocable: {}, reservations: [] } as const;
    assert.equal(encodeJson("mesos.v1.Resource", resource), '{"name":"cpus","type":"SCALAR","revocable":{}}');
    assert.deepEqual(
      JSON.parse(encodeJson("mesos.v1.TaskInfo", { ...aTask, limits: {}, resources: [] })),
      aTask,
    );
  });

  it("is refused as our own fault when a required field is missing or a value does not fit", () => {
    const incomplete = JSON.parse('{"type":"KILL","kill":{}}') as SchedulerCall; // what the compiler would not let pass
    for (const encode of [encodeJson, encodeProtobuf]) {
      refused("not_encodable", "Missing required fields: kill.task_id", () => encode(CALL, incomplete));
      refused("not_encodable", /'number'/, () => encode("mesos.v1.Port", { number: -1 }));
      refused("not_encodable", /'number'/, () => encode("mesos.v1.Port", { number: 1.5 }));
    }
    refused("not_encodable", /NaN/, () => encodeJson("mesos.v1.Value.Scalar", { value: NaN }));
  });
});
