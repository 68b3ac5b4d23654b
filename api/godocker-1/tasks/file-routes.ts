import { jobDirectory } from "../../../jobs/life/directory.ts";
import { LEGACY_FILES } from "../../../jobs/spec/legacy.ts";
import { TaskAccessError } from "../../../offers/task-access.ts";
import type { ApiContext } from "../../context/context.ts";
import { RefusedFileError } from "../../files/beneath.ts";
import { diskFiles } from "../../files/disk-files.ts";
import { closeAtEnd, fileAnswer } from "../../files/file-answer.ts";
import { filePath } from "../../files/file-path.ts";
import {
  CrowdedDirectoryError,
  type JobFiles,
  type Name,
  type OpenDirectory,
} from "../../files/job-files.ts";
import { sandboxFiles } from "../../files/sandbox-files.ts";
import { attemptWithOutput, exactly, hasBegun, readOutput } from "../../live/output.ts";
import { PublicError } from "../../http/problems.ts";
import type { Answer } from "../../http/route.ts";
import { indexOf, permittedTask, type FoundTask } from "./find-task.ts";
import type { LegacyOptions } from "../frame/options.ts";
import { forbidden } from "../frame/refusal.ts";
import { idOf, ok, type LegacyCall, type LegacyRoute } from "../frame/route.ts";

/** Of a list; who wants more looks into the directory itself. */
const NAMES_MAX = 10_000;
const DIRECTORY_SIZE = 4096;

/** The directory of a task. A job that came another way has its output there under the names of GoDocker 1.0, too. */
export function fileRoutes(context: ApiContext, options: LegacyOptions): readonly LegacyRoute[] {
  return ["/task/{id}/files", "/task/{id}/files/{path}"].map((path) => ({
    method: "GET",
    path,
    permission: "jobs:output",
    handle: (call) => answerFiles(context, options, call),
  }));
}

async function answerFiles(context: ApiContext, options: LegacyOptions, call: LegacyCall): Promise<Answer> {
  const task = await permittedTask(context, call, idOf(call), "jobs:output");
  const path = filePath(call.params.path ?? "");
  try {
    const files = await filesOf(context, task);
    const found = await files?.open(path);
    if (found?.kind === "file") {
      closeAtEnd(found, call.signal);
      checkSize(options, found.size);
      return fileAnswer(found, path.at(-1), call.header);
    }
    if (found !== undefined) return ok(await listOf(context, task, found, path));
    const output = streamOf(path);
    const streamed = output === undefined ? undefined : await outputOf(context, options, task, output);
    if (streamed !== undefined) return streamed;
  } catch (error) {
    throw publicOf(error);
  }
  // A task that has not begun has an empty directory.
  if (path.length === 0) return ok([]);
  throw new PublicError("not_found", "There is no such file.");
}

async function filesOf(context: ApiContext, task: FoundTask): Promise<JobFiles | undefined> {
  const { jobFiles: disk, nowMs } = context;
  const { job } = task;
  if (disk !== undefined) {
    const names = jobDirectory(job.id, indexOf(task)).split("/");
    return diskFiles({ jobsDirectory: disk.directory, names, mayOwn: disk.mayOwn(job), nowMs });
  }
  const attempt = await attemptOf(context, task);
  return attempt === undefined ? undefined : sandboxFiles(context.access, attempt, nowMs);
}

async function attemptOf(context: ApiContext, { job, element }: FoundTask) {
  if (job.spec.array !== undefined && element === undefined) return undefined;
  const attempt = await attemptWithOutput(context, {
    job: job.id,
    element: element ?? 0,
    attempt: undefined,
    stream: "stdout",
  });
  return attempt !== undefined && hasBegun(attempt) ? attempt : undefined;
}

/** What the task wrote to its sandbox: output of a job that knows nothing of these names. */
async function outputOf(
  context: ApiContext,
  options: LegacyOptions,
  task: FoundTask,
  stream: "stdout" | "stderr",
): Promise<Answer | undefined> {
  const attempt = await attemptOf(context, task);
  const part = attempt === undefined ? undefined : await readOutput(context, attempt, stream, 0, 1);
  if (attempt === undefined || part === undefined) return undefined;
  checkSize(options, part.size);
  return {
    status: 200,
    headers: { "content-type": "application/octet-stream", "content-length": String(part.size) },
    chunks: exactly(context, attempt, stream, 0, part.size),
  };
}

async function listOf(context: ApiContext, task: FoundTask, directory: OpenDirectory, path: readonly Name[]) {
  const entries: { readonly name: string; readonly type: "dir" | "file"; readonly size: number }[] = [];
  try {
    for await (const name of directory.names()) {
      if (entries.length >= NAMES_MAX)
        throw new CrowdedDirectoryError(`there are more than ${NAMES_MAX} names`);
      const entry = await directory.look(name);
      if (entry === undefined || entry.kind === "other") continue;
      const isDirectory = entry.kind === "directory";
      entries.push({
        name: name.toString(),
        type: isDirectory ? "dir" : "file",
        size: isDirectory ? DIRECTORY_SIZE : entry.size,
      });
    }
  } finally {
    await directory.close();
  }
  if (path.length === 0) {
    for (const [name, stream] of STREAMS) {
      if (entries.some((entry) => entry.name === name)) continue;
      const attempt = await attemptOf(context, task);
      const part =
        attempt === undefined
          ? undefined
          : await readOutput(context, attempt, stream, 0, 1).catch(() => undefined);
      if (part !== undefined) entries.push({ name, type: "file", size: part.size });
    }
  }
  return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function checkSize(options: LegacyOptions, size: number): void {
  if (options.fileBytesMax > 0 && size > options.fileBytesMax)
    throw forbidden(`The file has ${size} bytes, more than the ${options.fileBytesMax} that are given out.`);
}

const STREAMS = [
  [LEGACY_FILES.stdout, "stdout"],
  [LEGACY_FILES.stderr, "stderr"],
] as const;

function streamOf(path: readonly Name[]): "stdout" | "stderr" | undefined {
  const [name, ...more] = path.map(String);
  return more.length > 0 ? undefined : STREAMS.find(([file]) => file === name)?.[1];
}

function publicOf(error: unknown): unknown {
  if (error instanceof RefusedFileError)
    return new PublicError("not_found", `The file ${error.message}.`, { cause: error });
  if (error instanceof CrowdedDirectoryError)
    return new PublicError("too_large", `In the directory ${error.message}.`, { cause: error });
  if (error instanceof TaskAccessError)
    return new PublicError("executor_unavailable", "The machine with the files cannot be reached.", {
      cause: error,
    });
  return error;
}
