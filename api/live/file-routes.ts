import { jobDirectory } from "../../jobs/life/directory.ts";
import { TaskAccessError } from "../../offers/task-access.ts";
import type { StoredJob } from "../../store/store.ts";
import type { ApiContext } from "../context/context.ts";
import { permittedJob } from "../context/access.ts";
import { archiveAnswer } from "./archive-answer.ts";
import { ArchiveTooLargeError } from "../files/archive.ts";
import { RefusedFileError } from "../files/beneath.ts";
import { diskFiles } from "../files/disk-files.ts";
import { closeAtEnd, fileAnswer } from "../files/file-answer.ts";
import type { JobFiles, Name } from "../files/job-files.ts";
import { CrowdedDirectoryError } from "../files/job-files.ts";
import { listAnswer } from "./list-answer.ts";
import { filePath } from "../files/file-path.ts";
import { sandboxFiles } from "../files/sandbox-files.ts";
import { elementOf } from "../jobs/job-routes.ts";
import { attemptWithOutput, hasBegun } from "./output.ts";
import type { Parameters } from "../http/parameters.ts";
import { ARRAY_INDEX, integer, JOB_ID, optional, text, withDefault, word } from "../http/parameters.ts";
import { PublicError } from "../http/problems.ts";
import type { Answer, Call, Route } from "../http/route.ts";
import { defineRoute } from "../http/route.ts";
import { ref } from "../http/schema-words.ts";

const QUERY = {
  in: optional(
    word(
      "Where to look: in the job's directory, or in the sandbox of a task. The directory where this server sees it.",
      ["directory", "sandbox"],
    ),
  ),
  index: optional(ARRAY_INDEX),
  attempt: optional(
    integer("Whose sandbox; that of the latest attempt if absent.", { minimum: 1, maximum: 1_000_000 }),
  ),
  archive: optional(word("The directory with all that is in it, instead of a list.", ["tar"])),
  limit: withDefault(integer("Names on one page.", { minimum: 1, maximum: 1000 }), 100),
  cursor: optional(text("`next` of the page before.", { maxLength: 1100 })),
} as const satisfies Parameters;

type Wanted = Call<Record<never, never>, typeof QUERY>["query"];
type FilesContext = Pick<ApiContext, "store" | "access" | "feed" | "pollMs" | "nowMs" | "jobFiles">;

export function fileRoutes(context: ApiContext): readonly Route[] {
  const about = {
    permission: "jobs:output",
    query: QUERY,
    headers: {
      Range: {
        description: "`bytes=…`, one range; several are answered with the whole.",
        schema: { type: "string" },
      },
      "If-Range": { description: "`Range` holds for this version only.", schema: { type: "string" } },
      "If-None-Match": { description: "Versions that the client has.", schema: { type: "string" } },
    },
    answers: {
      200: {
        description:
          "Of a file its bytes, never to be shown as a page. Of a directory a page of its names in the order of their bytes, or with `archive` an archive.",
        mediaType: "application/octet-stream",
        also: [
          { mediaType: "application/json", schema: ref("FileList") },
          { mediaType: "application/x-tar" },
        ],
        headers: {
          ETag: "Of a file; weak when it was changed a moment ago, and always in a sandbox.",
          "Last-Modified": "Of a file.",
          "Content-Disposition": "An attachment with the name of the file.",
          "X-GoDocker-Attempt": "The attempt whose sandbox it is.",
          "X-GoDocker-Left-Out":
            "Of an archive: how many pipes, devices and links that lead out are not in it.",
        },
      },
      206: {
        description: "The part of a file that `Range` asked for.",
        mediaType: "application/octet-stream",
        headers: { "Content-Range": "Which bytes of how many.", ETag: "As above." },
      },
      304: { description: "`If-None-Match` names this version.", mediaType: "none" },
    },
    problems: [
      "not_found",
      "no_output",
      "bad_cursor",
      "too_large",
      "range_not_satisfiable",
      "executor_unavailable",
      "store_unavailable",
    ],
  } as const;

  const top = defineRoute({
    ...about,
    method: "GET",
    path: "/api/v2/jobs/{id}/files",
    operationId: "listFiles",
    summary: "Files that a job wrote: the top of its directory, or of the sandbox of a task.",
    params: { id: JOB_ID },
    handle: (call) => answer(context, call, []),
  });

  const beneath = defineRoute({
    ...about,
    method: "GET",
    path: "/api/v2/jobs/{id}/files/{path}",
    operationId: "getFile",
    summary:
      "A file, or what is in a directory. `/` in the path stands for itself; links are followed inside only.",
    params: { id: JOB_ID, path: text("Path below the top.", { maxLength: 4096 }) },
    handle: (call) => answer(context, call, filePath(call.params.path)),
  });

  return [top, beneath];
}

