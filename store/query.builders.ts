import fc from "fast-check";
import type { JobFilter, NumberField } from "../jobs/query/job-filter.ts";
import { NUMBER_OPS, SORT_FIELDS } from "../jobs/query/job-filter.ts";
import { JOB_STATES } from "../jobs/life/job.ts";
import type { JobQuery } from "./store.ts";

/** Queries over what happens in `history.builders.ts`. */

const NUMBER_FIELDS: readonly NumberField[] = [
  "id",
  "priority",
  "cpus",
  "gpus",
  "memoryBytes",
  "exitCode",
  "retryOf",
  "createdAt",
  "startedAt",
  "endedAt",
  "updatedAt",
];

const leaf: fc.Arbitrary<JobFilter> = fc.oneof(
  fc.subarray([...JOB_STATES]).map((values): JobFilter => ({ kind: "word", field: "state", values })),
  fc.constantFrom<JobFilter[]>(
    { kind: "word", field: "user", values: ["ada"] },
    { kind: "word", field: "user", values: ["bob", "nobody"] },
    { kind: "word", field: "project", values: ["default"] },
    { kind: "word", field: "reason", values: ["ExitCode", "HeldByUser", "Backoff"] },
    { kind: "name", glob: "job" },
    { kind: "name", glob: "re*d" },
    { kind: "name", glob: "[*?" },
    { kind: "label", key: "run" },
    { kind: "label", key: "run", value: "2" },
    { kind: "node", hostname: "node1" },
    { kind: "node", hostname: "elsewhere" },
    { kind: "array", isArray: true },
    { kind: "array", isArray: false },
  ),
  fc
    .record({
      field: fc.constantFrom(...NUMBER_FIELDS),
      op: fc.constantFrom(...NUMBER_OPS),
      value: fc.constantFrom(0, 1, 2, 50, 1000, 1024 ** 3, 1_500_000),
    })
    .map((number): JobFilter => ({ kind: "number", ...number })),
);

const filter: fc.Arbitrary<JobFilter> = fc.letrec<{ tree: JobFilter }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 3 },
    leaf,
    tie("tree").map((of): JobFilter => ({ kind: "not", of })),
    fc.array(tie("tree"), { maxLength: 3 }).map((of): JobFilter => ({ kind: "all", of })),
    fc.array(tie("tree"), { maxLength: 3 }).map((of): JobFilter => ({ kind: "any", of })),
  ),
})).tree;

const sort = fc.array(fc.record({ field: fc.constantFrom(...SORT_FIELDS), descending: fc.boolean() }), {
  maxLength: 3,
});

export const aQuery: fc.Arbitrary<JobQuery> = fc
  .record({ filter: fc.option(filter, { nil: undefined }), sort, limit: fc.nat(5), id: fc.nat(5) })
  .chain(({ filter: wanted, sort: by, limit, id }) =>
    fc
      .option(
        fc.tuple(
          ...by.map(({ field }) =>
            field === "state"
              ? fc.constantFrom<(string | number)[]>(...JOB_STATES)
              : fc.constantFrom<(string | number)[]>(0, 1, 3, 50, 1000),
          ),
        ),
      )
      .map((values): JobQuery => ({
        ...(wanted === undefined ? {} : { filter: wanted }),
        sort: by,
        ...(values === null ? {} : { after: { values, id } }),
        limit,
      })),
  );
