import type { AgentPlaces } from "./agent-places.ts";
import { KIND_COUNT, KINDS, type Kind } from "./requirement.ts";
import type { ShapeFilter } from "./shape-filter.ts";
import type { Shapes } from "./shapes.ts";

/** Why no agent fits a shape: facts that anybody can check against the agents. */
export interface Witness {
  /** Agents whose class, host and place on the axis would do. */
  readonly candidates: number;
  /** Agents that would do otherwise. */
  readonly excluded: number;
  /** Of the candidates, the most that one has free, by kind. */
  readonly largest: Readonly<Partial<Record<Kind, number>>>;
  /** The candidate that lacks least, as a part of the need, and what it lacks; absent without candidates. */
  readonly nearest?: {
    readonly agent: number;
    readonly lacks: readonly { readonly kind: Kind; readonly missing: number }[];
  };
  /** How often agents had grown when the shape was parked. */
  readonly parkedAtGrowth: number;
}

export function witnessOf(shape: number, shapes: Shapes, agents: AgentPlaces, filter: ShapeFilter): Witness {
  const { need, constraint, axis, hosts, exceptHosts, parkedAt } = shapes;
  const { index } = agents;
  const accepted = filter.acceptedBy(constraint[shape] as number);
  const named = hosts[shape];
  const largest = new Int32Array(KIND_COUNT).fill(-1);
  let candidates = 0;
  let excluded = 0;
  let nearest = -1;
  let least = Infinity;
  for (const agent of agents.agents()) {
    const isCandidate =
      accepted[index.classId[agent] as number] === 1 &&
      (axis[shape] === -1 || axis[shape] === index.axis[agent]) &&
      (named === undefined || named.includes(index.host[agent] as number)) &&
      exceptHosts[shape]?.includes(index.host[agent] as number) !== true;
    if (!isCandidate) {
      excluded += 1;
      continue;
    }
    candidates += 1;
    let shortfall = 0;
    for (let kind = 0; kind < KIND_COUNT; kind += 1) {
      const free = index.free[agent * KIND_COUNT + kind] as number;
      const needed = need[shape * KIND_COUNT + kind] as number;
      if (free > (largest[kind] as number)) largest[kind] = free;
      if (needed > free) shortfall += (needed - free) / needed;
    }
    if (shortfall < least) {
      nearest = agent;
      least = shortfall;
    }
  }
  const lacks = KINDS.flatMap((kind, at) => {
    const missing = (need[shape * KIND_COUNT + at] ?? 0) - (index.free[nearest * KIND_COUNT + at] ?? 0);
    return nearest >= 0 && missing > 0 ? [{ kind, missing }] : [];
  });
  return {
    candidates,
    excluded,
    largest:
      candidates === 0 ? {} : Object.fromEntries(KINDS.map((kind, at) => [kind, largest[at] ?? 0] as const)),
    ...(nearest < 0 ? {} : { nearest: { agent: nearest, lacks } }),
    parkedAtGrowth: parkedAt[shape] ?? 0,
  };
}
