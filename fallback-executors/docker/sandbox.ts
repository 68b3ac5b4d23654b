import { packTar, type TarEntry } from "modern-tar";
import type { TaskLaunch } from "../../offers/backend.ts";
import { SANDBOX } from "./docker-options.ts";
import { scratchPath } from "./container.ts";

/** Longest file that is fetched for a task: scripts and small inputs; volumes are for the rest. */
const FILE_BYTES_MAX = 64 * 1024 * 1024;
const FETCH_TIMEOUT_MS = 60_000;

/** A file of a task could not be had. */
export class FetchError extends Error {
  override readonly name = "FetchError";
}

/**
 * The sandbox of a task and what belongs into it, as a tar archive to be unpacked at `/`: owned by the task's account,
 * whatever the image holds.
 * @throws FetchError
 */
export async function sandboxTar(task: TaskLaunch, signal: AbortSignal): Promise<Uint8Array> {
  const { uid = 0, gid = 0 } = task.account;
  const directory = (path: string): TarEntry => ({
    header: { name: `${path.slice(1)}/`, type: "directory", size: 0, mode: 0o700, uid, gid, mtime: EPOCH },
  });
  const files = await Promise.all(
    task.files.map(async ({ url, name, executable }): Promise<TarEntry> => {
      const body = await fetched(url, name, signal);
      const mode = executable ? 0o700 : 0o600;
      return {
        header: {
          name: `${SANDBOX.slice(1)}/${name}`,
          type: "file",
          size: body.length,
          mode,
          uid,
          gid,
          mtime: EPOCH,
        },
        body,
      };
    }),
  );
  const scratch = task.scratch === undefined ? [] : [directory(scratchPath(task.scratch.path))];
  return packTar([directory(SANDBOX), ...files, ...scratch]);
}

const EPOCH = new Date(0);

export async function fetched(url: string, name: string, signal: AbortSignal): Promise<Uint8Array> {
  try {
    const answer = await fetch(url, {
      signal: AbortSignal.any([signal, AbortSignal.timeout(FETCH_TIMEOUT_MS)]),
    });
    if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
    const bytes = new Uint8Array(await answer.arrayBuffer());
    if (bytes.length > FILE_BYTES_MAX) throw new Error(`it is longer than ${FILE_BYTES_MAX} bytes`);
    return bytes;
  } catch (error) {
    const cause = error instanceof Error ? (error.cause instanceof Error ? error.cause : error) : error;
    throw new FetchError(
      `${name} could not be fetched: ${cause instanceof Error ? cause.message : String(cause)}`,
      {
        cause: error,
      },
    );
  }
}
