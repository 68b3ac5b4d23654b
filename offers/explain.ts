import type { Affinity } from "../jobs/spec/affinity.ts";
import type { Constraint } from "../jobs/spec/constraint.ts";
import type { Requirement } from "../jobs/placement/requirement.ts";
import type { ResourceVector } from "../resources/vector.ts";
import { fits, lacking, NO_RESOURCES } from "../resources/vector.ts";
import { firstUnmet } from "./constraints.ts";
import type { Closing } from "./closing.ts";
import type { Cause, Obstacle, Refusal, Witness } from "./explanation.ts";
import { shortagesOf, type Room } from "./fit.ts";

/** An agent as far as an explanation looks at it. */
export interface Seen {
  readonly id: string;
  readonly hostname: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly active: boolean;
  readonly sharedWith?: string | undefined;
  readonly closed?: Closing | undefined;
  readonly total: ResourceVector;
  readonly free: ResourceVector;
  /** Absent: as many as anybody wants. */
  readonly freePorts?: number;
  readonly freeRevocable?: ResourceVector;
}

interface KeptRoom extends Pick<Refusal, "startMs" | "briefMs"> {
  readonly job: number;
  readonly resources: ResourceVector;
}

/** What only the leader knows of a job and an agent. */
export interface Circumstances<Agent extends Seen> {
  /** Whether its cluster cannot be reached: as good as out of service. */
  readonly isAway?: (agent: Agent) => boolean;
  /** Whether its cluster can do what the task needs, and may be used for it. */
  readonly isAble: (agent: Agent) => boolean;
  /** Whether a constraint is a rule of the site and not of the job. */
  readonly isRule: (constraint: Constraint) => boolean;
  /** What of its room is kept for another job. */
  readonly kept: (agent: Agent) => KeptRoom | undefined;
  /** What is kept beside its GPUs for jobs that ask for these, of that much free. */
  readonly keptForGpus?: (
    agent: Agent,
    free: ResourceVector,
  ) => Pick<ResourceVector, "cpusMilli" | "memMib"> | undefined;
  /** Until when it is left alone, for what failed there. */
  readonly quarantined?: (agent: Agent) => { readonly untilMs?: number } | undefined;
  readonly goesAwayTooSoon: (agent: Agent) => boolean;
  readonly isAvoided: (agent: Agent) => boolean;
  /** What of the job's affinity speaks against it. */
  readonly affinityAgainst?: (agent: Agent) => Affinity | undefined;
}

const NO_CIRCUMSTANCES: Circumstances<Seen> = {
  isAble: () => true,
  isRule: () => false,
  kept: () => undefined,
  goesAwayTooSoon: () => false,
  isAvoided: () => false,
};

/** What is out of service comes after all that is not. */
const FAR = 1000;

type NoFit = Extract<Cause, { readonly kind: "never_fits" | "no_match" | "no_room" }>;

interface Nearest<Agent> {
  readonly shortfall: number;
  readonly agent: Agent;
}

/**
 * Why such a task has no agent, with a witness: a real agent that shows it. `undefined` when one would take it.
 * Every agent is counted once, under the first thing that it lacks, so the counts add up.
 *
 * @param circumstances  absent: of a job that is not with the leader yet
 */
export function explainNoFit<Agent extends Seen>(
  requirement: Requirement,
  agents: Iterable<Agent>,
  circumstances: Circumstances<Agent> = NO_CIRCUMSTANCES,
): NoFit | undefined {
  const { ports, resources: need } = requirement;
  const refusals = new Map<string, Refusal>();
  let count = 0;
  let isMixed = false;
  let tooSmall: Nearest<Agent> | undefined;
  let nearestNow: Nearest<Agent> | undefined;
  for (const agent of agents) {
    count += 1;
    const refusal = refusalOf(requirement, agent, circumstances);
    if (refusal === undefined) return undefined;
    addTo(refusals, refusal);
    if (!circumstances.isAble(agent) || firstUnmet(requirement.constraints, agent) !== undefined) {
      isMixed = true;
      continue;
    }
    const distance = isOutOfService(agent, circumstances) ? FAR : 0;
    if (!fits(need, agent.total)) tooSmall = nearer(tooSmall, shortfallOf(need, agent.total), agent);
    else nearestNow = nearer(nearestNow, distance + shortfallOf(need, agent.free), agent);
  }
  if (count === 0) return undefined;
  const all = [...refusals.values()];
  if (nearestNow !== undefined) {
    const { agent } = nearestNow;
    return {
      kind: "no_room",
      need,
      ...(ports === 0 ? {} : { ports }),
      agents: count,
      refusals: all,
      nearest: witness(need, agent, agent.free),
    };
  }
  if (tooSmall === undefined) return { kind: "no_match", agents: count, refusals: all };
  const { agent } = tooSmall;
  return {
    kind: "never_fits",
    need,
    agents: count,
    ...(isMixed ? { refusals: all } : {}),
    nearest: witness(need, agent, agent.total),
  };
}

