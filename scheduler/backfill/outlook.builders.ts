import fc from "fast-check";
import { KINDS, type Amounts } from "../matching/requirement.ts";
import type { ExpectedTask, Outlooks } from "./outlook.ts";

/** A GiB of memory for each cpu. */
export function amounts(cpus: number, more: Partial<Amounts> = {}): Amounts {
  return { cpusMilli: 1000 * cpus, memMib: 1024 * cpus, diskMib: 0, gpus: 0, ports: 0, ...more };
}

export function sum(parts: readonly Amounts[]): Amounts {
  const total = { ...amounts(0) };
  for (const part of parts) for (const kind of KINDS) total[kind] += part[kind];
  return total;
}

export function reaches(free: Amounts, need: Amounts): boolean {
  return KINDS.every((kind) => free[kind] >= need[kind]);
}

export interface Step {
  readonly afterMs: number;
  readonly bans: number | undefined;
  readonly change:
    | { readonly type: "free"; readonly agent: number; readonly cpus: number }
    | { readonly type: "start"; readonly agent: number; readonly task: string; readonly what: ExpectedTask }
    | { readonly type: "end"; readonly agent: number; readonly task: string }
    | { readonly type: "remove"; readonly agent: number };
  apply(outlooks: Outlooks, nowMs: number): void;
}

export function someHistory(): fc.Arbitrary<readonly Step[]> {
  const agent = fc.integer({ min: 0, max: 5 });
  const task = fc.constantFrom("a", "b", "c", "d");
  const change = fc.oneof(
    fc.record({ type: fc.constant("free" as const), agent, cpus: fc.integer({ min: 0, max: 8 }) }),
    fc.record({
      type: fc.constant("start" as const),
      agent,
      task,
      what: fc.record(
        {
          sinceMs: fc.constant(0),
          limitMs: fc.integer({ min: 1, max: 100 }).map((minutes) => minutes * 60_000),
          amounts: fc.integer({ min: 1, max: 4 }).map((cpus) => amounts(cpus)),
        },
        { requiredKeys: ["sinceMs", "amounts"] },
      ),
    }),
    fc.record({ type: fc.constant("end" as const), agent, task }),
    fc.record({ type: fc.constant("remove" as const), agent }),
  );
  const step = fc
    .record({
      afterMs: fc.integer({ min: 0, max: 1_000_000 }),
      bans: fc.option(agent, { nil: undefined, freq: 4 }),
      change,
    })
    .map((drawn): Step => {
      const apply = (outlooks: Outlooks, nowMs: number): void => {
        const { change: now } = drawn;
        if (now.type === "free") outlooks.setFree(now.agent, amounts(now.cpus));
        if (now.type === "start") outlooks.start(now.agent, now.task, { ...now.what, sinceMs: nowMs });
        if (now.type === "end") outlooks.end(now.agent, now.task);
        if (now.type === "remove") outlooks.remove(now.agent);
      };
      return { ...drawn, apply };
    });
  return fc.array(step, { maxLength: 40 });
}

/** The same from first principles: everything is looked at, each time. */
export class SlowOutlooks {
  readonly #assumedMs: number;
  readonly #free = new Map<number, Amounts>();
  readonly #tasks = new Map<string, ExpectedTask & { readonly agent: number }>();

  constructor(assumedMs: number) {
    this.#assumedMs = assumedMs;
  }

  apply({ change }: Step, nowMs: number): void {
    const { agent } = change;
    switch (change.type) {
      case "free":
        this.#free.set(agent, amounts(change.cpus));
        return;
      case "start":
        if (!this.#free.has(agent)) this.#free.set(agent, amounts(0));
        this.#tasks.set(`${agent} ${change.task}`, { ...change.what, sinceMs: nowMs, agent });
        return;
      case "end":
        this.#tasks.delete(`${agent} ${change.task}`);
        return;
      case "remove":
        this.#free.delete(agent);
        for (const [key, task] of this.#tasks) if (task.agent === agent) this.#tasks.delete(key);
        return;
      default:
        change satisfies never;
    }
  }

  /** `Infinity`: nobody knows. */
  earliestFit(agent: number, need: Amounts, nowMs: number): number {
    if (!this.#free.has(agent)) return Infinity;
    const own = [...this.#tasks.values()].filter((task) => task.agent === agent);
    const times = [nowMs, ...own.map((task) => this.#endOf(task, nowMs))].sort((a, b) => a - b);
    return times.find((timeMs) => reaches(this.#freeAt(agent, own, timeMs, nowMs), need)) ?? Infinity;
  }

  first(need: Amounts, nowMs: number, banned: ReadonlySet<number>): number {
    const allowed = [...this.#free.keys()].filter((agent) => !banned.has(agent));
    return Math.min(...allowed.map((agent) => this.earliestFit(agent, need, nowMs)));
  }

  #freeAt(agent: number, own: readonly ExpectedTask[], timeMs: number, nowMs: number): Amounts {
    const over = own.filter((task) => timeMs > nowMs && this.#endOf(task, nowMs) <= timeMs);
    const soon = own.filter((task) => timeMs === nowMs && this.#endOf(task, nowMs) === nowMs);
    return sum([
      this.#free.get(agent) ?? amounts(0),
      ...over.map((t) => t.amounts),
      ...soon.map((t) => t.amounts),
    ]);
  }

  #endOf({ limitMs, sinceMs }: ExpectedTask, nowMs: number): number {
    let spanMs = limitMs ?? this.#assumedMs;
    const isAwaited = limitMs !== undefined && sinceMs + limitMs + 60_000 > nowMs;
    while (!isAwaited && sinceMs + spanMs <= nowMs) spanMs *= 2;
    return Math.max(nowMs, sinceMs + spanMs);
  }
}
