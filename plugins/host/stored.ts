import {
  CompactedError,
  FencedError,
  KeyInUseError,
  NoteTakenError,
  StoreUnavailableError,
  type Store,
} from "../../store/store.ts";

export interface StoredOptions {
  readonly name: string;
  readonly timeoutMs: number;
  /** For logs and metrics. */
  readonly failed: (call: string, why: string) => void;
}

/** Errors that are part of the port: they are passed on. */
const OF_THE_PORT = [
  CompactedError,
  FencedError,
  KeyInUseError,
  NoteTakenError,
  StoreUnavailableError,
  RangeError,
];

/**
 * The store of a plugin. What it throws beyond the port, or a call that takes too long, is a store that is not available
 * now; what came of the call is not known then.
 */
export function guardedStore(store: Store, { failed, name, timeoutMs }: StoredOptions): Store {
  const unavailable = (call: string, why: string): StoreUnavailableError => {
    failed(call, why);
    return new StoreUnavailableError(`the store of the plugin ${name} ${why}`);
  };
  const translated = (call: string, error: unknown): unknown =>
    OF_THE_PORT.some((known) => error instanceof known)
      ? error
      : unavailable(call, `failed: ${error instanceof Error ? error.message : String(error)}`);
  const within = async <T>(call: string, run: () => Promise<T>): Promise<T> => {
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(
      () => late.reject(unavailable(call, `did not answer ${call} within ${timeoutMs / 1000} s`)),
      timeoutMs,
    );
    try {
      const running = run();
      running.catch(() => undefined); // when it comes too late
      return await Promise.race([running, late.promise]);
    } catch (error) {
      throw translated(call, error);
    } finally {
      clearTimeout(timer);
    }
  };
  /** Each batch may take as long as a call. */
  async function* liveJobs(...args: Parameters<Store["liveJobs"]>) {
    const batches = store.liveJobs(...args)[Symbol.asyncIterator]();
    try {
      for (;;) {
        const step = await within("liveJobs", () => batches.next());
        if (step.done === true) return;
        yield step.value;
      }
    } finally {
      // Of one that hangs nothing comes any more.
      void batches.return?.().catch(() => undefined);
    }
  }
  return new Proxy(store, {
    get(target, property) {
      if (property === "liveJobs") return liveJobs;
      const value: unknown = Reflect.get(target, property);
      if (typeof value !== "function") return value;
      return (...args: readonly unknown[]) =>
        // All but `liveJobs` of the port give promises.
        within(String(property), async () => (await Reflect.apply(value, target, args)) as unknown);
    },
  });
}
