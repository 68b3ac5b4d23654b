import { Ajv2020, type ErrorObject } from "ajv/dist/2020.js";
import { nearest } from "../resources/nearest.ts";
import type { JobSpec } from "./spec.ts";
import { taskCount } from "./spec.ts";
import { JOB_SPEC_SCHEMA, LIMITS, NOT_YET_SUPPORTED } from "./spec-schema.ts";

/** One fault of a document, fit to be shown: where, what kind, a sentence, what was given, what is allowed, how to mend. */
export interface Problem {
  /** JSON pointer (RFC 6901) into the document. */
  readonly pointer: string;
  readonly code:
    | "unknown_field"
    | "not_supported"
    | "required"
    | "type"
    | "range"
    | "length"
    | "format"
    | "conflict"
    | "too_large"
    | "unknown_name";
  readonly message: string;
  readonly got?: unknown;
  readonly allowed?: string;
  readonly hint?: string;
}

export type Validated =
  | { readonly ok: true; readonly spec: JobSpec }
  | { readonly ok: false; readonly problems: readonly Problem[] };

const ajv = new Ajv2020({ allErrors: true, useDefaults: true, strict: true, verbose: true });
const validateShape = ajv.compile(JOB_SPEC_SCHEMA);

/**
 * Checks a submitted document and fills in the defaults. All faults are reported at once, in the order of the
 * document's fields; `document` itself stays untouched.
 */
export function validateJobSpec(document: unknown): Validated {
  if (typeof document !== "object" || document === null || Array.isArray(document)) {
    return {
      ok: false,
      problems: [{ pointer: "", code: "type", message: "a job is a JSON object", got: kindOf(document) }],
    };
  }
  const filled: Record<string, unknown> = structuredClone(document) as Record<string, unknown>; // checked above
  // Absent means default: what a client left out, defaults of nested objects included.
  const valid = validateShape(filled);
  const problems = valid ? [] : (validateShape.errors ?? []).flatMap(problemOf);
  problems.push(...beyondTheSchema(filled, new Set(problems.map((problem) => problem.pointer))));
  if (problems.length > 0) return { ok: false, problems: problems.slice(0, 100) };
  return { ok: true, spec: canonical(filled) };
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
  problems.push(...repeated(job.volumes, "name", "/volumes", "volume"));
  problems.push(...repeated(job.dependencies, "job", "/dependencies", "job"));
  return problems;
}

