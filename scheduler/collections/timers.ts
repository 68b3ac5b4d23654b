import type { TaskId } from "../../jobs/life/job.ts";
import { Heap } from "./heap.ts";

/** A reason to look at something again. Whether anything is due then is read from the thing itself. */
export type Timer = { readonly atMs: number } & (
  | { readonly kind: "eligible" | "deadline"; readonly job: number }
  | { readonly kind: "walltime" | "unreachable" | "recheck"; readonly task: TaskId }
  | { readonly kind: "proof"; readonly task: TaskId }
  | { readonly kind: "revive" | "review" | "wish" | "quota" }
  | { readonly kind: "operation"; readonly operationId: string }
  | { readonly kind: "leave"; readonly leave: string }
  | { readonly kind: "reconcile" | "health" | "gather" | "room" | "closing" }
);

/** Timers are never taken back: one whose reason is gone finds nothing to do. */
export class Timers {
  readonly #heap = new Heap<{ readonly timer: Timer; readonly order: number }>(
    (a, b) => a.timer.atMs < b.timer.atMs || (a.timer.atMs === b.timer.atMs && a.order < b.order),
  );
  #count = 0;

  add(timer: Timer): void {
    this.#count += 1;
    this.#heap.push({ timer, order: this.#count });
  }

  nextMs(): number | undefined {
    return this.#heap.top()?.timer.atMs;
  }

  /** Takes out what is due, in order; equal instants in the order in which they were added. */
  takeDue(nowMs: number): readonly Timer[] {
    const due: Timer[] = [];
    for (let top = this.#heap.top(); top !== undefined && top.timer.atMs <= nowMs; top = this.#heap.top()) {
      due.push(top.timer);
      this.#heap.pop();
    }
    return due;
  }
}
