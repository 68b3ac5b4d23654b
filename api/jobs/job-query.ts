import type { JobFilter, JobSort, NumberOp } from "../../jobs/query/job-filter.ts";
import { SORT_FIELDS } from "../../jobs/query/job-filter.ts";
import { parseJobQuery, QUERY_LIMITS } from "../../jobs/query/job-query.ts";
import { JOB_STATES } from "../../jobs/life/job.ts";
import type { ValuesOf } from "../http/parameters.ts";
import { instantText, integer, optional, repeated, text, word, words } from "../http/parameters.ts";
import { PublicError } from "../http/problems.ts";

const REPEATED_MAX = 50;

/** Which jobs are meant. Of a repeated one any may hold, different ones must all hold. */
export const FILTER_PARAMETERS = {
  state: repeated(word("Only jobs in this state.", JOB_STATES), JOB_STATES.length),
  user: repeated(text("Only jobs of this user.", { maxLength: 255 }), REPEATED_MAX),
  project: repeated(text("Only jobs of this project.", { maxLength: 63 }), REPEATED_MAX),
  name: repeated(
    text("Only jobs of this name; `*` stands for any text, `?` for one character.", { maxLength: 128 }),
    REPEATED_MAX,
  ),
  label: repeated(
    text("Only jobs with this label: its key, or `key=value`.", {
      maxLength: 320,
      pattern: /^[^=]+(=[\s\S]*)?$/,
    }),
    REPEATED_MAX,
  ),
  node: repeated(text("Only jobs with an attempt on this machine.", { maxLength: 255 }), REPEATED_MAX),
  reason: repeated(
    text("Only jobs with this reason.", { maxLength: 64, pattern: /^[A-Za-z]+$/ }),
    REPEATED_MAX,
  ),
  exitCode: repeated(
    integer("Only jobs that ended with it last.", { minimum: 0, maximum: 255 }),
    REPEATED_MAX,
  ),
  retryOf: repeated(
    integer("Only jobs that repeat this one.", { minimum: 1, maximum: Number.MAX_SAFE_INTEGER }),
    REPEATED_MAX,
  ),
  array: optional(word("Only arrays, or everything else.", ["true", "false"])),
  since: optional(instantText("Only jobs that were submitted then or later.")),
  until: optional(instantText("Only jobs that were submitted before.")),
  updatedSince: optional(instantText("Only jobs to which something happened then or later.")),
  q: optional(
    text(
      'A search: `state:failed user:ana cpus>8 name:"blast*" -project:bio`. Terms must all hold; a comma means or, a minus not; a word alone is looked for in names.',
      { maxLength: QUERY_LIMITS.characters },
    ),
  ),
} as const;

export type FilterValues = ValuesOf<typeof FILTER_PARAMETERS>;

export const SORT_PARAMETER = optional(
  words(
    "By which fields, the first one first; `-` before one turns its order round. The id comes last. Default: `-id`. What a job does not have yet counts as 0.",
    SORT_FIELDS,
    { most: 3, signed: true },
  ),
);

/**
 * The filter of a request, narrowed to what the caller may see: of others' jobs nothing can be learned by asking.
 * @param reach  what that is; `undefined`: everything
 * @throws PublicError  `bad_parameter` when the search is not one
 */
export function filterOf(values: FilterValues, reach: JobFilter | undefined): JobFilter {
  const {
    state,
    user,
    project,
    name,
    label,
    node,
    reason,
    exitCode,
    retryOf,
    array,
    since,
    until,
    updatedSince,
    q,
  } = values;
  const any = <T>(list: readonly T[], each: (value: T) => JobFilter): readonly JobFilter[] =>
    list.length === 0 ? [] : [list.length === 1 ? each(list[0] as T) : { kind: "any", of: list.map(each) }]; // there is one
  const oneOf = (
    field: "state" | "user" | "project" | "reason",
    list: readonly string[],
  ): readonly JobFilter[] => (list.length === 0 ? [] : [{ kind: "word", field, values: list }]);
  const instant = (
    field: "createdAt" | "updatedAt",
    op: NumberOp,
    atMs: number | undefined,
  ): readonly JobFilter[] => (atMs === undefined ? [] : [{ kind: "number", field, op, value: atMs }]);
  return {
    kind: "all",
    of: [
      ...(reach === undefined ? [] : [reach]),
      ...oneOf("user", user),
      ...oneOf("state", state),
      ...oneOf("project", project),
      ...oneOf("reason", reason),
      ...any(name, (glob) => ({ kind: "name", glob })),
      ...any(label, labelFilter),
      ...any(node, (hostname) => ({ kind: "node", hostname })),
      ...any(exitCode, (value) => ({ kind: "number", field: "exitCode", op: "=", value })),
      ...any(retryOf, (value) => ({ kind: "number", field: "retryOf", op: "=", value })),
      ...(array === undefined ? [] : [{ kind: "array", isArray: array === "true" } as const]),
      ...instant("createdAt", ">=", since),
      ...instant("createdAt", "<", until),
      ...instant("updatedAt", ">=", updatedSince),
      ...(q === undefined ? [] : [searchOf(q)]),
    ],
  };
}

export function sortOf(values: ValuesOf<{ sort: typeof SORT_PARAMETER }>["sort"]): readonly JobSort[] {
  return (values ?? []).map((each) => ({ field: each.word, descending: each.minus }));
}

function labelFilter(label: string): JobFilter {
  const at = label.indexOf("=");
  if (at < 0) return { kind: "label", key: label };
  return { kind: "label", key: label.slice(0, at), value: label.slice(at + 1) };
}

function searchOf(q: string): JobFilter {
  const parsed = parseJobQuery(q);
  if (parsed.ok) return parsed.filter;
  throw new PublicError(
    "bad_parameter",
    `The search is not valid at character ${parsed.at + 1}: ${parsed.message}.`,
    {
      extra: { parameter: "q", offset: parsed.at },
    },
  );
}
