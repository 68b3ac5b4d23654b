import { createHmac, timingSafeEqual } from "node:crypto";
import type { TaskId } from "../../jobs/life/job.ts";

/** Name of the shared secret behind one-time addresses: `store.sharedSecret(ONCE_SECRET)`. */
export const ONCE_SECRET = "once";

/** What opens the files of one task, as long as it is `starting`. */
export function onceToken(secret: string, taskId: TaskId): string {
  return createHmac("sha256", secret).update(taskId).digest("base64url");
}

/** Below the base URL that agents reach this server under. */
export function oncePath(secret: string, taskId: TaskId, file: string): string {
  return `/once/${taskId}/${onceToken(secret, taskId)}/${file}`;
}

export function isOnceToken(secret: string, taskId: TaskId, token: string): boolean {
  const expected = Buffer.from(onceToken(secret, taskId));
  const given = Buffer.from(token);
  return given.length === expected.length && timingSafeEqual(given, expected);
}
