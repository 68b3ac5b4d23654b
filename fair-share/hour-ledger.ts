import { HOUR_KINDS, type HourBudget, type HourKind } from "../accounts/quota.ts";
import { DAY_MS, WINDOW_MS_MAX, windowAt, type Span } from "../accounts/window.ts";

/** What a task uses per ms, or has used: thousandths of a CPU and whole GPUs (× ms), integers. */
export type Burn = Readonly<Record<HourKind, number>>;

/** An hour of one CPU, and of one GPU. */
export const PER_HOUR: Burn = { cpuHours: 1000 * 3_600_000, gpuHours: 3_600_000 };

/** How one budget of a node stands. */
export interface BudgetView extends HourBudget {
  /** In this window so far. */
  readonly usedHours: number;
  /** Used up: nothing starts until `windowEndsAtMs`. What runs goes on, and may use more than the limit. */
  readonly isExhausted: boolean;
  /** When it will be used up as things run now; absent: it is already, or will not be in this window. */
  readonly exhaustedAtMs?: number;
  /** All of it is there again. */
  readonly windowEndsAtMs: number;
}

interface Meter {
  readonly node: number;
  readonly budget: HourBudget;
  readonly limit: number;
  span: Span;
  /** Up to `sinceMs`. */
  used: number;
  rate: number;
  sinceMs: number;
}

interface Row {
  readonly rate: Record<HourKind, number>;
  /** Up to `sinceMs`, by the day's number since 1970. */
  readonly days: Map<number, Record<HourKind, number>>;
  sinceMs: number;
}

/**
 * Resource-hours of accounts and of the nodes above them, by windows of the calendar. What runs burns at a known rate,
 * so it is known when a budget will be used up, and it is free again when its window ends: `nextMs` is the next of
 * these instants, and nothing has to be looked at before.
 *
 * An account keeps what it used on each of the last days, as many as the longest window has: a budget that is set later
 * knows what was used before. A task that runs over the end of a window counts in each with its part of the time.
 *
 * Sums are exact up to 2^53 (a thousand CPUs for 104 days); larger ones are rounded to the nearest double.
 */
export class HourLedger {
  readonly #parent: (node: number) => number;
  readonly #rows = new Map<number, Row>();
  /** By node; those without a budget have none. */
  readonly #meters = new Map<number, readonly Meter[]>();
  readonly #exhausted = new Set<number>();
  #nowMs: number;
  /** No budget changes its state before. */
  #nextMs = Infinity;

  /** @param parent  of a node; negative above the last */
  constructor(parent: (node: number) => number, nowMs: number) {
    this.#parent = parent;
    this.#nowMs = nowMs;
  }

  /** Replaces the budgets of a node. What was used before counts. @returns whether one of them is used up */
  setBudgets(node: number, budgets: readonly HourBudget[]): boolean {
    this.#meters.delete(node);
    if (budgets.length > 0)
      this.#meters.set(
        node,
        budgets.map((budget) => this.#meterOf(node, budget)),
      );
    this.#judge(node);
    return this.#exhausted.has(node);
  }

