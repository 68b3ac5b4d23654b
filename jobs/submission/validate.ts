import { Ajv2020 } from "ajv/dist/2020.js";
import { arrayProblems, gangOf } from "./array-rules.ts";
import { constraintOf } from "../placement/constraint-rules.ts";
import { fileProblems } from "./file-rules.ts";
import { addressProblems } from "./notify-rules.ts";
import { placementProblems } from "../placement/placement-rules.ts";
import type { Problem } from "../text/problem.ts";
import { isRecord, kindOf } from "../text/problem.ts";
import { secretProblems } from "./secret-rules.ts";
import { scratchPath, SPEC_DEFAULTS } from "../spec/spec-defaults.ts";
import { mib } from "../placement/requirement.ts";
import type { ArraySpec, GangSpec, ImageSpec, JobResources, JobSpec, RetryPolicy } from "../spec/spec.ts";
import { problemOf } from "./schema-problem.ts";
import { JOB_SPEC_SCHEMA, LIMITS } from "./spec-schema.ts";
import { signalProblems, timeProblems } from "./timing.ts";

export type Validated =
  | { readonly ok: true; readonly spec: JobSpec }
  | { readonly ok: false; readonly problems: readonly Problem[] };

const ajv = new Ajv2020({
  allErrors: true,
  useDefaults: true,
  strict: true,
  allowUnionTypes: true,
  verbose: true,
});
type DocumentedArray = ArraySpec extends infer A
  ? A extends ArraySpec
    ? Omit<A, "gang"> & { readonly gang?: boolean | GangSpec }
    : never
  : never;

/** A document that the schema has nothing against, with its defaults: what is absent here has none there. */
type FilledDocument = Omit<
  JobSpec,
  "name" | "project" | "image" | "rootInContainer" | "scratch" | "array" | "constraints"
> & {
  readonly rootInContainer?: boolean;
  readonly name?: string;
  readonly project?: string;
  readonly image?: string | ImageSpec;
  readonly scratch?: { readonly bytes: number; readonly path?: string };
  readonly array?: DocumentedArray;
  readonly constraints: readonly Readonly<Record<string, unknown>>[];
};
const validateShape = ajv.compile<FilledDocument>(JOB_SPEC_SCHEMA);

/**
 * Checks a submitted document and fills in the defaults. All faults are reported at once, in the order of the
 * document's fields; `document` itself stays untouched.
 */
export function validateJobSpec(document: unknown): Validated {
  if (!isRecord(document)) {
    return {
      ok: false,
      problems: [{ pointer: "", code: "type", message: "a job is a JSON object", got: kindOf(document) }],
    };
  }
  const filled = copyOf(document);
  // Absent means default: what a client left out, defaults of nested objects included.
  const valid = validateShape(filled);
  const problems = valid ? [] : (validateShape.errors ?? []).flatMap(problemOf);
  problems.push(...beyondTheSchema(filled, new Set(problems.map((problem) => problem.pointer))));
  if (!valid || problems.length > 0) return { ok: false, problems: problems.slice(0, 100) };
  return { ok: true, spec: canonical(filled, document) };
}

/** Of JSON: `structuredClone` takes three times as long, and a batch has many jobs. */
function copyOf(document: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const copy = { ...document };
  for (const [key, value] of Object.entries(copy)) copy[key] = copyOfValue(value);
  return copy;
}

function copyOfValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copyOfValue);
  return isRecord(value) ? copyOf(value) : value;
}

/** What no schema can say. Looks only at fields whose shape is right. */
function beyondTheSchema(job: Record<string, unknown>, faulty: ReadonlySet<string>): Problem[] {
  const problems: Problem[] = [];
  const given = (field: string) => job[field] !== undefined;
  if (given("command") && given("script")) {
    problems.push({
      pointer: "/script",
      code: "conflict",
      message: "give either command or script, not both",
    });
  } else if (!given("command") && !given("script")) {
    problems.push({ pointer: "/command", code: "required", message: "a job needs a command or a script" });
  }
  if (given("command") && Array.isArray(job.args) && job.args.length > 0) {
    problems.push({
      pointer: "/args",
      code: "conflict",
      message: "args belong to a script",
      hint: "put the arguments into command",
    });
  }
  if (typeof job.script === "string") {
    const bytes = Buffer.byteLength(job.script);
    if (bytes > LIMITS.scriptBytes) {
      problems.push({
        pointer: "/script",
        code: "too_large",
        message: `the script has ${bytes} bytes`,
        allowed: `at most ${LIMITS.scriptBytes} bytes (1 MiB)`,
        hint: "put the program on a volume and call it from a short script",
      });
    }
    const firstLine = /^#![^\n]*/.exec(job.script)?.[0] ?? "";
    if (firstLine.length > 255) {
      problems.push({
        pointer: "/script",
        code: "length",
        message: "the #! line is too long for the kernel",
        allowed: "at most 255 characters",
      });
    }
  }
  for (const field of ["command", "args"] as const) {
    const words: unknown = job[field];
    if (!Array.isArray(words)) continue;
    const bytes = words.reduce<number>((sum, word) => sum + Buffer.byteLength(String(word)), 0);
    if (bytes > LIMITS.commandBytes) {
      const allowed = `at most ${LIMITS.commandBytes} bytes in all`;
      problems.push({
        pointer: `/${field}`,
        code: "too_large",
        message: `${field} has ${bytes} bytes`,
        allowed,
      });
    }
  }
  if (given("command") && Array.isArray(job.command) && job.command[0] === "") {
    problems.push({ pointer: "/command/0", code: "length", message: "the program's name is empty" });
  }
  if (isRecord(job.env)) {
    let bytes = 0;
    for (const [name, value] of Object.entries(job.env))
      bytes += Buffer.byteLength(name) + Buffer.byteLength(String(value));
    if (bytes > LIMITS.envBytes) {
      const allowed = `at most ${LIMITS.envBytes} bytes in all`;
      problems.push({ pointer: "/env", code: "too_large", message: `env has ${bytes} bytes`, allowed });
    }
  }
  if (isRecord(job.resources) && typeof job.resources.cpus === "number" && !faulty.has("/resources/cpus")) {
    const milli = job.resources.cpus * 1000;
    if (Math.abs(milli - Math.round(milli)) > 1e-6) {
      problems.push({
        pointer: "/resources/cpus",
        code: "range",
        message: "cpus have three decimals at most",
        got: job.resources.cpus,
        allowed: "steps of 0.001",
      });
    }
  }
  if (isRecord(job.array)) problems.push(...arrayProblems(job.array, faulty));
  const isFaulty = (pointer: string) =>
    [...faulty].some((one) => one === pointer || one.startsWith(`${pointer}/`));
  problems.push(...placementProblems(job, isFaulty));
  problems.push(...repeated(job.volumes, "name", "/volumes", "volume"));
  problems.push(...repeatedDependencies(job.dependencies));
  problems.push(...timeProblems(job, isFaulty));
  problems.push(...signalProblems(job, isFaulty));
  problems.push(...secretProblems(job, isFaulty));
  problems.push(...fileProblems(job, isFaulty));
  problems.push(...addressProblems(job.notify, isFaulty));
  return problems;
}

