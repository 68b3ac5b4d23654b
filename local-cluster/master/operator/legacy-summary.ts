import type { TaskState } from "../../../proto/generated/types.ts";
import { legacyAgent, legacyFrameworkSummary } from "./legacy-views.ts";
import { legacyResources } from "../../http/legacy-json.ts";
import { add, EMPTY_POOL } from "../../resources/pool.ts";
import type { Pool } from "../../resources/pool.ts";
import { describeRoles } from "./operator-views.ts";
import type { Framework, Master, MasterTask } from "../state/state.ts";

/** In the order of Mesos. Source: Mesos, src/master/readonly_handler.cpp. */
const STATES: readonly TaskState[] = [
  "TASK_STAGING",
  "TASK_STARTING",
  "TASK_RUNNING",
  "TASK_KILLING",
  "TASK_FINISHED",
  "TASK_KILLED",
  "TASK_FAILED",
  "TASK_LOST",
  "TASK_ERROR",
  "TASK_UNREACHABLE",
];

/** `/state-summary`: agents and frameworks with how many tasks they have in which state. */
export function legacySummary(master: Master): object {
  const frameworks = [...master.frameworks.values()];
  const tasks = frameworks.flatMap(tasksOf);
  return {
    hostname: master.info.hostname,
    slaves: [...master.agents.values()].map((agent) => {
      const own = tasks.filter(({ agentId }) => agentId === agent.id);
      return {
        ...legacyAgent(agent),
        ...counts(own),
        framework_ids: [...new Set(own.map(({ frameworkId }) => frameworkId))],
      };
    }),
    frameworks: frameworks.map((framework) => {
      const own = tasksOf(framework);
      return {
        ...legacyFrameworkSummary(framework),
        ...counts(own),
        slave_ids: [...new Set(own.map(({ agentId }) => agentId))],
      };
    }),
  };
}

function tasksOf(framework: Framework): readonly MasterTask[] {
  return [...framework.tasks.values(), ...framework.unreachableTasks.values(), ...framework.completedTasks];
}

function counts(tasks: readonly MasterTask[]): Record<string, number> {
  return Object.fromEntries(
    STATES.map((state) => [state, tasks.filter((task) => task.state === state).length]),
  );
}

/** `/roles`. */
export function legacyRoles(master: Master): object {
  return {
    roles: describeRoles(master).map(({ name, weight, frameworks = [] }) => {
      const quota = master.quotas.get(name);
      const held = (of: (framework: Framework) => Pool): Pool =>
        [...master.frameworks.values()].reduce<Pool>((sum, framework) => add(sum, of(framework)), EMPTY_POOL);
      const offered = held(({ offers }) =>
        [...offers]
          .filter(({ role }) => role === name)
          .reduce<Pool>((sum, { pool }) => add(sum, pool), EMPTY_POOL),
      );
      return {
        name,
        weight,
        frameworks: frameworks.map(({ value }) => value),
        resources: legacyResources(held(({ allocated }) => allocated.get(name) ?? EMPTY_POOL)),
        offered: legacyResources(offered),
        ...(quota === undefined
          ? {}
          : {
              quota: {
                role: name,
                guarantee: numbers(quota.guarantees),
                limit: numbers(quota.limits),
              },
            }),
      };
    }),
  };
}

function numbers(
  scalars: Readonly<Record<string, { readonly value: number }>> | undefined,
): Record<string, number> {
  return Object.fromEntries(Object.entries(scalars ?? {}).map(([name, { value }]) => [name, value]));
}
