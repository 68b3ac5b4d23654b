import { Buffer } from "node:buffer";
import type { JobPlace, JobQuery, StoredJob } from "../../store/store.ts";
import type { SortField } from "../../jobs/query/job-filter.ts";
import { sortValue } from "../../jobs/query/job-filter.ts";
import { reachFilter, withinReach } from "../context/access.ts";
import { bodyReader } from "../http/checked-body.ts";
import type { ApiContext } from "../context/context.ts";
import type { CursorContext } from "../http/cursor.ts";
import { CURSOR_SECRET, makeCursor, readCursor } from "../http/cursor.ts";
import { defined } from "../context/job-document.ts";
import type { ListItems } from "./list-items.ts";
import { EXPANSIONS, shapedItems, summaryItems } from "./list-items.ts";
import { FILTER_PARAMETERS, filterOf, SORT_PARAMETER, sortOf } from "./job-query.ts";
import { flag, integer, optional, text, withDefault, words } from "../http/parameters.ts";
import { PublicError } from "../http/problems.ts";
import type { Route } from "../http/route.ts";
import { defineRoute } from "../http/route.ts";
import { SUMMARY_NAMES } from "./job-schemas.ts";
import { ID, list, object, ref } from "../http/schema-words.ts";

const LIST_MAX = 1000;
/**
 * Jobs read at once, and forgotten but for what a list shows: each may carry a script of 1 MiB. A page of the usual length
 * is one piece.
 */
const LIST_PIECE = 101;
/** Jobs on a page that shows more of each. */
const EXPANDED_MAX = 100;
/** Beyond, a total says only that there are more: nobody reads it, and counting takes its time. */
const COUNT_MAX = 100_000;

/** Jobs whose states are asked for at once. */
const STATES_MAX = 10_000;

const IDS = object({ ids: { ...list(ID), minItems: 1, maxItems: STATES_MAX, uniqueItems: true } });
const readIds = bodyReader<{ readonly ids: readonly number[] }>(IDS);

const LIST_START = Buffer.from('{"items":[');
const COMMA = Buffer.from(",");

export function listRoutes(context: ApiContext): readonly Route[] {
  return [listJobsRoute(context), listStatesRoute(context)];
}

function listJobsRoute(context: ApiContext): Route {
  const { store, nowMs } = context;
  const summaries = summaryItems(context);
  return defineRoute({
    method: "GET",
    path: "/api/v2/jobs",
    operationId: "listJobs",
    summary: "Jobs, newest first. Different filters must all hold; of a repeated one, any.",
    permission: "jobs:read",
    params: {},
    query: {
      ...FILTER_PARAMETERS,
      sort: SORT_PARAMETER,
      fields: optional(words("Only these fields of each job.", SUMMARY_NAMES)),
      expand: optional(words("More of each job; then at most 100 jobs on a page.", EXPANSIONS, { most: 2 })),
      count: flag("Also tell how many there are on all pages, up to 100,000."),
      limit: withDefault(integer("Jobs on one page.", { minimum: 1, maximum: LIST_MAX }), 100),
      cursor: optional(text("`next` of the page before.", { maxLength: 1100 })),
    },
    answers: {
      200: {
        description: "One page.",
        schema: ref("JobList"),
        headers: { Link: 'Address of the next page, `rel="next"`.' },
      },
    },
    problems: ["bad_cursor", "store_unavailable"],
    async handle({ caller, query, url }) {
      const { sort: order, fields, expand, count, limit, cursor, ...filterValues } = query;
      const expanded = (expand ?? []).map((each) => each.word);
      if (expanded.length > 0 && limit > EXPANDED_MAX) {
        throw new PublicError("bad_parameter", `With expand, limit is at most ${EXPANDED_MAX}.`, {
          extra: { parameter: "limit" },
        });
      }
      const filter = filterOf(filterValues, reachFilter(context, caller, "jobs:read"));
      const sort = sortOf(order);
      const cursors: CursorContext = {
        secret: await store.sharedSecret(CURSOR_SECRET),
        filter: JSON.stringify([filter, sort]),
        nowMs: nowMs(),
      };
      const after = cursor === undefined ? undefined : placeOf(readCursor(cursors, cursor));
      const wanted = { filter, sort };
      const itemsOf =
        fields === undefined && expanded.length === 0
          ? summaries
          : shapedItems(context, { fields: fields?.map((each) => each.word), expanded });
      const { items, last, more } = await readPage(
        context,
        { ...wanted, ...defined({ after }) },
        limit,
        itemsOf,
      );
      const next =
        more && last !== undefined
          ? makeCursor(cursors, [...sort.map(({ field }) => valueOf(last, field)), last.id])
          : undefined;
      const total = count ? await store.countJobs({ filter }, COUNT_MAX + 1) : undefined;
      const beside = JSON.stringify(
        defined({
          next,
          total: total === undefined ? undefined : Math.min(total, COUNT_MAX),
          totalIsLowerBound: total !== undefined && total > COUNT_MAX ? true : undefined,
        }),
      );
      return {
        status: 200,
        headers: {
          "content-type": "application/json; charset=utf-8",
          ...(next === undefined ? {} : { link: `<${pageAddress(url, next)}>; rel="next"` }),
        },
        bytes: listOf(items, beside),
      };
    },
  });
}

