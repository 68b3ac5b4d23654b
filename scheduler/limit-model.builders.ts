import { accountKey } from "../accounts/account.ts";
import { limitsOf, RUNNING_KINDS, type QuotaNode } from "../accounts/quota.ts";
import { windowAt } from "../accounts/window.ts";
import { nodesOf } from "../fair-share/account-rules.ts";
import { arrangeHierarchy } from "../fair-share/hierarchy.ts";
import { PER_HOUR } from "../fair-share/hour-ledger.ts";
import { isFinal, type Attempt, type JobStatus, type NewJob } from "../jobs/life/job.ts";
import { licencesOf } from "../jobs/placement/licences.ts";
import type { QuotaCause } from "../offers/explanation.ts";
import { count } from "../resources/ranges.ts";
import type { Tuning } from "./state/tuning.ts";

export const HOUR_MS = 3_600_000;

/** As the journal has them: from these a new leader begins. */
export interface Known {
  readonly job: NewJob;
  status: JobStatus;
  /** Live and ended ones. */
  readonly attempts: Map<string, Attempt>;
  /** By the shares of now; emptied when these change. */
  nodes: readonly QuotaNode[] | undefined;
}

/** What runs, was used and may start, counted from the attempts at every question: slow and obvious on purpose. */
export class LimitModel {
  readonly jobs = new Map<number, Known>();
  /** Attempts that had ended when the present leader began: it knows them by the hour of their end. */
  readonly booked = new Set<string>();
  tuning: Tuning;
  nowMs: number;
  /** For whom parts of limits are kept: chosen by the core, counted here. */
  earmarks: readonly { readonly job: number; readonly sinceMs: number }[] = [];
  /** Sums since the last event. */
  readonly #sums = new Map<string, number>();

  constructor(tuning: Tuning, nowMs: number) {
    this.tuning = tuning;
    this.nowMs = nowMs;
  }

  /** Something has happened. */
  forgetSums(): void {
    this.#sums.clear();
  }

  configure(changes: Partial<Tuning>): void {
    this.tuning = { ...this.tuning, ...changes };
    for (const known of this.jobs.values()) known.nodes = undefined;
    this.forgetSums();
  }

  isBlocked(known: Known): boolean {
    return this.quotaCauses(known).length > 0 || this.lacksLicences(known);
  }

  /** Whether as many of its tasks run at once as may. */
  hasMost(known: Known): boolean {
    return liveOf(known).length >= (known.job.spec.array?.maxConcurrent ?? Infinity);
  }

  lacksLicences({ job }: Known): boolean {
    return licencesOf(job.spec).some(
      ({ count: asks, name }) => this.inUse(name) + asks > (this.tuning.licences[name] ?? 0),
    );
  }

