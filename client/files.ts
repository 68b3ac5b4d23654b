import type { Connection } from "./http.ts";
import { ApiError, bytesOf, jsonOf, request } from "./http.ts";
import { patience } from "./streams.ts";

export interface FileOptions {
  /** Absent: the job's directory where the server sees it, else the sandbox. */
  readonly in?: "directory" | "sandbox";
  /** Of an array: which task. */
  readonly index?: number;
  /** Whose sandbox; the latest if absent. */
  readonly attempt?: number;
  readonly signal?: AbortSignal;
}

export interface FileEntry {
  readonly name: string;
  /** `other` is not given out. */
  readonly type: "file" | "directory" | "link" | "other";
  readonly sizeBytes?: number;
  readonly modifiedAt: string;
  /** Of a link, as it is written. */
  readonly target?: string;
  /** Its name is no UTF-8: only an archive has it. */
  readonly isNotText?: true;
}

const PAGE = 1000;

export async function* listFiles(
  connection: Connection,
  job: number,
  { path = "", signal, ...where }: FileOptions & { readonly path?: string },
): AsyncGenerator<FileEntry> {
  let cursor: string | undefined;
  do {
    const response: Response = await request(connection, {
      path: addressOf(job, path),
      query: { ...where, limit: PAGE, cursor },
      signal,
    });
    if (isFile(response)) await refuse(response, `${path} is a file`);
    // What the server publishes for a directory.
    const page = (await jsonOf(response, signal)) as {
      readonly items: readonly FileEntry[];
      readonly next?: string;
    };
    yield* page.items;
    cursor = page.next;
  } while (cursor !== undefined);
}

export async function* readFile(
  connection: Connection,
  job: number,
  path: string,
  { offset = 0, signal, ...where }: FileOptions & { readonly offset?: number },
): AsyncGenerator<Uint8Array> {
  let at = offset;
  let version: string | undefined;
  let size: number | undefined;
  const cuts = patience(signal);
  for (;;) {
    try {
      const response = await request(connection, {
        path: addressOf(job, path),
        query: where,
        headers: at === 0 ? {} : { range: `bytes=${at}-` },
        accept: "application/octet-stream",
        signal,
      });
      if (!isFile(response)) await refuse(response, `${path} is a directory`);
      version ??= versionOf(response);
      if (versionOf(response) !== version || (at > 0 && response.status !== 206)) {
        await response.body?.cancel();
        throw changed(path);
      }
      size ??= sizeOf(response);
      for await (const bytes of bytesOf(response, signal)) {
        at += bytes.length;
        cuts.progress();
        yield bytes;
      }
      return;
    } catch (error) {
      if (at === size) return; // all of it came, and only its end was lost
      if (version !== undefined && error instanceof ApiError && error.status === 416) throw changed(path);
      await cuts.wait(error);
    }
  }
}

export async function* readArchive(
  connection: Connection,
  job: number,
  { path = "", signal, ...where }: FileOptions & { readonly path?: string },
): AsyncGenerator<Uint8Array> {
  const response = await request(connection, {
    path: addressOf(job, path),
    query: { ...where, archive: "tar" },
    accept: "application/x-tar",
    signal,
  });
  yield* bytesOf(response, signal);
}

/** A version is weak as long as it may change unseen; a file that is read over hours becomes settled meanwhile. */
function versionOf({ headers }: Response): string {
  return (headers.get("etag") ?? "").replace(/^W\//, "");
}

/** Of the whole file, as the answer tells it. */
function sizeOf({ headers }: Response): number | undefined {
  const text = /\/(\d+)$/.exec(headers.get("content-range") ?? "")?.[1] ?? headers.get("content-length");
  return text === null ? undefined : Number(text);
}

/** Files come as attachments, whatever is in them. */
function isFile({ headers }: Response): boolean {
  return headers.has("content-disposition");
}

async function refuse(response: Response, what: string): Promise<never> {
  await response.body?.cancel();
  throw new ApiError("bad_parameter", what, { status: 400 });
}

function changed(path: string): ApiError {
  return new ApiError("changed", `${path} was changed while it was read`, { status: 412 });
}

function addressOf(job: number, path: string): string {
  const names = path.split("/").filter((name) => name !== "");
  return ["", "api", "v2", "jobs", String(job), "files", ...names.map(encodeURIComponent)].join("/");
}
