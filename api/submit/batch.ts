import { Buffer } from "node:buffer";
import type { Readable } from "node:stream";
import type { Caller } from "../../auth/caller.ts";
import type { Job, NewJob } from "../../jobs/life/job.ts";
import type { JobSpec } from "../../jobs/spec/spec.ts";
import type { Validated } from "../../jobs/submission/validate.ts";
import type { Note } from "../../store/store.ts";
import { NoteTakenError } from "../../store/store.ts";
import { canonicalHash } from "../http/canonical.ts";
import type { ApiContext } from "../context/context.ts";
import { answerIn, noteFor, noteKeyOf, REPLAYED_HEADERS } from "../http/idempotency.ts";
import { parseJsonBody } from "../http/json-body.ts";
import type { Line } from "../http/ndjson.ts";
import { splitLines } from "../http/ndjson.ts";
import type { ProblemDocument } from "../http/problems.ts";
import { problemDocument, PublicError, toPublicError } from "../http/problems.ts";
import type { Answer } from "../http/route.ts";
import type { SubmissionRules } from "../context/submission.ts";
import { checkSubmission, invalidJob, storeJobs } from "../context/submission.ts";
import type { Warning } from "./submission-warnings.ts";
import { warningsFor } from "./submission-warnings.ts";

export const BATCH_LINES_MAX = 10_000;
export const BATCH_BYTES_MAX = 64 * 1024 * 1024;
export const ATOMIC_LINES_MAX = 1000;
/** Faults told of one line: ten thousand answers with a hundred each would be more than anybody reads. */
const LINE_FAULTS_MAX = 10;
/** A job that some lines wait for is looked up once; beyond that many, again. */
const KNOWN_JOBS_MAX = 1000;

export interface Batch {
  readonly caller: Caller;
  readonly origin: Pick<NewJob, "user" | "submittedAtMs" | "source">;
  readonly body: Readable;
  /** Idempotency key of the request. */
  readonly key: string | undefined;
  readonly dryRun: boolean;
  /** Aborted when the client went away. */
  readonly signal: AbortSignal;
}

interface LineAnswer {
  readonly line: number;
  readonly id?: number;
  readonly valid?: true;
  readonly warnings?: readonly Warning[];
  readonly replayed?: true;
  readonly problem?: ProblemDocument;
}

interface GoodLine {
  readonly line: number;
  readonly spec: JobSpec;
  /** Of the line as it came. */
  readonly hash: string;
}

type Checked = GoodLine | { readonly line: number; readonly error: PublicError };

const OPERATION = "submitJobs";
/** How often a piece is tried again because another request with the same keys stored some of its lines. */
const RACES_MAX = 5;

/**
 * Takes the body as it comes: what one read of the connection brought is checked, stored in one write and answered
 * before the next is read. Memory is bounded by one such piece and one line, whatever the size of the batch.
 */
