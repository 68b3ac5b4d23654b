import fc from "fast-check";
import type { Amounts } from "../matching/requirement.ts";
import { mayUseHeld } from "./allowance.ts";
import { slotsIn } from "./earliest-gang.ts";
import { Holds } from "./holds.ts";
import { Outlooks } from "./outlook.ts";
import { amounts, reaches, sum } from "./outlook.builders.ts";

export interface SmallTask {
  readonly cpus: number;
  readonly runMs: number;
  /** Absent: it gives none. */
  readonly limitMs: number | undefined;
  readonly comesMs: number;
}

export interface SmallWorld {
  /** Cpus by agent. */
  readonly agents: readonly number[];
  readonly tasks: readonly SmallTask[];
  readonly wide: { readonly cpus: number; readonly tasks: number; readonly comesMs: number };
}

/** How the others are kept from the held room. `blind`: not at all; `idle`: nobody may use it before its job. */
export type Keeping = "backfill" | "idle" | "blind";

export interface SmallResult {
  /** When the wide job was first promised to start, and when it did; `Infinity`: never. */
  readonly promisedMs: number;
  readonly startedMs: number;
  /** The longest that anything which ran on the held agents then could still take. */
  readonly longestMs: number;
  /** When the last of the others was over. */
  readonly lastEndMs: number;
  /** Cpu-milliseconds that others had of held agents while these were held. */
  readonly backfilled: number;
  /** Times at which something stood still although it might have started: a task and an agent. */
  readonly idled: readonly string[];
}

const ASSUMED_MS = 100_000;

/** A scheduler of few lines: first come, first served, wherever there is room; but for what is held. */
export function playSmallWorld(world: SmallWorld, keeping: Keeping): SmallResult {
  const outlooks = new Outlooks({ assumedMs: () => ASSUMED_MS });
  const holds = new Holds(outlooks);
  const running = new Map<string, { agent: number; endMs: number; cpus: number }>();
  const waiting: { readonly name: string; readonly task: SmallTask }[] = [];
  const result = { promisedMs: Infinity, startedMs: Infinity, longestMs: 0, lastEndMs: 0, backfilled: 0 };
  const idled: string[] = [];
  let nowMs = 0;
  const freeOf = (agent: number): Amounts => {
    const used = [...running.values()]
      .filter((task) => task.agent === agent)
      .map((task) => amounts(-task.cpus));
    return sum([amounts(world.agents[agent] ?? 0), ...used]);
  };
  const start = (name: string, agent: number, task: Omit<SmallTask, "comesMs">) => {
    running.set(name, { agent, endMs: nowMs + task.runMs, cpus: task.cpus });
    outlooks.start(agent, name, {
      sinceMs: nowMs,
      amounts: amounts(task.cpus),
      ...(task.limitMs === undefined ? {} : { limitMs: task.limitMs }),
    });
    outlooks.setFree(agent, freeOf(agent));
  };
  const mayStart = (agent: number, task: SmallTask): boolean => {
    const allowance = holds.allowance(agent, nowMs);
    const free = freeOf(agent);
    if (allowance === undefined || keeping === "blind") return reaches(free, amounts(task.cpus));
    return (
      keeping === "backfill" &&
      mayUseHeld({ allowance, free, nowMs }, amounts(task.cpus), task.limitMs ?? Infinity)
    );
  };
  world.agents.forEach((_, agent) => outlooks.setFree(agent, freeOf(agent)));
  const comes = [...world.tasks].sort((a, b) => a.comesMs - b.comesMs);
  let next = 0;
  const cycle = () => {
    holds.improve(nowMs);
    const hold = holds.of(1);
    if (hold !== undefined && [...hold.parts].every(([agent, n]) => slotsIn(freeOf(agent), hold.need) >= n)) {
      result.startedMs = nowMs;
      holds.drop(1);
      for (const [agent, n] of hold.parts)
        for (let at = 0; at < n; at += 1)
          start(`wide ${agent} ${at}`, agent, { cpus: world.wide.cpus, runMs: 1000, limitMs: 1000 });
    }
    for (let at = 0; at < waiting.length; at += 1) {
      const one = waiting[at];
      const agent = world.agents.findIndex((_, n) => one !== undefined && mayStart(n, one.task));
      if (one === undefined || agent < 0) continue;
      waiting.splice(at, 1);
      at -= 1;
      if (holds.on(agent) !== undefined) result.backfilled += one.task.cpus * one.task.runMs;
      start(one.name, agent, one.task);
      holds.improve(nowMs);
    }
    for (const { name, task } of waiting) {
      // Without regard to how the engine finds it: is there room that this task would leave in time?
      const able = world.agents.findIndex((_, agent) => {
        const until = holds.on(agent)?.startMs ?? Infinity;
        return (
          reaches(freeOf(agent), amounts(task.cpus)) &&
          nowMs + (task.limitMs ?? Infinity) <= until &&
          until !== Infinity
        );
      });
      if (able >= 0 && keeping !== "blind") idled.push(`task ${name} at ${nowMs}: agent ${able}`);
    }
  };
  for (;;) {
    const times = [
      ...[...running.values()].map(({ endMs }) => endMs),
      comes[next]?.comesMs ?? Infinity,
      world.wide.comesMs > nowMs ? world.wide.comesMs : Infinity,
    ];
    const atMs = Math.min(...times);
    if (atMs === Infinity) break;
    nowMs = atMs;
    for (const [name, { agent, endMs }] of running) {
      if (endMs > nowMs) continue;
      running.delete(name);
      result.lastEndMs = nowMs;
      outlooks.end(agent, name);
      outlooks.setFree(agent, freeOf(agent));
    }
    for (let task = comes[next]; task !== undefined && task.comesMs <= nowMs; task = comes[next]) {
      waiting.push({ name: `t${next}`, task });
      next += 1;
    }
    if (nowMs === world.wide.comesMs) {
      const need = amounts(world.wide.cpus);
      const hold = holds.keep({ job: 1, need, tasks: world.wide.tasks, admits: () => true }, nowMs);
      result.promisedMs = hold?.startMs ?? Infinity;
      for (const agent of hold?.parts.keys() ?? [])
        for (const { atMs: endsMs } of outlooks.endsOn(agent, nowMs))
          result.longestMs = Math.max(result.longestMs, endsMs - nowMs);
    }
    cycle();
  }
  return { ...result, idled };
}

