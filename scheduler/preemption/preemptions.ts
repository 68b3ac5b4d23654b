/** Room that was taken for a job, until it starts there. */
interface Preemption {
  readonly job: number;
  readonly agent: string;
  readonly victims: readonly string[];
  readonly sinceMs: number;
  /** By then it has started, or something went wrong. */
  readonly untilMs: number;
}

/** What became of one. All but `started` are faults: work was lost for nothing. */
export type PreemptionEnd = "started" | "elsewhere" | "expired" | "withdrawn";

interface PreemptionLimits {
  /** At most this part of what runs is taken in a minute, in the long run. */
  readonly partPerMinute: number;
}

/** After the grace of the victims, the room waits so long for its job. */
const FENCE_MS = 30_000;
/** After a fault the job does not take again for so long, then twice as long, up to the last. */
const AGAIN_FIRST_MS = 5 * 60_000;
const AGAIN_LAST_MS = 6 * 3_600_000;

/**
 * Preemptions under way: one at a time for a job, and no more in a while than the rate allows. A job that was taken
 * for and did not start there is not taken for again soon.
 */
export class Preemptions {
  readonly #open = new Map<number, Preemption>();
  readonly #faults = new Map<number, { count: number; notBeforeMs: number }>();
  /** By job that was stopped: for which jobs. */
  readonly #takers = new Map<number, Set<number>>();
  /** When all that was taken is paid for: nothing is taken before. */
  #paidMs = -Infinity;

  /** Whether something may be taken for a job now. */
  mayBegin(job: number, nowMs: number): boolean {
    if (this.#open.has(job) || nowMs < this.#paidMs) return false;
    return nowMs >= (this.#faults.get(job)?.notBeforeMs ?? -Infinity);
  }

  /**
   * @param part  of all that runs: what is taken
   * @param graceMs  the longest of the victims'
   */
  begin(
    taking: Pick<Preemption, "job" | "agent" | "victims"> & {
      readonly part: number;
      readonly graceMs: number;
    },
    { partPerMinute }: PreemptionLimits,
    nowMs: number,
  ): Preemption {
    const { agent, graceMs, job, part, victims } = taking;
    const preemption = { job, agent, victims, sinceMs: nowMs, untilMs: nowMs + graceMs + FENCE_MS };
    this.#open.set(job, preemption);
    this.#paidMs = Math.max(this.#paidMs, nowMs) + (part / partPerMinute) * 60_000;
    return preemption;
  }

  /** A task of the victim was stopped for that job. */
  took(victim: number, taker: number): void {
    const takers = this.#takers.get(victim) ?? new Set();
    this.#takers.set(victim, takers.add(taker));
  }

  /** Whether tasks of `victim` may be stopped for that job: not those for which its own were, or both would go on so. */
  mayTakeFrom(victim: number, taker: number): boolean {
    return this.#takers.get(taker)?.has(victim) !== true;
  }

  /** Jobs that are gone. */
  forget(isLive: (job: number) => boolean): void {
    for (const victim of this.#takers.keys()) if (!isLive(victim)) this.#takers.delete(victim);
  }

  all(): readonly Preemption[] {
    return [...this.#open.values()];
  }

  get size(): number {
    return this.#open.size;
  }

  /** A job started. @returns what that is for its preemption, if there is one */
  started(job: number, agent: string, nowMs: number): PreemptionEnd | undefined {
    const open = this.#open.get(job);
    if (open === undefined) return undefined;
    if (open.agent !== agent) return this.#fault(job, "elsewhere", nowMs);
    this.#open.delete(job);
    this.#faults.delete(job);
    return "started";
  }

  /** It does not wait any more, or may not use that agent any more. */
  withdraw(job: number, nowMs: number): PreemptionEnd | undefined {
    return this.#open.has(job) ? this.#fault(job, "withdrawn", nowMs) : undefined;
  }

  /** What time brings about. */
  expire(nowMs: number): readonly Preemption[] {
    const over = [...this.#open.values()].filter(({ untilMs }) => untilMs <= nowMs);
    for (const { job } of over) this.#fault(job, "expired", nowMs);
    return over;
  }

  #fault(job: number, end: PreemptionEnd, nowMs: number): PreemptionEnd {
    this.#open.delete(job);
    const count = (this.#faults.get(job)?.count ?? 0) + 1;
    const pauseMs = Math.min(AGAIN_LAST_MS, AGAIN_FIRST_MS * 2 ** (count - 1));
    this.#faults.set(job, { count, notBeforeMs: nowMs + pauseMs });
    // Nobody asks for jobs of long ago any more.
    for (const [other, { notBeforeMs }] of this.#faults)
      if (notBeforeMs + AGAIN_LAST_MS < nowMs) this.#faults.delete(other);
    return end;
  }
}
