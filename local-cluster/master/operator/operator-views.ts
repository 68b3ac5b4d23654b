import type {
  AgentInfoCapability,
  MasterEvent,
  MasterResponseGetAgents,
  MasterResponseGetAgentsAgent,
  MasterResponseGetExecutors,
  MasterResponseGetFrameworks,
  MasterResponseGetFrameworksFramework,
  MasterResponseGetOperations,
  MasterResponseGetState,
  MasterResponseGetTasks,
  Operation,
  Resource,
  Role,
  Task,
  TimeInfo,
} from "../../../proto/generated/types.ts";
import { add, EMPTY_POOL, resourcesOf } from "../../resources/pool.ts";
import type { Pool } from "../../resources/pool.ts";
import { isUnreachableState } from "../../protocol/task-states.ts";
import { uuidBytes } from "../../protocol/uuid.ts";
import { describeInverseOffer } from "../offers/inverse-offers.ts";
import { describeOffer } from "../offers/offers.ts";
import { isActive, rolesOf } from "../state/state.ts";
import type { Agent, Framework, Master, MasterTask, OperatorEvent } from "../state/state.ts";

/** What our agents can do, in Mesos' words. */
export const AGENT_CAPABILITIES: readonly AgentInfoCapability[] = [
  { type: "MULTI_ROLE" },
  { type: "HIERARCHICAL_ROLE" },
  { type: "RESERVATION_REFINEMENT" },
  { type: "RESOURCE_PROVIDER" },
  { type: "RESIZE_VOLUME" },
  { type: "AGENT_OPERATION_FEEDBACK" },
  { type: "AGENT_DRAINING" },
  { type: "TASK_RESOURCE_LIMITS" },
];

export function describeAgents(master: Master): MasterResponseGetAgents {
  return {
    agents: [...master.agents.values()].map(describeAgent),
    recovered_agents: [...master.recovered.keys()].map((id) => ({ hostname: "", id: { value: id } })),
  };
}

export function describeAgent(agent: Agent): MasterResponseGetAgentsAgent {
  return {
    agent_info: agent.info,
    active: isActive(agent),
    deactivated: agent.mode.deactivated,
    version: agent.version,
    pid: `slave(1)@${agent.address}`,
    registered_time: time(agent.registeredAtMs),
    ...(agent.reregisteredAtMs === undefined ? {} : { reregistered_time: time(agent.reregisteredAtMs) }),
    total_resources: plain(agent.total),
    allocated_resources: [...usedByRole(agent)].flatMap(([role, pool]) => allocatedTo(pool, role)),
    offered_resources: [...agent.offers].flatMap((offer) => allocatedTo(offer.pool, offer.role)),
    capabilities: AGENT_CAPABILITIES,
    ...(agent.mode.drain === undefined ? {} : { drain_info: agent.mode.drain }),
    ...(agent.mode.drainStartedAtMs === undefined
      ? {}
      : { estimated_drain_start_time: time(agent.mode.drainStartedAtMs) }),
  };
}

function usedByRole(agent: Agent): Map<string, Pool> {
  const roles = new Map<string, Pool>();
  const holders = [
    ...[...agent.tasks.values()].filter(({ charged }) => charged),
    ...agent.executors.values(),
  ];
  for (const { role, resources } of holders) roles.set(role, add(roles.get(role) ?? EMPTY_POOL, resources));
  return roles;
}

export function describeFrameworks(master: Master): MasterResponseGetFrameworks {
  const live = [...master.frameworks.values()].map(describeFramework);
  const completed = [...master.completed.values()].flatMap(({ framework }) =>
    framework === undefined ? [] : [describeFramework(framework)],
  );
  return { frameworks: live, completed_frameworks: completed };
}

export function describeFramework(framework: Framework): MasterResponseGetFrameworksFramework {
  const connected = framework.stream !== undefined;
  return {
    framework_info: framework.info,
    active: connected,
    connected,
    recovered: framework.recovered,
    registered_time: time(framework.registeredAtMs),
    ...(framework.reregisteredAtMs === undefined
      ? {}
      : { reregistered_time: time(framework.reregisteredAtMs) }),
    ...(framework.unregisteredAtMs === undefined
      ? {}
      : { unregistered_time: time(framework.unregisteredAtMs) }),
    offers: [...framework.offers].map(describeOffer),
    inverse_offers: [...framework.inverseOffers].map(describeInverseOffer),
    allocated_resources: [...framework.allocated].flatMap(([role, pool]) => allocatedTo(pool, role)),
    offered_resources: [...framework.offers].flatMap((offer) => allocatedTo(offer.pool, offer.role)),
    ...(framework.offerConstraints === undefined ? {} : { offer_constraints: framework.offerConstraints }),
  };
}

export function describeTasks(master: Master): MasterResponseGetTasks {
  const all = allFrameworks(master);
  return {
    tasks: all.flatMap((framework) => [...framework.tasks.values()].map(describeTask)),
    unreachable_tasks: all.flatMap((framework) =>
      [...framework.unreachableTasks.values()]
        .filter(({ state }) => isUnreachableState(state))
        .map(describeTask),
    ),
    completed_tasks: all.flatMap((framework) => [
      ...framework.completedTasks.map(describeTask),
      ...[...framework.unreachableTasks.values()]
        .filter(({ state }) => !isUnreachableState(state))
        .map(describeTask),
    ]),
  };
}

