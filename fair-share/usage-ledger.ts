import type { ResourceVector } from "../resources/vector.ts";

/** Memory that counts as much as one CPU. */
const MIB_PER_CPU = 4096;

/**
 * What holding resources costs per millisecond: the dominant one of cpu and memory, in milli-CPU.
 * A job with little cpu and much memory keeps others out as much as one with many CPUs.
 */
export function costRate(resources: ResourceVector): number {
  return Math.max(resources.cpusMilli, Math.ceil((resources.memMib * 1000) / MIB_PER_CPU));
}

/** The same for usage that was booked as sums over time, in milli-CPU × ms. */
export function bookedCost(booked: { readonly cpuMilliMs: number; readonly memMibMs: number }): number {
  return Math.max(booked.cpuMilliMs, (booked.memMibMs * 1000) / MIB_PER_CPU);
}

interface Row {
  /** Charges so far in the scaled frame, less what the running tasks' closed form adds. */
  base: number;
  /** Sum of the cost rates of what runs now. */
  rate: number;
}

/**
 * Decayed usage of every account under one global exponent, so that time passing needs no work.
 *
 * With `E(t) = 2^((t-t0)/H)` a charge c at τ adds `c·E(τ)` to an account's X; its usage at t is `X/E(t)`. Dividing
 * all by the same E keeps their order. A task running at rate r since s has the closed form `κ·r·(E(t) − E(s))`,
 * `κ = H/ln 2`, so an account's X at any instant is `base + κ·rate·E(t)`: O(1).
 */
export class UsageLedger {
  readonly #halfLifeMs: number;
  readonly #kappa: number;
  #originMs: number;
  readonly #rows = new Map<string, Row>();

  /** @param originMs  about now; only differences to it matter */
  constructor(options: { readonly halfLifeMs: number; readonly originMs: number }) {
    this.#halfLifeMs = options.halfLifeMs;
    this.#kappa = options.halfLifeMs / Math.LN2;
    this.#originMs = options.originMs;
  }

  /** Adds usage that ended at `atMs`, in milli-CPU × ms. */
  charge(account: string, cost: number, atMs: number): void {
    this.#row(account).base += cost * this.#scale(atMs);
  }

  /** From now on the account holds `rate` more. */
  begin(account: string, rate: number, atMs: number): void {
    const row = this.#row(account);
    row.rate += rate;
    row.base -= this.#kappa * rate * this.#scale(atMs);
  }

  end(account: string, rate: number, atMs: number): void {
    const row = this.#row(account);
    row.rate -= rate;
    row.base += this.#kappa * rate * this.#scale(atMs);
  }

  /** Decayed usage in milli-CPU × ms: comparable between accounts at one instant. */
  usage(account: string, atMs: number): number {
    const row = this.#rows.get(account);
    if (row === undefined) return 0;
    const scale = this.#scale(atMs);
    return Math.max(0, row.base / scale + this.#kappa * row.rate);
  }

  #row(account: string): Row {
    let row = this.#rows.get(account);
    if (row === undefined) {
      row = { base: 0, rate: 0 };
      this.#rows.set(account, row);
    }
    return row;
  }

  /** E(t); moves the origin before E could overflow: an exact power of two, so that no order changes. */
  #scale(atMs: number): number {
    const halfLives = (atMs - this.#originMs) / this.#halfLifeMs;
    if (halfLives > 512) {
      for (const row of this.#rows.values()) row.base *= 2 ** -512;
      this.#originMs += 512 * this.#halfLifeMs;
      return this.#scale(atMs);
    }
    return 2 ** halfLives;
  }
}
