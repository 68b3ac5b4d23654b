/**
 * Many callers share one call of the store: those who come while one is under way are served by the next, each with
 * successive ids, in the order in which they came.
 */
export function sharedIds(take: (count: number) => Promise<number>): (count: number) => Promise<number> {
  let waiting: {
    readonly count: number;
    readonly resolve: (first: number) => void;
    readonly reject: (error: unknown) => void;
  }[] = [];
  let isUnderWay = false;
  const flush = async (): Promise<void> => {
    isUnderWay = true;
    while (waiting.length > 0) {
      const served = waiting;
      waiting = [];
      try {
        let first = await take(served.reduce((sum, { count }) => sum + count, 0));
        for (const { count, resolve } of served) {
          resolve(first);
          first += count;
        }
      } catch (error) {
        for (const { reject } of served) reject(error);
      }
    }
    isUnderWay = false;
  };
  return (count) =>
    new Promise((resolve, reject) => {
      waiting.push({ count, resolve, reject });
      if (!isUnderWay) void flush();
    });
}
