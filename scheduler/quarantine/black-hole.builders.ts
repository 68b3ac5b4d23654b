import { Health } from "./health.ts";

export interface BlackHoleWorld {
  /** Slots by agent. */
  readonly agents: readonly number[];
  /** Those that fail every task at once, from that second on. */
  readonly bad: readonly number[];
  readonly badFromS: number;
  /** From that second on they are fixed. */
  readonly mendedAtS?: number;
  readonly accounts: number;
  /** Part of the tasks that fail anywhere, at once, for their own fault. */
  readonly ownFaults: number;
  readonly hours: number;
  /** Whether a failure says whose it was. */
  readonly blamed: boolean;
}

export interface BlackHoleResult {
  /** Failed attempts by agent and hour, since the agents went bad. */
  readonly losses: readonly (readonly number[])[];
  readonly started: readonly number[];
  /** The most agents that were apart at once. */
  readonly apartMost: number;
  /** Seconds in which no agent would take a task. */
  readonly strangledS: number;
  /** Seconds that agents were apart, in all. */
  readonly apartS: number;
  /** Seconds, since they were fixed, until the bad ones ran as many tasks as they have slots. */
  readonly backAfterS: number;
}

const TICK_MS = 500;

/** Every slot is filled at once, whenever it may be: the worst that can happen to a bad agent's victims. */
export function playBlackHole(world: BlackHoleWorld, isOn = true): BlackHoleResult {
  const health = new Health({ isOn: () => isOn, standsIn: () => true });
  const running = world.agents.map(
    () => new Map<string, { endMs: number; startMs: number; failed: boolean; job: number }>(),
  );
  const losses = world.agents.map(() => Array.from({ length: world.hours }, () => 0));
  const started = world.agents.map(() => 0);
  world.agents.forEach((_, agent) => health.add(`a${agent}`));
  let job = 0;
  let apartMost = 0;
  let strangledS = 0;
  let apartS = 0;
  let backAfterS = Infinity;
  const accountOf = (one: number) => `u${one % world.accounts}`;
  for (let nowMs = 0; nowMs < world.hours * 3_600_000; nowMs += TICK_MS) {
    health.renew(nowMs);
    world.agents.forEach((slots, agent) => {
      const own = running[agent];
      if (own === undefined) return;
      const mendedMs = (world.mendedAtS ?? Infinity) * 1000;
      const isBad = world.bad.includes(agent) && nowMs >= world.badFromS * 1000 && nowMs < mendedMs;
      for (const [task, { endMs, failed, job: id, startMs }] of own) {
        health.lasted(`a${agent}`, task, nowMs - startMs, nowMs);
        if (endMs > nowMs) continue;
        own.delete(task);
        if (failed && isBad) increment(losses[agent], Math.floor(nowMs / 3_600_000));
        const outcome = {
          agent: `a${agent}`,
          account: accountOf(id),
          shape: "s",
          job: id,
          failed,
          blamed: world.blamed && failed,
          lastedMs: nowMs - startMs,
        };
        health.ended(outcome, task, nowMs);
      }
      while (own.size < slots && health.mayStart(`a${agent}`) > 0) {
        job += 1;
        const failed = isBad || scattered(job) < world.ownFaults;
        const lastsMs = failed ? TICK_MS : 20_000 + 60_000 * scattered(job + 0.5);
        own.set(`t${job}`, { startMs: nowMs, endMs: nowMs + lastsMs, failed, job });
        health.started(`a${agent}`, `t${job}`);
        increment(started, agent);
      }
      if (nowMs >= mendedMs && world.bad.includes(agent) && own.size === slots)
        backAfterS = Math.min(backAfterS, (nowMs - mendedMs) / 1000);
    });
    const apart = [...health.apart()].length;
    apartMost = Math.max(apartMost, apart);
    apartS += (apart * TICK_MS) / 1000;
    if (nowMs % 1000 === 0 && world.agents.every((_, agent) => health.mayStart(`a${agent}`) === 0))
      strangledS += 1;
  }
  return { losses, started, apartMost, apartS, strangledS, backAfterS };
}

function increment(counts: number[] | undefined, at: number): void {
  if (counts !== undefined) counts[at] = (counts[at] ?? 0) + 1;
}

/** A number from 0 to 1 that looks like chance. */
function scattered(n: number): number {
  let bits = Math.imul((2 * n) ^ 0x9e3779b9, 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 15), 0xc2b2ae35);
  return ((bits ^ (bits >>> 16)) >>> 0) / 2 ** 32;
}