export async function answerBatch(context: ApiContext, batch: Batch): Promise<Answer> {
  const { caller, key, signal } = batch;
  const release = context.idempotency.hold({ user: caller.user, operation: OPERATION, key });
  // Also when the client is gone before the first answer is taken.
  signal.addEventListener("abort", release, { once: true });
  const answers = answersTo(context, batch);
  // The first piece is awaited, so that a store that is away is a proper 503 and not a broken stream.
  const first = await answers.next().catch((error: unknown) => {
    release();
    throw error;
  });
  return {
    status: 200,
    headers: { "content-type": "application/x-ndjson; charset=utf-8" },
    chunks: (async function* () {
      try {
        if (first.done !== true) yield first.value;
        yield* answers;
      } finally {
        release();
      }
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
  batch: Batch,
  rules: SubmissionRules,
  lines: readonly Line[],
  { first }: { readonly first: boolean },
): Promise<readonly LineAnswer[]> {
  const answers = new Map<number, LineAnswer>();
  const good: GoodLine[] = [];
  for (const line of lines) {
    const checked = await check(line, batch, rules);
    if ("spec" in checked) good.push(checked);
    else answers.set(checked.line, answerOf(checked));
  }
  if (good.length > 0) {
    const stored = await storePiece(context, batch, good, first && answers.size === 0);
    for (const answer of stored) answers.set(answer.line, answer);
  }
  return lines.flatMap(({ number }) => answers.get(number) ?? []);
}

/** @param mayThrow  nothing was answered yet, so the whole request may fail */
async function storePiece(
  context: ApiContext,
  batch: Batch,
  good: readonly GoodLine[],
  mayThrow: boolean,
): Promise<readonly LineAnswer[]> {
  try {
    const agents = await context.presentAgents();
    const warned = (spec: JobSpec) => {
      const warnings = warningsFor(spec, agents, context.siteNeeds);
      return warnings.length === 0 ? {} : { warnings };
    };
    if (batch.dryRun) return good.map(({ line, spec }) => ({ line, valid: true, ...warned(spec) }));
    return await storeLines(context, batch, good, (job) => ({ id: job.id, ...warned(job.spec) }));
  } catch (cause) {
    if (mayThrow) throw cause;
    const error = toPublicError(cause);
    if (error.code === "internal") context.log.error("a piece of a batch was not stored", { err: cause });
    return good.map(({ line }) => answerOf({ line, error }));
  }
}

type Stored = Pick<LineAnswer, "id" | "warnings">;

/** Each line once, by its own key; those that were stored before are answered as they were then. */
async function storeLines(
  context: ApiContext,
  { caller, origin, key }: Batch,
  good: readonly GoodLine[],
  storedOf: (job: NewJob) => Stored,
): Promise<readonly LineAnswer[]> {
  const { store, nowMs } = context;
  const keyOfLine = ({ line }: GoodLine) =>
    key === undefined ? undefined : noteKeyOf({ user: caller.user, operation: OPERATION }, `${key}/${line}`);
  for (let race = 0; ; race += 1) {
    const noteKeys = good.flatMap((line) => keyOfLine(line) ?? []);
    const notes = noteKeys.length === 0 ? [] : await store.notes(noteKeys, nowMs());
    const noteOf = new Map(notes.map((note) => [note.key, note]));
    const before = good.flatMap((line): LineAnswer[] => {
      const note = noteOf.get(keyOfLine(line) ?? "");
      return note === undefined ? [] : [replayOf(line, note)];
    });
    const fresh = good.filter((line) => !noteOf.has(keyOfLine(line) ?? ""));
    if (fresh.length === 0) return before;
    try {
      const jobs = await storeJobs(
        context,
        fresh.map(({ spec }) => ({ spec })),
        { ...origin, caller },
        (made) =>
          made.flatMap((job, at) => {
            const line = fresh[at];
            const noteKey = line === undefined ? undefined : keyOfLine(line);
            if (line === undefined || noteKey === undefined) return [];
            return [noteFor(noteKey, { hash: line.hash, answer: storedOf(job) }, nowMs())];
          }),
      );
      context.leader.wake();
      context.metrics.jobSubmitted(origin.source, jobs.length);
      return [...before, ...jobs.map((job, at) => ({ line: fresh[at]?.line ?? 0, ...storedOf(job) }))];
    } catch (error) {
      if (!(error instanceof NoteTakenError) || race >= RACES_MAX) throw error;
    }
  }
}

function replayOf(line: GoodLine, note: Note): LineAnswer {
  try {
    return { line: line.line, ...answerIn<Stored>(note, line.hash), replayed: true };
  } catch (error) {
    if (error instanceof PublicError) return answerOf({ line: line.line, error });
    throw error;
  }
}

/** Reads everything, then stores all or nothing in one write. */
export async function answerAtomicBatch(context: ApiContext, batch: Batch): Promise<Answer> {
  const { caller, origin, key } = batch;
  const rules = batchRules(context);
  const checked: Checked[] = [];
  for await (const lines of piecesOf(batch.body, context.bodyBytesMax)) {
    for (const line of lines) checked.push(await check(line, batch, rules));
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
  if (batch.dryRun || good.length === 0) return linesAnswer(good.map(({ line }) => ({ line, valid: true })));
  const content = good.map(({ line, hash }) => [line, hash]);
  const { answer: ids, replayed } = await context.idempotency.once<readonly number[]>(
    { user: caller.user, operation: `${OPERATION} atomic`, key, content },
    async (notesOf) => {
      const idsOf = (jobs: readonly NewJob[]) => jobs.map(({ id }) => id);
      const jobs = await storeJobs(
        context,
        good.map(({ spec }) => ({ spec })),
        { ...origin, caller },
        (made) => notesOf(idsOf(made)),
      );
      context.leader.wake();
      context.metrics.jobSubmitted(origin.source, jobs.length);
      return idsOf(jobs);
    },
  );
  return linesAnswer(
    good.map(({ line }, at) => ({ line, id: ids[at] ?? 0, ...(replayed ? { replayed } : {}) })),
    replayed ? REPLAYED_HEADERS : {},
  );
}

function linesAnswer(lines: readonly LineAnswer[], headers: Readonly<Record<string, string>> = {}): Answer {
  return {
    status: 200,
    headers: { "content-type": "application/x-ndjson; charset=utf-8", ...headers },
    bytes: Buffer.from(lines.map((line) => `${JSON.stringify(line)}\n`).join("")),
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
  return { ...context, findJob };
}

async function check(line: Line, { caller, key }: Batch, rules: SubmissionRules): Promise<Checked> {
  if (line.bytes === undefined) {
    return {
      line: line.number,
      error: new PublicError("too_large", "The line is longer than one job may be."),
    };
  }
  try {
    const document = parseJsonBody(line.bytes);
    const checked: Validated = await checkSubmission(document, caller, rules);
    const hash = key === undefined ? "" : canonicalHash(document);
    if (checked.ok) return { line: line.number, spec: checked.spec, hash };
    return { line: line.number, error: invalidJob(checked.problems) };
  } catch (error) {
    if (error instanceof PublicError) return { line: line.number, error };
    throw error;
  }
}

function answerOf({ line, error }: { readonly line: number; readonly error: PublicError }): LineAnswer {
  return { line, problem: problemDocument(error, {}, LINE_FAULTS_MAX) };
}