function arrayProblems(array: Record<string, unknown>, faulty: ReadonlySet<string>): Problem[] {
  const byList = array.indices !== undefined;
  const byRange = array.from !== undefined || array.to !== undefined;
  if (byList && byRange) {
    return [{ pointer: "/array", code: "conflict", message: "give either from and to, or indices" }];
  }
  if (!byList && !byRange) {
    return [{ pointer: "/array", code: "required", message: "an array needs from and to, or indices" }];
  }
  if (byList) {
    const indices: readonly unknown[] = Array.isArray(array.indices) ? array.indices : [];
    return new Set(indices).size === indices.length
      ? []
      : [{ pointer: "/array/indices", code: "conflict", message: "an index is named twice" }];
  }
  const problems: Problem[] = [];
  for (const end of ["from", "to"] as const) {
    if (array[end] === undefined) {
      problems.push({
        pointer: `/array/${end}`,
        code: "required",
        message: `an array with a range needs ${end}`,
      });
    }
  }
  const { from, to, step = 1 } = array;
  if (typeof from !== "number" || typeof to !== "number" || typeof step !== "number") return problems;
  if ([...faulty].some((pointer) => pointer.startsWith("/array/"))) return problems;
  if (from > to) {
    problems.push({
      pointer: "/array/to",
      code: "range",
      message: "the array is empty",
      got: to,
      allowed: `≥ ${from}`,
    });
  } else if (taskCount({ from, to, step }) > LIMITS.arrayTasks) {
    problems.push({
      pointer: "/array/to",
      code: "range",
      message: `the array has ${taskCount({ from, to, step })} tasks`,
      got: to,
      allowed: `at most ${LIMITS.arrayTasks} tasks`,
    });
  }
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

/** Turns one complaint of the schema into a sentence with what was given and what is allowed. */
function problemOf(error: ErrorObject): Problem[] {
  const pointer = error.instancePath;
  const got = shown(error.data);
  const params = error.params as Record<string, unknown>; // ajv gives an object for every keyword
  switch (error.keyword) {
    case "additionalProperties": {
      const field = String(params.additionalProperty);
      const at = `${pointer}/${escapePointer(field)}`;
      const later = NOT_YET_SUPPORTED[at];
      if (later !== undefined) {
        return [{ pointer: at, code: "not_supported", message: `not supported by this version: ${later}` }];
      }
      const known = Object.keys(
        isRecord(error.parentSchema?.properties) ? error.parentSchema.properties : {},
      );
      const near = nearest(field, known);
      const hint = near === undefined ? `known here: ${known.join(", ")}` : `did you mean ${near}?`;
      return [
        { pointer: at, code: "unknown_field", message: `there is no field "${printable(field)}"`, hint },
      ];
    }
    case "required": {
      const field = String(params.missingProperty);
      return [{ pointer: `${pointer}/${field}`, code: "required", message: `${field} is missing` }];
    }
    case "type": {
      const allowed = String(params.type);
      return [{ pointer, code: "type", message: `must be ${article(allowed)}`, got, allowed }];
    }
    case "minimum":
    case "maximum": {
      const { minimum, maximum } = (error.parentSchema ?? {}) as { minimum?: number; maximum?: number };
      const allowed =
        maximum === undefined
          ? `at least ${minimum}`
          : minimum === undefined
            ? `at most ${maximum}`
            : `${minimum} to ${maximum}`;
      return [{ pointer, code: "range", message: "is out of range", got, allowed }];
    }
    case "enum": {
      const values = Array.isArray(params.allowedValues) ? params.allowedValues.map(String) : [];
      const near = typeof error.data === "string" ? nearest(error.data, values) : undefined;
      return [
        {
          pointer,
          code: "format",
          message: "is not one of the allowed words",
          got,
          allowed: values.join(", "),
          ...(near === undefined ? {} : { hint: `did you mean ${near}?` }),
        },
      ];
    }
    case "minLength":
    case "maxLength":
    case "minItems":
    case "maxItems":
    case "maxProperties": {
      const unit = error.keyword.endsWith("Length")
        ? "characters"
        : error.keyword === "maxProperties"
          ? "names"
          : "items";
      const allowed = `${error.keyword.startsWith("min") ? "at least" : "at most"} ${String(params.limit)} ${unit}`;
      return [{ pointer, code: "length", message: "has the wrong length", allowed }];
    }
    case "pattern":
      // A name's pattern comes a second time as `propertyNames`, which says it better.
      return error.propertyName === undefined ? [patternProblem(pointer, error)] : [];
    case "propertyNames": {
      const name = String(params.propertyName);
      const reserved = /^(GODOCKER|SLURM|MESOS|LD)_/.test(name);
      const message = reserved
        ? `the name ${name} is reserved`
        : `the name "${printable(name)}" is not allowed`;
      const allowed =
        pointer === "/labels" ? "1 to 63 of A-Z a-z 0-9 . _ / -" : "letters, digits and _, no digit first";
      return [{ pointer: `${pointer}/${escapePointer(name)}`, code: "format", message, allowed }];
    }
    default:
      return [{ pointer, code: "format", message: error.message ?? "is not valid", got }];
  }
}

function patternProblem(pointer: string, error: ErrorObject): Problem {
  const got = shown(error.data);
  const text = typeof error.data === "string" ? error.data : "";
  if (text.includes("\0"))
    return { pointer, code: "format", message: "must not contain a NUL character", got };
  if (pointer === "/name") {
    const message = "must have no control characters, no slash, and no space at either end";
    return { pointer, code: "format", message, got, allowed: "1 to 128 printable characters" };
  }
  if (pointer.startsWith("/retry/on/")) {
    return {
      pointer,
      code: "format",
      message: "is no cause to retry on",
      got,
      allowed: "node, launch, oom, any, exit:N",
    };
  }
  if (pointer === "/project" || pointer.startsWith("/volumes/")) {
    const allowed = "1 to 63 of a-z 0-9 . _ -, beginning with a letter or digit";
    return { pointer, code: "format", message: "is not a valid name", got, allowed };
  }
  return { pointer, code: "format", message: "has characters that are not allowed", got };
}

function canonical(filled: Record<string, unknown>): JobSpec {
  const spec = filled as unknown as Omit<JobSpec, "name" | "project"> & { name?: string; project?: string }; // by the schema
  const firstWord = spec.command?.[0]?.split("/").at(-1) ?? "";
  const word = /^[\w.+-]{1,128}$/.test(firstWord) ? firstWord : "job";
  return { ...spec, name: spec.name ?? word, project: spec.project ?? "default" };
}

/** What was given, short and harmless on a terminal. */
function shown(value: unknown): unknown {
  if (typeof value === "string") return printable(value.length > 64 ? `${value.slice(0, 64)}…` : value);
  if (typeof value === "number" || typeof value === "boolean" || value === null) return value;
  return kindOf(value);
}

function printable(text: string): string {
  // oxlint-disable-next-line no-control-regex -- replacing control characters is the purpose
  return text.slice(0, 128).replace(/[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g, "\ufffd");
}

function kindOf(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "a list" : typeof value === "object" ? "an object" : article(typeof value);
}

function article(type: string): string {
  if (type === "array") return "a list";
  return `${/^[aeiou]/.test(type) ? "an" : "a"} ${type}`;
}

function escapePointer(name: string): string {
  return printable(name).replaceAll("~", "~0").replaceAll("/", "~1");
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
