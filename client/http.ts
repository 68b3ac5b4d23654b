import type { Problem } from "./documents/answers.ts";

/**
 * The one error of the client. `code` and `status` are the server's; `unreachable` with status 0 means that no answer
 * came, `bad_answer` that it was none of this API.
 */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly code: string;
  readonly status: number;
  /** All that the server said; `undefined` when it said nothing. */
  readonly problem: Problem | undefined;
  /** Whether the same call can succeed later without harm. */
  readonly retryable: boolean;
  readonly retryAfterSeconds: number | undefined;
  constructor(
    code: string,
    message: string,
    details: {
      readonly status?: number;
      readonly problem?: Problem;
      readonly retryAfterSeconds?: number;
      readonly cause?: unknown;
    } = {},
  ) {
    super(message, details.cause === undefined ? {} : { cause: details.cause });
    this.code = code;
    this.status = details.status ?? 0;
    this.problem = details.problem;
    this.retryAfterSeconds = details.retryAfterSeconds;
    this.retryable = this.status === 503 || this.status === 429 || code === "unreachable";
  }
}

export type Fetch = (url: string, init: RequestInit & { duplex?: "half" }) => Promise<Response>;

export interface Call {
  readonly method?: "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;
  readonly body?: { readonly type: string; readonly content: string | ReadableStream<Uint8Array> };
  readonly headers?: Readonly<Record<string, string>>;
  readonly accept?: string;
  readonly signal?: AbortSignal | undefined;
}

export interface Connection {
  readonly baseUrl: string;
  readonly token: string;
  readonly fetch: Fetch;
  /** Which of GoDocker's own clients this is. */
  readonly source: string | undefined;
  /** With every request. */
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * One request; answers other than 2xx become an error.
 * @throws ApiError
 * @throws the signal's reason  when it is aborted
 */
export async function request(connection: Connection, call: Call): Promise<Response> {
  const { method = "GET", path, query = {}, body, headers = {}, accept = "application/json", signal } = call;
  let response: Response;
  try {
    response = await connection.fetch(`${connection.baseUrl}${path}${queryText(query)}`, {
      method,
      redirect: "error", // the token goes to no other address
      headers: {
        ...(connection.token === "" ? {} : { authorization: `Bearer ${connection.token}` }),
        accept: `${accept}, application/problem+json`,
        ...(connection.source === undefined ? {} : { "x-godocker-source": connection.source }),
        ...connection.headers,
        ...(body === undefined ? {} : { "content-type": body.type }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: body.content, duplex: "half" }),
      ...(signal === undefined ? {} : { signal }),
    });
  } catch (cause) {
    if (signal?.aborted === true) throw signal.reason;
    throw new ApiError("unreachable", `${connection.baseUrl} cannot be reached`, { cause });
  }
  if (!response.ok) throw await errorOf(response);
  return response;
}

/** @throws ApiError */
export async function requestJson<T>(connection: Connection, call: Call): Promise<T> {
  return (await jsonOf(await request(connection, call), call.signal)) as T; // as published: the server checks it
}

/** The document of an answer. @throws ApiError  `unreachable` when the connection is cut */
export async function jsonOf(response: Response, signal: AbortSignal | undefined): Promise<unknown> {
  let text: string;
  try {
    text = await response.text();
  } catch (cause) {
    if (signal?.aborted === true) throw signal.reason;
    throw new ApiError("unreachable", "the connection was cut", { cause });
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ApiError("bad_answer", "the answer is not JSON", { status: response.status, cause });
  }
}

/** Bytes of an answer as they come. @throws ApiError  `unreachable` when the connection is cut */
export async function* bytesOf(
  response: Response,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
  if (response.body === null) return;
  const reader = response.body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } catch (cause) {
    if (signal?.aborted === true) throw signal.reason;
    throw new ApiError("unreachable", "the connection was cut", { cause });
  } finally {
    // Whoever stops reading early ends the request, too; a connection that is gone has nothing to cancel.
    await reader.cancel().catch(() => undefined);
  }
}

/** Longest line of an answer. */
const LINE_CHARACTERS_MAX = 4 * 1024 * 1024;

/** Lines of an answer, without their ends. @throws ApiError */
export async function* linesOf(response: Response, signal: AbortSignal | undefined): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const bytes of bytesOf(response, signal)) {
    const parts = (rest + decoder.decode(bytes, { stream: true })).split("\n");
    rest = parts.pop() ?? "";
    if (rest.length > LINE_CHARACTERS_MAX)
      throw new ApiError("bad_answer", "a line of the answer is too long");
    for (const part of parts) yield part.endsWith("\r") ? part.slice(0, -1) : part;
  }
  if (rest !== "") yield rest;
}

async function errorOf(response: Response): Promise<ApiError> {
  const { status } = response;
  const retryAfter = Number(response.headers.get("retry-after") ?? Number.NaN);
  const after = Number.isFinite(retryAfter) ? { retryAfterSeconds: retryAfter } : {};
  const problem = await response.json().then(asProblem, () => undefined); // a body that is no JSON is no problem document
  if (problem === undefined)
    return new ApiError("bad_answer", `the server answered ${status}`, { status, ...after });
  const message = problem.detail ?? problem.title;
  return new ApiError(problem.code, message, { status, problem, ...after });
}

function asProblem(document: unknown): Problem | undefined {
  if (typeof document !== "object" || document === null || !("code" in document) || !("title" in document))
    return undefined;
  return typeof document.code === "string" ? (document as Problem) : undefined; // by RFC 9457 the rest is optional
}

function queryText(query: NonNullable<Call["query"]>): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined) continue;
    for (const item of typeof value === "object" ? value : [value]) parameters.append(name, String(item));
  }
  return parameters.size === 0 ? "" : `?${parameters.toString()}`;
}
