// Methods, media types and bodies of `POST /api/v1/scheduler`: rows 4 to 9 of its checks.
import {
  RECORDIO,
  SCHEDULER,
  NO_JSON,
  NO_PROTOBUF,
  converts,
  missing,
  invalid,
  request,
  scheduler,
  protobuf,
} from "./requests.builders.ts";
import type { BadInput } from "./requests.builders.ts";

const notAllowed = (target: BadInput["target"], path: string, method: string): BadInput =>
  request(target, path, "only POST is served", "", {
    method,
    headers: {},
    status: 405,
    text: `405 Method Not Allowed. Expecting one of { 'POST' }, but received '${method}'.`,
    wantedHeaders: { allow: "POST" },
  });

export const METHODS: readonly BadInput[] = [
  ...["GET", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"].map((method) =>
    notAllowed("master", SCHEDULER, method),
  ),
  notAllowed("master", `/master${SCHEDULER}`, "GET"),
  notAllowed("master", "/api/v1", "GET"),
  notAllowed("agent", "/api/v1", "GET"),
  notAllowed("agent", "/slave(1)/api/v1", "DELETE"),
];

const WRONG_TYPES = [
  "application/json; charset=utf-8",
  "application/json;",
  "Application/JSON",
  "application/JSON",
  "application/x-protobuf; v=1",
  "application/json, application/x-protobuf",
  "application/x-www-form-urlencoded",
  "multipart/form-data; boundary=x",
  "text/plain",
  "*/*",
  RECORDIO,
];

export const MEDIA_TYPES: readonly BadInput[] = [SCHEDULER, "/api/v1"].flatMap((path) => [
  request("master", path, "no Content-Type", "{}", {
    headers: {},
    status: 400,
    text: "Expecting 'Content-Type' to be present",
  }),
  ...WRONG_TYPES.map((type) =>
    request("master", path, `Content-Type ${type}`, "{}", {
      headers: { "Content-Type": type },
      status: 415,
      text: "Expecting 'Content-Type' of application/json or application/x-protobuf",
    }),
  ),
]);

const json = (name: string, body: string | Uint8Array): BadInput => scheduler(`JSON, ${name}`, body, NO_JSON);
const inLatin1 = (text: string): Uint8Array => Buffer.from(text, "latin1");
const TEN_MEBIBYTES = 10 * 1024 * 1024;

export const NOT_JSON: readonly BadInput[] = [
  json("empty", ""),
  json("white space", " \r\n\t"),
  json("an open brace", "{"),
  json("no value", "nope"),
  scheduler(
    "JSON, the place of the fault is told",
    '{\n"type" "TEARDOWN"}',
    /^Failed to parse body into JSON: syntax error at line 2 near: /,
  ),
  json("single quotes", "{'type':'TEARDOWN'}"),
  json("a comma before the end", '{"type":"TEARDOWN",}'),
  json("a comment", '{"type":"TEARDOWN"/* x */}'),
  json("a name without quotes", '{type:"TEARDOWN"}'),
  json("a text that does not end", '{"type":"TEARDOWN'),
  json("a line feed in a text", '{"type":"TEAR\nDOWN"}'),
  json("an unknown escape", String.raw`{"type":"\x41"}`),
  json("NaN", '{"type":NaN}'),
  json("hexadecimal", '{"type":0x10}'),
  json("a plus sign", '{"type":+1}'),
  json("an array that does not end", '{"type":["TEARDOWN"'),
  json("a NUL", '{"type":"TEARDOWN"}\0'),
  json("10 MiB of [", "[".repeat(TEN_MEBIBYTES)),
  json("UTF-16", Buffer.from('{"type":"TEARDOWN"}', "utf16le")),
  json("a byte of Latin-1", inLatin1('{"type":"TEARDOWN","x":"\xe9"}')),
  json("an overlong encoding", inLatin1('{"type":"\xc0\xaf"}')),
  json("a protobuf", Uint8Array.from([8, 1])),
];

