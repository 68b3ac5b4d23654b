import type { JobFilter, NumberField, SortField } from "../../jobs/query/job-filter.ts";
import { isFinal, JOB_STATES } from "../../jobs/life/job.ts";
import type { JobQuery } from "../store.ts";

/**
 * A statement over filed jobs and those of the inbox, and what is bound to it. No text of a query is part of it. Of jobs it
 * gives `id` and `version`, see `JobRow`.
 */
export interface Selection {
  readonly sql: string;
  readonly parameters: readonly (string | number)[];
}

type Bind = (value: string | number) => string;
type NumberColumns = Readonly<Record<NumberField, string>>;

/** How one of the two tables shows what filters and orders look at. */
interface Table {
  readonly words: Readonly<Record<"state" | "user" | "project" | "reason", string>>;
  readonly name: string;
  readonly isArray: string;
  readonly numbers: NumberColumns;
  readonly sortedBy: Readonly<Record<SortField, string>>;
  readonly label: (key: string, value: string | undefined) => string;
  readonly node: (hostname: string) => string;
}

const FILED: Table = {
  words: { state: "state", user: "user", project: "project", reason: "reason" },
  name: "name",
  isArray: "is_array",
  numbers: {
    id: "id",
    priority: "priority",
    cpus: "cpus",
    gpus: "gpus",
    memoryBytes: "memory_bytes",
    exitCode: "exit_code",
    retryOf: "retry_of",
    createdAt: "created_ms",
    startedAt: "nullif(started_ms, 0)",
    endedAt: "nullif(ended_ms, 0)",
    updatedAt: "updated_ms",
  },
  sortedBy: {
    id: "id",
    createdAt: "created_ms",
    startedAt: "started_ms",
    endedAt: "ended_ms",
    state: "state",
    priority: "priority",
    cpus: "cpus",
    memoryBytes: "memory_bytes",
  },
  label: (key, value) =>
    `EXISTS (SELECT 1 FROM labels AS l WHERE l.key = ${key}${value === undefined ? "" : ` AND l.value = ${value}`} AND l.job = id)`,
  node: (hostname) => `EXISTS (SELECT 1 FROM attempts AS a WHERE a.node = ${hostname} AND a.job = id)`,
};

const inBody = (path: string) => `json_extract(body, '$.${path}')`;
const WAITING: Table = {
  words: {
    state: "state",
    user: "user",
    project: "project",
    reason: "CASE state WHEN 'held' THEN 'HeldByUser' END",
  },
  name: "name",
  isArray: `${inBody("spec.array")} IS NOT NULL`,
  numbers: {
    id: "job",
    priority: inBody("spec.priority"),
    cpus: inBody("spec.resources.cpus"),
    gpus: `coalesce(${inBody("spec.resources.gpus")}, 0)`,
    memoryBytes: inBody("spec.resources.memoryBytes"),
    exitCode: "NULL",
    retryOf: "retry_of",
    createdAt: inBody("submittedAtMs"),
    startedAt: "NULL",
    endedAt: "NULL",
    updatedAt: inBody("submittedAtMs"),
  },
  sortedBy: {
    id: "job",
    createdAt: inBody("submittedAtMs"),
    startedAt: "0",
    endedAt: "0",
    state: "state",
    priority: inBody("spec.priority"),
    cpus: inBody("spec.resources.cpus"),
    memoryBytes: inBody("spec.resources.memoryBytes"),
  },
  label: (key, value) =>
    `EXISTS (SELECT 1 FROM json_each(body, '$.spec.labels') AS l WHERE l.key = ${key}${value === undefined ? "" : ` AND l.value = ${value}`})`,
  // None: it has not been launched.
  node: (hostname) => `${hostname} IS NULL`,
};

