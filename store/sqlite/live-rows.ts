import type { Attempt, JobStatus, NewJob } from "../../jobs/life/job.ts";
import type { JobSpec } from "../../jobs/spec/spec.ts";
import { completeSpec } from "../../jobs/spec/spec-defaults.ts";
import type { LoadedJob } from "../store.ts";
import { changedJob, type StoredBody } from "../stored.ts";
import { bodyParts } from "./body-parts.ts";

/** Live jobs as the thread sends them: what many have in common once. */
export interface LiveRows {
  /** Ascending. */
  readonly ids: readonly number[];
  /** JSON of a list: of each job its submission. In place of its spec is the number of that one, where that is simple. */
  readonly bodies: string;
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

/** Specs that the database itself takes for their numbers: so these never become texts of the thread. */
export const COMMON_SPECS = 4;
/** Of the last different specs, so many are tried first. */
const TRIED = 8;

const SPEC = '"spec":';

/** An expression for a submission with the number of its spec in its place; its parameters are `commonSpecs`. */
export function withCommonSpecs(firstParameter: number): string {
  let sql = "body";
  for (let at = 0; at < COMMON_SPECS; at += 1)
    sql = `replace(${sql}, ?${firstParameter + at}, '${SPEC}${at}')`;
  return sql;
}

/** An object cannot stand after such a name within a text, nor a spec within itself. Nothing is replaced where there is none. */
export function commonSpecs(common: readonly string[]): readonly string[] {
  return Array.from({ length: COMMON_SPECS }, (_, at) => (at < common.length ? SPEC + common[at] : ""));
}

/**
 * For the thread.
 * @param common  specs whose numbers are in the submissions already
 * @returns with the specs that most of these jobs have, for the next ones
 */
export function liveRows(
  jobs: readonly LiveText[],
  attempts: LiveRows["attempts"],
  common: readonly string[],
): { readonly rows: LiveRows; readonly common: readonly string[] } {
  const specs = numbered(common);
  const statuses = numbered();
  let tried: readonly string[] = [];
  const jobsOf: number[] = [];
  const bodies: string[] = [];
  for (const { body } of jobs) {
    const known = body.charCodeAt(body.indexOf(SPEC) + SPEC.length) - ZERO;
    const parts = known >= 0 && known < common.length ? undefined : bodyParts(body, tried);
    const spec = parts === undefined ? known : specs.numberOf(parts.spec);
    bodies.push(parts === undefined ? body : withNumber(parts.rest, spec));
    jobsOf[spec] = (jobsOf[spec] ?? 0) + 1;
    if (parts !== undefined && !tried.includes(parts.spec)) tried = [parts.spec, ...tried].slice(0, TRIED);
  }
  const statusOf = jobs.map(({ status }) => statuses.numberOf(status));
  const frequent = specs.texts
    .map((text, at) => ({ text, jobs: jobsOf[at] ?? 0 }))
    .sort((a, b) => b.jobs - a.jobs)
    .slice(0, COMMON_SPECS);
  return {
    rows: {
      ids: jobs.map(({ id }) => id),
      bodies: `[${bodies.join(",")}]`,
      specs: specs.texts,
      statusOf,
      statuses: `[${statuses.texts.join(",")}]`,
      attempts,
    },
    common: frequent.map(({ text }) => text),
  };
}

const ZERO = "0".charCodeAt(0);

/** @param rest  JSON of an object */
function withNumber(rest: string, spec: number): string {
  return `{${SPEC}${spec}${rest === "{}" ? "" : ","}${rest.slice(1)}`;
}

function numbered(begin: readonly string[] = []) {
  const numbers = new Map(begin.map((text, at) => [text, at]));
  const texts = [...begin];
  let lastText: string | undefined;
  let last = 0;
  return {
    texts,
    numberOf(text: string): number {
      // Of jobs that came together it is the same again and again.
      if (text === lastText) return last;
      const known = numbers.get(text);
      lastText = text;
      last = known ?? texts.push(text) - 1;
      if (known === undefined) numbers.set(text, last);
      return last;
    },
  };
}

/** Texts of different specs that are remembered from batch to batch, in characters. */
const REMEMBERED_CHARS_MAX = 4_000_000;

/**
 * For the one who uses the store: reads what `liveRows` made. Equal specs and equal states are one object each.
 * @returns a function to be called for one batch after the other. It throws when anything in a batch cannot be read
 */
export function liveReader(): (rows: LiveRows) => readonly LoadedJob[] {
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
    const bodies: readonly SentBody[] = JSON.parse(rows.bodies);
    const statuses: readonly JobStatus[] = JSON.parse(rows.statuses);
    if (bodies.length !== rows.ids.length) throw new Error("a submission is no JSON object");
    const known = rows.specs.map(specOf);
    const live = new Map<number, Attempt[]>();
    for (const [job, text] of rows.attempts) {
      const list = live.get(job) ?? [];
      list.push(JSON.parse(text));
      live.set(job, list);
    }
    return bodies.map((body, at): LoadedJob => {
      const spec = typeof body.spec === "number" ? known[body.spec] : completeSpec(body.spec);
      const status = statuses[rows.statusOf[at] ?? -1];
      if (spec === undefined || status === undefined)
        throw new Error(`job ${body.id} has no spec or no status`);
      const job: NewJob = { ...body, spec };
      const now = status.changes === undefined ? job : changedJob(job, status.changes);
      return { job: { ...now, status }, live: live.get(body.id) ?? NO_ATTEMPTS };
    });
  };
}

type SentBody = Omit<StoredBody, "spec"> & { readonly spec: StoredBody["spec"] | number };

const NO_ATTEMPTS: readonly Attempt[] = [];
