import type { Args } from "./args.ts";
import { valuesOf } from "./args.ts";
import { ValueError } from "../text/value-error.ts";

/**
 * What `--set KEY=VALUE` says together, as a merge patch: `resources.cpus=8`, `labels.step=2`, `walltimeSeconds=null`.
 * Values are JSON where they can be read so, else text; of labels and variables they are text.
 * @throws ValueError
 */
export function patchOfSets(args: Args): Readonly<Record<string, unknown>> {
  let patch: Readonly<Record<string, unknown>> = {};
  for (const text of valuesOf(args, "set")) {
    const [, path, value] = /^([A-Za-z][\w.-]*)=(.*)$/s.exec(text) ?? [];
    if (path === undefined || value === undefined)
      throw new ValueError(`"${text}" sets nothing`, "write FIELD=VALUE, such as resources.cpus=8");
    const names = path.split(".");
    patch = withValue(
      patch,
      names,
      names.length > 1 && isOfTexts(names[0]) ? textOrNull(value) : valueFrom(value),
    );
  }
  return patch;
}

function withValue(
  into: Readonly<Record<string, unknown>>,
  [name = "", ...rest]: readonly string[],
  value: unknown,
): Readonly<Record<string, unknown>> {
  // Entries, since a name may be `__proto__`: then it is a field like any other, which the server refuses.
  const others = Object.entries(into).filter(([key]) => key !== name);
  const before = Object.entries(into).find(([key]) => key === name)?.[1];
  const inner = rest.length === 0 ? value : withValue(isRecord(before) ? before : {}, rest, value);
  return Object.fromEntries([...others, [name, inner]]);
}

function isOfTexts(field: string | undefined): boolean {
  return field === "labels" || field === "env";
}

function textOrNull(text: string): string | null {
  return text === "null" ? null : text;
}

function valueFrom(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
