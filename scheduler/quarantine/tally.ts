import { exp2 } from "../../fair-share/exp2.ts";

/** What happened half an hour ago counts half. */
const HALF_LIFE_MS = 30 * 60_000;
/** Below that nothing of it is left. */
const NOTHING = 1 / 128;

/** How often something went well and how often not, of late. */
export class Tally {
  #well = 0;
  #badly = 0;
  #atMs = 0;

  add(failed: boolean, nowMs: number): void {
    this.#age(nowMs);
    if (failed) this.#badly += 1;
    else this.#well += 1;
  }

  /** So much went badly, of what nobody knows better. */
  restore(badly: number, atMs: number): void {
    this.#age(atMs);
    this.#badly += badly;
  }

  well(nowMs: number): number {
    this.#age(nowMs);
    return this.#well;
  }

  badly(nowMs: number): number {
    this.#age(nowMs);
    return this.#badly;
  }

  isForgotten(nowMs: number): boolean {
    this.#age(nowMs);
    return this.#well + this.#badly < NOTHING;
  }

  #age(nowMs: number): void {
    const factor = fading(nowMs - this.#atMs);
    this.#atMs = Math.max(this.#atMs, nowMs);
    this.#well *= factor;
    this.#badly *= factor;
  }
}

/** What is left of a weight of 1 after that time. */
export function fading(elapsedMs: number): number {
  return elapsedMs <= 0 ? 1 : elapsedMs > 100 * HALF_LIFE_MS ? 0 : exp2(-elapsedMs / HALF_LIFE_MS);
}