export function selectJobs({ filter, sort = [], after, limit }: JobQuery): Selection {
  const { parameters, bind } = binding([limit]);
  const idDirection = (sort.at(-1)?.descending ?? true) ? "DESC" : "ASC";
  const orderBy = (id: string) =>
    [
      ...sort.map(({ descending }, at) => `s${at} ${descending ? "DESC" : "ASC"}`),
      `${id} ${idDirection}`,
    ].join(", ");
  const order = orderBy("id");
  const source = filedSource(filter, sort.length > 0, bind);
  const keysOf = (table: Table) =>
    sort.map(({ field }, at) => `, ${table.sortedBy[field]} AS s${at}`).join("");
  const whereOf = (table: Table, rest: JobFilter | undefined, base: readonly string[]) =>
    [
      ...base,
      ...(rest === undefined ? [] : conditions(rest, table, bind)),
      ...(after === undefined ? [] : [behind(after, sort, table, bind)]),
    ].join(" AND ");
  const filedBranch = (base: readonly string[], rest: JobFilter | undefined) => `
      SELECT id${keysOf(FILED)} FROM ${source.from}
      WHERE ${whereOf(FILED, rest, [...source.where, ...base])} ORDER BY ${orderBy(source.id)} LIMIT ?1`;
  const states = sort.length > 0 || source.from !== "jobs" ? undefined : statesOf(filter);
  const branches =
    states === undefined
      ? [filedBranch(["hidden = 0", ...live(filter)], filter)]
      : states.values.map((state) =>
          filedBranch([`state = ${bind(state)}`, ...(mayBeHidden(state) ? ["hidden = 0"] : [])], states.rest),
        );
  // Versions come last: most rows that a branch finds are in its index, and need not be looked at for it.
  const sql = `
    SELECT id, coalesce((SELECT 2 * n + hidden FROM jobs WHERE jobs.id = page.id), 0) AS version FROM (
      ${branches.map((branch) => `SELECT * FROM (${branch})`).join("\n      UNION ALL ")}
      UNION ALL
      SELECT * FROM (
        SELECT job AS id${keysOf(WAITING)}
        FROM inbox WHERE ${whereOf(WAITING, filter, ["job IS NOT NULL"])} ORDER BY ${order} LIMIT ?1)
      ORDER BY ${order} LIMIT ?1) AS page
    ORDER BY ${order}`;
  return { sql, parameters };
}

export function countJobs({ filter }: Pick<JobQuery, "filter">, max: number): Selection {
  const { parameters, bind } = binding([max]);
  const whereOf = (table: Table, base: readonly string[]) =>
    [...base, ...(filter === undefined ? [] : conditions(filter, table, bind))].join(" AND ");
  const sql = `
    SELECT min(?1, (SELECT count(*) FROM (SELECT 1 FROM jobs WHERE ${whereOf(FILED, ["hidden = 0", ...live(filter)])} LIMIT ?1))
                   + (SELECT count(*) FROM inbox WHERE ${whereOf(WAITING, ["job IS NOT NULL"])})) AS jobs`;
  return { sql, parameters };
}

function binding(first: readonly (string | number)[]) {
  const parameters = [...first];
  const bind: Bind = (value) => `?${parameters.push(value)}`;
  return { parameters, bind };
}

/**
 * Jobs, by a label in the order of their ids where one is asked for: then neither the jobs without it nor, where it is
 * common, those with it are all looked at.
 */
function filedSource(
  filter: JobFilter | undefined,
  isSorted: boolean,
  bind: Bind,
): { readonly from: string; readonly where: readonly string[]; readonly id: string } {
  const label = isSorted ? undefined : topLevel(filter).find((each) => each.kind === "label");
  if (label?.value === undefined) return { from: "jobs", where: [], id: "id" };
  return {
    from: "labels AS first CROSS JOIN jobs ON id = first.job",
    where: [`first.key = ${bind(label.key)}`, `first.value = ${bind(label.value)}`],
    id: "first.job",
  };
}

/**
 * The states that are asked for, each of which has an index in the order of ids: read one by one they cost what is found,
 * not what lies between. Not where there are none.
 */
