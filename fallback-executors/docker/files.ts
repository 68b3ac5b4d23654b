import { posix } from "node:path";
import { createTarDecoder } from "modern-tar";
import { Readable } from "node:stream";
import { sandboxPath, SandboxPathError } from "../../offers/sandbox-path.ts";
import { TaskAccessError, type FilePart, type SandboxEntry } from "../../offers/task-access.ts";
import { fieldsOf, numberIn, textIn, timeIn } from "./documents.ts";
import { SANDBOX } from "./docker-options.ts";
import { EngineError, type Engine } from "./engine.ts";

/** What a path of a container is, links not followed. */
interface Stat {
  readonly kind: "file" | "directory" | "link" | "other";
  readonly size: number;
  readonly modifiedAtMs: number;
  readonly target: string;
}

/** Of Go's file modes. Source: Go, package io/fs, FileMode. */
const [MODE_DIRECTORY, MODE_LINK, MODE_ODD] = [0x8000_0000, 0x0800_0000, 0x02b8_0000];
const LINKS_MAX = 40;
/** A directory is listed by packing all of it: larger ones are not. */
const LISTED_BYTES_MAX = 256 * 1024 * 1024;

export async function readFileOf(
  engine: Engine,
  container: string,
  path: string,
  offset: number,
  bytesMax: number,
): Promise<FilePart | undefined> {
  const found = await resolve(engine, container, sandboxPath(path));
  if (found === undefined) return undefined;
  if (found.stat.kind !== "file") throw new SandboxPathError(`${JSON.stringify(path)} is no file`);
  const pieces: Uint8Array[] = [];
  let at = 0;
  let size = 0;
  for await (const entry of entriesOf(engine, container, found.path)) {
    size = entry.header.size;
    if (offset < size)
      for await (const chunk of entry.body) {
        const from = Math.max(0, offset - at);
        const until = Math.min(chunk.length, offset + bytesMax - at);
        if (from < until) pieces.push(chunk.slice(from, until));
        at += chunk.length;
        if (at >= offset + bytesMax) break;
      }
    break;
  }
  return { bytes: new Uint8Array(Buffer.concat(pieces)), size };
}

export async function listOf(
  engine: Engine,
  container: string,
  path: string,
): Promise<readonly SandboxEntry[] | undefined> {
  const found = await resolve(engine, container, sandboxPath(path));
  if (found?.stat.kind !== "directory") return undefined;
  const entries: SandboxEntry[] = [];
  const links: string[] = [];
  let bytes = 0;
  for await (const { header, body } of entriesOf(engine, container, found.path)) {
    // The first part of each name is the directory itself.
    const [, name = "", ...below] = header.name.replace(/\/$/, "").split("/");
    bytes += header.size;
    if (bytes > LISTED_BYTES_MAX)
      throw new TaskAccessError(
        `this directory holds more than ${LISTED_BYTES_MAX / 1024 / 1024} MiB, which Docker can't list; let the job write into a volume`,
      );
    await body.cancel();
    if (name === "" || below.length > 0) continue;
    if (header.type === "symlink") links.push(name);
    else
      entries.push({
        name,
        kind: header.type === "directory" ? "directory" : header.type === "file" ? "file" : "other",
        size: header.type === "file" ? header.size : 0,
        modifiedAtMs: header.mtime?.getTime() ?? 0,
      });
  }
  for (const name of links) {
    const target = await resolve(engine, container, path === "" ? name : `${sandboxPath(path)}/${name}`);
    const { kind, size, modifiedAtMs } = target?.stat ?? { kind: "other", size: 0, modifiedAtMs: 0 };
    entries.push({
      name,
      kind: kind === "link" ? "other" : kind,
      size: kind === "file" ? size : 0,
      modifiedAtMs,
    });
  }
  return entries;
}

/**
 * Where a path leads, each link followed by hand: none may lead out of the sandbox, into the image or a volume.
 * @param path  below the sandbox, as `sandboxPath` writes it
 */
async function resolve(
  engine: Engine,
  container: string,
  path: string,
): Promise<{ readonly path: string; readonly stat: Stat } | undefined> {
  let at = SANDBOX;
  let rest = path === "" ? [] : path.split("/");
  let stat = await statOf(engine, container, at);
  for (let links = 0; ;) {
    const [name, ...below] = rest;
    if (stat === undefined || name === undefined) return stat === undefined ? undefined : { path: at, stat };
    if (stat.kind !== "directory") return undefined;
    const next = posix.join(at, name);
    stat = await statOf(engine, container, next);
    if (stat?.kind !== "link") {
      [at, rest] = [next, below];
      continue;
    }
    links += 1;
    const target = posix.resolve(at, stat.target);
    if (links > LINKS_MAX || (target !== SANDBOX && !target.startsWith(`${SANDBOX}/`))) return undefined;
    rest = [
      ...posix
        .relative(SANDBOX, target)
        .split("/")
        .filter((part) => part !== ""),
      ...below,
    ];
    at = SANDBOX;
    stat = await statOf(engine, container, at);
  }
}

async function statOf(engine: Engine, container: string, path: string): Promise<Stat | undefined> {
  try {
    const answer = await engine.stream({ method: "HEAD", path: archivePath(container, path) });
    answer.resume();
    const header = String(answer.headers["x-docker-container-path-stat"] ?? "");
    const fields = fieldsOf(JSON.parse(Buffer.from(header, "base64").toString("utf8")));
    const mode = numberIn(fields, "mode") ?? 0;
    return {
      kind: hasBit(mode, MODE_DIRECTORY)
        ? "directory"
        : hasBit(mode, MODE_LINK)
          ? "link"
          : (mode & MODE_ODD) === 0
            ? "file"
            : "other",
      size: numberIn(fields, "size") ?? 0,
      modifiedAtMs: timeIn(fields, "mtime") ?? 0,
      target: textIn(fields, "linkTarget") ?? "",
    };
  } catch (error) {
    // Of a link to nowhere the engine says that it failed itself.
    if (error instanceof EngineError && (error.status === 404 || error.status === 500)) return undefined;
    throw error;
  }
}

/** The highest bit is beyond what `&` tells apart from a sign. */
function hasBit(mode: number, bit: number): boolean {
  return Math.floor(mode / bit) % 2 === 1;
}

async function* entriesOf(engine: Engine, container: string, path: string) {
  const answer = await engine.stream({ path: archivePath(container, path) });
  try {
    const entries = Readable.toWeb(answer).pipeThrough(createTarDecoder());
    yield* entries;
  } finally {
    answer.destroy();
  }
}

function archivePath(container: string, path: string): string {
  return `/containers/${encodeURIComponent(container)}/archive?path=${encodeURIComponent(path)}`;
}
