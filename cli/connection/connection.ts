import { open } from "node:fs/promises";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { parseDuration, UnitError } from "../../resources/units.ts";
import { valueOf, type Args } from "../frame/args.ts";
import { GLOBAL_FLAGS } from "../frame/common-flags.ts";
import type { Connected } from "../frame/context.ts";
import type { CliIo } from "../frame/io.ts";
import type { Terminal } from "../frame/terminal.ts";
import { EXIT, Failure } from "../text/failure.ts";
import { contextInUse } from "./context-file.ts";
import { credentialPath, keptCredential } from "./credential-file.ts";

const FILE_BYTES_MAX = 64 * 1024;

/**
 * The server and the token that are meant: flags, then environment, then what `godocker up` wrote.
 * @throws Failure
 */
export async function connect(io: CliIo, args: Args, terminal: Terminal): Promise<Connected> {
  const fetch = fetchWithin(answerMsOf(args));
  const { url, local, directory, tokenFile } = await findServer(io, args);
  const token = await findToken(io, args, terminal, { url, local, directory, tokenFile });
  if (url.protocol === "http:" && !isLoopback(url.hostname)) {
    await terminal.warn(`the token goes unencrypted to ${url.origin}; use https where others can listen`);
  }
  const { createClient } = await import("../../client/client.ts");
  const baseUrl = url.href.replace(/\/+$/, "");
  return {
    client: createClient({ baseUrl, token, source: "cli", fetch, headers: headersOf(args) }),
    url: baseUrl,
  };
}

/** What administrators say of a request. */
function headersOf(args: Args): Readonly<Record<string, string>> {
  const [reason, user] = [valueOf(args, "break-glass"), valueOf(args, "as")];
  return {
    ...(reason === undefined ? {} : { "break-glass": reason }),
    ...(user === undefined ? {} : { "impersonate-user": user }),
  };
}

export interface FoundServer {
  readonly url: URL;
  /** Who named it, for messages. */
  readonly by: string;
  /** The server of `godocker up` on this machine, if there is one. */
  readonly local: URL | undefined;
  /** Where `godocker up` keeps what belongs to it. */
  readonly directory: string;
  /** Of the context that was used. */
  readonly tokenFile: string | undefined;
}

/** The server that is meant. @throws Failure */
export async function findServer(io: CliIo, args: Args): Promise<FoundServer> {
  const directory = stateDirectory(io.env);
  const local = await localServer(directory);
  const flag = valueOf(args, "server");
  const named = flag ?? nonEmpty(io.env["GODOCKER_SERVER"]);
  if (named !== undefined) {
    const by = flag === undefined ? "GODOCKER_SERVER" : "--server";
    return { url: serverUrl(named), by, local, directory, tokenFile: undefined };
  }
  const context = await contextInUse(io.env);
  if (context !== undefined) {
    const { name, server, tokenFile } = context;
    return { url: serverUrl(server), by: `the context ${name}`, local, directory, tokenFile };
  }
  if (local !== undefined) {
    return { url: local, by: join(directory, "server.json"), local, directory, tokenFile: undefined };
  }
  throw new Failure({
    exit: EXIT.unreachable,
    what: "no server is known",
    why: `no --server was given, GODOCKER_SERVER is not set, and there is no ${join(directory, "server.json")}`,
    fix: "start one with `godocker up`, or name one with --server URL",
  });
}

/** What a server may take to begin its answer; a question that waits says for how long. */
const ANSWER_MS = 30_000;

/** `--timeout`, where it is the one of every command. @throws Failure */
function answerMsOf(args: Args): number {
  const text = args.given.find(({ flag }) => GLOBAL_FLAGS.includes(flag) && flag.name === "timeout")?.text;
  if (text === undefined) return ANSWER_MS;
  try {
    return parseDuration(text) * 1000;
  } catch (error) {
    if (!(error instanceof UnitError)) throw error;
    const [what = "", fix = "write 10s or 2m"] = error.message.split("; ", 2);
    throw new Failure({ exit: EXIT.usage, what: `--timeout: ${what}`, fix });
  }
}

/** A server that accepts connections and never answers is told as one that cannot be reached. */
function fetchWithin(answerMs: number): (url: string, init: RequestInit) => Promise<Response> {
  return async (url, init) => {
    const waits = Number(new URL(url).searchParams.get("timeout") ?? 0) * 1000;
    // Not `AbortSignal.any`: what nobody but the answer's body holds may be collected, and then ends nothing.
    const ending = new AbortController();
    const onAbort = (): void => ending.abort(init.signal?.reason);
    init.signal?.addEventListener("abort", onAbort, { once: true });
    if (init.signal?.aborted === true) onAbort();
    const withinMs = answerMs + (Number.isFinite(waits) ? waits : 0);
    const late = new Error(`no answer within ${withinMs / 1000} s`);
    const timer = setTimeout(() => ending.abort(late), withinMs);
    try {
      return await fetch(url, { ...init, signal: ending.signal });
    } finally {
      clearTimeout(timer);
    }
  };
}

/** Where `godocker up` keeps what belongs to it. */
export function stateDirectory(env: CliIo["env"]): string {
  const base = nonEmpty(env["XDG_STATE_HOME"]) ?? join(nonEmpty(env["HOME"]) ?? homedir(), ".local", "state");
  return join(base, "godocker");
}

/** @throws Failure  for what is no address of a server */
export function serverUrl(text: string): URL {
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

/** @throws Failure */
export async function findToken(
  io: CliIo,
  args: Args,
  terminal: Terminal,
  where: Omit<FoundServer, "by">,
): Promise<string> {
  const flag = valueOf(args, "token-file");
  if (flag !== undefined) return tokenOf(io, resolve(io.cwd, flag), terminal);
  const token = nonEmpty(io.env["GODOCKER_TOKEN"]);
  if (token !== undefined) return checked(token.trim(), "GODOCKER_TOKEN");
  const file = nonEmpty(io.env["GODOCKER_TOKEN_FILE"]);
  if (file !== undefined) return tokenOf(io, resolve(io.cwd, file), terminal);
  if (where.tokenFile !== undefined) return tokenOf(io, where.tokenFile, terminal);
  const kept = await keptCredential(io.env, where.url.origin);
  if (kept !== undefined) return checked(kept.token, credentialPath(io.env));
  // The token of this machine's own server is shown to no other.
  if (where.local?.origin === where.url.origin) return tokenOf(io, join(where.directory, "token"), terminal);
  throw new Failure({
    exit: EXIT.notSignedIn,
    what: `no token for ${where.url.origin}`,
    why: "nobody has signed in there, and neither --token-file, GODOCKER_TOKEN nor GODOCKER_TOKEN_FILE was given",
    fix: `sign in with: godocker login ${where.url.origin}`,
  });
}

async function tokenOf(io: CliIo, file: string, terminal: Terminal): Promise<string> {
  const text = await readSmall(file, async (mode) => {
    if (process.platform !== "win32" && (mode & 0o077) !== 0) {
      await terminal.warn(`others can read the token in ${file}; fix it with: chmod 600 ${file}`);
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

export function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127(\.\d{1,3}){3}$/.test(hostname);
}

function nonEmpty(text: string | undefined): string | undefined {
  return text === undefined || text === "" ? undefined : text;
}
