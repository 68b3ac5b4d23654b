// Which jobs an operation is for: their ids, or a filter with the number of jobs that it must match.

import type { Caller } from "../../auth/caller.ts";
import type { Permission } from "../../auth/permissions.ts";
import { JOB_STATES } from "../../jobs/life/job.ts";
import { parseInstant, QUERY_LIMITS } from "../../jobs/query/job-query.ts";
import type { JobPlace } from "../../store/store.ts";
import { reachFilter } from "../context/access.ts";
import { bodyReader } from "../http/checked-body.ts";
import type { ApiContext } from "../context/context.ts";
import { GRACE_SECONDS } from "./job-actions.ts";
import { defined } from "../context/job-document.ts";
import { filterOf, type FilterValues } from "../jobs/job-query.ts";
import type { JsonSchema } from "../http/parameters.ts";
import { PublicError } from "../http/problems.ts";
import { list, object } from "../http/schema-words.ts";

const JOBS_MAX = 10_000;
/** Read at once while the jobs of a filter are found. */
const FOUND_AT_ONCE = 100;

const ID = { type: "integer", minimum: 1, maximum: Number.MAX_SAFE_INTEGER };
const texts = (maxLength: number) => ({
  type: "array",
  maxItems: 50,
  items: { type: "string", minLength: 1, maxLength },
});
const TIME = { type: "string", maxLength: 40 };
/** As the parameters of the list of jobs, but for `user` and the like being lists. */
const FILTER_SCHEMA = object({
  "state?": { type: "array", maxItems: JOB_STATES.length, items: { type: "string", enum: JOB_STATES } },
  "user?": texts(255),
  "project?": texts(63),
  "name?": texts(128),
  "label?": texts(320),
  "node?": texts(255),
  "reason?": texts(64),
  "exitCode?": { type: "array", maxItems: 50, items: { type: "integer", minimum: 0, maximum: 255 } },
  "retryOf?": { type: "array", maxItems: 50, items: ID },
  "array?": { type: "boolean" },
  "since?": TIME,
  "until?": TIME,
  "updatedSince?": TIME,
  "q?": { type: "string", minLength: 1, maxLength: QUERY_LIMITS.characters },
});
const IDS = { ids: { ...list(ID), minItems: 1, maxItems: JOBS_MAX, uniqueItems: true } };
const FILTER = {
  filter: FILTER_SCHEMA,
  expectedCount: {
    type: "integer",
    minimum: 0,
    maximum: JOBS_MAX,
    description: "How many jobs match: with another number of them nothing is done.",
  },
};
const GRACE = {
  "graceSeconds?": {
    type: "integer",
    ...GRACE_SECONDS,
    description: "Time to end by themselves, in the place of the jobs' own; of what stops already only less.",
  },
};

interface Graceful {
  readonly graceSeconds?: number;
}
interface ByIds extends Graceful {
  readonly ids: readonly number[];
}
interface ByFilter extends Graceful {
  readonly filter: Readonly<Record<string, unknown>>;
  readonly expectedCount: number;
}

/** What is sent for one verb: by ids or by a filter. */
function wordsOf(more: Readonly<Record<string, JsonSchema>>) {
  const [byIds, byFilter] = [object({ ...IDS, ...more }), object({ ...FILTER, ...more })];
  const readIds = bodyReader<ByIds>(byIds);
  const readFilter = bodyReader<ByFilter>(byFilter);
  return {
    schema: { type: "object", oneOf: [byIds, byFilter] },
    /** @throws PublicError  `invalid` */
    read: (body: unknown): ByIds | ByFilter =>
      typeof body === "object" && body !== null && "ids" in body ? readIds(body) : readFilter(body),
  };
}

export const OF_CANCEL = wordsOf(GRACE);
export const OF_OTHERS = wordsOf({});

/** @throws PublicError  `count_differs`, `invalid` for a time that is none */
export async function jobsMeant(
  context: ApiContext,
  asked: ByIds | ByFilter,
  caller: Caller,
  permission: Permission,
): Promise<readonly number[]> {
  const { store } = context;
  if ("ids" in asked) return asked.ids;
  const { filter: document, expectedCount } = asked;
  const filter = filterOf(filterValues(document), reachFilter(context, caller, permission));
  const found = await store.countJobs({ filter }, JOBS_MAX + 1);
  if (found !== expectedCount) {
    throw new PublicError(
      "count_differs",
      `The filter matches ${found > JOBS_MAX ? `more than ${JOBS_MAX}` : found} jobs, not ${expectedCount}. Nothing was done.`,
      {
        extra: { expected: expectedCount, found },
      },
    );
  }
  const jobs: number[] = [];
  for (let after: JobPlace | undefined; jobs.length < expectedCount;) {
    const page = await store.jobs({ filter, ...defined({ after }), limit: FOUND_AT_ONCE });
    const last = page.at(-1);
    if (last === undefined) break;
    jobs.push(...page.map(({ id }) => id));
    after = { values: [], id: last.id };
  }
  return jobs.slice(0, expectedCount);
}

function filterValues(document: Readonly<Record<string, unknown>>): FilterValues {
  const nothing: FilterValues = {
    state: [],
    user: [],
    project: [],
    name: [],
    label: [],
    node: [],
    reason: [],
    exitCode: [],
    retryOf: [],
    array: undefined,
    since: undefined,
    until: undefined,
    updatedSince: undefined,
    q: undefined,
  };
  const times = Object.fromEntries(
    (["since", "until", "updatedSince"] as const).flatMap((name) => {
      const given = document[name];
      return given === undefined ? [] : [[name, timeOf(name, String(given))]];
    }),
  );
  const array = document.array === undefined ? undefined : document.array === true ? "true" : "false";
  // Their types are those of the schema that the document passed.
  return { ...nothing, ...(document as Partial<FilterValues>), ...times, array };
}

function timeOf(name: string, given: string): number {
  const atMs = parseInstant(given);
  if (atMs !== undefined) return atMs;
  throw new PublicError("invalid", "The filter has one fault.", {
    errors: [
      {
        pointer: `/filter/${name}`,
        code: "format",
        message: "is no time",
        got: given,
        allowed: "RFC 3339, like 2026-01-31T12:00:00Z, or a day",
      },
    ],
  });
}