function statesOf(
  filter: JobFilter | undefined,
): { readonly values: readonly string[]; readonly rest: JobFilter } | undefined {
  const all = topLevel(filter);
  const states = all.find((each) => each.kind === "word" && each.field === "state");
  if (states?.kind !== "word" || states.values.length === 0) return undefined;
  return {
    values: [...new Set(states.values)],
    rest: { kind: "all", of: all.filter((each) => each !== states) },
  };
}

/** Only what has ended is ever hidden. */
function mayBeHidden(state: string): boolean {
  return JOB_STATES.some((each) => each === state && isFinal(each));
}

/** Few jobs of many are live: there is an index of them. */
function live(filter: JobFilter | undefined): readonly string[] {
  const states = topLevel(filter).find((each) => each.kind === "word" && each.field === "state");
  if (states?.kind !== "word") return [];
  return states.values.some(mayBeHidden) ? [] : ["live = 1"];
}

/** What must hold in any case. */
function topLevel(filter: JobFilter | undefined): readonly JobFilter[] {
  if (filter === undefined) return [];
  return filter.kind === "all" ? filter.of.flatMap(topLevel) : [filter];
}

function conditions(filter: JobFilter, table: Table, bind: Bind): readonly string[] {
  return topLevel(filter).map((each) => condition(each, table, bind));
}

function condition(filter: JobFilter, table: Table, bind: Bind): string {
  switch (filter.kind) {
    case "all":
      return filter.of.length === 0
        ? "1"
        : `(${filter.of.map((each) => condition(each, table, bind)).join(" AND ")})`;
    case "any":
      return filter.of.length === 0
        ? "0"
        : `(${filter.of.map((each) => condition(each, table, bind)).join(" OR ")})`;
    case "not":
      // NULL: the job has no such value, and the condition is false.
      return `NOT coalesce(${condition(filter.of, table, bind)}, 0)`;
    case "word":
      return filter.values.length === 0
        ? "0"
        : `${table.words[filter.field]} IN (${filter.values.map(bind).join(", ")})`;
    case "name":
      return /[*?]/.test(filter.glob)
        ? `${table.name} GLOB ${bind(sqliteGlob(filter.glob))}`
        : `${table.name} = ${bind(filter.glob)}`;
    case "label":
      return table.label(bind(filter.key), filter.value === undefined ? undefined : bind(filter.value));
    case "node":
      return table.node(bind(filter.hostname));
    case "array":
      return `(${table.isArray}) = ${filter.isArray ? 1 : 0}`;
    case "number":
      return `${table.numbers[filter.field]} ${filter.op} ${bind(filter.value)}`;
    default:
      return filter satisfies never;
  }
}

/** Of SQLite's signs `[` is none of ours; one star does what many do. */
function sqliteGlob(glob: string): string {
  return glob.replaceAll("[", "[[]").replaceAll(/\*+/g, "*");
}

function behind(
  after: NonNullable<JobQuery["after"]>,
  sort: NonNullable<JobQuery["sort"]>,
  table: Table,
  bind: Bind,
): string {
  const keys = [
    ...sort.map(({ field, descending }, at) => ({
      column: table.sortedBy[field],
      value: bind(after.values[at] ?? 0),
      sign: descending ? "<" : ">",
    })),
    {
      column: table.numbers.id,
      value: bind(after.id),
      sign: (sort.at(-1)?.descending ?? true) ? "<" : ">",
    },
  ];
  const [first] = keys;
  if (first === undefined) return "1";
  const sameWay = keys.every(({ sign }) => sign === first.sign);
  // This form lets an index begin at the place.
  if (sameWay)
    return `(${keys.map(({ column }) => column).join(", ")}) ${first.sign} (${keys.map(({ value }) => value).join(", ")})`;
  const chain = keys.map(({ column, value, sign }, at) =>
    [
      ...keys.slice(0, at).map((before) => `${before.column} = ${before.value}`),
      `${column} ${sign} ${value}`,
    ].join(" AND "),
  );
  return `${first.column} ${first.sign}= ${first.value} AND (${chain.map((each) => `(${each})`).join(" OR ")})`;
}
