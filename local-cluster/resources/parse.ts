import type { Attribute, Resource, ValueRange } from "../../proto/generated/types.ts";

/**
 * Resources in Mesos' flag syntax: `cpus:4;mem:4096;disk:10000;ports:[31000-31099];gpus:0;labels:{a,b}`.
 * Throws `Error` with what is wrong. Reservations (`cpus(role):4`) are not understood.
 * Source: Mesos documentation, attributes and resources.
 */
export function parseResources(text: string): Resource[] {
  const resources: Resource[] = [];
  for (const { name, value } of pairs(text)) {
    if (resources.some((other) => other.name === name)) throw new Error(`'${name}' is named twice`);
    const ranges = parseRanges(value);
    const items = /^\{([^{}]*)\}$/.exec(value)?.[1];
    if (ranges !== undefined) resources.push({ name, type: "RANGES", ranges: { range: ranges } });
    else if (items !== undefined)
      resources.push({ name, type: "SET", set: { item: items.split(",").map((item) => item.trim()) } });
    else if (/^\d+(\.\d{1,3})?$/.test(value))
      resources.push({ name, type: "SCALAR", scalar: { value: Number(value) } });
    else
      throw new Error(
        `'${name}:${value}': expected a number, ranges such as [31000-31099] or a set such as {a,b}`,
      );
    if (name === "gpus" && value.includes(".")) throw new Error("gpus must be a whole number");
  }
  return resources;
}

/** Attributes in Mesos' flag syntax: `rack:r1;zone:a;level:10`. */
export function parseAttributes(text: string): Attribute[] {
  return pairs(text).map(({ name, value }) => {
    const range = parseRanges(value);
    if (range !== undefined) return { name, type: "RANGES", ranges: { range } };
    if (/^-?\d+(\.\d+)?$/.test(value)) return { name, type: "SCALAR", scalar: { value: Number(value) } };
    return { name, type: "TEXT", text: { value } };
  });
}

function pairs(text: string): { name: string; value: string }[] {
  return text
    .split(";")
    .filter((part) => part.trim() !== "")
    .map((part) => {
      const colon = part.indexOf(":");
      const name = part.slice(0, colon).trim();
      const value = part.slice(colon + 1).trim();
      if (colon < 0 || name === "" || value === "")
        throw new Error(`'${part}' is not of the form name:value`);
      return { name, value };
    });
}

function parseRanges(value: string): ValueRange[] | undefined {
  const inner = /^\[([^[\]]*)\]$/.exec(value)?.[1];
  if (inner === undefined) return undefined;
  return inner.split(",").map((part) => {
    const match = /^\s*(\d{1,15})-(\d{1,15})\s*$/.exec(part);
    const begin = Number(match?.[1]);
    const end = Number(match?.[2]);
    if (match === null || begin > end) throw new Error(`'${part}' is not a range such as 31000-31099`);
    return { begin, end };
  });
}
