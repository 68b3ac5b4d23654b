import { readdir, rm, stat, statfs } from "node:fs/promises";
import { join } from "node:path";

/**
 * How long sandboxes may stay: the less room on the disk, the shorter. `delayMs` while the disk is empty, nothing when
 * only `headroom` (a part of 1) is free. Source: Mesos, `--gc_delay`, `--gc_disk_headroom`.
 */
export function allowedAgeMs(delayMs: number, headroom: number, usedPart: number): number {
  return delayMs * Math.max(0, 1 - headroom - usedPart);
}

/** The part of 1 of the disk under a directory that is in use, as `df` counts it. */
export async function usedPartOfDisk(directory: string): Promise<number> {
  const { blocks, bfree, bavail } = await statfs(directory);
  const used = blocks - bfree;
  return used + bavail === 0 ? 0 : used / (used + bavail);
}

/**
 * Removes sandboxes of ended tasks that nobody wrote to for `olderThanMs`, and directories left empty by that.
 *
 * @param root  `<work directory>/slaves/<agent id>`
 * @param isLive  whether the run belongs to a task; asked just before it would be removed
 */
export async function removeOldSandboxes(
  root: string,
  olderThanMs: number,
  nowMs: number,
  isLive: (sandbox: string) => boolean,
): Promise<void> {
  for (const framework of await namesIn(join(root, "frameworks"))) {
    const executors = join(root, "frameworks", framework, "executors");
    for (const executor of await namesIn(executors)) {
      const runs = join(executors, executor, "runs");
      let left = 0;
      for (const run of await namesIn(runs)) {
        const sandbox = join(runs, run);
        if (run === "latest") continue;
        if (!(await isOlder(sandbox, nowMs - olderThanMs)) || isLive(sandbox)) left += 1;
        else await rm(sandbox, { recursive: true, force: true });
      }
      const isEmpty = left === 0 && (await namesIn(runs)).every((run) => run === "latest");
      if (isEmpty) await rm(join(executors, executor), { recursive: true, force: true });
    }
  }
}

/** A running task's output changes its files, not the directory: so the files are looked at as well. */
async function isOlder(sandbox: string, beforeMs: number): Promise<boolean> {
  for (const path of [sandbox, join(sandbox, "stdout"), join(sandbox, "stderr")]) {
    const changedMs = await stat(path).then(
      ({ mtimeMs }) => mtimeMs,
      () => 0,
    ); // removed by the task
    if (changedMs >= beforeMs) return false;
  }
  return true;
}

async function namesIn(directory: string): Promise<string[]> {
  try {
    return await readdir(directory);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  }
}
