import { mkdir, open, rm, stat } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { pipeline } from "node:stream/promises";
import type { Client } from "../../client/client.ts";
import type { FileEntry } from "../../client/files.ts";
import { ApiError } from "../../client/http.ts";
import { has, valueOf } from "../frame/args.ts";
import { usageOf } from "../frame/command.ts";
import type { Context } from "../frame/context.ts";
import { printList } from "../frame/output.ts";
import { ago, parseJobRef, type JobRef } from "../jobs/job-words.ts";
import { EXIT, Failure } from "../text/failure.ts";
import type { Column } from "../text/table.ts";
import { outputSink } from "./logs.ts";

interface Place extends JobRef {
  /** Below the job's directory; without `/` at its ends. */
  readonly path: string;
}

/** Deeper than any directory that people make; a ring of them would have no end. */
const DEPTH_MAX = 64;

/** What a job wrote into its directory, or into a directory below it. */
export async function files(context: Context): Promise<number> {
  const { io, args } = context;
  const [id = "", path = ""] = args.operands;
  const place = { ...withIndex(context, parseJobRef(id)), path: trimmed(path) };
  const { client } = await context.connect();
  const entries = has(args, "recursive") ? await listTree(client, place, 0) : await list(client, place);
  const nowMs = io.nowMs();
  return printList(context, {
    rows: entries,
    document: (row) => row,
    name: ({ name }) => name,
    none: "there are no files",
    columns: [
      { title: "NAME", text: ({ name, type }) => (type === "directory" ? `${name}/` : name) },
      {
        title: "SIZE",
        text: ({ sizeBytes }) => (sizeBytes === undefined ? "" : shortSize(sizeBytes)),
        align: "right",
      },
      { title: "CHANGED", text: ({ modifiedAt }) => ago(modifiedAt, nowMs) },
      { title: "LEADS TO", text: ({ target }) => target ?? "" },
    ] satisfies readonly Column<FileEntry>[],
  });
}

/** Fetches a file, or with `-r` a directory. */
export async function cp(context: Context): Promise<number> {
  const { io, args, terminal } = context;
  const [from = "", to = ""] = args.operands;
  const [, job, path] = /^([\d.[\]_]+):(.+)$/s.exec(from) ?? [];
  if (job === undefined || path === undefined) {
    throw new Failure({
      exit: EXIT.usage,
      what: `"${from}" names no file of a job`,
      fix: "write the job and the path below its directory, such as 12:results.tsv",
      usage: usageOf(args.command),
    });
  }
  const place = { ...withIndex(context, parseJobRef(job)), path: trimmed(path) };
  const { client } = await context.connect();
  if (to === "-") {
    const sink = outputSink(context, "stdout");
    for await (const piece of bytesOf(client, place)) await sink.write(piece);
    await sink.end();
    return EXIT.done;
  }
  const wanted = resolve(io.cwd, to);
  const isDirectory = await stat(wanted).then(
    (found) => found.isDirectory(),
    () => false,
  );
  const target = isDirectory ? join(wanted, localName(basename(place.path) || `job-${place.id}`)) : wanted;
  if (has(args, "recursive")) {
    const fetched = await fetchTree(context, client, place, target, 0);
    await terminal.note(`${fetched} files fetched into ${target}`);
  } else await saveFile(context, client, place, target);
  return EXIT.done;
}

function withIndex({ args }: Context, ref: JobRef): JobRef {
  const text = valueOf(args, "index");
  if (text === undefined) return ref;
  if (/^\d{1,10}$/.test(text)) return { id: ref.id, index: Number(text) };
  throw new Failure({
    exit: EXIT.usage,
    what: `--index ${text} is no index of a task`,
    fix: "write a whole number",
  });
}

async function list(client: Client, { id, index, path }: Place): Promise<readonly FileEntry[]> {
  const found: FileEntry[] = [];
  const where = index === undefined ? {} : { index };
  try {
    for await (const entry of client.files(id, { path, ...where })) found.push(entry);
  } catch (error) {
    throw ofOtherKind(error, `fetch it with: godocker cp ${id}:${path} .`);
  }
  return found;
}

