import { Readable } from "node:stream";
import { Agent } from "undici";
import { decodeJson, decodeProtobuf, encodeJson } from "../../proto/codec.ts";
import type { AgentCall, AgentResponse } from "../../proto/generated/types.ts";
import { TaskAccessError } from "../../offers/task-access.ts";
import { connectionCause, createConnector } from "../connection/connections.ts";
import type { TlsOptions } from "../connection/connections.ts";
import { authorizer } from "../connection/credentials.ts";
import type { MesosCredentials } from "../connection/credentials.ts";
import { readBody, readBodyStart } from "../connection/http-body.ts";

export interface AgentRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | AsyncIterable<Uint8Array>;
  readonly signal?: AbortSignal;
  /** Between two pieces of the answer's body; 0 = as long as it takes, also for its head. */
  readonly silenceMs: number;
}

export interface AgentAnswer {
  readonly status: number;
  /** Bytes as they come; whoever leaves them early cuts the connection. */
  readonly body: AsyncIterable<Uint8Array>;
  /** The beginning of the body, for messages. */
  text(): Promise<string>;
}

/** `POST /api/v1` of agents. Every failure is a `TaskAccessError` that names the agent and the cause. */
export interface AgentCalls {
  /**
   * One call, one answer.
   * @returns `undefined` for 404: what the call names is not there
   * @throws TaskAccessError  also for any other answer than 200
   */
  ask(agentUrl: string, call: AgentCall): Promise<AgentResponse | undefined>;
  /** For calls that are streams: on a connection that carries nothing else meanwhile. */
  open(agentUrl: string, request: AgentRequest): Promise<AgentAnswer>;
}

/** Of one answer: 1 MiB of a file in base64, or a directory of a hundred thousand files. */
const ANSWER_BYTES_MAX = 32 * 1024 * 1024;
const ERROR_TEXT_MAX = 500;
/** Of connecting, of an answer's head, and between two pieces of its body. */
const TIMEOUT_MS = 10_000;
const CONNECTIONS_PER_AGENT = 4;
const PATH = "/api/v1";
const PROTOBUF = "application/x-protobuf";

/** Contents of files come as they are, not in base64: it is what most of the bytes are. All else can be read. */
function typesOf({ type }: AgentCall): Readonly<Record<string, string>> {
  return { "content-type": "application/json", accept: type === "READ_FILE" ? PROTOBUF : "application/json" };
}

/** @throws RangeError  for credentials or files that cannot work */
export function createAgentCalls({
  credentials,
  tls,
}: {
  readonly credentials: MesosCredentials | undefined;
  readonly tls: TlsOptions | undefined;
}): AgentCalls {
  const connect = createConnector(tls, TIMEOUT_MS);
  const authorize = authorizer(credentials);
  const short = new Agent({
    connections: CONNECTIONS_PER_AGENT,
    connect,
    headersTimeout: TIMEOUT_MS,
    bodyTimeout: TIMEOUT_MS,
  });
  // Without a limit: each of these connections is busy as long as a person is.
  const long = new Agent({ connect });
  const identity = async (): Promise<Readonly<Record<string, string>>> => {
    const authorization = await authorize();
    return authorization === undefined ? {} : { authorization };
  };
  const originOf = (agentUrl: string): string =>
    tls === undefined ? agentUrl : agentUrl.replace(/^http:/, "https:");

  return {
    async ask(agentUrl, call) {
      try {
        const { statusCode, headers, body } = await short.request({
          method: "POST",
          origin: originOf(agentUrl),
          path: PATH,
          headers: { ...typesOf(call), ...(await identity()) },
          body: encodeJson("mesos.v1.agent.Call", call),
        });
        if (statusCode === 200) {
          const bytes = await readBody(body, ANSWER_BYTES_MAX);
          const isProtobuf = String(headers["content-type"]).startsWith(PROTOBUF);
          return (isProtobuf ? decodeProtobuf : decodeJson)("mesos.v1.agent.Response", bytes);
        }
        const text = (await readBodyStart(body, ERROR_TEXT_MAX)).trim();
        if (statusCode === 404) return undefined;
        throw unusable(agentUrl, statusCode, text);
      } catch (error) {
        throw asAccessError(agentUrl, error);
      }
    },
    async open(agentUrl, { headers, body, signal, silenceMs }) {
      try {
        const answer = await long.request({
          method: "POST",
          origin: originOf(agentUrl),
          path: PATH,
          headers: { ...headers, ...(await identity()) },
          body: typeof body === "string" ? body : Readable.from(body, { objectMode: false }),
          headersTimeout: silenceMs,
          bodyTimeout: silenceMs,
          ...(signal === undefined ? {} : { signal }),
        });
        // An answer that is cut while nobody reads it must not end the process.
        answer.body.on("error", () => undefined);
        return {
          status: answer.statusCode,
          body: answer.body,
          text: async () => (await readBodyStart(answer.body, ERROR_TEXT_MAX)).trim(),
        };
      } catch (error) {
        throw asAccessError(agentUrl, error);
      }
    },
  };
}

/** An answer that is no answer to what was asked; Mesos says why in words. */
export class UnusableAnswerError extends TaskAccessError {
  readonly status: number;
  readonly text: string;
  constructor(message: string, status: number, text: string) {
    super(message);
    this.status = status;
    this.text = text;
  }
}

export function unusable(agentUrl: string, status: number, text: string): UnusableAnswerError {
  return new UnusableAnswerError(`${agentUrl} answers HTTP ${status} ${text}`.trim(), status, text);
}

export function asAccessError(agentUrl: string, error: unknown): TaskAccessError {
  if (error instanceof TaskAccessError) return error;
  return new TaskAccessError(`${agentUrl}: ${connectionCause(error)}`, { cause: error });
}
