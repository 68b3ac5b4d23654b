import { isRecord } from "../../jobs/text/problem.ts";

/** A document of the old database: anything may stand in it. */
export type OldDocument = Readonly<Record<string, unknown>>;

/** Numbers come as numbers of several kinds, as texts, and as NaN; what is none is `undefined`. */
export function numberOf(value: unknown): number | undefined {
  const read = rawNumber(value);
  return Number.isFinite(read) ? read : undefined;
}

function rawNumber(value: unknown): number {
  if (typeof value === "number") return value;
  if (typeof value === "string") return value.trim() === "" ? Number.NaN : Number(value);
  if (value instanceof Date) return value.getTime() / 1000;
  // Longs and decimals of the driver.
  return isRecord(value) && "_bsontype" in value ? Number(String(value)) : Number.NaN;
}

/** Larger ones would use up the numbers that jobs may have. */
const ID_MAX = 1e12;

export function idOf(value: unknown): number | undefined {
  const id = numberOf(value);
  return id !== undefined && Number.isInteger(id) && id > 0 && id <= ID_MAX ? id : undefined;
}

export function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** A member of a member: `at(task, "status", "primary")`. */
export function at(value: unknown, ...path: readonly string[]): unknown {
  let found = value;
  for (const name of path) found = isRecord(found) ? found[name] : undefined;
  return found;
}

/** Unix seconds → milliseconds. */
export function timeOf(value: unknown): number | undefined {
  const seconds = numberOf(value);
  return seconds === undefined || seconds <= 0 || seconds > 1e11 ? undefined : Math.round(seconds * 1000);
}
