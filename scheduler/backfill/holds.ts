import type { Amounts } from "../matching/requirement.ts";
import { beyond, least, times, type Allowance } from "./allowance.ts";
import { EarliestAgents } from "./earliest-agents.ts";
import { earliestGang, type GangPlace } from "./earliest-gang.ts";
import type { Outlooks } from "./outlook.ts";

/** A job that needs more room than is free anywhere. */
export interface WideJob {
  readonly job: number;
  /** Of one of its tasks. */
  readonly need: Amounts;
  /** More than one: of a gang. */
  readonly tasks: number;
  /** Whether it may use an agent, room aside. `Holds.look` must be told when that changes. */
  readonly admits: (agent: number) => boolean;
  /** Of a gang that wants one value of an attribute. */
  readonly groupOf?: (agent: number) => string | undefined;
  /** What it still needs of an agent, where it is not all of `need`: some of it may have been collected. */
  readonly missingOn?: (agent: number) => Amounts;
}

/** Room that is kept for one job. */
export interface Hold {
  readonly job: number;
  readonly need: Amounts;
  readonly sinceMs: number;
  /** When all of it is expected to be free. */
  readonly startMs: number;
  /** How many of its tasks, by agent. */
  readonly parts: ReadonlyMap<number, number>;
}

interface Kept {
  readonly wide: WideJob;
  readonly earliest: EarliestAgents | undefined;
  hold: Hold;
  /** Its agents were told, or are being collected: it moves only if it must. */
  pinned: boolean;
}

/** For a better place a hold moves only if that is earlier by so much. */
const WORTH_MOVING_MS = 1000;

/**
 * Room that is kept for jobs that would else starve, each on agents of its own. What is promised does not get later
 * while the others keep to their allowances and tasks to their limits: a hold moves only to what is earlier.
 */
export class Holds {
  readonly #outlooks: Outlooks;
  readonly #kept = new Map<number, Kept>();
  readonly #byAgent = new Map<number, Kept>();

  constructor(outlooks: Outlooks) {
    this.#outlooks = outlooks;
  }

  get size(): number {
    return this.#kept.size;
  }

  of(job: number): Hold | undefined {
    return this.#kept.get(job)?.hold;
  }

  on(agent: number): Hold | undefined {
    return this.#byAgent.get(agent)?.hold;
  }

  all(): readonly Hold[] {
    return [...this.#kept.values()].map(({ hold }) => hold);
  }

  hasGang(): boolean {
    for (const { wide } of this.#kept.values()) if (wide.tasks > 1) return true;
    return false;
  }

  /** Chooses where it will start first. @returns nothing when nobody knows of such a place */
  keep(wide: WideJob, nowMs: number): Hold | undefined {
    this.drop(wide.job);
    const isFree = (agent: number) => !this.#byAgent.has(agent) || this.on(agent)?.job === wide.job;
    const own = { ...wide, admits: (agent: number) => isFree(agent) && wide.admits(agent) };
    const earliest = wide.tasks > 1 ? undefined : new EarliestAgents(this.#outlooks, wide.need, own.admits);
    const place = this.#place(own, earliest, nowMs);
    if (place === undefined) {
      earliest?.close();
      return undefined;
    }
    return this.#keep(own, earliest, place, nowMs);
  }

  /** Where somebody else has chosen: nothing may be held there yet. */
  keepOn(wide: WideJob, parts: ReadonlyMap<number, number>, nowMs: number): Hold {
    this.drop(wide.job);
    const isFree = (agent: number) => !this.#byAgent.has(agent) || this.on(agent)?.job === wide.job;
    const own = { ...wide, admits: (agent: number) => isFree(agent) && wide.admits(agent) };
    const earliest = wide.tasks > 1 ? undefined : new EarliestAgents(this.#outlooks, wide.need, own.admits);
    const hold = this.#keep(own, earliest, { startMs: Infinity, parts }, nowMs);
    this.renew(nowMs);
    return this.of(wide.job) ?? hold;
  }

  pin(job: number): void {
    const kept = this.#kept.get(job);
    if (kept !== undefined) kept.pinned = true;
  }

  drop(job: number): void {
    const kept = this.#kept.get(job);
    if (kept === undefined) return;
    kept.earliest?.close();
    this.#kept.delete(job);
    this.#vacate(kept);
  }

  /** What `admits` says of an agent may have changed. */
  look(agent: number): void {
    for (const { earliest } of this.#kept.values()) earliest?.look(agent);
  }

  /** As things are now: when each will start; `Infinity` where nobody knows, or where it may not any more. */
  renew(nowMs: number): void {
    for (const kept of this.#kept.values()) {
      const startMs = this.#startOf(kept, nowMs);
      if (startMs !== kept.hold.startMs) kept.hold = { ...kept.hold, startMs };
    }
  }

  /** Moves what would start earlier elsewhere. */
  improve(nowMs: number): void {
    this.renew(nowMs);
    for (const kept of this.#kept.values()) {
      const { startMs } = kept.hold;
      const isTenable = startMs !== Infinity;
      if (isTenable && (kept.pinned || startMs <= nowMs)) continue;
      const place = this.#place(kept.wide, kept.earliest, nowMs);
      if (place === undefined || place.startMs + (isTenable ? WORTH_MOVING_MS : 0) > startMs) continue;
      this.#vacate(kept);
      kept.hold = { ...kept.hold, ...place };
      kept.pinned = false;
      this.#occupy(kept);
    }
  }

  /** What others may use of an agent; nothing when it is not held. */
  allowance(agent: number, nowMs: number): Allowance | undefined {
    const hold = this.on(agent);
    if (hold === undefined) return undefined;
    const { need, parts, startMs } = hold;
    const kept = times(need, parts.get(agent) ?? 0);
    const free = this.#outlooks.freeAt(agent, -Infinity, nowMs);
    if (startMs === Infinity) return { startMs, spare: beyond(free, kept) };
    const then = this.#outlooks.freeAt(agent, startMs, nowMs);
    return { startMs, spare: least(free, beyond(then, kept)) };
  }

  #startOf({ hold: { need, parts }, wide }: Kept, nowMs: number): number {
    let startMs = nowMs;
    for (const [agent, count] of parts) {
      if (!wide.admits(agent)) return Infinity;
      const missing = wide.missingOn?.(agent) ?? times(need, count);
      startMs = Math.max(startMs, this.#outlooks.earliestFit(agent, missing, nowMs));
    }
    return startMs;
  }

  #keep(wide: WideJob, earliest: EarliestAgents | undefined, place: GangPlace, nowMs: number): Hold {
    const { job, need } = wide;
    const hold: Hold = { job, need, sinceMs: nowMs, ...place };
    const kept: Kept = { wide, earliest, hold, pinned: false };
    this.#kept.set(job, kept);
    this.#occupy(kept);
    return hold;
  }

  #place(wide: WideJob, earliest: EarliestAgents | undefined, nowMs: number): GangPlace | undefined {
    if (earliest === undefined) return earliestGang(this.#outlooks, wide, nowMs);
    const first = earliest.first(nowMs);
    return first === undefined ? undefined : { startMs: first.atMs, parts: new Map([[first.agent, 1]]) };
  }

  #occupy(kept: Kept): void {
    for (const agent of kept.hold.parts.keys()) {
      this.#byAgent.set(agent, kept);
      this.look(agent);
    }
  }

  #vacate(kept: Kept): void {
    for (const agent of kept.hold.parts.keys()) {
      if (this.#byAgent.get(agent) !== kept) continue;
      this.#byAgent.delete(agent);
      this.look(agent);
    }
  }
}