function listStatesRoute(context: ApiContext): Route {
  const { store } = context;
  return defineRoute({
    method: "POST",
    path: "/api/v2/jobs:states",
    operationId: "listStates",
    summary:
      "Where many jobs stand, by their ids: for programs that wait for thousands. What is not there, or not yours to see, is left out.",
    permission: "jobs:read",
    params: {},
    query: {},
    body: { mediaType: "application/json", schema: IDS, required: true },
    answers: { 200: { description: "In the order of their ids.", schema: ref("JobStates") } },
    problems: ["invalid", "store_unavailable"],
    async handle({ caller, body }) {
      const isWithin = withinReach(context, caller, "jobs:read");
      const standings = await store.standings(readIds(body).ids);
      const items = standings
        .filter(isWithin)
        .sort((a, b) => a.id - b.id)
        .map(({ id, state, reason, exitCode }) =>
          reason === undefined && exitCode === undefined
            ? { id, state }
            : { id, state, ...defined({ reason, exitCode }) },
        );
      return { status: 200, json: { items } };
    },
  });
}

/** The cursor's values, then the id. */
function placeOf(place: readonly (string | number)[]): JobPlace {
  return { values: place.slice(0, -1), id: Number(place.at(-1)) };
}

function valueOf(job: StoredJob, field: SortField): string | number {
  return sortValue({ job, updatedAtMs: job.updatedAtMs, hasRunOn: () => false }, field);
}

function pageAddress(url: string, cursor: string): string {
  const [path = "", query = ""] = url.split("?", 2);
  const parameters = new URLSearchParams(query);
  parameters.set("cursor", cursor);
  return `${path}?${parameters.toString()}`;
}

/** @param beside  JSON of an object: what stands beside the items */
function listOf(items: readonly Buffer[], beside: string): Buffer {
  const end = Buffer.from(beside === "{}" ? "]}" : `],${beside.slice(1)}`);
  return Buffer.concat([
    LIST_START,
    ...items.flatMap((item, at) => (at === 0 ? [item] : [COMMA, item])),
    end,
  ]);
}

interface Page {
  readonly items: readonly Buffer[];
  /** The last of them. */
  readonly last: StoredJob | undefined;
  readonly more: boolean;
}

async function readPage(
  { store }: Pick<ApiContext, "store">,
  wanted: Omit<JobQuery, "limit">,
  limit: number,
  itemsOf: ListItems,
): Promise<Page> {
  const items: Buffer[] = [];
  let { after } = wanted;
  let shown: StoredJob | undefined;
  for (;;) {
    // One more than asked for says whether there is another page.
    const size = Math.min(LIST_PIECE, limit + 1 - items.length);
    const piece = await store.jobs({ ...wanted, ...defined({ after }), limit: size });
    const page = piece.slice(0, limit - items.length);
    items.push(...(await itemsOf(page)));
    const last = page.at(-1) ?? shown;
    const more = page.length < piece.length;
    if (more || piece.length < size || last === undefined) return { items, last, more };
    after = { values: (wanted.sort ?? []).map(({ field }) => valueOf(last, field)), id: last.id };
    shown = last;
  }
}