/** The first thing that keeps such a task from an agent. */
export function refusalOf<Agent extends Seen>(
  requirement: Requirement,
  agent: Agent,
  circumstances: Circumstances<Agent>,
): Refusal | undefined {
  const refused = (lackingIt: Obstacle, more: Partial<Refusal> = {}): Refusal => ({
    lacking: lackingIt,
    agents: 1,
    hostname: agent.hostname,
    ...more,
  });
  const { closed: closing, sharedWith: owner } = agent;
  if (owner !== undefined) return refused("shared", { owner });
  if (closing !== undefined) return refused("closed", { closing });
  if (isOutOfService(agent, circumstances)) return refused("inactive");
  if (!circumstances.isAble(agent)) return refused("unable");
  const constraint = firstUnmet(requirement.constraints, agent);
  if (constraint !== undefined)
    return refused(circumstances.isRule(constraint) ? "rule" : "constraint", { constraint });
  const [short] = shortagesOf(requirement, roomOf(agent));
  if (short !== undefined) return refused(short);
  const kept = circumstances.kept(agent);
  if (kept !== undefined && shortagesOf(requirement, roomOf(agent, kept.resources)).length > 0)
    return refused("kept", keptWhy(kept));
  const room = roomOf(agent, kept?.resources);
  const forGpus = circumstances.keptForGpus?.(agent, room.resources);
  if (forGpus !== undefined && shortagesOf(requirement, without(room, forGpus)).length > 0)
    return refused("kept_for_gpus");
  const quarantined = circumstances.quarantined?.(agent);
  if (quarantined !== undefined) return refused("quarantined", quarantined);
  if (circumstances.goesAwayTooSoon(agent)) return refused("maintenance");
  if (circumstances.isAvoided(agent)) return refused("avoided");
  const affinity = circumstances.affinityAgainst?.(agent);
  return affinity === undefined ? undefined : refused("affinity", { affinity });
}

function keptWhy({ briefMs, job, startMs }: KeptRoom): Partial<Refusal> {
  return {
    job,
    ...(startMs === undefined ? {} : { startMs }),
    ...(briefMs === undefined ? {} : { briefMs }),
  };
}

function roomOf(agent: Seen, kept: ResourceVector = NO_RESOURCES): Room {
  return {
    resources: {
      cpusMilli: agent.free.cpusMilli - kept.cpusMilli,
      memMib: agent.free.memMib - kept.memMib,
      diskMib: agent.free.diskMib - kept.diskMib,
      gpus: agent.free.gpus - kept.gpus,
    },
    revocable: agent.freeRevocable ?? NO_RESOURCES,
    ports: agent.freePorts ?? Infinity,
  };
}

function without(room: Room, { cpusMilli, memMib }: Pick<ResourceVector, "cpusMilli" | "memMib">): Room {
  const { resources } = room;
  const left = {
    ...resources,
    cpusMilli: Math.max(0, resources.cpusMilli - cpusMilli),
    memMib: Math.max(0, resources.memMib - memMib),
  };
  return { ...room, resources: left };
}

function isOutOfService<Agent extends Seen>(agent: Agent, { isAway }: Circumstances<Agent>): boolean {
  return !agent.active || isAway?.(agent) === true;
}

function addTo(refusals: Map<string, Refusal>, refusal: Refusal): void {
  const { affinity, closing, constraint, lacking: what } = refusal;
  const closed = closing === undefined ? undefined : [closing.backend, closing.by, closing.reason];
  const key = JSON.stringify([what, constraint ?? affinity ?? closed]);
  const known = refusals.get(key);
  refusals.set(key, known === undefined ? refusal : { ...known, agents: known.agents + 1 });
}

function nearer<Agent>(best: Nearest<Agent> | undefined, distance: number, agent: Agent): Nearest<Agent> {
  return best === undefined || distance < best.shortfall ? { shortfall: distance, agent } : best;
}

function witness(need: ResourceVector, agent: Seen, has: ResourceVector): Witness {
  return { agentId: agent.id, hostname: agent.hostname, has, lacking: lacking(need, has) };
}

/** How far `has` is from `need`, as a sum of parts of the need: 0 when it fits. */
export function shortfallOf(need: ResourceVector, has: ResourceVector): number {
  let sum = 0;
  for (const kind of lacking(need, has)) sum += (need[kind] - has[kind]) / need[kind];
  return sum;
}
