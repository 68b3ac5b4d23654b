import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { PublicError } from "./problems.ts";

/** Name of the shared secret that signs cursors: every process of an installation accepts those of the others. */
export const CURSOR_SECRET = "cursor";
const LIFE_MS = 24 * 3600 * 1000;

/** A cursor is opaque to clients: where the next page begins, for which filter, until when, signed. */
export function makeCursor(secret: string, filter: string, beforeId: number, nowMs: number): string {
  const payload = `${beforeId}.${hashOf(filter)}.${nowMs + LIFE_MS}`;
  return Buffer.from(`${payload}.${sign(secret, payload)}`).toString("base64url");
}

/**
 * @returns  the id that the next page's ids are smaller than
 * @throws PublicError  `bad_cursor`: not ours, too old, or made for another filter
 */
export function readCursor(secret: string, filter: string, cursor: string, nowMs: number): number {
  const text = Buffer.from(cursor, "base64url").toString("latin1");
  const match = /^((\d{1,16})\.([A-Za-z0-9_-]{16})\.(\d{1,16}))\.([A-Za-z0-9_-]{43})$/.exec(text);
  const [payload = "", beforeId, filterHash, expiresAtMs, signature = ""] = match?.slice(1) ?? [];
  const expected = Buffer.from(sign(secret, payload));
  if (match === null || !timingSafeEqual(Buffer.from(signature), expected)) {
    throw new PublicError("bad_cursor", "The cursor was not made by this server.");
  }
  if (Number(expiresAtMs) < nowMs)
    throw new PublicError("bad_cursor", "The cursor is older than 24 hours; list again.");
  if (filterHash !== hashOf(filter)) {
    throw new PublicError(
      "bad_cursor",
      "The cursor belongs to another filter; use it with the parameters it came from.",
    );
  }
  return Number(beforeId);
}

function sign(secret: string, payload: string): string {
  return createHmac("sha256", secret).update(payload).digest("base64url");
}

function hashOf(filter: string): string {
  return createHash("sha256").update(filter).digest("base64url").slice(0, 16);
}
