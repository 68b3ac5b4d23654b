import { createTarPacker } from "modern-tar";
import type { TarPackController } from "modern-tar";
import { DEPTH_MAX, RefusedFileError } from "./beneath.ts";
import type { FileEntry, OpenDirectory, OpenFile } from "./job-files.ts";

export interface ArchiveLimits {
  /** Files, directories and links. */
  readonly entriesMax: number;
  /** Of their contents together. */
  readonly bytesMax: number;
}

export const ARCHIVE_LIMITS: ArchiveLimits = { entriesMax: 100_000, bytesMax: 64 * 1024 ** 3 };

export interface ArchiveSize {
  readonly entries: number;
  readonly bytes: number;
  /** What is in the directory and not in the archive: pipes and the like, links that lead out. */
  readonly leftOut: number;
}

/** There is more than an archive may hold. */
export class ArchiveTooLargeError extends Error {
  override readonly name = "ArchiveTooLargeError";
}

const PIECE_BYTES = 256 * 1024;

/** What an archive of a directory would hold now. @throws ArchiveTooLargeError */
export async function measure(
  directory: OpenDirectory,
  limits: ArchiveLimits,
  signal: AbortSignal,
): Promise<ArchiveSize> {
  let [entries, bytes, leftOut] = [0, 0, 0];
  for await (const found of walk(directory, [])) {
    signal.throwIfAborted();
    if (!isArchived(found)) leftOut += 1;
    else {
      entries += 1;
      bytes += found.entry.size;
      check(entries, bytes, limits);
    }
  }
  return { entries, bytes, leftOut };
}

/**
 * A directory with all that is in it, as a tar archive (POSIX pax), while it is read. Holds each file as long as it was
 * when its turn came.
 * @param top  the name that all names in the archive begin with
 * @throws ArchiveTooLargeError  when it grew beyond the limits meanwhile
 * @throws Error  when a file became shorter while it was read
 */
export async function* tarOf(
  directory: OpenDirectory,
  top: string,
  limits: ArchiveLimits,
): AsyncGenerator<Uint8Array> {
  const { readable, controller } = createTarPacker();
  const packing = pack(controller, directory, top, limits).then(
    () => controller.finalize(),
    (error: unknown) => controller.error(error),
  );
  try {
    for await (const chunk of readable) yield chunk;
  } finally {
    await packing;
  }
}

async function pack(
  controller: TarPackController,
  directory: OpenDirectory,
  top: string,
  limits: ArchiveLimits,
): Promise<void> {
  let [entries, bytes] = [0, 0];
  const mtime = new Date(directory.modifiedAtMs);
  await controller.add({ name: `${top}/`, type: "directory", size: 0, mode: 0o755, mtime }).close();
  for await (const found of walk(directory, [])) {
    if (!isArchived(found)) continue;
    const { entry, path, parent } = found;
    const common = { name: [top, ...path].join("/"), mode: entry.mode, mtime: new Date(entry.modifiedAtMs) };
    entries += 1;
    check(entries, bytes, limits);
    if (entry.kind === "directory") {
      await controller.add({ ...common, name: `${common.name}/`, type: "directory", size: 0 }).close();
    } else if (entry.kind === "link") {
      await controller.add({ ...common, type: "symlink", size: 0, linkname: entry.target ?? "" }).close();
    } else {
      const file = await opened(parent, entry);
      try {
        if (file?.kind !== "file") continue; // it is gone, or something else by now
        bytes += file.size;
        check(entries, bytes, limits);
        await add(controller, { ...common, mtime: new Date(file.modifiedAtMs) }, file);
      } finally {
        await file?.close();
      }
    }
  }
}

async function add(
  controller: TarPackController,
  header: { readonly name: string; readonly mode: number; readonly mtime: Date },
  file: OpenFile,
): Promise<void> {
  const writer = controller.add({ ...header, type: "file", size: file.size }).getWriter();
  for (let at = 0; at < file.size;) {
    const piece = await file.read(at, Math.min(PIECE_BYTES, file.size - at));
    if (piece.length === 0) throw new Error("a file became shorter while it was read");
    await writer.write(piece);
    at += piece.length;
  }
  await writer.close();
}

interface Found {
  readonly path: readonly string[];
  readonly entry: FileEntry;
  readonly parent: OpenDirectory;
}

/** Everything below a directory, each after the directory that it is in. */
async function* walk(directory: OpenDirectory, above: readonly string[]): AsyncGenerator<Found> {
  for await (const name of directory.names()) {
    const entry = await directory.look(name);
    if (entry === undefined) continue;
    const path = [...above, name.toString()];
    yield { path, entry, parent: directory };
    if (entry.kind !== "directory") continue;
    if (path.length >= DEPTH_MAX)
      throw new ArchiveTooLargeError(`it is deeper than ${DEPTH_MAX} directories`);
    const inside = await opened(directory, entry);
    if (inside === undefined) continue;
    try {
      if (inside.kind === "directory") yield* walk(inside, path);
    } finally {
      await inside.close();
    }
  }
}

async function opened(
  parent: OpenDirectory,
  { name }: FileEntry,
): Promise<OpenFile | OpenDirectory | undefined> {
  try {
    return await parent.open(name);
  } catch (error) {
    if (error instanceof RefusedFileError) return undefined; // it was exchanged since it was looked at
    throw error;
  }
}

/** A link is kept as one when whoever unpacks it finds what it leads to inside, too. */
function isArchived({ path, entry }: Found): boolean {
  if (entry.kind !== "link") return entry.kind !== "other";
  const { target = "" } = entry;
  if (target === "" || target.startsWith("/")) return false;
  let depth = path.length - 1;
  for (const name of target.split("/")) {
    depth += name === ".." ? -1 : name === "" || name === "." ? 0 : 1;
    if (depth < 0) return false;
  }
  return true;
}

function check(entries: number, bytes: number, { entriesMax, bytesMax }: ArchiveLimits): void {
  if (entries > entriesMax) throw new ArchiveTooLargeError(`it holds more than ${entriesMax} files`);
  if (bytes > bytesMax) throw new ArchiveTooLargeError(`its files have more than ${bytesMax} bytes together`);
}
