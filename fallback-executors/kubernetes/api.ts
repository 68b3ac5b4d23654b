import type { KubeConfig } from "@kubernetes/client-node";
import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest, type RequestOptions } from "node:https";
import { createInterface } from "node:readline";
import { fieldsOf, textIn } from "../docker/documents.ts";
import { loadCredentials, type Credentials, type KubernetesAddress } from "./credentials.ts";

/** The API server does not do it. `status`, `reason` and message are its own. */
export class KubernetesError extends Error {
  override readonly name = "KubernetesError";
  readonly status: number;
  readonly reason: string;
  constructor(status: number, reason: string, message: string) {
    super(message);
    this.status = status;
    this.reason = reason;
  }
}

/** No answer, one that no API server gives, or nobody to ask. */
export class KubernetesUnreachableError extends Error {
  override readonly name = "KubernetesUnreachableError";
}

export interface KubernetesRequest {
  readonly method?: "GET" | "POST" | "PATCH" | "DELETE";
  /** With its query. */
  readonly path: string;
  readonly body?: unknown;
  /** Until the answer begins. Default 30 s. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

export interface KubernetesApi {
  /** Answers with JSON. @throws KubernetesError, KubernetesUnreachableError */
  json(request: KubernetesRequest): Promise<unknown>;
  /** Answers with bytes, for as long as it has some. @throws KubernetesError, KubernetesUnreachableError */
  stream(request: KubernetesRequest): Promise<IncomingMessage>;
  /** The same, a line of JSON after the other. @throws KubernetesError, KubernetesUnreachableError */
  lines(request: KubernetesRequest): AsyncIterable<unknown>;
  /** For the library's own connections: read anew for each. @throws KubernetesUnreachableError */
  config(): Promise<KubeConfig>;
  close(): void;
}

const ANSWER_BYTES_MAX = 256 * 1024 * 1024;
const DEFAULT_TIMEOUT_MS = 30_000;
const SOCKETS_MAX = 64;

/** The kubeconfig is read again whenever a connection is refused for want of rights: certificates and tokens run out. */
export function createKubernetesApi(address: KubernetesAddress): KubernetesApi {
  return new Api(address);
}

class Api implements KubernetesApi {
  readonly #address: KubernetesAddress;
  #loaded: Promise<Credentials> | undefined;
  #agent: { readonly key: string; readonly agent: HttpAgent } | undefined;

  constructor(address: KubernetesAddress) {
    this.#address = address;
  }

  async stream(request: KubernetesRequest): Promise<IncomingMessage> {
    const answer = await this.#open(request);
    const { statusCode = 0 } = answer;
    if (statusCode >= 200 && statusCode < 300) return answer;
    if (statusCode === 401) this.#loaded = undefined;
    throw errorIn(await wholeText(answer), statusCode);
  }

