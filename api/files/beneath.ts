import type { BigIntStats } from "node:fs";
import { constants } from "node:fs";
import type { FileHandle } from "node:fs/promises";
import { lstat, open, opendir, readlink } from "node:fs/promises";

/**
 * Opening what another user may be moving about meanwhile. Node has no openat(2); on Linux a path that begins with
 * `/proc/self/fd/<n>` is looked up from that descriptor, which does the same. Every name is opened on its own, without
 * following a link, below a descriptor that is held; so nothing that is exchanged in between leads elsewhere.
 */

/** A descriptor that names a file without opening it: a device or a pipe is not touched. Source: Linux, open(2). */
const O_PATH = 0o10000000;
const NAMED = O_PATH | constants.O_NOFOLLOW;
/** As many as Linux follows in one path; source: path_resolution(7). */
const LINKS_MAX = 40;
/** Names in a path, links included. */
export const DEPTH_MAX = 100;
const SLASH = 0x2f;

/** What is there must not be given out. The message completes the sentence `"a/b" …`. */
export class RefusedFileError extends Error {
  override readonly name = "RefusedFileError";
}

/** A file that is held: whatever its name comes to mean, this one is meant. */
export interface Held {
  /** Of kind `O_PATH`: it can be looked at and looked up from, not read. */
  readonly handle: FileHandle;
  readonly stat: BigIntStats;
}

/**
 * The directory that all lookups begin at. Its own way is ours, so a link in it is somebody's trick.
 * @param trusted  an absolute path, followed as it is
 * @param names  the way from there
 * @returns `undefined` when there is none
 */
export async function openRoot(trusted: string, names: readonly string[]): Promise<Held | undefined> {
  let at = await held(() => open(trusted, O_PATH | constants.O_DIRECTORY));
  for (const name of names) {
    if (at === undefined) return undefined;
    const below: Held | undefined = await closing(at, ({ handle }) => child(handle, Buffer.from(name)));
    if (below !== undefined && !below.stat.isDirectory()) {
      await below.handle.close();
      throw new RefusedFileError("is no directory where the job's own should be");
    }
    at = below;
  }
  return at;
}

/**
 * What a path means below `root`, links followed as far as they stay there.
 * @param rootPath  where tasks see the root; absolute links to it are links inside
 * @returns `undefined` when there is nothing
 * @throws RefusedFileError  for a link that leads out
 */
export async function openBeneath(
  root: FileHandle,
  rootPath: string,
  path: readonly Buffer[],
): Promise<Held | undefined> {
  let names = path;
  for (let links = 0; links <= LINKS_MAX; links += 1) {
    if (names.length > DEPTH_MAX) throw new RefusedFileError(`is deeper than ${DEPTH_MAX} directories`);
    const walked = await walk(root, names);
    if (walked === undefined || "handle" in walked) return walked;
    // What came before the link are names of directories, no links; so `..` is the name before.
    names = [...behind(names.slice(0, walked.at), walked.target, rootPath), ...names.slice(walked.at + 1)];
  }
  throw new RefusedFileError(`has more than ${LINKS_MAX} links in its way`);
}

/** One name below a directory; a link is not followed. */
export function child(directory: FileHandle, name: Buffer): Promise<Held | undefined> {
  return held(() => open(pathBelow(directory, name), NAMED));
}