type FilesCall = Pick<
  Call<{ readonly id: typeof JOB_ID }, typeof QUERY>,
  "caller" | "params" | "query" | "header" | "requestId" | "signal"
>;

async function answer(context: ApiContext, call: FilesCall, path: readonly Name[]): Promise<Answer> {
  const { params, query, header, signal } = call;
  const job = await permittedJob(context, call, params.id, "jobs:output", "its files");
  try {
    const { files, headers } = await filesOf(context, job, query);
    const found = await files.open(path);
    if (found === undefined) throw nothing(path);
    if (found.kind === "file") {
      closeAtEnd(found, signal);
      if (query.archive !== undefined) {
        throw new PublicError("bad_parameter", "Only a directory can be had as an archive.", {
          extra: { parameter: "archive" },
        });
      }
      return withHeaders(fileAnswer(found, path.at(-1), header), headers);
    }
    if (query.archive === undefined)
      return withHeaders(await listAnswer(context, job, found, path, query), headers);
    const name = path.at(-1)?.toString() ?? `job-${job.id}`;
    return withHeaders(await archiveAnswer(context, { files, path, found, name, signal }), headers);
  } catch (error) {
    throw publicOf(error, path);
  }
}

/** Where this job's files are, for what was asked. */
async function filesOf(
  context: FilesContext,
  job: StoredJob,
  query: Wanted,
): Promise<{ readonly files: JobFiles; readonly headers: Readonly<Record<string, string>> }> {
  const { jobFiles: disk, nowMs } = context;
  const where = query.in ?? (query.attempt === undefined && disk !== undefined ? "directory" : "sandbox");
  if (where === "directory") {
    if (disk === undefined) {
      throw new PublicError("no_output", "The agents share no disk with this server; leave out `in`.");
    }
    if (query.attempt !== undefined) {
      throw new PublicError("bad_parameter", "All attempts have one directory; leave out `attempt`.", {
        extra: { parameter: "attempt" },
      });
    }
    if (query.index !== undefined) elementOf(job, query.index);
    const names = jobDirectory(job.id, query.index).split("/");
    const files = diskFiles({ jobsDirectory: disk.directory, names, mayOwn: disk.mayOwn(job), nowMs });
    return { files, headers: {} };
  }
  if (job.spec.array !== undefined && query.index === undefined) {
    throw new PublicError("bad_parameter", `Job ${job.id} is an array: say which task with "index".`, {
      extra: { parameter: "index" },
    });
  }
  const element = query.index === undefined ? 0 : elementOf(job, query.index);
  const attempt = await attemptWithOutput(context, {
    job: job.id,
    element,
    attempt: query.attempt,
    stream: "stdout",
  });
  if (attempt === undefined || !hasBegun(attempt))
    throw new PublicError("no_output", "It has not begun to run, so there are no files yet.");
  return {
    files: sandboxFiles(context.access, attempt, nowMs),
    headers: { "x-godocker-attempt": String(attempt.attempt) },
  };
}

function withHeaders(answer: Answer, headers: Readonly<Record<string, string>>): Answer {
  return { ...answer, headers: { ...answer.headers, ...headers } };
}

function nothing(path: readonly Name[]): PublicError {
  if (path.length === 0)
    return new PublicError("no_output", "There are no files yet, or they are no longer kept.");
  return new PublicError("not_found", `There is no file or directory ${quoted(path)}.`);
}

function publicOf(error: unknown, path: readonly Name[]): unknown {
  if (error instanceof RefusedFileError) {
    return new PublicError("not_found", `${quoted(path)} ${error.message}.`, { cause: error });
  }
  if (error instanceof ArchiveTooLargeError || error instanceof CrowdedDirectoryError) {
    return new PublicError("too_large", `${quoted(path)}: ${error.message}. Fetch parts of it.`, {
      cause: error,
    });
  }
  if (error instanceof TaskAccessError) {
    return new PublicError("executor_unavailable", "The machine with the files cannot be reached.", {
      cause: error,
    });
  }
  return error;
}

const SHOWN_MAX = 200;

function quoted(path: readonly Name[]): string {
  const all = path.map(String).join("/");
  return JSON.stringify(all.length > SHOWN_MAX ? `${all.slice(0, SHOWN_MAX)}…` : all);
}
