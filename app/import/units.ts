import type { OldCollection, OldRow } from "./old-database.ts";
import { idOf } from "./old-values.ts";

/** Where a task stands; `unknown`: in a word that GoDocker 1.x has no meaning for. */
export type OldPhase = "ended" | "pending" | "running" | "unknown";

/** One document. */
export interface OldPlace {
  readonly id: number;
  readonly collection: OldCollection;
  readonly key: string;
  readonly phase: OldPhase;
  /** Of `unknown`. */
  readonly primary: string;
}

/** What comes over together: a job, or an array with its tasks. */
export interface OldUnit {
  readonly task: OldPlace;
  /** Ascending. */
  readonly children: readonly OldPlace[];
  /** Of all of it: an array has ended when all of it has. */
  readonly phase: OldPhase;
  /** It is the task of an array that is not there. */
  readonly isOrphan: boolean;
}

export interface OldIndex {
  readonly tasks: number;
  readonly largestId: number;
  /** Documents whose id is none, by what stands there. */
  readonly withoutId: readonly string[];
  /** Ids that several documents have; the one that ended counts, else the first. */
  readonly twice: readonly number[];
  has(id: number): boolean;
  /** What it comes over with: itself, or the array that it is of. */
  unitOf(id: number): OldUnit | undefined;
  /** Those of that phase, ascending by id. */
  units(): Iterable<OldUnit>;
}

/** Reads what there is: some sixty bytes are kept of each document. */
export async function indexOf(rows: AsyncIterable<OldRow>): Promise<OldIndex> {
  // In columns, for there may be millions.
  const [ids, parents, keys, words]: [number[], number[], string[], string[]] = [[], [], [], []];
  const interned = new Map<string, string>();
  const withoutId: string[] = [];
  for await (const { collection, key, id: written, parent, primary } of rows) {
    const id = idOf(written);
    if (id === undefined) {
      withoutId.push(`${collection} ${key}: ${JSON.stringify(written) ?? "none"}`);
      continue;
    }
    const word = `${collection}/${typeof primary === "string" ? primary.slice(0, 40) : ""}`;
    if (!interned.has(word)) interned.set(word, word);
    ids.push(id);
    parents.push(idOf(parent) ?? 0);
    keys.push(key);
    words.push(interned.get(word) ?? word);
  }
  const order = Uint32Array.from(ids.keys());
  const rank = (at: number): number => (words[at]?.startsWith("jobsover/") === true ? 0 : 1);
  order.sort((a, b) => (ids[a] ?? 0) - (ids[b] ?? 0) || rank(a) - rank(b) || a - b);
  const twice: number[] = [];
  const placeOf = new Map<number, number>();
  for (const at of order) {
    const id = ids[at] ?? 0;
    if (placeOf.has(id)) twice.push(id);
    else placeOf.set(id, at);
  }
  const children = new Map<number, number[]>();
  for (const [id, at] of placeOf) {
    const parent = parents[at] ?? 0;
    if (parent === 0 || parent === id || !placeOf.has(parent)) continue;
    const known = children.get(parent);
    if (known === undefined) children.set(parent, [at]);
    else known.push(at);
  }
  const arrays = new Map<number, OldUnit>();
  const place = (at: number): OldPlace => {
    const [collection = "jobs", primary = ""] = (words[at] ?? "").split("/") as [OldCollection?, string?]; // made above
    return {
      id: ids[at] ?? 0,
      collection,
      key: keys[at] ?? "",
      phase: phaseOf(collection, primary),
      primary,
    };
  };
  return {
    tasks: placeOf.size,
    largestId: ids[order.at(-1) ?? -1] ?? 0,
    withoutId,
    twice: [...new Set(twice)],
    has: (id) => placeOf.has(id),
    unitOf,
    *units() {
      for (const id of placeOf.keys()) {
        const unit = unitOf(id);
        if (unit?.task.id === id) yield unit;
      }
    },
  };

  function unitOf(id: number): OldUnit | undefined {
    const at = placeOf.get(id);
    if (at === undefined) return undefined;
    const parent = parents[at] ?? 0;
    const isChild = parent !== 0 && parent !== id;
    // Tasks of tasks do not exist; should they all the same, each stands for itself.
    if (isChild && placeOf.has(parent) && !isNested(parent)) return unitOf(parent);
    const places = isChild ? undefined : children.get(id);
    if (places === undefined) {
      const task = place(at);
      return { task, children: [], phase: task.phase, isOrphan: isChild };
    }
    const known = arrays.get(id);
    if (known !== undefined) return known;
    const [task, own] = [place(at), places.map(place)];
    const unit = { task, children: own, phase: together(task.phase, own), isOrphan: false };
    arrays.set(id, unit);
    return unit;
  }

  /** Whether that parent is itself the task of another one. */
  function isNested(id: number): boolean {
    const at = placeOf.get(id);
    const parent = at === undefined ? 0 : (parents[at] ?? 0);
    return parent !== 0 && parent !== id;
  }
}

function phaseOf(collection: OldCollection, primary: string): OldPhase {
  if (primary === "over" || primary === "archived") return "ended";
  if (collection === "jobsover") return "unknown";
  return primary === "pending" || primary === "running" ? primary : "unknown";
}

/** An array is under way from the start of its first task to the end of its last. */
function together(own: OldPhase, children: readonly OldPlace[]): OldPhase {
  if (children.every(({ phase }) => phase === own)) return own;
  return own === "unknown" || children.some(({ phase }) => phase === "unknown") ? "unknown" : "running";
}
