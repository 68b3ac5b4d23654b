import { legacyAttributes, legacyLabels, legacyResources } from "../../http/legacy-json.ts";
import type { Resource } from "../../../proto/generated/types.ts";
import { add, EMPTY_POOL, filter, reservedFor, resourcesOf, subtract } from "../../resources/pool.ts";
import type { Pool } from "../../resources/pool.ts";
import { AGENT_CAPABILITIES, allFrameworks } from "./operator-views.ts";
import { isActive, rolesOf, VERSION } from "../state/state.ts";
import type { Agent, Framework, Master, MasterExecutor, MasterTask } from "../state/state.ts";

/** `/state`. Source: Mesos, src/master/http.cpp. */
export function legacyState(master: Master): object {
  const agents = [...master.agents.values()];
  const { address, id, pid, port, hostname } = master.info;
  return {
    version: VERSION,
    start_time: master.startedAtMs / 1000,
    elected_time: master.startedAtMs / 1000,
    id,
    pid,
    hostname,
    capabilities: (master.info.capabilities ?? []).map(({ type }) => type),
    activated_slaves: agents.filter(isActive).length,
    deactivated_slaves: agents.filter((agent) => !isActive(agent)).length,
    unreachable_slaves: master.unreachable.size,
    leader: pid,
    leader_info: { id, pid, port, hostname: address?.hostname ?? hostname },
    flags: master.settings.flags,
    ...legacyAgents(master),
    ...legacyFrameworks(master),
    orphan_tasks: [],
    unregistered_frameworks: [],
  };
}

export function legacyAgents(
  master: Master,
  agentId?: string,
): { slaves: object[]; recovered_slaves: object[] } {
  const wanted = [...master.agents.values()].filter((agent) => agentId === undefined || agent.id === agentId);
  return {
    slaves: wanted.map(legacyAgent),
    recovered_slaves: [...master.recovered.keys()].map((id) => ({ id })),
  };
}

export function legacyAgent(agent: Agent): object {
  const reserved: Record<string, object> = {};
  for (const role of new Set([...agent.total.values()].map(({ kind }) => reservedFor(kind))))
    if (role !== "*")
      reserved[role] = legacyResources(filter(agent.total, ({ kind }) => reservedFor(kind) === role));
  return {
    id: agent.id,
    hostname: agent.info.hostname,
    port: Number(agent.address.split(":")[1] ?? 0),
    attributes: legacyAttributes(agent.info.attributes),
    pid: `slave(1)@${agent.address}`,
    registered_time: agent.registeredAtMs / 1000,
    ...(agent.reregisteredAtMs === undefined ? {} : { reregistered_time: agent.reregisteredAtMs / 1000 }),
    resources: legacyResources(agent.total),
    used_resources: legacyResources(agent.used),
    offered_resources: legacyResources(agent.offered),
    reserved_resources: reserved,
    unreserved_resources: legacyResources(filter(agent.total, ({ kind }) => reservedFor(kind) === "*")),
    active: isActive(agent),
    deactivated: agent.mode.deactivated,
    ...(agent.mode.drain === undefined ? {} : { drain_info: agent.mode.drain }),
    ...(agent.mode.drainStartedAtMs === undefined
      ? {}
      : { estimated_drain_start_time_seconds: Math.floor(agent.mode.drainStartedAtMs / 1000) }),
    version: agent.version,
    capabilities: AGENT_CAPABILITIES.map(({ type }) => type),
    reserved_resources_full: reservedFull(agent),
    unreserved_resources_full: full(filter(agent.total, ({ kind }) => reservedFor(kind) === "*")),
    used_resources_full: full(agent.used),
    offered_resources_full: full(agent.offered),
  };
}

/** The resources as messages, reservations as a stack. */
function full(pool: Pool): readonly Resource[] {
  return resourcesOf(pool, { reservations: "stack" });
}

function reservedFull(agent: Agent): Record<string, readonly Resource[]> {
  const roles = new Set([...agent.total.values()].map(({ kind }) => reservedFor(kind)));
  return Object.fromEntries(
    [...roles]
      .filter((role) => role !== "*")
      .map((role) => [role, full(filter(agent.total, ({ kind }) => reservedFor(kind) === role))]),
  );
}

export function legacyFrameworks(
  master: Master,
  frameworkId?: string,
): { frameworks: object[]; completed_frameworks: object[] } {
  const wanted = ({ id }: Framework): boolean => frameworkId === undefined || id === frameworkId;
  const executorsOf = (framework: Framework): readonly MasterExecutor[] =>
    [...master.agents.values()].flatMap(({ executors }) =>
      [...executors.values()].filter((executor) => executor.frameworkId === framework.id),
    );
  const describe = (framework: Framework): object => legacyFramework(framework, executorsOf);
  const completed = [...master.completed.values()].flatMap(({ framework }) => framework ?? []);
  return {
    frameworks: [...master.frameworks.values()].filter(wanted).map(describe),
    completed_frameworks: completed.filter(wanted).map(describe),
  };
}

