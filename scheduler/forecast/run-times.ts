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
  /**
   * The same while these tasks run, each so long already. Of a new session those that ended are its short ones: that
   * others have run for longer is known of them, too.
   */
  alongside(running: readonly RunningTask[]): Pick<RunTimes, "expect">;
}

export interface RunningTask {
  readonly kind: TaskKind;
  readonly ranMs: number;
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

/** Tasks by bin, or their weights. */
interface Counted {
  readonly bins: Uint16Array | Float64Array;
  readonly count: number;
}

/** By so many bins those of a group that have run longest are taken to run on: for as long again. */
const AGAIN = 4;

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
    expect: (kind, quantile, ranMs) =>
      expected(
        kind,
        quantile,
        ranMs,
        (key) => groups.get(key),
        (key) => parts.get(key),
      ),
    alongside(running) {
      const times: Running = new Map();
      const ofLimits: Running = new Map();
      for (const { kind, ranMs } of running) {
        const { limitMs = 0 } = kind;
        for (const key of keysOf(kind)) {
          if (groups.has(key)) binsOf(times, key).push(binOf(ranMs));
          if (limitMs > 0 && parts.has(key))
            binsOf(ofLimits, key).push(binOf((ranMs / limitMs) * WHOLE_LIMIT));
        }
      }
      const group = surviving(groups, times);
      const part = surviving(parts, ofLimits);
      return { expect: (kind, quantile, ranMs) => expected(kind, quantile, ranMs, group, part) };
    },
  };
}

function expected(
  kind: TaskKind,
  quantile: number,
  ranMs: number,
  timesOf: (key: string) => Counted | undefined,
  partsOf: (key: string) => Counted | undefined,
): ExpectedRun | undefined {
  const { limitMs = Infinity } = kind;
  const keys = keysOf(kind);
  for (const [at, key] of keys.entries()) {
    // All tasks together say less of one than its own limit does.
    if (at === keys.length - 1 && limitMs < Infinity) break;
    const group = timesOf(key);
    if (group === undefined || group.count < ENOUGH) continue;
    const part = partsOf(key);
    // Where limits say more than the times of others: tasks differ, and each takes its limit, or half of it.
    if (limitMs < Infinity && part !== undefined && part.count >= ENOUGH && isNarrower(part, group)) {
      const of = quantileOf(part, quantile, (ranMs / limitMs) * WHOLE_LIMIT) ?? WHOLE_LIMIT;
      return { ms: Math.max(ranMs, Math.min(1, of / WHOLE_LIMIT) * limitMs), basis: "limit" };
    }
    const ms = quantileOf(group, quantile, ranMs);
    if (ms !== undefined) return { ms: Math.max(ranMs, Math.min(ms, limitMs)), basis: "history" };
  }
  return limitMs < Infinity ? { ms: Math.max(ranMs, limitMs), basis: "limit" } : undefined;
}

/** The bins that tasks have come to which still run, by group. */
type Running = Map<string, number[]>;

function binsOf(running: Running, key: string): number[] {
  const known = running.get(key);
  if (known !== undefined) return known;
  const made: number[] = [];
  running.set(key, made);
  return made;
}

function surviving(ended: Groups, running: Running): (key: string) => Counted | undefined {
  const made = new Map<string, Counted>();
  return (key) => {
    const known = made.get(key) ?? ended.get(key);
    const run = running.get(key);
    if (known === undefined || run === undefined || made.has(key)) return known;
    const weighed = survival(known, run);
    made.set(key, weighed);
    return weighed;
  };
}

/**
 * Weights of the bins that end, of all tasks that may: those that still run are known to end later.
 * @see Kaplan, Meier: Nonparametric estimation from incomplete observations, 1958
 */
function survival({ bins, count }: Counted, running: readonly number[]): Counted {
  const total = count + running.length;
  const weighed = new Float64Array(BINS);
  const leaving = new Uint32Array(BINS);
  for (const bin of running) leaving[bin] = (leaving[bin] ?? 0) + 1;
  let atRisk = total;
  let alive = total;
  for (let bin = 0; bin < BINS && atRisk > 0; bin += 1) {
    const ended = bins[bin] ?? 0;
    const weight = (alive * ended) / atRisk;
    weighed[bin] = weight;
    alive -= weight;
    atRisk -= ended + (leaving[bin] ?? 0);
  }
  // Nothing that ended has run for as long as these.
  const last = Math.min(BINS - 1, Math.max(0, ...running) + AGAIN);
  if (alive > 1e-9) weighed[last] = (weighed[last] ?? 0) + alive;
  return { bins: weighed, count: total };
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
function isNarrower(a: Counted, b: Counted): boolean {
  return 2 * widthOf(a) < widthOf(b);
}

function widthOf({ bins, count }: Counted): number {
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
function quantileOf({ bins }: Counted, quantile: number, ranMs: number): number | undefined {
  const first = ranMs <= 0 ? 0 : binOf(ranMs);
  let left = 0;
  for (let bin = first; bin < BINS; bin += 1) left += partAfter(bins, bin, ranMs);
  if (left <= 0) return undefined;
  let wanted = quantile * left;
  let last = first;
  for (let bin = first; bin < BINS; bin += 1) {
    const tasks = partAfter(bins, bin, ranMs);
    if (tasks <= 0) continue;
    last = bin;
    if (wanted <= tasks) {
      const from = Math.max(lower(bin), ranMs);
      return from + ((upper(bin) - from) * wanted) / tasks;
    }
    wanted -= tasks;
  }
  return Math.max(ranMs, upper(last)); // sums of weights are off by a little
}

/** Of the tasks in a bin, as many as ran longer, if they are spread evenly in it. */
function partAfter(bins: Counted["bins"], bin: number, ranMs: number): number {
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
