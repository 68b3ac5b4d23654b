import { meetsConstraint } from "../matching/setup.ts";
import type { TaskList } from "./task-list.ts";

export interface ScanStart {
  readonly job: number;
  readonly agent: number;
}

/**
 * The scheduler that one writes first, in the same language: each round sorts all that waits by the running share of its
 * account, then by priority and id, and walks through it; each job looks at every agent for the best fit. A round ends
 * after so many starts, as batch schedulers do it, because the shares that it sorted by are old by then.
 * @returns its starts in their order, until nothing fits or the time is over
 */
export function scanAndSort(
  { agents, tasks, accounts }: TaskList,
  options: { readonly startsPerRound: number; readonly seconds: number },
): { readonly starts: readonly ScanStart[]; readonly isFull: boolean; readonly tookMs: number } {
  const free = agents.map(({ total }) => ({ ...total }));
  const running = new Float64Array(accounts);
  let waiting = tasks.slice();
  const starts: ScanStart[] = [];
  const began = performance.now();
  const deadline = began + options.seconds * 1000;
  for (;;) {
    waiting.sort(
      (a, b) =>
        (running[a.account] ?? 0) - (running[b.account] ?? 0) || b.priority - a.priority || a.job - b.job,
    );
    const started = new Set<number>();
    for (const { job, account, need } of waiting) {
      if (started.size >= options.startsPerRound || performance.now() > deadline) break;
      let best = -1;
      let bestLeft = Infinity;
      for (let at = 0; at < free.length; at += 1) {
        const has = free[at];
        const agent = agents[at];
        if (has === undefined || agent === undefined) continue;
        if (has.cpusMilli < need.cpusMilli || has.memMib < need.memMib || has.gpus < need.gpus) continue;
        if (has.ports < need.ports) continue;
        if (need.axis !== undefined && need.axis !== agent.axis) continue;
        if (need.constraint !== "" && !meetsConstraint(need.constraint, agent.class)) continue;
        const left = has.cpusMilli / agent.total.cpusMilli + has.memMib / agent.total.memMib;
        if (left < bestLeft) {
          best = at;
          bestLeft = left;
        }
      }
      const has = free[best];
      if (has === undefined) continue;
      has.cpusMilli -= need.cpusMilli;
      has.memMib -= need.memMib;
      has.gpus -= need.gpus;
      has.ports -= need.ports;
      running[account] = (running[account] ?? 0) + need.cpusMilli;
      started.add(job);
      starts.push({ job, agent: best });
    }
    const isOver = performance.now() > deadline;
    if (started.size === 0 || isOver) return { starts, isFull: !isOver, tookMs: performance.now() - began };
    waiting = waiting.filter(({ job }) => !started.has(job));
  }
}
