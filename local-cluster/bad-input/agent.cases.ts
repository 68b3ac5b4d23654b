// `POST /api/v1` of the agent, its header rules and its stream of records.
import {
  NOT_ACCEPTABLE,
  JSON_TYPE,
  PROTOBUF,
  RECORDIO,
  NO_JSON,
  NO_PROTOBUF,
  converts,
  missing,
  request,
} from "./requests.builders.ts";
import type { BadInput, Details } from "./requests.builders.ts";

const agent = (
  name: string,
  body: string | Uint8Array | object,
  status: number,
  text: string | RegExp,
  details: Details = {},
): BadInput => request("agent", "/api/v1", name, body, { ...details, status, text });
const invalidAgent = (detail: string): string => `Failed to validate agent::Call: ${detail}`;
const headers = (more: Readonly<Record<string, string>>): Details => ({
  headers: { "Content-Type": JSON_TYPE, ...more },
});
const health = { type: "GET_HEALTH" };
const nobody = { value: "nope" };

export const AGENT_CALLS: readonly BadInput[] = [
  agent("no Content-Type", health, 400, "Expecting 'Content-Type' to be present", { headers: {} }),
  ...["application/json; charset=utf-8", "Application/JSON", "text/plain"].map((type) =>
    agent(
      `Content-Type ${type}`,
      health,
      415,
      /^Expecting 'Content-Type' of application\/json or application\/x-protobuf/,
      { headers: { "Content-Type": type } },
    ),
  ),
  agent("no JSON", "{", 400, NO_JSON),
  agent("an array", "[]", 400, converts("Expecting a JSON object")),
  agent("no protobuf", Uint8Array.from([8, 0x80]), 400, NO_PROTOBUF, {
    headers: { "Content-Type": PROTOBUF },
  }),
  agent("no type", {}, 400, invalidAgent("Expecting 'type' to be present")),
  agent("an unknown type", { type: "FOO" }, 400, invalidAgent("Expecting 'type' to be present")),
  agent("type UNKNOWN", { type: "UNKNOWN" }, 501, "501 Not Implemented."),
  agent("for a browser", health, 406, /^Expecting 'Accept' to allow/, headers({ Accept: "text/html" })),
  agent(
    "Message-Content-Type without a stream",
    health,
    415,
    /Message-Content-Type/,
    headers({ "Message-Content-Type": JSON_TYPE }),
  ),
  agent(
    "Message-Accept without a stream",
    health,
    406,
    /Message-Accept/,
    headers({ Accept: JSON_TYPE, "Message-Accept": JSON_TYPE }),
  ),
  agent(
    "a stream of a single answer",
    health,
    406,
    "Streaming response is not supported for GET_HEALTH call",
    headers({ Accept: RECORDIO, "Message-Accept": JSON_TYPE }),
  ),
  ...[
    "GET_METRICS",
    "LIST_FILES",
    "READ_FILE",
    "LAUNCH_NESTED_CONTAINER_SESSION",
    "ATTACH_CONTAINER_OUTPUT",
    "WAIT_CONTAINER",
    "WAIT_NESTED_CONTAINER",
    "KILL_CONTAINER",
    "KILL_NESTED_CONTAINER",
  ].map((type) =>
    agent(
      `${type} without body`,
      { type },
      400,
      invalidAgent(`Expecting '${type.toLowerCase()}' to be present`),
    ),
  ),
  agent(
    "containers nested a thousand times",
    `{"type":"WAIT_CONTAINER","wait_container":{"container_id":${'{"value":"c","parent":'.repeat(1000)}{"value":"c"}${"}".repeat(1000)}}}`,
    400,
    /^Failed to convert JSON into Call protobuf: ./,
  ),
  agent(
    "WAIT_CONTAINER without id",
    { type: "WAIT_CONTAINER", wait_container: {} },
    400,
    missing("wait_container.container_id"),
  ),
  agent(
    "WAIT_CONTAINER of nothing",
    { type: "WAIT_CONTAINER", wait_container: { container_id: nobody } },
    404,
    "Container nope cannot be found",
  ),
  agent(
    "KILL_CONTAINER of nothing",
    { type: "KILL_CONTAINER", kill_container: { container_id: nobody } },
    404,
    "Container nope cannot be found",
  ),
  agent(
    "ATTACH_CONTAINER_OUTPUT of nothing",
    { type: "ATTACH_CONTAINER_OUTPUT", attach_container_output: { container_id: nobody } },
    404,
    "Container nope cannot be found",
    headers({ Accept: RECORDIO, "Message-Accept": JSON_TYPE }),
  ),
  agent(
    "ATTACH_CONTAINER_INPUT that is no stream",
    {
      type: "ATTACH_CONTAINER_INPUT",
      attach_container_input: { type: "CONTAINER_ID", container_id: nobody },
    },
    415,
    "Expecting 'Content-Type' to be application/recordio for ATTACH_CONTAINER_INPUT call",
  ),
  agent(
    "a session without parent",
    { type: "LAUNCH_NESTED_CONTAINER_SESSION", launch_nested_container_session: { container_id: nobody } },
    400,
    invalidAgent("Expecting 'launch_nested_container_session.container_id.parent' to be present"),
  ),
  agent(
    "a session below nothing",
    {
      type: "LAUNCH_NESTED_CONTAINER_SESSION",
      launch_nested_container_session: { container_id: { value: "s", parent: nobody } },
    },
    400,
    "Parent container nope does not exist",
  ),
  agent("LIST_FILES of the machine", { type: "LIST_FILES", list_files: { path: "/etc" } }, 404, ""),
  agent(
    "READ_FILE of the machine",
    { type: "READ_FILE", read_file: { path: "/etc/passwd", offset: 0 } },
    404,
    "",
  ),
  agent(
    "READ_FILE of a directory",
    { type: "READ_FILE", read_file: { path: "{sandbox}", offset: 0 } },
    400,
    "Cannot read a directory.\n",
  ),
  agent(
    "READ_FILE before the start",
    { type: "READ_FILE", read_file: { path: "{sandbox}/stdout", offset: -1 } },
    400,
    /^Failed to convert JSON into Call protobuf: ./,
  ),
];

