import { isSecretName, REDACTED, redactText } from "./redact.ts";

export const LOG_LEVELS = ["debug", "info", "warn", "error"] as const;
/** `error` = an operator must act; `warn` = degraded but handled; `info` = state changes. */
export type LogLevel = (typeof LOG_LEVELS)[number];

export type LogFields = Readonly<Record<string, unknown>>;

export interface Logger {
  /** @param msg  constant text; whatever varies belongs into `fields` */
  debug(msg: string, fields?: LogFields): void;
  info(msg: string, fields?: LogFields): void;
  warn(msg: string, fields?: LogFields): void;
  error(msg: string, fields?: LogFields): void;
  /** A logger whose lines all carry these fields. */
  child(fields: LogFields): Logger;
}

export interface LoggerOptions {
  /** Asked for each line: it may change. */
  readonly level: LogLevel | (() => LogLevel);
  /** Takes one whole line, newline included. */
  readonly write: (line: string) => void;
  readonly nowMs: () => number;
  readonly fields?: LogFields;
}

/** Longest line in bytes, its newline included. */
export const LINE_BYTES_MAX = 8192;
/** Lines of one message and level in a second; the rest is counted and told with the next one. */
export const LINES_PER_SECOND_MAX = 100;

const STRING_MAX = 2048;
const DEPTH_MAX = 4;
const ITEMS_MAX = 50;
/** Messages are constant texts, so there are few; the map is emptied when somebody breaks that rule. */
const MESSAGES_MAX = 1000;

/**
 * One JSON object a line: `ts` (RFC 3339 UTC), `level`, `msg`, then the fields. JSON escaping keeps a line one line;
 * other control characters are escaped too, so that a terminal can show it. An `Error` under any name becomes
 * `{code, message}`, and `stack` at level `debug`.
 */
export function createLogger({ level, write, nowMs, fields = {} }: LoggerOptions): Logger {
  const levelNow = typeof level === "function" ? level : () => level;
  const seen = new Map<string, { second: number; lines: number }>();

  /** How many lines were left out before this one, `undefined` when this one is left out, too. */
  const admit = (key: string, atMs: number): number | undefined => {
    const second = Math.floor(atMs / 1000);
    const before = seen.get(key);
    if (before?.second === second) {
      before.lines += 1;
      return before.lines > LINES_PER_SECOND_MAX ? undefined : 0;
    }
    if (seen.size >= MESSAGES_MAX) seen.clear();
    seen.set(key, { second, lines: 1 });
    return before === undefined ? 0 : Math.max(0, before.lines - LINES_PER_SECOND_MAX);
  };

  const loggerWith = (own: LogFields): Logger => {
    const log = (lineLevel: LogLevel, msg: string, extra: LogFields = {}): void => {
      const least = levelNow();
      if (LOG_LEVELS.indexOf(lineLevel) < LOG_LEVELS.indexOf(least)) return;
      const atMs = nowMs();
      const suppressed = admit(`${lineLevel}\n${msg}`, atMs);
      if (suppressed === undefined) return;
      const head = { ts: new Date(atMs).toISOString(), level: lineLevel, msg: clip(redactText(msg)) };
      const body = harmless({ ...own, ...extra }, 0, least === "debug") as Record<string, unknown>; // a record gives a record
      write(lineOf(head, { ...body, ...(suppressed > 0 ? { suppressed } : {}) }));
    };
    return {
      debug: (msg, extra) => log("debug", msg, extra),
      info: (msg, extra) => log("info", msg, extra),
      warn: (msg, extra) => log("warn", msg, extra),
      error: (msg, extra) => log("error", msg, extra),
      child: (more) => loggerWith({ ...own, ...more }),
    };
  };
  return loggerWith(fields);
}

function lineOf(head: Readonly<Record<string, unknown>>, body: Readonly<Record<string, unknown>>): string {
  const line = `${printable(JSON.stringify({ ...body, ...head }))}\n`;
  if (Buffer.byteLength(line) <= LINE_BYTES_MAX) return line;
  // Fields are given up from the last one, which is the most special; the first ones say where it happened.
  const kept = Object.entries(body);
  while (kept.length > 0) {
    kept.pop();
    const shorter = `${printable(JSON.stringify({ ...Object.fromEntries(kept), ...head, truncated: true }))}\n`;
    if (Buffer.byteLength(shorter) <= LINE_BYTES_MAX) return shorter;
  }
  return `${printable(JSON.stringify({ ...head, msg: String(head.msg).slice(0, 500), truncated: true }))}\n`;
}

/** A copy fit for JSON: secrets out, depth, length and number of items bounded. Never throws. */
function harmless(value: unknown, depth: number, withStack: boolean): unknown {
  if (typeof value === "string") return clip(redactText(value));
  if (typeof value === "number") return Number.isFinite(value) ? value : String(value);
  if (typeof value === "boolean" || value === undefined || value === null) return value;
  if (typeof value === "bigint") return value.toString();
  if (typeof value !== "object") return `[${typeof value}]`;
  if (value instanceof Error) return errorFields(value, withStack);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? "invalid date" : value.toISOString();
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (depth >= DEPTH_MAX) return "[…]";
  if (Array.isArray(value)) {
    const items = value.slice(0, ITEMS_MAX).map((item) => harmless(item, depth + 1, withStack));
    return value.length > ITEMS_MAX ? [...items, `… ${value.length - ITEMS_MAX} more`] : items;
  }
  const copy: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(value).slice(0, ITEMS_MAX)) {
    copy[clip(key)] = isSecretName(key) ? REDACTED : harmless(item, depth + 1, withStack);
  }
  return copy;
}

function errorFields(error: Error, withStack: boolean): Record<string, unknown> {
  const { cause } = error;
  const code: unknown = "code" in error ? error.code : undefined;
  return {
    code: typeof code === "string" ? code : error.name,
    message: clip(redactText(error.message)),
    ...(withStack && error.stack !== undefined ? { stack: clip(redactText(error.stack)) } : {}),
    // One level is enough to see what the library said.
    ...(cause instanceof Error ? { cause: clip(redactText(`${cause.name}: ${cause.message}`)) } : {}),
  };
}

function clip(text: string): string {
  return text.length > STRING_MAX ? `${text.slice(0, STRING_MAX)}…` : text;
}

/** JSON escapes C0 by itself; C1, DEL, separators and direction marks are escaped here. */
function printable(json: string): string {
  return json.replaceAll(
    // oxlint-disable-next-line no-control-regex -- control characters are what it looks for
    /[\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
