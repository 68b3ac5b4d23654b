import { createServer } from "node:http";
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { ServerOptions } from "node:https";
import type { AddressInfo } from "node:net";
import { taskIdOf } from "../../jobs/life/job.ts";
import type { TaskAddress } from "../../offers/task-access.ts";
import { decodeJson, encodeJson } from "../../proto/codec.ts";
import type { AgentCall, AgentProcessIO, AgentResponse } from "../../proto/generated/types.ts";
import { encodeRecord, RecordIoDecoder } from "../../proto/recordio.ts";

export type CallType = NonNullable<AgentCall["type"]>;
type Handler = (call: AgentCall, response: ServerResponse, input: AsyncGenerator<AgentCall>) => unknown;

/** The HTTP side of an agent, answering as a test says. What it does not say is answered 404. */
export interface TinyAgent extends AsyncDisposable {
  /** Task 7, index 3, of framework `fw-1` there. */
  readonly task: TaskAddress;
  /** Every call, in order; of streams the first record. */
  readonly calls: readonly AgentCall[];
  readonly headers: readonly IncomingHttpHeaders[];
  answers: Partial<Record<CallType, Handler>>;
  /** Calls of one kind. */
  of(type: CallType): readonly AgentCall[];
  /** Resolves with the `nth` call of that kind. */
  until(type: CallType, nth?: number): Promise<AgentCall>;
}

export const TASK = taskIdOf(7, 3, 1, 2);
export const RUN = `/frameworks/fw-1/executors/${TASK}/runs/latest`;

export function aTaskAt(access: string): TaskAddress {
  return { taskId: TASK, placement: { backend: "mesos", agentId: "agent-1", hostname: "node1", access } };
}

/** @param tls  speaks TLS with these certificates; its offers say `http` all the same, as those of Mesos */
export async function aTinyAgent(answers: TinyAgent["answers"], tls?: ServerOptions): Promise<TinyAgent> {
  const calls: AgentCall[] = [];
  const headers: IncomingHttpHeaders[] = [];
  const wake: (() => void)[] = [];
  const onRequest = (request: IncomingMessage, response: ServerResponse): void => {
    void (async () => {
      const input = recordsOf(request);
      const first = await input.next();
      if (first.done === true) throw new Error("a call is expected");
      calls.push(first.value);
      headers.push(request.headers);
      for (const each of wake.splice(0)) each();
      const handler = agent.answers[first.value.type ?? "UNKNOWN"];
      if (handler === undefined) response.writeHead(404).end();
      else await handler(first.value, response, input);
    })().catch(() => response.destroy());
  };
  const server = tls === undefined ? createServer(onRequest) : createTlsServer(tls, onRequest);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo; // a TCP server that listens has one
  const agent: TinyAgent = {
    task: aTaskAt(`http://127.0.0.1:${port}#fw-1`),
    calls,
    headers,
    answers,
    of: (type) => calls.filter((call) => call.type === type),
    async until(type, nth = 1) {
      for (;;) {
        const found = agent.of(type)[nth - 1];
        if (found !== undefined) return found;
        await new Promise<void>((resolve) => wake.push(resolve));
      }
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
  return agent;
}

/** A plain call is one of them. */
async function* recordsOf(request: IncomingMessage): AsyncGenerator<AgentCall> {
  const chunks = request as AsyncIterable<Buffer>; // no encoding is set
  if (request.headers["content-type"] !== "application/recordio") {
    const body = Buffer.concat(await Array.fromAsync(chunks));
    yield decodeJson("mesos.v1.agent.Call", body);
    return;
  }
  const decoder = new RecordIoDecoder({ recordBytesMax: 1024 * 1024 });
  for await (const chunk of chunks) {
    for (const record of decoder.push(chunk)) yield decodeJson("mesos.v1.agent.Call", record);
  }
}

export function answer(response: ServerResponse, message: AgentResponse): void {
  response.setHeader("Content-Type", "application/json");
  response.end(encodeJson("mesos.v1.agent.Response", message));
}

export function refuse(status: number, text = ""): Handler {
  return (_call, response) => response.writeHead(status).end(text);
}

/** One file, given out as Mesos does: 64 KiB at a time. */
export function aFile(path: string, bytes: () => Buffer): Handler {
  return ({ read_file }, response) => {
    if (read_file?.path !== path) return response.writeHead(404).end();
    const { offset, length = 65_536 } = read_file;
    const all = bytes();
    const data = all.subarray(offset, offset + Math.min(length, 65_536));
    return answer(response, { type: "READ_FILE", read_file: { size: all.length, data } });
  };
}

/** The container of the task, as of a command. */
export function aContainer(value = "container-1"): Handler {
  return (_call, response) =>
    answer(response, {
      type: "GET_CONTAINERS",
      get_containers: {
        containers: [
          {
            framework_id: { value: "fw-1" },
            executor_id: { value: TASK },
            container_id: { value },
            container_status: { container_id: { value } },
          },
        ],
      },
    });
}

export function ioRecord(io: AgentProcessIO): Uint8Array {
  return encodeRecord(encodeJson("mesos.v1.agent.ProcessIO", io));
}

export function output(text: string, type: "STDOUT" | "STDERR" = "STDOUT"): Uint8Array {
  return ioRecord({ type: "DATA", data: { type, data: Buffer.from(text) } });
}