function repeated(list: unknown, key: string, pointer: string, what: string): Problem[] {
  if (!Array.isArray(list)) return [];
  const seen = new Set<unknown>();
  const problems: Problem[] = [];
  list.forEach((item: unknown, at) => {
    if (!isRecord(item) || item[key] === undefined) return;
    if (seen.has(item[key])) {
      problems.push({
        pointer: `${pointer}/${at}/${key}`,
        code: "conflict",
        message: `${what} ${String(item[key])} is named twice`,
      });
    }
    seen.add(item[key]);
  });
  return problems;
}

/** Once for all of a job and once for each of its tasks. */
function repeatedDependencies(list: unknown): Problem[] {
  if (!Array.isArray(list)) return [];
  const seen = new Set<string>();
  return list.flatMap((item: unknown, at): Problem[] => {
    if (!isRecord(item) || item.job === undefined) return [];
    const { index, job } = item;
    const what = index === undefined ? `job ${String(job)}` : `task ${String(index)} of job ${String(job)}`;
    const isKnown = seen.has(what);
    seen.add(what);
    const pointer = `/dependencies/${at}/job`;
    return isKnown ? [{ pointer, code: "conflict", message: `${what} is named twice` }] : [];
  });
}

/** The document in the one form that is stored: what may be written in two ways is, in one. */
function canonical(spec: FilledDocument, given: Record<string, unknown>): JobSpec {
  const { array, image, rootInContainer, scratch, ...rest } = spec;
  const firstWord = spec.command?.[0]?.split("/").at(-1) ?? "";
  const word = /^[\w.+-]{1,128}$/.test(firstWord) ? firstWord : "job";
  return {
    ...rest,
    name: spec.name ?? word,
    project: spec.project ?? "default",
    resources: canonicalResources(spec.resources),
    ...(image === undefined
      ? {}
      : { image: typeof image === "string" ? { ref: image, pull: "ifNotPresent" } : image }),
    ...(rootInContainer === true ? { rootInContainer } : {}),
    ...(scratch === undefined
      ? {}
      : { scratch: { bytes: scratch.bytes, path: scratch.path ?? scratchPath(image !== undefined) } }),
    ...(array === undefined ? {} : { array: canonicalArray(array) }),
    constraints: spec.constraints.map(constraintOf),
    ...(spec.notBefore === undefined ? {} : { notBefore: new Date(spec.notBefore).toISOString() }),
    ...(spec.deadline === undefined ? {} : { deadline: new Date(spec.deadline).toISOString() }),
    retry: canonicalRetry(spec, given),
  };
}

function canonicalArray({ gang, ...array }: DocumentedArray): ArraySpec {
  const together = gangOf(gang);
  return { ...array, ...(together === undefined ? {} : { gang: together }) };
}

/** A limit that is no more than the need is the one that holds without it. */
function canonicalResources({ memoryLimitBytes, ...resources }: JobResources): JobResources {
  return memoryLimitBytes === undefined || mib(memoryLimitBytes) <= mib(resources.memoryBytes)
    ? resources
    : { ...resources, memoryLimitBytes };
}

/** Who lets a job be preempted without a word on what then, wants it tried again. */
function canonicalRetry(
  { retry, preemptible }: Pick<JobSpec, "retry" | "preemptible">,
  given: Record<string, unknown>,
): RetryPolicy {
  const chosen = isRecord(given.retry) && given.retry.on !== undefined;
  return preemptible && !chosen ? { ...retry, on: [...SPEC_DEFAULTS.retry.on, "preempt"] } : retry;
}
