// `POST /api/v1` of the master.
import {
  PROTOBUF,
  NO_JSON,
  NO_PROTOBUF,
  converts,
  missing,
  request,
  someone,
  NOT_ACCEPTABLE,
  accepting,
} from "./requests.builders.ts";
import type { BadInput, Details } from "./requests.builders.ts";

const operator = (
  name: string,
  body: string | Uint8Array | object,
  status: number,
  text: string | RegExp,
  details: Details = {},
): BadInput => request("master", "/api/v1", name, body, { ...details, status, text });
const invalidOperator = (detail: string): string => `Failed to validate master::Call: ${detail}`;

const WITH_PARAMETERS = [
  "GET_METRICS",
  "SET_LOGGING_LEVEL",
  "LIST_FILES",
  "READ_FILE",
  "UPDATE_WEIGHTS",
  "RESERVE_RESOURCES",
  "UNRESERVE_RESOURCES",
  "CREATE_VOLUMES",
  "DESTROY_VOLUMES",
  "GROW_VOLUME",
  "SHRINK_VOLUME",
  "UPDATE_MAINTENANCE_SCHEDULE",
  "START_MAINTENANCE",
  "STOP_MAINTENANCE",
  "UPDATE_QUOTA",
  "TEARDOWN",
  "MARK_AGENT_GONE",
  "DRAIN_AGENT",
  "DEACTIVATE_AGENT",
  "REACTIVATE_AGENT",
];
const stranger = { agent_id: { value: "nope" } };
const schedule = (...windows: readonly object[]): object => ({
  type: "UPDATE_MAINTENANCE_SCHEDULE",
  update_maintenance_schedule: { schedule: { windows } },
});
const window = (
  machines: readonly object[],
  unavailability: object = { start: { nanoseconds: 1 } },
): object => ({
  machine_ids: machines,
  unavailability,
});

export const OPERATOR: readonly BadInput[] = [
  operator("no JSON", "{", 400, NO_JSON),
  operator("an array", "[]", 400, converts("Expecting a JSON object")),
  operator("no protobuf", Uint8Array.from([8, 0x80]), 400, NO_PROTOBUF, {
    headers: { "Content-Type": PROTOBUF },
  }),
  operator("no type", {}, 400, invalidOperator("Expecting 'type' to be present")),
  operator("an unknown type", { type: "FOO" }, 400, invalidOperator("Expecting 'type' to be present")),
  operator("type UNKNOWN", { type: "UNKNOWN" }, 501, "501 Not Implemented."),
  operator("for a browser", { type: "GET_HEALTH" }, 406, NOT_ACCEPTABLE, accepting("text/html")),
  ...WITH_PARAMETERS.map((type) =>
    operator(
      `${type} without body`,
      { type },
      400,
      invalidOperator(`Expecting '${type.toLowerCase()}' to be present`),
    ),
  ),
  operator(
    "TEARDOWN without framework_id",
    { type: "TEARDOWN", teardown: {} },
    400,
    missing("teardown.framework_id"),
  ),
  operator(
    "TEARDOWN of nobody",
    { type: "TEARDOWN", teardown: { framework_id: someone } },
    400,
    "No framework found with specified ID",
  ),
  operator(
    "MARK_AGENT_GONE of nobody",
    { type: "MARK_AGENT_GONE", mark_agent_gone: stranger },
    404,
    "Agent 'nope' not found",
  ),
  operator("DRAIN_AGENT of nobody", { type: "DRAIN_AGENT", drain_agent: stranger }, 400, "Unknown agent"),
  operator(
    "REACTIVATE_AGENT of nobody",
    { type: "REACTIVATE_AGENT", reactivate_agent: stranger },
    400,
    "Agent is not deactivated",
  ),
  operator(
    "RESERVE_RESOURCES of nobody",
    { type: "RESERVE_RESOURCES", reserve_resources: { ...stranger, resources: [] } },
    400,
    "No agent found with specified ID",
  ),
  operator("LIST_FILES of the machine", { type: "LIST_FILES", list_files: { path: "/etc" } }, 404, ""),
  operator(
    "READ_FILE of the machine",
    { type: "READ_FILE", read_file: { path: "/etc/passwd", offset: 0 } },
    404,
    "",
  ),
  operator(
    "UPDATE_WEIGHTS to 0",
    { type: "UPDATE_WEIGHTS", update_weights: { weight_infos: [{ role: "q", weight: 0 }] } },
    400,
    "Failed to validate update weights request JSON for role 'q': Invalid weight '0': Weights must be positive",
  ),
  operator(
    "UPDATE_QUOTA to less than nothing",
    {
      type: "UPDATE_QUOTA",
      update_quota: { quota_configs: [{ role: "q", limits: { cpus: { value: -1 } } }] },
    },
    400,
    "Invalid QuotaConfig: Invalid limit configuration {'cpus': -1}: Negative values not supported",
  ),
  operator(
    "UPDATE_QUOTA of a nested role",
    {
      type: "UPDATE_QUOTA",
      update_quota: { quota_configs: [{ role: "a/b", limits: { cpus: { value: 1 } } }] },
    },
    400,
    /Updating quota on nested role 'a\/b' is not supported yet/,
  ),
  operator(
    "a maintenance window without machines",
    schedule(window([])),
    400,
    /List of machines in the maintenance window is empty/,
  ),
  operator(
    "a machine without name",
    schedule(window([{}])),
    400,
    /Both 'hostname' and 'ip' for a machine are empty/,
  ),
  operator(
    "a machine twice",
    schedule(window([{ hostname: "x" }]), window([{ hostname: "x" }])),
    400,
    /Machine '\{"hostname":"x"\}' appears more than once in the schedule/,
  ),
  operator(
    "a negative duration",
    schedule(window([{ hostname: "x" }], { start: { nanoseconds: 1 }, duration: { nanoseconds: -1 } })),
    400,
    /Unavailability 'duration' is negative/,
  ),
  operator(
    "START_MAINTENANCE of an unscheduled machine",
    { type: "START_MAINTENANCE", start_maintenance: { machines: [{ hostname: "x" }] } },
    400,
    /Machine '\{"hostname":"x"\}' is not part of a maintenance schedule/,
  ),
  operator(
    "STOP_MAINTENANCE of a machine that is up",
    { type: "STOP_MAINTENANCE", stop_maintenance: { machines: [{ hostname: "x" }] } },
    400,
    /Machine '\{"hostname":"x"\}' is not /,
  ),
];
