import type { Backend } from "../offers/backend.ts";

/** Of a cluster that is never heard of, and does not do what it is told. */
export function silentBackend(): Omit<Backend, "capabilities" | "name"> {
  const nothing = (): void => undefined;
  return {
    start: async () => undefined,
    launch: nothing,
    decline: nothing,
    suppress: nothing,
    revive: nothing,
    want: nothing,
    reserve: nothing,
    unreserve: nothing,
    answerMaintenance: nothing,
    reconcileOperations: nothing,
    kill: nothing,
    reconcile: nothing,
    acknowledge: nothing,
    stop: async () => undefined,
  };
}