/** Directories before what is in them, each by its path from the one that was named. */
async function listTree(client: Client, place: Place, depth: number): Promise<readonly FileEntry[]> {
  if (depth > DEPTH_MAX) throw new Failure({ exit: EXIT.failed, what: `${place.path} lies too deep` });
  const found: FileEntry[] = [];
  for (const entry of await list(client, place)) {
    found.push(entry);
    if (entry.type !== "directory") continue;
    const inside = { ...place, path: place.path === "" ? entry.name : `${place.path}/${entry.name}` };
    for (const below of await listTree(client, inside, depth + 1))
      found.push({ ...below, name: `${entry.name}/${below.name}` });
  }
  return found;
}

async function* bytesOf(client: Client, { id, index, path }: Place): AsyncGenerator<Uint8Array> {
  try {
    yield* client.readFile(id, path, index === undefined ? {} : { index });
  } catch (error) {
    throw ofOtherKind(error, "add -r to fetch all of it");
  }
}

/** A file where a directory was meant, or the other way round; anything else as it is. */
function ofOtherKind(error: unknown, fix: string): unknown {
  if (!(error instanceof ApiError) || error.code !== "bad_parameter" || error.problem !== undefined)
    return error;
  return new Failure({ exit: EXIT.usage, what: error.message, fix });
}

async function saveFile(context: Context, client: Client, place: Place, target: string): Promise<void> {
  const flags = has(context.args, "force") ? "w" : "wx";
  try {
    // Opened before anything is asked: a stream that opens it meanwhile may make it after it was removed below.
    const file = await open(target, flags);
    await pipeline(bytesOf(client, place), file.createWriteStream());
  } catch (cause) {
    // Half a file would be taken for the whole one.
    if (cause instanceof ApiError || cause instanceof Failure) {
      await rm(target, { force: true });
      throw cause;
    }
    const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
    if (code === "EEXIST") {
      throw new Failure({
        exit: EXIT.conflict,
        what: `${target} is there already`,
        fix: "add --force, or name another one",
      });
    }
    if (code === "ENOSPC" || code === "EDQUOT") await rm(target, { force: true });
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Failure({ exit: EXIT.failed, what: `${target} was not written`, why, cause });
  }
}

/** @returns how many files were fetched */
async function fetchTree(
  context: Context,
  client: Client,
  place: Place,
  target: string,
  depth: number,
): Promise<number> {
  if (depth > DEPTH_MAX) throw new Failure({ exit: EXIT.failed, what: `${place.path} lies too deep` });
  await mkdir(target, { recursive: true });
  let fetched = 0;
  for (const { name, type } of await list(client, place)) {
    const inside = { ...place, path: place.path === "" ? name : `${place.path}/${name}` };
    if (type === "directory") {
      fetched += await fetchTree(context, client, inside, join(target, localName(name)), depth + 1);
    } else if (type === "file") {
      await saveFile(context, client, inside, join(target, localName(name)));
      fetched += 1;
    } else await context.terminal.warn(`${inside.path} is no file and was left out`);
  }
  return fetched;
}

/** What the server calls a file must not lead anywhere else here. @throws Failure */
function localName(name: string): string {
  if (name !== "" && name !== "." && name !== ".." && !/[/\\\0]/.test(name)) return name;
  throw new Failure({
    exit: EXIT.failed,
    what: `the server names a file ${JSON.stringify(name)}, which no file can be called`,
  });
}

function trimmed(path: string): string {
  return path.replaceAll(/^\/+|\/+$/g, "");
}

const SIZE_UNITS = ["B", "KiB", "MiB", "GiB", "TiB"];

/** Rounded, to be read. */
function shortSize(bytes: number): string {
  const power = bytes < 1024 ? 0 : Math.min(SIZE_UNITS.length - 1, Math.floor(Math.log2(bytes) / 10));
  return `${Math.round((bytes * 10) / 1024 ** power) / 10} ${SIZE_UNITS[power] ?? ""}`;
}
