import { DAY_MS } from "../accounts/window.ts";
import type { Usage } from "../jobs/life/usage.ts";
import { bookedCost, type ResourceWeights } from "./cost.ts";

/** Of one day: CPU, memory and time, in whatever units. */
export interface DayOfUsage {
  /** 0 = today. */
  readonly daysAgo: number;
  readonly cpu: number;
  readonly ram: number;
  readonly seconds: number;
}
export interface Used {
  readonly cpu: number;
  readonly ram: number;
  readonly seconds: number;
}
export const NOTHING_USED: Used = { cpu: 0, ram: 0, seconds: 0 };

/** GoDocker 1.0 counts back from today and stops at the first day without data: who ran nothing today has used nothing. */
export function usedSinceGap(days: readonly DayOfUsage[]): Used {
  const byDay = new Map<number, Used>();
  for (const { daysAgo, cpu, ram, seconds } of days) {
    const so = byDay.get(daysAgo) ?? NOTHING_USED;
    byDay.set(daysAgo, { cpu: so.cpu + cpu, ram: so.ram + ram, seconds: so.seconds + seconds });
  }
  let sum = NOTHING_USED;
  for (let day = 0; ; day += 1) {
    const of = byDay.get(day);
    if (of === undefined) return sum;
    sum = { cpu: sum.cpu + of.cpu, ram: sum.ram + of.ram, seconds: sum.seconds + of.seconds };
  }
}

/** So many days are kept. */
const DAYS = 60;
const HOUR_MS = 3_600_000;

/**
 * What tasks used, by the day on which they ended (UTC) and by whatever name it is kept for: in CPU hours, GiB hours,
 * and seconds of a CPU's worth by the weights of the site.
 */
export class DailyUse {
  readonly #days = new Map<string, Map<number, Used>>();

  book(name: string, usage: Usage, weights: ResourceWeights, atMs: number): void {
    const day = Math.floor(atMs / DAY_MS);
    let days = this.#days.get(name);
    if (days === undefined) this.#days.set(name, (days = new Map<number, Used>()));
    const so = days.get(day) ?? NOTHING_USED;
    days.set(day, {
      cpu: so.cpu + usage.cpuMilliMs / 1000 / HOUR_MS,
      ram: so.ram + usage.memMibMs / 1024 / HOUR_MS,
      seconds: so.seconds + bookedCost(weights, usage) / 1_000_000,
    });
    if (days.size <= DAYS) return;
    for (const old of days.keys()) if (old <= day - DAYS) days.delete(old);
  }

  /** From today back to the first day on which nothing ended. */
  sinceGap(name: string, nowMs: number): Used {
    const today = Math.floor(nowMs / DAY_MS);
    const days = [...(this.#days.get(name) ?? [])];
    return usedSinceGap(days.map(([day, used]) => ({ daysAgo: today - day, ...used })));
  }
}
