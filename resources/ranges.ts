/**
 * A set of integers ≥ 0 as inclusive ranges: sorted, disjoint and not adjacent, so equal sets are equal data.
 * Ports of an offer and the elements of an array job are kept this way: a million elements cost one pair.
 */
export type Ranges = readonly (readonly [first: number, last: number])[];

export const EMPTY: Ranges = [];

/** Sorts, merges and drops empty ranges. */
export function normalise(ranges: Iterable<readonly [number, number]>): Ranges {
  const sorted = [...ranges].filter(([first, last]) => first <= last).sort((a, b) => a[0] - b[0]);
  const merged: [number, number][] = [];
  for (const [first, last] of sorted) {
    const before = merged.at(-1);
    if (before !== undefined && first <= before[1] + 1) before[1] = Math.max(before[1], last);
    else merged.push([first, last]);
  }
  return merged;
}

export function count(ranges: Ranges): number {
  let sum = 0;
  for (const [first, last] of ranges) sum += last - first + 1;
  return sum;
}

export function contains(ranges: Ranges, value: number): boolean {
  const at = upperBound(ranges, value) - 1;
  const range = ranges[at];
  return range !== undefined && value <= range[1];
}

/** With `value` in it. O(ranges), and O(1) allocations beyond the copy. */
export function insert(ranges: Ranges, value: number): Ranges {
  if (contains(ranges, value)) return ranges;
  const at = upperBound(ranges, value);
  const before = ranges[at - 1];
  const after = ranges[at];
  const joinsBefore = before !== undefined && before[1] + 1 === value;
  const joinsAfter = after !== undefined && value + 1 === after[0];
  const first = joinsBefore ? before[0] : value;
  const last = joinsAfter ? after[1] : value;
  return [
    ...ranges.slice(0, joinsBefore ? at - 1 : at),
    [first, last],
    ...ranges.slice(joinsAfter ? at + 1 : at),
  ];
}

/** Without `value`. */
export function remove(ranges: Ranges, value: number): Ranges {
  const at = upperBound(ranges, value) - 1;
  const range = ranges[at];
  if (range === undefined || value > range[1]) return ranges;
  const rest: [number, number][] = [];
  if (range[0] < value) rest.push([range[0], value - 1]);
  if (value < range[1]) rest.push([value + 1, range[1]]);
  return [...ranges.slice(0, at), ...rest, ...ranges.slice(at + 1)];
}

export function union(a: Ranges, b: Ranges): Ranges {
  if (a.length === 0) return b;
  if (b.length === 0) return a;
  return normalise([...a, ...b]);
}

/** What is in `a` and not in `b`. */
export function difference(a: Ranges, b: Ranges): Ranges {
  const rest: [number, number][] = [];
  let at = 0;
  for (const [first, last] of a) {
    let from = first;
    while (at < b.length && (b[at]?.[1] ?? 0) < from) at += 1;
    for (let i = at; i < b.length; i += 1) {
      const taken = b[i];
      if (taken === undefined || taken[0] > last) break;
      if (taken[0] > from) rest.push([from, taken[0] - 1]);
      from = Math.max(from, taken[1] + 1);
    }
    if (from <= last) rest.push([from, last]);
  }
  return rest;
}

/** What is in both. */
export function intersection(a: Ranges, b: Ranges): Ranges {
  return difference(a, difference(a, b));
}

/** The `wanted` smallest values and what is left; fewer when there are not that many. */
export function takeFirst(ranges: Ranges, wanted: number): { readonly taken: Ranges; readonly rest: Ranges } {
  const taken: [number, number][] = [];
  const rest: [number, number][] = [];
  let missing = wanted;
  for (const [first, last] of ranges) {
    const part = Math.min(missing, last - first + 1);
    if (part > 0) taken.push([first, first + part - 1]);
    if (first + part <= last) rest.push([first + part, last]);
    missing -= part;
  }
  return { taken, rest };
}

/** The values one by one, ascending. */
export function* values(ranges: Ranges): Generator<number> {
  for (const [first, last] of ranges) for (let value = first; value <= last; value += 1) yield value;
}

/** Index of the first range that begins after `value`. */
function upperBound(ranges: Ranges, value: number): number {
  let low = 0;
  let high = ranges.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ranges[middle]?.[0] ?? Infinity) <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}
