import type { Master } from "./state.ts";

/** Writes down what a later run of the master has to know. */
export function saveRegistry(master: Master): void {
  const times = (list: ReadonlyMap<string, { readonly sinceMs: number }>): Record<string, number> =>
    Object.fromEntries([...list].map(([id, { sinceMs }]) => [id, sinceMs]));
  master.registry.save({
    agents: [...master.agents.keys(), ...master.recovered.keys()],
    unreachable: times(master.unreachable),
    gone: times(master.gone),
    completedFrameworks: [...master.completed.keys()],
  });
}
