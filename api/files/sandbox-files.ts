import { sandboxPath, SandboxPathError } from "../../offers/sandbox-path.ts";
import type { SandboxEntry, TaskAccess, TaskAddress } from "../../offers/task-access.ts";
import { DEPTH_MAX, RefusedFileError } from "./beneath.ts";
import type { FileEntry, JobFiles, Name, OpenDirectory, OpenFile } from "./job-files.ts";

/** Read of an agent at once. */
const PIECE_BYTES = 1024 * 1024;

/** Files of a task in its sandbox at an agent, which follows the links that stay in there. */
export function sandboxFiles(
  access: Pick<TaskAccess, "list" | "readFile">,
  task: TaskAddress,
  nowMs: () => number,
): JobFiles {
  const entryAt = async (path: readonly string[]): Promise<SandboxEntry | undefined> => {
    const name = path.at(-1);
    return (await access.list(task, path.slice(0, -1).join("/")))?.find((entry) => entry.name === name);
  };

  const file = (path: readonly string[], { size, modifiedAtMs }: SandboxEntry): OpenFile => {
    const version = `"${size.toString(36)}-${modifiedAtMs.toString(36)}"`;
    return {
      kind: "file",
      size,
      modifiedAtMs,
      // Agents tell times by the second, so what was changed twice within one looks the same: never a strong one.
      etag: `W/${version}`,
      mode: 0o644,
      async read(offset, length) {
        const part = await access.readFile(task, path.join("/"), offset, Math.min(length, PIECE_BYTES));
        return part?.bytes ?? new Uint8Array();
      },
      close: async () => undefined,
    };
  };

  const directory = async (
    path: readonly string[],
    modifiedAtMs: number,
  ): Promise<OpenDirectory | undefined> => {
    const entries = await access.list(task, path.join("/"));
    if (entries === undefined) return undefined;
    const byName = new Map(entries.map((entry) => [entry.name, entry]));
    return {
      kind: "directory",
      modifiedAtMs,
      names: async function* () {
        for (const name of byName.keys()) yield Buffer.from(name);
      },
      async look(name) {
        const entry = byName.get(name.toString());
        return entry === undefined ? undefined : entryOf(entry);
      },
      async open(name) {
        const entry = byName.get(name.toString());
        return entry === undefined ? undefined : opened([...path, entry.name], entry);
      },
      close: async () => undefined,
    };
  };

  const opened = async (
    path: readonly string[],
    entry: SandboxEntry,
  ): Promise<OpenFile | OpenDirectory | undefined> => {
    if (entry.kind === "directory") return directory(path, entry.modifiedAtMs);
    if (entry.kind === "file") return file(path, entry);
    throw new RefusedFileError("is neither a file nor a directory");
  };

  return {
    async open(names) {
      if (names.length > DEPTH_MAX) throw new RefusedFileError(`is deeper than ${DEPTH_MAX} directories`);
      const path = pathOf(names);
      if (path.length === 0) return directory([], nowMs());
      const entry = await entryAt(path);
      return entry === undefined ? undefined : opened(path, entry);
    },
  };
}

function entryOf({ name, kind, size, modifiedAtMs }: SandboxEntry): FileEntry {
  const common = { name: Buffer.from(name), kind, modifiedAtMs };
  return kind === "file" ? { ...common, size, mode: 0o644 } : { ...common, size: 0, mode: 0o755 };
}

/** @throws RefusedFileError */
function pathOf(names: readonly Name[]): readonly string[] {
  try {
    return sandboxPath(names.map(String).join("/"))
      .split("/")
      .filter((name) => name !== "");
  } catch (error) {
    if (error instanceof SandboxPathError)
      throw new RefusedFileError("is no path in a sandbox", { cause: error });
    throw error;
  }
}