const streamHeaders = { "Content-Type": RECORDIO, "Message-Content-Type": JSON_TYPE };
const records = (name: string, body: string | Uint8Array, status: number, text: string | RegExp): BadInput =>
  agent(`records, ${name}`, body, status, text, { headers: streamHeaders });
const record = (message: object | string): string => {
  const text = typeof message === "string" ? message : JSON.stringify(message);
  return `${Buffer.byteLength(text)}\n${text}`;
};
const attachTo = (input: object): object => ({
  type: "ATTACH_CONTAINER_INPUT",
  attach_container_input: input,
});

export const RECORDS: readonly BadInput[] = [
  agent(
    "records of no type",
    record(attachTo({})),
    400,
    "Expecting 'Message-Content-Type' to be set for streaming requests",
    { headers: { "Content-Type": RECORDIO } },
  ),
  agent(
    "records of an unknown type",
    record(attachTo({})),
    415,
    /^Expecting 'Message-Content-Type' of application\/json or application\/x-protobuf/,
    { headers: { "Content-Type": RECORDIO, "Message-Content-Type": "text/plain" } },
  ),
  records("none", "", 400, /./),
  ...[
    "-5\n{}",
    "+5\n{}",
    "0x10\n{}",
    "5.0\n{}",
    " 5\n{}",
    "05\n{}",
    "\n{}",
    "five\n{}",
    "99999999999999999999\n",
    "67108864\n",
    "1".repeat(1024 * 1024),
  ].map((frame) => records(`length ${JSON.stringify(frame.slice(0, 24))}`, frame, 400, /./)),
  records("the end within a length", "12", 400, /./),
  records("the end within a record", '100\n{"type":', 400, /./),
  records("no JSON", record("{"), 400, /./),
  records("no object", record("[]"), 400, /./),
  request("agent", "/api/v1", "records, no type", record({}), {
    headers: streamHeaders,
    status: [400, 415],
    text: /./,
  }),
  records(
    "another call",
    record(health),
    415,
    "Streaming 'Content-Type' is not supported for GET_HEALTH call",
  ),
  records(
    "nothing to attach to",
    record(attachTo({ type: "CONTAINER_ID" })),
    400,
    /Expecting 'attach_container_input.container_id' to be present$/,
  ),
  records(
    "input before the container",
    record(attachTo({ type: "PROCESS_IO", process_io: { type: "DATA", data: { type: "STDIN", data: "" } } })),
    400,
    /Expecting 'attach_container_input.type' to be CONTAINER_ID$/,
  ),
  records(
    "an unknown container",
    record(attachTo({ type: "CONTAINER_ID", container_id: nobody })),
    404,
    "Container nope cannot be found",
  ),
];

const EXECUTOR = "/api/v1/executor";
const executor = (
  name: string,
  body: string | Uint8Array | object,
  status: number,
  text: string | RegExp,
  details: Details = {},
): BadInput => request("agent", EXECUTOR, name, body, { ...details, status, text });
const ofNobody = { executor_id: nobody, framework_id: nobody };

export const EXECUTOR_CALLS: readonly BadInput[] = [
  executor(
    "only POST is served",
    "",
    405,
    /^405 Method Not Allowed\. Expecting one of \{ 'POST' \}, but received 'GET'\.$/,
    {
      method: "GET",
      headers: {},
      wantedHeaders: { allow: "POST" },
    },
  ),
  executor("no Content-Type", "{}", 400, "Expecting 'Content-Type' to be present", { headers: {} }),
  ...["application/json; charset=utf-8", "text/plain", RECORDIO].map((type) =>
    executor(
      `Content-Type ${type}`,
      "{}",
      415,
      "Expecting 'Content-Type' of application/json or application/x-protobuf",
      { headers: { "Content-Type": type } },
    ),
  ),
  executor("no JSON", "{", 400, NO_JSON),
  executor("an array", "[]", 400, converts("Expecting a JSON object")),
  executor("no protobuf", Uint8Array.from([8, 0x80]), 400, NO_PROTOBUF, {
    headers: { "Content-Type": PROTOBUF },
  }),
  executor("no ids", { type: "SUBSCRIBE" }, 400, missing("executor_id, framework_id")),
  executor("no type", ofNobody, 400, /Expecting 'type' to be present$/),
  ...["SUBSCRIBE", "UPDATE", "MESSAGE"].map((type) =>
    executor(
      `${type} without body`,
      { ...ofNobody, type },
      400,
      new RegExp(`Expecting '${type.toLowerCase()}' to be present$`),
    ),
  ),
  executor(
    "an update that names no task",
    { ...ofNobody, type: "UPDATE", update: { status: { state: "TASK_RUNNING" } } },
    400,
    missing("update.status.task_id"),
  ),
  executor(
    "SUBSCRIBE for a browser",
    { ...ofNobody, type: "SUBSCRIBE", subscribe: {} },
    406,
    NOT_ACCEPTABLE,
    headers({ Accept: "text/html" }),
  ),
  executor(
    "SUBSCRIBE of an unknown framework",
    { ...ofNobody, type: "SUBSCRIBE", subscribe: {} },
    400,
    "Framework cannot be found",
  ),
  executor(
    "MESSAGE of an unknown framework",
    { ...ofNobody, type: "MESSAGE", message: { data: "" } },
    400,
    "Framework cannot be found",
  ),
];
