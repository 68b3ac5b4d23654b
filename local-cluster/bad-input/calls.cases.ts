// Calls of a scheduler that are refused by their members, headers, framework or stream: rows 10 to 20 of the checks.
import {
  RECORDIO,
  invalid,
  scheduler,
  someone,
  NOT_ACCEPTABLE,
  accepting,
  knowing,
} from "./requests.builders.ts";
import type { BadInput } from "./requests.builders.ts";

const BODIES = {
  ACCEPT: "accept",
  DECLINE: "decline",
  ACCEPT_INVERSE_OFFERS: "accept_inverse_offers",
  DECLINE_INVERSE_OFFERS: "decline_inverse_offers",
  KILL: "kill",
  SHUTDOWN: "shutdown",
  ACKNOWLEDGE: "acknowledge",
  ACKNOWLEDGE_OPERATION_STATUS: "acknowledge_operation_status",
  RECONCILE: "reconcile",
  RECONCILE_OPERATIONS: "reconcile_operations",
  MESSAGE: "message",
  REQUEST: "request",
  UPDATE_FRAMEWORK: "update_framework",
} as const;

const acknowledge = (uuid: Uint8Array): object => ({
  type: "ACKNOWLEDGE",
  framework_id: someone,
  acknowledge: {
    agent_id: { value: "a" },
    task_id: { value: "t" },
    uuid: Buffer.from(uuid).toString("base64"),
  },
});
const WITHOUT_VERSION = Uint8Array.from(Array<number>(16).fill(0x0b));
const VERSION_4 = Uint8Array.from({ length: 16 }, (_, at) => (at === 6 ? 0x4a : at === 8 ? 0x8a : at));

export const INVALID_CALLS: readonly BadInput[] = [
  scheduler("no type", {}, invalid("Expecting 'type' to be present")),
  scheduler("null as type", { type: null }, invalid("Expecting 'type' to be present")),
  scheduler("an unknown type", { type: "FOO" }, invalid("Expecting 'type' to be present")),
  scheduler("a type in lower case", { type: "teardown" }, invalid("Expecting 'type' to be present")),
  scheduler("a byte order mark before an object", "\ufeff{}", invalid("Expecting 'type' to be present")),
  scheduler(
    "of two equal names the last counts",
    '{"type":"SUBSCRIBE","type":"KILL"}',
    invalid("Expecting 'framework_id' to be present"),
  ),
  scheduler(
    "__proto__ is a name as any other",
    '{"__proto__":{"type":"TEARDOWN"}}',
    invalid("Expecting 'type' to be present"),
  ),
  scheduler(
    "constructor is a name as any other",
    '{"constructor":{"prototype":{"type":"KILL"}}}',
    invalid("Expecting 'type' to be present"),
  ),
  scheduler("SUBSCRIBE without body", { type: "SUBSCRIBE" }, invalid("Expecting 'subscribe' to be present")),
  scheduler(
    "SUBSCRIBE with an id outside only",
    { type: "SUBSCRIBE", framework_id: someone, subscribe: { framework_info: { user: "", name: "" } } },
    invalid("'framework_id' differs from 'subscribe.framework_info.id'"),
  ),
  scheduler(
    "SUBSCRIBE with an id inside only",
    { type: "SUBSCRIBE", subscribe: { framework_info: { user: "", name: "", id: someone } } },
    invalid("'framework_id' differs from 'subscribe.framework_info.id'"),
  ),
  ...["TEARDOWN", "REVIVE", "SUPPRESS", "UNKNOWN", ...Object.keys(BODIES)].map((type) =>
    scheduler(`${type} without framework_id`, { type }, invalid("Expecting 'framework_id' to be present")),
  ),
  ...Object.entries(BODIES).map(([type, body]) =>
    scheduler(
      `${type} without body`,
      { type, framework_id: someone },
      invalid(`Expecting '${body}' to be present`),
    ),
  ),
  scheduler(
    "the body of another type",
    { type: "ACCEPT", framework_id: someone, decline: { offer_ids: [] } },
    invalid("Expecting 'accept' to be present"),
  ),
  scheduler("a uuid of 15 bytes", acknowledge(VERSION_4.subarray(1)), invalid("Not a valid UUID")),
  scheduler(
    "a uuid of 17 bytes",
    acknowledge(Uint8Array.from([...VERSION_4, 1])),
    invalid("Not a valid UUID"),
  ),
  scheduler("a uuid of 0 bytes", acknowledge(new Uint8Array()), invalid("Not a valid UUID")),
  scheduler("16 bytes that are no uuid", acknowledge(WITHOUT_VERSION), invalid("Not a valid UUID")),
  scheduler(
    "an operation's uuid that is none",
    {
      type: "ACKNOWLEDGE_OPERATION_STATUS",
      framework_id: someone,
      acknowledge_operation_status: { agent_id: { value: "a" }, uuid: "AAAA", operation_id: { value: "o" } },
    },
    invalid("Not a valid UUID"),
  ),
  scheduler(
    "an operation's uuid without agent",
    {
      type: "ACKNOWLEDGE_OPERATION_STATUS",
      framework_id: someone,
      acknowledge_operation_status: {
        uuid: Buffer.from(VERSION_4).toString("base64"),
        operation_id: { value: "o" },
      },
    },
    invalid("Expecting 'agent_id' to be present"),
  ),
  scheduler(
    "UPDATE_FRAMEWORK of another framework",
    {
      type: "UPDATE_FRAMEWORK",
      framework_id: someone,
      update_framework: { framework_info: { user: "", name: "", id: { value: "else" } } },
    },
    invalid("'framework_id' differs from 'update_framework.framework_info.id'"),
  ),
];

