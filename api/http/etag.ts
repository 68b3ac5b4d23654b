import { createHash } from "node:crypto";
import type { StoredJob } from "../../store/store.ts";
import { PublicError } from "./problems.ts";

/** Of a job: changes with every entry of the journal that tells something of it or of its attempts. */
export function jobETag({ id, version }: Pick<StoredJob, "id" | "version">): string {
  return `"${id}-${version}"`;
}

/** Of any other document: changes with its text. */
export function contentETag(text: string): string {
  return `"${createHash("sha256").update(text).digest("base64url").slice(0, 22)}"`;
}

/** Whether a client has this very document already (RFC 9110, 13.1.2). */
export function isKnown(etag: string, ifNoneMatch: string | undefined): boolean {
  if (ifNoneMatch === undefined) return false;
  if (ifNoneMatch.trim() === "*") return true;
  return tagsOf(ifNoneMatch).some((tag) => tag.replace(/^W\//, "") === etag);
}

/**
 * A change is made to the version that its author saw, or not at all.
 * @throws PublicError  `precondition_required` without the header, `precondition_failed` for another version
 */
export function checkIfMatch(job: Pick<StoredJob, "id" | "version">, ifMatch: string | undefined): void {
  const etag = jobETag(job);
  if (ifMatch === undefined) {
    throw new PublicError("precondition_required", `Send If-Match with the ETag of the job that you read.`);
  }
  if (ifMatch.trim() === "*" || tagsOf(ifMatch).includes(etag)) return;
  throw new PublicError(
    "precondition_failed",
    `Job ${job.id} is not what it was when you read it; read it again.`,
    { headers: { etag } },
  );
}

function tagsOf(header: string): readonly string[] {
  return header.match(/(?:W\/)?"[^"]*"/g) ?? [];
}
