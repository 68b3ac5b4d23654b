import { Buffer } from "node:buffer";
import type { Readable } from "node:stream";
import type { Caller } from "../auth/caller.ts";
import type { Job, NewJob } from "../jobs/job.ts";
import type { JobSpec } from "../jobs/spec.ts";
import type { Validated } from "../jobs/validate.ts";
import type { ApiContext } from "./context.ts";
import { parseJsonBody } from "./json-body.ts";
import type { Line } from "./ndjson.ts";
import { splitLines } from "./ndjson.ts";
import type { ProblemDocument } from "./problems.ts";
import { problemDocument, PublicError, toPublicError } from "./problems.ts";
import type { Answer } from "./route.ts";
import type { SubmissionRules, Warning } from "./submission.ts";
import { checkSubmission, invalidJob, storeJobs, warningsFor } from "./submission.ts";

export const BATCH_LINES_MAX = 10_000;
export const BATCH_BYTES_MAX = 64 * 1024 * 1024;
export const ATOMIC_LINES_MAX = 1000;
/** Faults told of one line: ten thousand answers with a hundred each would be more than anybody reads. */
const LINE_FAULTS_MAX = 10;
/** A job that some lines wait for is looked up once; beyond that many, again. */
const KNOWN_JOBS_MAX = 1000;

interface Batch {
  readonly caller: Caller;
  readonly origin: Pick<NewJob, "user" | "submittedAtMs" | "source">;
  readonly body: Readable;
}

interface LineAnswer {
  readonly line: number;
  readonly id?: number;
  readonly warnings?: readonly Warning[];
  readonly problem?: ProblemDocument;
}

type Checked =
  { readonly line: number; readonly spec: JobSpec } | { readonly line: number; readonly error: PublicError };

/**
 * Takes the body as it comes: what one read of the connection brought is checked, stored in one write and answered
 * before the next is read. Memory is bounded by one such piece and one line, whatever the size of the batch.
 */
export async function answerBatch(context: ApiContext, batch: Batch): Promise<Answer> {
  const answers = answersTo(context, batch);
  // The first piece is awaited, so that a store that is away is a proper 503 and not a broken stream.
  const first = await answers.next();
  return {
    status: 200,
    headers: { "content-type": "application/x-ndjson; charset=utf-8" },
    chunks: (async function* () {
      if (first.done !== true) yield first.value;
      yield* answers;
    })(),
  };
}

async function* answersTo(context: ApiContext, batch: Batch): AsyncGenerator<string> {
  const rules = batchRules(context);
  let answered = 0;
  try {
    for await (const lines of piecesOf(batch.body, context.bodyBytesMax)) {
      const within = lines.filter((line) => line.number <= BATCH_LINES_MAX);
      const answers = await answerPiece(context, batch, rules, within, { first: answered === 0 });
      answered = within.at(-1)?.number ?? answered;
      yield answers.map((answer) => `${JSON.stringify(answer)}\n`).join("");
      if (lines.length > within.length) {
        throw new PublicError(
          "too_large",
          `A batch has at most ${BATCH_LINES_MAX} lines; the rest is not stored.`,
        );
      }
    }
  } catch (error) {
    // Before the first answer it is the answer; after that it is told like a fault of the line that it stopped at.
    if (answered === 0 || !(error instanceof PublicError)) throw error;
    yield `${JSON.stringify(answerOf({ line: answered + 1, error }))}\n`;
  }
}

async function answerPiece(
  context: ApiContext,
  { caller, origin }: Batch,
  rules: SubmissionRules,
  lines: readonly Line[],
  { first }: { readonly first: boolean },
): Promise<readonly LineAnswer[]> {
  const answers = new Map<number, LineAnswer>();
  const good: { readonly line: number; readonly spec: JobSpec }[] = [];
  for (const line of lines) {
    const checked = await check(line, caller, rules);
    if ("spec" in checked) good.push(checked);
    else answers.set(checked.line, answerOf(checked));
  }
  if (good.length > 0) {
    const stored = await storePiece(context, good, origin, first && answers.size === 0);
    for (const answer of stored) answers.set(answer.line, answer);
  }
  return lines.flatMap(({ number }) => answers.get(number) ?? []);
}

