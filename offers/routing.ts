/** In which order clusters are used by jobs that may use several of them. */
export interface Route {
  /** Most preferred first; those of one group are as good as each other. Clusters that are not named come last. */
  readonly order: readonly (readonly string[])[];
  /** So long a job waits for the clusters it may use before it may use those of the next group, too. */
  readonly spillAfterMs: number;
}

/** What a site says of that. */
export interface Routing {
  /** Of jobs whose queue says nothing; absent: all clusters are as good as each other. */
  readonly site?: Route;
  readonly queues: Readonly<Record<string, Route>>;
}

export const NO_ROUTING: Routing = { queues: {} };

export function routeFor({ queues, site }: Routing, queue: string): Route | undefined {
  return Object.hasOwn(queues, queue) ? queues[queue] : site;
}

/** The cheapest clusters first; those that cost the same are one group. One that has no cost costs nothing. */
export function orderByCost(
  costs: Readonly<Record<string, number>>,
  clusters: readonly string[],
): readonly (readonly string[])[] {
  const groups = Map.groupBy(clusters, (cluster) => costs[cluster] ?? 0);
  return [...groups].sort(([a], [b]) => a - b).map(([, group]) => group);
}

/** Where a job may start that has waited for so long. */
export interface Routed {
  readonly open: readonly string[];
  /** The clusters that are added next, and after how long a wait; absent: all are open. */
  readonly next?: { readonly clusters: readonly string[]; readonly afterMs: number };
}

/** @param usable  clusters that can do what the job needs, and that it may use at all: nobody waits for others */
export function routed({ order, spillAfterMs }: Route, usable: readonly string[], waitedMs: number): Routed {
  const named = new Set(order.flat());
  const rest = usable.filter((cluster) => !named.has(cluster));
  const groups = [...order.map((group) => group.filter((cluster) => usable.includes(cluster))), rest].filter(
    (group) => group.length > 0,
  );
  const count = 1 + Math.floor(waitedMs / spillAfterMs);
  const next = groups[count];
  return {
    open: groups.slice(0, count).flat(),
    ...(next === undefined ? {} : { next: { clusters: next, afterMs: count * spillAfterMs } }),
  };
}
