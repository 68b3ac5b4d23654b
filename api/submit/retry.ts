import { plainUser } from "../../auth/caller.ts";
import type { Job, NewJob } from "../../jobs/life/job.ts";
import { isFinal, JOB_STATES } from "../../jobs/life/job.ts";
import type { ArraySpec, JobSpec } from "../../jobs/spec/spec.ts";
import { indexOfElement } from "../../jobs/spec/spec.ts";
import * as ranges from "../../resources/ranges.ts";
import type { Store } from "../../store/store.ts";
import { bodyReader } from "../http/checked-body.ts";
import { mergePatch } from "../http/merge-patch.ts";
import { PublicError } from "../http/problems.ts";
import { object } from "../http/schema-words.ts";
import type { SubmissionRules } from "../context/submission.ts";
import { checkSubmission, invalidJob } from "../context/submission.ts";

/** How a job that is submitted again differs from what it was. */
export interface RetryWishes {
  /** Of an array only the tasks that failed. */
  readonly onlyFailed?: boolean;
  /** A merge patch of the job document. */
  readonly changes?: Readonly<Record<string, unknown>>;
}

export const RETRY_WISHES = object({
  "onlyFailed?": { type: "boolean", description: "Of an array only the tasks that failed." },
  "changes?": {
    type: "object",
    description: "What is to be different, as a JSON merge patch (RFC 7396) of the job document.",
  },
});
const readWishes = bodyReader<RetryWishes>(RETRY_WISHES);

/** @throws PublicError  `invalid` */
export function retryWishes(body: unknown): RetryWishes {
  return body === undefined ? {} : readWishes(body);
}

/** What of a job is nobody's to choose but its owner's: it runs with their rights. */
const OWNERS_CHOICE: ReadonlySet<string> = new Set([
  "command",
  "script",
  "args",
  "env",
  "secrets",
  "image",
  "rootInContainer",
  "volumes",
  "workdir",
  "io",
  "project",
  "notify",
]);

/** @throws PublicError  `forbidden` when another user would choose what runs under the owner's name */
export function checkForeignChanges({ changes = {} }: RetryWishes): void {
  const foreign = Object.keys(changes).filter((field) => OWNERS_CHOICE.has(field));
  if (foreign.length === 0) return;
  throw new PublicError(
    "forbidden",
    `The job runs as its owner, and only they change ${foreign.join(", ")} of it.`,
    { extra: { fields: foreign } },
  );
}

/** Indices of an array that one job can name one by one. */
const INDICES_MAX = 10_000;

/**
 * The job as a new submission: what it asks for must still be possible.
 * @throws PublicError  `conflict_state` before its end, or when nothing failed; `invalid`
 */
export async function retried(
  context: Omit<SubmissionRules, "findJob"> & { readonly store: Store },
  job: Job,
  { changes, onlyFailed = false }: RetryWishes = {},
): Promise<Pick<NewJob, "spec" | "retryOf" | "legacy">> {
  const { state } = job.status;
  if (!isFinal(state)) {
    throw new PublicError(
      "conflict_state",
      `Job ${job.id} has not ended (${state}): only one that has is retried.`,
      {
        extra: { from: state, wanted: "retry", allowed: JOB_STATES.filter(isFinal) },
      },
    );
  }
  const wanted = mergePatch(onlyFailed ? withFailed(job) : job.spec, changes ?? {});
  const owner = plainUser(job.user);
  const result = await checkSubmission(wanted, owner, { ...context, findJob: (id) => context.store.job(id) });
  if (result.ok) return { spec: result.spec, retryOf: job.id, ...legacyOf(job, result.spec) };
  throw invalidJob(result.problems);
}

/** A job of GoDocker 1.0 stays one; the text of its array holds for the same tasks only. */
function legacyOf({ legacy, spec }: Job, wanted: JobSpec): Pick<NewJob, "legacy"> {
  if (legacy === undefined) return {};
  const { ended: _, ...asked } = legacy;
  const { array, ...rest } = asked;
  const isSame = JSON.stringify(spec.array) === JSON.stringify(wanted.array);
  return { legacy: array === undefined || !isSame ? rest : asked };
}

/** @throws PublicError  `conflict_state` when nothing failed, `limit_reached` for more tasks than can be named */
function withFailed({ id, spec, status }: Job): JobSpec {
  const failed = ranges.count(status.failed);
  if (failed === 0) {
    const what = spec.array === undefined ? "did not fail" : "has no task that failed";
    throw new PublicError(
      "conflict_state",
      `Job ${id} ${what} (${status.state}): there is nothing to try again.`,
      {
        extra: { from: status.state, wanted: "retry", allowed: ["failed"] },
      },
    );
  }
  return spec.array === undefined ? spec : { ...spec, array: failedPart(id, spec.array, status.failed) };
}

function failedPart(id: number, array: ArraySpec, failed: ranges.Ranges): ArraySpec {
  const [first] = failed;
  if (failed.length === 1 && first !== undefined && "from" in array) {
    const [from, to] = first.map((element) => array.from + element * array.step);
    if (from !== undefined && to !== undefined) return { ...array, from, to };
  }
  const count = ranges.count(failed);
  if (count > INDICES_MAX) {
    throw new PublicError(
      "limit_reached",
      `Job ${id} has ${count} tasks that failed, and a job can name ${INDICES_MAX} one by one. Retry all of it, or submit ranges of it.`,
    );
  }
  const { maxConcurrent, gang } = array;
  const elements = failed.flatMap(([from, to]) => Array.from({ length: to - from + 1 }, (_, k) => from + k));
  return {
    indices: elements.flatMap((element) => indexOfElement(array, element) ?? []),
    ...(maxConcurrent === undefined ? {} : { maxConcurrent }),
    ...(gang === undefined ? {} : { gang }),
  };
}
