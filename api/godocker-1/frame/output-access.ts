import { jobDirectory } from "../../../jobs/life/directory.ts";
import { LEGACY_FILES } from "../../../jobs/spec/legacy.ts";
import { parseTaskId, type NewJob } from "../../../jobs/life/job.ts";
import type { TaskAccess } from "../../../offers/task-access.ts";
import type { Store } from "../../../store/store.ts";
import type { SharedJobFiles } from "../../context/context.ts";
import { RefusedFileError } from "../../files/beneath.ts";
import { diskFiles } from "../../files/disk-files.ts";

/** Jobs that are remembered to be of GoDocker 1.0 or not: nothing about that ever changes. */
const REMEMBERED_MAX = 10_000;

/**
 * Jobs that came through the GoDocker 1.0 API write to `god.log` and `god.err` in their directory; whoever reads their
 * output in another way finds it there. All attempts of a task share the directory: the files are those of the latest.
 */
export function withLegacyOutput(
  access: TaskAccess,
  options: {
    readonly store: Pick<Store, "newJobs">;
    readonly jobFiles: SharedJobFiles | undefined;
    readonly nowMs: () => number;
  },
): TaskAccess {
  const { store, jobFiles, nowMs } = options;
  if (jobFiles === undefined) return access;
  const known = new Map<number, { readonly job: Pick<NewJob, "account">; readonly isLegacy: boolean }>();
  const jobOf = async (id: number) => {
    const before = known.get(id);
    if (before !== undefined) return before;
    const [job] = await store.newJobs([id]);
    if (job === undefined) return undefined;
    const { account } = job;
    const found = { job: account === undefined ? {} : { account }, isLegacy: job.legacy !== undefined };
    const [oldest] = known.keys();
    if (known.size >= REMEMBERED_MAX && oldest !== undefined) known.delete(oldest);
    known.set(id, found);
    return found;
  };
  return {
    ...access,
    async read(task, stream, offset, bytesMax) {
      const parts = parseTaskId(task.taskId);
      const job = parts === undefined ? undefined : await jobOf(parts.job);
      if (parts === undefined || job?.isLegacy !== true) return access.read(task, stream, offset, bytesMax);
      const files = diskFiles({
        jobsDirectory: jobFiles.directory,
        names: jobDirectory(parts.job, parts.index).split("/"),
        mayOwn: jobFiles.mayOwn(job.job),
        nowMs,
      });
      const found = await files.open([Buffer.from(LEGACY_FILES[stream])]).catch((error: unknown) => {
        if (error instanceof RefusedFileError) return undefined;
        throw error;
      });
      try {
        if (found?.kind !== "file") return await access.read(task, stream, offset, bytesMax);
        return {
          bytes: await found.read(offset, Math.min(bytesMax, Math.max(0, found.size - offset))),
          size: found.size,
        };
      } finally {
        await found?.close();
      }
    },
  };
}
