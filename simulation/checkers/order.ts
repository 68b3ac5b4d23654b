import type { DumpedJob, DumpedNode, StateDump } from "../../scheduler/explaining/state-dump.ts";

/* Fair-share order, from a dump alone. */

export function goesFirstInAccount(a: DumpedJob, b: DumpedJob): boolean {
  return a.priority > b.priority || (a.priority === b.priority && a.id < b.id);
}

/** Whether an account goes before another one, each with the job that it would start. */
export function goesBefore(dump: StateDump, a: DumpedJob, b: DumpedJob): boolean {
  const [endA, endB] = nodesThatDiffer(dump, a, b);
  const keyA = a.key ?? endA?.key ?? 0;
  const keyB = b.key ?? endB?.key ?? 0;
  return keyA < keyB || (keyA === keyB && (endA?.node ?? 0) < (endB?.node ?? 0));
}

/** By how much of the pool the first is ahead of the other one. */
export function gapBetween(dump: StateDump, first: DumpedJob, other: DumpedJob): number {
  const [a, b] = nodesThatDiffer(dump, first, other);
  return Math.max(0, (b?.relativeKey ?? 0) - (a?.relativeKey ?? 0));
}

function nodesThatDiffer(
  { lines, order }: StateDump,
  a: DumpedJob,
  b: DumpedJob,
): readonly [DumpedNode | undefined, DumpedNode | undefined] {
  const lineA = lines[a.account] ?? [];
  const lineB = lines[b.account] ?? [];
  const at =
    order.among === "accounts" ? -1 : lineA.findIndex(({ node }, level) => node !== lineB[level]?.node);
  return [lineA.at(at), lineB.at(at)];
}
