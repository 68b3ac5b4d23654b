import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { constants, createGunzip, gzipSync } from "node:zlib";
import { authenticate } from "./credentials.ts";
import type { Credentials } from "./credentials.ts";
import { wireInterception } from "./wire-interception.ts";

/** One request on its way through a route. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly path: string;
  readonly query: URLSearchParams;
  /** Who asks; absent while authentication is off. */
  readonly principal: string | undefined;
}

export interface Route {
  readonly handle: (exchange: Exchange) => void | Promise<void>;
  /** Named in the challenge. `open` routes need no credentials. */
  readonly realm: string | "open";
}

export interface ServerOptions {
  /** Finds the route of a path (no query). */
  readonly route: (path: string) => Route | undefined;
  readonly credentials: Credentials | undefined;
  readonly log: (line: string) => void;
}

const TEXT = "text/plain; charset=utf-8";

/** The body cannot be used; it is answered with the status and the message. */
export class BodyError extends Error {
  readonly status: number;
  constructor(status: number, message: string, options?: ErrorOptions) {
    super(message, options);
    this.status = status;
  }
}

/** Requests of one connection are handled one after the other, also where a client does not wait for answers. */
export function createHttpServer(options: ServerOptions): Server {
  const turns = new WeakMap<Socket, Promise<void>>();
  const server = createServer((request, response) => {
    const before = turns.get(request.socket) ?? Promise.resolve();
    const over = before
      .then(() => serve(options, request, response))
      .catch((error: unknown) => {
        if (error instanceof BodyError) {
          refuseBody(request, response, error);
          return;
        }
        // A client that hangs up, in the middle of its body or of our answer, is no fault of ours and needs no answer.
        if ((request.destroyed && !request.complete) || isPremature(error)) return;
        options.log(
          `${request.method} ${request.url}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
        );
        if (response.headersSent) response.destroy();
        else sendText(response, 500, "Internal Server Error.");
      });
    turns.set(request.socket, over);
  });
  // Clients keep their call connection open between calls; a shorter time would race with their next call.
  server.keepAliveTimeout = 120_000;
  server.on("clientError", (_error, socket) => {
    if (socket.writable)
      socket.end("HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
    else socket.destroy();
  });
  return server;
}

/** The other end closed a connection that something was still sent on. */
function isPremature(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ERR_STREAM_PREMATURE_CLOSE";
}

/** Answers at once, and throws away what still comes: a connection closed before could take the answer with it. */
function refuseBody(request: IncomingMessage, response: ServerResponse, error: BodyError): void {
  const body = Buffer.from(error.message);
  response.writeHead(error.status, { "Content-Type": TEXT, "Content-Length": body.length });
  response.write(body);
  if (request.destroyed) {
    response.end();
    return;
  }
  request.once("close", () => response.end());
  request.resume();
}

async function serve(
  options: ServerOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if ((await wireInterception()?.request(request, response)) === true) return;
  const [path = "/", search = ""] = (request.url ?? "/").split("?", 2);
  const route = options.route(path);
  if (route === undefined) {
    request.resume();
    sendText(response, 404, "");
    return;
  }
  let principal: string | undefined;
  if (options.credentials !== undefined && route.realm !== "open") {
    principal = authenticate(options.credentials, request.headers.authorization);
    if (principal === undefined) {
      request.resume();
      sendText(response, 401, "401 Unauthorized.", { "WWW-Authenticate": `Basic realm="${route.realm}"` });
      return;
    }
  }
  await route.handle({ request, response, path, query: new URLSearchParams(search), principal });
}

/** What went wrong when a server cannot listen, with what to do about it. */
export class ListenError extends Error {}

/** Resolves with the port. Throws `ListenError`. */
export async function listen(server: Server, ip: string, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      const at = `${ip}:${port}`;
      if (error.code === "EADDRINUSE")
        reject(
          new ListenError(
            `cannot listen on ${at}: another process has this port; end it, choose another --port, or --port 0 for any free one`,
          ),
        );
      else if (error.code === "EACCES")
        reject(new ListenError(`cannot listen on ${at}: not permitted; choose a --port above 1023`));
      else if (error.code === "EADDRNOTAVAIL")
        reject(
          new ListenError(`cannot listen on ${at}: this machine has no such address; choose another --ip`),
        );
      else reject(new ListenError(`cannot listen on ${at}: ${error.message}`));
    });
    server.listen(port, ip, resolve);
  });
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : port;
}

/** The body, gunzipped if need be. Throws `BodyError`: 413 too large, 400 no gzip; other errors: the client is gone. */
export async function readBody(request: IncomingMessage, bytesMax: number): Promise<Buffer> {
  const tooLarge = (): BodyError => new BodyError(413, `The body is larger than ${bytesMax} bytes`);
  if (Number(request.headers["content-length"] ?? 0) > bytesMax) throw tooLarge();
  // The request outlives its reader: see where `BodyError` is answered.
  const raw: AsyncIterable<Buffer> = request.iterator({ destroyOnReturn: false });
  if (request.headers["content-encoding"] !== "gzip") return collect(raw, bytesMax, tooLarge);
  const gunzip = createGunzip();
  const onClose = (): void => {
    if (!request.complete) gunzip.destroy(new Error("the client is gone"));
  };
  request.once("close", onClose); // `pipe` alone would leave the reader waiting for ever
  try {
    return await collect(request.pipe(gunzip), bytesMax, tooLarge);
  } catch (error) {
    if (error instanceof BodyError || (request.destroyed && !request.complete)) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw new BodyError(400, `Failed to decompress the body: ${why}`, { cause: error });
  } finally {
    request.off("close", onClose);
    request.unpipe(gunzip);
  }
}

async function collect(
  stream: AsyncIterable<Buffer>,
  bytesMax: number,
  tooLarge: () => BodyError,
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.length;
    if (size > bytesMax) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}

export function sendText(
  response: ServerResponse,
  status: number,
  text: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  const body = Buffer.from(text);
  response.writeHead(status, {
    ...(body.length === 0 ? {} : { "Content-Type": TEXT }),
    "Content-Length": body.length,
    ...headers,
  });
  response.end(body);
}

export function sendNothing(response: ServerResponse, status: number): void {
  response.writeHead(status, { "Content-Length": 0 });
  response.end();
}

/** JSON, wrapped when `?jsonp=` asks for it, gzipped when the client allows it and it is worth it. */
export function sendJson(exchange: Exchange, value: unknown): void {
  sendJsonText(exchange, JSON.stringify(value));
}

export function sendJsonText({ request, response, query }: Exchange, json: string): void {
  const callback = query.get("jsonp");
  const wrapped = callback === null ? json : `${callback.replaceAll(/[^\w.$[\]]/g, "")}(${json});`;
  sendBytes(request, response, wrapped, callback === null ? "application/json" : "text/javascript");
}

export function sendBytes(
  request: IncomingMessage,
  response: ServerResponse,
  text: string | Uint8Array,
  type: string,
): void {
  let body: Uint8Array = typeof text === "string" ? Buffer.from(text) : text;
  const headers: Record<string, string | number> = { "Content-Type": type };
  if (body.length > 1024 && /\bgzip\b/.test(String(request.headers["accept-encoding"] ?? ""))) {
    body = gzipSync(body, { level: constants.Z_BEST_SPEED });
    headers["Content-Encoding"] = "gzip";
  }
  response.writeHead(200, { ...headers, "Content-Length": body.length });
  response.end(body);
}

/** 405 in Mesos' words. */
export function sendMethodNotAllowed({ request, response }: Exchange, allowed: string): void {
  request.resume();
  sendText(
    response,
    405,
    `405 Method Not Allowed. Expecting one of { '${allowed}' }, but received '${request.method}'.`,
    { Allow: allowed },
  );
}
