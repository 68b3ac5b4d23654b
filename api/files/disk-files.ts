import type { BigIntStats } from "node:fs";
import type { FileHandle } from "node:fs/promises";
import {
  child,
  linkBelow,
  namesIn,
  openBeneath,
  openRoot,
  openToRead,
  RefusedFileError,
  statBelow,
} from "./beneath.ts";
import type { Held } from "./beneath.ts";
import type { FileEntry, JobFiles, Name, OpenDirectory, OpenFile } from "./job-files.ts";

export interface DiskPlace {
  /** Absolute: what is above the directories of jobs. */
  readonly jobsDirectory: string;
  /** From there to the job's own. */
  readonly names: readonly string[];
  /**
   * Whether the job itself may own a file of this user id. A file with several names that it does not own may be
   * another user's, linked into the job's directory to be read by this server.
   */
  readonly mayOwn: (uid: number) => boolean;
  readonly nowMs: () => number;
}

/** A file that was changed so lately may change again without its time showing it. */
const SETTLED_MS = 2000;
const MODE_BITS = 0o777n;

/** Files of a job in its directory on a disk that this server sees. On Linux only: see `beneath.ts`. */
export function diskFiles(place: DiskPlace): JobFiles {
  const rootPath = [place.jobsDirectory.replace(/\/+$/, ""), ...place.names].join("/");
  return {
    async open(path) {
      const root = await openRoot(place.jobsDirectory, place.names);
      if (root === undefined) return undefined;
      try {
        return await opened(place, await openBeneath(root.handle, rootPath, path));
      } finally {
        await root.handle.close();
      }
    },
  };
}

/** Takes over what is held, and closes it when it is of no use. */
async function opened(
  place: DiskPlace,
  held: Held | undefined,
): Promise<OpenFile | OpenDirectory | undefined> {
  if (held === undefined) return undefined;
  if (held.stat.isDirectory()) return directoryOf(place, held);
  try {
    if (isForeign(place, held.stat))
      throw new RefusedFileError("is a file of somebody else under another name");
    return fileOf(place, await openToRead(held));
  } finally {
    await held.handle.close();
  }
}

async function fileOf({ nowMs }: DiskPlace, handle: FileHandle): Promise<OpenFile> {
  let stat: BigIntStats;
  try {
    stat = await handle.stat({ bigint: true });
  } catch (error) {
    await handle.close();
    throw error;
  }
  const { ino, size, mtimeNs, ctimeNs, mtimeMs, mode } = stat;
  const version = [ino, size, mtimeNs, ctimeNs].map((part) => part.toString(36)).join("-");
  return {
    kind: "file",
    size: Number(size),
    modifiedAtMs: Number(mtimeMs),
    etag: nowMs() - Number(ctimeNs / 1_000_000n) < SETTLED_MS ? `W/"${version}"` : `"${version}"`,
    mode: Number(mode & MODE_BITS),
    async read(offset, length) {
      const buffer = Buffer.allocUnsafe(length);
      const { bytesRead } = await handle.read(buffer, 0, length, offset);
      return buffer.subarray(0, bytesRead);
    },
    close: () => handle.close(),
  };
}

function directoryOf(place: DiskPlace, { handle, stat }: Held): OpenDirectory {
  return {
    kind: "directory",
    modifiedAtMs: Number(stat.mtimeMs),
    names: () => namesIn(handle),
    async look(name) {
      const found = await statBelow(handle, name);
      return found === undefined ? undefined : entryOf(place, handle, name, found);
    },
    async open(name) {
      const held = await child(handle, name);
      return opened(place, held);
    },
    close: () => handle.close(),
  };
}

async function entryOf(
  place: DiskPlace,
  directory: FileHandle,
  name: Name,
  stat: BigIntStats,
): Promise<FileEntry> {
  const common = {
    name,
    size: stat.isFile() ? Number(stat.size) : 0,
    modifiedAtMs: Number(stat.mtimeMs),
    mode: Number(stat.mode & MODE_BITS),
  };
  if (stat.isDirectory()) return { ...common, kind: "directory" };
  if (stat.isFile()) return { ...common, kind: isForeign(place, stat) ? "other" : "file" };
  if (!stat.isSymbolicLink()) return { ...common, kind: "other" };
  const target = (await linkBelow(directory, name))?.toString();
  return { ...common, kind: "link", ...(target === undefined ? {} : { target }) };
}

function isForeign({ mayOwn }: DiskPlace, { nlink, uid }: BigIntStats): boolean {
  return nlink > 1n && !mayOwn(Number(uid));
}
