/** Whether a plugin may be called, by how it fared. */
export interface Standing {
  /** How long it is still left alone; 0: it may be called. */
  asideForMs(): number;
  fine(): void;
  /** @returns for how long it is left alone from now on, when this was once too often */
  failed(): number | undefined;
}

const FAILURES_MAX = 3;
const WITHIN_MS = 60_000;
const ASIDE_FIRST_MS = 60_000;
const ASIDE_LAST_MS = 3_600_000;

/**
 * Three failures within a minute set a plugin aside for a minute. Then one call shows whether it is well: if not, it is
 * left alone for twice as long, up to an hour.
 */
export function createStanding(nowMs: () => number): Standing {
  let failures: readonly number[] = [];
  let asideUntilMs = -Infinity;
  let asideMs = ASIDE_FIRST_MS;
  let isOnTrial = false;
  return {
    asideForMs: () => Math.max(0, asideUntilMs - nowMs()),
    fine() {
      isOnTrial = false;
      if (nowMs() - asideUntilMs > ASIDE_LAST_MS) asideMs = ASIDE_FIRST_MS;
    },
    failed() {
      const atMs = nowMs();
      if (asideUntilMs > atMs) return undefined; // of a call that was made before
      failures = [...failures.filter((ms) => atMs - ms < WITHIN_MS), atMs];
      if (failures.length < FAILURES_MAX && !isOnTrial) return undefined;
      const forMs = asideMs;
      failures = [];
      isOnTrial = true;
      asideUntilMs = atMs + forMs;
      asideMs = Math.min(ASIDE_LAST_MS, asideMs * 2);
      return forMs;
    },
  };
}
