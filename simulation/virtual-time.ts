import { setImmediate as afterAll } from "node:timers/promises";
import { Heap } from "../scheduler/collections/heap.ts";

interface Planned {
  readonly atMs: number;
  readonly order: number;
  readonly run: () => void;
}

/** A clock that only moves when everything that can happen now has happened. */
export class VirtualTime {
  #nowMs = 1_000_000_000_000;
  #count = 0;
  readonly #everyNth: number;
  readonly #plan = new Heap<Planned>((a, b) => a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order));

  /**
   * @param everyNth  after so many events the rest of this program has a cycle: 1 where a simulation waits for something
   * that is no promise of its own, more where it does not and is to be quick
   */
  constructor(everyNth = 1) {
    this.#everyNth = everyNth;
  }

  nowMs(): number {
    return this.#nowMs;
  }

  after(ms: number, run: () => void): void {
    this.#count += 1;
    this.#plan.push({ atMs: this.#nowMs + Math.max(0, Math.round(ms)), order: this.#count, run });
  }

  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => this.after(ms, resolve));
  }

  /** Runs what is planned, in order, until `done` or nothing is planned. @returns whether `done` came true */
  async runUntil(done: () => boolean, deadlineMs: number): Promise<boolean> {
    for (let event = 1; ; event += 1) {
      // Every chain of promises runs until it waits for this clock.
      await (event % this.#everyNth === 0 ? afterAll() : afterMicrotasks());
      if (done()) return true;
      const next = this.#plan.top();
      if (next === undefined || next.atMs > deadlineMs) return false;
      this.#plan.pop();
      this.#nowMs = Math.max(this.#nowMs, next.atMs);
      next.run();
    }
  }
}

/** A tick that is asked for while promises go on comes when none of them can go on any more. */
function afterMicrotasks(): Promise<void> {
  return new Promise((resolve) => {
    process.nextTick(resolve);
  });
}
