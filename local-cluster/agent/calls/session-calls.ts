import { decodeJson, decodeProtobuf, encodeJson, encodeProtobuf } from "../../../proto/codec.ts";
import type {
  AgentCall,
  AgentCallAttachContainerInput,
  AgentProcessIO,
  ContainerID,
} from "../../../proto/generated/types.ts";
import { ProtoError } from "../../../proto/proto-error.ts";
import { encodeRecord, RecordIoDecoder, RecordIoError } from "../../../proto/recordio.ts";
import type { MediaType } from "../../http/media-types.ts";
import { sendNothing, sendText } from "../../http/server.ts";
import type { Exchange } from "../../http/server.ts";
import { SessionError } from "./sessions.ts";
import type { Session, Sessions } from "./sessions.ts";
import type { TaskRunner } from "../tasks/task-runner.ts";

/** How a stream of ProcessIO is to be written. */
export interface StreamFormat {
  readonly message: MediaType;
  /** The streaming type was asked for, not only its message type. */
  readonly labelled: boolean;
}

export interface SessionServices {
  readonly runner: TaskRunner;
  readonly sessions: Sessions;
}

/** Source: Mesos, src/slave/containerizer/mesos/io/switchboard.cpp. */
const HEARTBEAT_MS = 30_000;
const RECORD_BYTES_MAX = 1024 * 1024;
/** A second reader of a session that does not read is cut off; the first one slows the session down. */
const BACKLOG_BYTES_MAX = 16 * 1024 * 1024;
const UNATTACHED = "I/O switchboard server was disabled for this container";

export async function launchSession(
  { runner, sessions }: SessionServices,
  { response }: Exchange,
  call: NonNullable<AgentCall["launch_nested_container_session"]>,
  format: StreamFormat,
): Promise<void> {
  const { container_id, command, container } = call;
  const parent = container_id.parent;
  if (parent === undefined) {
    sendText(
      response,
      400,
      "Failed to validate agent::Call: Expecting 'launch_nested_container_session.container_id.parent' to be present",
    );
    return;
  }
  const task = [...runner.tasks.values()].find(
    ({ ids, phase }) => ids.containerId === parent.value && phase === "running",
  );
  if (task === undefined) {
    sendText(response, 400, `Parent container ${nameOf(parent)} does not exist`);
    return;
  }
  let session: Session;
  try {
    session = await sessions.launch({
      id: container_id.value,
      task,
      command: command ?? {},
      tty: container?.tty_info !== undefined,
    });
  } catch (error) {
    if (!(error instanceof SessionError)) throw error;
    sendText(response, 400, error.message);
    return;
  }
  // Whoever started it owns it: without him it ends.
  response.on("close", () => session.kill(9));
  if (response.destroyed) session.kill(9);
  sendOutput(response, session, format, true);
}

export function attachOutput(
  services: SessionServices,
  { response }: Exchange,
  id: ContainerID,
  format: StreamFormat,
): void {
  const session = findOrAnswer(services, response, id);
  if (session !== undefined) sendOutput(response, session, format, false);
}

function sendOutput(
  response: Exchange["response"],
  session: Session,
  { message, labelled }: StreamFormat,
  owner: boolean,
): void {
  response.writeHead(
    200,
    labelled
      ? { "Content-Type": "application/recordio", "Message-Content-Type": message }
      : { "Content-Type": message },
  );
  response.flushHeaders();
  response.socket?.setNoDelay(true);
  const write = (io: AgentProcessIO): boolean => {
    if (response.destroyed || response.writableEnded) return true;
    const payload =
      message === "application/json"
        ? encodeJson("mesos.v1.agent.ProcessIO", io)
        : encodeProtobuf("mesos.v1.agent.ProcessIO", io);
    const room = response.write(encodeRecord(payload));
    if (owner) return room;
    if (response.writableLength > BACKLOG_BYTES_MAX) response.destroy();
    return true;
  };
  const heartbeat = setInterval(() => {
    const interval = { nanoseconds: HEARTBEAT_MS * 1e6 };
    write({ type: "CONTROL", control: { type: "HEARTBEAT", heartbeat: { interval } } });
  }, HEARTBEAT_MS);
  const silence = session.listen({
    write: (stream, data) => write({ type: "DATA", data: { type: stream, data } }),
    onDrain(then) {
      // Once, whichever comes first: a closed connection never drains.
      const once = (): void => {
        response.off("drain", once);
        response.off("close", once);
        then();
      };
      response.on("drain", once);
      response.on("close", once);
    },
  });
  const stop = (): void => {
    clearInterval(heartbeat);
    silence();
  };
  response.on("close", stop);
  response.on("error", stop);
  void session.ended.then(() => response.end());
}

