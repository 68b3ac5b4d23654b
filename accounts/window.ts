import type { QuotaWindow } from "./quota.ts";

export const DAY_MS = 86_400_000;
/** The first Monday of Unix time is its fifth day. */
const MONDAY_MS = 4 * DAY_MS;
const WEEK_MS = 7 * DAY_MS;

/** The longest window there is. */
export const WINDOW_MS_MAX = 31 * DAY_MS;

export interface Span {
  readonly startMs: number;
  /** The first millisecond after it. */
  readonly endMs: number;
}

/** The window that an instant lies in, by the calendar in UTC: every window consists of whole days. */
export function windowAt(window: QuotaWindow, atMs: number): Span {
  switch (window) {
    case "day": {
      const startMs = Math.floor(atMs / DAY_MS) * DAY_MS;
      return { startMs, endMs: startMs + DAY_MS };
    }
    case "week": {
      const startMs = MONDAY_MS + Math.floor((atMs - MONDAY_MS) / WEEK_MS) * WEEK_MS;
      return { startMs, endMs: startMs + WEEK_MS };
    }
    case "month": {
      const at = new Date(atMs);
      const [year, month] = [at.getUTCFullYear(), at.getUTCMonth()];
      return { startMs: Date.UTC(year, month, 1), endMs: Date.UTC(year, month + 1, 1) };
    }
    default:
      return window satisfies never;
  }
}
