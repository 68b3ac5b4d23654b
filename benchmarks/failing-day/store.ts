import type { Store } from "../../store/store.ts";
import { StoreUnavailableError } from "../../store/store.ts";
import { faultyStore, type Process } from "../../simulation/faulty-store.ts";
import type { Random } from "../../simulation/random.ts";
import type { VirtualTime } from "../../simulation/virtual-time.ts";

/**
 * A store as one scheduler sees it: writes are late now and then, fail after they were applied, and at one of them the
 * scheduler dies, before or after it took effect.
 */
export function failingStore(
  store: Store,
  options: {
    readonly process: Process;
    readonly time: VirtualTime;
    readonly random: Random;
    readonly write: () => { readonly delayMs: number; readonly failsAfterwards: boolean };
    /** Asked at each write: whether the scheduler dies there. */
    readonly dies: () => boolean;
  },
): Store {
  const { dies, process, random, time, write } = options;
  const slow = faultyStore(store, { process, time, random, failure: () => 0 });
  const writing = async <T>(act: () => Promise<T>): Promise<T> => {
    const { delayMs, failsAfterwards } = write();
    if (delayMs > 0) await time.sleep(delayMs);
    await process.gate();
    if (dies()) {
      if (random.chance(0.5)) await act();
      process.kill();
      await process.gate(); // for ever
    }
    const result = await act();
    await process.gate();
    if (failsAfterwards) throw new StoreUnavailableError("simulated: it was applied all the same");
    return result;
  };
  return {
    ...slow,
    append: (entry) => writing(() => slow.append(entry)),
    compact: (n) => writing(() => slow.compact(n)),
    keep: (key, expected, body) => writing(() => slow.keep(key, expected, body)),
  };
}
