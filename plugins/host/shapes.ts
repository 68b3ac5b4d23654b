import { Ajv } from "ajv";
import type { ValidateFunction } from "ajv";

/** What an answer of a plugin must look like, as JSON Schema. */
export type Shape = Readonly<Record<string, unknown>>;

export function text(maxLength: number, minLength = 0): Shape {
  return { type: "string", maxLength, minLength };
}

/** All of `required`, perhaps some of `optional`, nothing else. */
export function record(
  required: Readonly<Record<string, Shape>>,
  optional: Readonly<Record<string, Shape>> = {},
): Shape {
  return {
    type: "object",
    properties: { ...required, ...optional },
    required: Object.keys(required),
    additionalProperties: false,
  };
}

const ajv = new Ajv({ allErrors: false, strict: false });
const compiled = new WeakMap<Shape, ValidateFunction>();

/** @returns why the value is not like that; `undefined` when it is */
export function shapeFault(shape: Shape, value: unknown): string | undefined {
  let validate = compiled.get(shape);
  if (validate === undefined) compiled.set(shape, (validate = ajv.compile(shape)));
  return validate(value) ? undefined : faultText(validate.errors?.[0]);
}

/** What the validator tells of one. */
interface Fault {
  readonly instancePath: string;
  readonly keyword: string;
  readonly message?: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** `/minutes must be >= 1`. */
export function faultText(error: Fault | undefined): string {
  if (error === undefined) return "it is not right";
  const { instancePath, keyword, message = "is not right", params } = error;
  const extra = keyword === "additionalProperties" ? `: ${String(params["additionalProperty"])}` : "";
  return `${instancePath === "" ? "it" : instancePath} ${message}${extra}`;
}
