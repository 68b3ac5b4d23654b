/** A token or a session: of its secret only the SHA-256 is known. */
export interface StoredCredential {
  /** Names it among those of its owner; no secret. */
  readonly id: string;
  readonly kind: "token" | "session";
  readonly user: string;
  /** What its owner calls it. */
  readonly name: string;
  /** What it allows of all that its owner may; absent: all of it. */
  readonly scopes?: readonly string[];
  /** How its owner was known when it was made. */
  readonly via: string;
  readonly createdAtMs: number;
  readonly expiresAtMs: number;
  /** It ends when it was not used for so long. */
  readonly idleMs?: number;
  /** To some minutes. */
  readonly lastUsedAtMs?: number;
  readonly lastUsedFrom?: string;
}

/** Whether it holds at that time. */
export function holds(
  { expiresAtMs, idleMs, lastUsedAtMs, createdAtMs }: StoredCredential,
  nowMs: number,
): boolean {
  return nowMs < expiresAtMs && (idleMs === undefined || nowMs < (lastUsedAtMs ?? createdAtMs) + idleMs);
}
