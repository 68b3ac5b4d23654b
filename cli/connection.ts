import { open } from "node:fs/promises";
import { join, resolve } from "node:path";
import { homedir } from "node:os";
import type { Args } from "./args.ts";
import { valueOf } from "./args.ts";
import type { Connected } from "./context.ts";
import { EXIT, Failure } from "./failure.ts";
import type { CliIo } from "./io.ts";
import type { Terminal } from "./terminal.ts";

const FILE_BYTES_MAX = 64 * 1024;

/**
 * The server and the token that are meant: flags, then environment, then what `godocker up` wrote.
 * @throws Failure
 */
export async function connect(io: CliIo, args: Args, terminal: Terminal): Promise<Connected> {
  const directory = stateDirectory(io.env);
  const local = await localServer(directory);
  const named = valueOf(args, "server") ?? nonEmpty(io.env["GODOCKER_SERVER"]);
  if (named === undefined && local === undefined) {
    throw new Failure({
      exit: EXIT.unreachable,
      what: "no server is known",
      why: `no --server was given, GODOCKER_SERVER is not set, and there is no ${join(directory, "server.json")}`,
      fix: "start one with `godocker up`, or name one with --server URL",
    });
  }
  const url = serverUrl(named ?? local?.href ?? "");
  const token = await findToken(io, args, terminal, { url, local, directory });
  if (url.protocol === "http:" && !isLoopback(url.hostname)) {
    await terminal.warn(`the token goes unencrypted to ${url.origin}; use https where others can listen`);
  }
  const { createClient } = await import("../client/client.ts");
  const baseUrl = url.href.replace(/\/+$/, "");
  return { client: createClient({ baseUrl, token, source: "cli" }), url: baseUrl };
}

/** Where `godocker up` keeps what belongs to it. */
export function stateDirectory(env: CliIo["env"]): string {
  const base = nonEmpty(env["XDG_STATE_HOME"]) ?? join(nonEmpty(env["HOME"]) ?? homedir(), ".local", "state");
  return join(base, "godocker");
}

function serverUrl(text: string): URL {
  const url = URL.parse(text);
  const usable =
    url !== null &&
    /^https?:$/.test(url.protocol) &&
    url.username === "" &&
    url.search === "" &&
    url.hash === "";
  if (usable) return url;
  throw new Failure({
    exit: EXIT.usage,
    what: `"${text}" is no address of a server`,
    fix: "write http://HOST:PORT or https://HOST, without a user, a query or a fragment",
  });
}

async function localServer(directory: string): Promise<URL | undefined> {
  const file = join(directory, "server.json");
  const text = await readSmall(file);
  if (text === undefined) return undefined;
  try {
    const document: unknown = JSON.parse(text);
    if (typeof document === "object" && document !== null && "url" in document) {
      return serverUrl(String(document.url));
    }
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
  }
  throw new Failure({
    exit: EXIT.unreachable,
    what: `${file} names no server`,
    why: 'it should be {"url": "http://127.0.0.1:8080"}',
    fix: "remove it and start `godocker up` again, or name a server with --server URL",
  });
}

async function findToken(
  io: CliIo,
  args: Args,
  terminal: Terminal,
  where: { readonly url: URL; readonly local: URL | undefined; readonly directory: string },
): Promise<string> {
  const flag = valueOf(args, "token-file");
  if (flag !== undefined) return tokenOf(io, resolve(io.cwd, flag), terminal);
  const token = nonEmpty(io.env["GODOCKER_TOKEN"]);
  if (token !== undefined) return checked(token.trim(), "GODOCKER_TOKEN");
  const file = nonEmpty(io.env["GODOCKER_TOKEN_FILE"]);
  if (file !== undefined) return tokenOf(io, resolve(io.cwd, file), terminal);
  // The token of this machine's own server is shown to no other.
  if (where.local?.origin === where.url.origin) return tokenOf(io, join(where.directory, "token"), terminal);
  throw new Failure({
    exit: EXIT.notSignedIn,
    what: `no token for ${where.url.origin}`,
    why: "neither --token-file, GODOCKER_TOKEN nor GODOCKER_TOKEN_FILE was given",
    fix: "put the token into a file that only you can read, and name it with --token-file FILE",
  });
}

async function tokenOf(io: CliIo, file: string, terminal: Terminal): Promise<string> {
  const text = await readSmall(file, async (mode) => {
    if (process.platform !== "win32" && (mode & 0o077) !== 0) {
      await terminal.warn(`others can read the token in ${file}; mend it with: chmod 600 ${file}`);
    }
  });
  if (text !== undefined) return checked(text.trim(), file);
  throw new Failure({
    exit: EXIT.notSignedIn,
    what: `there is no file ${file}, which should have the token`,
    fix: "name another one with --token-file FILE, or start `godocker up`, which writes one",
  });
}

/** What cannot stand in a header is no token; a message never shows it. */
function checked(token: string, source: string): string {
  if (/^[\u0021-\u007e]{1,4096}$/.test(token)) return token;
  throw new Failure({
    exit: EXIT.notSignedIn,
    what: `${source} has no usable token`,
    why: token === "" ? "it is empty" : "a token is one word of visible ASCII characters",
    fix: "put the token alone into it",
  });
}

/** `undefined` when there is no such file. @throws Failure */
async function readSmall(
  file: string,
  inspect?: (mode: number) => Promise<void>,
): Promise<string | undefined> {
  try {
    await using handle = await open(file);
    const { mode } = await handle.stat();
    await inspect?.(mode);
    const buffer = new Uint8Array(FILE_BYTES_MAX);
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, 0);
    return new TextDecoder().decode(buffer.subarray(0, bytesRead));
  } catch (cause) {
    if (!(cause instanceof Error) || !("code" in cause)) throw cause;
    if (cause.code === "ENOENT" || cause.code === "ENOTDIR") return undefined;
    throw new Failure({ exit: EXIT.failed, what: `${file} cannot be read`, why: cause.message, cause });
  }
}

function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127(\.\d{1,3}){3}$/.test(hostname);
}

function nonEmpty(text: string | undefined): string | undefined {
  return text === undefined || text === "" ? undefined : text;
}
