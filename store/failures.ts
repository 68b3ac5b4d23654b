import { createHash } from "node:crypto";
import { allUnder, changeKept, type KeptStore } from "./kept-values.ts";

/** So many tries within a time; then none for another. */
export interface TryLimits {
  readonly tries: number;
  readonly withinMs: number;
  readonly lockMs: number;
}

/**
 * Tries to sign in that have not succeeded, of all processes together. A try is counted before it is made, so that
 * many at once are not more than allowed.
 */
export interface Failures {
  /**
   * Counts a try.
   * @param subject  what is guarded, such as `account/ana`
   * @returns when it may be tried again; `undefined`: now
   */
  attempt(subject: string, limits: TryLimits, nowMs: number): Promise<number | undefined>;
  /** The last try was none: it is as if it had not been made. */
  takeBack(subject: string): Promise<void>;
  /** Forgets all tries. */
  forgive(subject: string): Promise<void>;
  /** Forgets what is too old to matter. @returns how many */
  sweep(nowMs: number): Promise<number>;
}

interface Tries {
  readonly atMs: readonly number[];
  readonly lockedUntilMs?: number;
  /** Then nothing of it matters any more. */
  readonly forgetAtMs: number;
}

const PREFIX = "tries/";
const NONE: Tries = { atMs: [], forgetAtMs: 0 };

export function failuresIn(store: KeptStore): Failures {
  return {
    async attempt(subject, { tries, withinMs, lockMs }, nowMs) {
      let refusedUntilMs: number | undefined;
      await changeKept(store, keyOf(subject), (before) => {
        const { atMs, lockedUntilMs }: Tries = before === undefined ? NONE : read(before);
        refusedUntilMs = lockedUntilMs !== undefined && lockedUntilMs > nowMs ? lockedUntilMs : undefined;
        if (refusedUntilMs !== undefined) return before;
        // After a lock it begins anew.
        const counted = lockedUntilMs === undefined ? atMs : [];
        const recent = [...counted.filter((at) => at > nowMs - withinMs), nowMs];
        const next: Tries =
          recent.length >= tries
            ? { atMs: recent, lockedUntilMs: nowMs + lockMs, forgetAtMs: nowMs + lockMs }
            : { atMs: recent, forgetAtMs: nowMs + withinMs };
        return JSON.stringify(next);
      });
      return refusedUntilMs;
    },
    async takeBack(subject) {
      await changeKept(store, keyOf(subject), (before) => {
        if (before === undefined) return undefined;
        const { atMs, forgetAtMs } = read(before);
        if (atMs.length <= 1) return undefined;
        return JSON.stringify({ atMs: atMs.slice(0, -1), forgetAtMs } satisfies Tries);
      });
    },
    async forgive(subject) {
      await changeKept(store, keyOf(subject), () => undefined);
    },
    async sweep(nowMs) {
      let many = 0;
      for await (const { key, revision, body } of allUnder(store, PREFIX)) {
        if (read(body).forgetAtMs > nowMs) continue;
        if (await store.keep(key, revision, undefined)) many += 1;
      }
      return many;
    },
  };
}

/** Anybody chooses the names that are tried: hashed they are short, and tell nothing of passwords typed as names. */
function keyOf(subject: string): string {
  return PREFIX + createHash("sha256").update(subject).digest("hex");
}

function read(body: string): Tries {
  return JSON.parse(body); // only this file writes it
}
