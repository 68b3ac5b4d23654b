const UNITS = [
  ["TB", 2 ** 40],
  ["GB", 2 ** 30],
  ["MB", 2 ** 20],
  ["KB", 2 ** 10],
] as const;

/** A size as Mesos writes it: the largest unit that loses nothing. Source: Mesos, stout/bytes.hpp. */
export function bytesText(bytes: number): string {
  for (const [unit, size] of UNITS) if (bytes !== 0 && bytes % size === 0) return `${bytes / size}${unit}`;
  return `${bytes}B`;
}