/** The same file, to be read. @throws RefusedFileError  for what is no file, or may not be read */
export async function openToRead({ handle, stat }: Held): Promise<FileHandle> {
  if (!stat.isFile()) throw new RefusedFileError("is neither a file nor a directory");
  try {
    return await open(`/proc/self/fd/${handle.fd}`, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    throw refusal(error);
  }
}

/** Names in a directory, as bytes, in no order. @throws RefusedFileError  when it may not be read */
export async function* namesIn({ fd }: FileHandle): AsyncGenerator<Buffer> {
  let directory;
  try {
    // The types know of names as text only.
    const options: object = { encoding: "buffer", bufferSize: 1024 };
    directory = await opendir(`/proc/self/fd/${fd}`, options);
  } catch (error) {
    throw refusal(error);
  }
  for await (const { name } of directory) {
    const bytes: unknown = name;
    yield Buffer.isBuffer(bytes) ? bytes : Buffer.from(name);
  }
}

/** What a name stands for now, links not followed; `undefined` when it is gone. */
export async function statBelow(directory: FileHandle, name: Buffer): Promise<BigIntStats | undefined> {
  try {
    return await lstat(pathBelow(directory, name), { bigint: true });
  } catch (error) {
    return absent(error);
  }
}

/** Where a link leads, as it is written; `undefined` when it is none any more. */
export async function linkBelow(directory: FileHandle, name: Buffer): Promise<Buffer | undefined> {
  try {
    return await readlink(pathBelow(directory, name), { encoding: "buffer" });
  } catch (error) {
    return absent(error);
  }
}

interface LinkMet {
  /** Which of the names it is. */
  readonly at: number;
  readonly target: Buffer;
}

async function walk(root: FileHandle, names: readonly Buffer[]): Promise<Held | LinkMet | undefined> {
  let at = await held(() => open(`/proc/self/fd/${root.fd}`, O_PATH | constants.O_DIRECTORY));
  for (const [index, name] of names.entries()) {
    if (at === undefined) return undefined;
    const next: Held | LinkMet | undefined = await closing(at, async ({ handle, stat }) => {
      if (!stat.isDirectory()) return undefined;
      const found = await child(handle, name);
      if (found?.stat.isSymbolicLink() !== true) return found;
      await found.handle.close();
      const target = await linkBelow(handle, name);
      return target === undefined ? undefined : { at: index, target };
    });
    if (next !== undefined && !("handle" in next)) return next;
    at = next;
  }
  return at;
}

/** The names that a link stands for. @throws RefusedFileError  when it leads out */
function behind(before: readonly Buffer[], target: Buffer, rootPath: string): readonly Buffer[] {
  const isAbsolute = target[0] === SLASH;
  const top = Buffer.from(`${rootPath}/`);
  if (
    isAbsolute &&
    !Buffer.concat([target, Buffer.from("/")])
      .subarray(0, top.length)
      .equals(top)
  ) {
    throw new RefusedFileError("leads out of the job's files by a link");
  }
  const names = isAbsolute ? [] : [...before];
  for (const name of split(isAbsolute ? target.subarray(top.length) : target)) {
    if (name.equals(Buffer.from(".."))) {
      if (names.pop() === undefined) throw new RefusedFileError("leads out of the job's files by a link");
    } else if (!name.equals(Buffer.from("."))) {
      names.push(name);
    }
  }
  return names;
}

function split(path: Buffer): readonly Buffer[] {
  const names: Buffer[] = [];
  let from = 0;
  for (let at = 0; at <= path.length; at += 1) {
    if (at < path.length && path[at] !== SLASH) continue;
    if (at > from) names.push(path.subarray(from, at));
    from = at + 1;
  }
  return names;
}

/** A name in a directory, whatever that is called by now. */
export function pathBelow({ fd }: FileHandle, name: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`/proc/self/fd/${fd}/`), name]);
}

async function held(opened: () => Promise<FileHandle>): Promise<Held | undefined> {
  let handle: FileHandle;
  try {
    handle = await opened();
  } catch (error) {
    return absent(error);
  }
  try {
    return { handle, stat: await handle.stat({ bigint: true }) };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

async function closing<T>(one: Held, use: (one: Held) => Promise<T>): Promise<T> {
  try {
    return await use(one);
  } finally {
    await one.handle.close();
  }
}

/** `undefined` for the errors that say that there is no such file. */
function absent(error: unknown): undefined {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  // EINVAL: what was a link is something else now; ENOENT comes for it, too.
  if (code === "ENOENT" || code === "ENOTDIR" || code === "ENAMETOOLONG" || code === "EINVAL")
    return undefined;
  throw refusal(error);
}

function refusal(error: unknown): unknown {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code !== "EACCES" && code !== "EPERM" && code !== "ENXIO") return error;
  return new RefusedFileError("may not be read by this server", { cause: error });
}