  /** Usage of an account that was booked before, at the time for which it was booked. */
  book(account: number, used: Burn, atMs: number): void {
    addTo(this.#row(account), Math.floor(atMs / DAY_MS), used, 1);
    for (const meter of this.#above(account)) {
      this.#settle(meter);
      if (atMs >= meter.span.startMs && atMs < meter.span.endMs) meter.used += used[meter.budget.kind];
      this.#expect(meter);
    }
  }

  /** A task runs, since then; not later than now. */
  begin(account: number, burn: Burn, sinceMs: number): void {
    const row = this.#settled(account);
    spread(row, burn, sinceMs, this.#nowMs);
    for (const meter of this.#above(account)) {
      this.#settle(meter);
      const rate = burn[meter.budget.kind];
      meter.used += rate * Math.max(0, this.#nowMs - Math.max(sinceMs, meter.span.startMs));
      meter.rate += rate;
      this.#expect(meter);
    }
    for (const kind of HOUR_KINDS) row.rate[kind] += burn[kind];
  }

  /** One that ran since its `begin` does not run any more, from now on. */
  end(account: number, burn: Burn): void {
    const row = this.#settled(account);
    for (const kind of HOUR_KINDS) row.rate[kind] -= burn[kind];
    for (const meter of this.#above(account)) {
      this.#settle(meter);
      meter.rate -= burn[meter.budget.kind];
      this.#expect(meter);
    }
  }

  /** Time only goes forward. @returns the nodes whose budgets were used up or came back since the last call */
  advance(nowMs: number): readonly number[] {
    this.#nowMs = Math.max(nowMs, this.#nowMs);
    if (this.#nowMs < this.#nextMs) return [];
    this.#nextMs = Infinity;
    const changed: number[] = [];
    for (const node of this.#meters.keys()) if (this.#judge(node)) changed.push(node);
    return changed;
  }

  /** When `advance` has something to tell at the earliest; `Infinity`: never, as things are. */
  nextMs(): number {
    return this.#nextMs;
  }

  /** Whether a budget of the node itself is used up. */
  isExhausted(node: number): boolean {
    return this.#exhausted.has(node);
  }

  budgets(node: number): readonly BudgetView[] {
    return (this.#meters.get(node) ?? []).map((meter) => {
      this.#settle(meter);
      const { budget, span, used } = meter;
      const dueMs = dueOf(meter);
      const isExhausted = used >= meter.limit;
      return {
        ...budget,
        usedHours: used / PER_HOUR[budget.kind],
        isExhausted,
        ...(isExhausted || dueMs >= span.endMs ? {} : { exhaustedAtMs: dueMs }),
        windowEndsAtMs: span.endMs,
      };
    });
  }

  /** Of an account, in the window of that kind that it is in now. */
  used(account: number, budget: Pick<HourBudget, "kind" | "window">): number {
    if (!this.#rows.has(account)) return 0;
    return sumOf(this.#settled(account), budget.kind, windowAt(budget.window, this.#nowMs));
  }

  // --- inside --------------------------------------------------------------------------------------------------

  #meterOf(node: number, budget: HourBudget): Meter {
    const span = windowAt(budget.window, this.#nowMs);
    const meter: Meter = {
      node,
      budget,
      limit: budget.hours * PER_HOUR[budget.kind],
      span,
      used: 0,
      rate: 0,
      sinceMs: this.#nowMs,
    };
    const accounts = this.#rows.has(node) ? [node] : this.#rows.keys();
    for (const account of accounts) {
      if (!this.#isAtOrBelow(account, node)) continue;
      const row = this.#settled(account);
      meter.used += sumOf(row, budget.kind, span);
      meter.rate += row.rate[budget.kind];
    }
    this.#expect(meter);
    return meter;
  }

  #isAtOrBelow(account: number, node: number): boolean {
    for (let at = account; at >= 0; at = this.#parent(at)) if (at === node) return true;
    return false;
  }

  #above(account: number): readonly Meter[] {
    const found: Meter[] = [];
    for (let node = account; node >= 0; node = this.#parent(node)) {
      const meters = this.#meters.get(node);
      if (meters !== undefined) found.push(...meters);
    }
    return found;
  }

  /** Charges what runs up to now. */
  #settle(meter: Meter): void {
    const { sinceMs, rate } = meter;
    if (this.#nowMs >= meter.span.endMs) {
      meter.span = windowAt(meter.budget.window, this.#nowMs);
      meter.used = 0;
    }
    meter.used += rate * (this.#nowMs - Math.max(sinceMs, meter.span.startMs));
    meter.sinceMs = this.#nowMs;
  }

  /** Remembers when the state of a budget could change. */
  #expect(meter: Meter): void {
    const isExhausted = meter.used >= meter.limit;
    // What an event has used up is told by the next `advance`, whenever that is.
    if (isExhausted && !this.#exhausted.has(meter.node)) this.#nextMs = Math.min(this.#nextMs, this.#nowMs);
    this.#nextMs = Math.min(this.#nextMs, changeOf(meter));
  }

  /** @returns whether the node is exhausted now and was not before, or the other way round */
  #judge(node: number): boolean {
    const before = this.#exhausted.has(node);
    let after = false;
    for (const meter of this.#meters.get(node) ?? []) {
      this.#settle(meter);
      if (meter.used >= meter.limit) after = true;
      this.#nextMs = Math.min(this.#nextMs, changeOf(meter));
    }
    if (after) this.#exhausted.add(node);
    else this.#exhausted.delete(node);
    return before !== after;
  }

  #row(account: number): Row {
    let row = this.#rows.get(account);
    if (row === undefined) {
      row = { rate: { cpuHours: 0, gpuHours: 0 }, days: new Map(), sinceMs: this.#nowMs };
      this.#rows.set(account, row);
    }
    return row;
  }

  #settled(account: number): Row {
    const row = this.#row(account);
    if (row.sinceMs === this.#nowMs) return row;
    spread(row, row.rate, row.sinceMs, this.#nowMs);
    row.sinceMs = this.#nowMs;
    const oldest = Math.floor((this.#nowMs - WINDOW_MS_MAX) / DAY_MS);
    for (const day of row.days.keys()) if (day < oldest) row.days.delete(day);
    return row;
  }
}

/** When the budget is used up at the present rate; in the past if it is. */
function dueOf({ limit, rate, sinceMs, used }: Meter): number {
  return rate > 0 ? sinceMs + Math.ceil((limit - used) / rate) : Infinity;
}

/** When it is used up, or comes back, or begins anew at the latest. */
function changeOf(meter: Meter): number {
  return meter.used >= meter.limit ? meter.span.endMs : Math.min(dueOf(meter), meter.span.endMs);
}

function addTo(row: Row, day: number, burn: Burn, ms: number): void {
  const sums = row.days.get(day) ?? { cpuHours: 0, gpuHours: 0 };
  for (const kind of HOUR_KINDS) sums[kind] += burn[kind] * ms;
  row.days.set(day, sums);
}

/** Charges each day with its part. */
function spread(row: Row, burn: Burn, fromMs: number, toMs: number): void {
  if (HOUR_KINDS.every((kind) => burn[kind] === 0)) return;
  for (let atMs = Math.max(fromMs, toMs - WINDOW_MS_MAX); atMs < toMs;) {
    const day = Math.floor(atMs / DAY_MS);
    const untilMs = Math.min(toMs, (day + 1) * DAY_MS);
    addTo(row, day, burn, untilMs - atMs);
    atMs = untilMs;
  }
}

function sumOf(row: Row, kind: HourKind, { startMs, endMs }: Span): number {
  let sum = 0;
  for (const [day, sums] of row.days) {
    if (day * DAY_MS >= startMs && day * DAY_MS < endMs) sum += sums[kind];
  }
  return sum;
}