/** Records of the client until it ends, or the session does. */
export async function attachInput(
  services: SessionServices,
  { request, response }: Exchange,
  messageType: MediaType,
): Promise<void> {
  const decoder = new RecordIoDecoder({ recordBytesMax: RECORD_BYTES_MAX });
  let session: Session | undefined;
  let inputEnded = false;
  const answer = (act: () => void): void => {
    if (response.headersSent || response.destroyed) return;
    act();
    request.resume(); // what else the client sends is of no use to anybody
  };
  const refuse = (status: number, text: string): void => answer(() => sendText(response, status, text));

  /** `false`: answered. */
  const take = async (call: AgentCall): Promise<boolean> => {
    const attach = call.attach_container_input;
    if (call.type !== undefined && call.type !== "ATTACH_CONTAINER_INPUT") {
      refuse(415, `Streaming 'Content-Type' is not supported for ${call.type} call`);
      return false;
    }
    const problem = inputProblem(call.type, attach, session === undefined);
    if (problem !== undefined) {
      refuse(400, `Failed to validate agent::Call: ${problem}`);
      return false;
    }
    if (session !== undefined) {
      inputEnded ||= await apply(session, attach?.process_io ?? {});
      return true;
    }
    if (attach?.container_id === undefined) return false; // refused as a problem above
    const found = findOrAnswer(services, response, attach.container_id);
    if (found === undefined) return false;
    if (!found.takeInput()) {
      refuse(409, "Multiple input connections are not allowed");
      return false;
    }
    session = found;
    void found.ended.then(() =>
      answer(() => {
        // A client that has said all it wanted is told that all is well.
        if (inputEnded) sendNothing(response, 200);
        else sendText(response, 500, "Disconnected");
      }),
    );
    return true;
  };

  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      for (const record of decoder.push(chunk)) {
        if (response.headersSent || !(await take(decodeCall(record, messageType)))) return;
      }
      if (response.headersSent) return;
    }
    decoder.end();
    if (session === undefined) refuse(400, "Received EOF while reading request body");
    else answer(() => sendNothing(response, 200));
  } catch (error) {
    if (error instanceof ProtoError || error instanceof RecordIoError) refuse(400, error.message);
    else if (!request.destroyed) throw error; // else the client has hung up
  } finally {
    session?.giveInputBack();
  }
}

/** Returns whether this was the end of the input. */
async function apply(session: Session, { type, data, control }: AgentProcessIO): Promise<boolean> {
  if (type === "CONTROL" && control?.type === "TTY_INFO" && control.tty_info?.window_size !== undefined)
    await session.resize(control.tty_info.window_size);
  if (type !== "DATA" || data?.data === undefined) return false;
  if (data.data.length > 0) {
    await session.write(data.data);
    return false;
  }
  session.endInput();
  return !session.tty;
}

/** Source: Mesos, src/slave/validation.cpp. */
function inputProblem(
  callType: AgentCall["type"],
  attach: AgentCallAttachContainerInput | undefined,
  first: boolean,
): string | undefined {
  if (callType === undefined) return "Expecting 'type' to be present";
  if (attach === undefined) return "Expecting 'attach_container_input' to be present";
  const { type, container_id, process_io } = attach;
  if (type === undefined) return "Expecting 'attach_container_input.type' to be present";
  if (first) {
    if (type !== "CONTAINER_ID") return "Expecting 'attach_container_input.type' to be CONTAINER_ID";
    return container_id === undefined
      ? "Expecting 'attach_container_input.container_id' to be present"
      : undefined;
  }
  if (type !== "PROCESS_IO") return "Expecting 'attach_container_input.type' to be PROCESS_IO";
  if (process_io === undefined) return "Expecting 'attach_container_input.process_io' to be present";
  if (process_io.type === "DATA") {
    if (process_io.data === undefined) return "Expecting 'process_io.data' to be present";
    if (process_io.data.type !== "STDIN") return "Expecting 'process_io.data.type' to be STDIN";
    return process_io.data.data === undefined ? "Expecting 'process_io.data.data' to be present" : undefined;
  }
  if (process_io.type !== "CONTROL") return "'process_io.type' is unknown";
  const { control } = process_io;
  if (control === undefined) return "Expecting 'process_io.control' to be present";
  if (control.type === "TTY_INFO")
    return control.tty_info === undefined
      ? "Expecting 'process_io.control.tty_info' to be present"
      : undefined;
  if (control.type !== "HEARTBEAT") return "'process_io.control.type' is unknown";
  return control.heartbeat === undefined
    ? "Expecting 'process_io.control.heartbeat' to be present"
    : undefined;
}

function decodeCall(record: Uint8Array, type: MediaType): AgentCall {
  return type === "application/json"
    ? decodeJson("mesos.v1.agent.Call", record)
    : decodeProtobuf("mesos.v1.agent.Call", record);
}

/** Blocks until the session's end. */
export async function waitFor(
  services: SessionServices,
  { response }: Exchange,
  id: ContainerID,
): Promise<number | undefined> {
  const session = services.sessions.find(id.value);
  if (session !== undefined) return session.ended;
  sendText(response, 404, `Container ${nameOf(id)} cannot be found`);
  return undefined;
}

export function killSession(
  services: SessionServices,
  { response }: Exchange,
  id: ContainerID,
  signal: number,
): void {
  const session = services.sessions.live().find((one) => one.id === id.value);
  if (session === undefined) {
    sendText(response, 404, `Container ${nameOf(id)} cannot be found`);
    return;
  }
  session.kill(signal);
  sendNothing(response, 200);
}

function findOrAnswer(
  { runner, sessions }: SessionServices,
  response: Exchange["response"],
  id: ContainerID,
): Session | undefined {
  const session = sessions.live().find((one) => one.id === id.value);
  if (session !== undefined) return session;
  // Tasks write to files of their sandbox: there is nothing to attach to.
  if (runner.isLive(id.value)) sendText(response, 500, UNATTACHED);
  else sendText(response, 404, `Container ${nameOf(id)} cannot be found`);
  return undefined;
}

/** As Mesos writes nested ids: `parent.child`. */
function nameOf({ value, parent }: ContainerID): string {
  return parent === undefined ? value : `${nameOf(parent)}.${value}`;
}
