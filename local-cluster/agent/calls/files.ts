import { createReadStream } from "node:fs";
import { lstat, open, readdir, realpath, stat } from "node:fs/promises";
import { basename, isAbsolute, join, normalize, sep } from "node:path";
import { pipeline } from "node:stream/promises";
import { sendJson, sendMethodNotAllowed, sendText } from "../../http/server.ts";
import type { Exchange } from "../../http/server.ts";

/** Most bytes of one answer of `/files/read`. Source: Mesos, 16 pages. */
const READ_BYTES_MAX = 65_536;

/** Where sandboxes are: `<work directory>/slaves/<agent id>`. `undefined` before the agent has an id. */
export type SandboxRoot = () => string | undefined;

/**
 * The real path of something inside a sandbox, or `undefined`. Accepted are the real path and the virtual one,
 * `/frameworks/<f>/executors/<e>/runs/<container or latest>[/…]`; `..` and links that lead out are not.
 */
export async function resolveSandboxPath(root: string, asked: string): Promise<string | undefined> {
  const path = normalize(asked);
  if (!isAbsolute(path) || path.includes("\0")) return undefined;
  const full = path.startsWith(root + sep) ? path : join(root, path);
  const parts = full
    .slice(root.length + 1)
    .split(sep)
    .filter((part) => part !== "");
  const [frameworks, framework, executors, executor, runs, run] = parts;
  if (frameworks !== "frameworks" || executors !== "executors" || runs !== "runs") return undefined;
  if (framework === undefined || executor === undefined || run === undefined) return undefined;
  try {
    // The way to the run is ours, but for the link `latest`; what is behind it is the task's.
    const sandbox = await realpath(join(root, ...parts.slice(0, 6)));
    const real = await realpath(full);
    return real === sandbox || real.startsWith(sandbox + sep) ? real : undefined;
  } catch (error) {
    if (error instanceof Error && "code" in error) return undefined; // gone, not permitted, a loop of links
    throw error;
  }
}

export async function handleFilesRead(root: SandboxRoot, exchange: Exchange): Promise<void> {
  const { query, response } = exchange;
  const real = await resolve(root, exchange);
  if (real === undefined) return;
  const offset = integer(query.get("offset"), -1);
  const length = integer(query.get("length"), READ_BYTES_MAX);
  if (offset === undefined)
    return sendText(response, 400, `Failed to parse offset: '${query.get("offset")}'.\n`);
  if (length === undefined)
    return sendText(response, 400, `Failed to parse length: '${query.get("length")}'.\n`);
  if (offset < -1) return sendText(response, 400, `Negative offset provided: ${offset}.\n`);
  if (length < -1) return sendText(response, 400, `Negative length provided: ${length}.\n`);
  const info = await stat(real);
  if (info.isDirectory()) return sendText(response, 400, "Cannot read a directory.\n");
  if (!info.isFile()) return sendText(response, 404, "");
  if (offset === -1) return sendJson(exchange, { data: "", offset: info.size });
  const bytes = Buffer.alloc(
    Math.min(length === -1 ? READ_BYTES_MAX : length, READ_BYTES_MAX, Math.max(0, info.size - offset)),
  );
  const file = await open(real);
  try {
    const { bytesRead } = await file.read(bytes, 0, bytes.length, offset);
    return sendJson(exchange, { data: bytes.toString("utf8", 0, bytesRead), offset });
  } finally {
    await file.close();
  }
}

export async function handleFilesBrowse(root: SandboxRoot, exchange: Exchange): Promise<void> {
  const asked = exchange.query.get("path") ?? "";
  const real = await resolve(root, exchange);
  if (real === undefined) return;
  if (!(await stat(real)).isDirectory()) return sendJson(exchange, []);
  const list: object[] = [];
  for (const name of (await readdir(real)).sort()) {
    const info = await lstat(join(real, name)).catch(() => undefined); // removed since it was listed
    if (info === undefined) continue;
    list.push({
      gid: String(info.gid),
      mode: modeText(info.mode),
      mtime: Math.floor(info.mtimeMs / 1000),
      nlink: info.nlink,
      path: join(asked, name),
      size: info.size,
      uid: String(info.uid),
    });
  }
  return sendJson(exchange, list);
}

