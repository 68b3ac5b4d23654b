import type { ApiError } from "../../client/http.ts";

export const REASON_LENGTH = { least: 8, most: 500 } as const;

/** Whether an administrator reads it with a reason. */
export function needsReason({ problem, status }: ApiError): boolean {
  return status === 403 && problem?.["breakGlass"] === true;
}

/** What is wrong with a reason, a sentence; `undefined`: nothing. */
export function reasonFault(text: string): string | undefined {
  const { length } = text.trim();
  if (length < REASON_LENGTH.least) return `Write ${REASON_LENGTH.least} characters or more.`;
  if (length > REASON_LENGTH.most) return `Write ${REASON_LENGTH.most} characters at most.`;
  // It goes as a header, which has no other letters.
  return /^[\u0020-\u007e\u00a1-\u00ff]*$/.test(text.trim())
    ? undefined
    : "Write it on one line, in Latin letters.";
}
