// All malformed requests. Where the wanted answers come from is told in bad-input/requests.ts.
import { METHODS, MEDIA_TYPES, NOT_JSON, NOT_A_CALL, NOT_PROTOBUF } from "./bad-input/bodies.cases.ts";
import { INVALID_CALLS, ORDER, UPDATES } from "./bad-input/calls.cases.ts";
import { REFUSED } from "./bad-input/subscriptions.cases.ts";
import { OPERATOR } from "./bad-input/operator.cases.ts";
import { PATHS, FILES } from "./bad-input/paths.cases.ts";
import { AGENT_CALLS, EXECUTOR_CALLS, RECORDS } from "./bad-input/agent.cases.ts";
import { BODIES_OF_REQUESTS, BYTES } from "./bad-input/bytes.cases.ts";
import { CREDENTIALS } from "./bad-input/credentials.cases.ts";
import type { BadInput } from "./bad-input/requests.builders.ts";

export const BAD_INPUTS = {
  methods: METHODS,
  mediaTypes: MEDIA_TYPES,
  notJson: NOT_JSON,
  notACall: NOT_A_CALL,
  notProtobuf: NOT_PROTOBUF,
  invalidCalls: INVALID_CALLS,
  order: ORDER,
  updates: UPDATES,
  refused: REFUSED,
  operator: OPERATOR,
  paths: PATHS,
  files: FILES,
  agentCalls: AGENT_CALLS,
  records: RECORDS,
  executorCalls: EXECUTOR_CALLS,
  requestBodies: BODIES_OF_REQUESTS,
  bytes: BYTES,
  credentials: CREDENTIALS,
} as const satisfies Readonly<Record<string, readonly BadInput[]>>;