export const NOT_A_CALL: readonly BadInput[] = [
  scheduler("half a surrogate pair", String.raw`{"type":"REVIVE","framework_id":{"value":"\ud800"}}`, /./),
  ...["[]", '"TEARDOWN"', "1", "true", "null"].map((body) =>
    scheduler(`JSON ${body}`, body, converts("Expecting a JSON object")),
  ),
  scheduler("a number for an enum", { type: 1 }, converts("Not expecting a JSON number for field 'type'")),
  scheduler(
    "an array for an enum",
    { type: ["TEARDOWN"] },
    converts("Not expecting a JSON array for field 'type'"),
  ),
  scheduler("an object for an enum", { type: {} }, converts("Not expecting a JSON object for field 'type'")),
  scheduler(
    "a boolean for an enum",
    { type: true },
    converts("Not expecting a JSON boolean for field 'type'"),
  ),
  scheduler(
    "a text for a message",
    { type: "TEARDOWN", framework_id: "x" },
    converts("Not expecting a JSON string for field 'framework_id'"),
  ),
  scheduler(
    "an array for a message",
    { type: "TEARDOWN", framework_id: [{ value: "x" }] },
    converts("Not expecting a JSON array for field 'framework_id'"),
  ),
  scheduler(
    "a number for a text",
    { type: "TEARDOWN", framework_id: { value: 1 } },
    converts("Not expecting a JSON number for field 'value'"),
  ),
  scheduler(
    "an array for a map",
    { type: "SUBSCRIBE", subscribe: { framework_info: { user: "", name: "", offer_filters: [1] } } },
    /^Failed to convert JSON into Call protobuf: ./,
  ),
  scheduler(
    "a text that is no number",
    { type: "DECLINE", decline: { offer_ids: [], filters: { refuse_seconds: "soon" } } },
    /^Failed to convert JSON into Call protobuf: Failed to parse 'soon' as a JSON number/,
  ),
  scheduler(
    "a text that is no boolean",
    { type: "SUBSCRIBE", subscribe: { framework_info: { user: "", name: "", checkpoint: "yes" } } },
    /^Failed to convert JSON into Call protobuf: Failed to parse 'yes' as a JSON boolean/,
  ),
  scheduler(
    "no base64",
    { type: "MESSAGE", message: { agent_id: { value: "a" }, executor_id: { value: "e" }, data: "%%%" } },
    /^Failed to convert JSON into Call protobuf: Failed to base64 decode bytes field 'data'/,
  ),
  scheduler(
    "a name in camelCase",
    { type: "TEARDOWN", frameworkId: { value: "x" } },
    invalid("Expecting 'framework_id' to be present"),
  ),
  scheduler(
    "members in camelCase",
    { type: "SUBSCRIBE", subscribe: { frameworkInfo: {} } },
    missing("subscribe.framework_info"),
  ),
  scheduler(
    "a framework without user and name",
    { type: "SUBSCRIBE", subscribe: { framework_info: {} } },
    missing("subscribe.framework_info.user, subscribe.framework_info.name"),
  ),
  scheduler("an id without value", { type: "TEARDOWN", framework_id: {} }, missing("framework_id.value")),
  scheduler(
    "null for what is required",
    { type: "TEARDOWN", framework_id: { value: null } },
    missing("framework_id.value"),
  ),
  scheduler(
    "KILL of no task",
    { type: "KILL", framework_id: { value: "x" }, kill: {} },
    missing("kill.task_id"),
  ),
  scheduler(
    "DECLINE of an offer without id",
    { type: "DECLINE", framework_id: { value: "x" }, decline: { offer_ids: [{}] } },
    missing("decline.offer_ids[0].value"),
  ),
  scheduler(
    "ACKNOWLEDGE of nothing",
    { type: "ACKNOWLEDGE", framework_id: { value: "x" }, acknowledge: {} },
    missing("acknowledge.agent_id, acknowledge.task_id, acknowledge.uuid"),
  ),
  scheduler(
    "RECONCILE of a task without id",
    { type: "RECONCILE", framework_id: { value: "x" }, reconcile: { tasks: [{}] } },
    missing("reconcile.tasks[0].task_id"),
  ),
  scheduler(
    "an unknown name for a required enum",
    {
      type: "ACCEPT",
      framework_id: { value: "x" },
      accept: {
        operations: [
          {
            type: "LAUNCH",
            launch: {
              task_infos: [
                {
                  name: "",
                  task_id: { value: "" },
                  agent_id: { value: "" },
                  resources: [{ name: "cpus", type: "TUPLE" }],
                },
              ],
            },
          },
        ],
      },
    },
    /^Failed to convert JSON into Call protobuf: ./,
  ),
  scheduler(
    "a hundred thousand unknown objects within each other",
    `${'{"x":'.repeat(100_000)}1${"}".repeat(100_000)}`,
    /^Failed to /,
  ),
];

export const NOT_PROTOBUF: readonly BadInput[] = [
  protobuf("text", [...Buffer.from("{}")], NO_PROTOBUF),
  protobuf("a varint that does not end", [8, 0x80], NO_PROTOBUF),
  protobuf("a varint of eleven bytes", [8, ...Array<number>(11).fill(0x80), 1], /^Failed to /),
  protobuf("a length beyond the end", [10, 100, 1], NO_PROTOBUF),
  protobuf("a length of 2 GiB", [10, 0xff, 0xff, 0xff, 0xff, 7], NO_PROTOBUF),
  protobuf("field number 0", [0, 1], NO_PROTOBUF),
  protobuf("wire type 7", [15, 1], NO_PROTOBUF),
  protobuf("the end of a group that never began", [12], NO_PROTOBUF),
  protobuf("200 groups within each other", Array<number>(200).fill(0xfb), NO_PROTOBUF),
  protobuf("an id without value", [10, 0, 16, 2], NO_PROTOBUF),
  protobuf("random bytes", [0xde, 0xad, 0xbe, 0xef, 0xff, 0xff], NO_PROTOBUF),
  protobuf("empty", [], invalid("Expecting 'type' to be present")),
  protobuf("a type of the future", [16, 99], invalid("Expecting 'type' to be present")),
  protobuf("TEARDOWN of nobody", [16, 2], invalid("Expecting 'framework_id' to be present")),
];
