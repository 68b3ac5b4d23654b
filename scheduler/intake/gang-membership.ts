import type { PooledAgent } from "../../offers/agent-pool.ts";
import { attributeOf } from "../../offers/constraints.ts";
import { longestBefore } from "../../offers/fit.ts";
import { isNothing, type ResourceVector } from "../../resources/vector.ts";
import type { WideJob } from "../backfill/holds.ts";
import { GangSlots } from "../gangs/gang-slots.ts";
import type { Amounts } from "../matching/requirement.ts";
import { wouldHost } from "../state/avoiding.ts";
import type { LiveJob } from "../state/live-job.ts";
import { amountsOf } from "../state/places.ts";
import { siteOf, suits, type Site } from "../state/start-order.ts";
import type {
  CoreState,
  AgentState,
  GangState,
  TimeState,
  ProspectState,
  QueueState,
} from "../state/state.ts";
import { mayStartTogetherOn } from "./agent-trust.ts";

/** It is kept out of the matcher, and known here. */
export function followGang(
  state: QueueState & AgentState & GangState & ProspectState & TimeState,
  job: LiveJob,
): void {
  if (state.gangs.has(job.id)) return;
  state.matcher.shares.account(job.account); // accounts are numbered in the order in which they come
  const { outlooks } = state.prospects;
  const leavesOn = (number: number, free: Amounts) => {
    const agent = state.prospects.agents[number];
    return agent === undefined ? undefined : leftBesideGpus(state, job, agent, free, agent.freeRevocable);
  };
  const slots = new GangSlots(outlooks, { ...placeOf(state, job), leavesOn });
  const counts = { losses: 0, gatherings: 0, gatherNotBeforeMs: 0 };
  const seen = { status: undefined, connected: "" };
  const avoiding = { avoids: true, avoidsFor: { status: undefined, version: -1 } };
  state.gangs.set(job.id, { job, slots, seen, isWhole: false, ...counts, ...avoiding });
}

export function forgetGang(state: Pick<CoreState, "gangs" | "prospects">, job: LiveJob): void {
  const gang = state.gangs.get(job.id);
  if (gang === undefined) return;
  gang.slots.close();
  state.gangs.delete(job.id);
  state.prospects.holds.drop(job.id);
}

export function placeOf(
  state: AgentState & GangState & ProspectState & TimeState,
  job: LiveJob,
): Omit<WideJob, "job" | "tasks"> {
  const uniform = job.array?.gang?.uniform;
  const agentOf = (number: number) => state.prospects.agents[number];
  return {
    need: amountsOf(job.need.resources, job.need.ports),
    admits: (number) => {
      const agent = agentOf(number);
      return agent !== undefined && mayGoTo(state, job, agent);
    },
    ...(uniform === undefined
      ? {}
      : {
          groupOf: (number: number) => {
            const agent = agentOf(number);
            return agent === undefined ? undefined : attributeOf(agent, uniform);
          },
        }),
  };
}

/** What of an agent it leaves beside free GPUs, while jobs wait for these; not where room is held for it. */
export function leftBesideGpus(
  { matcher }: Pick<CoreState, "matcher">,
  { need }: LiveJob,
  agent: Readonly<PooledAgent>,
  free: Pick<ResourceVector, "gpus">,
  revocable: ResourceVector,
): Pick<Amounts, "cpusMilli" | "memMib"> | undefined {
  if (need.resources.gpus > 0 || (need.preemptible && !isNothing(revocable))) return undefined;
  return matcher.places.keptForGpus(agent, free);
}

export function mayGoTo(
  state: AgentState & GangState & TimeState,
  job: LiveJob,
  agent: Readonly<PooledAgent>,
): boolean {
  const { nowMs, tuning } = state;
  const { assumedMs, marginMs } = tuning.maintenance;
  if (!wouldHost(job.need, agent) || !mayStartTogetherOn(state, agent)) return false;
  if (state.backends.get(agent.backend)?.connected !== true) return false;
  const site = siteOf(state, agent);
  if (!suits(job.need, site)) return false;
  if (state.gangs.get(job.id)?.avoids !== false && isAvoided(job, site)) return false;
  return (job.walltimeMs ?? assumedMs) <= longestBefore(agent.unavailability, marginMs, nowMs);
}

export function isAvoided(job: LiveJob, site: Site): boolean {
  return Object.values(job.status.retrying).some(
    ({ avoid }) => avoid !== undefined && site.avoids(job, avoid),
  );
}
