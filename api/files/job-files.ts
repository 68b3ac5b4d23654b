/** What a job left behind, wherever that is: on a disk that this server shares, or in a sandbox at an agent. */
export interface JobFiles {
  /**
   * Opens what a path leads to. Whoever opens it closes it.
   * @param path  names, each without `/`; none is the top
   * @returns `undefined` when there is nothing (yet, or any more)
   * @throws RefusedFileError  for what must not be given out
   */
  open(path: readonly Name[]): Promise<OpenFile | OpenDirectory | undefined>;
}

/** A name as bytes: a file's name need not be text. */
export type Name = Buffer;

export interface OpenFile {
  readonly kind: "file";
  /** When it was opened. */
  readonly size: number;
  readonly modifiedAtMs: number;
  /** Changes with its content; weak when it may have changed a moment ago without that being seen. */
  readonly etag: string;
  /** The lowest nine bits of its mode. */
  readonly mode: number;
  /** At most `length` bytes; none at its present end. */
  read(offset: number, length: number): Promise<Uint8Array>;
  close(): Promise<void>;
}

export interface OpenDirectory {
  readonly kind: "directory";
  readonly modifiedAtMs: number;
  /** Of everything in it, in no order. */
  names(): AsyncIterable<Name>;
  /** What a name stands for; `undefined` when it is gone. */
  look(name: Name): Promise<FileEntry | undefined>;
  /** Opens what is there under this very name: a link is not followed. */
  open(name: Name): Promise<OpenFile | OpenDirectory | undefined>;
  close(): Promise<void>;
}

export interface FileEntry {
  readonly name: Name;
  /** `other`: nothing that is given out, such as a pipe. */
  readonly kind: "file" | "directory" | "link" | "other";
  readonly size: number;
  readonly modifiedAtMs: number;
  readonly mode: number;
  /** Of a link, as it is written. */
  readonly target?: string;
}

/** Where names stop being read: a directory so large is not looked through for one request. */
const NAMES_MAX = 1_000_000;

/** More names in a directory than are read. */
export class CrowdedDirectoryError extends Error {
  override readonly name = "CrowdedDirectoryError";
}

/**
 * The first names behind `after`, in the order of their bytes. Holds twice as many as are wanted, however many there
 * are, and never sorts more at once.
 * @throws CrowdedDirectoryError
 */
export async function firstNames(
  names: AsyncIterable<Name>,
  after: Name | undefined,
  wanted: number,
): Promise<readonly Name[]> {
  let kept: Name[] = [];
  let last: Name | undefined;
  let seen = 0;
  for await (const name of names) {
    seen += 1;
    if (seen > NAMES_MAX) throw new CrowdedDirectoryError(`there are more than ${NAMES_MAX} names`);
    if (after !== undefined && name.compare(after) <= 0) continue;
    if (last !== undefined && name.compare(last) >= 0) continue;
    kept.push(name);
    if (kept.length < 2 * wanted) continue;
    kept = kept.sort(Buffer.compare).slice(0, wanted);
    last = kept.at(-1);
  }
  return kept.sort(Buffer.compare).slice(0, wanted);
}
