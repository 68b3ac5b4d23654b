import type { Caller } from "../../auth/caller.ts";
import type { UsageBucket } from "../../store/store.ts";
import { withinReach } from "../context/access.ts";
import type { ApiContext } from "../context/context.ts";
import { CURSOR_SECRET, makeCursor, readCursor } from "../http/cursor.ts";
import { instant } from "../context/job-document.ts";
import { instantText, integer, optional, repeated, text, withDefault, words } from "../http/parameters.ts";
import { PublicError } from "../http/problems.ts";
import type { Call, Route } from "../http/route.ts";
import { defineRoute } from "../http/route.ts";
import { ref } from "../http/schema-words.ts";
import { csvOf, groupText, HOUR_MS, sumUsage, type GroupField } from "./usage-sums.ts";

const FIELDS = ["user", "project", "day", "week", "month"] as const satisfies readonly GroupField[];
const PERIODS: ReadonlySet<GroupField> = new Set(["day", "week", "month"]);
const PAGE_MAX = 1000;
const NAMES_MAX = 50;

const WHAT = {
  from: optional(
    instantText("Only what was booked then or later, from its whole hour on. Default: this month, UTC."),
  ),
  to: optional(instantText("Only what was booked before, to the end of its hour. Default: now.")),
  groupBy: withDefault(
    words(
      "One sum for each of these together, with commas; of `day`, `week` and `month` (UTC; weeks begin on Monday) one.",
      FIELDS,
      { most: 3 },
    ),
    [
      { word: "project", minus: false },
      { word: "user", minus: false },
    ],
  ),
  user: repeated(text("Only of these users.", { maxLength: 255 }), NAMES_MAX),
  project: repeated(text("Only of these projects.", { maxLength: 63 }), NAMES_MAX),
} as const;

const BOOKED =
  "An attempt is booked when it has ended, all of it in the hour of its end: what runs is not in the sums yet.";

/** What was used, in sums of what the store has booked. */
export function usageRoutes(context: ApiContext): readonly Route[] {
  const { nowMs, store } = context;

  const report = async ({ caller, query }: Pick<Call<{}, typeof WHAT>, "caller" | "query">) => {
    const groupBy = query.groupBy.map(({ word }) => word);
    const periods = groupBy.filter((field) => PERIODS.has(field));
    if (periods.length > 1)
      throw refused("groupBy", `${periods.join(" and ")} exclude each other: name one.`);
    const to = Math.ceil((query.to ?? nowMs()) / HOUR_MS) * HOUR_MS;
    const from = Math.floor((query.from ?? beginningOfMonth(to - 1)) / HOUR_MS) * HOUR_MS;
    if (from >= to) throw refused("from", '"from" must be before "to".');
    const isWanted = wanted(caller, query);
    const buckets = (await store.usage(from, to)).filter(
      (bucket) => bucket.hourMs >= from && isWanted(bucket),
    );
    return { from, to, groupBy, sums: sumUsage(buckets, groupBy) };
  };

  const wanted = (
    caller: Caller,
    {
      project: projects,
      user: users,
    }: { readonly project: readonly string[]; readonly user: readonly string[] },
  ) => {
    const isWithin = withinReach(context, caller, "usage:read");
    return (bucket: UsageBucket): boolean =>
      isWithin(bucket) &&
      (users.length === 0 || users.includes(bucket.user)) &&
      (projects.length === 0 || projects.includes(bucket.project));
  };

  const listUsage = defineRoute({
    method: "GET",
    path: "/api/v2/usage",
    operationId: "listUsage",
    summary: `CPU, GPU and memory hours: your own and those of projects that you own, or all of them for operators, auditors and administrators. ${BOOKED}`,
    permission: "usage:read",
    params: {},
    query: {
      ...WHAT,
      limit: withDefault(integer("Sums on one page.", { minimum: 1, maximum: PAGE_MAX }), 100),
      cursor: optional(text("`next` of the page before, of the same question.", { maxLength: 2000 })),
    },
    answers: { 200: { description: "One page, in the order of the groups.", schema: ref("UsageReport") } },
    problems: ["bad_cursor", "store_unavailable"],
    async handle({ caller, query }) {
      const { cursor, from: _f, to: _t, limit, ...question } = query;
      const made = {
        secret: await store.sharedSecret(CURSOR_SECRET),
        filter: JSON.stringify([caller.user, question]),
        nowMs: nowMs(),
      };
      // The pages that follow are of the same time as the first, whatever it is by then.
      const [began, ended, after] = cursor === undefined ? [] : readCursor(made, cursor);
      const time = began === undefined ? {} : { from: Number(began), to: Number(ended) };
      const { from, groupBy, sums, to } = await report({ caller, query: { ...query, ...time } });
      const rest = after === undefined ? sums : sums.filter((sum) => groupText(sum, groupBy) > String(after));
      const page = rest.slice(0, limit);
      const last = page.at(-1);
      const next =
        rest.length > page.length && last !== undefined
          ? makeCursor(made, [from, to, groupText(last, groupBy)])
          : undefined;
      return {
        status: 200,
        json: { from: instant(from), to: instant(to), items: page, ...(next === undefined ? {} : { next }) },
      };
    },
  });

  const exportUsage = defineRoute({
    method: "GET",
    path: "/api/v2/usage.csv",
    operationId: "exportUsage",
    summary: `The same as CSV (RFC 4180), all of it, with a line of names first. ${BOOKED}`,
    permission: "usage:read",
    params: {},
    query: WHAT,
    answers: { 200: { description: "A line for each sum.", mediaType: "text/csv" } },
    problems: ["store_unavailable"],
    async handle({ caller, query }) {
      const { groupBy, sums } = await report({ caller, query });
      return {
        status: 200,
        headers: {
          "content-type": "text/csv; charset=utf-8; header=present",
          "content-disposition": 'attachment; filename="usage.csv"',
        },
        bytes: Buffer.from(csvOf(sums, groupBy)),
      };
    },
  });

  return [listUsage, exportUsage];
}

function refused(parameter: string, why: string): PublicError {
  return new PublicError("bad_parameter", why, { extra: { parameter } });
}

function beginningOfMonth(atMs: number): number {
  const at = new Date(atMs);
  return Date.UTC(at.getUTCFullYear(), at.getUTCMonth(), 1);
}
