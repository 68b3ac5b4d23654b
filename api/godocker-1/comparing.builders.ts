import { isRecord } from "../../jobs/text/problem.ts";

interface Leniency {
  /** Members of which only the type counts. */
  readonly typed: (path: string) => boolean;
  /** Those that may be anything, or missing. */
  readonly ignored: (path: string) => boolean;
}

/** Members that are other than expected, `a.b[0]` each, with both values. */
export function differences(
  expected: unknown,
  actual: unknown,
  lenient: Leniency,
  path = "",
): readonly string[] {
  if (lenient.ignored(path)) return [];
  if (lenient.typed(path))
    return kind(expected) === kind(actual) ? [] : [`${path}: ${kind(actual)}, not ${kind(expected)}`];
  if (isRecord(expected) && isRecord(actual)) {
    return Object.entries(expected).flatMap(([name, value]) => {
      const at = path === "" ? name : `${path}.${name}`;
      if (!Object.hasOwn(actual, name))
        return lenient.typed(at) || lenient.ignored(at) ? [] : [`${at}: missing`];
      return differences(value, actual[name], lenient, at);
    });
  }
  if (Array.isArray(expected) && Array.isArray(actual) && expected.length === actual.length)
    return expected.flatMap((value, at) => differences(value, actual[at], lenient, `${path}[${at}]`));
  return JSON.stringify(expected) === JSON.stringify(actual)
    ? []
    : [`${path}: ${JSON.stringify(actual)}, not ${JSON.stringify(expected)}`];
}

/** Members that are there and were not expected. */
export function additions(expected: unknown, actual: unknown, path = ""): readonly string[] {
  if (!isRecord(expected) || !isRecord(actual)) return [];
  return Object.entries(actual).flatMap(([name, value]) => {
    const at = path === "" ? name : `${path}.${name}`;
    return Object.hasOwn(expected, name) ? additions(expected[name], value, at) : [at];
  });
}

/** Members of `expected` that are missing, or have another type; of lists the first element stands for all. */
export function otherTypes(expected: unknown, actual: unknown, path = ""): readonly string[] {
  if (kind(expected) !== kind(actual)) return [`${path}: ${kind(actual)}, not ${kind(expected)}`];
  if (isRecord(expected) && isRecord(actual)) {
    return Object.entries(expected).flatMap(([name, value]) => {
      const at = path === "" ? name : `${path}.${name}`;
      return Object.hasOwn(actual, name) ? otherTypes(value, actual[name], at) : [`${at}: missing`];
    });
  }
  if (Array.isArray(expected) && Array.isArray(actual) && expected.length > 0) {
    return actual.length === 0
      ? [`${path}: nothing in it`]
      : actual.flatMap((value, at) => otherTypes(expected[0], value, `${path}[${at}]`));
  }
  return [];
}

function kind(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "list" : typeof value;
}