/** @param mayThrow  nothing was answered yet, so the whole request may fail */
async function storePiece(
  context: ApiContext,
  good: readonly { readonly line: number; readonly spec: JobSpec }[],
  origin: Batch["origin"],
  mayThrow: boolean,
): Promise<readonly LineAnswer[]> {
  let jobs: readonly NewJob[];
  try {
    jobs = await storeJobs(
      context.store,
      good.map(({ spec }) => spec),
      origin,
    );
  } catch (cause) {
    if (mayThrow) throw cause;
    const error = toPublicError(cause);
    if (error.code === "internal") context.log.error("a piece of a batch was not stored", { err: cause });
    return good.map(({ line }) => answerOf({ line, error }));
  }
  context.leader.wake();
  context.metrics.jobSubmitted(origin.source, jobs.length);
  const agents = await context.presentAgents();
  return jobs.map((job, at): LineAnswer => {
    const warnings = warningsFor(job.spec, agents);
    const line = good[at]?.line ?? 0;
    return warnings.length === 0 ? { line, id: job.id } : { line, id: job.id, warnings };
  });
}

/** Reads everything, then stores all or nothing in one write. */
export async function answerAtomicBatch(
  context: ApiContext,
  { caller, origin, body }: Batch,
): Promise<Answer> {
  const rules = batchRules(context);
  const checked: Checked[] = [];
  for await (const lines of piecesOf(body, context.bodyBytesMax)) {
    for (const line of lines) checked.push(await check(line, caller, rules));
    if (checked.length > ATOMIC_LINES_MAX) {
      throw new PublicError(
        "too_large",
        `An atomic batch has at most ${ATOMIC_LINES_MAX} lines. Nothing was stored.`,
      );
    }
  }
  const faulty = checked.flatMap((item) => ("error" in item ? [item] : []));
  if (faulty.length > 0) {
    const lines = faulty.slice(0, 100).map(answerOf);
    throw new PublicError(
      "invalid",
      `${faulty.length} of ${checked.length} lines have faults. Nothing was stored.`,
      {
        extra: { lines },
      },
    );
  }
  const good = checked.flatMap((item) => ("spec" in item ? [item] : []));
  const jobs =
    good.length === 0
      ? []
      : await storeJobs(
          context.store,
          good.map((item) => item.spec),
          origin,
        );
  if (jobs.length > 0) {
    context.leader.wake();
    context.metrics.jobSubmitted(origin.source, jobs.length);
  }
  const answers = jobs.map((job, at) => `${JSON.stringify({ line: good[at]?.line, id: job.id })}\n`);
  return {
    status: 200,
    headers: { "content-type": "application/x-ndjson; charset=utf-8" },
    bytes: Buffer.from(answers.join("")),
  };
}

/** Lines in the pieces in which they arrive. @throws PublicError  `too_large` */
async function* piecesOf(body: Readable, lineBytesMax: number): AsyncGenerator<readonly Line[]> {
  let bytes = 0;
  const counted = (async function* () {
    for await (const chunk of body) {
      const piece: unknown = chunk;
      if (!(piece instanceof Uint8Array)) throw new Error("a request gives bytes");
      bytes += piece.length;
      if (bytes > BATCH_BYTES_MAX)
        throw new PublicError("too_large", `A batch has at most ${BATCH_BYTES_MAX} bytes.`);
      yield piece;
    }
  })();
  yield* splitLines(counted, lineBytesMax);
}

function batchRules(context: ApiContext): SubmissionRules {
  const known = new Map<number, Job>();
  const findJob = async (id: number): Promise<Job | undefined> => {
    const job = known.get(id) ?? (await context.store.job(id));
    // Only what is there is remembered: a later line may wait for a job that an earlier one just made.
    if (job !== undefined && known.size < KNOWN_JOBS_MAX) known.set(id, job);
    return job;
  };
  return { volumes: context.volumes, jobDefaults: context.jobDefaults, findJob };
}

async function check(line: Line, caller: Caller, rules: SubmissionRules): Promise<Checked> {
  if (line.bytes === undefined) {
    return {
      line: line.number,
      error: new PublicError("too_large", "The line is longer than one job may be."),
    };
  }
  try {
    const checked: Validated = await checkSubmission(parseJsonBody(line.bytes), caller, rules);
    if (checked.ok) return { line: line.number, spec: checked.spec };
    return { line: line.number, error: invalidJob(checked.problems) };
  } catch (error) {
    if (error instanceof PublicError) return { line: line.number, error };
    throw error;
  }
}

function answerOf({ line, error }: { readonly line: number; readonly error: PublicError }): LineAnswer {
  return { line, problem: problemDocument(error, {}, LINE_FAULTS_MAX) };
}
