import { open, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { decodeJson, decodeProtobuf, encodeJson, encodeProtobuf } from "../../../proto/codec.ts";
import type { AgentCall, AgentResponse, FileInfo } from "../../../proto/generated/types.ts";
import { ProtoError } from "../../../proto/proto-error.ts";
import { acceptedMediaType } from "../../http/media-types.ts";
import type { MediaType } from "../../http/media-types.ts";
import { readBody, sendBytes, sendMethodNotAllowed, sendNothing, sendText } from "../../http/server.ts";
import type { Exchange } from "../../http/server.ts";
import { resolveSandboxPath } from "./files.ts";
import type { SandboxRoot } from "./files.ts";
import { attachInput, attachOutput, killSession, launchSession, waitFor } from "./session-calls.ts";
import type { SessionServices, StreamFormat } from "./session-calls.ts";
import type { RunningTask } from "../tasks/task-run.ts";
import { describeTasks } from "./task-views.ts";
import type { Usage } from "../tasks/usage.ts";
import { agentMetrics, executorName } from "./views.ts";
import type { AgentIdentity } from "./views.ts";

export interface AgentServices extends SessionServices {
  readonly identity: () => AgentIdentity;
  readonly usage: (running: RunningTask) => Usage;
  readonly sandboxes: SandboxRoot;
}

const RECORDIO = "application/recordio" as const;
const CALL_BYTES_MAX = 4 * 1024 * 1024;
const READ_BYTES_MAX = 4 * 1024 * 1024;

/** Types with parameters, and the member that holds them. */
const PARAMETERS = {
  GET_METRICS: "get_metrics",
  LIST_FILES: "list_files",
  READ_FILE: "read_file",
  LAUNCH_NESTED_CONTAINER_SESSION: "launch_nested_container_session",
  ATTACH_CONTAINER_OUTPUT: "attach_container_output",
  WAIT_NESTED_CONTAINER: "wait_nested_container",
  WAIT_CONTAINER: "wait_container",
  KILL_NESTED_CONTAINER: "kill_nested_container",
  KILL_CONTAINER: "kill_container",
} as const;

/** What a client asks for in its headers, all of them together. */
interface Headers {
  readonly content: MediaType | typeof RECORDIO;
  /** Type of the records of a request that is a stream. */
  readonly messageContent: MediaType | undefined;
  readonly answer: MediaType;
  /** The client takes the streaming type only. */
  readonly streaming: boolean;
}

/** `POST /api/v1` of the agent. What it does not do is answered 501. Source: Mesos, src/slave/http.cpp. */
export async function handleAgentCall(services: AgentServices, exchange: Exchange): Promise<void> {
  const { request, response } = exchange;
  if (request.method !== "POST") {
    sendMethodNotAllowed(exchange, "POST");
    return;
  }
  const headers = readHeaders(exchange);
  if (headers === undefined) {
    request.resume();
    return;
  }
  if (headers.content === RECORDIO) {
    await attachInput(services, exchange, headers.messageContent ?? "application/json");
    return;
  }
  const call = await readCall(exchange, headers.content);
  if (call === undefined) return;
  const problem = callProblem(call);
  if (problem !== undefined) {
    sendText(response, 400, `Failed to validate agent::Call: ${problem}`);
    return;
  }
  if (call.type === "ATTACH_CONTAINER_INPUT") {
    sendText(response, 415, `Expecting 'Content-Type' to be ${RECORDIO} for ATTACH_CONTAINER_INPUT call`);
    return;
  }
  const format: StreamFormat = { message: headers.answer, labelled: headers.streaming };
  if (call.type === "LAUNCH_NESTED_CONTAINER_SESSION" && call.launch_nested_container_session !== undefined) {
    await launchSession(services, exchange, call.launch_nested_container_session, format);
    return;
  }
  if (call.type === "ATTACH_CONTAINER_OUTPUT" && call.attach_container_output !== undefined) {
    attachOutput(services, exchange, call.attach_container_output.container_id, format);
    return;
  }
  if (headers.streaming) {
    sendText(response, 406, `Streaming response is not supported for ${call.type ?? "UNKNOWN"} call`);
    return;
  }
  const kill = call.type === "KILL_CONTAINER" ? call.kill_container : call.kill_nested_container;
  if ((call.type === "KILL_CONTAINER" || call.type === "KILL_NESTED_CONTAINER") && kill !== undefined) {
    killSession(services, exchange, kill.container_id, kill.signal ?? 9);
    return;
  }
  const answer = await read(services, call, exchange);
  if (answer === undefined) {
    if (!response.headersSent) sendText(response, 501, "501 Not Implemented.");
    return;
  }
  const body =
    headers.answer === "application/json"
      ? encodeJson("mesos.v1.agent.Response", answer)
      : encodeProtobuf("mesos.v1.agent.Response", answer);
  sendBytes(request, response, body, headers.answer);
}

/** Has answered when it returns `undefined`. */
function readHeaders({ request, response }: Exchange): Headers | undefined {
  const refuse = (status: number, text: string): undefined => {
    sendText(response, status, text);
    return undefined;
  };
  const { accept, "content-type": content } = request.headers;
  const messageContent = request.headers["message-content-type"];
  const messageAccept = request.headers["message-accept"];
  if (content === undefined) return refuse(400, "Expecting 'Content-Type' to be present");
  const type: Headers["content"] | undefined =
    content === RECORDIO || isMediaType(content) ? content : undefined;
  if (type === undefined)
    return refuse(
      415,
      "Expecting 'Content-Type' of application/json or application/x-protobuf or application/recordio",
    );
  if (type === RECORDIO && messageContent === undefined)
    return refuse(400, "Expecting 'Message-Content-Type' to be set for streaming requests");
  if (type === RECORDIO && !isMediaType(messageContent))
    return refuse(415, "Expecting 'Message-Content-Type' of application/json or application/x-protobuf");
  if (type !== RECORDIO && messageContent !== undefined)
    return refuse(415, "Expecting 'Message-Content-Type' to be not set for non-streaming requests");
  const plain = acceptedMediaType(accept);
  const types = { content: type, messageContent: isMediaType(messageContent) ? messageContent : undefined };
  if (plain !== undefined) {
    return messageAccept === undefined
      ? { ...types, answer: plain, streaming: false }
      : refuse(406, "Expecting 'Message-Accept' to be not set for non-streaming responses");
  }
  if (!(accept ?? "").split(",").some((part) => part.split(";")[0]?.trim().toLowerCase() === RECORDIO))
    return refuse(
      406,
      "Expecting 'Accept' to allow application/json or application/x-protobuf or application/recordio",
    );
  const message = acceptedMediaType(typeof messageAccept === "string" ? messageAccept : undefined);
  return message === undefined
    ? refuse(406, "Expecting 'Message-Accept' to allow application/json or application/x-protobuf")
    : { ...types, answer: message, streaming: true };
}

function isMediaType(type: unknown): type is MediaType {
  return type === "application/json" || type === "application/x-protobuf";
}

async function readCall({ request, response }: Exchange, type: MediaType): Promise<AgentCall | undefined> {
  const body = await readBody(request, CALL_BYTES_MAX);
  try {
    return type === "application/json"
      ? decodeJson("mesos.v1.agent.Call", body)
      : decodeProtobuf("mesos.v1.agent.Call", body);
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

function callProblem(call: AgentCall): string | undefined {
  if (call.type === undefined) return "Expecting 'type' to be present";
  const member = Object.entries(PARAMETERS).find(([type]) => type === call.type)?.[1];
  return member === undefined || call[member] !== undefined
    ? undefined
    : `Expecting '${member}' to be present`;
}

/** The answer to a call that changes nothing, or `undefined`: not known, or answered already. */
async function read(
  services: AgentServices,
  call: AgentCall,
  exchange: Exchange,
): Promise<AgentResponse | undefined> {
  const identity = services.identity();
  switch (call.type) {
    case "GET_HEALTH":
      return { type: call.type, get_health: { healthy: true } };
    case "GET_VERSION":
      return { type: call.type, get_version: { version_info: { version: identity.version } } };
    case "GET_FLAGS":
      return {
        type: call.type,
        get_flags: { flags: Object.entries(identity.flags).map(([name, value]) => ({ name, value })) },
      };
    case "GET_METRICS": {
      const metrics = Object.entries(agentMetrics(identity, services.runner));
      return {
        type: call.type,
        get_metrics: { metrics: metrics.map(([name, value]) => ({ name, value })) },
      };
    }
    case "GET_AGENT":
      return {
        type: call.type,
        get_agent: { agent_info: { ...identity.info, id: { value: identity.id } } },
      };
    case "GET_CONTAINERS":
      return { type: call.type, get_containers: describeContainers(services, call) };
    case "GET_TASKS":
      return { type: call.type, get_tasks: describeTasks(services.runner) };
    case "LIST_FILES":
      return listFiles(services.sandboxes, call.list_files?.path ?? "", exchange);
    case "READ_FILE":
      return readFile(services.sandboxes, call, exchange);
    case "WAIT_NESTED_CONTAINER":
    case "WAIT_CONTAINER": {
      const wanted = call.type === "WAIT_CONTAINER" ? call.wait_container : call.wait_nested_container;
      if (wanted === undefined) return undefined;
      const status = await waitFor(services, exchange, wanted.container_id);
      if (status === undefined || exchange.response.destroyed) return undefined;
      return call.type === "WAIT_CONTAINER"
        ? { type: call.type, wait_container: { exit_status: status } }
        : { type: call.type, wait_nested_container: { exit_status: status } };
    }
    default:
      return undefined;
  }
}

function describeContainers(
  { runner, sessions, usage }: AgentServices,
  call: AgentCall,
): NonNullable<AgentResponse["get_containers"]> {
  const running = [...runner.tasks.values()].filter(({ phase }) => phase === "running");
  const nested = call.get_containers?.show_nested === true ? sessions.live() : [];
  return {
    containers: [
      ...running.map((one) => ({
        ...ownerOf(one),
        container_id: { value: one.ids.containerId },
        container_status: one.lastStatus?.container_status ?? {},
        resource_statistics: usage(one).statistics,
      })),
      ...nested.map(({ id, task }) => ({
        ...ownerOf(task),
        container_id: { value: id, parent: { value: task.ids.containerId } },
      })),
    ],
  };
}

function ownerOf(one: RunningTask) {
  return {
    framework_id: { value: one.ids.frameworkId },
    executor_id: { value: one.ids.executorId },
    executor_name: executorName(one),
  };
}

async function listFiles(
  root: SandboxRoot,
  path: string,
  { response }: Exchange,
): Promise<AgentResponse | undefined> {
  const real = await realPath(root, path);
  if (real === undefined) {
    sendNothing(response, 404);
    return undefined;
  }
  const own = await stat(real);
  const names = own.isDirectory() ? (await readdir(real)).sort() : [];
  const infos: FileInfo[] = [];
  for (const name of names) {
    const info = await stat(join(real, name)).catch(() => undefined); // removed since, or a link to nowhere
    if (info === undefined) continue;
    infos.push({
      path: join(path, name),
      nlink: info.nlink,
      size: info.size,
      mtime: { nanoseconds: Math.floor(info.mtimeMs * 1e6) },
      mode: info.mode,
      uid: String(info.uid),
      gid: String(info.gid),
    });
  }
  return { type: "LIST_FILES", list_files: { file_infos: infos } };
}

async function readFile(
  root: SandboxRoot,
  { read_file }: AgentCall,
  { response }: Exchange,
): Promise<AgentResponse | undefined> {
  const real = await realPath(root, read_file?.path ?? "");
  if (real === undefined) {
    sendNothing(response, 404);
    return undefined;
  }
  const info = await stat(real);
  if (!info.isFile()) {
    sendText(response, 400, info.isDirectory() ? "Cannot read a directory.\n" : "Not a regular file.\n");
    return undefined;
  }
  const offset = read_file?.offset ?? 0;
  const length = Math.min(
    read_file?.length ?? READ_BYTES_MAX,
    READ_BYTES_MAX,
    Math.max(0, info.size - offset),
  );
  const bytes = new Uint8Array(length);
  const file = await open(real);
  try {
    const { bytesRead } = await file.read(bytes, 0, length, offset);
    return { type: "READ_FILE", read_file: { size: info.size, data: bytes.subarray(0, bytesRead) } };
  } finally {
    await file.close();
  }
}

async function realPath(root: SandboxRoot, path: string): Promise<string | undefined> {
  const directory = root();
  return directory === undefined ? undefined : resolveSandboxPath(directory, path);
}
