import { parseDuration, UnitError } from "../../resources/units.ts";
import { ValueError } from "./value-error.ts";

const CLOCK = /^([01]?\d|2[0-3]):([0-5]\d)$/;
const DATE = /^(\d{4})-(\d{2})-(\d{2})(?:[ T]([01]?\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?)?$/;
const HOW = "now+2h, 08:30, tomorrow 08:30, 2030-01-31 08:30 or 2030-01-31T08:30:00Z";

/**
 * A time as people write it, in their own zone unless they name one; `HH:MM` is the next such time.
 * @returns RFC 3339 in UTC
 * @throws ValueError
 */
export function parseTime(text: string, nowMs: number): string {
  const atMs = instantOf(text.trim(), nowMs);
  if (atMs === undefined || !Number.isFinite(atMs)) throw new ValueError(`"${text}" is no time`, HOW);
  return new Date(atMs).toISOString();
}

function instantOf(text: string, nowMs: number): number | undefined {
  if (text === "now") return nowMs;
  if (/^now\s*\+/.test(text)) {
    try {
      return nowMs + parseDuration(text.slice(text.indexOf("+") + 1)) * 1000;
    } catch (error) {
      if (error instanceof UnitError) return undefined;
      throw error;
    }
  }
  const clock = CLOCK.exec(text);
  if (clock !== null) {
    const today = atClock(nowMs, 0, clock);
    return today > nowMs ? today : atClock(nowMs, 1, clock);
  }
  if (text === "tomorrow") return atClock(nowMs, 1, ["", "0", "0"]);
  const tomorrow = CLOCK.exec(text.replace(/^tomorrow\s+/, ""));
  if (text.startsWith("tomorrow") && tomorrow !== null) return atClock(nowMs, 1, tomorrow);
  const date = DATE.exec(text);
  if (date !== null) return localDate(date);
  // With a zone: the rest of RFC 3339.
  return /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2})$/i.test(text)
    ? Date.parse(text)
    : undefined;
}

function atClock(nowMs: number, days: number, [, hour, minute]: readonly string[]): number {
  const now = new Date(nowMs);
  return new Date(
    now.getFullYear(),
    now.getMonth(),
    now.getDate() + days,
    Number(hour),
    Number(minute),
  ).getTime();
}

/** A day that the month does not have is none. */
function localDate([, year, month, day, hour = "0", minute = "0", second = "0"]: readonly string[]):
  number | undefined {
  const date = new Date(
    Number(year),
    Number(month) - 1,
    Number(day),
    Number(hour),
    Number(minute),
    Number(second),
  );
  return date.getMonth() === Number(month) - 1 && date.getDate() === Number(day) ? date.getTime() : undefined;
}
