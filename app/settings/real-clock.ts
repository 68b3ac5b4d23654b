/** Time as it passes. */
export const REAL_CLOCK = {
  /** Never goes back. */
  nowMs: () => performance.now(),
  after: (ms: number, run: () => void) => {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};
