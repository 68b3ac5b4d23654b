import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { ApiError } from "../../client/http.ts";

const PAUSES_MS = [500, 1000, 2000];

/**
 * Calls again when it may have been cut or the server cannot serve it just now: under one key, so that whatever was
 * done the first time is not done twice.
 */
export async function keyed<T>(call: (idempotencyKey: string) => Promise<T>): Promise<T> {
  const key = randomUUID();
  for (const pauseMs of PAUSES_MS) {
    try {
      return await call(key);
    } catch (error) {
      if (!(error instanceof ApiError) || !isWorthAnother(error)) throw error;
      await sleep(
        error.retryAfterSeconds === undefined ? pauseMs : Math.min(5000, error.retryAfterSeconds * 1000),
      );
    }
  }
  return call(key);
}

/** Not where nobody listens: a person should learn that at once. */
function isWorthAnother({ code, status, cause }: ApiError): boolean {
  if (status === 503 || status === 504) return true;
  if (code !== "unreachable") return false;
  let lowest: unknown = cause;
  for (let depth = 0; depth < 5 && lowest instanceof Error && lowest.cause !== undefined; depth += 1) {
    lowest = lowest.cause;
  }
  const text = lowest instanceof Error && "code" in lowest ? String(lowest.code) : "";
  return ["ECONNRESET", "EPIPE", "UND_ERR_SOCKET"].includes(text);
}