  quotaCauses(known: Known): readonly QuotaCause[] {
    const asked = askedBy(known);
    const ownSinceMs = this.earmarks.find(({ job }) => job === known.job.id)?.sinceMs;
    return this.#nodesOf(known).flatMap((node) => {
      const { hours, running } = limitsOf(this.tuning.quotas, node);
      const causes: QuotaCause[] = [];
      for (const of of RUNNING_KINDS) {
        const limit = running[of];
        const used = this.used(node, of);
        const { kept, ...first } = this.#kept(known, node, of);
        if (limit === undefined || used + kept + asked[of] <= limit) continue;
        if (of === "jobs" && asked.jobs === 0) continue; // it runs already
        const cause = { kind: "quota", ...node, of, limit, used, asks: asked[of] } as const;
        const own = ownSinceMs === undefined ? {} : { ownSinceMs };
        causes.push({ ...cause, ...(kept === 0 ? {} : { kept, ...first }), ...own });
      }
      for (const { hours: limit, kind: of, window } of hours) {
        const used = this.burnt(node, of, window) / PER_HOUR[of];
        if (used < limit) continue;
        const untilMs = limit === 0 ? {} : { untilMs: windowAt(window, this.nowMs).endMs };
        causes.push({ kind: "quota", ...node, of, limit, used, asks: 0, ...untilMs });
      }
      return causes;
    });
  }

  /** For others, one task each. */
  #kept(known: Known, node: QuotaNode, of: (typeof RUNNING_KINDS)[number]) {
    const others = this.earmarks
      .flatMap(({ job }) => this.jobs.get(job) ?? [])
      .filter((other) => other !== known && this.#isBelow(other, node) && askedBy(other)[of] > 0);
    const kept = others.reduce((sum, other) => sum + askedBy(other)[of], 0);
    return { kept, keptFor: Math.min(...others.map(({ job }) => job.id)) };
  }

  #sum(key: string, sum: () => number): number {
    const known = this.#sums.get(key);
    if (known !== undefined) return known;
    const found = sum();
    this.#sums.set(key, found);
    return found;
  }

  used(node: QuotaNode, kind: (typeof RUNNING_KINDS)[number]): number {
    return this.#sum(`${JSON.stringify(node)} ${kind}`, () => this.#countUsed(node, kind));
  }

  burnt(node: QuotaNode, kind: "cpuHours" | "gpuHours", window: "day" | "week" | "month"): number {
    return this.#sum(`${JSON.stringify(node)} ${kind} ${window}`, () => this.#countBurnt(node, kind, window));
  }

  #countUsed(node: QuotaNode, kind: (typeof RUNNING_KINDS)[number]): number {
    let used = 0;
    for (const known of this.jobs.values()) {
      if (!this.#isBelow(known, node)) continue;
      const live = liveOf(known);
      if (kind === "jobs") used += Math.sign(live.length);
      else for (const { resources } of live) used += kind === "tasks" ? 1 : resources[kind];
    }
    return used;
  }

  /** In this window: each attempt from running to its end, or to now. */
  #countBurnt(node: QuotaNode, kind: "cpuHours" | "gpuHours", window: "day" | "week" | "month"): number {
    const { startMs, endMs } = windowAt(window, this.nowMs);
    let sum = 0;
    for (const known of this.jobs.values()) {
      if (!this.#isBelow(known, node)) continue;
      for (const { endedAtMs, resources, runningAtMs, taskId } of known.attempts.values()) {
        if (runningAtMs === undefined) continue;
        const rate = kind === "cpuHours" ? resources.cpusMilli : resources.gpus;
        if (this.booked.has(taskId) && endedAtMs !== undefined) {
          const hourMs = endedAtMs - (endedAtMs % HOUR_MS);
          if (hourMs >= startMs && hourMs < endMs) sum += rate * (endedAtMs - runningAtMs);
        } else sum += rate * Math.max(0, (endedAtMs ?? this.nowMs) - Math.max(runningAtMs, startMs));
      }
    }
    return sum;
  }

  inUse(licence: string): number {
    let inUse = 0;
    for (const { attempts, job } of this.jobs.values()) {
      const each = job.spec.resources.licences?.[licence] ?? 0;
      for (const attempt of attempts.values()) if (!isFinal(attempt.state)) inUse += each;
    }
    return inUse;
  }

  #nodesOf(known: Known): readonly QuotaNode[] {
    if (known.nodes !== undefined) return known.nodes;
    const { spec, user } = known.job;
    const hierarchy = arrangeHierarchy(this.tuning.shares.definitions);
    known.nodes = nodesOf({ shares: hierarchy.ok ? hierarchy.shares : [] }, { project: spec.project, user });
    return known.nodes;
  }

  #isBelow(known: Known, node: QuotaNode): boolean {
    return this.#nodesOf(known).some(
      (other) => other.scope === node.scope && accountOf(other) === accountOf(node),
    );
  }

  waiting(): readonly Known[] {
    return [...this.jobs.values()].filter(
      ({ status }) => count(status.waiting) > 0 && !isFinal(status.state),
    );
  }

  live(): readonly Attempt[] {
    return [...this.jobs.values()].flatMap(({ attempts }) =>
      [...attempts.values()].filter((attempt) => !isFinal(attempt.state)),
    );
  }
}

/** Of one task. */
function askedBy(known: Known): Readonly<Record<(typeof RUNNING_KINDS)[number], number>> {
  const { cpus, gpus } = known.job.spec.resources;
  const jobs = liveOf(known).length === 0 ? 1 : 0;
  return { cpusMilli: cpus * 1000, memMib: 1024, diskMib: 0, gpus, tasks: 1, jobs };
}

function liveOf({ attempts }: Known): readonly Attempt[] {
  return [...attempts.values()].filter(({ state }) => !isFinal(state));
}

function accountOf(node: QuotaNode): string {
  if (node.scope === "site") return "";
  return node.scope === "project" ? node.project : accountKey(node);
}
