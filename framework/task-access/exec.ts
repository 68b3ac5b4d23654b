import { randomUUID } from "node:crypto";
import { decodeJson, encodeJson } from "../../proto/codec.ts";
import type { AgentCall, CommandInfo, ContainerID } from "../../proto/generated/types.ts";
import { RecordIoDecoder } from "../../proto/recordio.ts";
import type { ExecCommand, ExecEnd, ExecOutput, ExecSession } from "../../offers/task-access.ts";
import { ExecRefusedError, TaskAccessError } from "../../offers/task-access.ts";
import type { After } from "../connection/ports.ts";
import type { AgentAnswer, AgentCalls } from "./agent-calls.ts";
import { asAccessError, unusable } from "./agent-calls.ts";
import { openExecInput } from "./exec-input.ts";

export interface ExecOptions {
  readonly calls: AgentCalls;
  readonly agentUrl: string;
  /** For messages. */
  readonly hostname: string;
  /** The container of the task. */
  readonly parent: ContainerID;
  readonly command: ExecCommand;
  readonly after: After;
}

/** Pulling in a root file system is long done when a task runs; what is left is to start a process. */
const LAUNCH_TIMEOUT_MS = 60_000;
/** Agents write a heartbeat every 30 s. */
const SILENCE_MS = 120_000;
const RECORD_BYTES_MAX = 4 * 1024 * 1024;
/** How often a call that only waits is made anew, and after what pause. */
const WAIT_TRIES = 3;
const WAIT_PAUSE_MS = 200;
/** The end of what was killed is known by then, or nobody will tell it. */
const KILLED_MS = 5000;
const PLAIN = { "content-type": "application/json", accept: "application/json" };
const OUTPUT_STREAM = {
  "content-type": "application/json",
  accept: "application/recordio",
  "message-accept": "application/json",
};
const INPUT_STREAM = {
  "content-type": "application/recordio",
  "message-content-type": "application/json",
  accept: "application/json",
};

/**
 * A command in a container of its own inside that of the task. Three connections: the first starts it, carries its
 * output and ends it when it is closed; the second carries its input; the third waits for its end.
 *
 * @throws ExecRefusedError, TaskAccessError
 */
export async function openExecSession(options: ExecOptions): Promise<ExecSession> {
  const { calls, agentUrl, parent, command, after } = options;
  const containerId: ContainerID = { value: randomUUID(), parent };
  const [outputs, rest] = [new AbortController(), new AbortController()];

  const started = await launch(options, containerId, outputs);
  const input = openExecInput({
    containerId,
    tty: command.tty,
    after,
    attach: async (records) => {
      const request = { headers: INPUT_STREAM, body: records, signal: rest.signal, silenceMs: 0 };
      const answer = await calls.open(agentUrl, request);
      return { status: answer.status, text: await answer.text() };
    },
  });
  const ended = waitForEnd(options, containerId, rest.signal).finally(() => input.stop());
  ended.catch(() => undefined); // told to whoever asks
  // What is left of the input's connection carries nothing any more.
  void ended.then(
    () => rest.abort(),
    () => rest.abort(),
  );

  let closed: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    outputs.abort();
    const cancel = after(KILLED_MS, () => rest.abort());
    await ended.catch(() => undefined);
    cancel();
  };
  return {
    output: outputOf(agentUrl, started.body),
    write: (bytes) => input.write(bytes),
    end: () => input.end(),
    resize: (size) => input.resize(size),
    ended,
    close: () => {
      closed ??= close();
      return closed;
    },
  };
}

