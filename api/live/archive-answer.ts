import type { ApiContext } from "../context/context.ts";
import type { Answer } from "../http/route.ts";
import type { ArchiveSize } from "../files/archive.ts";
import { measure, tarOf } from "../files/archive.ts";
import { attachment, downloadHeaders } from "../files/download.ts";
import type { JobFiles, Name, OpenDirectory } from "../files/job-files.ts";

export interface Archived {
  readonly files: JobFiles;
  readonly path: readonly Name[];
  readonly found: OpenDirectory;
  readonly name: string;
  readonly signal: AbortSignal;
}

/** A directory with all that is in it, as a download. @throws ArchiveTooLargeError */
export async function archiveAnswer(
  { archiveLimits }: Pick<ApiContext, "archiveLimits">,
  { files, path, found, name, signal }: Archived,
): Promise<Answer> {
  let size: ArchiveSize;
  try {
    // First counted, so that one that is too large is refused with words and not cut in the middle.
    size = await measure(found, archiveLimits, signal);
  } finally {
    await found.close();
  }
  return {
    status: 200,
    headers: {
      ...downloadHeaders("application/x-tar", attachment(Buffer.from(`${name}.tar`))),
      "x-godocker-left-out": String(size.leftOut),
    },
    chunks: (async function* () {
      // Opened again: an answer whose body is never asked for holds nothing open.
      const directory = await files.open(path);
      try {
        if (directory?.kind !== "directory") throw new Error("the directory is gone");
        yield* tarOf(directory, name, archiveLimits);
      } finally {
        await directory?.close();
      }
    })(),
  };
}
