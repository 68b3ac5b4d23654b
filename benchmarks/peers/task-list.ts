import assert from "node:assert/strict";
import type { AgentDescription } from "../../scheduler/matching/agent-description.ts";
import type { Amounts, Requirement } from "../../scheduler/matching/requirement.ts";
import { meetsConstraint, tellMixed, type MixedTarget } from "../matching/setup.ts";
import { STORM_AGENT, stormJobs } from "../workloads/w1.ts";

export interface ListedTask {
  readonly job: number;
  readonly account: number;
  readonly priority: number;
  readonly need: Requirement;
}

/** A workload as plain lists, in the order of submission: what schedulers that are not ours are given. */
export interface TaskList {
  readonly agents: readonly AgentDescription[];
  readonly tasks: readonly ListedTask[];
  readonly accounts: number;
}

/** W1. */
export function stormList(options: {
  readonly seed: number;
  readonly agents: number;
  readonly jobs: number;
}): TaskList {
  const jobs = stormJobs({ seed: options.seed, count: options.jobs });
  const { cpusMilli, memMib, gpus, firstPort, lastPort, racks } = STORM_AGENT;
  const total: Amounts = { cpusMilli, memMib, gpus, diskMib: 0, ports: lastPort - firstPort + 1 };
  const need: Requirement = {
    cpusMilli: jobs.cpusMilli,
    memMib: jobs.memMib,
    diskMib: 0,
    gpus: 0,
    ports: jobs.ports,
    constraint: "",
  };
  return {
    agents: Array.from({ length: options.agents }, (_, at) => ({
      host: `h${at}`,
      class: "",
      axis: `${at % racks}`,
      total,
      free: total,
    })),
    tasks: Array.from(jobs.user, (account, at) => ({ job: at + 1, account, priority: 50, need })),
    accounts: jobs.users,
  };
}

/** W2q, without its limits per user. */
export function mixedList(options: {
  readonly seed: number;
  readonly agents: number;
  readonly jobs: number;
}): TaskList {
  const agents: AgentDescription[] = [];
  const tasks: ListedTask[] = [];
  const needs: Requirement[] = [];
  let accounts = 0;
  const recorder: MixedTarget = {
    addGroup: () => 0,
    addAccount: () => accounts++,
    setLimit: () => undefined,
    addAgent: (agent) => agents.push(agent),
    shapeOf: (need) => needs.push(need) - 1,
    submit(account, shape, priority, job) {
      const need = needs[shape];
      assert.ok(need !== undefined);
      tasks.push({ job, account, priority, need });
    },
  };
  tellMixed(recorder, options, () => undefined);
  return { agents, tasks, accounts };
}

/** @throws AssertionError  when the starts are not legal: a task twice, more than an agent has, a constraint broken */
export function checkStarts(
  { agents, tasks }: TaskList,
  starts: Iterable<{ readonly job: number; readonly agent: number }>,
): Amounts {
  const free = agents.map(({ total }) => ({ ...total }));
  const used = { cpusMilli: 0, memMib: 0, diskMib: 0, gpus: 0, ports: 0 };
  const started = new Set<number>();
  for (const { job, agent } of starts) {
    const need = tasks[job - 1]?.need;
    const left = free[agent];
    const description = agents[agent];
    assert.ok(need !== undefined && left !== undefined && description !== undefined);
    assert.ok(!started.has(job), `job ${job} was started twice`);
    started.add(job);
    for (const kind of ["cpusMilli", "memMib", "gpus", "ports"] as const) {
      left[kind] -= need[kind];
      used[kind] += need[kind];
      assert.ok(left[kind] >= 0, `agent ${agent} has too little ${kind} for job ${job}`);
    }
    assert.ok(meetsConstraint(need.constraint, description.class), `job ${job} may not run on ${agent}`);
    assert.ok(need.axis === undefined || need.axis === description.axis, `job ${job} is in another rack`);
  }
  return used;
}
