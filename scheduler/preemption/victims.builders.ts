import fc from "fast-check";
import { amounts } from "../backfill/outlook.builders.ts";
import type { Amounts } from "../matching/requirement.ts";
import type { AgentLoad, Claims, RunningTask } from "./victims.ts";

export const MINUTE = 60_000;
export const NOW = 600 * MINUTE;

export function aTask(fields: Partial<RunningTask> & { readonly task: string }): RunningTask {
  return {
    account: "rich",
    priority: 50,
    amounts: amounts(1),
    preemptible: true,
    stopping: false,
    sinceMs: NOW - 60 * MINUTE,
    ...fields,
  };
}

/** Equal shares of a pool of that many cpus: what accounts hold, by their tasks on these agents. */
export function sharesOf(
  agents: readonly AgentLoad[],
  accounts: readonly string[],
  cpus: number,
  fields: Partial<Claims> = {},
): Claims {
  const worth = (_: string, { cpusMilli }: Amounts) => (cpusMilli * accounts.length) / (1000 * cpus);
  const held = (account: string) =>
    agents
      .flatMap(({ tasks }) => tasks)
      .filter((task) => task.account === account)
      .reduce((sum, task) => sum + worth(account, task.amounts), 0);
  return {
    by: "shares",
    standing: held,
    worth,
    margin: 0.1,
    rateOf: ({ cpusMilli }) => cpusMilli,
    protectMs: 10 * MINUTE,
    ...fields,
  };
}

const ACCOUNTS = ["rich", "poor", "other"];

export interface Scene {
  readonly agents: readonly AgentLoad[];
  readonly cpus: number;
  readonly accounts: readonly string[];
  readonly account: string;
  readonly priority: number;
  readonly need: number;
}

/** One to four agents, most of them full. */
export function someScene(): fc.Arbitrary<Scene> {
  const task = fc.record({
    account: fc.constantFrom(...ACCOUNTS),
    priority: fc.integer({ min: 0, max: 100 }),
    cpus: fc.integer({ min: 1, max: 4 }),
    preemptible: fc.boolean(),
    stopping: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
    minutes: fc.integer({ min: 1, max: 120 }),
    limit: fc.option(fc.integer({ min: 121, max: 300 }), { nil: undefined }),
  });
  const agent = fc.record({ tasks: fc.array(task, { maxLength: 8 }), free: fc.integer({ min: 0, max: 2 }) });
  return fc
    .record({
      agents: fc.array(agent, { minLength: 1, maxLength: 4 }),
      account: fc.constantFrom(...ACCOUNTS),
      priority: fc.integer({ min: 0, max: 100 }),
      need: fc.integer({ min: 1, max: 12 }),
    })
    .map(({ agents, ...rest }): Scene => {
      const loads = agents.map(({ free, tasks }, at) => ({
        agent: `a${at}`,
        free: amounts(free),
        tasks: tasks.map(({ cpus, limit, minutes, ...fields }, place) =>
          aTask({
            task: `${at}.${place}`,
            amounts: amounts(cpus),
            sinceMs: NOW - minutes * MINUTE,
            ...fields,
            ...(limit === undefined ? {} : { limitMs: limit * MINUTE }),
          }),
        ),
      }));
      const cpus = agents.reduce(
        (sum, { free, tasks }) => sum + free + tasks.reduce((own, one) => own + one.cpus, 0),
        0,
      );
      return { agents: loads, cpus: Math.max(1, cpus), accounts: ACCOUNTS, ...rest };
    });
}