const subscribe = { type: "SUBSCRIBE", subscribe: { framework_info: { user: "", name: "x" } } };

export const ORDER: readonly BadInput[] = [
  scheduler("SUBSCRIBE for a browser", subscribe, NOT_ACCEPTABLE, accepting("text/html, image/*;q=0.9")),
  scheduler(
    "SUBSCRIBE with both types excluded",
    subscribe,
    NOT_ACCEPTABLE,
    accepting("application/json;q=0, application/x-protobuf;q=0.0, text/plain"),
  ),
  scheduler("SUBSCRIBE for RecordIO only", subscribe, NOT_ACCEPTABLE, accepting(RECORDIO)),
  scheduler(
    "Accept is looked at before the stream id",
    subscribe,
    NOT_ACCEPTABLE,
    accepting("text/html", { "Mesos-Stream-Id": "x" }),
  ),
  scheduler(
    "Accept is looked at before the framework",
    { type: "RECONCILE_OPERATIONS", framework_id: someone, reconcile_operations: {} },
    NOT_ACCEPTABLE,
    accepting("text/html"),
  ),
  scheduler(
    "validation comes before Accept",
    { type: "SUBSCRIBE" },
    invalid("Expecting 'subscribe' to be present"),
    { ...accepting("text/html"), status: 400 },
  ),
  scheduler("the method comes before the type", "{", /^405 /, {
    method: "PUT",
    headers: { "Content-Type": "text/plain" },
    status: 405,
  }),
  scheduler("the type comes before the body", "{", /^Expecting 'Content-Type' of/, {
    headers: { "Content-Type": "text/plain" },
    status: 415,
  }),
  scheduler(
    "SUBSCRIBE with a stream id",
    subscribe,
    "Subscribe calls should not include the 'Mesos-Stream-Id' header",
    knowing("x"),
  ),
  ...["TEARDOWN", "REVIVE", "SUPPRESS", "UNKNOWN"].map((type) =>
    scheduler(
      `${type} of an unknown framework`,
      { type, framework_id: someone },
      "Framework cannot be found",
    ),
  ),
  scheduler(
    "ACKNOWLEDGE of an unknown framework",
    acknowledge(VERSION_4),
    "Framework cannot be found",
    knowing("x"),
  ),
  scheduler(
    "the framework is looked at before Accept elsewhere",
    { type: "REVIVE", framework_id: someone },
    "Framework cannot be found",
    { ...accepting("text/html"), status: 400 },
  ),
  scheduler(
    "an empty framework id",
    { type: "REVIVE", framework_id: { value: "" } },
    "Framework cannot be found",
  ),
  scheduler(
    "a framework whose stream is gone",
    { type: "REVIVE", framework_id: { value: "{away}" } },
    "Framework is not subscribed",
    { status: 403 },
  ),
  scheduler(
    "the same with a stream id",
    { type: "REVIVE", framework_id: { value: "{away}" } },
    "Framework is not subscribed",
    { ...knowing("{stream}"), status: 403 },
  ),
  scheduler(
    "no stream id",
    { type: "REVIVE", framework_id: { value: "{connected}" } },
    "All non-subscribe calls should include the 'Mesos-Stream-Id' header",
  ),
  scheduler(
    "the id of another stream",
    { type: "REVIVE", framework_id: { value: "{connected}" } },
    "The stream ID '11111111-1111-4111-8111-111111111111' included in this request didn't match the stream ID currently associated with framework ID {connected}",
    knowing("11111111-1111-4111-8111-111111111111"),
  ),
  scheduler(
    "type UNKNOWN",
    { type: "UNKNOWN", framework_id: { value: "{connected}" } },
    "501 Not Implemented.",
    { ...knowing("{stream}"), status: 501 },
  ),
];

const update = (info: object, rest: object = {}): object => ({
  type: "UPDATE_FRAMEWORK",
  framework_id: { value: "{connected}" },
  update_framework: {
    framework_info: {
      user: "{user}",
      name: "test",
      id: { value: "{connected}" },
      roles: ["test"],
      checkpoint: true,
      capabilities: [{ type: "MULTI_ROLE" }],
      ...info,
    },
    ...rest,
  },
});

export const UPDATES: readonly BadInput[] = [
  scheduler(
    "UPDATE_FRAMEWORK to a role that is none",
    update({ roles: ["a b"] }),
    "Supplied FrameworkInfo is not valid: 'FrameworkInfo.roles' contains invalid role: Role component 'a b' is invalid because it contains backspace or whitespace",
    knowing("{stream}"),
  ),
  scheduler(
    "UPDATE_FRAMEWORK to another user",
    update({ user: "someone" }),
    "FrameworkInfo update is not valid: Updating 'FrameworkInfo.user' is unsupported; attempted to update from '{user}' to 'someone'",
    knowing("{stream}"),
  ),
  scheduler(
    "UPDATE_FRAMEWORK to no checkpoint",
    update({ checkpoint: false }),
    "FrameworkInfo update is not valid: Updating 'FrameworkInfo.checkpoint' is unsupported; attempted to update from 'true' to 'false'",
    knowing("{stream}"),
  ),
  scheduler(
    "UPDATE_FRAMEWORK to another principal",
    update({ principal: "p" }),
    "FrameworkInfo update is not valid: Changing framework's principal is not allowed.",
    knowing("{stream}"),
  ),
  scheduler(
    "UPDATE_FRAMEWORK that suppresses a foreign role",
    update({}, { suppressed_roles: ["other"] }),
    /^'UpdateFramework' call is not valid: Suppressed roles \{ other \} are not contained in the set of roles$/,
    knowing("{stream}"),
  ),
];