/** Live ones first, then those that were removed in this run. */
export function allFrameworks(master: Master): readonly Framework[] {
  return [
    ...master.frameworks.values(),
    ...[...master.completed.values()].flatMap(({ framework }) => framework ?? []),
  ];
}

export function describeTask(task: MasterTask): Task {
  const { info } = task;
  return {
    name: info.name,
    task_id: info.task_id,
    framework_id: { value: task.frameworkId },
    ...(info.executor === undefined ? {} : { executor_id: info.executor.executor_id }),
    agent_id: { value: task.agentId },
    state: task.state,
    resources: allocatedTo(task.resources, task.role),
    statuses: task.statuses,
    ...(task.forwardedState === undefined ? {} : { status_update_state: task.forwardedState }),
    ...(info.labels === undefined ? {} : { labels: info.labels }),
    ...(info.discovery === undefined ? {} : { discovery: info.discovery }),
    ...(info.container === undefined ? {} : { container: info.container }),
    ...(info.command?.user === undefined ? {} : { user: info.command.user }),
    ...(info.health_check === undefined ? {} : { health_check: info.health_check }),
    ...(info.kill_policy === undefined ? {} : { kill_policy: info.kill_policy }),
    ...(info.limits === undefined ? {} : { limits: info.limits }),
  };
}

export function describeExecutors(master: Master): MasterResponseGetExecutors {
  const executors = [...master.agents.values()].flatMap((agent) =>
    [...agent.executors.values()].map(({ info }) => ({ executor_info: info, agent_id: { value: agent.id } })),
  );
  return executors.length === 0 ? {} : { executors };
}

export function describeOperations(master: Master): MasterResponseGetOperations {
  const operations = [...master.operations.values()].map((operation): Operation => {
    const { uuid, frameworkId, agentId, info, latest, statusUuid } = operation;
    const status = statusUuid === undefined ? latest : { ...latest, uuid: { value: uuidBytes(statusUuid) } };
    return {
      ...(frameworkId === undefined ? {} : { framework_id: { value: frameworkId } }),
      agent_id: { value: agentId },
      info,
      latest_status: status,
      ...(statusUuid === undefined ? {} : { statuses: [status] }),
      uuid: { value: uuidBytes(uuid) },
    };
  });
  return operations.length === 0 ? {} : { operations };
}

/** Roles that frameworks subscribe to, hold resources in, or that have a quota or a weight. */
export function describeRoles(master: Master): readonly Role[] {
  const frameworks = [...master.frameworks.values()];
  const names = new Set([
    ...frameworks.flatMap(({ info }) => rolesOf(info)),
    ...frameworks.flatMap(({ allocated }) => [...allocated.keys()]),
    ...master.quotas.keys(),
    ...master.weights.keys(),
  ]);
  return [...names].sort().map((name) => {
    const subscribed = frameworks.filter(({ info }) => rolesOf(info).includes(name));
    const held = frameworks.reduce<Pool>(
      (sum, { allocated }) => add(sum, allocated.get(name) ?? EMPTY_POOL),
      EMPTY_POOL,
    );
    return {
      name,
      weight: master.weights.get(name) ?? 1,
      ...(subscribed.length === 0 ? {} : { frameworks: subscribed.map(({ id }) => ({ value: id })) }),
      ...(held.size === 0 ? {} : { resources: plain(held) }),
    };
  });
}

export function describeState(master: Master): MasterResponseGetState {
  return {
    get_tasks: describeTasks(master),
    get_executors: describeExecutors(master),
    get_frameworks: describeFrameworks(master),
    get_agents: describeAgents(master),
  };
}

export function describeEvent(event: OperatorEvent): MasterEvent {
  switch (event.type) {
    case "TASK_ADDED":
      return { type: "TASK_ADDED", task_added: { task: describeTask(event.task) } };
    case "TASK_UPDATED":
      return {
        type: "TASK_UPDATED",
        task_updated: {
          framework_id: { value: event.task.frameworkId },
          status: event.status,
          state: event.task.state,
        },
      };
    case "AGENT_ADDED":
      return { type: "AGENT_ADDED", agent_added: { agent: describeAgent(event.agent) } };
    case "AGENT_REMOVED":
      return { type: "AGENT_REMOVED", agent_removed: { agent_id: { value: event.agentId } } };
    case "FRAMEWORK_ADDED":
      return { type: "FRAMEWORK_ADDED", framework_added: { framework: describeFramework(event.framework) } };
    case "FRAMEWORK_UPDATED":
      return {
        type: "FRAMEWORK_UPDATED",
        framework_updated: { framework: describeFramework(event.framework) },
      };
    case "FRAMEWORK_REMOVED":
      return { type: "FRAMEWORK_REMOVED", framework_removed: { framework_info: event.info } };
  }
}

export function time(ms: number): TimeInfo {
  return { nanoseconds: Math.round(ms) * 1e6 };
}

/** The operator API shows reserved resources as a stack, others with the role that anybody has. */
function plain(pool: Pool): Resource[] {
  return resourcesOf(pool, { reservations: "stack" }).map((resource) =>
    resource.reservations === undefined ? { ...resource, role: "*" } : resource,
  );
}

function allocatedTo(pool: Pool, role: string): Resource[] {
  return resourcesOf(pool, { reservations: "stack", allocatedTo: role }).map((resource) =>
    resource.reservations === undefined ? { ...resource, role: "*" } : resource,
  );
}
