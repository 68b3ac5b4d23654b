import type { CreatedJob } from "../../client/documents/jobs.ts";
import type { JobSpec } from "../../client/documents/spec.ts";
import { ApiError } from "../../client/http.ts";
import { apiFailure, documentFault } from "../connection/api-failure.ts";
import { formatOf, has, valueOf } from "../frame/args.ts";
import type { Context } from "../frame/context.ts";
import { EXIT, Failure, problemCount } from "../text/failure.ts";
import type { JobDraft } from "../job-document/job-draft.ts";
import { readJob, wantsMany } from "../job-document/job-source.ts";
import { keyed } from "../frame/keyed.ts";
import { printDocument } from "../frame/output.ts";
import { printableJson } from "../text/printable.ts";

export async function submit(context: Context): Promise<number> {
  const { args, terminal } = context;
  if (wantsMany(args)) {
    const { submitMany } = await import("./submit-many.ts");
    return submitMany(context);
  }
  const draft = await readJob(context);
  if (has(args, "dry-run")) {
    await terminal.out(`${printableJson(await checkedHere(draft), 2)}\n`);
    return EXIT.done;
  }
  const job = await send(context, draft);
  await printCreated(context, job);
  if (has(args, "explain")) {
    const { printWhy } = await import("../jobs/why.ts");
    await printWhy(context, job.id);
  }
  if (!has(args, "wait")) return EXIT.done;
  const { waitForJobs } = await import("../jobs/wait.ts");
  return waitForJobs(context, [job.id], {});
}

/**
 * Submits one job and passes on the server's warnings.
 * @throws Failure
 */
export async function send(context: Context, draft: JobDraft): Promise<CreatedJob> {
  const { client, url } = await context.connect();
  let job: CreatedJob;
  try {
    // The server checks it: a document may have faults, and all of them are told by who knows the volumes, too.
    const own = valueOf(context.args, "idempotency-key");
    job = await keyed((made) => client.submit(draft as JobSpec, { idempotencyKey: own ?? made }));
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    throw new Failure(apiFailure(error, { what: "job not submitted", url }));
  }
  for (const { message } of job.warnings) await context.terminal.warn(message);
  return job;
}

/** Checked without a server: by the same rules, except for what only an installation knows. @throws Failure */
export async function checkedHere(draft: object): Promise<unknown> {
  const { validateJobSpec } = await import("../../jobs/submission/validate.ts");
  const checked = validateJobSpec(draft);
  if (checked.ok) return checked.spec;
  throw new Failure({
    exit: EXIT.invalid,
    what: `the job is not valid: ${problemCount(checked.problems.length)}`,
    faults: checked.problems.map(documentFault),
  });
}

async function printCreated(context: Context, job: CreatedJob): Promise<void> {
  if (formatOf(context.args).kind === "name") await context.terminal.out(`${job.id}\n`);
  else {
    await printDocument(context, job, () => context.terminal.out(`Submitted job ${job.id}\n`));
  }
}
