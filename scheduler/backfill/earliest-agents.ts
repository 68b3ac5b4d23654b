import type { Amounts } from "../matching/requirement.ts";
import type { Outlooks } from "./outlook.ts";

interface Earliest {
  readonly agent: number;
  readonly atMs: number;
}

/**
 * The agents of which one need will be free first: a tournament, so that an agent that changed costs the logarithm of
 * their number. Of those with one time ahead the one with the smallest number; of those that are free now, any of them.
 */
export class EarliestAgents {
  readonly #outlooks: Outlooks;
  readonly #need: Amounts;
  readonly #admits: (agent: number) => boolean;
  readonly #changed = new Set<number>();
  /** Leaf of agent n: `#width + n`. */
  #times = new Float64Array(2).fill(Infinity);
  #width = 1;

  /** @param admits  whether the agent may be used at all; `look` must be told when that changes */
  constructor(outlooks: Outlooks, need: Amounts, admits: (agent: number) => boolean) {
    this.#outlooks = outlooks;
    this.#need = need;
    this.#admits = admits;
    outlooks.watch(this.#changed);
  }

  /** What `admits` says of an agent has changed. */
  look(agent: number): void {
    this.#changed.add(agent);
  }

  close(): void {
    this.#outlooks.unwatch(this.#changed);
  }

  /** `undefined`: of no agent is it known when it will have the need free. */
  first(nowMs: number): Earliest | undefined {
    for (const agent of this.#changed) this.#set(agent, nowMs);
    this.#changed.clear();
    for (;;) {
      const agent = this.#winner();
      const knownMs = this.#at(agent);
      if (knownMs === Infinity) return undefined;
      // As time passes, tasks outlive their limits and an agent is free later than was known, never earlier: what is
      // known of the others is a lower bound, so that the winner alone needs a look.
      this.#set(agent, nowMs);
      const atMs = this.#at(agent);
      if (atMs <= Math.max(knownMs, nowMs)) return { agent, atMs };
    }
  }

  #at(agent: number): number {
    return this.#times[this.#width + agent] ?? Infinity;
  }

  #set(agent: number, nowMs: number): void {
    if (agent >= this.#width) this.#grow(agent + 1);
    const isHere = this.#outlooks.has(agent) && this.#admits(agent);
    const atMs = isHere ? this.#outlooks.earliestFit(agent, this.#need, nowMs) : Infinity;
    let node = this.#width + agent;
    this.#times[node] = atMs;
    for (node >>= 1; node >= 1; node >>= 1) {
      const left = this.#times[2 * node] ?? Infinity;
      const right = this.#times[2 * node + 1] ?? Infinity;
      this.#times[node] = Math.min(left, right);
    }
  }

  #winner(): number {
    let node = 1;
    while (node < this.#width) {
      const left = this.#times[2 * node] ?? Infinity;
      const right = this.#times[2 * node + 1] ?? Infinity;
      node = 2 * node + (left <= right ? 0 : 1);
    }
    return node - this.#width;
  }

  #grow(size: number): void {
    let width = this.#width;
    while (width < size) width *= 2;
    const times = new Float64Array(2 * width).fill(Infinity);
    times.set(this.#times.subarray(this.#width, 2 * this.#width), width);
    for (let node = width - 1; node >= 1; node -= 1)
      times[node] = Math.min(times[2 * node] ?? Infinity, times[2 * node + 1] ?? Infinity);
    this.#times = times;
    this.#width = width;
  }
}
