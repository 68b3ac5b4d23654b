// A small executor for tests, run by Node as `custom-executor.ts`. It speaks the executor API and subscribes anew
// when its stream ends. Tasks run until they are killed. The message `exit N` ends it with that status, `ignore`
// makes it deaf to SHUTDOWN; everything else is sent back in capitals.
import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { request } from "node:http";
import { decodeJson, encodeJson } from "../../proto/codec.ts";
import type {
  ExecutorCall,
  ExecutorEvent,
  TaskInfo,
  TaskState,
  TaskStatus,
} from "../../proto/generated/types.ts";
import { RecordIoDecoder } from "../../proto/recordio.ts";
import { uuidBytes } from "../protocol/uuid.ts";

const environment = process.env;
const [host = "", port = ""] = (environment["MESOS_AGENT_ENDPOINT"] ?? "").split(":");
const executor_id = { value: environment["MESOS_EXECUTOR_ID"] ?? "" };
const framework_id = { value: environment["MESOS_FRAMEWORK_ID"] ?? "" };
const sandbox = environment["MESOS_SANDBOX"] ?? "";
const token = environment["MESOS_EXECUTOR_AUTHENTICATION_TOKEN"];
const unacknowledged = new Map<string, TaskStatus>();
const tasks = new Map<string, TaskInfo>();
let deaf = false;

function post(
  call: Omit<ExecutorCall, "executor_id" | "framework_id">,
  onData?: (chunk: Buffer) => void,
  onEnd: () => void = () => undefined,
): void {
  const sent = request({
    host,
    port,
    path: "/api/v1/executor",
    method: "POST",
    headers: {
      "Content-Type": "application/json",
      Accept: "application/json",
      ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
    },
  });
  sent.on("error", onEnd); // the agent may be away
  sent.on("response", (response) => {
    if (onData === undefined) response.resume();
    else response.on("data", onData);
    response.on("error", () => undefined);
    response.on("close", onEnd);
  });
  sent.end(encodeJson("mesos.v1.executor.Call", { executor_id, framework_id, ...call }));
}

function update(task_id: TaskStatus["task_id"], state: TaskState): void {
  const status: TaskStatus = {
    task_id,
    state,
    source: "SOURCE_EXECUTOR",
    uuid: uuidBytes(randomUUID()),
    timestamp: Date.now() / 1000,
  };
  unacknowledged.set(Buffer.from(status.uuid ?? []).toString("hex"), status);
  post({ type: "UPDATE", update: { status } });
}

function handle(event: ExecutorEvent): void {
  const launched = event.launch === undefined ? event.launch_group?.task_group.tasks : [event.launch.task];
  for (const task of launched ?? []) {
    tasks.set(task.task_id.value, task);
    update(task.task_id, "TASK_RUNNING");
  }
  if (event.acknowledged !== undefined) {
    unacknowledged.delete(Buffer.from(event.acknowledged.uuid).toString("hex"));
    tasks.delete(event.acknowledged.task_id.value);
  }
  if (event.kill !== undefined) update(event.kill.task_id, "TASK_KILLED");
  if (event.type === "SHUTDOWN" && !deaf) process.exit(0);
  if (event.message === undefined) return;
  const text = Buffer.from(event.message.data).toString();
  const status = /^exit (\d+)$/.exec(text)?.[1];
  if (status !== undefined) process.exit(Number(status));
  deaf ||= text === "ignore";
  post({ type: "MESSAGE", message: { data: Buffer.from(text.toUpperCase()) } });
}

function subscribe(): void {
  const decoder = new RecordIoDecoder({ recordBytesMax: 1024 * 1024 });
  const again = (): void => {
    // Its cluster is gone for good: somebody else may have the port of its agent by now.
    if (!existsSync(sandbox)) process.exit(1);
    setTimeout(subscribe, 50);
  };
  const subscription = {
    unacknowledged_tasks: [...tasks.values()],
    unacknowledged_updates: [...unacknowledged.values()].map((status) => ({ status })),
  };
  let over = false;
  post(
    { type: "SUBSCRIBE", subscribe: subscription },
    (chunk) => {
      for (const record of decoder.push(chunk)) handle(decodeJson("mesos.v1.executor.Event", record));
    },
    () => {
      if (!over) again();
      over = true;
    },
  );
}

subscribe();
