import {
  CompactedError,
  FencedError,
  KeyInUseError,
  NoteTakenError,
  StoreUnavailableError,
} from "../store.ts";

/** Primary result codes of SQLite (https://www.sqlite.org/rescode.html) that say something about the world. */
const MEANING: ReadonlyMap<number, (file: string) => string> = new Map([
  [
    3,
    (file) =>
      `${file} may not be accessed. Give this program's user the right to write it and its directory.`,
  ],
  [5, busy],
  [6, busy],
  [7, () => "The store's thread has no memory left. Give this process more memory."],
  [
    8,
    (file) =>
      `${file} is read-only. Give this program's user the right to write the file and its directory, ` +
      "and see that the file system is mounted for writing.",
  ],
  [
    10,
    (file) =>
      `Reading or writing ${file} failed in the operating system. Check the disk and its file system.`,
  ],
  [11, (file) => `${file} is damaged. Stop all processes that use it and restore a copy of it.`],
  [
    13,
    (file) => `There is no space left to write ${file}. Make room on its disk, or raise its largest size.`,
  ],
  [
    14,
    (file) =>
      `${file} cannot be opened. See that its directory exists and that this program's user may write there.`,
  ],
  [22, (file) => `${file} is larger than its file system allows. Move it to another one.`],
  [23, (file) => `${file} may not be accessed. Give this program's user the right to write it.`],
  [26, (file) => `${file} is no SQLite database. Name another file or directory for the store.`],
]);

function busy(file: string): string {
  return (
    `${file} stayed locked by another process. Look for one that holds it (a backup, a SQLite shell, a stopped ` +
    "process) and let that end."
  );
}

/** Errors of the operating system that an open can meet before SQLite does. */
const SYSTEM: ReadonlyMap<string, number> = new Map([
  ["EACCES", 3],
  ["EPERM", 3],
  ["EROFS", 8],
  ["ENOSPC", 13],
  ["EDQUOT", 13],
  ["EEXIST", 14],
  ["EISDIR", 14],
  ["ELOOP", 14],
  ["EMFILE", 14],
  ["ENAMETOOLONG", 14],
  ["ENFILE", 14],
  ["ENOENT", 14],
  ["ENOTDIR", 14],
  ["EIO", 10],
]);

/** The error as this port's users know it; one that tells of a fault of this program stays as it is. */
export function translate(error: unknown, file: string): unknown {
  const code = primaryCode(error);
  const meaning = code === undefined ? undefined : MEANING.get(code);
  if (meaning === undefined || !(error instanceof Error)) return error;
  return new StoreUnavailableError(`The store is unavailable: ${meaning(file)} (${error.message})`);
}

export function isBusy(error: unknown): boolean {
  const code = primaryCode(error);
  return code === 5 || code === 6;
}

function primaryCode(error: unknown): number | undefined {
  if (!(error instanceof Error)) return undefined;
  if ("errcode" in error && typeof error.errcode === "number") return error.errcode & 0xff;
  return "code" in error && typeof error.code === "string" ? SYSTEM.get(error.code) : undefined;
}

/** An error on its way between threads. */
export interface SentError {
  readonly type: "fenced" | "compacted" | "key-in-use" | "note-taken" | "unavailable" | "range" | "fault";
  readonly message: string;
  readonly oldest?: number;
}

export function send(error: unknown): SentError {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof CompactedError) return { type: "compacted", message, oldest: error.oldest };
  if (error instanceof FencedError) return { type: "fenced", message };
  if (error instanceof KeyInUseError) return { type: "key-in-use", message };
  if (error instanceof NoteTakenError) return { type: "note-taken", message };
  if (error instanceof StoreUnavailableError) return { type: "unavailable", message };
  if (error instanceof RangeError) return { type: "range", message };
  return { type: "fault", message: error instanceof Error ? (error.stack ?? message) : message };
}

export function receive({ type, message, oldest }: SentError): Error {
  switch (type) {
    case "fenced":
      return new FencedError(message);
    case "compacted":
      return new CompactedError(oldest ?? 0);
    case "key-in-use":
      return new KeyInUseError(message);
    case "note-taken":
      return new NoteTakenError(message);
    case "unavailable":
      return new StoreUnavailableError(message);
    case "range":
      return new RangeError(message);
    case "fault":
      return new Error(`the store's thread failed: ${message}`);
  }
}
