// Compressed bodies, too large ones, and bytes that are no HTTP.
import { gzipSync } from "node:zlib";
import { JSON_TYPE, RECORDIO, SCHEDULER, request, raw } from "./requests.builders.ts";
import type { BadInput, Details } from "./requests.builders.ts";

const gzipped = (
  target: "master" | "agent",
  name: string,
  body: Uint8Array,
  status: number,
  text?: RegExp,
): BadInput =>
  request(target, target === "master" ? SCHEDULER : "/api/v1", `gzip, ${name}`, body, {
    headers: { "Content-Type": JSON_TYPE, "Content-Encoding": "gzip" },
    status,
    ...(text === undefined ? {} : { text }),
  });
const zipped = gzipSync("{}");

export const BODIES_OF_REQUESTS: readonly BadInput[] = [
  gzipped("master", "no gzip at all", Buffer.from("{}"), 400),
  gzipped("master", "an empty body", new Uint8Array(), 400),
  gzipped("master", "cut off", zipped.subarray(0, zipped.length - 6), 400),
  gzipped(
    "master",
    "a wrong checksum",
    zipped.map((byte, at) => (at === zipped.length - 6 ? byte ^ 1 : byte)),
    400,
  ),
  gzipped("master", "good, with no call in it", zipped, 400, /Expecting 'type' to be present/),
  gzipped("master", "a bomb", gzipSync(Buffer.alloc(80 * 1024 * 1024)), 413),
  gzipped("agent", "no gzip at all", Buffer.from("{}"), 400),
  gzipped("agent", "a bomb", gzipSync(Buffer.alloc(80 * 1024 * 1024)), 413),
  request("agent", "/api/v1", "a body of 9 MiB", " ".repeat(9 * 1024 * 1024), { status: 413 }),
  ...["/internal/agents/register", "/internal/agents/messages", "/internal/channels/messages"].flatMap(
    (path) => [
      request("master", path, "no JSON", "{", { status: 400 }),
      request("master", path, "no object", "null", { status: 400 }),
      request("master", path, "nothing in it", "{}", { status: [400, 409] }),
      request(
        "master",
        path,
        "members of the wrong kind",
        { agentId: {}, session: [], messages: 1 },
        { status: [400, 409] },
      ),
      request("master", path, "another type", "{}", {
        headers: { "Content-Type": "text/plain" },
        status: 415,
      }),
    ],
  ),
];

const line = (text: string): string =>
  `POST ${SCHEDULER} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n${text}`;
const BAD_REQUEST = 400;
const onBoth = (
  name: string,
  bytes: string | Uint8Array,
  status: BadInput["status"],
  details: Details = {},
): readonly BadInput[] => [
  raw("master", name, bytes, status, details),
  raw("agent", name, bytes, status, details),
];

export const BYTES: readonly BadInput[] = [
  ...onBoth("no HTTP", "hello\r\n\r\n", [BAD_REQUEST, "closed"]),
  ...onBoth("a request to start TLS", Uint8Array.from([22, 3, 1, 2, 0, 1, 0, 1, 252, 3, 3, 13, 10, 13, 10]), [
    BAD_REQUEST,
    "closed",
  ]),
  ...onBoth("HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", [BAD_REQUEST, "closed"]),
  ...onBoth("two lengths that differ", line("Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}"), BAD_REQUEST),
  ...onBoth(
    "a length and chunks",
    line("Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n"),
    BAD_REQUEST,
  ),
  ...onBoth("a header of 64 kB", line(`X: ${"x".repeat(65_536)}\r\n\r\n`), [BAD_REQUEST, 431]),
  raw("master", "ten thousand headers", line(`${"X: y\r\n".repeat(10_000)}\r\n`), [BAD_REQUEST, 431]),
  raw("master", "a path of 64 kB", `GET /${"x".repeat(65_536)} HTTP/1.1\r\nHost: x\r\n\r\n`, [
    BAD_REQUEST,
    404,
    414,
    431,
  ]),
  raw("master", "an unknown method", `MAKE ${SCHEDULER} HTTP/1.1\r\nHost: x\r\n\r\n`, [
    BAD_REQUEST,
    405,
    "closed",
  ]),
  raw("master", "an unknown version", `GET /health HTTP/9.9\r\nHost: x\r\n\r\n`, [
    BAD_REQUEST,
    505,
    "closed",
  ]),
  raw("master", "a negative length", line("Content-Length: -1\r\n\r\n"), BAD_REQUEST),
  raw("master", "a length that is no number", line("Content-Length: two\r\n\r\n{}"), BAD_REQUEST),
  raw(
    "master",
    "a length beyond all numbers",
    line("Content-Length: 99999999999999999999999\r\n\r\n{}"),
    BAD_REQUEST,
  ),
  raw(
    "master",
    "a chunk length that is no number",
    line("Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n"),
    BAD_REQUEST,
  ),
  raw(
    "master",
    "a chunk longer than its length",
    line("Transfer-Encoding: chunked\r\n\r\n1\r\n{}\r\n0\r\n\r\n"),
    BAD_REQUEST,
  ),
  raw(
    "master",
    "an encoding after chunks",
    line("Transfer-Encoding: chunked, gzip\r\n\r\n2\r\n{}\r\n0\r\n\r\n"),
    BAD_REQUEST,
  ),
  raw("master", "a header without colon", line("nonsense\r\n\r\n"), BAD_REQUEST),
  raw("master", "a blank in a header's name", line("Content Length: 2\r\n\r\n{}"), BAD_REQUEST),
  raw("master", "a NUL in a header", line("X: a\0b\r\n\r\n"), BAD_REQUEST),
  raw(
    "master",
    "an upgrade to WebSocket",
    `GET ${SCHEDULER} HTTP/1.1\r\nHost: x\r\nConnection: close, Upgrade\r\nUpgrade: websocket\r\n\r\n`,
    405,
  ),
  raw("master", "a tunnel", "CONNECT 127.0.0.1:22 HTTP/1.1\r\nHost: x\r\n\r\n", [
    BAD_REQUEST,
    404,
    405,
    "closed",
  ]),
  raw("master", "HEAD", `HEAD ${SCHEDULER} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`, 405),
  raw(
    "master",
    "a second request behind a bad one",
    `${line("Content-Length: 1\r\n\r\n{")}GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`,
    400,
    { text: /^Failed to parse body into JSON[^]*HTTP\/1\.1 200 OK/ },
  ),
  raw("master", "a body that is cut off", line("Content-Length: 1000\r\n\r\n{"), "closed", { hangUp: true }),
  raw(
    "master",
    "a gzip body that is cut off",
    line("Content-Encoding: gzip\r\nContent-Length: 1000\r\n\r\n\x1f"),
    "closed",
    { hangUp: true },
  ),
  raw("master", "chunks that are cut off", line("Transfer-Encoding: chunked\r\n\r\nff\r\n{"), "closed", {
    hangUp: true,
  }),
  raw(
    "agent",
    "records that are cut off",
    `POST /api/v1 HTTP/1.1\r\nHost: x\r\nContent-Type: ${RECORDIO}\r\nMessage-Content-Type: ${JSON_TYPE}\r\nTransfer-Encoding: chunked\r\n\r\nff\r\n12`,
    "closed",
    { hangUp: true },
  ),
  raw(
    "agent",
    "a download nobody reads",
    "GET /files/download?path={sandbox}/stdout HTTP/1.1\r\nHost: x\r\n\r\n",
    "closed",
    { hangUp: true },
  ),
];
