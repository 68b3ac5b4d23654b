import type { Caller } from "../../auth/caller.ts";
import { may } from "../../auth/authorize.ts";
import type { Permission } from "../../auth/permissions.ts";
import type { NewJob } from "../../jobs/life/job.ts";
import type { InboxDocument, Note, StoredJob } from "../../store/store.ts";
import { NoteTakenError } from "../../store/store.ts";
import type { ApiContext } from "../context/context.ts";
import { maySee, noSuchJob, resourceOf } from "../context/access.ts";
import type { Verb } from "./job-actions.ts";
import { hasNothingToDo, requestOf } from "./job-actions.ts";
import type { ProblemCode } from "../http/problems.ts";
import { defined } from "../context/job-document.ts";
import { PublicError } from "../http/problems.ts";
import { retried } from "../submit/retry.ts";
import { storeJobs } from "../context/submission.ts";

/**
 * Actions on many jobs. Who asks for one gets it back as soon as it is stored; it is carried out in pieces, each of
 * which is stored together with a note that it was: so any process goes on where another one stopped, and nothing is
 * done twice when two do.
 */
export interface Operation {
  readonly id: string;
  readonly verb: BulkVerb;
  readonly caller: Caller;
  readonly atMs: number;
  readonly jobs: readonly number[];
  /** Of `cancel`: in the place of the jobs' own grace times. */
  readonly graceMs?: number;
}

export type BulkVerb = Extract<Verb, "cancel" | "hold" | "release"> | "retry";

export interface ItemResult {
  readonly id: number;
  /** `requested`: stored, the scheduler will see to it. */
  readonly outcome: "requested" | "nothing_to_do" | "refused";
  /** Of what is refused. */
  readonly code?: ProblemCode;
  readonly detail?: string;
  /** The new job of a retry. */
  readonly job?: number;
}

export const NEEDS: Readonly<Record<BulkVerb, Permission>> = {
  cancel: "jobs:control",
  hold: "jobs:control",
  release: "jobs:control",
  retry: "jobs:write",
};

/** Why what is retried may not wait beside what does. */
const LIMITS: ReadonlySet<ProblemCode> = new Set(["quota_exceeded", "queue_full", "maintenance"]);

/** Days in which one can ask how it went. */
const KEPT_MS = 3 * 24 * 3600 * 1000;
const PIECE = 200;
/** A retried job may carry a script of 1 MiB. */
const RETRY_PIECE = 20;

export interface Operations {
  noteOf(operation: Operation): Note;
  find(id: string): Promise<Operation | undefined>;
  /** Of the items that are done so far, in the order of the operation's jobs. */
  results(operation: Operation): Promise<readonly ItemResult[]>;
  /** Goes on with it, unless this process is at it already. Resolves when nothing is left. */
  carryOut(operation: Operation): Promise<void>;
}

export function createOperations(context: ApiContext): Operations {
  const { store, nowMs } = context;
  const underWay = new Map<string, Promise<void>>();
  return {
    noteOf: (operation) => noteFor(context, keyOf(operation.id), operation),
    async find(id) {
      const [note] = await store.notes([keyOf(id)], nowMs());
      if (note === undefined) return undefined;
      const operation: Operation = JSON.parse(note.body); // `noteOf` made it
      return operation;
    },
    async results(operation) {
      const notes = await pieceNotes(context, operation);
      return piecesOf(operation).flatMap(({ key }) => {
        const note = notes.get(key);
        const results: readonly ItemResult[] = note === undefined ? [] : JSON.parse(note.body); // `carryOutPiece` made it
        return results;
      });
    },
    carryOut(operation) {
      const { id } = operation;
      const running =
        underWay.get(id) ?? carryOutAll(context, operation).finally(() => void underWay.delete(id));
      underWay.set(id, running);
      return running;
    },
  };
}

function noteFor({ nowMs }: ApiContext, key: string, body: unknown): Note {
  const atMs = nowMs();
  return { key, body: JSON.stringify(body), atMs, expiresAtMs: atMs + KEPT_MS };
}

