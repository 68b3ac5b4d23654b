/** What is taken ahead, for each id that callers waited for together. */
const AHEAD = 4;
const AHEAD_MOST = 10_000;

/**
 * Many callers share one call of the store: those who come while one is under way are served by the next, each with
 * successive ids, in the order in which they came. When several waited together, more will: ids for them are taken ahead,
 * so that they do not wait for a disk. Those that nobody comes for are lost, as those of a lost answer are.
 */
export function sharedIds(take: (count: number) => Promise<number>): (count: number) => Promise<number> {
  let waiting: {
    readonly count: number;
    readonly resolve: (first: number) => void;
    readonly reject: (error: unknown) => void;
  }[] = [];
  let isUnderWay = false;
  let next = 0;
  let left = 0;
  const flush = async (): Promise<void> => {
    isUnderWay = true;
    while (waiting.length > 0) {
      const served = waiting;
      waiting = [];
      const wanted = served.reduce((sum, { count }) => sum + count, 0);
      const ahead = served.length > 1 ? Math.min(AHEAD_MOST, AHEAD * wanted) : 0;
      try {
        let first = await take(wanted + ahead);
        for (const { count, resolve } of served) {
          resolve(first);
          first += count;
        }
        [next, left] = [first, ahead];
      } catch (error) {
        for (const { reject } of served) reject(error);
      }
    }
    isUnderWay = false;
  };
  return (count) => {
    if (!isUnderWay && count <= left) {
      const first = next;
      next += count;
      left -= count;
      return Promise.resolve(first);
    }
    return new Promise((resolve, reject) => {
      waiting.push({ count, resolve, reject });
      if (!isUnderWay) void flush();
    });
  };
}
