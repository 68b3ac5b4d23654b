import type { JobChanges } from "../../client/documents/jobs.ts";
import { ApiError } from "../../client/http.ts";
import { apiFailure } from "../connection/api-failure.ts";
import { valueOf } from "../frame/args.ts";
import { usageOf } from "../frame/command.ts";
import type { Context } from "../frame/context.ts";
import { printDocument } from "../frame/output.ts";
import { patchOfSets } from "../frame/set-values.ts";
import { applyFlag } from "../job-document/job-document.ts";
import type { JobDraft } from "../job-document/job-draft.ts";
import { jobFlagsOf } from "../job-document/job-source.ts";
import { parseJobIds } from "../jobs/job-words.ts";
import { EXIT, Failure, problemCount, type Fault } from "../text/failure.ts";
import { integer, ValueError } from "../text/value-error.ts";

/** Changes a job that waits. What another user changed meanwhile is not undone: the change is refused. */
export async function edit(context: Context): Promise<number> {
  const { args, terminal } = context;
  const [id = 0] = parseJobIds(args.operands, "changed");
  const patch = patchOf(context);
  const { client, url } = await context.connect();
  try {
    const before = await client.get(id);
    // The server checks it, and tells every fault of it.
    const job = await client.change(before, patch as JobChanges);
    const isDone = job.etag !== before.etag;
    const said = isDone ? "is changed" : "will be changed; no scheduler has done so yet, or it was so before";
    return await printDocument(context, job, () => terminal.out(`job ${id} ${said}\n`));
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    throw new Failure(apiFailure(error, { what: `job ${id} not changed`, url }));
  }
}

/** Only what the command line says. @throws Failure */
function patchOf({ io, args }: Context): JobDraft {
  const faults: Fault[] = [];
  let patch: JobDraft = {};
  const sources = { env: io.env, envFiles: new Map(), nowMs: io.nowMs() };
  const attempt = (where: string, apply: () => void): void => {
    try {
      apply();
    } catch (error) {
      if (!(error instanceof ValueError)) throw error;
      faults.push({ where, why: error.message, ...(error.fix === undefined ? {} : { fix: error.fix }) });
    }
  };
  attempt("--set", () => {
    patch = { ...patchOfSets(args) };
  });
  for (const given of jobFlagsOf(args)) attempt(given.written, () => applyFlag(patch, given, sources));
  const throttle = valueOf(args, "throttle");
  if (throttle !== undefined) {
    attempt("--throttle", () => {
      patch.array = { maxConcurrent: integer(throttle, 1, 10_000_000) };
    });
  }
  if (faults.length > 0) {
    throw new Failure({
      exit: EXIT.usage,
      what: `nothing was changed: ${problemCount(faults.length)}`,
      faults,
      usage: usageOf(args.command),
    });
  }
  if (Object.keys(patch).length > 0) return patch;
  throw new Failure({
    exit: EXIT.usage,
    what: "there is nothing to change",
    fix: "name what is to change, such as --priority 80",
    usage: usageOf(args.command),
  });
}
