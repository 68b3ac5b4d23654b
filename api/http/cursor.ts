import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { PublicError } from "./problems.ts";

/** Name of the shared secret that signs cursors: every process of an installation accepts those of the others. */
export const CURSOR_SECRET = "cursor";
const LIFE_MS = 24 * 3600 * 1000;

/** What a cursor needs beside the place that it names. */
export interface CursorContext {
  readonly secret: string;
  /** All that must be the same on every page, as text. */
  readonly filter: string;
  readonly nowMs: number;
}

type Place = readonly (string | number)[];

/** A cursor is opaque to clients: behind which place the next page begins, for which filter, until when, signed. */
export function makeCursor({ secret, filter, nowMs }: CursorContext, place: Place): string {
  const payload = Buffer.from(JSON.stringify([place, hashOf(filter), nowMs + LIFE_MS])).toString("base64url");
  return `${payload}.${sign(secret, payload)}`;
}

/**
 * @returns  the place behind which the page begins
 * @throws PublicError  `bad_cursor`: not ours, too old, or made for another filter
 */
export function readCursor({ secret, filter, nowMs }: CursorContext, cursor: string): Place {
  const [, payload = "", signature = ""] =
    /^([A-Za-z0-9_-]{1,1000})\.([A-Za-z0-9_-]{43})$/.exec(cursor) ?? [];
  if (!timingSafeEqual(Buffer.from(signature.padEnd(43)), Buffer.from(sign(secret, payload)))) {
    throw new PublicError("bad_cursor", "The cursor was not made by this server.");
  }
  // The signature says that `makeCursor` wrote it.
  const [place, filterHash, expiresAtMs]: [Place, string, number] = JSON.parse(
    Buffer.from(payload, "base64url").toString(),
  );
  if (expiresAtMs < nowMs)
    throw new PublicError("bad_cursor", "The cursor is older than 24 hours; list again.");
  if (filterHash !== hashOf(filter)) {
    throw new PublicError(
      "bad_cursor",
      "The cursor belongs to another filter; use it with the parameters it came from.",
    );
  }
  return place;
}

function sign(secret: string, payload: string): string {
  return createHmac("sha256", secret).update(payload).digest("base64url");
}

function hashOf(filter: string): string {
  return createHash("sha256").update(filter).digest("base64url").slice(0, 16);
}