/** Agents of up to eight cpus, sixty tasks of up to four, then a job that needs an agent, or several, whole. */
export function someSmallWorld(limits: "all" | "some" = "all"): fc.Arbitrary<SmallWorld> {
  const agents = fc.array(fc.integer({ min: 2, max: 8 }), { minLength: 1, maxLength: 4 });
  const seconds = (min: number, max: number) => fc.integer({ min, max }).map((value) => value * 1000);
  return agents.chain((cpus) =>
    fc.record({
      agents: fc.constant(cpus),
      tasks: fc.array(
        fc
          .record({
            cpus: fc.integer({ min: 1, max: Math.min(4, Math.max(...cpus)) }),
            runMs: seconds(1, 100),
            more: seconds(0, 50),
            comesMs: seconds(0, 100),
            open: fc.constant(limits === "some").chain((may) => (may ? fc.boolean() : fc.constant(false))),
          })
          .map(({ more, open, ...task }) => ({ ...task, limitMs: open ? undefined : task.runMs + more })),
        { minLength: 10, maxLength: 60 },
      ),
      wide: fc
        .record({
          cpus: fc.integer({ min: 1, max: Math.max(...cpus) }),
          share: fc.double({ min: 0, max: 1, noNaN: true }),
          comesMs: seconds(1, 60),
        })
        .map(({ comesMs, cpus: own, share }) => {
          const most = cpus.reduce((slots, each) => slots + Math.floor(each / own), 0);
          return { cpus: own, tasks: Math.max(1, Math.round(share * most)), comesMs };
        }),
    }),
  );
}
