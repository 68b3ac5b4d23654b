import type { Socket } from "node:net";
import { Readable } from "node:stream";
import type { FastifyReply, FastifyRequest } from "fastify";
import { contentETag, isKnown } from "./etag.ts";
import { SECURITY_HEADERS } from "./guards.ts";
import { problemDocument, problemHeaders, PROBLEMS, PublicError } from "./problems.ts";
import type { Answer, Route } from "./route.ts";

/** Sends what a route answered, or that the client has it already. */
export function sendAnswer(
  answer: Answer,
  route: Route,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  void reply.code(answer.status);
  if (answer.headers !== undefined) void reply.headers(answer.headers);
  if ("none" in answer) return reply.send();
  if ("json" in answer) {
    const text = JSON.stringify(answer.json);
    const isTagged = answer.status === 200 && route.answers[200]?.tagged === true;
    const etag = answer.headers?.etag ?? (isTagged ? contentETag(text) : undefined);
    if (etag !== undefined) void reply.header("etag", etag);
    if (isTagged && etag !== undefined && isKnown(etag, request.headers["if-none-match"]))
      return reply.code(304).send();
    return reply.type("application/json; charset=utf-8").send(text);
  }
  if ("bytes" in answer) {
    if (answer.cookies !== undefined) void reply.header("set-cookie", [...answer.cookies]);
    const { bytes } = answer;
    return reply.send(bytes instanceof Buffer ? bytes : Buffer.from(bytes));
  }
  const body = Readable.from(answer.chunks, { objectMode: false });
  if (request.method === "HEAD") {
    body.destroy();
    return reply.send();
  }
  void reply.send(body);
  // What is followed may have nothing to say for hours; the client learns at once that it is accepted.
  reply.raw.flushHeaders();
  return reply;
}

/** Of the documents. What comes bit by bit is not: a part of it would wait for the next. */
export function isCompressed({ answers }: Route): boolean {
  const whole = new Set(["application/json", "application/yaml", "text/html", "none"]);
  return Object.values(answers).every(({ mediaType = "application/json" }) => whole.has(mediaType));
}

/** What is no HTTP never reaches a route; it is answered in the same format, and the connection ends. */
export function answerBadHttp(error: Error & { readonly code: string }, socket: Socket): void {
  if (error.code === "ECONNRESET" || socket.destroyed || !socket.writable) {
    socket.destroy();
    return;
  }
  const problem =
    error.code === "HPE_HEADER_OVERFLOW"
      ? new PublicError("headers_too_large", "The request line and headers may have 16 KiB.")
      : error.code === "ERR_HTTP_REQUEST_TIMEOUT"
        ? new PublicError("request_timeout", "The request did not arrive in time.")
        : new PublicError("bad_request", "The request is not valid HTTP/1.1.");
  const { status, title } = PROBLEMS[problem.code];
  const body = JSON.stringify(problemDocument(problem));
  const headers = {
    ...SECURITY_HEADERS,
    ...problemHeaders(problem),
    "content-length": String(Buffer.byteLength(body)),
    connection: "close",
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${status} ${title}\r\n${lines.join("")}\r\n${body}`);
}
