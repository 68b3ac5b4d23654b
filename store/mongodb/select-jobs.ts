import type { Filter, Sort } from "mongodb";
import type { JobFilter, NumberField, NumberOp, SortField } from "../../jobs/query/job-filter.ts";
import type { JobQuery } from "../store.ts";
import type { JobDocument, Searched, WaitingDocument } from "./documents.ts";
import { labelWord } from "./views.ts";

/** A condition of the database's; text of a query is in it as a value only. */
export type Condition = Readonly<Record<string, unknown>>;

/** Where a kind of document has the id of its job; all else is named alike. */
export type IdField = "_id" | "job";

const NUMBERS: Readonly<Record<Exclude<NumberField, "id">, keyof Searched>> = {
  priority: "priority",
  cpus: "cpus",
  gpus: "gpus",
  memoryBytes: "memoryBytes",
  exitCode: "exitCode",
  retryOf: "retryOf",
  createdAt: "createdAtMs",
  startedAt: "startedAtMs",
  endedAt: "endedAtMs",
  updatedAt: "updatedAtMs",
};

const OPERATORS: Readonly<Record<NumberOp, string>> = {
  "<": "$lt",
  "<=": "$lte",
  "=": "$eq",
  ">=": "$gte",
  ">": "$gt",
};

const ALWAYS: Condition = {};
const NEVER: Condition = { _id: { $in: [] } };

/** What a query asks for, of jobs or of the inbox. */
export function conditionOf({ filter, sort = [], after }: Omit<JobQuery, "limit">, id: IdField): Condition {
  return allOf([
    ...(filter === undefined ? [] : [condition(filter, id)]),
    ...(after === undefined ? [] : [behind(after, sort, id)]),
  ]);
}

export function sortOf({ sort = [] }: Pick<JobQuery, "sort">, id: IdField): Sort {
  const fields = sort.map(({ field, descending }): [string, 1 | -1] => [
    sortedBy(field, id),
    descending ? -1 : 1,
  ]);
  const names = new Set(fields.map(([name]) => name));
  // A field named twice is decided by its first place.
  const first = fields.filter(([name], at) => fields.findIndex(([other]) => other === name) === at);
  return names.has(id) ? first : [...first, [id, (sort.at(-1)?.descending ?? true) ? -1 : 1]];
}

/** The driver's types know no condition that is made at run time. */
export function asFilter<T extends JobDocument | WaitingDocument>(condition: Condition): Filter<T> {
  return condition as Filter<T>;
}

function allOf(conditions: readonly Condition[]): Condition {
  const [first = ALWAYS] = conditions;
  return conditions.length > 1 ? { $and: conditions } : first;
}

function condition(filter: JobFilter, id: IdField): Condition {
  switch (filter.kind) {
    case "all":
      return allOf(filter.of.map((each) => condition(each, id)));
    case "any":
      return filter.of.length === 0 ? NEVER : { $or: filter.of.map((each) => condition(each, id)) };
    case "not":
      return { $nor: [condition(filter.of, id)] };
    case "word":
      return { [filter.field]: { $in: filter.values } };
    case "name":
      return { name: /[*?]/.test(filter.glob) ? globPattern(filter.glob) : filter.glob };
    case "label":
      return filter.value === undefined
        ? { labelKeys: filter.key }
        : { labels: labelWord(filter.key, filter.value) };
    case "node":
      return { nodes: filter.hostname };
    case "array":
      return { isArray: filter.isArray };
    case "number":
      return numberCondition(filter.field, filter.op, filter.value, id);
    default:
      return filter satisfies never;
  }
}

/** What a job does not have is `null`, which is no number; a time that did not come is 0. */
function numberCondition(field: NumberField, op: NumberOp, value: number, id: IdField): Condition {
  if (field === "id") return { [id]: { [OPERATORS[op]]: value } };
  const holds = { [NUMBERS[field]]: { [OPERATORS[op]]: value } };
  return field === "startedAt" || field === "endedAt"
    ? { $and: [holds, { [NUMBERS[field]]: { $gt: 0 } }] }
    : holds;
}

function sortedBy(field: SortField, id: IdField): string {
  if (field === "id") return id;
  return field === "state" ? "state" : NUMBERS[field];
}

/** `*` and `?` mean what they mean everywhere, and nothing else means anything. */
function globPattern(glob: string): RegExp {
  const pieces = [...glob.replaceAll(/\*+/g, "*")].map((sign) => {
    if (sign === "*") return ".*";
    return sign === "?" ? "." : sign.replace(/[\\^$.|?*+()[\]{}/-]/, String.raw`\$&`);
  });
  return new RegExp(`^${pieces.join("")}$`, "s");
}

function behind(
  after: NonNullable<JobQuery["after"]>,
  sort: NonNullable<JobQuery["sort"]>,
  id: IdField,
): Condition {
  const keys = [
    ...sort.map(({ field, descending }, at) => ({
      field: sortedBy(field, id),
      value: after.values[at] ?? 0,
      operator: descending ? "$lt" : "$gt",
    })),
    { field: id, value: after.id, operator: (sort.at(-1)?.descending ?? true) ? "$lt" : "$gt" },
  ];
  return {
    $or: keys.map(({ field, value, operator }, at) =>
      allOf([
        ...keys.slice(0, at).map((before): Condition => ({ [before.field]: before.value })),
        { [field]: { [operator]: value } },
      ]),
    ),
  };
}
