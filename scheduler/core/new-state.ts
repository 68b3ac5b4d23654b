import { DailyUse } from "../../fair-share/daily-use.ts";
import { AgentPool } from "../../offers/agent-pool.ts";
import { Timers } from "../collections/timers.ts";
import { standsIn } from "../intake/agent-trust.ts";
import { Preemptions } from "../preemption/preemptions.ts";
import { Health } from "../quarantine/health.ts";
import type { BackendState } from "../state/backend-state.ts";
import { preferredBy, SeenImages } from "../state/locality.ts";
import { newMatcher } from "../state/matcher.ts";
import { newProspects } from "../state/prospects.ts";
import { Quotas } from "../state/quotas.ts";
import { SharedParts, type PreparedJobs } from "../state/shared-parts.ts";
import { noCounts, noNotes, noWishes, type CoreOptions, type CoreState } from "../state/state.ts";

/** @param prepared  jobs that were made before, which are its own from now on */
export function newState(options: CoreOptions, prepared?: PreparedJobs): CoreState {
  const { epoch, halfLifeMs, nowMs, tuning } = options;
  const backends = new Map<string, BackendState>();
  const quotas = new Quotas(tuning, nowMs);
  const jobs: CoreState["jobs"] = prepared?.jobs ?? new Map();
  const state: CoreState = {
    epoch,
    halfLifeMs,
    tuning,
    nowMs,
    jobs,
    jobOfTask: new Map(),
    dependents: new Map(),
    related: new Map(),
    endedNow: new Map(),
    givenUp: new Set(),
    quotas,
    dailyUse: new DailyUse(),
    matcher: newMatcher({ backends, halfLifeMs, jobs, nowMs, quotas, tuning }, (job) =>
      preferredBy(state, job),
    ),
    shared: prepared?.shared ?? new SharedParts(),
    unfiled: new Set(),
    isFiled: prepared === undefined,
    avoiding: new Set(),
    avoidedAtVersion: -1,
    choosing: new Set(),
    pool: new AgentPool(),
    separatedAtVersion: -1,
    closed: { closings: [], atVersion: -1 },
    backends,
    timers: new Timers(),
    plans: new Map(),
    earmarks: new Map(),
    atLimits: new Map(),
    health: new Health({
      isOn: () => state.tuning.quarantine,
      standsIn: (other, agent) => standsIn(state, other, agent),
    }),
    healthPlannedMs: Infinity,
    preemptions: new Preemptions(),
    gangs: new Map(),
    gathering: undefined,
    prospects: newProspects(() => state.tuning.backfill.assumedMs),
    wide: [],
    nextReviewMs: Infinity,
    operations: new Map(),
    operationCount: 0,
    giveBackNotBeforeMs: new Map(),
    leaves: new Map(),
    overBy: new Map(),
    wishes: noWishes(),
    inHand: new Map(),
    handByWish: undefined,
    images: new SeenImages(),
    offered: new Set(),
    records: [],
    calls: [],
    counts: noCounts(),
    policy: noNotes(),
    stop: undefined,
  };
  return state;
}
