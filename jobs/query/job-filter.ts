import type { Job } from "../life/job.ts";

/**
 * Which jobs are meant: a tree of conditions from closed lists, which every store can carry out and no text of a
 * client ever becomes part of. A condition on something that a job does not have (an exit code, an end) is false.
 */
export type JobFilter =
  | { readonly kind: "all"; readonly of: readonly JobFilter[] }
  | { readonly kind: "any"; readonly of: readonly JobFilter[] }
  | { readonly kind: "not"; readonly of: JobFilter }
  | { readonly kind: "word"; readonly field: WordField; readonly values: readonly string[] }
  /** `*` stands for any text, `?` for one character. */
  | { readonly kind: "name"; readonly glob: string }
  | { readonly kind: "label"; readonly key: string; readonly value?: string }
  /** An attempt of it was given to the machine of that name. */
  | { readonly kind: "node"; readonly hostname: string }
  | { readonly kind: "array"; readonly isArray: boolean }
  | { readonly kind: "number"; readonly field: NumberField; readonly op: NumberOp; readonly value: number };

/** Exactly one of the values. */
export type WordField = "state" | "user" | "project" | "reason";

export const NUMBER_OPS = ["<", "<=", "=", ">=", ">"] as const;
export type NumberOp = (typeof NUMBER_OPS)[number];

/** Instants are in milliseconds of Unix time. */
export type NumberField =
  | "id"
  | "priority"
  | "cpus"
  | "gpus"
  | "memoryBytes"
  | "exitCode"
  | "retryOf"
  | "createdAt"
  | "startedAt"
  | "endedAt"
  | "updatedAt";

/** Fields that a list may be sorted by; what has none of it counts as 0. */
export const SORT_FIELDS = [
  "id",
  "createdAt",
  "startedAt",
  "endedAt",
  "state",
  "priority",
  "cpus",
  "memoryBytes",
] as const;
export type SortField = (typeof SORT_FIELDS)[number];

export interface JobSort {
  readonly field: SortField;
  readonly descending: boolean;
}

/** What a filter looks at. */
export interface FilteredJob {
  readonly job: Job;
  readonly updatedAtMs: number;
  readonly hasRunOn: (hostname: string) => boolean;
}

export function matchesFilter(subject: FilteredJob, filter: JobFilter): boolean {
  const { spec, user, status } = subject.job;
  switch (filter.kind) {
    case "all":
      return filter.of.every((each) => matchesFilter(subject, each));
    case "any":
      return filter.of.some((each) => matchesFilter(subject, each));
    case "not":
      return !matchesFilter(subject, filter.of);
    case "word": {
      const words = { state: status.state, user, project: spec.project, reason: status.reason };
      const word = words[filter.field];
      return word !== undefined && filter.values.includes(word);
    }
    case "name":
      return matchesGlob(filter.glob, spec.name);
    case "label":
      return (
        Object.hasOwn(spec.labels, filter.key) &&
        (filter.value === undefined || spec.labels[filter.key] === filter.value)
      );
    case "node":
      return subject.hasRunOn(filter.hostname);
    case "array":
      return (spec.array !== undefined) === filter.isArray;
    case "number": {
      const value = numberOf(subject, filter.field);
      return value !== undefined && compares(value, filter.op, filter.value);
    }
    default:
      return filter satisfies never;
  }
}

export function numberOf({ job, updatedAtMs }: FilteredJob, field: NumberField): number | undefined {
  const { spec, status } = job;
  switch (field) {
    case "id":
      return job.id;
    case "priority":
      return spec.priority;
    case "cpus":
      return spec.resources.cpus;
    case "gpus":
      return spec.resources.gpus;
    case "memoryBytes":
      return spec.resources.memoryBytes;
    case "exitCode":
      return status.exitCode;
    case "retryOf":
      return job.retryOf;
    case "createdAt":
      return job.submittedAtMs;
    case "startedAt":
      return status.startedAtMs;
    case "endedAt":
      return status.endedAtMs;
    case "updatedAt":
      return updatedAtMs;
    default:
      return field satisfies never;
  }
}

/** The value by which a list is sorted. */
export function sortValue(subject: FilteredJob, field: SortField): string | number {
  return field === "state" ? subject.job.status.state : (numberOf(subject, field) ?? 0);
}

function compares(value: number, op: NumberOp, with_: number): boolean {
  switch (op) {
    case "<":
      return value < with_;
    case "<=":
      return value <= with_;
    case "=":
      return value === with_;
    case ">=":
      return value >= with_;
    case ">":
      return value > with_;
    default:
      return op satisfies never;
  }
}

/** Time grows with the product of both lengths at most: of several stars only the last one is ever tried again. */
export function matchesGlob(glob: string, text: string): boolean {
  const [pattern, letters] = [[...glob], [...text]];
  let at = 0;
  let star = -1;
  let starAt = 0;
  let p = 0;
  while (at < letters.length) {
    if (pattern[p] === "*") {
      star = p;
      starAt = at;
      p += 1;
    } else if (p < pattern.length && (pattern[p] === "?" || pattern[p] === letters[at])) {
      p += 1;
      at += 1;
    } else if (star >= 0) {
      starAt += 1;
      at = starAt;
      p = star + 1;
    } else {
      return false;
    }
  }
  while (pattern[p] === "*") p += 1;
  return p === pattern.length;
}
