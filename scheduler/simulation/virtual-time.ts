import { setImmediate as afterMicrotasks } from "node:timers/promises";
import { Heap } from "../heap.ts";

interface Planned {
  readonly atMs: number;
  readonly order: number;
  readonly run: () => void;
}

/** A clock that only moves when everything that can happen now has happened. */
export class VirtualTime {
  #nowMs = 1_000_000_000_000;
  #count = 0;
  readonly #plan = new Heap<Planned>((a, b) => a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order));

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
    for (;;) {
      await afterMicrotasks(); // every chain of promises runs until it waits for this clock
      if (done()) return true;
      const next = this.#plan.top();
      if (next === undefined || next.atMs > deadlineMs) return false;
      this.#plan.pop();
      this.#nowMs = Math.max(this.#nowMs, next.atMs);
      next.run();
    }
  }
}
