import type { ErrorObject } from "ajv/dist/2020.js";
import { nearest } from "../../resources/nearest.ts";
import type { Problem } from "../text/problem.ts";
import { article, isRecord, printable, shown } from "../text/problem.ts";
import { NOT_YET_SUPPORTED } from "./spec-schema.ts";

/** Turns one complaint of the schema into a sentence with what was given and what is allowed. */
export function problemOf(error: ErrorObject): Problem[] {
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
      const types = [params.type].flat().map(String);
      const message = `must be ${types.map(article).join(" or ")}`;
      return [{ pointer, code: "type", message, got, allowed: types.join(", ") }];
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
    case "uniqueItems":
      return [{ pointer, code: "conflict", message: "names one thing twice" }];
    case "enum": {
      if (pointer === "/image/pull" && error.data === "never") return [NEVER_PULLED];
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

const NEVER_PULLED: Problem = {
  pointer: "/image/pull",
  code: "not_supported",
  message:
    "nobody can know which machines have an image already, and Mesos pulls one that is missing: a job that must not pull could end anywhere",
  got: "never",
  allowed: "ifNotPresent, always",
};

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
      allowed: "node, launch, pull, preempt, oom, any, exit:N",
    };
  }
  if (pointer.startsWith("/resources/portNames/") || /^\/network\/ports\/\d+\/name$/.test(pointer)) {
    const allowed = "1 to 31 of A-Z a-z 0-9 _ -, beginning with a letter";
    return { pointer, code: "format", message: "is no name of a port", got, allowed };
  }
  if (pointer === "/network/name" || /^\/constraints\/\d+\/attribute$/.test(pointer)) {
    const allowed = "letters, digits and . _ -, beginning with a letter or digit";
    return { pointer, code: "format", message: "is not a valid name", got, allowed };
  }
  if (pointer === "/notBefore" || pointer === "/deadline") {
    const message = "is no instant with a time zone";
    return { pointer, code: "format", message, got, allowed: "RFC 3339, such as 2030-01-31T18:00:00Z" };
  }
  if (
    pointer === "/project" ||
    pointer === "/queue" ||
    pointer === "/executor" ||
    pointer.startsWith("/volumes/")
  ) {
    const allowed = "1 to 63 of a-z 0-9 . _ -, beginning with a letter or digit";
    return { pointer, code: "format", message: "is not a valid name", got, allowed };
  }
  return { pointer, code: "format", message: "has characters that are not allowed", got };
}

function escapePointer(name: string): string {
  return printable(name).replaceAll("~", "~0").replaceAll("/", "~1");
}
