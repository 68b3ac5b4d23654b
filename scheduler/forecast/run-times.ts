/** What is known of a task before it ends. */
export interface TaskKind {
  readonly account: string;
  /** Name of its job without what counts up. */
  readonly stem: string;
  /** See `requirementKey`. */
  readonly shape: string;
  /** Its time limit; absent: none. */
  readonly limitMs?: number;
}

export interface ExpectedRun {
  /** From its beginning. */
  readonly ms: number;
  readonly basis: "history" | "limit";
}

/** How long tasks run, learned from those that ended. */
export interface RunTimes {
  learn(kind: TaskKind, ranMs: number): void;
  /**
   * @param quantile  0 < quantile < 1: 0.5 is the median
   * @param ranMs     so long it runs already: it will be longer
   * @returns `undefined` when nothing is known of tasks like it
   */
  expect(kind: TaskKind, quantile: number, ranMs: number): ExpectedRun | undefined;
}

/** 96 bins, each 2^(1/4) times as wide as the one before: half a second to 97 days. */
const BINS = 96;
const RATIO = 1.189207115002721;
const FIRST_MS = 500;
const BOUNDS: readonly number[] = bounds();
/** Fewer tasks say nothing; then a wider group is asked. */
const ENOUGH = 8;
/** More than that many tasks of one group: the older half counts half. */
const FULL = 4096;
const GROUPS_MAX = 20_000;

interface Histogram {
  readonly bins: Uint16Array;
  count: number;
}

/** A whole time limit, for histograms of the parts of it that tasks take: in their bins, fine around it. */
const WHOLE_LIMIT = 1e9;

export function runTimes(): RunTimes {
  const groups: Groups = new Map();
  /** Of the same tasks, what part of their limits they took. */
  const parts: Groups = new Map();
  return {
    learn(kind, ranMs) {
      const { limitMs = 0 } = kind;
      const bin = binOf(ranMs);
      const part = binOf((ranMs / limitMs) * WHOLE_LIMIT);
      for (const key of keysOf(kind)) {
        add(groupOf(groups, key), bin);
        if (limitMs > 0) add(groupOf(parts, key), part);
      }
    },
    expect(kind, quantile, ranMs) {
      const { limitMs = Infinity } = kind;
      const keys = keysOf(kind);
      for (const [at, key] of keys.entries()) {
        // All tasks together say less of one than its own limit does.
        if (at === keys.length - 1 && limitMs < Infinity) break;
        const group = groups.get(key);
        if (group === undefined || group.count < ENOUGH) continue;
        const part = parts.get(key);
        // Where limits say more than the times of others: tasks differ, and each takes its limit, or half of it.
        if (limitMs < Infinity && part !== undefined && part.count >= ENOUGH && isNarrower(part, group)) {
          const of = quantileOf(part, quantile, (ranMs / limitMs) * WHOLE_LIMIT) ?? WHOLE_LIMIT;
          return { ms: Math.max(ranMs, Math.min(1, of / WHOLE_LIMIT) * limitMs), basis: "limit" };
        }
        const ms = quantileOf(group, quantile, ranMs);
        if (ms !== undefined) return { ms: Math.max(ranMs, Math.min(ms, limitMs)), basis: "history" };
      }
      return limitMs < Infinity ? { ms: Math.max(ranMs, limitMs), basis: "limit" } : undefined;
    },
  };
}

type Groups = Map<string, Histogram>;

function groupOf(groups: Groups, key: string): Histogram {
  const known = groups.get(key);
  if (known !== undefined) return known;
  if (groups.size >= GROUPS_MAX) {
    for (const oldest of groups.keys()) {
      groups.delete(oldest);
      break;
    }
  }
  const made = { bins: new Uint16Array(BINS), count: 0 };
  groups.set(key, made);
  return made;
}

/** Whether its tasks are closer together by half at least, by the width of four of five of them in bins. */
function isNarrower(a: Histogram, b: Histogram): boolean {
  return 2 * widthOf(a) < widthOf(b);
}

function widthOf({ bins, count }: Histogram): number {
  const binAt = (part: number): number => {
    let left = part * count;
    for (const [bin, tasks] of bins.entries()) {
      left -= tasks;
      if (left <= 0) return bin;
    }
    return BINS - 1;
  };
  return binAt(0.9) - binAt(0.1);
}

/** `align-017` and `align_18` are of one kind. */
export function stemOf(name: string): string {
  return name.toLowerCase().replace(/[\d\s._-]+$/, "");
}

/** The narrowest group first; the last one is everything. */
function keysOf({ account, shape, stem }: TaskKind): readonly string[] {
  return [`${account}\n${shape}\n${stem}`, `${account}\n${shape}`, shape, ""];
}

function add(group: Histogram, bin: number): void {
  group.bins[bin] = (group.bins[bin] ?? 0) + 1;
  group.count += 1;
  if (group.count < FULL) return;
  group.count = 0;
  for (const [at, tasks] of group.bins.entries()) {
    group.bins[at] = tasks >> 1;
    group.count += tasks >> 1;
  }
}

/** Among the tasks that ran longer than `ranMs`. @returns `undefined` when none did */
function quantileOf({ bins }: Histogram, quantile: number, ranMs: number): number | undefined {
  const first = ranMs <= 0 ? 0 : binOf(ranMs);
  let left = 0;
  for (let bin = first; bin < BINS; bin += 1) left += partAfter(bins, bin, ranMs);
  if (left <= 0) return undefined;
  let wanted = quantile * left;
  for (let bin = first; bin < BINS; bin += 1) {
    const tasks = partAfter(bins, bin, ranMs);
    if (tasks > 0 && wanted <= tasks) {
      const from = Math.max(lower(bin), ranMs);
      return from + ((upper(bin) - from) * wanted) / tasks;
    }
    wanted -= tasks;
  }
  return upper(BINS - 1);
}

/** Of the tasks in a bin, as many as ran longer, if they are spread evenly in it. */
function partAfter(bins: Uint16Array, bin: number, ranMs: number): number {
  const tasks = bins[bin] ?? 0;
  if (ranMs <= lower(bin)) return tasks;
  return (tasks * Math.max(0, upper(bin) - ranMs)) / (upper(bin) - lower(bin));
}

function binOf(ms: number): number {
  let low = 0;
  let high = BINS - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ms < upper(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

function lower(bin: number): number {
  return bin === 0 ? 0 : upper(bin - 1);
}

function upper(bin: number): number {
  return BOUNDS[bin] ?? Infinity;
}

function bounds(): readonly number[] {
  const found: number[] = [];
  for (let ms = FIRST_MS; found.length < BINS; ms *= RATIO) found.push(ms);
  return found;
}
