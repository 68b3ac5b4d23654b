import type { SimulatedAgent } from "../../simulation/agents.ts";

export interface BlackHoleLoss {
  readonly agents: number;
  /** Attempts that began on them. */
  readonly attempts: number;
  /** The most that one took before anybody could know, and in one of the hours from then on. */
  readonly foundMost: number;
  readonly hourMost: number;
  /** Tasks that failed for good by an attempt there. */
  readonly userVisible: number;
}

const HOUR_MS = 3_600_000;
/** What begins so soon after the first attempt is not held against anybody: its failure is hardly known. */
const FOUND_MS = 10_000;

/** What agents cost that fail every task at once: counted where it happens. */
export class BlackHoles {
  /** When attempts began there since, by agent. */
  readonly #begun = new Map<string, number[]>();
  readonly #victims = new Set<string>();

  opened(agent: SimulatedAgent): void {
    this.#begun.set(agent.id, []);
  }

  started(taskId: string, agent: SimulatedAgent, nowMs: number): void {
    const begun = this.#begun.get(agent.id);
    if (begun === undefined || agent.blackHoleMs === undefined) return; // it was none, or is repaired
    begun.push(nowMs);
    this.#victims.add(taskId);
  }

  /** @param failed  last attempts of the tasks that failed in the end */
  loss(failed: Iterable<string>): BlackHoleLoss {
    const rows = [...this.#begun.values()].map((begun) => {
      const foundMs = (begun[0] ?? 0) + FOUND_MS;
      const later = begun.filter((atMs) => atMs > foundMs);
      const byHour = Map.groupBy(later, (atMs) => Math.floor((atMs - foundMs) / HOUR_MS));
      const hourMost = Math.max(0, ...[...byHour.values()].map(({ length }) => length));
      return { all: begun.length, found: begun.length - later.length, hourMost };
    });
    let userVisible = 0;
    for (const taskId of failed) if (this.#victims.has(taskId)) userVisible += 1;
    return {
      agents: rows.length,
      attempts: rows.reduce((sum, { all }) => sum + all, 0),
      foundMost: Math.max(0, ...rows.map(({ found }) => found)),
      hourMost: Math.max(0, ...rows.map((row) => row.hourMost)),
      userVisible,
    };
  }
}
