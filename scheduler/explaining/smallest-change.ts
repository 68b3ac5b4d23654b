import type { PooledAgent } from "../../offers/agent-pool.ts";
import { refusalOf, shortfallOf, type Circumstances } from "../../offers/explain.ts";
import type { Cause, Change } from "../../offers/explanation.ts";
import { fits, RESOURCE_KINDS } from "../../resources/vector.ts";
import type { LiveJob } from "../state/live-job.ts";
import type { CoreState, AgentState, ProspectState, TimeState } from "../state/state.ts";
import { limitFloor } from "../state/time-limits.ts";
import { longestOn } from "../state/start-order.ts";
import { briefUntilMs } from "../deciding/wide-jobs.ts";

type Seen = Circumstances<Readonly<PooledAgent>>;

/**
 * What alone would let the job start, fair-share order aside: each of these is enough, and less of it is not. Nothing
 * where two things keep it at once, and of gangs, whose tasks would each need something else.
 * @param causes  of limits and places; a job that waits for something of its own has no such change
 */
export function smallestChanges(
  state: AgentState & ProspectState & TimeState,
  job: LiveJob,
  causes: readonly Cause[],
  circumstances: Seen,
): readonly Change[] {
  if (job.array?.gang !== undefined) return [];
  const [first, ...others] = causes.filter(({ kind }) => kind !== "maintenance" && kind !== "reserving");
  if (first === undefined || others.length > 0) return [];
  switch (first.kind) {
    case "quota": {
      const { asks, kept = 0, limit, of, project, scope, used, user } = first;
      if (of === "cpuHours" || of === "gpuHours" || scope === "user") return [];
      const whose = {
        ...(project === undefined ? {} : { project }),
        ...(user === undefined ? {} : { user }),
      };
      const wanted = used + kept + asks;
      return [{ kind: "quota", scope, ...whose, of, limit: wanted, more: wanted - limit }];
    }
    case "licence": {
      const { asks, inUse, kept = 0, name, total } = first;
      return [{ kind: "licence", name, more: inUse + kept + asks - total }];
    }
    case "no_room":
      return [...roomChange(state, job, circumstances), ...limitChange(state, job, circumstances)];
    default:
      return [];
  }
}

/** More room on one agent that would do otherwise: on the one that lacks least. */
function* roomChange(
  state: Pick<CoreState, "pool">,
  { need }: LiveJob,
  circumstances: Seen,
): Generator<Change> {
  let least: { readonly shortfall: number; readonly change: Change } | undefined;
  for (const agent of state.pool.agents()) {
    if (!fits(need.resources, agent.total) || circumstances.kept(agent) !== undefined) continue;
    const more = { cpusMilli: 0, memMib: 0, diskMib: 0, gpus: 0 };
    for (const kind of RESOURCE_KINDS) {
      const isRevocable = need.preemptible && need.resources[kind] <= agent.freeRevocable[kind];
      if (!isRevocable) more[kind] = Math.max(0, need.resources[kind] - agent.free[kind]);
    }
    const ports = Math.max(0, need.ports - agent.freePorts);
    const free = { ...agent.free };
    for (const kind of RESOURCE_KINDS) free[kind] += more[kind];
    const grown = { ...agent, free, freePorts: agent.freePorts + ports };
    if (refusalOf(need, grown, circumstances) !== undefined) continue;
    const shortfall = shortfallOf(need.resources, agent.free) + (need.ports === 0 ? 0 : ports / need.ports);
    if (shortfall === 0 || (least !== undefined && shortfall >= least.shortfall)) continue;
    const { backend, hostname, id: agentId } = agent;
    const change = {
      kind: "room",
      backend,
      agentId,
      hostname,
      more,
      ...(ports === 0 ? {} : { ports }),
    } as const;
    least = { shortfall, change };
  }
  if (least !== undefined) yield least.change;
}

/** The longest limit with which it would be over before an agent goes away, or before the job that it is kept for. */
function* limitChange(
  state: AgentState & ProspectState & TimeState,
  job: LiveJob,
  circumstances: Seen,
): Generator<Change> {
  const short: Seen = { ...circumstances, kept: () => undefined, goesAwayTooSoon: () => false };
  let best: { readonly limitMs: number; readonly hostname: string } | undefined;
  for (const agent of state.pool.agents()) {
    if (refusalOf(job.need, agent, short) !== undefined) continue;
    const isHeld = circumstances.kept(agent) !== undefined;
    const briefMs = isHeld ? (briefUntilMs(state, agent) ?? -Infinity) - state.nowMs : Infinity;
    const limitMs = 1000 * limitFloor(Math.floor(Math.min(briefMs, longestOn(state, agent)) / 1000));
    if (limitMs > (best?.limitMs ?? 0)) best = { limitMs, hostname: agent.hostname };
  }
  const isNow = job.walltimeMs ?? state.tuning.maintenance.assumedMs;
  if (best === undefined || best.limitMs >= isNow) return;
  yield { kind: "time_limit", ...best, less: isNow - best.limitMs };
}
