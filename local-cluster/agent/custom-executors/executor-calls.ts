import { timingSafeEqual } from "node:crypto";
import { decodeJson, decodeProtobuf } from "../../../proto/codec.ts";
import type { ExecutorCall } from "../../../proto/generated/types.ts";
import { ProtoError } from "../../../proto/proto-error.ts";
import { acceptedMediaType } from "../../http/media-types.ts";
import { openRecordStream } from "../../http/record-stream.ts";
import { readBody, sendMethodNotAllowed, sendNothing, sendText } from "../../http/server.ts";
import type { Exchange } from "../../http/server.ts";
import { uuidText } from "../../protocol/uuid.ts";
import type { CustomExecutor } from "./custom-executor.ts";
import type { CustomExecutors } from "./custom-executors.ts";

export interface ExecutorDoor {
  readonly executors: CustomExecutors;
  /** Whether executors have to show their token. */
  readonly withToken: boolean;
}

const CALL_BYTES_MAX = 16 * 1024 * 1024;
/** Source: Mesos, `DEFAULT_EXECUTOR_HEARTBEAT_INTERVAL`. */
const HEARTBEAT_MS = 30 * 60_000;

/** `POST /api/v1/executor`; the order of the checks is Mesos'. Source: Mesos, src/slave/http.cpp, `Http::executor`. */
export async function handleExecutorCall(door: ExecutorDoor, exchange: Exchange): Promise<void> {
  const { request, response } = exchange;
  if (request.method !== "POST") {
    sendMethodNotAllowed(exchange, "POST");
    return;
  }
  const call = await readCall(exchange);
  if (call === undefined) return;
  const problem = callProblem(call);
  if (problem !== undefined) {
    sendText(response, 400, `Failed to validate Executor::Call: ${problem}`);
    return;
  }
  const accepted = acceptedMediaType(request.headers.accept);
  if (call.type === "SUBSCRIBE" && accepted === undefined) {
    sendText(response, 406, "Expecting 'Accept' to allow 'application/x-protobuf' or 'application/json'");
    return;
  }
  if (call.type === "HEARTBEAT") {
    sendNothing(response, 202);
    return;
  }
  const { executors } = door;
  const executor = executors.find(call.framework_id.value, call.executor_id.value);
  if (executor === undefined) {
    const known = executors.knowsFramework(call.framework_id.value);
    sendText(response, 400, known ? "Executor cannot be found" : "Framework cannot be found");
    return;
  }
  if (door.withToken && !isToken(executor, request.headers.authorization)) {
    sendText(response, 401, "401 Unauthorized.", {
      "WWW-Authenticate": 'Bearer realm="mesos-agent-executor"',
    });
    return;
  }
  if (executor.phase === "starting" && call.type !== "SUBSCRIBE") {
    sendText(response, 403, "Executor is not subscribed");
    return;
  }
  if (call.type === "SUBSCRIBE" && accepted !== undefined) {
    const stream = openRecordStream("mesos.v1.executor.Event", response, accepted, {}, () => {
      clearInterval(heartbeat);
      executors.disconnected(executor, stream);
    });
    const heartbeat = setInterval(() => stream.send({ type: "HEARTBEAT" }), HEARTBEAT_MS);
    heartbeat.unref();
    executors.subscribe(executor, call, stream);
    return;
  }
  if (call.type === "UPDATE" && call.update !== undefined) executors.updated(executor, call.update.status);
  else if (call.type === "MESSAGE" && call.message !== undefined)
    executors.messaged(executor, call.message.data);
  else {
    sendText(response, 501, "501 Not Implemented.");
    return;
  }
  sendNothing(response, 202);
}

function isToken({ token }: CustomExecutor, header: string | undefined): boolean {
  const given = Buffer.from(/^Bearer (\S+)$/.exec(header ?? "")?.[1] ?? "");
  const wanted = Buffer.from(token);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

/** Has answered when it returns `undefined`. */
async function readCall({ request, response }: Exchange): Promise<ExecutorCall | undefined> {
  const type = request.headers["content-type"];
  if (type !== "application/json" && type !== "application/x-protobuf") {
    request.resume();
    if (type === undefined) sendText(response, 400, "Expecting 'Content-Type' to be present");
    else sendText(response, 415, "Expecting 'Content-Type' of application/json or application/x-protobuf");
    return undefined;
  }
  const body = await readBody(request, CALL_BYTES_MAX);
  try {
    return type === "application/json"
      ? decodeJson("mesos.v1.executor.Call", body)
      : decodeProtobuf("mesos.v1.executor.Call", body);
  } catch (error) {
    if (!(error instanceof ProtoError)) throw error;
    const texts: Readonly<Partial<Record<typeof error.kind, string>>> = {
      not_json: `Failed to parse body into JSON: ${error.message}`,
      not_convertible: `Failed to convert JSON into Call protobuf: ${error.message}`,
    };
    sendText(response, 400, texts[error.kind] ?? "Failed to parse body into Call protobuf");
    return undefined;
  }
}

/** Source: Mesos, src/common/validation.cpp, `validateExecutorCall`. */
function callProblem(call: ExecutorCall): string | undefined {
  const { type, executor_id, framework_id } = call;
  if (type === undefined) return "Expecting 'type' to be present";
  if (type === "SUBSCRIBE")
    return call.subscribe === undefined ? "Expecting 'subscribe' to be present" : undefined;
  if (type === "MESSAGE") return call.message === undefined ? "Expecting 'message' to be present" : undefined;
  if (type !== "UPDATE") return undefined;
  if (call.update === undefined) return "Expecting 'update' to be present";
  const { status } = call.update;
  if (status.uuid === undefined) return "Expecting 'uuid' to be present";
  if (uuidText(status.uuid) === undefined) return "Not a valid UUID";
  if (status.executor_id !== undefined && status.executor_id.value !== executor_id.value)
    return `ExecutorID in Call: ${executor_id.value} does not match ExecutorID in TaskStatus: ${status.executor_id.value}`;
  const from = `from executor ${executor_id.value} of framework ${framework_id.value}`;
  if (status.source !== "SOURCE_EXECUTOR")
    return `Received Call ${from} with invalid source, expecting 'SOURCE_EXECUTOR'`;
  return status.state === "TASK_STAGING" ? `Received TASK_STAGING ${from} which is not allowed` : undefined;
}
