import type { Attempt, Job, JobStatus, NewJob } from "../../jobs/job.ts";
import type { JobSpec } from "../../jobs/spec.ts";
import { completeSpec } from "../../jobs/spec-defaults.ts";
import { changedJob, type StoredBody } from "../stored.ts";
import { bodyParts } from "./body-parts.ts";

/** Live jobs as the thread sends them: what many have in common once. */
export interface LiveRows {
  /** Ascending. */
  readonly ids: readonly number[];
  /** JSON of a list: of each job its submission without the spec, or whole where `specOf` is −1. */
  readonly bodies: string;
  readonly specOf: readonly number[];
  /** JSON of each. */
  readonly specs: readonly string[];
  readonly statusOf: readonly number[];
  /** JSON of a list. */
  readonly statuses: string;
  /** Live attempts as JSON, each with its job, in the order of their launches. */
  readonly attempts: readonly (readonly [job: number, attempt: string])[];
}

export interface LiveText {
  readonly id: number;
  readonly body: string;
  readonly status: string;
}

/** Of the last different specs, so many are tried first. */
const TRIED = 8;

/** For the thread. */
export function liveRows(jobs: readonly LiveText[], attempts: LiveRows["attempts"]): LiveRows {
  const specs = numbered();
  const statuses = numbered();
  let tried: readonly string[] = [];
  const bodies: string[] = [];
  const specOf: number[] = [];
  for (const { body } of jobs) {
    const parts = bodyParts(body, tried);
    bodies.push(parts?.rest ?? body);
    specOf.push(parts === undefined ? -1 : specs.numberOf(parts.spec));
    if (parts !== undefined && !tried.includes(parts.spec)) tried = [parts.spec, ...tried].slice(0, TRIED);
  }
  const statusOf = jobs.map(({ status }) => statuses.numberOf(status));
  return {
    ids: jobs.map(({ id }) => id),
    bodies: `[${bodies.join(",")}]`,
    specOf,
    specs: specs.texts,
    statusOf,
    statuses: `[${statuses.texts.join(",")}]`,
    attempts,
  };
}

function numbered() {
  const numbers = new Map<string, number>();
  const texts: string[] = [];
  return {
    texts,
    numberOf(text: string): number {
      const known = numbers.get(text);
      if (known !== undefined) return known;
      numbers.set(text, texts.length);
      return texts.push(text) - 1;
    },
  };
}

export interface LiveEntry {
  readonly job: Job;
  readonly live: readonly Attempt[];
}

/** Texts of different specs that are remembered from batch to batch, in characters. */
const REMEMBERED_CHARS_MAX = 4_000_000;

/**
 * For the one who uses the store: reads what `liveRows` made. Equal specs and equal states are one object each.
 * @returns a function to be called for one batch after the other. It throws when anything in a batch cannot be read
 */
export function liveReader(): (rows: LiveRows) => readonly LiveEntry[] {
  const specs = new Map<string, JobSpec>();
  let chars = 0;
  const specOf = (text: string): JobSpec => {
    const known = specs.get(text);
    if (known !== undefined) return known;
    if (chars > REMEMBERED_CHARS_MAX) {
      specs.clear();
      chars = 0;
    }
    const spec = completeSpec(JSON.parse(text));
    specs.set(text, spec);
    chars += text.length;
    return spec;
  };
  return (rows) => {
    // The thread took them from what `submit` and the fold wrote.
    const bodies: readonly StoredBody[] = JSON.parse(rows.bodies);
    const statuses: readonly JobStatus[] = JSON.parse(rows.statuses);
    if (bodies.length !== rows.ids.length) throw new Error("a submission is no JSON object");
    const known = rows.specs.map(specOf);
    const live = new Map<number, Attempt[]>();
    for (const [job, text] of rows.attempts) {
      const list = live.get(job) ?? [];
      list.push(JSON.parse(text));
      live.set(job, list);
    }
    return bodies.map((body, at): LiveEntry => {
      const spec = known[rows.specOf[at] ?? -1] ?? completeSpec(body.spec);
      const status = statuses[rows.statusOf[at] ?? -1];
      if (status === undefined) throw new Error(`job ${body.id} has no status`);
      const job: NewJob = { ...body, spec };
      const now = status.changes === undefined ? job : changedJob(job, status.changes);
      return { job: { ...now, status }, live: live.get(body.id) ?? NO_ATTEMPTS };
    });
  };
}

const NO_ATTEMPTS: readonly Attempt[] = [];
