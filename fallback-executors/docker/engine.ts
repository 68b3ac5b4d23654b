import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import type { Duplex } from "node:stream";
import { readFileSync } from "node:fs";

/** How an engine is known, and we to it. Files are PEM, and are read for every connection. */
export interface EngineTls {
  readonly caFile?: string;
  readonly certificateFile?: string;
  readonly keyFile?: string;
}

export interface EngineAddress {
  /** `unix:///var/run/docker.sock`, `tcp://host:2375`, `http://…` or `https://…`. */
  readonly url: string;
  readonly tls?: EngineTls;
}

/** The engine does not do it. `status` and message are its own. */
export class EngineError extends Error {
  override readonly name = "EngineError";
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** No answer, or one that no engine gives. */
export class EngineUnreachableError extends Error {
  override readonly name = "EngineUnreachableError";
}

export interface EngineRequest {
  readonly method?: "GET" | "POST" | "PUT" | "DELETE" | "HEAD";
  /** Below the version, with its query. */
  readonly path: string;
  readonly body?: unknown;
  /** In place of `body`. */
  readonly tar?: Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
  /** Until the answer begins, and as long again until it is whole where it is JSON. Default 30 s. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

/** The Engine API of Docker, of any other program that speaks it, or of a Swarm manager. */
export interface Engine {
  /** Answers with JSON, or nothing. @throws EngineError, EngineUnreachableError */
  json(request: EngineRequest): Promise<unknown>;
  /** Answers with bytes, for as long as it has some. @throws EngineError, EngineUnreachableError */
  stream(request: EngineRequest): Promise<IncomingMessage>;
  /** Becomes a connection of bytes in both directions. @throws EngineError, EngineUnreachableError */
  upgrade(request: EngineRequest): Promise<Duplex>;
  close(): void;
}

/** Of Docker 20.10, the oldest that is spoken to. Engines that are too new for it name the one they want. */
const API_VERSION = "1.41";
const ANSWER_BYTES_MAX = 64 * 1024 * 1024;
const DEFAULT_TIMEOUT_MS = 30_000;

/** @throws RangeError  for an address that is none */
export function createEngine({ url, tls }: EngineAddress): Engine {
  const target = targetOf(url, tls !== undefined);
  let version = API_VERSION;
  const agentOptions = { keepAlive: true, maxSockets: 64 };
  const agent = target.secure ? new HttpsAgent(agentOptions) : new HttpAgent(agentOptions);

  const open = (request: EngineRequest, upgrade: boolean): Promise<Opened> =>
    new Promise((resolve, reject) => {
      const { method = "GET", path, body, tar, headers, timeoutMs = DEFAULT_TIMEOUT_MS, signal } = request;
      const payload = tar ?? (body === undefined ? undefined : Buffer.from(JSON.stringify(body)));
      const options = {
        ...target.connection,
        ...(target.secure ? certificates(tls) : {}),
        method,
        path: `${target.prefix}/v${version}${path}`,
        ...(upgrade ? {} : { agent }),
        ...(signal === undefined ? {} : { signal }),
        headers: {
          host: target.host,
          ...(payload === undefined ? {} : { "content-length": payload.length }),
          ...(tar !== undefined
            ? { "content-type": "application/x-tar" }
            : body === undefined
              ? {}
              : { "content-type": "application/json" }),
          ...(upgrade ? { connection: "Upgrade", upgrade: "tcp" } : {}),
          ...headers,
        },
      };
      const sent = (target.secure ? httpsRequest : httpRequest)(options);
      const timer = setTimeout(
        () => sent.destroy(new Error(`no answer for ${timeoutMs / 1000} s`)),
        timeoutMs,
      );
      sent.on("error", (error) => {
        clearTimeout(timer);
        reject(new EngineUnreachableError(`${url}: ${error.message}`, { cause: error }));
      });
      sent.on("response", (answer) => {
        clearTimeout(timer);
        resolve({ answer });
      });
      sent.on("upgrade", (answer, socket, head) => {
        clearTimeout(timer);
        if (head.length > 0) socket.unshift(head);
        resolve({ answer, socket });
      });
      sent.end(payload);
    });

  /** @throws EngineError  for an answer that says no */
  const refuse = async (answer: IncomingMessage): Promise<never> => {
    const { statusCode = 0 } = answer;
    throw new EngineError(statusCode, messageIn(await textOf(answer, url, DEFAULT_TIMEOUT_MS), statusCode));
  };
  const stream = async (request: EngineRequest): Promise<IncomingMessage> => {
    const { answer } = await open(request, false);
    const { statusCode = 0 } = answer;
    if (statusCode >= 200 && statusCode < 300) return answer;
    try {
      return await refuse(answer);
    } catch (error) {
      const least = error instanceof EngineError ? leastVersion(error) : undefined;
      if (least === undefined || least === version) throw error;
      version = least;
      return stream(request);
    }
  };

  return {
    stream,
    async json(request) {
      const text = await textOf(await stream(request), url, request.timeoutMs ?? DEFAULT_TIMEOUT_MS);
      if (text === "") return undefined;
      try {
        return JSON.parse(text);
      } catch {
        throw new EngineUnreachableError(`${url}: its answer to ${request.path} is no JSON`);
      }
    },
    async upgrade(request) {
      const { answer, socket } = await open(request, true);
      return socket ?? refuse(answer);
    },
    close: () => agent.destroy(),
  };
}

interface Opened {
  readonly answer: IncomingMessage;
  readonly socket?: Duplex;
}

interface Target {
  readonly secure: boolean;
  readonly host: string;
  readonly prefix: string;
  readonly connection: { readonly socketPath: string } | { readonly hostname: string; readonly port: number };
}

function targetOf(url: string, hasTls: boolean): Target {
  const parsed = URL.parse(url);
  if (parsed === null) throw new RangeError(`"${url}" is no address of a Docker engine`);
  if (parsed.protocol === "unix:")
    return { secure: false, host: "docker", prefix: "", connection: { socketPath: parsed.pathname } };
  if (!["tcp:", "http:", "https:"].includes(parsed.protocol) || parsed.hostname === "")
    throw new RangeError(
      `"${url}" is no address of a Docker engine: it takes unix://, tcp://, http:// or https://`,
    );
  const secure = parsed.protocol === "https:" || hasTls;
  return {
    secure,
    host: parsed.host,
    prefix: parsed.pathname.replace(/\/$/, ""),
    connection: { hostname: parsed.hostname, port: Number(parsed.port || (secure ? 2376 : 2375)) },
  };
}

function certificates(tls: EngineTls | undefined): { ca?: Buffer; cert?: Buffer; key?: Buffer } {
  const { caFile, certificateFile, keyFile } = tls ?? {};
  return {
    ...(caFile === undefined ? {} : { ca: readFileSync(caFile) }),
    ...(certificateFile === undefined ? {} : { cert: readFileSync(certificateFile) }),
    ...(keyFile === undefined ? {} : { key: readFileSync(keyFile) }),
  };
}

/** The version that a new engine wants at least. Source: Docker Engine API, "Versioned API". */
function leastVersion({ message, status }: EngineError): string | undefined {
  if (status !== 400) return undefined;
  return /minimum supported API version is (\d+\.\d+)/i.exec(message)?.[1];
}

async function textOf(answer: IncomingMessage, url: string, timeoutMs: number): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  const timer = setTimeout(
    () => answer.destroy(new Error(`its answer was not whole after ${timeoutMs / 1000} s`)),
    timeoutMs,
  );
  try {
    for await (const chunk of answer) {
      const bytes = Buffer.from(chunk);
      length += bytes.length;
      if (length > ANSWER_BYTES_MAX) throw new Error(`its answer is longer than ${ANSWER_BYTES_MAX} bytes`);
      chunks.push(bytes);
    }
  } catch (error) {
    answer.destroy();
    throw new EngineUnreachableError(`${url}: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  } finally {
    clearTimeout(timer);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function messageIn(text: string, status: number): string {
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body === "object" && body !== null && "message" in body && typeof body.message === "string")
      return body.message;
  } catch {
    // The engine's own words, then.
  }
  return text.trim() === "" ? `the engine answered ${status}` : text.trim().slice(0, 1000);
}
