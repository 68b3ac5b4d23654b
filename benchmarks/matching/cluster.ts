import assert from "node:assert/strict";
import type { Starts } from "../../scheduler/matching/tables/starts.ts";
import type { Scene } from "./setup.ts";

/** Tasks that run, by the time at which they end, then by job: a heap in columns. */
export class RunningTasks {
  #endMs = new Float64Array(1024);
  #job = new Float64Array(1024);
  #account = new Int32Array(1024);
  #shape = new Int32Array(1024);
  #agent = new Int32Array(1024);
  #heap = new Int32Array(1024);
  #size = 0;
  #slots = 0;
  #freeSlots: number[] = [];

  get size(): number {
    return this.#size;
  }

  /** Enters what was started at `nowMs`. */
  add(starts: Starts, runMs: Int32Array, nowMs: number): void {
    for (let at = 0; at < starts.count; at += 1) {
      const job = starts.job[at] ?? 0;
      const slot = this.#freeSlots.pop() ?? this.#slots;
      if (slot === this.#slots) this.#slots += 1;
      if (slot >= this.#endMs.length) this.#grow();
      this.#endMs[slot] = nowMs + (runMs[job] ?? 0);
      this.#job[slot] = job;
      this.#account[slot] = starts.account[at] ?? 0;
      this.#shape[slot] = starts.shape[at] ?? 0;
      this.#agent[slot] = starts.agent[at] ?? 0;
      this.#up(this.#size, slot);
      this.#size += 1;
    }
  }

  /** When the first one ends. */
  firstEndMs(): number {
    return this.#size === 0 ? Infinity : (this.#endMs[this.#heap[0] ?? 0] ?? 0);
  }

  /** Takes out the first to end. */
  next(): {
    readonly endMs: number;
    readonly account: number;
    readonly shape: number;
    readonly agent: number;
  } {
    assert.ok(this.#size > 0, "nothing runs");
    const slot = this.#heap[0] ?? 0;
    this.#size -= 1;
    const last = this.#heap[this.#size] ?? 0;
    if (this.#size > 0) this.#down(last);
    this.#freeSlots.push(slot);
    return {
      endMs: this.#endMs[slot] ?? 0,
      account: this.#account[slot] ?? 0,
      shape: this.#shape[slot] ?? 0,
      agent: this.#agent[slot] ?? 0,
    };
  }

  #isBefore(a: number, b: number): boolean {
    const difference = (this.#endMs[a] ?? 0) - (this.#endMs[b] ?? 0);
    return difference < 0 || (difference === 0 && (this.#job[a] ?? 0) < (this.#job[b] ?? 0));
  }

  #up(from: number, slot: number): void {
    let at = from;
    while (at > 0) {
      const above = this.#heap[(at - 1) >> 1] ?? 0;
      if (!this.#isBefore(slot, above)) break;
      this.#heap[at] = above;
      at = (at - 1) >> 1;
    }
    this.#heap[at] = slot;
  }

  #down(slot: number): void {
    let at = 0;
    for (let child = 1; child < this.#size; child = 2 * at + 1) {
      const right = child + 1;
      if (right < this.#size && this.#isBefore(this.#heap[right] ?? 0, this.#heap[child] ?? 0)) child = right;
      const below = this.#heap[child] ?? 0;
      if (!this.#isBefore(below, slot)) break;
      this.#heap[at] = below;
      at = child;
    }
    this.#heap[at] = slot;
  }

  #grow(): void {
    const size = this.#endMs.length * 2;
    const wider = <T extends Int32Array | Float64Array>(from: T, to: T): T => {
      to.set(from);
      return to;
    };
    this.#endMs = wider(this.#endMs, new Float64Array(size));
    this.#job = wider(this.#job, new Float64Array(size));
    this.#account = wider(this.#account, new Int32Array(size));
    this.#shape = wider(this.#shape, new Int32Array(size));
    this.#agent = wider(this.#agent, new Int32Array(size));
    this.#heap = wider(this.#heap, new Int32Array(size));
  }
}

/** CPU time of this thread in ms: on a machine that others use, too, it says more than the clock. */
export function cpuMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

export interface Filled {
  readonly starts: number;
  readonly perSecond: number;
  /** The same by CPU time. */
  readonly perCpuSecond: number;
  readonly running: RunningTasks;
}

/** Fills the empty cluster, until nothing fits. */
export function fill({ matching, runMs }: Scene): Filled {
  const startedCpuMs = cpuMs();
  const startedMs = performance.now();
  const starts = matching.settle();
  const tookMs = performance.now() - startedMs;
  const tookCpuMs = cpuMs() - startedCpuMs;
  const running = new RunningTasks();
  running.add(starts, runMs, 0);
  return {
    starts: starts.count,
    perSecond: (starts.count / tookMs) * 1000,
    perCpuSecond: (starts.count / tookCpuMs) * 1000,
    running,
  };
}

export interface Steady {
  readonly releases: number;
  readonly starts: number;
  /** Releases in the time spent in the matcher. */
  readonly perSecond: number;
  /** Per release: release, match, charge. In µs. */
  readonly stepUs: Float64Array;
  /** FNV-1a over jobs and agents of the starts. */
  readonly hash: number;
}

/** Tasks end one by one, each release is answered at once. The clock is asked twice a step: its cost is in the figures. */
export function steady(scene: Scene, running: RunningTasks, releases: number): Steady {
  const { matching, runMs } = scene;
  const stepUs = new Float64Array(releases);
  let totalMs = 0;
  let started = 0;
  let hash = 0x811c9dc5;
  let done = 0;
  for (; done < releases && running.size > 0; done += 1) {
    const { endMs, account, shape, agent } = running.next();
    const beforeMs = performance.now();
    matching.setTime(endMs);
    matching.release(account, shape, agent);
    const starts = matching.settle();
    const tookMs = performance.now() - beforeMs;
    stepUs[done] = tookMs * 1000;
    totalMs += tookMs;
    started += starts.count;
    for (let at = 0; at < starts.count; at += 1) {
      hash = Math.imul(hash ^ (starts.job[at] ?? 0), 0x01000193);
      hash = Math.imul(hash ^ (starts.agent[at] ?? 0), 0x01000193);
    }
    running.add(starts, runMs, endMs);
  }
  return {
    releases: done,
    starts: started,
    perSecond: (done / totalMs) * 1000,
    stepUs: stepUs.subarray(0, done),
    hash: hash >>> 0,
  };
}

/** `values` is sorted by it. */
export function quantile(values: Float64Array, q: number): number {
  values.sort();
  return values[Math.min(values.length - 1, Math.floor(values.length * q))] ?? Number.NaN;
}