  async config(): Promise<KubeConfig> {
    return (await this.#credentials()).config;
  }

  async json(request: KubernetesRequest): Promise<unknown> {
    const text = await wholeText(await this.stream(request));
    try {
      return text === "" ? undefined : JSON.parse(text);
    } catch {
      throw new KubernetesUnreachableError(`the answer to ${request.path} is no JSON`);
    }
  }

  async *lines(request: KubernetesRequest): AsyncIterable<unknown> {
    const answer = await this.stream(request);
    try {
      for await (const line of createInterface({ input: answer, crlfDelay: Infinity }))
        if (line !== "") yield JSON.parse(line) as unknown;
    } catch (error) {
      throw new KubernetesUnreachableError(`the answer to ${request.path} broke off: ${textOf(error)}`, {
        cause: error,
      });
    } finally {
      answer.destroy();
    }
  }

  close(): void {
    this.#agent?.agent.destroy();
  }

  #credentials(): Promise<Credentials> {
    this.#loaded ??= loadCredentials(this.#address).catch((error: unknown) => {
      this.#loaded = undefined;
      const what = this.#address.serviceAccountDirectory === undefined ? "kubeconfig" : "service account";
      throw new KubernetesUnreachableError(`the ${what} cannot be used: ${textOf(error)}`, { cause: error });
    });
    return this.#loaded;
  }

  #agentFor(options: RequestOptions, isSecure: boolean, proxied: boolean): HttpAgent {
    const { ca, cert, key, servername, rejectUnauthorized } = options;
    const name = JSON.stringify([String(ca), String(cert), String(key), servername, rejectUnauthorized]);
    if (this.#agent?.key === name) return this.#agent.agent;
    this.#agent?.agent.destroy();
    const kept = { keepAlive: true, maxSockets: SOCKETS_MAX };
    const fresh =
      proxied && options.agent instanceof HttpAgent
        ? options.agent
        : isSecure
          ? new HttpsAgent({ ...kept, ...certificatesIn(options) })
          : new HttpAgent(kept);
    this.#agent = { key: name, agent: fresh };
    return fresh;
  }

  async #open(request: KubernetesRequest): Promise<IncomingMessage> {
    const { method = "GET", path, body, timeoutMs = DEFAULT_TIMEOUT_MS, signal } = request;
    signal?.throwIfAborted();
    const known = await this.#credentials();
    const cluster = known.config.getCurrentCluster();
    const target = URL.parse(cluster?.server ?? "");
    if (target === null)
      throw new KubernetesUnreachableError("the kubeconfig names no cluster in its context");
    let options: RequestOptions;
    try {
      options = await known.options();
    } catch (error) {
      this.#loaded = undefined;
      throw new KubernetesUnreachableError(`nobody can be shown to the API server: ${textOf(error)}`, {
        cause: error,
      });
    }
    const isSecure = target.protocol === "https:";
    const payload = body === undefined ? undefined : Buffer.from(JSON.stringify(body));
    const type = method === "PATCH" ? "application/merge-patch+json" : "application/json";
    return new Promise((resolve, reject) => {
      const sent = (isSecure ? httpsRequest : httpRequest)({
        method,
        host: target.hostname.replaceAll(/^\[|\]$/g, ""),
        port: target.port === "" ? (isSecure ? 443 : 80) : Number(target.port),
        path: `${target.pathname.replace(/\/$/, "")}${path}`,
        agent: this.#agentFor(options, isSecure, cluster?.proxyUrl !== undefined),
        ...certificatesIn(options),
        ...(options.auth === undefined ? {} : { auth: options.auth }),
        ...(signal === undefined ? {} : { signal }),
        headers: {
          accept: "application/json",
          "user-agent": "godocker",
          ...headersIn(options),
          ...(payload === undefined ? {} : { "content-length": payload.length, "content-type": type }),
        },
      });
      const timer = setTimeout(
        () => sent.destroy(new Error(`no answer for ${timeoutMs / 1000} s`)),
        timeoutMs,
      );
      sent.on("error", (error) => {
        clearTimeout(timer);
        this.#loaded = undefined;
        reject(new KubernetesUnreachableError(`${target.origin}: ${textOf(error)}`, { cause: error }));
      });
      sent.on("response", (answer) => {
        clearTimeout(timer);
        resolve(answer);
      });
      sent.end(payload);
    });
  }
}

function certificatesIn({ ca, cert, key, passphrase, servername, rejectUnauthorized }: RequestOptions) {
  return {
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    ...(passphrase === undefined ? {} : { passphrase }),
    ...(servername === undefined ? {} : { servername }),
    ...(rejectUnauthorized === undefined ? {} : { rejectUnauthorized }),
  };
}

function headersIn({ headers }: RequestOptions): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(headers ?? {}).flatMap(([name, value]) =>
      value === undefined || value === null ? [] : [[name, String(value).trim()]],
    ),
  );
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

async function wholeText(answer: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of answer) {
      const bytes = Buffer.from(chunk);
      length += bytes.length;
      if (length > ANSWER_BYTES_MAX) throw new Error(`the answer is longer than ${ANSWER_BYTES_MAX} bytes`);
      chunks.push(bytes);
    }
  } catch (error) {
    answer.destroy();
    throw new KubernetesUnreachableError(textOf(error), { cause: error });
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** A `Status` of the API server, or whatever else stands between. */
function errorIn(text: string, status: number): KubernetesError {
  try {
    const body = fieldsOf(JSON.parse(text));
    const message = textIn(body, "message");
    if (message !== undefined) return new KubernetesError(status, textIn(body, "reason") ?? "", message);
  } catch {
    // Its own words, then.
  }
  const words = text.trim().slice(0, 1000);
  return new KubernetesError(status, "", words === "" ? `the API server answered ${status}` : words);
}
