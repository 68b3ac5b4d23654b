import { KINDS, type Amounts } from "../matching/requirement.ts";

/** A task that runs, as far as its end is concerned. Times in ms. */
export interface ExpectedTask {
  readonly sinceMs: number;
  /** How long it may take at most; absent: nobody said. */
  readonly limitMs?: number;
  readonly amounts: Amounts;
}

interface OutlookOptions {
  /** How long a task without a limit is thought to take. Read anew for each task. */
  readonly assumedMs: () => number;
}

/** A task that its limit should have ended is waited for that long; then nobody knows when it will. */
const OVERDUE_MS = 60_000;

interface Entry {
  readonly sinceMs: number;
  readonly amounts: Amounts;
  endMs: number;
  /** Its end is a guess: of a task without a limit, or of one that outlived it. */
  assumed: boolean;
}

interface Agent {
  free: Amounts;
  /** The first to end first. */
  readonly ends: Entry[];
  readonly tasks: Map<string, Entry>;
}

/**
 * When there will be how much on which agent, if nothing more is started there. Agents are named by numbers. An event
 * costs what runs on its agent.
 */
export class Outlooks {
  readonly #agents = new Map<number, Agent>();
  readonly #assumedMs: () => number;
  readonly #watchers = new Set<Set<number>>();

  constructor({ assumedMs }: OutlookOptions) {
    this.#assumedMs = assumedMs;
  }

  /** Sets of agents that changed since somebody emptied them; to begin with, all. */
  watch(changed: Set<number>): void {
    for (const agent of this.#agents.keys()) changed.add(agent);
    this.#watchers.add(changed);
  }

  unwatch(changed: Set<number>): void {
    this.#watchers.delete(changed);
  }

  setFree(agent: number, free: Amounts): void {
    this.#ensure(agent).free = free;
    this.#note(agent);
  }

  start(agent: number, task: string, { amounts, limitMs, sinceMs }: ExpectedTask): void {
    const known = this.#ensure(agent);
    this.#take(known, task);
    const endMs = sinceMs + (limitMs ?? this.#assumedMs());
    const entry: Entry = { sinceMs, amounts, endMs, assumed: limitMs === undefined };
    known.tasks.set(task, entry);
    insert(known.ends, entry);
    this.#note(agent);
  }

  /** What it had is free when `setFree` says so. */
  end(agent: number, task: string): void {
    const known = this.#agents.get(agent);
    if (known !== undefined && this.#take(known, task)) this.#note(agent);
  }

  remove(agent: number): void {
    if (this.#agents.delete(agent)) this.#note(agent);
  }

  has(agent: number): boolean {
    return this.#agents.has(agent);
  }

  agents(): Iterable<number> {
    return this.#agents.keys();
  }

  /** How much is free at a time that is not before `nowMs`; nothing on an agent that is not there. */
  freeAt(agent: number, atMs: number, nowMs: number): Amounts {
    const known = this.#agents.get(agent);
    if (known === undefined) return NOTHING;
    prolong(known.ends, nowMs);
    const free = { ...known.free };
    for (const { amounts, endMs } of known.ends) {
      if (endMs > atMs) break;
      for (const kind of KINDS) free[kind] += amounts[kind];
    }
    return free;
  }

  /** First time from now on at which the need is free; `Infinity` when it never is. */
  earliestFit(agent: number, need: Amounts, nowMs: number): number {
    const known = this.#agents.get(agent);
    if (known === undefined) return Infinity;
    prolong(known.ends, nowMs);
    if (covers(known.free, need)) return nowMs;
    const free = { ...known.free };
    for (const { amounts, endMs } of known.ends) {
      for (const kind of KINDS) free[kind] += amounts[kind];
      if (covers(free, need)) return Math.max(nowMs, endMs);
    }
    return Infinity;
  }

  /** Whether what is free then rests on an end that nobody has promised. */
  isGuess(agent: number, atMs: number, nowMs: number): boolean {
    const ends = this.#agents.get(agent)?.ends ?? [];
    prolong(ends, nowMs);
    return ends.some(({ assumed, endMs }) => assumed && endMs <= atMs);
  }

  /** What will be free there, and when: the first first, none before now. */
  *endsOn(agent: number, nowMs: number): Generator<{ readonly atMs: number; readonly amounts: Amounts }> {
    const known = this.#agents.get(agent);
    if (known === undefined) return;
    prolong(known.ends, nowMs);
    for (const { amounts, endMs } of known.ends) yield { atMs: Math.max(nowMs, endMs), amounts };
  }

  #take(known: Agent, task: string): boolean {
    const entry = known.tasks.get(task);
    if (entry === undefined) return false;
    known.tasks.delete(task);
    known.ends.splice(known.ends.indexOf(entry), 1);
    return true;
  }

  #ensure(agent: number): Agent {
    let known = this.#agents.get(agent);
    if (known === undefined) {
      known = { free: NOTHING, ends: [], tasks: new Map() };
      this.#agents.set(agent, known);
    }
    return known;
  }

  #note(agent: number): void {
    for (const changed of this.#watchers) changed.add(agent);
  }
}

const NOTHING: Amounts = { cpusMilli: 0, memMib: 0, diskMib: 0, gpus: 0, ports: 0 };

export function covers(free: Amounts, need: Amounts): boolean {
  return (
    free.cpusMilli >= need.cpusMilli &&
    free.memMib >= need.memMib &&
    free.diskMib >= need.diskMib &&
    free.gpus >= need.gpus &&
    free.ports >= need.ports
  );
}

/** Whoever runs longer than was thought is thought to take twice as long. */
function prolong(ends: Entry[], nowMs: number): void {
  let at = 0;
  for (let entry = ends[at]; entry !== undefined && entry.endMs <= nowMs; entry = ends[at]) {
    if (!isOver(entry, nowMs)) {
      at += 1;
      continue;
    }
    ends.splice(at, 1);
    entry.assumed = true;
    while (entry.endMs <= nowMs) entry.endMs += Math.max(1, entry.endMs - entry.sinceMs);
    insert(ends, entry);
  }
}

function isOver({ assumed, endMs }: Entry, nowMs: number): boolean {
  return (assumed ? endMs : endMs + OVERDUE_MS) <= nowMs;
}

function insert(ends: Entry[], entry: Entry): void {
  let low = 0;
  let high = ends.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ends[middle]?.endMs ?? Infinity) <= entry.endMs) low = middle + 1;
    else high = middle;
  }
  ends.splice(low, 0, entry);
}