function legacyFramework(
  framework: Framework,
  executorsOf: (framework: Framework) => readonly MasterExecutor[],
): object {
  const { info } = framework;
  return {
    ...legacyFrameworkSummary(framework),
    user: info.user,
    failover_timeout: info.failover_timeout ?? 0,
    checkpoint: info.checkpoint ?? false,
    registered_time: framework.registeredAtMs / 1000,
    unregistered_time: (framework.unregisteredAtMs ?? 0) / 1000,
    ...(framework.reregisteredAtMs === undefined
      ? {}
      : { reregistered_time: framework.reregisteredAtMs / 1000 }),
    ...(info.principal === undefined ? {} : { principal: info.principal }),
    ...(isMultiRole(framework) ? { roles: rolesOf(info) } : { role: info.role ?? "*" }),
    tasks: [...framework.tasks.values()].map((task) => legacyTask(task, framework)),
    unreachable_tasks: [...framework.unreachableTasks.values()].map((task) => legacyTask(task, framework)),
    completed_tasks: framework.completedTasks.map((task) => legacyTask(task, framework)),
    offers: [...framework.offers].map((offer) => ({
      id: offer.id,
      framework_id: framework.id,
      allocation_info: { role: offer.role },
      slave_id: offer.agent.id,
      resources: legacyResources(offer.pool),
    })),
    executors: executorsOf(framework).map(({ info: executor, agentId }) => ({
      executor_id: executor.executor_id.value,
      name: executor.name ?? "",
      framework_id: framework.id,
      command: executor.command ?? {},
      resources: legacyResources(executor.resources ?? []),
      source: executor.source ?? "",
      type: executor.type ?? "CUSTOM",
      slave_id: agentId,
    })),
    ...legacyLabels(info.labels),
  };
}

function isMultiRole({ info }: Framework): boolean {
  return info.capabilities?.some(({ type }) => type === "MULTI_ROLE") === true;
}

/** The part that `/state-summary` has as well. */
export function legacyFrameworkSummary(framework: Framework): object {
  const { info } = framework;
  const offered = [...framework.offers].reduce<Pool>((sum, offer) => add(sum, offer.pool), EMPTY_POOL);
  const held = [...framework.allocated.values()].reduce<Pool>((sum, pool) => add(sum, pool), EMPTY_POOL);
  const connected = framework.stream !== undefined;
  return {
    id: framework.id,
    name: info.name,
    used_resources: legacyResources(subtract(held, offered)),
    offered_resources: legacyResources(offered),
    resources: legacyResources(held),
    capabilities: (info.capabilities ?? []).map(({ type }) => type),
    hostname: info.hostname ?? "",
    webui_url: info.webui_url ?? "",
    active: connected,
    connected,
    recovered: framework.recovered,
  };
}

export function legacyTask(task: MasterTask, framework: Framework): object {
  const { info } = task;
  return {
    id: info.task_id.value,
    name: info.name,
    framework_id: task.frameworkId,
    executor_id: info.executor?.executor_id.value ?? "",
    slave_id: task.agentId,
    state: task.state,
    resources: legacyResources(task.resources),
    role: task.role,
    user: info.command?.user ?? framework.info.user,
    statuses: task.statuses.map(({ state, timestamp, labels, container_status, healthy }) => ({
      state,
      timestamp,
      ...legacyLabels(labels),
      ...(container_status === undefined ? {} : { container_status }),
      ...(healthy === undefined ? {} : { healthy }),
    })),
    ...legacyLabels(info.labels),
    ...(info.discovery === undefined ? {} : { discovery: info.discovery }),
    ...(info.container === undefined ? {} : { container: info.container }),
    ...(info.limits === undefined ? {} : { limits: info.limits }),
  };
}

const TASKS_LIMIT = 100;

/** `/tasks` with its query. Sorted by the time of the first status; `des` (newest first) unless `order=asc`. */
export function legacyTasks(master: Master, query: URLSearchParams): { tasks: object[] } {
  const [frameworkId, taskId] = [query.get("framework_id"), query.get("task_id")];
  const found: { readonly task: MasterTask; readonly framework: Framework }[] = [];
  for (const framework of allFrameworks(master)) {
    if (frameworkId !== null && framework.id !== frameworkId) continue;
    for (const task of [
      ...framework.tasks.values(),
      ...framework.unreachableTasks.values(),
      ...framework.completedTasks,
    ])
      if (taskId === null || task.info.task_id.value === taskId) found.push({ task, framework });
  }
  const startedAt = ({ task }: { readonly task: MasterTask }): number =>
    task.statuses[0]?.timestamp ?? Infinity;
  found.sort((a, b) =>
    query.get("order") === "asc" ? startedAt(a) - startedAt(b) : startedAt(b) - startedAt(a),
  );
  const offset = number(query.get("offset"), 0);
  return {
    tasks: found
      .slice(offset, offset + number(query.get("limit"), TASKS_LIMIT))
      .map(({ task, framework }) => legacyTask(task, framework)),
  };
}

function number(text: string | null, otherwise: number): number {
  const value = Number(text ?? otherwise);
  return Number.isSafeInteger(value) && value >= 0 ? value : otherwise;
}
