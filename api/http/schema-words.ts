import { JOB_STATES } from "../../jobs/life/job.ts";
import type { JsonSchema } from "./parameters.ts";

/** What schemas are made of. */

export const INSTANT = {
  type: "string",
  pattern: "^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z$",
  description: "RFC 3339, UTC, milliseconds.",
} as const;
export const COUNT = { type: "integer", minimum: 0 } as const;
export const ID = { type: "integer", minimum: 1, maximum: Number.MAX_SAFE_INTEGER } as const;
export const PORT = { type: "integer", minimum: 1, maximum: 65_535 } as const;
export const TEXT = { type: "string" } as const;
export const EXIT_CODE = { type: "integer", minimum: 0, maximum: 255 } as const;
export const SIGNAL = { type: "integer", minimum: 1, maximum: 64 } as const;
export const STATE = { type: "string", enum: JOB_STATES } as const;

/** An object of exactly these fields; a name ending in `?` may be absent. */
export function object(fields: Readonly<Record<string, JsonSchema>>, description?: string): JsonSchema {
  const names = Object.keys(fields);
  return {
    type: "object",
    additionalProperties: false,
    required: names.filter((name) => !name.endsWith("?")),
    properties: Object.fromEntries(names.map((name) => [name.replace(/\?$/, ""), fields[name]])),
    ...(description === undefined ? {} : { description }),
  };
}

export function list(items: JsonSchema): JsonSchema {
  return { type: "array", items };
}

/** A reference to one of `COMPONENTS`. */
export function ref(name: string): JsonSchema {
  return { $ref: `#/components/schemas/${name}` };
}

export const NEXT = { ...TEXT, description: "Cursor of the next page; absent on the last one." };
