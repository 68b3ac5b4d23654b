import {
  appendFileSync,
  chmodSync,
  chownSync,
  closeSync,
  constants,
  lchownSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import type { RunIds } from "./layout.ts";
import { executorSandboxOf, latestOf } from "./layout.ts";
import type { User } from "./users.ts";

/** The directory with empty `stdout` and `stderr`, and the link `latest` beside it. Only this agent can enter. */
export function makeSandbox(workDirectory: string, ids: RunIds, sandbox: string): void {
  mkdirSync(sandbox, { recursive: true });
  chmodSync(sandbox, 0o700);
  for (const file of ["stdout", "stderr"]) appendFileSync(join(sandbox, file), "");
  linkLatest(workDirectory, ids);
}

/** The sandbox of an executor whose tasks have sandboxes inside of it. */
export function makeExecutorSandbox(workDirectory: string, ids: RunIds): void {
  const sandbox = executorSandboxOf(workDirectory, ids);
  mkdirSync(sandbox, { recursive: true });
  for (const file of ["stdout", "stderr"]) appendFileSync(join(sandbox, file), "");
  linkLatest(workDirectory, ids);
}

function linkLatest(workDirectory: string, ids: RunIds): void {
  const latest = latestOf(workDirectory, ids);
  rmSync(latest, { force: true });
  symlinkSync(ids.nested?.parentId ?? ids.containerId, latest);
}

/** Opens the finished sandbox to the task. From now on nothing in it can be trusted. */
export function handOver(sandbox: string, owner: User | undefined): void {
  if (owner !== undefined) {
    chownTree(sandbox, owner);
    chownSync(sandbox, owner.uid, owner.gid);
  }
  chmodSync(sandbox, 0o750);
}

/** Links are changed themselves, not followed. */
function chownTree(directory: string, owner: User): void {
  for (const name of readdirSync(directory)) {
    const path = join(directory, name);
    lchownSync(path, owner.uid, owner.gid);
    if (lstatSync(path).isDirectory()) chownTree(path, owner);
  }
}

/** The executor's own lines go to the task's `stderr`, as in Mesos. */
export function noteInSandbox(sandbox: string, line: string): void {
  try {
    // The sandbox belongs to the task: it must not lead an agent of root to another file.
    const flags = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NOFOLLOW;
    const file = openSync(join(sandbox, "stderr"), flags);
    try {
      writeSync(file, `${line}\n`);
    } finally {
      closeSync(file);
    }
  } catch (error) {
    // The task may have removed its own sandbox or changed it, or it was refused before it had one: the update
    // tells the same.
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code !== "ENOENT" && code !== "ELOOP" && code !== "EISDIR" && code !== "ENOTDIR") throw error;
  }
}
