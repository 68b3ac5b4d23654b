import type { FileHandle } from "node:fs/promises";
import { rename, rmdir, unlink } from "node:fs/promises";
import { child, namesIn, openRoot, pathBelow, RefusedFileError } from "./beneath.ts";
import type { Held } from "./beneath.ts";

/** Directories held open at once; deeper ones are brought up first. */
const DEPTH_MAX = 50;

export interface Removed {
  readonly entries: number;
  /** What could not be removed: another file system, or not this process' to remove. */
  readonly left: number;
}

/**
 * Removes a directory with everything in it. Each name is looked up below a directory that is held, and no link is
 * followed: what is exchanged meanwhile leads nowhere else. Other file systems that are mounted there stay.
 * @param trusted  an absolute path, followed as it is
 * @param names  the way from there; the last one is removed
 * @returns `undefined` when there is no such directory
 * @throws RefusedFileError  when a link stands in its way
 */
export async function removeTree(trusted: string, names: readonly string[]): Promise<Removed | undefined> {
  const last = names.at(-1);
  const parent = last === undefined ? undefined : await openRoot(trusted, names.slice(0, -1));
  if (last === undefined || parent === undefined) return undefined;
  try {
    const top = await child(parent.handle, Buffer.from(last));
    if (top === undefined) return undefined;
    try {
      if (!top.stat.isDirectory())
        throw new RefusedFileError("is no directory where the job's own should be");
      const removal = removalIn(top);
      await removal.emptyAll();
      removal.count(await isDone(() => rmdir(pathBelow(parent.handle, Buffer.from(last)))));
      return removal.result();
    } finally {
      await top.handle.close();
    }
  } finally {
    await parent.handle.close();
  }
}

interface Removal {
  emptyAll(): Promise<void>;
  count(removed: boolean): void;
  result(): Removed;
}

function removalIn(top: Held): Removal {
  let [entries, left, raised] = [0, 0, 0];
  const count = (removed: boolean): void => {
    if (removed) entries += 1;
    else left += 1;
  };

  const remove = async ({ handle }: Held, name: Buffer, depth: number): Promise<void> => {
    const path = pathBelow(handle, name);
    const found = await child(handle, name).catch((error: unknown) => {
      if (error instanceof RefusedFileError) return null;
      throw error;
    });
    if (found === undefined) return;
    if (found === null) return count(false);
    try {
      if (!found.stat.isDirectory()) count(await isDone(() => unlink(path)));
      else if (found.stat.dev !== top.stat.dev) count(false);
      else if (depth < DEPTH_MAX) {
        await empty(found, depth + 1);
        count(await isDone(() => rmdir(path)));
      } else {
        // In the next round it is found at the top.
        const above = pathBelow(top.handle, Buffer.from(`.removed-${process.pid}-${raised}`));
        if (await isDone(() => rename(path, above))) raised += 1;
        else count(false);
      }
    } finally {
      await found.handle.close();
    }
  };
  const empty = async (directory: Held, depth: number): Promise<void> => {
    for (const name of await allNames(directory.handle)) await remove(directory, name, depth);
  };

  return {
    async emptyAll() {
      // Again for what was brought up, and for what somebody still writes; until a round changes nothing.
      for (let before = -1; before !== entries + raised;) {
        before = entries + raised;
        left = 0;
        await empty(top, 0);
      }
    },
    count,
    result: () => ({ entries, left }),
  };
}

/** Read before anything is removed: a directory that is changed meanwhile may be read with gaps. */
async function allNames(directory: FileHandle): Promise<readonly Buffer[]> {
  const names: Buffer[] = [];
  try {
    for await (const name of namesIn(directory)) names.push(name);
  } catch (error) {
    if (!(error instanceof RefusedFileError)) throw error;
  }
  return names;
}

/** `false` when it may not be done, or there is something left in it. */
async function isDone(act: () => Promise<void>): Promise<boolean> {
  try {
    await act();
    return true;
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ENOENT") return true; // somebody was faster
    if (["EACCES", "EPERM", "ENOTEMPTY", "EBUSY", "ENOTDIR", "EISDIR", "EROFS"].includes(String(code)))
      return false;
    throw error;
  }
}
