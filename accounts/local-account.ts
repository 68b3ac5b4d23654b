import type { PersonRole } from "./person.ts";

/** An account that this installation keeps itself. */
export interface LocalAccount {
  readonly name: string;
  readonly uid?: number;
  readonly gid?: number;
  readonly groups: readonly number[];
  readonly home?: string;
  readonly mail?: string;
  readonly roles: readonly PersonRole[];
  readonly expiresAtMs?: number;
  readonly createdAtMs: number;
  readonly password: {
    /** The way it was made, and what came out. */
    readonly hash: string;
    readonly changedAtMs: number;
    /** It is good for the first sign-in only, which must change it. */
    readonly once?: true;
  };
}