export async function handleFilesDownload(root: SandboxRoot, exchange: Exchange): Promise<void> {
  const { response } = exchange;
  const real = await resolve(root, exchange);
  if (real === undefined) return;
  const info = await stat(real);
  if (info.isDirectory()) return sendText(response, 400, "Cannot download a directory.\n");
  if (!info.isFile()) return sendText(response, 404, "");
  const headers = {
    "Content-Type": "application/octet-stream",
    "Content-Disposition": `attachment; filename*=UTF-8''${encodeURIComponent(basename(real))}`,
    "Accept-Ranges": "bytes",
  };
  const range = parseRange(exchange.request.headers.range, info.size);
  if (range === "unsatisfiable") {
    response.writeHead(416, { ...headers, "Content-Range": `bytes */${info.size}`, "Content-Length": 0 });
    response.end();
    return undefined;
  }
  const { start, end } = range ?? { start: 0, end: info.size - 1 };
  response.writeHead(range === undefined ? 200 : 206, {
    ...headers,
    "Content-Length": end + 1 - start,
    ...(range === undefined ? {} : { "Content-Range": `bytes ${start}-${end}/${info.size}` }),
  });
  if (end < start || exchange.request.method === "HEAD" || response.destroyed) {
    response.end();
    return undefined;
  }
  // A file that still grows is sent up to the length that was announced.
  await pipeline(createReadStream(real, { start, end }), response);
  return undefined;
}

/**
 * A single range of bytes, both ends included; `undefined` where there is none, or one that is to be passed over, such
 * as several at once. Source: RFC 9110, section 14.
 */
export function parseRange(
  header: string | undefined,
  size: number,
): { readonly start: number; readonly end: number } | "unsatisfiable" | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? "");
  const [, first = "", last = ""] = match ?? [];
  if (match === null || (first === "" && last === "")) return undefined;
  if (first === "") {
    const start = Math.max(0, size - Number(last));
    return start >= size ? "unsatisfiable" : { start, end: size - 1 };
  }
  const start = Number(first);
  const end = last === "" ? size - 1 : Math.min(Number(last), size - 1);
  if (last !== "" && Number(last) < start) return undefined;
  return start >= size ? "unsatisfiable" : { start, end };
}

async function resolve(root: SandboxRoot, exchange: Exchange): Promise<string | undefined> {
  const { request, response, query } = exchange;
  request.resume();
  if (request.method !== "GET" && request.method !== "HEAD") {
    sendMethodNotAllowed(exchange, "GET");
    return undefined;
  }
  const path = query.get("path");
  if (path === null || path === "") {
    sendText(response, 400, "Expecting 'path=value' in query.\n");
    return undefined;
  }
  const directory = root();
  const real = directory === undefined ? undefined : await resolveSandboxPath(directory, path);
  if (real === undefined) sendText(response, 404, "");
  return real;
}

function integer(text: string | null, otherwise: number): number | undefined {
  if (text === null || text === "") return otherwise;
  const value = Number(text);
  return /^-?\d+$/.test(text) && Number.isSafeInteger(value) ? value : undefined;
}

/** As `ls -l` shows it. */
function modeText(mode: number): string {
  const kinds: Readonly<Record<number, string>> = {
    0o040000: "d",
    0o120000: "l",
    0o010000: "p",
    0o140000: "s",
  };
  const bits = [..."rwxrwxrwx"].map((letter, at) => ((mode & (1 << (8 - at))) === 0 ? "-" : letter));
  return `${kinds[mode & 0o170000] ?? "-"}${bits.join("")}`;
}