async function launch(
  { calls, agentUrl, hostname, command, after }: ExecOptions,
  container_id: ContainerID,
  abort: AbortController,
): Promise<AgentAnswer> {
  const cancel = after(LAUNCH_TIMEOUT_MS, () =>
    abort.abort(new Error(`no answer within ${LAUNCH_TIMEOUT_MS / 1000} s`)),
  );
  try {
    const call: AgentCall = {
      type: "LAUNCH_NESTED_CONTAINER_SESSION",
      launch_nested_container_session: {
        container_id,
        command: commandOf(command),
        ...(command.tty === undefined
          ? {}
          : { container: { type: "MESOS", tty_info: { window_size: command.tty } } }),
      },
    };
    const answer = await calls.open(agentUrl, {
      headers: OUTPUT_STREAM,
      body: encodeJson("mesos.v1.agent.Call", call),
      signal: abort.signal,
      silenceMs: SILENCE_MS,
    });
    if (answer.status === 200) return answer;
    throw refusal(agentUrl, hostname, answer.status, await answer.text());
  } finally {
    cancel();
  }
}

function commandOf({ argv, env = {} }: ExecCommand): CommandInfo {
  const variables = Object.entries(env).map(([name, value]) => ({ name, value }));
  return {
    shell: false,
    value: argv[0],
    arguments: argv,
    ...(variables.length === 0 ? {} : { environment: { variables } }),
  };
}

/** Mesos says everything with 400. Source: src/slave/http.cpp, `_launchContainer`, and the containerizers. */
function refusal(agentUrl: string, hostname: string, status: number, text: string): Error {
  if (/^(Parent|Root) container .* (does not exist|not found)/.test(text)) {
    return new ExecRefusedError("not_running", "the task does not run any more");
  }
  if (/not supported/i.test(text)) {
    return new ExecRefusedError(
      "unsupported",
      `its container belongs to Docker, and Mesos has no way into it: use docker exec on ${hostname}`,
    );
  }
  if (status === 400 || status === 403) {
    return new ExecRefusedError(
      "refused",
      `${hostname} refuses it: ${text === "" ? `HTTP ${status}` : text}`,
    );
  }
  return unusable(agentUrl, status, text);
}

async function* outputOf(agentUrl: string, body: AsyncIterable<Uint8Array>): AsyncGenerator<ExecOutput> {
  const decoder = new RecordIoDecoder({ recordBytesMax: RECORD_BYTES_MAX });
  try {
    for await (const chunk of body) {
      for (const record of decoder.push(chunk)) {
        const { type, data } = decodeJson("mesos.v1.agent.ProcessIO", record);
        if (type !== "DATA" || data?.data === undefined || data.data.length === 0) continue; // a heartbeat
        yield { stream: data.type === "STDERR" ? "stderr" : "stdout", bytes: data.data };
      }
    }
    decoder.end();
  } catch (error) {
    throw asAccessError(agentUrl, error);
  }
}

/** Asked again when only the connection is lost: the command may go on. */
async function waitForEnd(
  { calls, agentUrl, after }: ExecOptions,
  container_id: ContainerID,
  signal: AbortSignal,
): Promise<ExecEnd> {
  const body = encodeJson("mesos.v1.agent.Call", {
    type: "WAIT_NESTED_CONTAINER",
    wait_nested_container: { container_id },
  });
  for (let tries = 1; ; tries += 1) {
    try {
      const answer = await calls.open(agentUrl, { headers: PLAIN, body, signal, silenceMs: 0 });
      const text = Buffer.concat(await Array.fromAsync(answer.body));
      if (answer.status !== 200) throw unusable(agentUrl, answer.status, text.toString("utf8", 0, 500));
      const { wait_nested_container } = decodeJson("mesos.v1.agent.Response", text);
      const status = wait_nested_container?.exit_status;
      if (status === undefined) throw new TaskAccessError(`${agentUrl} does not tell how the command ended`);
      return endOf(status);
    } catch (error) {
      if (tries === WAIT_TRIES || signal.aborted) throw asAccessError(agentUrl, error);
      await new Promise<void>((resolve) => after(WAIT_PAUSE_MS, resolve));
    }
  }
}

/** Of a status as wait(2) tells it. */
function endOf(status: number): ExecEnd {
  const signal = status & 0x7f;
  return signal === 0 ? { exitCode: (status >> 8) & 0xff } : { signal };
}
