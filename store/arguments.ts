import { jobKey } from "./projection.ts";
import type { InboxDocument, Lease } from "./store.ts";

/** What every store refuses, in the same words: mistakes of the caller, not of the world. */

export function checkCount(count: number): void {
  if (!Number.isSafeInteger(count) || count < 1) throw new RangeError(`not a number of ids: ${count}`);
}

export function checkLimit(limit: number): void {
  if (!Number.isSafeInteger(limit) || limit < 0) throw new RangeError(`not a limit: ${limit}`);
}

export function checkDocuments(documents: readonly InboxDocument[]): void {
  for (const document of documents) {
    if (document.kind === "job" && document.key !== jobKey(document.job.id))
      throw new RangeError(`job ${document.job.id} came with the key ${document.key}`);
    if (document.kind === "request" && document.key.startsWith("job/"))
      throw new RangeError(`a request came with the key of a job: ${document.key}`);
  }
}

export function noteTaken(key: string): string {
  return `another note has the key ${key}`;
}

export function gap(n: number, last: number): RangeError {
  return new RangeError(`entry ${n} would leave a gap: the journal ends with ${last}`);
}

export function fencedMessage(n: number, last: number): string {
  return `entry ${n} is taken: the journal ends with ${last}, another leader writes it`;
}

export function sameLease(a: Lease | undefined, b: Lease | undefined): boolean {
  return a?.holder === b?.holder && a?.renewal === b?.renewal;
}