async function pieceNotes(
  { store, nowMs }: ApiContext,
  operation: Operation,
): Promise<ReadonlyMap<string, Note>> {
  const notes = await store.notes(
    piecesOf(operation).map(({ key }) => key),
    nowMs(),
  );
  return new Map(notes.map((note) => [note.key, note]));
}

async function carryOutPiece(context: ApiContext, operation: Operation, { key, jobs }: Piece): Promise<void> {
  const { store, nowMs, leader } = context;
  const found = await Promise.all(jobs.map((id) => store.job(id)));
  const results: ItemResult[] = [];
  const requests: InboxDocument[] = [];
  const retries: Pick<NewJob, "spec" | "retryOf" | "user">[] = [];
  for (const [at, id] of jobs.entries()) {
    const result = await judgeJob(context, operation, id, found[at], { requests, retries });
    results.push(result);
  }
  if (retries.length === 0) {
    await store.submit(requests, [noteFor(context, key, results)]);
  } else {
    const origin = { user: operation.caller.user, submittedAtMs: nowMs(), source: "api" } as const;
    const tell = (made: readonly NewJob[]) => {
      const byOld = new Map(made.map((job) => [job.retryOf, job.id]));
      const told = results.map((result) => {
        const job = byOld.get(result.id);
        return job === undefined ? result : { ...result, job };
      });
      return [noteFor(context, key, told)];
    };
    try {
      await storeJobs(context, retries, { ...origin, caller: operation.caller }, tell);
    } catch (error) {
      if (!(error instanceof PublicError && LIMITS.has(error.code))) throw error;
      const refused = results.map((result): ItemResult =>
        retries.some(({ retryOf }) => retryOf === result.id)
          ? { id: result.id, outcome: "refused", code: error.code, detail: error.message }
          : result,
      );
      await store.submit([], [noteFor(context, key, refused)]);
    }
  }
  leader.wake();
}

async function judgeJob(
  context: ApiContext,
  { verb, caller, atMs, graceMs }: Operation,
  id: number,
  job: StoredJob | undefined,
  to: { readonly requests: InboxDocument[]; readonly retries: Pick<NewJob, "spec" | "retryOf" | "user">[] },
): Promise<ItemResult> {
  try {
    if (job === undefined || job.hidden === true || !maySee(context, caller, job)) throw noSuchJob(id);
    if (!may(caller, NEEDS[verb], resourceOf(context, job)))
      throw new PublicError("forbidden", `Job ${id} belongs to ${job.user}: this is not yours to do.`);
    if (verb === "retry") {
      to.retries.push({ ...(await retried(context, job)), user: job.user });
      return { id, outcome: "requested" };
    }
    if (hasNothingToDo(job, verb, graceMs)) return { id, outcome: "nothing_to_do" };
    to.requests.push(requestOf(job, verb, caller, atMs, defined({ graceMs })));
    return { id, outcome: "requested" };
  } catch (error) {
    if (!(error instanceof PublicError)) throw error;
    return { id, outcome: "refused", code: error.code, detail: error.message };
  }
}

async function carryOutAll(context: ApiContext, operation: Operation): Promise<void> {
  const done = await pieceNotes(context, operation);
  for (const piece of piecesOf(operation)) {
    if (done.has(piece.key)) continue;
    try {
      await carryOutPiece(context, operation, piece);
    } catch (error) {
      // Another process is at it, too, and was faster here.
      if (!(error instanceof NoteTakenError)) throw error;
    }
  }
}

interface Piece {
  readonly key: string;
  readonly jobs: readonly number[];
}

function piecesOf({ id, verb, jobs }: Operation): readonly Piece[] {
  const size = verb === "retry" ? RETRY_PIECE : PIECE;
  return Array.from({ length: Math.ceil(jobs.length / size) }, (_, k) => ({
    key: `${keyOf(id)}/${k}`,
    jobs: jobs.slice(k * size, (k + 1) * size),
  }));
}

function keyOf(id: string): string {
  return `operation/${id}`;
}
