import type { AgentPlaces } from "./agent-places.ts";

/** An agent with something that a job wants to have there. */
export interface Preferred {
  readonly agent: number;
  /** How much of what it wants: above 0, up to 1. */
  readonly part: number;
}

/** Which agents jobs prefer, of those that fit. Nobody waits for them. */
export interface Locality {
  /** What all of it is worth beside how well an agent is filled: 1 = as much as a perfect fit. */
  readonly weight: number;
  /** In an order that rests on nothing but what happened. */
  readonly preferredBy: (job: number) => Iterable<Preferred>;
}

/** So many agents are looked at for one start. */
const LOOKED_AT_MAX = 256;

/**
 * The agent for a job when its preferences count: the best sum of how well it is filled and of what the job wants there,
 * of the agent that fits best and of those that it prefers. Of equals the one that fits best, then the first preferred.
 */
export function nearest(
  { preferredBy, weight }: Locality,
  places: AgentPlaces,
  shape: number,
  job: number,
  best: number,
): number {
  let found = best;
  let score = places.tightness(best, shape);
  let looked = 0;
  for (const { agent, part } of preferredBy(job)) {
    looked += 1;
    if (looked > LOOKED_AT_MAX) break;
    if (agent !== best && (!places.hosts(agent, shape) || places.wastesGpus(agent, best, shape))) continue;
    const its = places.tightness(agent, shape) + weight * part;
    if (its < score || (its === score && agent !== best)) continue;
    found = agent;
    score = its;
  }
  return found;
}
