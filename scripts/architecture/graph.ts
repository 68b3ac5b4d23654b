// The files of the project as a graph of imports, and its cycles.
import { posix } from "node:path";
import { importsOf, type ImportKind } from "./imports.ts";
import type { SourceFile } from "./sources.ts";

export interface Arrow {
  readonly from: string;
  readonly to: string;
  readonly kind: ImportKind;
  /** Of the import in `from`, from 1. */
  readonly line: number;
}

/** Imports of files by files of the project; packages are not in it. */
export function arrowsOf(files: readonly SourceFile[]): readonly Arrow[] {
  const known = new Set(files.map(({ path }) => path));
  return files.flatMap(({ path, text }) =>
    importsOf(path, text).flatMap(({ specifier, kind, line }) => {
      if (specifier === undefined || !specifier.startsWith(".")) return [];
      const to = posix.normalize(posix.join(posix.dirname(path), specifier));
      return known.has(to) ? [{ from: path, to, kind, line }] : [];
    }),
  );
}

/** Groups of nodes of which each reaches each other (Tarjan), the largest first. Single nodes are left out. */
export function cyclesOf(edges: Iterable<readonly [string, string]>): readonly (readonly string[])[] {
  const next = new Map<string, string[]>();
  for (const [from, to] of edges) {
    if (from === to) continue;
    next.set(from, [...(next.get(from) ?? []), to]);
    if (!next.has(to)) next.set(to, []);
  }
  const order = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const open = new Set<string>();
  const groups: string[][] = [];
  const visit = (node: string): void => {
    order.set(node, order.size);
    low.set(node, order.get(node) ?? 0);
    stack.push(node);
    open.add(node);
    for (const other of next.get(node) ?? []) {
      if (!order.has(other)) visit(other);
      if (open.has(other)) low.set(node, Math.min(low.get(node) ?? 0, low.get(other) ?? 0));
    }
    if (low.get(node) !== order.get(node)) return;
    const group = stack.splice(stack.indexOf(node));
    for (const member of group) open.delete(member);
    if (group.length > 1) groups.push(group.toSorted());
  };
  for (const node of next.keys()) if (!order.has(node)) visit(node);
  return groups.toSorted((a, b) => b.length - a.length);
}
