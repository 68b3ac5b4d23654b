import { StoreUnavailableError } from "./store.ts";

/** Joins calls that come while a flush is under way into the next one: the disk is waited for once for many. */
export interface GroupCommit<Item> {
  /** Resolves once the items are durable. */
  submit(items: readonly Item[]): Promise<void>;
  /** Resolves once nothing is under way. */
  idle(): Promise<void>;
}

interface Call<Item> {
  readonly items: readonly Item[];
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * @param flush     stores many calls at once; answers per call what made it alone fail, rejects when all failed
 * @param limits    `flushItems`: a flush takes no more calls once it has so many items; `waitingItems`: more that
 *                  wait are refused with `StoreUnavailableError`
 */
export function groupCommit<Item>(
  flush: (calls: readonly (readonly Item[])[]) => Promise<readonly (Error | undefined)[]>,
  limits: { readonly flushItems: number; readonly waitingItems: number },
): GroupCommit<Item> {
  let waiting: Call<Item>[] = [];
  let waitingItems = 0;
  let flushing: Promise<void> | undefined;

  const takeSome = (): readonly Call<Item>[] => {
    let calls = 0;
    let items = 0;
    while (calls < waiting.length && items < limits.flushItems) {
      items += waiting[calls]?.items.length ?? 0;
      calls += 1;
    }
    const taken = waiting.slice(0, calls);
    waiting = waiting.slice(calls);
    waitingItems -= items;
    return taken;
  };

  const flushAll = async (): Promise<void> => {
    while (waiting.length > 0) {
      const calls = takeSome();
      try {
        const failures = await flush(calls.map(({ items }) => items));
        calls.forEach(({ resolve, reject }, at) => {
          const failure = failures[at];
          if (failure === undefined) resolve();
          else reject(failure);
        });
      } catch (error) {
        for (const { reject } of calls) reject(error);
      }
    }
    flushing = undefined;
  };

  return {
    submit(items) {
      // A single call may be as large as it likes; the bound is for those that pile up behind others.
      if (waitingItems > 0 && waitingItems + items.length > limits.waitingItems)
        return Promise.reject(
          new StoreUnavailableError(
            `The store has ${waitingItems} submissions waiting for the disk. Try again.`,
          ),
        );
      return new Promise((resolve, reject) => {
        waiting.push({ items, resolve, reject });
        waitingItems += items.length;
        flushing ??= flushAll();
      });
    },
    async idle() {
      await flushing; // it goes on until nothing waits
    },
  };
}
