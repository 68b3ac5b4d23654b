import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { jobDirectory } from "../../jobs/life/directory.ts";
import type { SandboxEntry, TaskAccess } from "../../offers/task-access.ts";
import type { SharedJobFiles } from "../context/context.ts";
import { diskFiles } from "./disk-files.ts";
import type { JobFiles, OpenDirectory, OpenFile } from "./job-files.ts";

/** Job directories on a disk, and beside them what nobody may read. */
export interface JobDisk extends Disposable {
  readonly shared: SharedJobFiles;
  /** What must never be seen. */
  readonly secret: string;
  /** A file with the secret in it, outside of every job's directory; so is its directory. */
  readonly secretFile: string;
  readonly secretDirectory: string;
  /** Directory of a job, made when it is asked for. */
  directory(job: number): string;
  /** Writes a file of a job. */
  put(job: number, path: string, content?: string | Uint8Array): string;
  /** Removes all of a job's files. */
  clear(job: number): void;
  /** As the server sees them. */
  files(job: number): JobFiles;
}

export function aJobDisk(): JobDisk {
  const top = mkdtempSync(join(tmpdir(), "godocker-files-"));
  const jobs = join(top, "jobs");
  const secret = `secret-${randomBytes(8).toString("hex")}`;
  const secretDirectory = join(top, "outside");
  const secretFile = join(secretDirectory, "file");
  mkdirSync(secretDirectory);
  writeFileSync(secretFile, secret);
  const own = process.getuid?.();
  const shared: SharedJobFiles = { directory: jobs, mayOwn: () => (uid) => uid === own };
  const directory = (job: number): string => {
    const path = join(jobs, jobDirectory(job));
    mkdirSync(path, { recursive: true });
    return path;
  };
  return {
    shared,
    secret,
    secretFile,
    secretDirectory,
    directory,
    put: (job, path, content = "") => {
      const whole = join(directory(job), path);
      mkdirSync(dirname(whole), { recursive: true });
      writeFileSync(whole, content);
      return whole;
    },
    clear: (job) => rmSync(directory(job), { recursive: true }),
    files: (job) =>
      diskFiles({
        jobsDirectory: jobs,
        names: jobDirectory(job).split("/"),
        mayOwn: shared.mayOwn({}),
        nowMs: Date.now,
      }),
    [Symbol.dispose]: () => rmSync(top, { recursive: true, force: true }),
  };
}

export const names = (path: string): readonly Buffer[] =>
  path
    .split("/")
    .filter((name) => name !== "")
    .map((name) => Buffer.from(name));

/** All of a file, `undefined` when there is none. */
export async function contentOf(opened: OpenFile | OpenDirectory | undefined): Promise<string | undefined> {
  if (opened === undefined) return undefined;
  try {
    if (opened.kind !== "file") throw new Error("it is a directory");
    return Buffer.from(await opened.read(0, Math.max(1, opened.size))).toString();
  } finally {
    await opened.close();
  }
}

/** A sandbox that every task has, as an agent tells of it. Names that end in `/` are directories. */
export function aSandbox(files: Readonly<Record<string, string>>): Pick<TaskAccess, "list" | "readFile"> {
  const modifiedAtMs = 1_700_000_000_000;
  return {
    list: async (_task, path) => {
      const below = path === "" ? "" : `${path}/`;
      const found = new Map<string, SandboxEntry>();
      for (const [name, content] of Object.entries(files)) {
        if (!name.startsWith(below)) continue;
        const [first = "", ...rest] = name.slice(below.length).split("/");
        const kind = rest.length > 0 ? "directory" : content === "|" ? "other" : "file";
        if (first !== "") found.set(first, { name: first, kind, size: content.length, modifiedAtMs });
      }
      return found.size === 0 && path !== "" ? undefined : [...found.values()];
    },
    readFile: async (_task, path, offset, bytesMax) => {
      const content = files[path];
      if (content === undefined) return undefined;
      const bytes = Buffer.from(content);
      return { bytes: bytes.subarray(offset, offset + bytesMax), size: bytes.length };
    },
  };
}
